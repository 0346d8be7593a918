"""What a determination of child care found, as the rows of reasons on a letter.

A determination keeps its reasons in the words of staff. A family reads a sentence of
``policy/texts/care_reasons`` for each criterion that is not met, in its own language, with
the figures and the exact clauses.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from posse.rules.texts import words

# What stands beside a figure, and the sentence of care_letters that says it.
COMPARED = {
    "below": "limit_below",
    "at most": "limit_at_most",
    "above": "limit_above",
    "at least": "limit_at_least",
}
FIGURE = re.compile(rf"(?:({'|'.join(COMPARED)}) )?(-?\$?[\d,]+(?:\.\d+)?)")
ALL_MET = ("CC-503-A",)

Kept = Sequence[Mapping[str, Any]]


def reason_rows(kept: Kept, *, names: Mapping[int, str], language: str) -> list[dict[str, Any]]:
    """The rows for ``reasons`` of a notice, from the reasons of a determination.

    ``kept`` has for each criterion its name as ``criterion``, ``participant`` or None,
    ``is_met`` and ``checks``; ``names`` the people by participant. Where everything is met,
    one row says so. Source: CC-1401-A-4.
    """
    rows = [_row(reason, names, language) for reason in kept if not reason["is_met"]]
    return rows or [_plain("eligible", ALL_MET)]


def _row(reason: Mapping[str, Any], names: Mapping[int, str], language: str) -> dict[str, Any]:
    unmet = [check for check in reason["checks"] if not check["is_met"]]
    row = _plain(reason["criterion"], dict.fromkeys(_cites(unmet)))
    row["who"] = names.get(reason["participant"])
    for check in unmet:
        # A yes or no is in the sentence already; only figures say more.
        found, limit = (_figure(check[side], language) for side in ("found", "limit"))
        if found and limit:
            return row | {"found": found, "limit": limit}
    return row


def _cites(checks: Kept) -> Iterator[str]:
    return (cite for check in checks for cite in check["cites"])


def _plain(reason: str, law: Sequence[str] | Mapping[str, None]) -> dict[str, Any]:
    return {
        "reason": f"care_reasons.{reason}",
        "who": None,
        "found": None,
        "limit": None,
        "law": tuple(law),
    }


def _figure(told: str, language: str) -> str | None:
    """A figure with what it is compared by in a language; None for anything else."""
    match = FIGURE.fullmatch(told)
    if match is None:
        return None
    compared, figure = match.groups()
    if compared is None:
        return figure
    return words(f"care_letters.{COMPARED[compared]}", language=language).format(figure=figure)
