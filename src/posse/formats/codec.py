"""The codec of fixed-width records: one table of fields reads and writes them all.

A :class:`FixedLayout` comes from :func:`posse.formats.layouts.load_layout`. Its rules are
those of every partner here: text stands left and is filled with blanks, numbers stand right
and are filled with zeros, and an empty number is blank.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from posse.formats.findings import Finding, record_finding

Value = str | int | None
Record = dict[str, Value]

NUMBER_KINDS = frozenset({"N"})
DATE_FORMATS = {"CCYYMMDD": "%Y%m%d", "MMDDYYYY": "%m%d%Y"}
KINDS = frozenset({"A", "AN", "N", "unknown", *DATE_FORMATS})
# The marks of the reference, from read in the source to left open on purpose; ``own`` is a
# layout of this project, made where no partner's is public.
MARKS = frozenset({"seen", "second_hand", "derived", "unverified", "not_known", "own"})


class LayoutNotKnown(ValueError):  # noqa: N818 - reads as the sentence it is
    """Bytes of this layout are not known, so no record of it may be written."""


class RecordError(ValueError):
    """A value does not fit its field; the caller's fault, not a partner's."""


@dataclass(frozen=True)
class Field:
    """One field of a fixed-width record.

    Attributes:
        start: First byte, counted from 1 as the partners' charts do.
        kind: A or AN for text, N for digits, a date format, or unknown.
        sure: How the position is known: seen, second_hand, derived, unverified, not_known,
            or own where it was chosen here.
        allowed: The only values the field may hold; empty when it is free.
    """

    name: str
    title: str
    start: int
    length: int
    kind: str
    sure: str
    allowed: tuple[str, ...] = ()
    meaning: str = ""
    source_url: str = ""

    @property
    def end(self) -> int:
        """Last byte, counted from 1."""
        return self.start + self.length - 1

    @property
    def is_number(self) -> bool:
        """Whether the field holds digits only."""
        return self.kind in NUMBER_KINDS

    @property
    def is_filler(self) -> bool:
        """Whether the field carries nothing and is written blank unless told otherwise."""
        return self.name.startswith(("filler", "reserved"))

    @property
    def where(self) -> str:
        """The place in words for a finding."""
        return f"byte {self.start}" if self.length == 1 else f"bytes {self.start}-{self.end}"


@dataclass(frozen=True)
class FixedLayout:
    """A fixed-width record: its fields in order, without gap or overlap.

    Attributes:
        length: Bytes of the record, or None where the total is not known.
        is_upper_case: Whether text is written in capital letters.
    """

    name: str
    record: str
    length: int | None
    is_upper_case: bool
    fields: tuple[Field, ...]
    note: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, Field]:
        """The fields by their machine names."""
        return {field.name: field for field in self.fields}

    @cached_property
    def known_length(self) -> int:
        """Bytes covered by the fields."""
        return self.fields[-1].end

    @cached_property
    def not_known(self) -> tuple[str, ...]:
        """Which bytes are not known, in words; empty when a record may be written."""
        open_fields = [field for field in self.fields if field.sure == "not_known"]
        words = [f"{field.where} ({field.title})" for field in open_fields]
        if self.length is None:
            words.append(f"everything after byte {self.known_length} and the record length")
        return tuple(words)

    @cached_property
    def unverified(self) -> tuple[str, ...]:
        """Fields recalled from general knowledge, to be checked before a live exchange."""
        return tuple(field.name for field in self.fields if field.sure == "unverified")

    def parse(
        self, line: bytes | str, *, line_number: int | None = None
    ) -> tuple[Record, list[Finding]]:
        """The record's values by field name, and what is wrong with them.

        Numbers become integers, blank numbers and dates None, text loses the blanks that
        fill it. A value that cannot be read stays as the text that stands there, with a
        finding. A layout with bytes not known is read for preview.
        """
        text = line.decode("latin-1") if isinstance(line, bytes) else line
        findings = self._length_findings(text, line_number)
        if not text.isascii():
            reason = f"This {self.record} holds characters outside ASCII; send plain ASCII."
            findings.append(
                record_finding(
                    line_number, "record", code="not_ascii", reason=reason, text=text
                )
            )
        record: Record = {}
        for field in self.fields:
            raw = text[field.start - 1 : field.end].ljust(field.length)
            record[field.name], reason = _read(field, raw)
            if reason:
                found = record_finding(
                    line_number, field.title, code="unreadable", reason=reason, text=raw
                )
                findings.append(found)
        return record, findings

    def write(self, record: Mapping[str, Value]) -> str:
        """The record as text of exactly the layout's length.

        Fillers, and fields with one allowed value, need not be given.

        Raises:
            LayoutNotKnown: bytes of the layout are not known; they are never made up.
            RecordError: a value is missing, does not fit, or names no field.
        """
        self.refuse_if_not_known()
        strangers = sorted(set(record) - set(self.by_name))
        if strangers:
            raise RecordError(f"{self.record} has no field {', '.join(strangers)}")
        return "".join(self._written(field, record) for field in self.fields)

    def refuse_if_not_known(self) -> None:
        """Raise LayoutNotKnown when a writer would have to invent bytes."""
        if self.not_known:
            open_bytes = "; ".join(self.not_known)
            raise LayoutNotKnown(
                f"{self.record} cannot be written: not known are {open_bytes}. {self.note}."
                " Put the partner's chart into the layout first; reading for preview works."
            )

    def _length_findings(self, text: str, line_number: int | None) -> list[Finding]:
        """Whether the line has the record's length, or at least reaches its known bytes."""
        is_right = len(text) == self.length if self.length else len(text) >= self.known_length
        if is_right:
            return []
        wanted = self.length or f"at least {self.known_length}"
        reason = (
            f"This {self.record} has {len(text)} characters and must have {wanted}."
            " Send the record again in full."
        )
        return [
            record_finding(
                line_number, "record", code="record_length", reason=reason, text=text
            )
        ]

    def _written(self, field: Field, record: Mapping[str, Value]) -> str:
        """One field as its bytes."""
        if field.name in record:
            value = record[field.name]
        elif len(field.allowed) == 1:
            value = field.allowed[0]
        elif field.is_filler:
            value = None
        else:
            raise RecordError(f"{self.record} needs a value for {field.name}")
        return field_text(field, value, is_upper_case=self.is_upper_case)


