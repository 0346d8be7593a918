"""What an audit of paternity data would fail: checks of children's records, as arrays.

One row is a child in a case. A check applies to some rows and fails in some of those; the
field, the reason and the clause of each stand in the law (``support.reliability.edits``).

Clauses: CS-6.3-DATA-3, CS-6.3-DATA-4, CS-6.3-XREF-1.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from types import MappingProxyType

import polars as pl

from posse.rules.parameters import Law

PREFIX = "support.reliability"
# What is known of a child; an empty text or null is not known.
SCHEMA = MappingProxyType({
    "birth_date": pl.Date,
    "birth_state": pl.String,
    "born_out_of_wedlock": pl.String,
    "status": pl.String,
    "method": pl.String,
    "established_on": pl.Date,
    "established_state": pl.String,
    "evidence": pl.String,
    "relation": pl.String,
    "married_on": pl.Date,
    "ended_on": pl.Date,
    "youngest_parent_born": pl.Date,
    "role": pl.String,
    "other_parent_sex": pl.String,
})  # fmt: skip
# Which papers show each way of establishing paternity; a birth certificate shows marriage or
# an affidavit, since it names the father only then.
SHOWN_BY = MappingProxyType({
    "adjudicated": ("court_order",),
    "voluntary": ("affidavit", "birth_certificate"),
    "presumed": ("marriage_certificate", "birth_certificate"),
    "adoption": ("adoption_decree", "court_order"),
})  # fmt: skip
# Relations in which the two parties of a case are the child's two parents.
PARENTS = ("never_married", "married", "divorced")


@dataclass(frozen=True)
class Edit:
    """A check: in which rows it applies, and in which of those the record fails."""

    applies: pl.Expr
    fails: pl.Expr


def edits_on(on: date, *, days_after: int) -> Mapping[str, Edit]:
    """Every check by its key, as of a day. Source: CS-6.3-DATA-4."""
    return {**_birth(on), **_presence(), **_dates(on), **_consistency(days_after)}


def _known(column: str) -> pl.Expr:
    return pl.col(column).fill_null("") != ""


ALWAYS = pl.lit(value=True)
ESTABLISHED = pl.col("status").fill_null("") == "established"
METHOD = pl.col("method").fill_null("")
WEDLOCK = pl.col("born_out_of_wedlock").fill_null("")
BORN, ON = pl.col("birth_date"), pl.col("established_on")
RELATION = pl.col("relation").fill_null("")


def _birth(on: date) -> dict[str, Edit]:
    """Checks of birth. Source: CS-6.3-DATA-4."""
    has_birth, parent_born = BORN.is_not_null(), pl.col("youngest_parent_born")
    return {
        "birth_date": Edit(ALWAYS, ~has_birth),
        "birth_date_passed": Edit(has_birth, on < BORN),
        "birth_after_parents": Edit(has_birth & parent_born.is_not_null(), parent_born >= BORN),
        "birth_place": Edit(ALWAYS, ~_known("birth_state")),
    }


def _presence() -> dict[str, Edit]:
    """Checks that what is counted is there. Source: CS-6.3-DATA-3."""
    shown = pl.lit(value=False)
    for method, papers in SHOWN_BY.items():
        shown |= (method == METHOD) & pl.col("evidence").is_in(papers)
    has_paper = _known("evidence") & ESTABLISHED & (METHOD != "")
    return {
        "wedlock": Edit(ALWAYS, ~WEDLOCK.is_in(["yes", "no"])),
        "status": Edit(ALWAYS, ~_known("status")),
        "method": Edit(ESTABLISHED, METHOD == ""),
        "date": Edit(ESTABLISHED, ON.is_null()),
        "place": Edit(ESTABLISHED, ~_known("established_state")),
        "evidence": Edit(ESTABLISHED, ~_known("evidence")),
        "evidence_fits": Edit(has_paper, ~shown),
        "parents": Edit(ALWAYS, RELATION == ""),
    }


def _dates(on: date) -> dict[str, Edit]:
    """Checks of the day of establishing. Source: CS-6.3-DATA-4, CS-6.3-XREF-1."""
    presumed = ESTABLISHED & (METHOD == "presumed")
    has_both = ON.is_not_null() & BORN.is_not_null()
    return {
        "not_established": Edit(~ESTABLISHED, (METHOD != "") | ON.is_not_null()),
        "date_passed": Edit(ON.is_not_null(), on < ON),
        "date_after_birth": Edit(has_both, ON < BORN),
        "presumed_from_birth": Edit(presumed & has_both, ON != BORN),
    }


def _consistency(days_after: int) -> dict[str, Edit]:
    """Checks that marriage, wedlock, way and role agree.

    Source: W.S. 14-2-504, CS-6.3-DATA-4, CS-6.3-NEW-3.
    """
    presumed = ESTABLISHED & (METHOD == "presumed")
    married_on = pl.col("married_on")
    last_day = pl.col("ended_on") + timedelta(days=days_after)
    outside = (married_on > BORN) | (last_day < BORN).fill_null(value=False)
    is_open = ~ESTABLISHED & RELATION.is_in(PARENTS) & (WEDLOCK != "no")
    by_a_man = pl.col("other_parent_sex").fill_null("") != "F"
    return {
        "wedlock_of_presumed": Edit(presumed, WEDLOCK == "yes"),
        "wedlock_of_voluntary": Edit(ESTABLISHED & (METHOD == "voluntary"), WEDLOCK == "no"),
        "married_for_presumed": Edit(presumed & RELATION.is_in(PARENTS),
                                     RELATION == "never_married"),
        "born_of_marriage": Edit(presumed & married_on.is_not_null() & BORN.is_not_null(),
                                 outside),
        "role": Edit(is_open & by_a_man & _known("role"), pl.col("role") == "noncustodial"),
    }  # fmt: skip


def checked(children: pl.DataFrame, *, on: date, law: Law) -> pl.DataFrame:
    """What each check says of each child: true passed, false failed, null does not apply.

    Args:
        children: columns of SCHEMA; others are kept out of the way.

    Shapes: one row a child, one column a check, in the order of the law's table.
    Raises: BeforeFirstDate. Source: CS-6.3-DATA-4.
    """
    days_after = law.value(f"{PREFIX}.presumed_days_after", on=on)
    edits = edits_on(on, days_after=days_after)
    order = [row["edit"] for row in law.value(f"{PREFIX}.edits", on=on)]
    return children.select(
        pl.when(edits[name].applies.fill_null(value=False))
        .then(~edits[name].fails.fill_null(value=False))
        .alias(name)
        for name in order
    )


def scores(results: pl.DataFrame) -> pl.DataFrame:
    """How many checks apply and how many fail, and the whole percent passed, of each row.

    The percent is rounded down, so that what fails is never told as all right.
    Shapes: one row a row of ``results``. Source: CS-17-DR-1.
    """
    applied = pl.sum_horizontal(pl.all().is_not_null())
    failed = pl.sum_horizontal((~pl.all()).fill_null(value=False))
    return results.select(applied_count=applied, failed_count=failed).with_columns(
        score=percent_passed(pl.col("applied_count"), pl.col("failed_count"))
    )


def percent_passed(applied: pl.Expr, failed: pl.Expr) -> pl.Expr:
    """The whole percent of checks passed, rounded down. Source: CS-17-DR-1."""
    return (applied - failed) * 100 // applied
