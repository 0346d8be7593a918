"""The whole caseload determined again: what would change, and what then does."""

from datetime import date

import polars as pl
import pytest
from tests.care_families import BY, ON, build_family, build_provider
from tests.jobs.test_care_changing import approved, earning
from tests.jobs.test_care_deciding import letters_of

from posse.apps.subsidy.models import Authorization, Determination
from posse.services.care import caseload
from posse.services.care.caseload import compare, do_recompute, running_cases, summed
from posse.services.care.circumstances import do_tell
from posse.services.runs import do_start_run

pytestmark = pytest.mark.django_db

AUGUST = date(2026, 8, 1)


def run_of(day):
    return do_start_run(key=f"care:{day}", kind="care", business_date=day, by=BY)


@pytest.mark.cites("CC-1501-B-3.2", "CC-1404-A-1")
def test_a_preview_counts_who_would_gain_and_keeps_nothing():
    approved()
    poorer = approved(month_cents=320_000)
    earning(poorer, 180_000)
    richer = approved(month_cents=180_000)
    earning(richer, 900_000)
    untold = approved()
    do_tell(
        care_case=untold.care_case, of="family", told={"assets": None}, on=ON, by=BY,
        effective_on=date(2026, 7, 1),
    )  # fmt: skip
    build_family()
    kept = Determination.objects.count()
    found = {row.what: row for row in summed(compare(on=AUGUST))}
    assert {what: row.count for what, row in found.items()} == {
        "same": 1, "better_step": 1, "above_ceiling": 1, "not_told": 1,
    }  # fmt: skip
    better = found["better_step"]
    assert (better.share_before_cents, better.share_cents) == (12_800, 0)
    assert better.agency_cents - better.agency_before_cents == 12_800
    assert Determination.objects.count() == kept


@pytest.mark.cites("CC-1501-B-3.1", "CC-1404-A-1")
def test_acting_gives_what_is_better_without_a_letter_and_done_again_does_nothing():
    poorer = approved(month_cents=320_000)
    earning(poorer, 180_000)
    run = run_of(AUGUST)
    counts = do_recompute(run=run, on=AUGUST, by=BY)
    assert counts["better_step"] == 1
    old, new = Authorization.objects.order_by("id")
    assert (old.end.effective_on, new.effective_on) == (date(2026, 7, 31), AUGUST)
    assert new.determination.run == run
    assert "care_change" not in letters_of(poorer)
    again = do_recompute(run=run, on=AUGUST, by=BY)
    assert (again["same"], again["better_step"]) == (1, 0)
    assert Authorization.objects.count() == 2


@pytest.mark.cites("CC-1101-N-5")
def test_a_child_that_grew_into_a_lower_rate_is_told_by_letter():
    family = approved(born=(date(2024, 7, 15),), provider=build_provider(charge_cents=9900))
    assert do_recompute(run=run_of(AUGUST), on=AUGUST, by=BY)["other_amount"] == 1
    assert "care_change" in letters_of(family)


def test_a_run_in_parts_finds_the_same_as_in_one(monkeypatch):
    for _ in range(3):
        approved()
    whole = pl.concat(compare(on=AUGUST))
    monkeypatch.setattr(caseload, "CASES_AT_ONCE", 2)
    parts = list(compare(on=AUGUST))
    assert [frame.height for frame in parts] == [2, 1]
    assert pl.concat(parts).equals(whole)
    assert len(running_cases(on=AUGUST)) == 3


def test_a_caseload_of_nobody_is_no_trouble():
    assert summed(compare(on=AUGUST)) == []
    assert sum(do_recompute(run=run_of(AUGUST), on=AUGUST, by=BY).values()) == 0