def field_text(field: Field, value: Value, *, is_upper_case: bool) -> str:
    """One value as the bytes of its field.

    Raises: RecordError when it does not fit.
    """
    if value is None:
        return " " * field.length
    text = str(value)
    if field.is_number:
        is_fitting = text.isascii() and text.isdigit() and len(text) <= field.length
        text = text.zfill(field.length)
    else:
        is_fitting = text.isascii() and len(text) <= field.length
        text = (text.upper() if is_upper_case else text).ljust(field.length)
    if not is_fitting:
        wanted = "digits" if field.is_number else "ASCII characters"
        raise RecordError(f"{field.name} takes at most {field.length} {wanted}")
    return text


def _read(field: Field, raw: str) -> tuple[Value, str]:
    """The value of one field and, where it cannot be read, the reason in words."""
    text = raw.rstrip(" ")
    if field.allowed and text not in field.allowed:
        choice = " or ".join(field.allowed)
        return text, f"{field.title} ({field.where}) must be {choice}; send it again."
    if field.is_number:
        return _read_number(field, raw)
    if field.kind in DATE_FORMATS:
        return _read_date(field, text)
    return text, ""


def _read_number(field: Field, raw: str) -> tuple[Value, str]:
    if raw.isascii() and raw.isdigit():
        return int(raw), ""
    if not raw.strip(" "):
        return None, ""
    return raw, (
        f"{field.title} ({field.where}) must be {field.length} digits, zero filled;"
        " correct it and send the record again."
    )


def _read_date(field: Field, text: str) -> tuple[Value, str]:
    if not text.strip("0"):
        return text or None, ""
    try:
        datetime.strptime(text, DATE_FORMATS[field.kind])  # noqa: DTZ007 - only a day is read
    except ValueError:
        return text, (
            f"{field.title} ({field.where}) must be a date {field.kind};"
            " correct it and send the record again."
        )
    return text, ""
