"""POWER applied for: the thirty days of child care meanwhile, and what ends them.

An adult who applied for POWER and meets its work requirements is paid child care for until
POWER is decided, at most thirty days. That is apart from presumptive eligibility and does
not use it up. Source: CC-401-F, CC-401-F-1, CC-401-F-2 (ambiguity C6).
"""

from collections.abc import Iterable, Sequence
from datetime import date, timedelta

import numpy as np
import polars as pl
from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from posse.apps.care.choices import PowerStep
from posse.apps.care.models import CareApplication, CareCase, PowerApplication, PowerEvent
from posse.apps.people.models import Participant
from posse.apps.subsidy.choices import DeterminationKind, EndReason
from posse.apps.subsidy.models import Authorization
from posse.rules.childcare.clock import ClockTerms, power_unit_last_days
from posse.rules.childcare.eligibility.facts import ACTIVITIES, NO_DAY
from posse.services.care.applying import case_of, do_determine_application, locked
from posse.services.care.authorizing import Asked, Refused, do_authorize
from posse.services.care.cases import people_of_care_case
from posse.services.care.determining import Looked
from posse.services.care.ending import do_end_authorization
from posse.services.care.letters import (
    benefit_values,
    do_send_care_letter,
    names_of,
    reason,
)
from posse.services.care.redetermining import first_effect, running_period
from posse.services.law import current_law
from posse.units.days import day_from_number, day_number

LAW = ("CC-401-F-2",)
DECIDED = (PowerStep.APPROVED, PowerStep.DENIED, PowerStep.CLOSED)
# What the family is told by letter; an approval is followed by that of child care.
TOLD = {
    PowerStep.DENIED: "power_denied",
    PowerStep.CLOSED: "power_closed",
    PowerStep.UNMET: "power_unmet",
}


