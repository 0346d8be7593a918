"""What a license allows, and who is a relative whom none is asked of.

How many children a provider may have is what its license says. The kinds of license bound
that number: a center begins where a family child care center ends.

Clauses: CC-200-child-care-center, CC-200-family-child-care-center,
CC-200-family-child-care-home, CC-200-relative, CC-1203-A-2-a.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from posse.rules.childcare.clock import Named
from posse.rules.parameters import Law

PREFIX = "childcare.providers."


@dataclass(frozen=True)
class LicenceKind:
    """A kind of license: its settings and how many children it is for; None is no bound."""

    name: str
    words: str
    settings: tuple[str, ...]
    children_min: int | None
    children_max: int | None
    cites: tuple[str, ...]

    def faults(self, *, setting: str, children: int) -> Iterator[str]:
        """Why a license of this kind cannot be for so many children in a setting.

        Source: CC-200-child-care-center, CC-200-family-child-care-center,
        CC-200-family-child-care-home.
        """
        cited = f"({', '.join(self.cites)})"
        if setting not in self.settings:
            yield f"this provider is not in the register as a {self.words.lower()}"
        if self.children_min is not None and children < self.children_min:
            yield f"a {self.words.lower()} is for {self.children_min} children or more {cited}"
        if self.children_max is not None and children > self.children_max:
            yield f"a {self.words.lower()} is for {self.children_max} children at most {cited}"
        if children < 1:
            yield "a license is for one child at least"


@dataclass(frozen=True)
class LicenceTerms:
    """The law of licenses on one day."""

    kinds: tuple[LicenceKind, ...]
    relatives: tuple[Named, ...]

    @classmethod
    def from_law(cls, law: Law, *, on: date) -> "LicenceTerms":
        """The terms in force on a day. Raises: UnknownParameter, BeforeFirstDate.

        Source: CC-200-relative, CC-200-child-care-center.
        """
        rows = law.value(f"{PREFIX}licences", on=on)
        return cls(
            kinds=tuple(
                LicenceKind(
                    name=row["name"],
                    words=row["words"],
                    settings=tuple(row["settings"]),
                    children_min=row["children_min"],
                    children_max=row["children_max"],
                    cites=tuple(row["cites"]),
                )
                for row in rows
            ),
            relatives=Named.rows(law.value(f"{PREFIX}relatives", on=on)),
        )
