"""From the facts of cases to the arrays of the rules, and what of them is not told yet."""

from collections.abc import Collection
from dataclasses import dataclass, field

import numpy as np
import polars as pl

from posse.apps.care.choices import MemberRole
from posse.rules.childcare.eligibility.facts import (
    ACTIVITIES,
    DEGREES,
    NO_DAY,
    OVERPAYMENTS,
    RELATIONSHIPS,
    AdultFacts,
    ChildFacts,
    FamilyFacts,
    Grouping,
    Ints,
)
from posse.services.care import circumstances as told
from posse.services.care.columns import (
    HUNDREDTHS,
    ON_PERSON,
    Catalogue,
    codes,
    ints,
    said_of,
)
from posse.services.care.estimates import estimates
from posse.services.care.missing import missing_of
from posse.services.care.prices import care_of, more_care, more_care_facts
from posse.services.care.reading import CareFacts
from posse.services.care.units import LaidOut, lay_out
from posse.services.care.week import HOUR, hours_of, same_hours
from posse.units.days import EPOCH

PERSON = ["care_case", "unit", "participant"]
# Whose income counts without a word in a court order. Source: CC-901-F-1-a, CC-901-F-1-d.
COUNTED = ("parent", "step_parent", "spouse")
FOSTER = "foster"
# As what a child lives with its caretaker, by the tie to an adult of the unit; the first holds.
BY_TIE = (
    ("parent_child", "parent"),
    ("foster_parent", "foster"),
    ("caretaker_by_order", "guardian"),
    ("relative", "relative"),
)
CODES = {
    "degree_sought": DEGREES,
    "degree_held": DEGREES,
    "degree_intended": DEGREES,
    "overpayment": OVERPAYMENTS,
}
CITIZEN, QUALIFIED, RESIDENT = "citizen", "qualified", "permanent_resident"


@dataclass(frozen=True)
class Stage:
    """How assistance units stand before a determination, a frame with a row a unit.

    Columns: unit, stage (a place in STAGES), kept_step, period_began. A unit without a row is
    determined for the first time.
    """

    rows: pl.DataFrame = field(
        default_factory=lambda: pl.DataFrame(
            schema={
                "unit": pl.Int64, "stage": pl.Int64, "kept_step": pl.Int64,
                "period_began": pl.Date,
            }
        )
    )  # fmt: skip


@dataclass(frozen=True)
class Families:
    """Assistance units as the rules take them, and where each row comes from.

    ``units`` has care_case and unit, ``adults`` and ``children`` care_case, unit,
    participant, in the order of the arrays; ``further`` are the arrangements of children
    beside the chief ones, in the order of the facts' further care; ``missing`` has care_case,
    unit, participant (null for the family), name, words, factor: what must be told before
    anything is decided.
    """

    facts: FamilyFacts
    units: pl.DataFrame
    adults: pl.DataFrame
    children: pl.DataFrame
    further: pl.DataFrame
    missing: pl.DataFrame
    incomes: pl.DataFrame
    laid_out: LaidOut


