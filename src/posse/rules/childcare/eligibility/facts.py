"""What must be known of families, their adults and their children, as arrays.

The adults of a family stand together, and so do its children. Money is whole cents of a
month, hours are hundredths, days count from 1970.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType
from typing import Any, Self

import numpy as np
import numpy.typing as npt

from posse.units.days import DayArray
from posse.units.money import CentsArray

Bools = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]
Codes = npt.NDArray[np.int8]

NOT_SAID = -1
# A day that nobody recorded. Far from every real day, yet safe to add to.
NO_DAY = -(2**40)

ACTIVITIES = (
    *("none", "employment", "self_employment", "education", "training"),
    *("power", "job_search"),
)
# In the order of the degrees, so that a later place is a higher one.
DEGREES = ("none", "associate", "baccalaureate", "masters")
RELATIONSHIPS = ("none", "parent", "step_parent", "guardian", "foster", "relative")
OVERPAYMENTS = ("none", "repaid", "agreement", "prosecution", "agency_error", "open")
LICENCES = ("none", "licensed", "provisional", "exempt", "denied", "revoked")


class _Rows:
    """Columns of equal length, of which only those out of the ordinary need be given."""

    ORDINARY: Mapping[str, Any]

    @classmethod
    def ordinary(cls, count: int, **given: npt.NDArray[Any]) -> Self:
        """So many rows as in an ordinary case, but for the columns given.

        Source: CC-503-A.
        """
        columns = {
            name: given[name] if name in given else np.full(count, value)
            for name, value in cls.ORDINARY.items()
        }
        unknown = given.keys() - columns.keys()
        assert not unknown, f"no such columns: {', '.join(sorted(unknown))}"
        assert all(len(column) == count for column in columns.values()), "columns are equal"
        return cls(**columns)


@dataclass(frozen=True)
class AdultFacts(_Rows):
    """What is known of each caretaker, and of the spouse. Shapes: all are [adult].

    ``activity`` is a place in ACTIVITIES; the degrees are places in DEGREES. ``study_months``
    were assisted before, ``study_work_hours`` worked a week beside study. ``search_since_days``
    is the day before the search, such as that on which the activity ended. Earned income is
    net profit for the self-employed. ``support_paid_cents`` is current support alone, over
    ``support_months`` completed months, and ``is_support_counted`` whether it was paid
    through this State's program, in an active and current case.
    Units: cents, hundredths of hours and of grade points, days since 1970.
    """

    intends_to_stay: Bools
    is_on_vacation: Bools
    is_migrant: Bools
    is_identified: Bools
    activity: Codes
    hours_week: Ints
    makes_progress: Bools
    grade_points: Ints
    degree_sought: Codes
    degree_held: Codes
    degree_intended: Codes
    study_months: Ints
    study_work_hours: Ints
    search_since_days: DayArray
    is_on_break: Bools
    is_disability_proved: Bools
    follows_treatment: Bools
    seeks_resources: Bools
    gets_power: Bools
    is_in_snap_training: Bools
    cooperates: Bools
    is_disqualified: Bools
    overpayment: Codes
    is_income_counted: Bools
    earned_cents: CentsArray
    unearned_cents: CentsArray
    is_support_counted: Bools
    support_paid_cents: CentsArray
    support_months: Ints
    support_ordered_cents: CentsArray

    ORDINARY = MappingProxyType({
        "intends_to_stay": True, "is_on_vacation": False, "is_migrant": False,
        "is_identified": True, "activity": np.int8(ACTIVITIES.index("employment")),
        "hours_week": 4000, "makes_progress": True, "grade_points": NOT_SAID,
        "degree_sought": np.int8(0), "degree_held": np.int8(0), "degree_intended": np.int8(0),
        "study_months": 0, "study_work_hours": 0, "search_since_days": NO_DAY,
        "is_on_break": False, "is_disability_proved": False, "follows_treatment": False,
        "seeks_resources": False, "gets_power": False, "is_in_snap_training": False,
        "cooperates": True, "is_disqualified": False, "overpayment": np.int8(0),
        "is_income_counted": True, "earned_cents": 0, "unearned_cents": 0,
        "is_support_counted": False, "support_paid_cents": 0, "support_months": 0,
        "support_ordered_cents": 0,
    })  # fmt: skip

    def __len__(self) -> int:
        """How many adults there are."""
        return len(self.activity)


@dataclass(frozen=True)
class ChildFacts(_Rows):
    """What is known of each child of the unit. Shapes: all are [child].

    ``relationship`` is a place in RELATIONSHIPS: as what the caretaker has the child.
    ``licence`` is a place in LICENCES, ``setting`` in the law's settings. ``charge_cents`` is
    the provider's price of a day, ``declared_cents`` the rate it declared for the agency.
    ``other_cents`` of a month come from other sources. NOT_SAID stands where nothing is
    known. Units: cents, hundredths of hours, days since 1970.
    """

    birth_days: DayArray
    intends_to_stay: Bools
    is_on_vacation: Bools
    is_migrant: Bools
    is_identified: Bools
    is_citizen: Bools
    has_qualified_status: Bools
    is_permanent_resident: Bools
    is_with_citizen_parent: Bools
    relationship: Codes
    is_under_court_supervision: Bools
    does_court_order_care: Bools
    is_unable_to_self_care: Bools
    has_medical_proof: Bools
    is_in_protective_services: Bools
    is_foster: Bools
    is_kinship: Bools
    is_homeless: Bools
    is_provider_registered: Bools
    licence: Codes
    is_provider_barred: Bools
    unearned_cents: CentsArray
    setting: Ints
    days_month: Ints
    hours_day: Ints
    charge_cents: CentsArray
    declared_cents: CentsArray
    other_cents: CentsArray

    ORDINARY = MappingProxyType({
        "birth_days": NO_DAY, "intends_to_stay": True, "is_on_vacation": False,
        "is_migrant": False, "is_identified": True, "is_citizen": True,
        "has_qualified_status": False, "is_permanent_resident": False,
        "is_with_citizen_parent": False,
        "relationship": np.int8(RELATIONSHIPS.index("parent")),
        "is_under_court_supervision": False, "does_court_order_care": False,
        "is_unable_to_self_care": False, "has_medical_proof": False,
        "is_in_protective_services": False, "is_foster": False, "is_kinship": False,
        "is_homeless": False, "is_provider_registered": True,
        "licence": np.int8(LICENCES.index("licensed")), "is_provider_barred": False,
        "unearned_cents": 0, "setting": 0, "days_month": 0, "hours_day": 0,
        "charge_cents": NOT_SAID, "declared_cents": NOT_SAID, "other_cents": 0,
    })  # fmt: skip

    def __len__(self) -> int:
        """How many children there are."""
        return len(self.birth_days)


@dataclass(frozen=True)
class MoreCare:
    """Care of children at further providers, each in hours of its own.

    ``child`` is the child's place among all, rising; ``is_payable`` says that nothing about
    the provider bars payment. Shapes: all [care]. Units: cents, hundredths of hours.
    """

    child: Ints
    is_payable: Bools
    setting: Ints
    days_month: Ints
    hours_day: Ints
    charge_cents: CentsArray
    declared_cents: CentsArray
    other_cents: CentsArray

    def __len__(self) -> int:
        """How many there are."""
        return len(self.child)


def no_more_care() -> MoreCare:
    """That every child has one provider, as most have. Source: CC-1101-H."""
    none = np.zeros(0, dtype=np.int64)
    return MoreCare(none, np.zeros(0, dtype=np.bool_), *[none] * 6)


@dataclass(frozen=True)
class Grouping:
    """Members of families, those of one family together: ``starts[i]`` to ``starts[i + 1]``.

    Shapes: ``starts`` is [family + 1]; ``family_of``, made from it, is [member].
    """

    starts: Ints
    family_of: Ints = field(init=False)

    def __post_init__(self) -> None:
        """Number the families of the members."""
        counts = self.counts
        assert self.starts[0] == 0, "no member comes before the first family"
        assert (counts >= 0).all(), "starts do not fall"
        object.__setattr__(self, "family_of", np.repeat(np.arange(len(counts)), counts))

    @property
    def counts(self) -> Ints:
        """How many members each family has. Shapes: [family].

        Source: CC-200-assistance-unit.
        """
        return np.diff(self.starts)

    def total(self, values: npt.NDArray[Any]) -> Ints:
        """Values of members added up, or marks counted. Shapes: [member] to [family].

        Source: CC-901-A.
        """
        running = np.zeros(len(values) + 1, dtype=np.int64)
        np.cumsum(values, out=running[1:])
        sums: Ints = running[self.starts[1:]] - running[self.starts[:-1]]
        return sums

    def before(self, values: Ints) -> Ints:
        """For each member, the values of its family's members before it added up.

        Shapes: [member]. Source: CC-1101-N-4.
        """
        running = np.cumsum(values) - values
        firsts = np.concatenate([running, [0]])[self.starts[:-1]]
        sums: Ints = running - firsts[self.family_of]
        return sums


@dataclass(frozen=True)
class FamilyFacts:
    """Assistance units with their adults and children. Shapes: [family], but for the members.

    ``stage`` is a place in the scale's STAGES. ``same_hours`` are the hours of a week in which
    all caretakers take part at once, NOT_SAID where their hours are not laid side by side.
    ``kept_step`` is the step of the running period, 0 where none is known, and
    ``period_began_days`` its first day. Units: cents, hundredths of hours, days since 1970.
    """

    adults: AdultFacts
    children: ChildFacts
    of_adults: Grouping
    of_children: Grouping
    stage: Ints
    assets_cents: CentsArray
    same_hours: Ints
    kept_step: Ints
    period_began_days: DayArray
    more_care: MoreCare = field(default_factory=no_more_care)

    def __post_init__(self) -> None:
        """Check that every member belongs to one family."""
        for group, members in (
            (self.of_adults, self.adults),
            (self.of_children, self.children),
        ):
            assert len(group.starts) == len(self) + 1, "a start for each family, and an end"
            assert group.starts[-1] == len(members), "no member is left over"
        assert (np.diff(self.more_care.child) >= 0).all(), "care goes by its child"

    def __len__(self) -> int:
        """How many families there are."""
        return len(self.stage)

    @property
    def of_more_care(self) -> Grouping:
        """Further care by its family. Source: CC-1101-N-4."""
        families = self.of_children.family_of[self.more_care.child]
        return Grouping(np.searchsorted(families, np.arange(len(self) + 1)))

    @property
    def sizes(self) -> Ints:
        """Persons of each unit: all siblings and their parents. Source: CC-505-C."""
        return self.of_adults.counts + self.of_children.counts


def column_names(rows: type[AdultFacts] | type[ChildFacts]) -> tuple[str, ...]:
    """The columns of adults or of children, in order. Source: CC-503-A."""
    return tuple(each.name for each in fields(rows))
