"""The elements of ACF-801 as data, and which version of them a month asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from posse.formats.codec import LayoutNotKnown
from posse.formats.layouts import Code, load_codes, load_rows

FAMILY, CHILD, SETTING, PROVIDER = PARTS = ("family", "child", "setting", "provider")
OLD, CURRENT = "2002_2010", "current"
RACE_IS_SEPARATE = "separate"
NOT_KNOWN = "not_known"
LAST_OF_2002_2010 = 28


@dataclass(frozen=True)
class Element:
    """One element of the report.

    Attributes:
        number: As the form counts it, such as ``16a``.
        kind: code, digits, text, month (YYYYMM), day (MMDDYYYY), dollars or count.
        codes: The set of codes it takes, by version; empty when free or not asked.
        most: The highest whole dollars, by version; None where no ceiling was seen.
        is_always: Whether it is told of every family, child or setting.
        sure: How sure its codes and its width are.
    """

    number: str
    part: str
    name: str
    title: str
    kind: str
    length: int
    codes: Mapping[str, str]
    most: Mapping[str, int | None]
    is_always: bool
    sure: str

    @property
    def column(self) -> str:
        """The column of the report's frames; money is kept in cents there."""
        return f"{self.name}_cents" if self.kind == "dollars" else self.name

    @property
    def label(self) -> str:
        """Number and title, as findings call it."""
        return f"{self.number} {self.title}"

    @property
    def is_of_2002_2010(self) -> bool:
        """Whether the form of 2002 to 2010 asked it, which ended with element 28."""
        return self.number.isdigit() and int(self.number) <= LAST_OF_2002_2010

    @property
    def is_number(self) -> bool:
        """Whether its column holds whole numbers."""
        return self.kind in {"dollars", "count"}

    def codes_of(self, version: str) -> Mapping[str, Code]:
        """The codes it takes in a version; empty when it takes none."""
        name = self.codes[version]
        return load_codes("acf801")[name] if name else {}


@dataclass(frozen=True)
class Version:
    """What holds in a run of report months, and what of it is not known.

    Months are YYYYMM; ``last_month`` is empty for the version in force.
    """

    subject: str
    name: str
    first_month: str
    last_month: str
    sure: str
    words: str


@cache
def elements(part: str) -> tuple[Element, ...]:
    """The elements of a family, child, setting or provider, in the order of the form."""
    return tuple(
        _element(row) for row in load_rows("elements", "acf801") if row["part"] == part
    )


def element(name: str, *, part: str) -> Element:
    """One element by its name. Raises: KeyError."""
    return {each.name: each for each in elements(part)}[name]


def version_of(subject: str, *, month: str) -> Version:
    """What holds of the ``record`` or of ``race`` in a report month.

    Raises: LayoutNotKnown for a month before the first version that is known.
    """
    for row in load_rows("versions", "acf801"):
        last = row["last_month"] or "9"
        if row["subject"] == subject and row["first_month"] <= month <= last:
            return Version(
                subject=subject,
                name=row["version"],
                first_month=row["first_month"],
                last_month=row["last_month"],
                sure=row["sure"],
                words=row["words"],
            )
    raise LayoutNotKnown(f"ACF-801 of {month} is not known: its versions begin in 2002-03.")


def _element(row: Mapping[str, str]) -> Element:
    return Element(
        number=row["element"],
        part=row["part"],
        name=row["name"],
        title=row["title"],
        kind=row["kind"],
        length=int(row["length"]),
        codes={OLD: row["codes_2002_2010"], CURRENT: row["codes"]},
        most={OLD: _whole(row["most_2002_2010"]), CURRENT: _whole(row["most"])},
        is_always=row["is_always"] == "1",
        sure=row["sure"],
    )


def _whole(text: str) -> int | None:
    return int(text) if text else None
