"""Changes of child care on their pages: taken in, granted good cause, worked and closed."""

import re
from datetime import timedelta

import pytest

from posse.apps.care.models import CareCase
from posse.apps.subsidy.models import CareChange
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def desk(client_of):
    return client_of("benefit specialist")


@pytest.fixture
def care_case(office) -> CareCase:
    return CareCase.objects.get(number=office.cared.case)


@pytest.fixture
def change(office) -> CareChange:
    return CareChange.objects.get(pk=office.cared.change)


def act_of(change, name) -> str:
    return f"/care/cases/{change.care_case.number}/changes/{change.pk}/acts/{name}/"


def changes_of(care_case) -> str:
    return f"/care/cases/{care_case.number}/changes/"


@pytest.mark.cites("CC-1501-A", "CC-1501-B-1", "CC-1501-B-2", "CC-1502-A.2")
def test_a_change_is_taken_in_with_its_day_and_the_way_it_came(desk, care_case) -> None:
    on = acting_date()
    form = f"/care/cases/{care_case.number}/acts/change/"
    asked = text_of(desk.get(form))
    assert "A new provider" in asked
    for other in ("Marital status", "Who is in the unit", "the rate of pay", "is not earned"):
        assert other in asked
    assert "reports a change within ten days of learning of it" in asked
    done = desk.post(
        form,
        {
            "kind": "provider", "happened_on": on - timedelta(days=3), "told_on": on,
            "channel": "email", "words": "Goes to the tumbleweed center",
        },
        follow=True,
    )  # fmt: skip
    assert "in time" in text_of(done)
    page = desk.get(changes_of(care_case))
    assert page.templates[0].name == "care/case_changes.html"
    assert "Goes to the tumbleweed center" in text_of(page)
    assert "e-mail" in text_of(page).lower()


def test_a_change_told_tomorrow_is_refused_in_words(desk, care_case) -> None:
    on = acting_date()
    said = {"kind": "income", "happened_on": on, "told_on": on + timedelta(days=1),
            "channel": "phone", "words": "More pay"}  # fmt: skip
    answer = desk.post(f"/care/cases/{care_case.number}/acts/change/", said)
    assert answer.status_code == 422
    assert "told today or earlier" in text_of(answer)


@pytest.mark.cites("CC-1500-A", "CC-1504-A", "CC-1501-B-4")
def test_a_change_waits_on_the_list_until_it_is_worked(desk, change) -> None:
    page = desk.get("/care/changes/")
    assert page.templates[0].name == "care/changes.html"
    assert "The pay at the pretend bakery changed" in text_of(page)
    assert "pretend bakery" in desk.get("/care/changes.csv").content.decode()
    done = desk.post(act_of(change, "work"), {}, follow=True)
    assert "Nothing changes before the review" in text_of(done)
    assert "pretend bakery" not in text_of(desk.get("/care/changes/"))
    assert "pretend bakery" in text_of(desk.get("/care/changes/?state=done"))
    assert "This change was worked" in text_of(desk.get(act_of(change, "work")))


@pytest.mark.cites("CC-1507-A", "CC-1507-A-4")
def test_good_cause_is_granted_for_a_paper_or_refused_in_words(desk, change) -> None:
    assert change.is_late
    refused = desk.post(act_of(change, "refuse"), {"words": "Nothing was shown"}, follow=True)
    assert "stands in the record" in text_of(refused)
    unproved = desk.post(act_of(change, "cause"), {"cause": "hospital", "words": "Ill"})
    assert "the family proves it" in text_of(unproved)
    paper = {"document_kind": "Discharge paper", "given_by": "Ann Daycarely",
             "says": "In hospital for a week"}  # fmt: skip
    done = desk.post(
        act_of(change, "cause"), {"cause": "hospital", "words": "Ill", **paper}, follow=True
    )
    told = text_of(done)
    granted = CareChange.objects.get(replaces=change)
    assert granted.cause_proof.document_kind == "Discharge paper"
    assert "It was late for good cause" in told
    assert desk.get(act_of(change, "work")).status_code == 404


def test_the_open_cause_is_granted_by_a_supervisor_alone(client_of, desk, change) -> None:
    said = {"cause": "other", "words": "A flood in a story", "document_kind": "Letter",
            "given_by": "Ann Daycarely", "says": "There was a flood"}  # fmt: skip
    assert "supervisor grants this cause" in text_of(desk.post(act_of(change, "cause"), said))
    assert not CareChange.objects.filter(replaces=change).exists()
    client_of("supervisor").post(act_of(change, "cause"), said)
    assert CareChange.objects.get(replaces=change).good_cause == "other"


def test_a_change_of_another_case_is_not_found(desk, change) -> None:
    other = act_of(change, "work").replace(f"/{change.pk}/acts", "/0/acts")
    assert desk.get(other).status_code == 404


def test_what_a_specialist_decides_otherwise_is_closed_in_words(desk, change) -> None:
    done = desk.post(act_of(change, "close"), {"words": "The family withdrew it"}, follow=True)
    assert "The family withdrew it" in text_of(done)