def families(
    facts: CareFacts,
    *,
    stage: Stage,
    support: pl.DataFrame,
    disqualified: Collection[int] = (),
    is_first_month: bool = True,
) -> Families:
    """The assistance units of cases as arrays.

    ``support`` has participant, is_counted, paid_cents, months, ordered_cents,
    received_cents: child support as the ledger has it. ``disqualified`` are people whom a
    final decision bars. In the month of application income is
    that month's; later it is what is expected. Source: CC-905, CC-907-B-4.
    """
    laid_out = lay_out(facts)
    people = laid_out.whole
    adults = people.filter(pl.col("role") == MemberRole.ADULT)
    children = people.filter(pl.col("role") == MemberRole.CHILD)
    units = people.select("care_case", "unit").unique(maintain_order=True)
    incomes = estimates(facts)
    sums = _sums(incomes, is_first_month=is_first_month)
    rows = _Rows(facts, laid_out)
    asked = told.catalogue(on=facts.on)
    adult_facts = rows.adults(
        adults, asked=asked, sums=sums, support=support, disqualified=disqualified
    )
    child_facts = rows.children(children, asked=asked, sums=sums)
    further = more_care(facts, children)
    standing = units.join(stage.rows, on="unit", how="left", maintain_order="left")
    began = (standing["period_began"] - EPOCH).dt.total_days().fill_null(NO_DAY)
    return Families(
        facts=FamilyFacts(
            adults=adult_facts,
            children=child_facts,
            of_adults=_grouping(units, adults),
            of_children=_grouping(units, children),
            stage=ints(standing["stage"].fill_null(0)),
            assets_cents=rows.of_family(units, asked[told.FAMILY, "assets"]),
            same_hours=same_hours(facts, units=units, adults=adults),
            kept_step=ints(standing["kept_step"].fill_null(0)),
            period_began_days=ints(began),
            more_care=more_care_facts(facts, children, further),
        ),
        units=units,
        adults=adults.select(PERSON),
        children=children.select(PERSON),
        further=further,
        missing=missing_of(
            facts,
            units=units,
            adults=adults.with_columns(activity=hours_of(facts, adults)["kind"]),
            children=children,
            asked=asked,
            incomes=incomes,
        ),
        incomes=incomes,
        laid_out=laid_out,
    )


def _sums(incomes: pl.DataFrame, *, is_first_month: bool) -> pl.DataFrame:
    """What each person is expected to earn and to get in the month."""
    cents = pl.col("month_cents" if is_first_month else "following_cents")
    return incomes.group_by(ON_PERSON).agg(
        earned=cents.filter("is_earned").sum(),
        unearned=cents.filter(~pl.col("is_earned")).sum(),
    )


def _grouping(units: pl.DataFrame, members: pl.DataFrame) -> Grouping:
    counts = units.join(
        members.group_by("care_case", "unit").len(), on=["care_case", "unit"], how="left",
        maintain_order="left",
    )  # fmt: skip
    return Grouping(np.cumsum(np.concatenate([[0], ints(counts["len"].fill_null(0))])))


