"""Another law is asked of the same facts as the law in force, so that the law alone differs."""

from datetime import date

import pytest
from tests.jobs.test_care_caseload import AUGUST
from tests.jobs.test_care_changing import approved, earning

from posse.services.care.caseload import OTHER_AMOUNT, SAME, compare
from posse.services.care.comparing_laws import compare_laws
from posse.services.pages.care.mass_changes import frames_of

pytestmark = pytest.mark.django_db
WAIVED = "copay_waived_to_150_percent"


def by_case(frames) -> dict[int, dict]:
    return {row["care_case"]: row for frame in frames for row in frame.to_dicts()}


@pytest.mark.cites("CC-906-A", "45 CFR 98.45(l)")
def test_a_waiver_up_to_150_percent_frees_those_steps_and_no_other():
    low, high = approved(month_cents=260_000), approved(month_cents=320_000)
    found = by_case(compare_laws(on=AUGUST, profile=WAIVED))
    freed, other = found[low.care_case.pk], found[high.care_case.pk]
    assert (freed["step"], other["step"]) == (3, 4)
    assert (freed["what"], freed["outcome"]) == (OTHER_AMOUNT, "gains")
    assert freed["share_before_cents"] > 0 == freed["share_cents"]
    more = freed["agency_cents"] - freed["agency_before_cents"]
    assert more == freed["share_before_cents"]
    assert (other["what"], other["outcome"]) == (SAME, "same")
    assert other["share_cents"] == other["share_before_cents"] > 0


@pytest.mark.cites("CC-1404-A-1")
def test_changes_that_nobody_worked_yet_are_no_doing_of_the_law():
    poorer, richer = approved(month_cents=320_000), approved(month_cents=180_000)
    earning(poorer, 180_000)
    earning(richer, 900_000)
    today = by_case(compare(on=AUGUST))
    assert {row["what"] for row in today.values()} == {"better_step", "above_ceiling"}
    other = by_case(frames_of(on=AUGUST, profile="equal_method"))
    assert {row["what"] for row in other.values()} == {SAME}
    assert {row["outcome"] for row in other.values()} == {"same"}


def test_a_day_on_which_no_months_run_compares_nothing():
    assert list(compare_laws(on=date(2001, 1, 1), profile=WAIVED)) == []