@transaction.atomic
def do_apply_for_power(
    *,
    care_case: CareCase,
    participant: Participant,
    applied_on: date,
    must_work: bool,
    needs_care: bool,
    manager: str,
    on: date,
    by: str,
) -> PowerApplication:
    """Keep that an adult applied for POWER, and whether the work requirements need care.

    Raises: ValueError in words. Source: CC-401-F.
    """
    CareCase.objects.select_for_update().get(pk=care_case.pk)
    if participant.pk not in {person.pk for person in people_of_care_case(care_case)}:
        raise ValueError("this person is not of this case")
    if applied_on > on:
        raise ValueError("POWER was applied for today or earlier")
    earlier = pending_of([participant.pk], on=on).first()
    if (
        earlier is not None
        or PowerApplication.objects.filter(
            participant=participant, effective_on=applied_on
        ).exists()
    ):
        raise ValueError("this application for POWER stands in the record already")
    return PowerApplication.objects.create(
        care_case=care_case,
        participant=participant,
        must_work=must_work,
        needs_care=needs_care,
        manager=manager.strip()[:80],
        effective_on=applied_on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_tell_power(
    power: PowerApplication, *, what: str, happened_on: date, words: str, on: date, by: str
) -> PowerEvent:
    """Keep that the request was sent, or what became of the application, each once.

    A decision ends the days of child care that rest on the application.
    Raises: ValueError in words. Source: CC-401-F-1, CC-401-F-2.
    """
    step = PowerStep(what)
    PowerApplication.objects.select_for_update().get(pk=power.pk)
    if not power.effective_on <= happened_on <= on:
        raise ValueError("it happened after POWER was applied for, today or earlier")
    if not words.strip():
        raise ValueError("say from whom it is known, or to whom and how it was sent")
    told = set(power.events.values_list("what", flat=True))
    if step in told or (step in DECIDED and told.intersection(DECIDED)):
        raise ValueError("this stands in the record already")
    event = PowerEvent.objects.create(
        care_case=power.care_case,
        power=power,
        what=step,
        words=words.strip()[:300],
        effective_on=happened_on,
        recorded_on=on,
        recorded_by=by,
    )
    if step != PowerStep.SENT:
        do_end_days(power, on=on, by=by)
    return event


def pending_of(people: Iterable[int], *, on: date) -> QuerySet[PowerApplication]:
    """Applications for POWER of some people that are not decided, the first first.

    Source: CC-401-F-2.
    """
    ended = PowerEvent.objects.filter(power=OuterRef("pk"), what__in=DECIDED)
    rows = PowerApplication.objects.filter(
        ~Exists(ended), participant__in=list(people), effective_on__lte=on
    )
    return rows.order_by("effective_on", "id")


def open_power_of(looked: Looked) -> list[str]:
    """Whose part in POWER nothing can rest on yet, in words. Source: CC-401-F-2, CC-503-E."""
    is_in_power = looked.found.eligibility.facts.adults.activity == ACTIVITIES.index("power")
    people = looked.families.adults["participant"].filter(pl.Series(is_in_power)).to_list()
    waiting = [row.participant_id for row in pending_of(people, on=looked.on)]
    names = names_of(waiting, on=looked.on)
    return [
        f"{names.get(each, 'A caretaker')}: POWER is not decided; until then up to thirty days"
        " are authorized (CC-401-F-2)"
        for each in dict.fromkeys(waiting)
    ]


def last_day_of(power: PowerApplication, *, on: date) -> date:
    """The last day on which the unit counts as eligible for child care. Source: CC-401-F-2."""
    decided = power.events.filter(what__in=DECIDED).order_by("effective_on").first()
    last = power_unit_last_days(
        np.array([day_number(power.effective_on)]),
        np.array([day_number(decided.effective_on) if decided else NO_DAY]),
        terms=ClockTerms.from_law(current_law(), on=on),
    )
    return day_from_number(int(last[0]))


@transaction.atomic
def do_authorize_days(
    application: CareApplication, *, on: date, by: str
) -> list[Authorization]:
    """Authorize child care while POWER is decided, and tell the family by letter.

    Whoever takes part in its work programme counts as one of POWER, with the hours of the case
    plan; everything else is determined as ever. The days begin no twelve months.
    Raises: Refused in words. Source: CC-401-F-2, CC-1101-G.
    """
    application = locked(application)
    care_case = case_of(application)
    power = _granting(care_case, on=on)
    if days_of(care_case).filter(determination__application=application).exists():
        raise Refused("the days of this application were authorized already (CC-401-F-2)")
    until = last_day_of(power, on=on)
    if until < on:
        raise Refused("the thirty days since POWER was applied for are over (CC-401-F-2)")
    granted: list[Authorization] = []
    for row in do_determine_application(
        application, kind=DeterminationKind.POWER, on=on, by=by
    ):
        if running_period(care_case, unit=row.unit, on=on) is not None:
            raise Refused("the twelve months of the family run, so nothing more is needed")
        if row.is_eligible:
            applied = max(application.filed_on or on, power.effective_on)
            asked = Asked(row, applied_on=applied, is_presumptive=True)
            granted += do_authorize(asked, on=on, by=by, ends_on=until)
    if not granted:
        raise Refused("by what is known no child of the household is eligible (CC-503-E)")
    _do_tell_days(application, power, granted, on=on, by=by)
    return granted


def _granting(care_case: CareCase, *, on: date) -> PowerApplication:
    """The application for POWER that the days rest on. Raises: Refused. Source: CC-401-F."""
    people = [person.pk for person in people_of_care_case(care_case)]
    unmet = PowerEvent.objects.filter(power=OuterRef("pk"), what=PowerStep.UNMET)
    rows = pending_of(people, on=on).filter(must_work=True, needs_care=True)
    power = rows.filter(~Exists(unmet)).first()
    if power is None:
        raise Refused(
            "nobody of the case has an open application for POWER whose work requirements are"
            " met and need child care (CC-401-F)"
        )
    return power


def _do_tell_days(
    application: CareApplication,
    power: PowerApplication,
    granted: Sequence[Authorization],
    *,
    on: date,
    by: str,
) -> None:
    terms = ClockTerms.from_law(current_law(), on=on)
    names = names_of([power.participant_id], on=on)
    do_send_care_letter(
        kind="care_power",
        care_case=power.care_case,
        values={
            "applied_on": power.effective_on,
            "starts_on": min(each.effective_on for each in granted),
            "ends_on": max(each.ends_on for each in granted),
            "payment_days": terms.power_unit_days,
            **benefit_values(granted, of_days=True),
        },
        reasons=[reason("power_pending", law=LAW, who=names.get(power.participant_id))],
        about="Child care is paid while POWER is decided",
        key=f"care-power:{application.pk}",
        on=on,
        by=by,
        application=application,
        determination=granted[0].determination,
    )


def days_of(care_case: CareCase) -> QuerySet[Authorization]:
    """What was authorized in a case while POWER was decided."""
    return care_case.authorizations.filter(determination__kind=DeterminationKind.POWER)


@transaction.atomic
def do_end_days(power: PowerApplication, *, on: date, by: str) -> int:
    """End the days that rest on an application that was decided; how many authorizations.

    A decision ends them with the day on which it is known. Where only the work requirements
    are not met, the days of a notice pass first. Run again, nothing is left to end.
    Source: CC-401-F-2, CC-402-F.
    """
    running = list(
        days_of(power.care_case)
        .filter(end__isnull=True, ends_on__gt=on)
        .select_related("provider", "care_case", "determination")
        .order_by("child_id", "provider_id", "id")
    )
    events = list(power.events.exclude(what=PowerStep.SENT).order_by("effective_on", "id"))
    if not running or not events:
        return 0
    event = next((each for each in events if each.what in DECIDED), events[0])
    last = on if event.what in DECIDED else first_effect(on) - timedelta(days=1)
    ending = [each for each in running if each.ends_on > last]
    for each in ending:
        do_end_authorization(
            each, reason=EndReason.POWER_DECIDED, last_day=last, words=event.words, on=on,
            by=by,
        )  # fmt: skip
    if ending and PowerStep(event.what) in TOLD:
        _do_tell_end(power, event, ending, last_day=last, on=on, by=by)
    return len(ending)


def _do_tell_end(
    power: PowerApplication,
    event: PowerEvent,
    ending: Sequence[Authorization],
    *,
    last_day: date,
    on: date,
    by: str,
) -> None:
    """The notice of adverse action. Source: CC-402-F, CC-1404-A."""
    names = names_of([power.participant_id, *(each.child_id for each in ending)], on=on)
    do_send_care_letter(
        kind="care_ending",
        care_case=power.care_case,
        values={
            "scope": "family",
            "ends_on": last_day,
            "children": [
                {"name": names.get(each.child_id, ""), "provider": each.provider.name}
                for each in ending
            ],
        },
        reasons=[
            reason(TOLD[PowerStep(event.what)], law=LAW, who=names.get(power.participant_id))
        ],
        about="Child care that was paid while POWER is decided ends",
        key=f"care-power-end:{event.pk}",
        on=on,
        by=by,
        determination=ending[0].determination,
    )
