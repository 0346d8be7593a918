"""Reviews of child care: reminded in time, gone on or ended, and broken off for some days."""

from datetime import date, timedelta

import pytest
from tests.care_families import BY, build_family, build_provider, prove
from tests.jobs.test_care_deciding import application_of, letters_of

from posse.apps.subsidy.models import AuthorizationEnd, CarePeriod, Determination
from posse.services.care.authorizing import Refused
from posse.services.care.deciding import do_approve
from posse.services.care.denying import do_deny
from posse.services.care.ending import do_end_authorization
from posse.services.care.incomes import do_record_income
from posse.services.care.reviewing import do_end_unreviewed, do_remind, reviews_on

pytestmark = pytest.mark.django_db
# The twelve months of an approval of January 5, 2026, sixty and thirty days before their end.
START, LAST = date(2026, 1, 5), date(2027, 1, 4)
FIRST_LETTER, SECOND_LETTER = date(2026, 11, 5), date(2026, 12, 5)


def approved(*, month_cents=180_000):
    provider = build_provider(on=START, registered_on=START)
    family = build_family(month_cents=month_cents, provider=provider, on=START)
    do_approve(application_of(family, filed_on=START), on=START, by=BY)
    return family


def said_to(family):
    """The letters of a family by kind, each as one line."""
    return {kind: " ".join(text.split()) for kind, text in letters_of(family).items()}


def earns(family, month_cents, *, on):
    do_record_income(
        care_case=family.care_case, participant=family.adults[0], kind="wages",
        frequency="monthly", expected={"check_cents": month_cents}, payer="Second job",
        on=on, by=BY,
    )  # fmt: skip
    prove(family, on=on)


@pytest.mark.cites("CC-1601-A", "CC-200-child-care-review")
def test_a_review_is_due_two_months_before_the_end_and_not_a_day_before():
    approved()
    assert reviews_on(on=FIRST_LETTER - timedelta(days=1)) == []
    [review] = reviews_on(on=FIRST_LETTER)
    assert (review.state.name, review.reminder) == ("form_awaited", 1)
    assert review.form_by == date(2026, 12, 7)


@pytest.mark.cites("CC-1601-B", "CC-1601-C")
def test_a_reminder_goes_out_once_and_asks_for_proof_of_what_changed_alone():
    family = approved()
    changed = FIRST_LETTER - timedelta(days=5)
    do_record_income(
        care_case=family.care_case, participant=family.adults[0], kind="wages",
        frequency="monthly", expected={"check_cents": 190_000}, on=changed, by=BY,
    )  # fmt: skip
    [review] = reviews_on(on=FIRST_LETTER)
    do_remind(review, on=FIRST_LETTER, by=BY)
    said = said_to(family)["care_review_due"]
    assert "December 7, 2026" in said
    assert "January 4, 2027" in said
    assert "income" in said
    assert "citizenship" not in said
    [again] = reviews_on(on=FIRST_LETTER)
    assert (again.reminder, again.reminded_count) == (0, 1)
    [second] = reviews_on(on=SECOND_LETTER)
    assert second.reminder == 2


@pytest.mark.cites("CC-1601-B", "CC-1601-G")
def test_who_brought_the_form_is_not_reminded():
    family = approved()
    application_of(family, filed_on=FIRST_LETTER, kind="review")
    [review] = reviews_on(on=SECOND_LETTER)
    assert (review.state.name, review.reminder) == ("decide", 0)


def test_a_family_of_which_nothing_is_authorized_has_no_review():
    family = approved()
    [row] = family.care_case.authorizations.all()
    last_day = START + timedelta(days=9)
    do_end_authorization(row, reason="asked", on=START, by=BY, last_day=last_day)
    assert reviews_on(on=FIRST_LETTER) == []


