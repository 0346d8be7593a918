"""What a specialist has to do next in cases of child care, and by when.

Told from the facts of a day, so that a duty is gone as soon as it is done.
Source: CC-401-B, CC-401-G, CC-700-A-job-search, CC-1601-A.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef

from posse.apps.care.choices import CareApplicationState
from posse.apps.care.models import CareApplication, CareCase
from posse.apps.subsidy.models import Authorization
from posse.rules.childcare.reviews import ReviewTerms
from posse.services.care.applying import case_of
from posse.services.care.letters import names_of
from posse.services.care.needing import evidence_terms
from posse.services.care.pending import clocks_of, open_applications
from posse.services.care.power_night import power_waits
from posse.services.care.reviewing import ordered_reviews, reviews_on
from posse.services.care.ruling import to_rule
from posse.services.care.searching import searches_on
from posse.services.care.studying import terms_ending
from posse.services.law import current_law
from posse.units.days import day_words

# States of a review in which there is nothing for the agency to do.
AT_REST = {"form_awaited", "runs"}
# Of a form that waits the clock of its application tells already.
BY_CLOCK = {"decide", "decide_at_once"}
WORDS_AT_MOST = 200


@dataclass(frozen=True)
class Duty:
    """Something to do in a case by a day, in words with the law it rests on."""

    care_case: CareCase
    words: str
    due_on: date
    cites: tuple[str, ...]


def duties_on(*, on: date, case_ids: Sequence[int] | None = None) -> list[Duty]:
    """What is to be done in some cases or in all, the first due first.

    Raises: LawError where the law of the day is not known.
    Source: CC-401-B, CC-1601-A, CC-401-G, CC-700-A-job-search, CC-1101-I.
    """
    rows = [
        each
        for each in open_applications()
        if case_ids is None or each.care_case_id in case_ids
    ]
    found = [
        *duties_of_applications(rows, on=on),
        *duties_beside_applications(on=on, case_ids=case_ids),
    ]
    return sorted(found, key=lambda each: (each.due_on, each.care_case.pk, each.words))


def duties_beside_applications(
    *, on: date, case_ids: Sequence[int] | None = None
) -> list[Duty]:
    """What is to be done beside the applications that wait, in no order.

    Source: CC-401-G, CC-700-A-job-search, CC-1601-A, CC-1601-E.
    """
    return [
        *_reviews(on=on, case_ids=case_ids),
        *_ordered(on=on, case_ids=case_ids),
        *_presumed(on=on, case_ids=case_ids),
        *_searches(on=on, case_ids=case_ids),
        *_terms(on=on, case_ids=case_ids),
        *_power(on=on, case_ids=case_ids),
        *_rulings(on=on, case_ids=case_ids),
    ]


def duties_of_applications(rows: Sequence[CareApplication], *, on: date) -> list[Duty]:
    """What the clock of each application says. Source: CC-401-B, CC-1202-D, CC-1401-D."""
    return [
        Duty(
            case_of(clock.application),
            f"Application {clock.application.number}: {_lower(clock.state.words)}",
            clock.due_on or clock.application.decide_by or on,
            clock.state.cites,
        )
        for clock in clocks_of(rows, on=on)
    ]


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _reviews(*, on: date, case_ids: Sequence[int] | None) -> Iterator[Duty]:
    """Reviews whose form should be here by now. Source: CC-1601-A, CC-1601-B."""
    for review in reviews_on(on=on, case_ids=case_ids):
        if review.state.name not in AT_REST | BY_CLOCK:
            yield Duty(
                review.period.care_case,
                f"Review of the months through {day_words(review.period.ends_on)}:"
                f" {_lower(review.state.words)}",
                review.period.ends_on,
                review.state.cites,
            )


def _ordered(*, on: date, case_ids: Sequence[int] | None) -> Iterator[Duty]:
    """Reviews that a supervisor ordered out of their time. Source: CC-1601-E."""
    for row in ordered_reviews(case_ids=case_ids):
        days = ReviewTerms.from_law(current_law(), on=on).form_days
        yield Duty(
            row.care_case,
            f"A review was ordered: {row.text[:WORDS_AT_MOST]}",
            row.effective_on + timedelta(days=days),
            ("CC-1601-E",),
        )


def _presumed(*, on: date, case_ids: Sequence[int] | None) -> Iterator[Duty]:
    """Payment that is assured and ends before anything is decided. Source: CC-401-A-4."""
    undecided = CareApplication.objects.filter(
        care_case=OuterRef("care_case"), state=CareApplicationState.FILED
    )
    rows = Authorization.objects.filter(
        Exists(undecided), is_presumptive=True, ends_on__gte=on, end__isnull=True
    ).select_related("care_case")
    if case_ids is not None:
        rows = rows.filter(care_case__in=case_ids)
    last = {row.care_case: row.ends_on for row in rows.order_by("ends_on", "id")}
    for care_case, ends_on in last.items():
        words = f"Presumed payment ends on {day_words(ends_on)}, and nothing is decided"
        yield Duty(care_case, words, ends_on, ("CC-401-A-4", "CC-200-presumptive-eligibility"))


def _searches(*, on: date, case_ids: Sequence[int] | None) -> Iterator[Duty]:
    """Job searches whose three months end soon, of people with nothing else to do.

    Source: CC-700-A-job-search (ambiguities A17 and 1.07).
    """
    searches = searches_on(on=on, case_ids=case_ids)
    if not searches:
        return
    soon = on + timedelta(days=evidence_terms(on=on).expiry_alert_days)
    names = names_of([each.activity.participant_id for each in searches], on=on)
    for each in searches:
        if each.last_day <= soon:
            is_over = each.last_day < on
            yield Duty(
                each.activity.care_case,
                f"{names.get(each.activity.participant_id, 'A caretaker')}: the {each.months}"
                f" months of job search {'ended' if is_over else 'end'} on"
                f" {day_words(each.last_day)}; ask for a new activity, or"
                f" {'end assistance by notice' if is_over else 'the night ends assistance'}",
                each.last_day,
                ("CC-700-A-job-search", "CC-1504-A"),
            )


def _terms(*, on: date, case_ids: Sequence[int] | None) -> Iterator[Duty]:
    """Terms of study that end soon, after which care needs a new authorization.

    Source: CC-1101-I.
    """
    rows = terms_ending(on=on, case_ids=case_ids)
    names = names_of([row.participant_id for row in rows], on=on)
    for row in rows:
        assert row.ends_on is not None, "they were found by their end"
        yield Duty(
            row.care_case,
            f"{names.get(row.participant_id, 'A caretaker')}: the term or class"
            f"{f' at {row.place}' if row.place else ''} ends on {day_words(row.ends_on)};"
            " ask for the schedule of the next one, or care ends with it",
            row.ends_on,
            ("CC-1101-I",),
        )


def _power(*, on: date, case_ids: Sequence[int] | None) -> Iterator[Duty]:
    """Applications for POWER that wait for the specialist. Source: CC-401-F-1, CC-401-F-2."""
    for each in power_waits(on=on, case_ids=case_ids):
        yield Duty(each.power.care_case, each.words, each.due_on, each.cites)


def _rulings(*, on: date, case_ids: Sequence[int] | None) -> Iterator[Duty]:
    """Children whose only caretaker is disqualified. Source: CC-2006-C-3, CC-503-I-1."""
    for each in to_rule(on=on, case_ids=case_ids):
        cites = ("CC-2006-C-3", "CC-503-I-1")
        yield Duty(each.row.care_case, each.words, each.row.effective_on, cites)
