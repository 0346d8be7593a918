"""Where the law lies: the ``policy`` folder of this installation."""

import os
from functools import lru_cache
from pathlib import Path

from posse.rules.errors import LawError


def policy_root() -> Path:
    """``POSSE_POLICY`` when it is set, else ``policy`` at the root of the repository.

    Raises: LawError when that is no folder.
    """
    return _root(os.environ.get("POSSE_POLICY"))


@lru_cache(maxsize=4)
def _root(chosen: str | None) -> Path:
    # Asked for with every citation on a page, so the disk is asked once a place.
    root = Path(chosen) if chosen else Path(__file__).resolve().parents[3] / "policy"
    if not root.is_dir():
        raise LawError(f"the law should lie in {root}, which is no folder; set POSSE_POLICY")
    return root.resolve()
