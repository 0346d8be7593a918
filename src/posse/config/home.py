"""Where an installation keeps its files: database, inbox, outbox, secret."""

import os
import secrets
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[3]


def home() -> Path:
    """The folder of this installation: ``POSSE_HOME``, or ``var`` beside the code."""
    chosen = Path(os.environ.get("POSSE_HOME", REPOSITORY / "var"))
    chosen.mkdir(parents=True, exist_ok=True)
    return chosen.resolve()


def secret_key() -> str:
    """The signing key of this installation, made once and readable by its owner alone."""
    if os.environ.get("POSSE_SECRET_KEY"):
        return os.environ["POSSE_SECRET_KEY"]
    path = home() / "secret_key"
    if not path.exists():
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48))
    return path.read_text()
