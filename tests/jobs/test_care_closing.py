"""Assistance ended by a specialist: by its notice, in its time, and with what it rests on."""

from datetime import date, timedelta

import pytest
from tests.care_families import BY, ON, add_child, build_family, build_provider, prove
from tests.jobs.test_care_deciding import application_of, letters_of
from tests.jobs.test_care_denying import too_rich
from tests.jobs.test_care_reviewing import said_to

from posse.apps.care.models import CareNarrative
from posse.apps.subsidy.choices import EndReason
from posse.apps.subsidy.models import AuthorizationEnd, CarePeriod
from posse.services.care.authorizing import Refused
from posse.services.care.closing import Ending, do_end_care, running_of
from posse.services.care.deciding import do_approve
from posse.services.care.determining import do_determine
from posse.services.care.stages import stages_of

pytestmark = pytest.mark.django_db
# Ten days after the notice of June 15 the action takes effect.
LATER, LAST = ON + timedelta(days=14), date(2026, 6, 24)


def approved(*, children=1):
    family = build_family(provider=build_provider())
    for number in range(1, children):
        add_child(
            family, born=date(2021, 2, 3), number=number, provider=build_provider()
        )  # fmt: skip
    do_approve(application_of(family), on=ON, by=BY)
    return family


def ended(family, *, rows=None, **said):
    told = {"reason": EndReason.CHILD_LEFT, "last_day": LAST, "words": "Seen at a visit"}
    chosen = running_of(family.care_case, on=LATER) if rows is None else rows
    return do_end_care(family.care_case, chosen, ending=Ending(**told | said), on=LATER, by=BY)


@pytest.mark.cites("CC-402-F", "CC-1203-A-4.1", "CC-A7-B", "CC-1504-C-2")
def test_the_notice_goes_out_ten_days_before_and_the_case_stays_open():
    family = approved()
    with pytest.raises(Refused, match="Jun 24, 2026 is the earliest"):
        ended(family, last_day=LAST - timedelta(days=1))
    assert "care_ending" not in letters_of(family)
    ended(family)
    said = said_to(family)["care_ending"]
    assert "all child care assistance of your family ends" in said
    assert "June 24, 2026" in said
    assert AuthorizationEnd.objects.get().effective_on == LAST
    assert CarePeriod.objects.get(replaced_by__isnull=True).ends_on == LAST
    with pytest.raises(Refused, match="nothing of this"):
        ended(family)


@pytest.mark.cites("CC-1403-A", "CC-1403-A-1", "CC-1403-A-2.2")
def test_where_fraud_is_probable_five_days_are_enough_and_the_facts_are_kept():
    family = approved()
    early = LATER + timedelta(days=4)
    with pytest.raises(Refused, match="say what the end rests on"):
        ended(family, last_day=early, is_fraud_probable=True, words=" ")
    with pytest.raises(Refused, match="earliest"):
        ended(family, last_day=early - timedelta(days=1), is_fraud_probable=True)
    ended(family, last_day=early, is_fraud_probable=True, words="Two employers deny the job")
    assert CareNarrative.objects.get().text == "Two employers deny the job"


@pytest.mark.cites("CC-1404-A-2")
def test_where_everyone_moved_away_no_notice_goes_out_and_the_reason_is_kept():
    family = approved()
    ended(family, last_day=LATER, unmailed="all_died_or_moved", words="New lease in Utah")
    assert "care_ending" not in letters_of(family)
    assert CareNarrative.objects.get().text == "New lease in Utah"


@pytest.mark.cites("CC-A7-A", "CC-A7-A-7", "CC-1316-A")
def test_a_child_that_goes_to_another_provider_ends_one_authorization_and_no_months():
    family = approved(children=2)
    [first, _] = running_of(family.care_case, on=LATER)
    ended(family, rows=[first], reason=EndReason.PROVIDER_CHANGED, last_day=LATER)
    assert "You may choose another provider" in said_to(family)["care_ending"]
    assert len(running_of(family.care_case, on=LATER)) == 1
    assert CarePeriod.objects.get().ends_on > LAST


@pytest.mark.cites("CC-1316-A")
def test_one_child_that_left_ends_no_months_of_the_others():
    family = approved(children=2)
    [first, _] = running_of(family.care_case, on=LATER)
    ended(family, rows=[first])
    said = said_to(family)["care_ending"]
    assert "Assistance for the other children of your family goes on" in said
    assert CarePeriod.objects.get().ends_on > LAST


@pytest.mark.cites("CC-1401-A-4", "CC-A7-A-8")
def test_not_eligible_is_told_with_the_factor_that_was_determined():
    family = approved()
    with pytest.raises(Refused, match="finds the family eligible"):
        ended(family, reason=EndReason.INELIGIBLE)
    too_rich(family, on=LATER)
    prove(family, on=LATER)
    stage = stages_of([family.care_case.pk], on=LATER)
    do_determine(family.care_case, kind="change", stage=stage, on=LATER, by=BY)
    ended(family, reason=EndReason.INELIGIBLE)
    assert "1101-A" in said_to(family)["care_ending"]
