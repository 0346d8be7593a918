"""The shape of a simulation's report, for people and for programs."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

import polars as pl

from posse.ledger.accounts import CASE_TYPES, FAMILY, OBLIGOR, PAYEES, STATE, Term
from posse.ledger.simulation import Comparison
from posse.units.money import format_cents, format_dollars

# What no fold decides yet, said with every result so that nobody reads it into the figures.
NOT_DECIDED = (
    "The federal share is the matching percentage of support kept to repay assistance.",
    "No source is on file yet for Wyoming's matching percentage.",
    "Money in suspense has no case, and is left out under both laws.",
)


# Whose totals are told even where they get nothing; the other payees only with money.
FEDERAL = len(PAYEES)
ALWAYS_TOLD = (FAMILY, STATE, FEDERAL, OBLIGOR)
# The payees of the ledger, and the federal side of what the State keeps.
TOLD = (*PAYEES, Term(FEDERAL, "federal", "The federal government"))
PLACES = {
    payee: place
    for place, payee in enumerate(dict.fromkeys((*ALWAYS_TOLD, *range(len(PAYEES)))))
}


class By(StrEnum):
    """How the shares are grouped."""

    COUNTY = "county"
    ASSISTANCE = "assistance"
    BOTH = "both"


GROUPING = {
    By.COUNTY: ["county"],
    By.ASSISTANCE: ["case_type"],
    By.BOTH: ["county", "case_type"],
}


@dataclass(frozen=True)
class ShareLine:
    """What one payee gets in one group of cases under both laws. Units: cents.

    ``county`` is a county's FIPS code; it, or ``case_type``, is empty where not grouped by.
    ``county_name`` is empty where no name is known for the code.
    """

    county: str
    case_type: Term | None
    payee: Term
    current_cents: int
    simulated_cents: int
    county_name: str = ""

    @property
    def difference_cents(self) -> int:
        """What the other law gives above the current one."""
        return self.simulated_cents - self.current_cents

    @property
    def difference_words(self) -> str:
        """The difference with its sign, as it stands in a table."""
        sign = "+" if self.difference_cents > 0 else "-" if self.difference_cents < 0 else ""
        return f"{sign}{format_dollars(abs(self.difference_cents))}"

    @property
    def group(self) -> str:
        """The cases in words."""
        named = f"{self.county_name} County" if self.county_name else f"County {self.county}"
        county = named if self.county else ""
        case_type = self.case_type.words if self.case_type else ""
        return ", ".join(filter(None, (county, case_type))) or "All cases"

    def to_json(self) -> dict[str, Any]:
        """The line for a program: money as text."""
        return {
            "county": self.county or None,
            "county_name": self.county_name or None,
            "case_type": self.case_type.name if self.case_type else None,
            "payee": self.payee.name,
            "current": format_cents(self.current_cents),
            "simulated": format_cents(self.simulated_cents),
            "difference": format_cents(self.difference_cents),
        }


@dataclass(frozen=True)
class Simulation:
    """The money collected from ``starts_on`` ``through`` a day, under two laws."""

    profile: str
    title: str
    law_fingerprint: str
    current_profile: str
    current_title: str
    current_fingerprint: str
    starts_on: date
    through: date
    comparison: Comparison
    county_names: Mapping[str, str] = field(default_factory=dict)

    def lines(self, by: By) -> list[ShareLine]:
        """What each payee gets in each group that gets anything."""
        return self._lines(GROUPING[by])

    def totals(self) -> list[ShareLine]:
        """What families, the State, the federal side and paying parents get over all cases.

        Any other payee comes after them, if either law gives it anything.
        """
        found = {line.payee: line for line in self._lines([])}
        always = [TOLD[payee] for payee in ALWAYS_TOLD]
        nothing = {payee: ShareLine("", None, payee, 0, 0) for payee in always}
        return list({**nothing, **found}.values())

    def total_of(self, payee: int) -> ShareLine:
        """What one of those always told gets over all cases."""
        return self.totals()[ALWAYS_TOLD.index(payee)]

    def _lines(self, grouping: list[str]) -> list[ShareLine]:
        keys = [*grouping, "payee"]
        cents = pl.col("current_cents", "simulated_cents").sum()
        has_money = (pl.col("current_cents") != 0) | (pl.col("simulated_cents") != 0)
        place = pl.col("payee").replace_strict(PLACES, return_dtype=pl.Int64)
        grouped = (
            self.comparison.shares.group_by(keys)
            .agg(cents)
            .filter(has_money)
            .sort(*grouping, place)
        )
        return [
            ShareLine(
                county=row.get("county", ""),
                case_type=CASE_TYPES[row["case_type"]] if "case_type" in row else None,
                payee=TOLD[row["payee"]],
                current_cents=row["current_cents"],
                simulated_cents=row["simulated_cents"],
                county_name=self.county_names.get(row.get("county", ""), ""),
            )
            for row in grouped.iter_rows(named=True)
        ]

    @property
    def sentence(self) -> str:
        """The result in one sentence."""
        if not self.comparison.changed_receipt_count:
            return f"{self.title} divides all of this money as the current law does."
        parts = [
            f"{words} {_more_or_less(self.total_of(payee).difference_cents)}"
            for payee, words in (
                (FAMILY, "families would have received"),
                (STATE, "the State"),
                (FEDERAL, "the federal government"),
                (OBLIGOR, "and paying parents"),
            )
        ]
        return f"Under {self.title}, {', '.join(parts)}."

    def to_json(self, by: By) -> dict[str, Any]:
        """The report for a program: money as text, dates as YYYY-MM-DD."""
        return {
            "profile": self.profile,
            "law_fingerprint": self.law_fingerprint,
            "current_profile": self.current_profile,
            "current_fingerprint": self.current_fingerprint,
            "from": self.starts_on.isoformat(),
            "through": self.through.isoformat(),
            "receipts": self.comparison.receipt_count,
            "changed_receipts": self.comparison.changed_receipt_count,
            "families_gaining": self.comparison.gaining_family_count,
            "families_losing": self.comparison.losing_family_count,
            "by": by.value,
            "totals": [line.to_json() for line in self.totals()],
            "lines": [line.to_json() for line in self.lines(by)],
            "not_decided": list(NOT_DECIDED),
        }


def _more_or_less(difference_cents: int) -> str:
    if difference_cents == 0:
        return "the same"
    word = "more" if difference_cents > 0 else "less"
    return f"{format_dollars(abs(difference_cents))} {word}"
