"""Reviews: whose twelve months end, who is reminded, and what ends without a form.

Source: CC-1601-A, CC-1601-B, CC-1601-G, CC-1601-H, CC-1601-I.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q, QuerySet

from posse.apps.care.choices import CareApplicationKind, CareApplicationState
from posse.apps.care.models import CareApplication, CareCase, CareNarrative
from posse.apps.records.models import Letter
from posse.apps.subsidy.models import Authorization, CarePeriod, Determination
from posse.rules.childcare.clock import Named
from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.rules.childcare.reviews import Periods, ReviewTerms, reviews
from posse.services.care.cases import do_write_narrative
from posse.services.care.letters import do_send_care_letter, names_of, reason
from posse.services.care.needing import Need
from posse.services.care.proving import AGAIN, standings_of
from posse.services.law import current_law
from posse.units.days import DayArray, day_from_number, day_number

REMINDER, ENDED = "care-review-due", "care-review-none"
# The topic of the narrative by which a supervisor orders one out of its time.
ORDERED = "review ordered"


@dataclass(frozen=True)
class Review:
    """The review of one unit on a day.

    ``form_by`` is the day by which the form should be back, as a letter of this day says it;
    ``reminder`` the number of the one that is due now, 0 for none; ``continuing_until`` the
    last day on which aid may begin again without a break that makes the family a new one;
    ``without_form_until`` the last on which it may without a new application.
    """

    period: CarePeriod
    application: CareApplication | None
    state: Named
    form_by: date
    reminder: int
    reminded_count: int
    needs_ending: bool
    continuing_until: date
    without_form_until: date


def reviews_on(*, on: date, case_ids: Sequence[int] | None = None) -> list[Review]:
    """Reviews that are due or were due within a break in aid, the first to end first.

    A family of which nothing is authorized any more has none, and neither has one whose
    form was decided. Source: CC-1601-A, CC-1601-H.
    """
    terms = ReviewTerms.from_law(current_law(), on=on)
    periods = list(_periods(terms, on=on, case_ids=case_ids))
    if not periods:
        return []
    forms = _forms(periods)
    sent = _letters(periods)
    counts = [
        sum(_reminder_key(each, number) in sent for number in _numbers(terms))
        for each in periods
    ]
    found = reviews(
        Periods(
            last_days=_days(each.ends_on for each in periods),
            filed_days=_days(_filed_on(forms.get(each.pk)) for each in periods),
            reminded_counts=np.array(
                [_last_sent(each, sent, terms) for each in periods], dtype=np.int64
            ),
        ),
        today=day_number(on),
        terms=terms,
    )
    return [
        Review(
            period=period,
            application=forms.get(period.pk),
            state=terms.states[int(found.state[at])],
            form_by=day_from_number(int(found.form_days[at])),
            reminder=int(found.reminder[at]),
            reminded_count=counts[at],
            needs_ending=bool(found.needs_ending[at]) and _ended_key(period) not in sent,
            continuing_until=day_from_number(int(found.continuing_days[at])),
            without_form_until=day_from_number(int(found.without_form_days[at])),
        )
        for at, period in enumerate(periods)
    ]


def _periods(
    terms: ReviewTerms, *, on: date, case_ids: Sequence[int] | None
) -> QuerySet[CarePeriod]:
    """The latest period of each unit that ends soon or ended within a break in aid."""
    told = {"replaced_by__isnull": True, "is_withdrawn": False}
    later = CarePeriod.objects.filter(
        care_case=OuterRef("care_case"), unit=OuterRef("unit"),
        effective_on__gt=OuterRef("effective_on"), **told,
    )  # fmt: skip
    paid = Authorization.objects.filter(
        determination__unit=OuterRef("unit"), care_case=OuterRef("care_case"),
        is_presumptive=False, ends_on__gte=OuterRef("ends_on"), replaced_by__isnull=True,
    ).filter(Q(end__isnull=True) | Q(end__effective_on__gte=F("ends_on")))  # fmt: skip
    refused = CareApplication.objects.filter(
        care_case=OuterRef("care_case"), kind=CareApplicationKind.REVIEW,
        state=CareApplicationState.DENIED, filed_on__gt=OuterRef("effective_on"),
    )  # fmt: skip
    rows = CarePeriod.objects.filter(
        Exists(paid), ~Exists(later), ~Exists(refused),
        ends_on__gte=on - timedelta(days=terms.break_in_aid_days),
        ends_on__lte=on + timedelta(days=max(terms.reminder_days)),
        **told,
    )  # fmt: skip
    if case_ids is not None:
        rows = rows.filter(care_case__in=case_ids)
    return rows.select_related("care_case").order_by("ends_on", "id")


def _forms(periods: Sequence[CarePeriod]) -> dict[int, CareApplication]:
    """The form of each period that waits for a decision, by the id of the period."""
    rows = CareApplication.objects.filter(
        care_case__in=[each.care_case_id for each in periods],
        state=CareApplicationState.FILED,
    )
    by_case = {row.care_case_id: row for row in rows.order_by("id")}
    found = {each.pk: by_case.get(each.care_case_id) for each in periods}
    return {
        each.pk: form
        for each in periods
        if (form := found[each.pk]) and form.filed_on and form.filed_on > each.effective_on
    }


def _filed_on(form: CareApplication | None) -> date | None:
    return form.filed_on if form else None


def _numbers(terms: ReviewTerms) -> range:
    return range(1, len(terms.reminder_days) + 1)


def _last_sent(period: CarePeriod, sent: set[str], terms: ReviewTerms) -> int:
    """The number of the last reminder that went out, 0 for none."""
    went = [number for number in _numbers(terms) if _reminder_key(period, number) in sent]
    return max(went, default=0)


def _of(period: CarePeriod) -> str:
    """What stays the same where a period replaces another, such as one on a better step."""
    return f"{period.care_case_id}:{period.unit}:{period.ends_on}"


def _reminder_key(period: CarePeriod, number: int) -> str:
    return f"{REMINDER}:{_of(period)}:{number}"


def _ended_key(period: CarePeriod) -> str:
    return f"{ENDED}:{_of(period)}"


def _letters(periods: Sequence[CarePeriod]) -> set[str]:
    """The keys of reminders and endings that went out of some cases."""
    rows = Letter.objects.filter(
        Q(key__startswith=f"{REMINDER}:") | Q(key__startswith=f"{ENDED}:"),
        care_case__in=[each.care_case_id for each in periods],
    )
    return {key for key in rows.values_list("key", flat=True) if key}


def _days(days: Iterable[date | None]) -> DayArray:
    told = [NO_DAY if day is None else day_number(day) for day in days]
    return np.array(told, dtype=np.int64)


@transaction.atomic
def do_remind(review: Review, *, on: date, by: str) -> Letter:
    """Remind a family of its review, and name what has to be proved again; once a reminder.

    Nothing else is asked for: what did not change is confirmed on the form alone.
    Source: CC-1601-A, CC-1601-B, CC-1601-C (ambiguity 5.13).
    """
    period = review.period
    changed = [
        each.need for each in standings_of(period.care_case, on=on) if each.state == AGAIN
    ]
    return do_send_care_letter(
        kind="care_review_due",
        care_case=period.care_case,
        unit=period.unit,
        values={
            "ends_on": period.ends_on,
            "due_on": review.form_by,
            "proofs": _proofs(changed, due_on=review.form_by, on=on),
        },
        reasons=[reason("period_ends", law=["CC-1601-A", "CC-1601-B"])],
        about="The review of child care is due",
        key=_reminder_key(period, review.reminder),
        on=on,
        by=by,
    )


def _proofs(needs: Sequence[Need], *, due_on: date, on: date) -> list[dict[str, object]]:
    names = names_of([each.participant for each in needs], on=on)
    return [
        {
            "what": f"care_proofs.{each.factor.name}",
            "who": names.get(each.participant, ""),
            "due_on": due_on,
        }
        for each in needs
    ]


@transaction.atomic
def do_end_unreviewed(review: Review, *, on: date, by: str) -> Letter:
    """Tell a family that its months ended without a review, once.

    What was authorized ended with them, so nothing else is written.
    Source: CC-1601-A, CC-1601-B, CC-1601-G, CC-1601-I.
    """
    period = review.period
    return do_send_care_letter(
        kind="care_review_ended",
        care_case=period.care_case,
        unit=period.unit,
        values={
            "reviewed_on": on,
            "outcome": "ended",
            "is_continued": False,
            "is_ended": True,
            "effective_on": period.ends_on,
            "benefit_cents": None,
            "share_cents": None,
            "children": [],
        },
        reasons=[reason("review_not_returned", law=["CC-1601-B", "CC-1601-G"])],
        about="The twelve months of child care ended without a review",
        key=_ended_key(period),
        on=on,
        by=by,
    )


@transaction.atomic
def do_order_review(care_case: CareCase, *, words: str, on: date, by: str) -> CareNarrative:
    """Order a review or a desk audit out of its time, and say why.

    It is done with the next determination of the case. Raises: ValueError in words.
    Source: CC-1601-E.
    """
    if not words.strip():
        raise ValueError("say why the case is reviewed out of its time (CC-1601-E)")
    return do_write_narrative(
        care_case=care_case, topic=ORDERED, text=words.strip(), on=on, by=by
    )


def ordered_reviews(*, case_ids: Sequence[int] | None = None) -> list[CareNarrative]:
    """Reviews that were ordered, of cases that nobody determined since. Source: CC-1601-E."""
    done = Determination.objects.filter(
        care_case=OuterRef("care_case"), recorded_at__gt=OuterRef("recorded_at")
    )
    rows = CareNarrative.objects.filter(~Exists(done), topic=ORDERED)
    if case_ids is not None:
        rows = rows.filter(care_case__in=case_ids)
    return list(rows.select_related("care_case").order_by("id"))
