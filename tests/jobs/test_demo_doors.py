"""The demo has a sign-in for each role, and rows behind each of its doors, once."""

import pytest
from django.contrib.auth.models import User
from tests.demo import make_demo

from posse.apps.doors.models import BrokenGlass, Viewing
from posse.apps.outreach.models import SentMessage
from posse.apps.people.models import ConfidentialAddress, FamilyViolence
from posse.apps.staff.models import ConflictOfInterest
from posse.apps.tokens.models import Token
from posse.services.access import ROLES, roles_for_user
from posse.services.doors.emergencies import openings_to_review

pytestmark = [pytest.mark.slow, pytest.mark.django_db]


def test_the_demo_shows_each_door_once_and_signs_in_every_role(demo) -> None:
    make_demo(demo.home)
    signed = {roles_for_user(user) for user in User.objects.exclude(groups=None)}
    assert {(role,) for role in ROLES} <= signed
    conflict = ConflictOfInterest.objects.get()
    opening = BrokenGlass.objects.get()
    assert openings_to_review() == [opening]
    assert opening.case.obligor == conflict.participant
    assert opening.user == conflict.staff.user
    assert (FamilyViolence.objects.count(), ConfidentialAddress.objects.count()) == (1, 1)
    told = Viewing.objects.values_list("door", "answer")
    assert {("address", "opened"), ("address", "refused"), ("broken_glass", "opened")} <= set(
        told
    )
    reminder = SentMessage.objects.get(application__isnull=False)
    assert (demo.home / "outbox" / "messages" / str(reminder.sent_on)).is_dir()
    token = Token.objects.get()
    assert token.scopes == ["cases:read", "money:read"]
