"""What the database itself refuses of remedies, suppressions, reviews and matches."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from tests.builders import BY, build_case

from posse.apps.enforcement.models import AssetMatch, RemedyState, Review, Suppression

pytestmark = pytest.mark.django_db
ON = date(2026, 11, 2)
FACT = {"effective_on": ON, "recorded_on": ON, "recorded_by": BY}


@pytest.fixture
def case():
    return build_case()


def refused(do):
    with pytest.raises(IntegrityError), transaction.atomic():
        do()


@pytest.mark.cites("CS-9.2-SUP-3")
def test_a_suppression_without_an_end_or_ending_before_it_starts_is_refused(case):
    told = {**FACT, "case": case, "kind": "credit_bureau", "reason": "other", "note": "Why"}
    refused(lambda: Suppression.objects.create(**told, ends_on=None))
    refused(lambda: Suppression.objects.create(**told, ends_on=date(2026, 11, 1)))
    assert Suppression.objects.create(**told, ends_on=ON).pk


def test_a_penalty_is_suppressed_in_the_books_alone(case):
    refused(
        lambda: Suppression.objects.create(
            **FACT, case=case, kind="penalty", reason="other", note="Why", ends_on=ON
        )
    )


def test_a_remedy_has_one_standing_a_parent(case):
    told = {
        "obligor": case.obligor, "remedy": "fidm", "is_eligible": True, "state": "candidate",
        "since": ON, "amount_cents": 1,
    }  # fmt: skip
    RemedyState.objects.create(**told)
    refused(lambda: RemedyState.objects.create(**told))


def test_a_review_is_not_closed_without_an_outcome(case):
    refused(
        lambda: Review.objects.create(
            case=case,
            obligor=case.obligor,
            remedy="fidm",
            kind="fidm_review",
            ground="wrong_person",
            state="closed",
            requested_on=ON,
            opened_on=ON,
            before_cents=0,
            closed_on=ON,
        )
    )


def test_a_match_of_less_than_nothing_or_told_twice_is_refused(case):
    told = {
        "source": "fidm", "obligor": case.obligor, "reference": "A1", "institution": "A bank",
        "payload": {}, "is_full": True, "state": "new", "matched_on": ON, "recorded_by": BY,
    }  # fmt: skip
    refused(lambda: AssetMatch.objects.create(**told, amount_cents=-1))
    AssetMatch.objects.create(**told, amount_cents=5)
    refused(lambda: AssetMatch.objects.create(**told, amount_cents=5))