@dataclass(frozen=True)
class _Rows:
    """The columns of people, each looked up in the frames that were read."""

    read: CareFacts
    laid_out: LaidOut

    def adults(
        self,
        people: pl.DataFrame,
        *,
        asked: Catalogue,
        sums: pl.DataFrame,
        support: pl.DataFrame,
        disqualified: Collection[int],
    ) -> AdultFacts:
        """Source: CC-503-C to CC-503-I-2, CC-2006-C-3, CC-901-F-1-c, CC-907-B."""
        said = said_of(self.read, people, of=told.ADULT, asked=asked)
        hours = hours_of(self.read, people)
        money = people.join(sums, on=ON_PERSON, how="left", maintain_order="left")
        paid = people.join(support, on="participant", how="left", maintain_order="left")
        caretaker = said["caretaker"]
        is_responsible = said["financially_responsible"] & (caretaker != FOSTER)
        columns = {name: said[name].to_numpy() for name in _ADULT_FLAGS}
        for name, names in CODES.items():
            columns[name] = codes(said[name], names)
        for name in ("grade_points", "study_months", "study_work_hours"):
            columns[name] = ints(said[name])
        received = paid["received_cents"].fill_null(0)
        return AdultFacts.ordinary(
            people.height,
            **columns,
            activity=codes(hours["kind"].fill_null("none"), ACTIVITIES),
            hours_week=ints(hours["minutes"].fill_null(0)) * HUNDREDTHS // HOUR,
            search_since_days=ints(
                (hours["search_began"] - EPOCH).dt.total_days().fill_null(NO_DAY + 1) - 1
            ),
            is_disqualified=people["participant"].is_in(list(disqualified)).to_numpy(),
            is_income_counted=(caretaker.is_in(COUNTED) | is_responsible).to_numpy(),
            earned_cents=ints(money["earned"].fill_null(0)),
            unearned_cents=ints(money["unearned"].fill_null(0) + received),
            is_support_counted=paid["is_counted"].fill_null(value=False).to_numpy(),
            support_paid_cents=ints(paid["paid_cents"].fill_null(0)),
            support_months=ints(paid["months"].fill_null(0)),
            support_ordered_cents=ints(paid["ordered_cents"].fill_null(0)),
        )

    def children(
        self, people: pl.DataFrame, *, asked: Catalogue, sums: pl.DataFrame
    ) -> ChildFacts:
        """Source: CC-503-A, CC-503-B, CC-603-A, CC-605-B, CC-606-A, CC-1101-N."""
        said = said_of(self.read, people, of=told.CHILD, asked=asked)
        citizenship, relation = said["citizenship"], self._relations(people)
        money = people.join(sums, on=ON_PERSON, how="left", maintain_order="left")
        columns = {name: said[name].to_numpy() for name in _CHILD_FLAGS}
        born = (people["born"] - EPOCH).dt.total_days().fill_null(NO_DAY)
        return ChildFacts.ordinary(
            people.height,
            **columns,
            **care_of(self.read, people),
            birth_days=ints(born),
            is_citizen=(citizenship == CITIZEN).to_numpy(),
            has_qualified_status=citizenship.is_in([QUALIFIED, RESIDENT]).to_numpy(),
            is_permanent_resident=(citizenship == RESIDENT).to_numpy(),
            relationship=codes(relation, RELATIONSHIPS),
            is_foster=(relation == FOSTER).to_numpy(),
            unearned_cents=ints(money["unearned"].fill_null(0)),
        )

    def of_family(self, units: pl.DataFrame, asked: told.Asked) -> Ints:
        """A figure that is told of the family of a case."""
        rows = self.read.circumstances.filter(
            pl.col("participant").is_null() & (pl.col("name") == asked.name)
        )
        found = units.join(rows, on="care_case", how="left", maintain_order="left")
        return ints(found["value"].cast(pl.Int64, strict=False).fill_null(asked.unsaid))

    def _relations(self, children: pl.DataFrame) -> pl.Series:
        """As what each child lives with an adult of its unit."""
        adults = self.laid_out.people.filter(pl.col("role") == MemberRole.ADULT)
        ties = self.laid_out.ties.join(
            adults.select("care_case", "unit", elder="participant"), on=["care_case", "elder"]
        )
        found = children.select("care_case", "unit", younger="participant").join(
            ties, on=["care_case", "unit", "younger"], how="left", maintain_order="left"
        )
        rank = {kind: place for place, (kind, _) in enumerate(BY_TIE)}
        words = dict(enumerate(relation for _, relation in BY_TIE))
        best = (
            found.with_columns(
                rank=pl.col("kind").replace_strict(rank, default=None, return_dtype=pl.Int64)
            )
            .group_by("care_case", "unit", "younger", maintain_order=True)
            .agg(pl.col("rank").min())
        )
        return best["rank"].replace_strict(words, default="none", return_dtype=pl.String)


_ADULT_FLAGS = (
    *("intends_to_stay", "is_on_vacation", "is_migrant", "is_identified", "makes_progress"),
    *("is_on_break", "is_disability_proved", "follows_treatment", "seeks_resources"),
    *("gets_power", "is_in_snap_training", "cooperates"),
)
_CHILD_FLAGS = (
    *("intends_to_stay", "is_on_vacation", "is_migrant", "is_identified"),
    *("is_with_citizen_parent", "is_under_court_supervision", "does_court_order_care"),
    *("is_unable_to_self_care", "has_medical_proof", "is_in_protective_services"),
    *("is_kinship", "is_homeless"),
)
