"""The demo's child care families: made once, each in the state that its story tells."""

from collections import Counter
from datetime import date

import pytest
from tests.builders import BY, build_case

from posse.apps.care.models import CareApplication, CareCase
from posse.apps.proofs.models import Evidence
from posse.apps.releases.models import ReleaseRequest
from posse.apps.subsidy.models import (
    Authorization,
    CareChange,
    CareChangeOutcome,
    CareNotice,
    CarePeriod,
)
from posse.services.care.alerting import proof_alerts
from posse.services.care.determining import look
from posse.services.care.releasing import needed
from posse.services.demo.care import STORIES, do_make_demo_care
from posse.services.pages.care.proofs import waiting_papers

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

AFTER = date(2026, 11, 2)


@pytest.fixture
def made(register_of_families) -> int:
    return do_make_demo_care(on=AFTER, by=BY)


@pytest.fixture
def register_of_families() -> None:
    for number in range(sum(story.is_known for story in STORIES)):
        build_case(number=f"C7000000{number}")


def test_every_story_is_told_once_and_again_tells_nothing(made):
    assert made == len(STORIES) == CareCase.objects.count()
    assert do_make_demo_care(on=AFTER, by=BY) == 0
    states = Counter(CareApplication.objects.values_list("state", flat=True))
    assert states == {"approved": 10, "filed": 10, "denied": 1, "draft": 1}
    kinds = set(CareNotice.objects.values_list("kind", flat=True))
    assert kinds >= {
        "care_approval", "care_denial", "care_presumptive", "care_change", "care_review_due",
        "care_license_pending",
    }  # fmt: skip
    assert CareChangeOutcome.objects.count() == 2
    assert Authorization.objects.filter(is_presumptive=True).count() == 2
    soon = CarePeriod.objects.filter(ends_on__lt=date(2026, 12, 31))
    assert soon.filter(replaces__isnull=True).count() == 2
    # Income above the ceiling ended the months of one before their time, a search those of one.
    assert soon.filter(replaces__isnull=False).count() == 2


def test_somebody_asked_to_see_a_record_on_three_grounds(made):
    asked = ReleaseRequest.objects.order_by("id")
    assert [each.ground for each in asked] == ["public", "subject", "subpoena"]
    assert asked[0].decision.cost_cents == 350
    assert needed(asked[1]) == ()
    assert [each.name for each in needed(asked[2])] == ["subpoena", "direction"]
    assert made


def test_who_was_approved_misses_nothing(made):
    approved = CareApplication.objects.filter(state="approved")
    cases = list(approved.values_list("care_case_id", flat=True))
    assert look(cases, on=AFTER).families.missing.is_empty()
    assert made


def test_a_register_without_families_is_no_trouble():
    assert do_make_demo_care(on=AFTER, by=BY) == len(STORIES)


def test_a_change_that_a_family_told_late_waits_for_its_specialist(made):
    waits = CareChange.objects.get(outcomes__isnull=True)
    assert (waits.is_late, waits.is_passing) == (True, True)


def test_the_demo_has_alerts_of_several_kinds_and_a_paper_to_look_at(made):
    kinds = {each.kind for each in proof_alerts(on=AFTER)}
    assert kinds >= {"late", "ends"}
    [paper] = waiting_papers()
    assert (paper.name, paper.is_from_family) == ("pay stub.png", True)
    half = Evidence.objects.get(grade="secondary")
    assert half.care_case == paper.care_case