@pytest.mark.cites("CC-1601-A", "CC-1601-D", "CC-1601-F", "CC-1601-G", "CC-1202-A")
def test_a_review_begins_the_next_twelve_months_the_day_after_the_last_ones():
    family = approved(month_cents=320_000)
    application = application_of(family, filed_on=FIRST_LETTER, kind="review")
    [row] = do_approve(application, on=date(2026, 11, 20), by=BY)
    assert (row.effective_on, row.ends_on) == (date(2027, 1, 5), date(2028, 1, 4))
    said = said_to(family)["care_review_ended"]
    assert "stays eligible" in said
    assert "January 5, 2027" in said
    kept = Determination.objects.get(application=application)
    assert (kept.kind, kept.stage) == ("review", "continuing")


@pytest.mark.cites("CC-1601-A", "CC-1601-G")
def test_a_form_that_came_in_time_but_was_decided_late_leaves_no_day_out():
    family = approved()
    application = application_of(family, filed_on=LAST, kind="review")
    [row] = do_approve(application, on=LAST + timedelta(days=25), by=BY)
    assert row.effective_on == LAST + timedelta(days=1)
    assert Determination.objects.get(application=application).stage == "continuing"


@pytest.mark.cites("CC-1201-B", "CC-1601-H")
def test_above_the_first_limit_a_family_goes_on_for_a_time():
    family = approved()
    earns(family, 180_000, on=FIRST_LETTER)
    application = application_of(family, filed_on=FIRST_LETTER, kind="review")
    [row] = do_approve(application, on=FIRST_LETTER, by=BY)
    assert row.determination.step > 4
    assert "for a time" in said_to(family)["care_review_ended"]


@pytest.mark.cites("CC-1201-A", "CC-1601-H")
@pytest.mark.parametrize(("days", "stage"), [(29, "continuing"), (30, "initial")])
def test_a_break_is_counted_to_the_application_however_long_its_decision_takes(days, stage):
    family = approved()
    filed = LAST + timedelta(days=days + 1)
    application = application_of(family, filed_on=filed, kind="reapplication")
    [row] = do_approve(application, on=filed + timedelta(days=20), by=BY)
    assert row.effective_on == filed
    assert Determination.objects.get(application=application).stage == stage


@pytest.mark.cites("CC-1601-I", "CC-1500-B")
def test_a_review_that_finds_a_family_not_eligible_ends_aid_with_its_months():
    family = approved()
    earns(family, 330_000, on=FIRST_LETTER)
    application = application_of(family, filed_on=FIRST_LETTER, kind="review")
    with pytest.raises(Refused, match="no assistance unit"):
        do_approve(application, on=FIRST_LETTER, by=BY)
    do_deny(application, on=FIRST_LETTER, by=BY)
    said = said_to(family)
    assert "care_denial" not in said
    assert "no longer eligible" in said["care_review_ended"]
    assert "January 4, 2027" in said["care_review_ended"]
    assert not AuthorizationEnd.objects.exists()
    assert reviews_on(on=SECOND_LETTER) == []


@pytest.mark.cites("CC-1601-I", "CC-1501-B-3.1", "CC-402-F")
def test_above_the_ceiling_a_review_ends_aid_by_its_notice():
    family = approved()
    earns(family, 900_000, on=FIRST_LETTER)
    application = application_of(family, filed_on=FIRST_LETTER, kind="review")
    do_deny(application, on=FIRST_LETTER, by=BY)
    end = AuthorizationEnd.objects.get()
    assert (end.effective_on, end.reason) == (date(2026, 11, 14), "not_eligible_at_review")
    assert "November 14, 2026" in said_to(family)["care_review_ended"]
    assert CarePeriod.objects.get(replaced_by__isnull=True).ends_on == end.effective_on


@pytest.mark.cites("CC-1601-B", "CC-1601-G", "CC-1319-A")
def test_months_that_end_without_a_form_are_told_once():
    family = approved()
    after = LAST + timedelta(days=1)
    [review] = reviews_on(on=after)
    assert (review.state.name, review.needs_ending) == ("over", True)
    assert review.continuing_until == date(2027, 2, 3)
    assert review.without_form_until == date(2027, 2, 5)
    do_end_unreviewed(review, on=after, by=BY)
    assert "application form for the review" in said_to(family)["care_review_ended"]
    [again] = reviews_on(on=after)
    assert not again.needs_ending
    assert reviews_on(on=LAST + timedelta(days=31)) == []
