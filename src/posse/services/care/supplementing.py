"""The supplement for a child with special needs: asked, shown, decided, ended, paid by hand.

It is paid outside the run of payments; what is kept here is its record.
Source: CC-1101-O, CC-1101-O-1 to CC-1101-O-5, CC-A1-C-10-c, CC-A1-C-10-d.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from django.conf import settings
from django.db import transaction
from django.db.models import Q

from posse.apps.care.models import CareCase
from posse.apps.people.models import Participant
from posse.apps.records.models import Document
from posse.apps.subsidy.models import Authorization, CareProvider
from posse.apps.supplements.models import (
    Supplement,
    SupplementDecision,
    SupplementEnd,
    SupplementPayment,
    SupplementShown,
)
from posse.rules.childcare.special_needs import (
    Condition,
    Supplements,
    SupplementTerms,
    supplements,
)
from posse.services.care.cases import people_of_care_case
from posse.services.law import current_law, law_of
from posse.units.days import month_end
from posse.units.money import format_dollars

# What a supervisor's own decision puts on file.
BY_DECISION = "supervisor_approved"
MONTHS_OF_YEAR = 12
WORDS_LENGTH, NEED_LENGTH, REFERENCE_LENGTH = 300, 500, 40


@dataclass(frozen=True)
class Asked:
    """What is asked for a child: at whom, from when, how much a month, and for which need."""

    provider: CareProvider
    begins_on: date
    asked_cents: int
    need: str


def terms_of(supplement: Supplement) -> SupplementTerms:
    """The law of the day from which it is asked. Source: CC-1101-O."""
    return SupplementTerms.from_law(current_law(), on=supplement.effective_on)


def lacking(supplement: Supplement) -> tuple[Condition, ...]:
    """What is not on file yet; the supervisor's approval comes with the decision.

    Source: CC-1101-O-1, CC-1101-O-2, CC-1101-O-3, CC-A1-C-10-c.
    """
    shown = set(supplement.shown.values_list("condition", flat=True)) | {BY_DECISION}
    return tuple(each for each in terms_of(supplement).conditions if each.name not in shown)


@transaction.atomic
def do_ask_supplement(
    *, care_case: CareCase, child: Participant, asked: Asked, on: date, by: str
) -> Supplement:
    """Keep that more is asked for a child. Raises: ValueError in words. Source: CC-1101-O."""
    if child.pk not in {each.pk for each in people_of_care_case(care_case)}:
        raise ValueError("this child is not of this case")
    if asked.asked_cents <= 0:
        raise ValueError("ask for more than nothing")
    if not asked.need.strip():
        raise ValueError("say what the need consists of (CC-1101-O-1)")
    open_one = Supplement.objects.filter(
        Q(decision__isnull=True) | Q(decision__is_approved=True, end__isnull=True),
        child=child, provider=asked.provider,
    )  # fmt: skip
    if open_one.exists():
        raise ValueError("a supplement of this child at this provider is open or runs; end it")
    return Supplement.objects.create(
        care_case=care_case,
        child=child,
        provider=asked.provider,
        asked_cents=asked.asked_cents,
        need=asked.need.strip()[:NEED_LENGTH],
        effective_on=asked.begins_on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_show_condition(
    supplement: Supplement,
    *,
    condition: str,
    words: str,
    document: Document | None,
    on: date,
    by: str,
) -> SupplementShown:
    """Keep that a condition is on file, with its paper where there is one.

    Raises: ValueError in words. Source: CC-1101-O-1, CC-1101-O-2, CC-1101-O-3.
    """
    if decision_of(supplement) is not None:
        raise ValueError("this supplement is decided")
    if condition not in {each.name for each in lacking(supplement)}:
        raise ValueError("this is on file already, or nothing like it is needed")
    if not words.strip():
        raise ValueError("say what shows it")
    if document is not None and document.care_case_id != supplement.care_case_id:
        raise ValueError("the paper is of another case")
    return SupplementShown.objects.create(
        supplement=supplement,
        condition=condition,
        words=words.strip()[:WORDS_LENGTH],
        document=document,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_decide_supplement(
    supplement: Supplement, *, is_approved: bool, words: str, on: date, by: str
) -> SupplementDecision:
    """A supervisor's answer, kept with what the rule was given and what it gave.

    Nothing is granted until all conditions are on file, nor beyond what other supplements of
    the child leave of the most of a month. Raises: ValueError in words.
    Source: CC-1101-O, CC-1101-O-4, CC-A1-C-10-d-iii, CC-A1-C-10-d-iv.
    """
    found = Supplement.objects.select_for_update().get(pk=supplement.pk)
    if decision_of(found) is not None:
        raise ValueError("this supplement is decided")
    if not words.strip():
        raise ValueError("say why")
    if by == found.recorded_by:
        raise ValueError("another person than who asked decides (CC-1101-O-4)")
    inputs = _inputs(found, is_approved=is_approved)
    told = _told(_worked_out(inputs, terms=terms_of(found)))
    if is_approved and not told["granted_cents"]:
        raise ValueError(_why_nothing(told, inputs=inputs))
    return SupplementDecision.objects.create(
        supplement=found,
        is_approved=is_approved,
        granted_cents=told["granted_cents"] if is_approved else 0,
        words=words.strip()[:NEED_LENGTH],
        profile=settings.POSSE_PROFILE,
        inputs=inputs,
        result=told,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


def replayed(decision: SupplementDecision) -> dict[str, Any]:
    """A kept decision worked out again under the law of its profile and its first day."""
    terms = SupplementTerms.from_law(
        law_of(decision.profile), on=decision.supplement.effective_on
    )
    return _told(_worked_out(decision.inputs, terms=terms))


def decision_of(supplement: Supplement) -> SupplementDecision | None:
    """What was decided, None while it is open."""
    return SupplementDecision.objects.filter(supplement=supplement).first()


def _inputs(supplement: Supplement, *, is_approved: bool) -> dict[str, Any]:
    """What the rule is given. Units: cents of a month, months of age."""
    held = set(supplement.shown.values_list("condition", flat=True))
    others = Supplement.objects.filter(
        Q(end__isnull=True) | Q(end__effective_on__gte=supplement.effective_on),
        child=supplement.child, decision__is_approved=True,
    ).exclude(pk=supplement.pk)  # fmt: skip
    taken = sum(others.values_list("decision__granted_cents", flat=True))
    return {
        "asked_cents": supplement.asked_cents,
        "taken_cents": taken,
        "age_months": _age_months(supplement.child, on=supplement.effective_on),
        "held": sorted(held | ({BY_DECISION} if is_approved else set())),
    }


def _age_months(child: Participant, *, on: date) -> int:
    """Whole months of age on a day. Raises: ValueError where nobody knows the day of birth."""
    row = (
        child.identities.filter(birth_date__isnull=False).order_by("effective_on", "id").last()
    )
    if row is None or row.birth_date is None:
        raise ValueError("the child's date of birth is not known")
    born: date = row.birth_date
    months = (on.year - born.year) * MONTHS_OF_YEAR + on.month - born.month
    return months - (on.day < born.day)


def _worked_out(inputs: Mapping[str, Any], *, terms: SupplementTerms) -> Supplements:
    left_cents = max(terms.most_cents - inputs["taken_cents"], 0)
    return supplements(
        np.array([min(inputs["asked_cents"], left_cents)]),
        np.array([inputs["age_months"]]),
        held={name: np.array([True]) for name in inputs["held"]},
        terms=terms,
    )


def _told(found: Supplements) -> dict[str, Any]:
    return {
        "granted_cents": int(found.cents[0]),
        "is_young_enough": bool(found.is_young_enough[0]),
        "is_met": {name: bool(marks[0]) for name, marks in found.is_met.items()},
    }


def _why_nothing(told: Mapping[str, Any], *, inputs: Mapping[str, Any]) -> str:
    if not told["is_young_enough"]:
        return "the child is too old for it (CC-200-special-needs-child)"
    if not all(told["is_met"].values()):
        return "not every condition is on file (CC-1101-O)"
    taken = format_dollars(inputs["taken_cents"])
    return f"other supplements of the child take {taken} a month, which leaves nothing"


@transaction.atomic
def do_end_supplement(
    supplement: Supplement, *, ends_on: date, words: str, on: date, by: str
) -> SupplementEnd:
    """Keep that it ends with a day. Raises: ValueError in words. Source: CC-1101-O."""
    decision = decision_of(supplement)
    if decision is None or not decision.is_approved:
        raise ValueError("only what was approved ends")
    if SupplementEnd.objects.filter(supplement=supplement).exists():
        raise ValueError("it ended already")
    if not words.strip():
        raise ValueError("say why it ends")
    if ends_on < supplement.effective_on:
        raise ValueError("it ends on its first day or later")
    return SupplementEnd.objects.create(
        supplement=supplement,
        words=words.strip()[:WORDS_LENGTH],
        effective_on=ends_on,
        recorded_on=on,
        recorded_by=by,
    )


@dataclass(frozen=True)
class DueSupplement:
    """A supplement of a month: what it adds, why it may not be paid, and whether it was."""

    supplement: Supplement
    amount_cents: int
    why_not: str
    payment: SupplementPayment | None


def supplements_of_month(first: date) -> list[DueSupplement]:
    """What was approved for a month, to be paid by hand. ``first`` is the month's first day.

    Source: CC-1101-O, CC-1101-O-5.
    """
    rows = Supplement.objects.select_related("care_case", "provider", "decision", "end").filter(
        Q(end__isnull=True) | Q(end__effective_on__gte=first),
        decision__is_approved=True, effective_on__lte=month_end(first),
    )  # fmt: skip
    return [_due(row, first=first) for row in rows]


def _due(supplement: Supplement, *, first: date) -> DueSupplement:
    decision = supplement.decision
    return DueSupplement(
        supplement=supplement,
        amount_cents=decision.granted_cents,
        why_not=_why_not(supplement, first=first),
        payment=supplement.payments.filter(month=first).first(),
    )


def _why_not(supplement: Supplement, *, first: date) -> str:
    """Why nothing is paid for a month; empty where it is. Source: CC-1101-O."""
    terms = SupplementTerms.from_law(current_law(), on=max(first, supplement.effective_on))
    begins_on = max(first, supplement.effective_on)
    if _age_months(supplement.child, on=begins_on) >= terms.under_months:
        return "The child is too old for it by then (CC-200-special-needs-child)"
    care = Authorization.objects.filter(
        Q(end__isnull=True) | Q(end__effective_on__gte=first),
        replaced_by__isnull=True, child=supplement.child, provider=supplement.provider,
        effective_on__lte=month_end(first), ends_on__gte=first,
    )  # fmt: skip
    return "" if care.exists() else "No care at this provider is authorized in the month"


@transaction.atomic
def do_record_payment(
    supplement: Supplement, *, month: date, reference: str, on: date, by: str
) -> SupplementPayment:
    """Keep that a month was paid by hand, under the number it has there.

    Raises: ValueError in words. Source: CC-1101-O-5.
    """
    first = month.replace(day=1)
    if first > on:
        raise ValueError("a month that has not begun is not paid")
    if not reference.strip():
        raise ValueError("give the number that the payment has in WOLFS (CC-1101-O-5)")
    Supplement.objects.select_for_update().get(pk=supplement.pk)
    found = next(
        (each for each in supplements_of_month(first) if each.supplement.pk == supplement.pk),
        None,
    )
    if found is None:
        raise ValueError("nothing is approved for this month")
    if found.why_not:
        raise ValueError(found.why_not)
    if found.payment is not None:
        raise ValueError("this month was paid already")
    return SupplementPayment.objects.create(
        supplement=supplement,
        month=first,
        amount_cents=found.amount_cents,
        reference=reference.strip()[:REFERENCE_LENGTH],
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )
