"""Disqualifications on their pages: a supervisor puts a decision on file and follows it."""

import re

import pytest

from posse.apps.subsidy.models import CareDisqualification
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


def forms_of(cared):
    case = f"/care/cases/{cared.case}/"
    return f"{case}people/{cared.adult}/acts/disqualify/", f"{case}disqualifications/"


@pytest.mark.cites("CC-2006-C-1-d", "CC-2006-C-3")
def test_a_supervisor_puts_a_decision_on_file_and_says_what_became_of_it(
    office, client_of
) -> None:
    form, listed = forms_of(office.cared)
    desk, on = client_of("supervisor"), acting_date()
    assert "Wait for the hearing officer" in text_of(desk.get(form))
    said = {
        "finding": "court", "referral": "719-0002", "decided_on": on, "begins_on": on,
        "decision": office.cared.paper,
    }  # fmt: skip
    assert "is disqualified from" in text_of(desk.post(form, said, follow=True))
    page = desk.get(listed)
    assert page.templates[0].name == "care/disqualifications.html"
    assert "until restitution is paid and the sentence served (runs)" in text_of(page)
    row = CareDisqualification.objects.latest("id")
    told = desk.post(
        f"{listed}{row.pk}/acts/tell/",
        {"what": "repaid", "happened_on": on, "words": "Receipt 12"},
        follow=True,
    )
    assert "Restitution was paid in full" in text_of(told)
    assert desk.get(f"{listed}0/acts/tell/").status_code == 404


def test_a_specialist_reads_it_and_puts_nothing_on_file(office, client_of) -> None:
    form, listed = forms_of(office.cared)
    desk = client_of("benefit specialist")
    assert "overturned" in text_of(desk.get(listed))
    assert "Say what became of it" not in text_of(desk.get(listed))
    assert desk.post(form, {}).status_code == 403


@pytest.mark.cites("CC-2006-C-3", "CC-503-I-1")
def test_a_supervisor_reads_what_to_weigh_and_is_told_where_nothing_is_to_rule(
    office, client_of
) -> None:
    _, listed = forms_of(office.cared)
    url = f"{listed}{office.cared.disqualified}/acts/rule/"
    desk = client_of("supervisor")
    page = text_of(desk.get(url))
    assert "Look for another adult of the household" in page
    assert "Another caretaker carries the unit" in text_of(
        desk.post(url, {"what": "stays", "words": "The household is not disqualified"})
    )
    assert client_of("benefit specialist").post(url, {}).status_code == 403
