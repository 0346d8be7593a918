"""The laws that a letter rests on, as anybody can look them up."""

from collections.abc import Sequence

from posse.rules.texts import words

DOCUMENTS = {
    "CS-9.2-": "Wyoming Policy 9.2",
    "CS-IRG-": "Wyoming Intergovernmental Reference Guide",
    "CC-": "Wyoming Child Care Subsidy Policy Manual",
}
MANUAL = "CC-"


def law_named(cites: Sequence[str]) -> list[str]:
    """A clause by the document that it stands in, each document once."""
    named = (
        next((name for start, name in DOCUMENTS.items() if cite.startswith(start)), cite)
        for cite in cites
    )
    return list(dict.fromkeys(named))


def regulations(cites: Sequence[str], *, language: str) -> str:
    """The exact places, such as ``Manual 1201-B, 1101-A; 45 CFR 98.20(a)(3)``.

    Source: CC-1401-A-4.
    """
    places = [cite.removeprefix(MANUAL) for cite in cites if cite.startswith(MANUAL)]
    others = [cite for cite in cites if not cite.startswith(MANUAL)]
    manual = words("care_letters.manual", language=language)
    return "; ".join(([f"{manual} {', '.join(places)}"] if places else []) + others)
