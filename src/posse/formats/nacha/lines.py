"""From the bytes of a file to its 94-byte records, or the reason why that cannot be done."""

from dataclasses import dataclass

import numpy as np

from posse.formats.columns import ByteMatrix
from posse.formats.findings import Finding, file_finding

RECORD_LENGTH = 94
RECORDS_PER_BLOCK = 10
# A file of the wrong shape says the same of every line; the first ones tell enough.
_MOST_LINE_FINDINGS = 20

_PRINTABLE = np.zeros(256, dtype=np.bool_)
_PRINTABLE[32:127] = True
# Blank, digits and letters as EBCDIC code pages write them.
_EBCDIC_SIGNS = np.zeros(256, dtype=np.bool_)
for _first, _last in ((0x40, 0x40), (0xC1, 0xC9), (0xD1, 0xD9), (0xE2, 0xE9), (0xF0, 0xF9)):
    _EBCDIC_SIGNS[_first : _last + 1] = True

# Code page 1047 is code page 037 with six signs moved; Python ships no codec for it. The six
# are recalled from IBM's tables; none of them stands in a payment file.
_MOVED_IN_1047 = bytes.maketrans(b"\xad\xbd\xb0\x5f\xba\xbb", b"\xba\xbb\x5f\xb0\xad\xbd")
CODE_PAGES = ("cp037", "cp1047", "cp1140")


@dataclass(frozen=True)
class Lines:
    """The records of a file and how its lines ended.

    Shapes: ``matrix`` is [record, 94].
    """

    matrix: ByteMatrix
    line_end: bytes = b"\n"
    has_last_line_end: bool = True

    @property
    def count(self) -> int:
        """Records, the padding included."""
        return int(self.matrix.shape[0])

    def text(self, line: int) -> str:
        """The record on a 1-based line as text."""
        record: bytes = self.matrix[line - 1].tobytes()
        return record.decode("latin-1")


NO_LINES = Lines(matrix=np.zeros((0, RECORD_LENGTH), dtype=np.uint8))


def from_code_page(content: bytes, code_page: str) -> bytes:
    """A mainframe's EBCDIC file as the bytes that :func:`read_ach` expects.

    Signs that ASCII lacks come out as bytes above 127, which reading then reports.

    Raises: ValueError for a code page other than cp037, cp1047 and cp1140.
    """
    if code_page not in CODE_PAGES:
        raise ValueError(f"code page {code_page!r} is not one of {', '.join(CODE_PAGES)}")
    if code_page == "cp1047":
        content, code_page = content.translate(_MOVED_IN_1047), "cp037"
    text = content.decode(code_page).replace("\x85", "\n")
    return text.encode("latin-1", errors="replace")


def looks_like_ebcdic(content: bytes) -> bool:
    """Whether most bytes are EBCDIC letters, digits and blanks rather than ASCII ones."""
    signs = np.frombuffer(content, dtype=np.uint8)
    high_share = np.count_nonzero(signs >= 128) * 2 > signs.size
    return bool(high_share and np.count_nonzero(_EBCDIC_SIGNS[signs]) * 10 > signs.size * 8)


def split_lines(content: bytes) -> tuple[Lines, list[Finding]]:
    """The file's records, whether its lines end in LF, CRLF or not at all.

    All findings here are fatal: without records of 94 bytes nothing can be read.
    """
    if not content.strip():
        reason = "The file is empty. Ask the sender to send it again."
        return NO_LINES, [file_finding(None, "file", code="empty", reason=reason)]
    if looks_like_ebcdic(content):
        reason = (
            "The file is written in EBCDIC, not ASCII. Deliver it through the code-page step"
            " (cp037 or cp1047, as the sender says) and receive it again."
        )
        return NO_LINES, [file_finding(None, "file", code="ebcdic", reason=reason)]
    strange = _strange_byte_findings(content)
    if strange:
        return NO_LINES, strange
    return _lines_of(content)


def _strange_byte_findings(content: bytes) -> list[Finding]:
    """The first byte that is neither printable ASCII nor a line end, in words."""
    signs = np.frombuffer(content, dtype=np.uint8)
    is_strange = ~_PRINTABLE[signs] & (signs != 10) & (signs != 13)
    if not is_strange.any():
        return []
    first = int(np.argmax(is_strange))
    before = content[:first]
    line = before.count(b"\n") + 1 if b"\n" in content else first // RECORD_LENGTH + 1
    byte = first - (before.rfind(b"\n") + 1) if b"\n" in content else first % RECORD_LENGTH
    kind = "outside ASCII" if content[first] > 126 else "that cannot be printed"
    reason = (
        f"Byte {byte + 1} of line {line} holds the value {content[first]:#04x}, a character"
        f" {kind}; the file holds {np.count_nonzero(is_strange)} such bytes."
        " Ask the sender for a plain ASCII file."
    )
    return [file_finding(line, "file", code="not_ascii", reason=reason)]


def _lines_of(content: bytes) -> tuple[Lines, list[Finding]]:
    if b"\n" not in content and b"\r" not in content:
        return _unbroken_lines(content)
    line_end = b"\r\n" if b"\r\n" in content else b"\n"
    body = content.replace(b"\r\n", b"\n")
    has_last_line_end = body.endswith(b"\n")
    body = body.rstrip(b"\n") + b"\n"
    width = RECORD_LENGTH + 1
    if len(body) % width == 0:
        matrix = np.frombuffer(body, dtype=np.uint8).reshape(-1, width)
        ends_right = bool((matrix[:, -1] == 10).all())
        if ends_right and body.count(b"\n") == matrix.shape[0] and b"\r" not in body:
            lines = Lines(matrix[:, :-1], line_end, has_last_line_end)
            return lines, []
    return NO_LINES, _length_findings(body[:-1].split(b"\n"))


def _unbroken_lines(content: bytes) -> tuple[Lines, list[Finding]]:
    """A file without line ends: one stream of 94-byte records."""
    left_over = len(content) % RECORD_LENGTH
    if left_over == 0:
        matrix = np.frombuffer(content, dtype=np.uint8).reshape(-1, RECORD_LENGTH)
        return Lines(matrix, b"", has_last_line_end=False), []
    line = len(content) // RECORD_LENGTH + 1
    reason = (
        f"The file ends after {left_over} of the 94 bytes of record {line}: it is cut off or"
        " its records have another length. Ask the sender to send it again in full."
    )
    return NO_LINES, [file_finding(line, "record", code="truncated", reason=reason)]


def _length_findings(lines: list[bytes]) -> list[Finding]:
    """Every line, up to a limit, that has not 94 characters."""
    wrong = [(at + 1, len(line)) for at, line in enumerate(lines) if len(line) != RECORD_LENGTH]
    if len(wrong) == 1 and wrong[0][0] == len(lines) and wrong[0][1] < RECORD_LENGTH:
        reason = (
            f"The last line has {wrong[0][1]} of 94 characters: the file is cut off."
            " Ask the sender to send it again in full."
        )
        return [file_finding(len(lines), "record", code="truncated", reason=reason)]
    findings = [
        file_finding(
            line,
            "record",
            code="record_length",
            reason=f"The line has {length} characters and must have 94. Ask the sender to"
            " send the file again with records of 94 characters.",
        )
        for line, length in wrong[:_MOST_LINE_FINDINGS]
    ]
    if len(wrong) > _MOST_LINE_FINDINGS:
        more = len(wrong) - _MOST_LINE_FINDINGS
        reason = f"{more} more lines have not 94 characters. Ask the sender for a new file."
        findings.append(file_finding(None, "record", code="record_length", reason=reason))
    return findings
