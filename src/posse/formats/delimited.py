"""The codec of segments with separators, such as the DED segment of a support payment."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from posse.formats.codec import Record, RecordError, Value
from posse.formats.findings import Finding, record_finding

_DIGIT_KINDS = frozenset({"DT", "N2"})


@dataclass(frozen=True)
class Element:
    """One element of a segment.

    Attributes:
        lengths: Every allowed length.
        kind: ID or AN for text, DT for a date in digits, N2 for cents in digits.
        allowed: The only values the element may hold; empty when it is free.
    """

    name: str
    title: str
    lengths: tuple[int, ...]
    kind: str
    is_mandatory: bool
    sure: str
    allowed: tuple[str, ...] = ()

    @property
    def length_words(self) -> str:
        """The allowed lengths in words for a finding."""
        first, last = self.lengths[0], self.lengths[-1]
        if len(self.lengths) == 2:
            return f"{first} or {last}"
        return str(first) if first == last else f"{first} to {last}"

    @property
    def rule(self) -> str:
        """What the element must be, in words for a finding."""
        if self.allowed:
            return "must be " + " or ".join(self.allowed)
        unit = "digits" if self.kind in _DIGIT_KINDS else "characters"
        return f"must be {self.length_words} {unit}"

    def accepts(self, text: str) -> bool:
        """Whether ``text`` may stand in this element."""
        if not text:
            return not self.is_mandatory
        if self.allowed:
            return text in self.allowed
        is_right_kind = text.isdigit() if self.kind in _DIGIT_KINDS else True
        is_printable = text.isascii() and text.isprintable()
        return is_right_kind and is_printable and len(text) in self.lengths


@dataclass(frozen=True)
class DelimitedLayout:
    """A segment: elements in order, each but the first after a separator."""

    name: str
    record: str
    separator: str
    terminator: str
    elements: tuple[Element, ...]
    note: str = ""

    @cached_property
    def by_name(self) -> Mapping[str, Element]:
        """The elements by their machine names."""
        return {element.name: element for element in self.elements}

    @cached_property
    def mandatory_count(self) -> int:
        """Elements that stand in every segment."""
        return sum(element.is_mandatory for element in self.elements)

    def split(self, text: str) -> list[str]:
        """The elements of ``text`` as they stand, without the terminator."""
        return text.rstrip(" ").removesuffix(self.terminator).split(self.separator)

    def parse(
        self, text: str, *, line_number: int | None = None
    ) -> tuple[Record, list[Finding]]:
        """The segment's values by element name, and what is wrong with them.

        Cents become an integer, an omitted element an empty text. A value that breaks its
        rule stays as it stands, with a finding whose code is the element's name.
        """
        parts = self.split(text)
        findings = self._frame_findings(text, parts, line_number)
        is_framed = not findings
        padded = parts + [""] * (len(self.elements) - len(parts))
        record: Record = {}
        for element, part in zip(self.elements, padded, strict=False):
            is_accepted = element.accepts(part)
            is_cents = element.kind == "N2" and is_accepted and part
            record[element.name] = int(part) if is_cents else part
            # A segment of the wrong shape is one finding, not one for each shifted element.
            if is_framed and not is_accepted:
                reason = f"{element.title} {element.rule}; correct it and send it again."
                found = record_finding(
                    line_number, element.title, code=element.name, reason=reason, text=part
                )
                findings.append(found)
        return record, findings

    def write(self, record: Mapping[str, Value]) -> str:
        """The segment with its terminator; optional elements at the end are dropped.

        Raises: RecordError when a value breaks its element's rule or names no element.
        """
        strangers = sorted(set(record) - set(self.by_name))
        if strangers:
            raise RecordError(f"{self.record} has no element {', '.join(strangers)}")
        parts = []
        for element in self.elements:
            is_literal = len(element.allowed) == 1 and element.is_mandatory
            value = record.get(element.name, element.allowed[0] if is_literal else "")
            text = "" if value is None else str(value)
            has_reserved = self.separator in text or self.terminator in text
            if has_reserved or not element.accepts(text):
                raise RecordError(f"{element.name} {element.rule}")
            parts.append(text)
        while len(parts) > self.mandatory_count and not parts[-1]:
            parts.pop()
        return self.separator.join(parts) + self.terminator

    @cached_property
    def pattern(self) -> str:
        """A regular expression with one named group per element for a segment that is right.

        It matches exactly the texts in which :meth:`parse` finds nothing wrong.
        """
        separator = re.escape(self.separator)
        opening, *rest = (self._group(element) for element in self.elements)
        must, may = rest[: self.mandatory_count - 1], rest[self.mandatory_count - 1 :]
        body = opening + "".join(separator + group for group in must)
        # Optional elements close the segment, each one inside the one before it, so that a
        # missing one means that all after it are missing too.
        for group in may:
            body += f"(?:{separator}{group}"
        return "^" + body + ")?" * len(may) + re.escape(self.terminator) + " *$"

    @cached_property
    def _text_sign(self) -> str:
        """A class of all printable ASCII characters but separator and terminator."""
        printable = (chr(code) for code in range(32, 127))
        free = [sign for sign in printable if sign not in self.separator + self.terminator]
        plain = (sign if sign.isalnum() or sign in " <>" else "\\" + sign for sign in free)
        return "[" + "".join(plain) + "]"

    def _group(self, element: Element) -> str:
        """One element; an optional one may be empty."""
        if element.allowed:
            body = "|".join(re.escape(value) for value in element.allowed)
        else:
            sign = "[0-9]" if element.kind in _DIGIT_KINDS else self._text_sign
            first, last = element.lengths[0], element.lengths[-1]
            is_pair = len(element.lengths) == 2
            body = f"{sign}{{{last}}}|{sign}{{{first}}}" if is_pair else ""
            body = body or f"{sign}{{{first},{last}}}"
        return (
            f"(?P<{element.name}>{body})"
            if element.is_mandatory
            else (f"(?P<{element.name}>(?:{body})?)")
        )

    def _frame_findings(
        self, text: str, parts: list[str], line_number: int | None
    ) -> list[Finding]:
        """Whether the segment opens, ends and counts as it must."""
        reason = ""
        tail = text.rstrip(" ")
        if parts[0] != self.elements[0].allowed[0]:
            reason = f"does not begin with {self.elements[0].allowed[0]}{self.separator}"
        elif not tail.endswith(self.terminator) or self.terminator in tail[:-1]:
            reason = f"does not end with one {self.terminator}"
        elif len(parts) > len(self.elements):
            most = len(self.elements) - 1
            reason = (
                f"has {len(parts) - 1} elements and may have {most};"
                f" no element may hold a {self.separator}"
            )
        elif len(parts) < self.mandatory_count:
            reason = f"has {len(parts) - 1} elements and needs {self.mandatory_count - 1}"
        if not reason:
            return []
        whole = f"The {self.record} {reason}. Correct it and send it again."
        return [
            record_finding(line_number, self.record, code="garbled", reason=whole, text=text)
        ]
