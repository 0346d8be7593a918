"""An applicant asks for a reminder beside the code, and ends it there or by a link."""

import pytest
from tests.web.test_apply_pages import begin, held

from posse.services.outreach.preferences import APPLICATION, stop_token
from posse.services.outreach.unsigned import wish_of

pytestmark = pytest.mark.django_db


def test_a_reminder_is_asked_for_shown_and_ended_on_the_page_of_the_code():
    client = begin()
    assert "Shall we remind you?" in client.get("/apply/code/").content.decode()
    told = {"to": "wren@example.org", "is_safe": "on"}
    shown = client.post("/apply/remind/", told, follow=True).content.decode()
    assert "remind you once at wren@example.org" in shown
    assert wish_of(held(client).pk).is_safe
    client.post("/apply/remind/", {"stop": "1"})
    assert wish_of(held(client).pk) is None


def test_a_slip_is_told_and_keeps_nothing():
    client = begin()
    shown = client.post("/apply/remind/", {"to": "wren at home"}, follow=True)
    assert "Write an e-mail address" in shown.content.decode()
    assert wish_of(held(client).pk) is None


def test_the_link_ends_it_without_the_code(client):
    applicant = begin()
    applicant.post("/apply/remind/", {"to": "307-763-0123"})
    number = held(applicant).pk
    link = f"/family/stop/{stop_token(number, of=APPLICATION)}/"
    assert client.get(link).status_code == 200
    assert wish_of(number)
    assert client.post(link).status_code == 200
    assert wish_of(number) is None


def test_without_an_open_application_nothing_is_kept(client):
    assert client.post("/apply/remind/", {"to": "wren@example.org"}).status_code == 302
