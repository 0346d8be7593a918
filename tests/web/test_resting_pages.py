"""A remedy rests through its day and no longer, and a parent objects to one."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from tests.office import CASE, OTHER_CASE

from posse.apps.approvals.models import Proposal
from posse.apps.cases.models import Case
from posse.apps.enforcement.models import Review, Suppression
from posse.apps.staff.choices import Relation
from posse.apps.staff.models import StaffMember
from posse.services.enforcement.reviews import kinds_on
from posse.services.enforcement.suppressions import alone_days, rests_in_case
from posse.services.law import guidance_on
from posse.services.staff.conflicts import do_declare_conflict
from posse.services.staff.members import do_hire
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db

PAGE = f"/cases/{CASE}/rest"


def wanted(**other):
    on = acting_date()
    return {
        "kind": "credit_bureau", "where": "everywhere", "starts_on": f"{on}",
        "ends_on": f"{on + timedelta(days=10)}", "reason": "bankruptcy",
        "note": "Chapter 13 was filed.", **other,
    }  # fmt: skip


def standing():
    return Suppression.objects.filter(kind="credit_bureau", case__number=CASE)


@pytest.mark.cites("CS-9.2-SUP-2", "CS-9.2-SUP-3")
def test_a_worker_lets_a_remedy_rest_and_ends_it_before_its_time(office, client_of):
    worker = client_of("caseworker")
    assert worker.post(f"{PAGE}/suppress/", wanted()).status_code == 302
    shown = worker.get(f"/cases/{CASE}/?tab=enforcement").content.decode()
    [row] = standing()
    assert f"/suppressions/{row.pk}/lift/" in shown
    told = {"note": "It was dismissed."}
    assert worker.post(f"/suppressions/{row.pk}/lift/", told).status_code == 302
    assert worker.post(f"/suppressions/{row.pk}/lift/", told).status_code == 422
    shown = worker.get(f"/cases/{CASE}/?tab=enforcement").content.decode()
    assert f"/suppressions/{row.pk}/lift/" not in shown


@pytest.mark.cites("CS-9.2-SUP-5")
def test_marked_everywhere_each_open_case_of_the_parent_carries_it(office, client_of):
    assert client_of("caseworker").post(f"{PAGE}/suppress/", wanted()).status_code == 302
    obligor = standing().get().case.obligor_id
    marked = Suppression.objects.filter(kind="credit_bureau", case__obligor=obligor)
    assert marked.count() == 2


@pytest.mark.cites("CS-9.2-SUP-5")
def test_where_it_rests_already_the_other_cases_are_marked_and_it_is_told(office, client_of):
    worker = client_of("caseworker")
    on = acting_date()
    assert worker.post(f"{PAGE}/suppress/", wanted(where="here")).status_code == 302
    answer = worker.post(f"{PAGE}/suppress/", wanted(), follow=True)
    assert f"In case {CASE} it rests already" in answer.content.decode()
    marked = Suppression.objects.filter(kind="credit_bureau").values_list("case__number")
    assert sorted(marked) == [(CASE,), (OTHER_CASE,)]
    case = Case.objects.get(number=CASE)
    assert rests_in_case(case, "credit_bureau", on=on)


@pytest.mark.cites("CS-9.2-SUP-5")
def test_a_case_closed_by_a_conflict_is_not_marked_from_another_case(office, client_of):
    worker = client_of("caseworker")
    user = User.objects.get(username="caseworker")
    member = StaffMember.objects.filter(user=user).first() or do_hire(user=user)
    do_declare_conflict(
        staff=member, participant=Case.objects.get(number=OTHER_CASE).obligee,
        relation=Relation.RELATIVE, on=acting_date(), by="test",
    )  # fmt: skip
    shown = worker.post(f"{PAGE}/suppress/", wanted(), follow=True).content.decode()
    assert "Another case of the parent is closed to you" in shown
    assert not Suppression.objects.filter(case__number=OTHER_CASE).exists()
    assert standing().count() == 1


def test_one_rest_of_an_action_waits_at_a_time_from_whichever_case_it_is_asked(
    office, client_of
):
    worker, long = client_of("caseworker"), {"ends_on": f"{acting_date() + timedelta(300)}"}
    assert worker.post(f"{PAGE}/suppress/", wanted(**long)).status_code == 302
    for number in (CASE, OTHER_CASE):
        answer = worker.post(f"/cases/{number}/rest/suppress/", wanted(**long))
        assert "is proposed already" in answer.content.decode()
    other = wanted(kind="federal_salary", **long)
    assert worker.post(f"{PAGE}/suppress/", other).status_code == 302
    assert Proposal.objects.filter(kind="suppress").count() == 2


@pytest.mark.parametrize(("more_days", "is_proposed"), [(0, False), (1, True)])
def test_a_long_rest_waits_for_another_person(office, client_of, *, more_days, is_proposed):
    on = acting_date()
    ends_on = on + timedelta(days=alone_days(on) - 1 + more_days)
    answer = client_of("caseworker").post(f"{PAGE}/suppress/", wanted(ends_on=f"{ends_on}"))
    assert answer.status_code == 302
    assert standing().exists() is not is_proposed
    assert Proposal.objects.filter(kind="suppress").exists() is is_proposed


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("ends_on", "2020-01-01", "lies before"),
        ("starts_on", "2020-01-01", "counts from today or later"),
        ("reason", "holidays", "Choose one of the list"),
        ("ends_on", "", "This is needed"),
    ],
)
def test_a_rest_that_cannot_stand_is_refused_in_words(
    office, client_of, *, field, value, words
):
    answer = client_of("caseworker").post(f"{PAGE}/suppress/", wanted(**{field: value}))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert not standing().exists()


def test_what_rests_already_cannot_rest_twice(office, client_of):
    worker = client_of("caseworker")
    worker.post(f"{PAGE}/suppress/", wanted())
    answer = worker.post(f"{PAGE}/suppress/", wanted())
    assert answer.status_code == 422
    assert standing().count() == 1


@pytest.mark.cites("CS-9.2-TOP-REV-2")
def test_an_objection_opens_a_review_once(office, client_of):
    worker = client_of("caseworker")
    told = {
        "objection": "offset_records_review:federal_admin_offset",
        "ground": "offset_records_review:amount",
        "requested_on": f"{acting_date()}", "notice_on": "", "place": "",
        "text": "The balance is too high.",
    }  # fmt: skip
    assert worker.post(f"{PAGE}/object/", told).status_code == 302
    assert Review.objects.filter(remedy="federal_admin_offset").count() == 1
    assert "runs already" in worker.post(f"{PAGE}/object/", told).content.decode()


@pytest.mark.cites("CS-IRG-G10-b", "CS-IRG-J5.9")
def test_an_objection_has_the_grounds_of_its_own_kind_alone(office, client_of):
    worker = client_of("caseworker")
    told = {
        "objection": "withholding_contest:income_withholding",
        "ground": "seizure_challenge:wrong_account", "requested_on": f"{acting_date()}",
        "notice_on": f"{acting_date()}", "text": "It is not mine.",
    }  # fmt: skip
    answer = worker.post(f"{PAGE}/object/", told)
    assert answer.status_code == 422
    assert "grounds below the same review" in answer.content.decode()
    assert not Review.objects.filter(kind="withholding_contest").exists()


@pytest.mark.cites("CS-9.2-TOP-REV-4", "CS-9.2-TOP-REV-13", "CS-9.2-TOP-REV-14")
def test_proof_that_came_is_kept_and_another_state_may_decide(office, client_of):
    worker, page = client_of("caseworker"), f"/reviews/{office.enforced.review}/"
    paper = office.record.document
    told = {"document": f"{paper}", "text": "Two receipts."}
    assert worker.post(f"{page}acts/proof/", told).status_code == 302
    review = Review.objects.get(pk=office.enforced.review)
    assert review.events.get(act="proof_received").document_id == paper
    assert f"/documents/{paper}/" in worker.get(page).content.decode()
    asked = {"place": "mt", "text": "The parent wants Montana."}
    assert worker.post(f"{page}acts/transfer/", asked).status_code == 302
    review.refresh_from_db()
    assert (review.state, review.place) == ("transferred", "MT")
    assert review.due_on == acting_date() + timedelta(45)
    assert f"{page}acts/transfer/" not in worker.get(page).content.decode()


@pytest.mark.cites("CS-9.2-TOP-REV-15", "CS-9.2-CBR-DISP-11", "CS-IRG-J28-b", "CS-IRG-M5.2")
def test_each_kind_of_review_tells_what_the_policy_asks_of_it(office, client_of):
    page = f"/reviews/{office.enforced.review}/acts/result/"
    shown = client_of("caseworker").get(page).content.decode()
    assert "what that State decides binds both" in shown
    assert all(guidance_on(kind) for kind in kinds_on(acting_date()))


@pytest.mark.parametrize("role", ["auditor", "sdu clerk", "qa reviewer"])
def test_who_only_reads_lets_nothing_rest(office, client_of, role):
    client = client_of(role)
    for address in (f"{PAGE}/suppress/", f"{PAGE}/object/"):
        assert client.post(address, {}).status_code == 403, address
    assert client.post(f"/suppressions/{office.enforced.rest}/lift/", {}).status_code == 403
