"""Disqualifications: final decisions alone, of one person, for their time."""

from dataclasses import replace
from datetime import date

import pytest
from tests.care_families import BY, ON, build_family
from tests.jobs.test_care_deciding import application_of
from tests.jobs.test_care_reviewing import said_to
from tests.records import picture

from posse.apps.subsidy.models import Authorization, AuthorizationEnd, CareDisqualification
from posse.apps.work.models import Task
from posse.services.care import disqualifying, ruling
from posse.services.care.authorizing import Refused
from posse.services.care.deciding import do_approve, refusal_of_approval
from posse.services.care.determining import look
from posse.services.care.disqualifying import (
    disqualified_people,
    do_disqualify,
    do_tell_disqualification,
    standings_of_case,
)
from posse.services.care.duties import duties_on
from posse.services.care.night import do_run_care
from posse.services.care.redetermining import do_redetermine
from posse.services.care.ruling import do_rule
from posse.services.records.uploads import do_store_upload

pytestmark = pytest.mark.django_db

BEGINS = date(2026, 7, 1)
AFTER = date(2026, 7, 15)


def paper_of(family):
    return do_store_upload(
        name="decision.png", content=picture(), media_type_claimed="image/png",
        care_case=family.care_case, on=ON, by=BY,
    )  # fmt: skip


def disqualified(family, *, person=0, finding="hearing", referral="719-1", **more):
    said = {
        "decided_on": ON, "begins_on": BEGINS, "decision": paper_of(family), "on": ON, "by": BY
    }  # fmt: skip
    return do_disqualify(
        care_case=family.care_case, finding=finding, referral=referral,
        **{"participant": family.adults[person], **said, **more},
    )  # fmt: skip


def is_eligible(family, *, on):
    found = look([family.care_case.pk], on=on).found
    return found.eligibility.is_eligible.tolist()


@pytest.mark.cites("CC-2006-B-3", "CC-2006-C-1-d")
def test_nothing_is_kept_before_the_decision_is_made_and_on_file():
    family = build_family()
    with pytest.raises(ValueError, match="before the final decision"):
        disqualified(family, decided_on=date(2026, 6, 2))
    with pytest.raises(ValueError, match="put into the record first"):
        disqualified(family, decision=None)
    with pytest.raises(ValueError, match="put into the record first"):
        disqualified(family, decision=paper_of(build_family()))
    with pytest.raises(ValueError, match="begins with the decision"):
        disqualified(family, begins_on=date(2026, 5, 31))
    with pytest.raises(ValueError, match="not of this case"):
        disqualified(family, participant=build_family().adults[0])
    assert not CareDisqualification.objects.exists()
    assert is_eligible(family, on=AFTER) == [True]


@pytest.mark.cites("CC-2006-C-3", "CC-2006-D-3", "CC-503-I-1")
def test_the_only_caretaker_is_for_a_supervisor_and_nothing_ends_by_itself():
    family = build_family()
    do_approve(application_of(family), on=ON, by=BY)
    disqualified(family)
    assert is_eligible(family, on=date(2026, 6, 30)) == [True]
    assert is_eligible(family, on=AFTER) == [False]
    assert "a supervisor weighs disqualification before it is approved" in (
        refusal_of_approval(family.care_case, on=AFTER)
    )
    [done] = do_redetermine(family.care_case, from_day=AFTER, on=AFTER, by=BY)
    assert (done.outcome, done.determination.failing) == ("waiting", ["disqualification"])
    assert not hasattr(Authorization.objects.get(), "end")


@pytest.mark.cites("CC-2006-C-3")
def test_another_caretaker_carries_the_unit_and_the_income_still_counts():
    family = build_family(adults=2, month_cents=180_000)
    before = look([family.care_case.pk], on=AFTER).found.incomes.gross_cents.tolist()
    disqualified(family, person=0)
    assert disqualified_people([each.pk for each in family.adults], on=AFTER) == {
        family.adults[0].pk
    }
    assert is_eligible(family, on=AFTER) == [True]
    after = look([family.care_case.pk], on=AFTER).found.incomes.gross_cents.tolist()
    assert after == before == [180_000]


@pytest.mark.cites("CC-2006-D-1")
def test_a_courts_decision_ends_when_restitution_and_sentence_are_done():
    family = build_family()
    row = disqualified(family, finding="court")
    later = {"on": date(2026, 9, 1), "by": BY, "words": "Receipt of the court"}
    do_tell_disqualification(row, what="served", happened_on=date(2026, 8, 1), **later)
    [standing] = standings_of_case(family.care_case, on=date(2026, 9, 1))
    assert (standing.last_day, standing.is_running) == (None, True)
    do_tell_disqualification(row, what="repaid", happened_on=date(2026, 8, 20), **later)
    [standing] = standings_of_case(family.care_case, on=date(2026, 9, 1))
    assert (standing.last_day, standing.is_running) == (date(2026, 8, 19), False)
    with pytest.raises(ValueError, match="stands in the record already"):
        do_tell_disqualification(row, what="repaid", happened_on=date(2026, 8, 20), **later)


