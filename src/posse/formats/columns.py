"""The same layouts over many records at once: a byte matrix in, columns out, and back.

A byte matrix is ``uint8`` of shape [record, byte]; every record has the layout's length.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from posse.formats.codec import Field, FixedLayout, RecordError

ByteMatrix = npt.NDArray[np.uint8]
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
TextArray = npt.NDArray[np.bytes_]
ColumnValue = npt.NDArray[np.generic] | Sequence[str] | str | int

BLANK = 32
ZERO = 48
# Eighteen digits always fit an int64; a longer number is read one record at a time.
_LONGEST_NUMBER = 18


@dataclass(frozen=True)
class Columns:
    """The fields of many records of one layout.

    Shapes: every array is [record].

    Attributes:
        values: int64 for numbers, bytes without their filling blanks for text.
        is_readable: For each number field, where it held digits only.
    """

    values: Mapping[str, npt.NDArray[np.generic]]
    is_readable: Mapping[str, BoolArray]


def parse_columns(
    layout: FixedLayout, matrix: ByteMatrix, *, names: Iterable[str] | None = None
) -> Columns:
    """The fields called ``names``, or all of them, of every record in ``matrix``.

    Shapes: ``matrix`` is [record, byte].
    Raises: RecordError when the matrix is narrower than the known bytes of the layout.
    """
    if matrix.shape[1] < layout.known_length:
        raise RecordError(f"{layout.record} needs {layout.known_length} bytes a record")
    values: dict[str, npt.NDArray[np.generic]] = {}
    is_readable: dict[str, BoolArray] = {}
    for name in names if names is not None else layout.by_name:
        field = layout.by_name[name]
        part = matrix[:, field.start - 1 : field.end]
        if field.is_number:
            values[name], is_readable[name] = numbers(part)
        else:
            values[name] = texts(part)
    return Columns(values=values, is_readable=is_readable)


def numbers(part: ByteMatrix) -> tuple[IntArray, BoolArray]:
    """The whole numbers that stand in ``part``, and where they are digits only.

    Shapes: ``part`` is [record, byte]; both results are [record], zero where unreadable.
    Raises: RecordError when the field is too wide for an int64.
    """
    if part.shape[1] > _LONGEST_NUMBER:
        raise RecordError(f"a number of {part.shape[1]} digits is read one record at a time")
    is_digit: BoolArray = (part >= ZERO) & (part <= ZERO + 9)
    is_readable: BoolArray = np.logical_and.reduce(is_digit, axis=1)
    values = np.zeros(part.shape[0], dtype=np.int64)
    for place in range(part.shape[1]):
        values = values * 10 + (part[:, place].astype(np.int64) - ZERO)
    values[~is_readable] = 0
    return values, is_readable


def texts(part: ByteMatrix) -> TextArray:
    """The texts that stand in ``part`` without the blanks that fill them. Shapes: [record]."""
    whole = np.ascontiguousarray(part).view(f"S{part.shape[1]}").ravel()
    return np.strings.rstrip(whole, b" ")


def write_columns(
    layout: FixedLayout, columns: Mapping[str, ColumnValue], *, count: int
) -> ByteMatrix:
    """``count`` records of the layout as a byte matrix.

    A single value stands for all records. Fillers, and fields with one allowed value, need
    not be given.

    Shapes: columns are [record]; the result is [record, byte].
    Raises: LayoutNotKnown as for one record; RecordError when a value does not fit.
    """
    layout.refuse_if_not_known()
    strangers = sorted(set(columns) - set(layout.by_name))
    if strangers:
        raise RecordError(f"{layout.record} has no field {', '.join(strangers)}")
    matrix = np.full((count, layout.known_length), BLANK, dtype=np.uint8)
    for field in layout.fields:
        part = matrix[:, field.start - 1 : field.end]
        if field.name in columns:
            _fill(field, columns[field.name], part, is_upper_case=layout.is_upper_case)
        elif len(field.allowed) == 1:
            part[:] = np.frombuffer(field.allowed[0].encode(), dtype=np.uint8)
        elif not field.is_filler:
            raise RecordError(f"{layout.record} needs a value for {field.name}")
    return matrix


def _fill(field: Field, value: ColumnValue, part: ByteMatrix, *, is_upper_case: bool) -> None:
    """Put one column into its place of the matrix. Shapes: ``part`` is [record, byte]."""
    if field.is_number and not isinstance(value, str):
        _fill_numbers(field, np.asarray(value, dtype=np.int64), part)
    elif field.is_number:
        raise RecordError(f"{field.name} takes whole numbers")
    else:
        _fill_texts(field, value, part, is_upper_case=is_upper_case)


def _fill_numbers(field: Field, values: IntArray, part: ByteMatrix) -> None:
    if values.size and (values.min() < 0 or values.max() >= 10**field.length):
        raise RecordError(f"{field.name} takes at most {field.length} digits, no sign")
    left = values
    for place in reversed(range(field.length)):
        left, digit = np.divmod(left, 10)
        part[:, place] = digit + ZERO


def _fill_texts(
    field: Field, value: ColumnValue, part: ByteMatrix, *, is_upper_case: bool
) -> None:
    try:
        given = np.atleast_1d(np.asarray(value, dtype=np.bytes_))
    except UnicodeEncodeError:
        raise RecordError(f"{field.name} takes ASCII characters only") from None
    if given.dtype.itemsize > field.length:
        raise RecordError(f"{field.name} takes at most {field.length} ASCII characters")
    if is_upper_case:
        given = np.strings.upper(given)
    signs = given.astype(f"S{field.length}").view(np.uint8).reshape(given.size, field.length)
    # A byte array is filled with zero bytes where its text is shorter than the field.
    part[:] = np.where(signs == 0, BLANK, signs)
