"""The demo's parents and office exchanged something of each kind, once."""

import pytest
from tests.demo import make_demo

from posse.apps.portal.models import ChangeReport, Message, Thread
from posse.apps.records.models import Document
from posse.apps.work.models import Task

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_the_demo_shows_an_answer_a_change_that_waits_and_a_paper(demo) -> None:
    make_demo(demo.home)
    assert (Thread.objects.count(), Message.objects.count()) == (2, 3)
    states = ChangeReport.objects.values_list("kind", "state")
    assert dict(states) == {
        "phone": "accepted",
        "address": "open",
        "employer": "accepted",
        "custody": "refused",
    }
    assert ChangeReport.objects.get(state="open").task.state == "open"
    assert Document.objects.filter(is_from_family=True, participant__isnull=False).count() == 1
    waiting = Task.objects.filter(kind__startswith="portal_", state="open")
    assert sorted(waiting.values_list("kind", flat=True)) == [
        "portal_address",
        "portal_document",
        "portal_message",
    ]
