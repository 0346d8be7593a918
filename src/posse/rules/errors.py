"""What can go wrong when the law is asked for; each message says how to mend it."""

# ruff: noqa: N818 (the names say what is wrong; the base class says that it is an error)

from collections.abc import Iterable
from datetime import date
from difflib import get_close_matches
from pathlib import Path


class LawError(Exception):
    """The law, as written in ``policy/``, cannot answer."""


class LawFileInvalid(LawError):
    """A file of ``policy/`` is not what its schema says."""

    def __init__(self, file: Path, where: str, reason: str) -> None:
        self.file = file
        self.where = where
        self.reason = reason
        place = f"{file}, at {where}" if where else str(file)
        super().__init__(f"{place}: {reason}")


class UnknownProfile(LawError):
    """No profile has this name."""

    def __init__(self, profile: str, known: Iterable[str]) -> None:
        super().__init__(
            f"there is no profile {profile!r}; known profiles: {', '.join(sorted(known))}"
        )


class UnknownParameter(LawError):
    """No layer of the profile has this key."""

    def __init__(self, key: str, keys: Iterable[str], *, profile: str) -> None:
        near = get_close_matches(key, list(keys), n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        super().__init__(f"the law of profile {profile!r} has no parameter {key!r}{hint}")


class BeforeFirstDate(LawError):
    """The parameter has no value yet on the date asked for."""

    def __init__(self, key: str, on: date, first: date) -> None:
        super().__init__(
            f"{key} has no value on {on}: its first one holds from {first}; add the earlier"
            " value with its citation to the law file"
        )


class EmptyValue(LawError):
    """The value in force is empty: no source gives it."""

    def __init__(self, key: str, label: str, since: date) -> None:
        super().__init__(
            f"{key} ({label}) is empty since {since}: no source gives it; enter the value"
            " and its citation in the law file"
        )


class OpenEndedDeadline(LawError):
    """The time frame has no number of days or months to count."""

    def __init__(self, rule: str, trigger: str) -> None:
        super().__init__(
            f"time frame {rule} ({trigger}) has no number to count: it lasts until something"
            " else happens, so it has no due date"
        )
