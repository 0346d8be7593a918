"""Where the law lies: the ``policy`` folder of this installation."""

import os
from pathlib import Path


def policy_root() -> Path:
    """``POSSE_POLICY`` when it is set, else ``policy`` at the root of the repository."""
    chosen = os.environ.get("POSSE_POLICY")
    return Path(chosen).resolve() if chosen else Path(__file__).resolve().parents[3] / "policy"