@pytest.mark.cites("CC-2006-D-3-b")
def test_a_second_violation_is_the_second_in_whichever_case_the_first_was():
    family = build_family()
    disqualified(family)
    disqualified(family, referral="719-2", begins_on=date(2026, 7, 2))
    latest, first = standings_of_case(family.care_case, on=AFTER)
    assert (first.number, first.last_day) == (1, date(2027, 6, 30))
    assert (latest.number, latest.last_day) == (2, date(2028, 7, 1))
    with pytest.raises(ValueError, match="in the record already"):
        disqualified(family)


def test_what_was_overturned_bars_nobody():
    family = build_family()
    row = disqualified(family)
    do_tell_disqualification(
        row, what="overturned", happened_on=ON, words="On appeal", on=ON, by=BY
    )
    assert is_eligible(family, on=AFTER) == [True]
    with pytest.raises(ValueError, match="say what shows it"):
        do_tell_disqualification(row, what="repaid", happened_on=ON, words=" ", on=ON, by=BY)


def test_an_approval_is_refused_for_a_disqualified_caretaker():
    family = build_family()
    disqualified(family, begins_on=ON)
    with pytest.raises(Refused, match="disqualification"):
        do_approve(application_of(family), on=ON, by=BY)


def sole(*, approved_on=ON):
    """A family whose only caretaker is disqualified while its care is paid."""
    family = build_family()
    do_approve(application_of(family), on=approved_on, by=BY)
    return family, disqualified(family)


def tasks():
    return list(Task.objects.filter(kind=ruling.ASKED).values_list("state", flat=True))


def night(*, on):
    return do_run_care(on=on, by=BY).written_count


@pytest.mark.cites("CC-2006-C-3", "CC-503-I-1")
def test_a_night_asks_a_supervisor_once_and_ends_nothing():
    family, row = sole()
    assert night(on=date(2026, 6, 30)) == 0
    assert (night(on=BEGINS), night(on=BEGINS), night(on=AFTER)) == (1, 0, 0)
    assert tasks() == ["open"]
    assert not AuthorizationEnd.objects.exists()
    [duty] = duties_on(on=AFTER)
    assert "rule on the children's care" in duty.words
    with pytest.raises(ValueError, match="say why"):
        do_rule(row, what="stays", words=" ", on=AFTER, by=BY)
    do_rule(row, what="stays", words="The grandmother moves in in August", on=AFTER, by=BY)
    assert is_eligible(family, on=AFTER) == [True]
    assert duties_on(on=AFTER) == []
    assert night(on=AFTER) == 0
    assert tasks() == ["done"]
    with pytest.raises(ValueError, match="ruled so already"):
        do_rule(row, what="stays", words="Again", on=AFTER, by=BY)


@pytest.mark.cites("CC-2006-C-3", "CC-503-I-1", "CC-402-F")
def test_a_ruling_against_the_family_ends_its_care_after_the_days_of_a_notice():
    family, row = sole()
    do_rule(row, what="ends", words="Nobody else lives there", on=AFTER, by=BY)
    end = AuthorizationEnd.objects.get()
    assert (end.effective_on, end.determination.failing) == (
        date(2026, 7, 24), ["disqualification"],
    )  # fmt: skip
    assert "A caretaker is disqualified." in said_to(family)["care_ending"]
    assert night(on=AFTER) == 0


@pytest.mark.cites("CC-2006-C-3")
def test_nothing_is_ruled_where_another_caretaker_carries_the_unit():
    family = build_family(adults=2)
    do_approve(application_of(family), on=ON, by=BY)
    row = disqualified(family)
    assert night(on=BEGINS) == 0
    with pytest.raises(ValueError, match="another caretaker carries the unit"):
        do_rule(row, what="ends", words="No", on=AFTER, by=BY)


@pytest.mark.cites("CC-2006-C-3", "CC-503-I-1")
@pytest.mark.parametrize(("reading", "eligible", "ends"), [
    ("supervisor", False, 0), ("ends", False, 1), ("stays", True, 0),
])  # fmt: skip
def test_the_setting_of_the_law_says_which_reading_holds(
    monkeypatch, *, reading, eligible, ends
):
    family, _ = sole()
    terms = replace(disqualifying.disqualification_terms(ON), sole_caretaker=reading)
    for module in (disqualifying, ruling):
        monkeypatch.setattr(module, "disqualification_terms", lambda _: terms)
    assert is_eligible(family, on=AFTER) == [eligible]
    night(on=AFTER)
    night(on=AFTER)
    assert AuthorizationEnd.objects.count() == ends
    assert bool(tasks()) is (reading == "supervisor")
