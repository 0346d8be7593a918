"""What a check says about a partner's file: where, what, and how to mend it."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

_NUMBER_RUN = re.compile(r"\d{7,}")
_DASHED_SSN = re.compile(r"\d{3}-\d{2}-(\d{4})")


@dataclass(frozen=True)
class Finding:
    """One thing wrong in a partner's file.

    Attributes:
        line: 1-based line of the file, or None where the file as a whole is meant.
        field: Name of the field as the layout calls it, or the part of the file.
        code: Short stable name of the kind of finding, for programs and tests.
        reason: Plain words: what is wrong and what to do about it.
        is_fatal: True when the whole file is refused and nothing of it may be posted;
            False when this record is rejected and the good ones go on.
        text: The bytes that were read there, with all long numbers masked.
    """

    line: int | None
    field: str
    code: str
    reason: str
    is_fatal: bool
    text: str = ""


def masked(text: str) -> str:
    """``text`` with all but the last four digits of every long number hidden.

    A finding is printed, logged and mailed to partners; Social Security and account numbers
    must not travel with it.

    Examples:
        >>> masked("DED*CS*4711*260115*12345*900123456*N")
        'DED*CS*4711*260115*12345*#####3456*N'
    """
    hidden = _NUMBER_RUN.sub(lambda run: "#" * (len(run[0]) - 4) + run[0][-4:], text)
    return _DASHED_SSN.sub(r"###-##-\1", hidden)


def file_finding(line: int | None, field: str, *, code: str, reason: str) -> Finding:
    """A finding for which the whole file is refused."""
    return Finding(line=line, field=field, code=code, reason=reason, is_fatal=True)


def record_finding(
    line: int | None, field: str, *, code: str, reason: str, text: str = ""
) -> Finding:
    """A finding for which one record is rejected; its text is masked here."""
    return Finding(line, field, code, masked(reason), is_fatal=False, text=masked(text))


def has_fatal(findings: Iterable[Finding]) -> bool:
    """Whether the whole file must be refused."""
    return any(finding.is_fatal for finding in findings)


def in_line_order(findings: Iterable[Finding]) -> list[Finding]:
    """Findings sorted by line, those about the whole file first."""
    return sorted(findings, key=lambda finding: (finding.line or 0, finding.field))
