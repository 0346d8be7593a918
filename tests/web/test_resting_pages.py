"""A remedy rests through its day and no longer, and a parent objects to one."""

from datetime import timedelta

import pytest
from tests.office import CASE

from posse.apps.approvals.models import Proposal
from posse.apps.enforcement.models import Review, Suppression
from posse.services.enforcement.suppressions import alone_days
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
        "objection": "offset_records_review:federal_admin_offset", "ground": "amount",
        "requested_on": f"{acting_date()}", "notice_on": "", "place": "",
        "text": "The balance is too high.",
    }  # fmt: skip
    assert worker.post(f"{PAGE}/object/", told).status_code == 302
    assert Review.objects.filter(remedy="federal_admin_offset").count() == 1
    assert "runs already" in worker.post(f"{PAGE}/object/", told).content.decode()


@pytest.mark.parametrize("role", ["auditor", "sdu clerk", "qa reviewer"])
def test_who_only_reads_lets_nothing_rest(office, client_of, role):
    client = client_of(role)
    for address in (f"{PAGE}/suppress/", f"{PAGE}/object/"):
        assert client.post(address, {}).status_code == 403, address
    assert client.post(f"/suppressions/{office.enforced.rest}/lift/", {}).status_code == 403
