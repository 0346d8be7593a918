"""Who is in which case: the skeleton on which the made-up caseload hangs.

Rows are numbered from zero; the real ids are given when the caseload is written.
"""

from dataclasses import dataclass

import numpy as np

from posse.jobs.demo.draws import BoolArray, Draws, IntArray
from posse.jobs.demo.mix import Mix, Request

NO_OBLIGOR = -1
NEVER, CURRENT, FORMER = 0, 1, 2


@dataclass(frozen=True)
class Shape:
    """Participants are the obligors first, then each family's obligee, then the children.

    Shapes: ``obligors`` (or -1), ``families`` and ``has_order`` are [case]; ``is_non_iv_d``,
    ``assistance`` (never, current, former) and ``opened_days_ago`` are [family];
    ``children_cases`` is [child].
    """

    obligors: IntArray
    families: IntArray
    has_order: BoolArray
    is_non_iv_d: BoolArray
    assistance: IntArray
    opened_days_ago: IntArray
    children_cases: IntArray
    obligor_count: int
    family_count: int

    @property
    def case_count(self) -> int:
        """How many cases there are."""
        return self.obligors.size

    @property
    def obligees(self) -> IntArray:
        """The participant who receives support in each case."""
        return self.obligor_count + self.families

    @property
    def adult_count(self) -> int:
        """Obligors and obligees; the children follow them."""
        return self.obligor_count + self.family_count

    @property
    def person_count(self) -> int:
        """How many participants there are."""
        return self.adult_count + self.children_cases.size


def draw_shape(request: Request) -> Shape:
    """Cases, families and people in the shares of the mix."""
    draws = Draws(request.seed, 1)
    mix = request.mix
    cases = request.cases
    sizes = 1 + draws.kinds(mix.obligors_with_cases, cases)
    obligors = np.repeat(np.arange(cases), sizes)[:cases]
    obligors[draws.chances(mix.has_no_obligor, cases)] = NO_OBLIGOR
    families = _families(obligors, draws, mix)
    family_count = int(families[-1]) + 1
    known = obligors != NO_OBLIGOR
    # Numbered again, so that no obligor is left without a case.
    owing, places = np.unique(obligors[known], return_inverse=True)
    obligors[known] = places
    assistance = draws.kinds(mix.assistance, family_count)
    is_non_iv_d = draws.chances(mix.is_non_iv_d, family_count)
    # Assistance refers a family to the IV-D program, so the others never had any.
    assistance[is_non_iv_d] = NEVER
    opened = draws.whole(60, 5_400, family_count)
    opened[assistance == FORMER] = np.maximum(opened[assistance == FORMER], 900)
    children = 1 + draws.kinds(mix.families_with_children, cases)
    return Shape(
        obligors=obligors,
        families=families,
        has_order=known & ~draws.chances(mix.has_no_order, cases),
        is_non_iv_d=is_non_iv_d,
        assistance=assistance,
        opened_days_ago=opened,
        children_cases=np.repeat(np.arange(cases), children),
        obligor_count=owing.size,
        family_count=family_count,
    )


def _families(obligors: IntArray, draws: Draws, mix: Mix) -> IntArray:
    """A family for each case; some have a second case against another absent parent."""
    is_second = draws.chances(mix.is_second_case_of_family, obligors.size)
    before = np.roll(obligors, 1)
    is_second &= (obligors != before) & (obligors != NO_OBLIGOR) & (before != NO_OBLIGOR)
    is_second[0] = False
    return np.cumsum(~is_second) - 1
