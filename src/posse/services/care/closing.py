"""Assistance ended by a specialist: the notice goes first, then the authorizations end.

Closing is ending every authorization; the case stays open and can be taken up again.
Source: CC-1316-A, CC-1403-A, CC-1404-A, CC-1504-C-2, CC-A7-A, CC-A7-B (ambiguity 5.06).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db import transaction

from posse.apps.care.models import CareCase
from posse.apps.records.models import Letter
from posse.apps.subsidy.choices import EndReason
from posse.apps.subsidy.models import Authorization, AuthorizationEnd
from posse.rules.childcare.notices import (
    Circumstance,
    NoticeTerms,
    earliest_effect_days,
    unmailed,
)
from posse.services.care.authorizing import Refused
from posse.services.care.cases import do_write_narrative
from posse.services.care.ending import do_end_authorization, do_end_period
from posse.services.care.letters import (
    do_send_care_letter,
    names_of,
    reason,
    reasons_against,
)
from posse.services.care.redetermining import running_period
from posse.services.law import current_law
from posse.units.days import day_from_number, day_number, day_words

TOPIC = "ending"
# Why a specialist ends assistance, with the sentence of the letter and its law.
GROUNDS: dict[EndReason, tuple[str, tuple[str, ...]]] = {
    EndReason.ASKED: ("asked", ("CC-402-D", "CC-A7-A-8")),
    EndReason.PROVIDER_CHANGED: ("provider_changed", ("CC-A7-A-7",)),
    EndReason.PROVIDER_BARRED: ("provider_barred", ("CC-1203-A-3", "CC-A7-A-6")),
    EndReason.CHILD_LEFT: ("child_left", ("CC-A7-A-8",)),
    EndReason.INELIGIBLE: ("", ("CC-A7-A-8",)),
}
# What the family itself chose is nothing adverse, so no days have to pass before it.
CHOSEN = {EndReason.ASKED, EndReason.PROVIDER_CHANGED}
OF_PROVIDER = {EndReason.PROVIDER_CHANGED, EndReason.PROVIDER_BARRED}


@dataclass(frozen=True)
class Ending:
    """What a specialist says of an end.

    ``unmailed`` names the circumstance in which no notice has to go out, empty for none;
    ``is_fraud_probable`` shortens its time. ``words`` say what the end rests on.
    """

    reason: EndReason
    last_day: date
    words: str
    unmailed: str = ""
    is_fraud_probable: bool = False


def running_of(care_case: CareCase, *, on: date) -> list[Authorization]:
    """What is authorized in a case on a day or later and has not ended."""
    rows = care_case.authorizations.filter(
        ends_on__gte=on, end__isnull=True, replaced_by__isnull=True
    )
    found = rows.select_related("provider", "care_case", "determination")
    return list(found.order_by("child_id", "provider_id", "id"))


def earliest_last_day(ending: Ending, *, on: date) -> date:
    """The earliest last day that a notice of today leaves. Source: CC-402-F, CC-1403-A."""
    terms = NoticeTerms.from_law(current_law(), on=on)
    if ending.reason in CHOSEN or _left_out(ending, terms):
        return on
    days = earliest_effect_days(
        np.array([day_number(on)]),
        is_fraud_probable=np.array([ending.is_fraud_probable]),
        terms=terms,
    )
    return day_from_number(int(days[0])) - timedelta(days=1)


def _left_out(ending: Ending, terms: NoticeTerms) -> Circumstance | None:
    """Why no notice goes out, or None where one does. Source: CC-1404-A-2."""
    return unmailed(ending.unmailed, terms=terms) if ending.unmailed else None


@transaction.atomic
def do_end_care(
    care_case: CareCase,
    rows: Sequence[Authorization],
    *,
    ending: Ending,
    on: date,
    by: str,
) -> list[AuthorizationEnd]:
    """End some authorizations of a case, the notice first, and keep what it rests on.

    Where nothing of a unit is left its months end too. Raises: Refused in words.
    Source: CC-1203-A-4.1, CC-1316-A, CC-1504-C-2, CC-A7-A, CC-A7-B.
    """
    CareCase.objects.select_for_update().get(pk=care_case.pk)
    running = {each.pk: each for each in running_of(care_case, on=on)}
    chosen = [running[row.pk] for row in rows if row.pk in running]
    if not chosen:
        raise Refused("nothing of this is authorized any more")
    _check(ending, on=on)
    letter = _do_write(
        care_case, chosen, ending, others=len(running) - len(chosen), on=on, by=by
    )
    ended = [
        do_end_authorization(
            row,
            reason=ending.reason,
            words=ending.words,
            last_day=ending.last_day,
            on=on,
            by=by,
        )
        for row in chosen
    ]
    if letter is None or ending.is_fraud_probable:
        do_write_narrative(care_case=care_case, topic=TOPIC, text=ending.words, on=on, by=by)
    if ending.reason not in OF_PROVIDER:
        _do_end_months(care_case, chosen, ending, on=on, by=by)
    return ended


def _check(ending: Ending, *, on: date) -> None:
    """Refuse an end without its words or its time. Raises: Refused. Source: CC-1403-A-2.2."""
    if ending.reason not in GROUNDS:
        raise Refused("choose why assistance ends")
    if not ending.words.strip():
        raise Refused("say what the end rests on (CC-1403-A-2.2, CC-1404-A-2)")
    earliest = earliest_last_day(ending, on=on)
    if ending.last_day < earliest:
        raise Refused(
            f"the notice goes out before, so {day_words(earliest)} is the earliest last day"
            " (CC-402-F, CC-A7-B)"
        )


def _do_write(
    care_case: CareCase,
    rows: Sequence[Authorization],
    ending: Ending,
    *,
    others: int,
    on: date,
    by: str,
) -> Letter | None:
    """The notice of adverse action; none where none has to go out. Source: CC-1404-A-2."""
    reasons = _reasons(rows, ending)
    if _left_out(ending, NoticeTerms.from_law(current_law(), on=on)) is not None:
        return None
    names = names_of([each.child_id for each in rows], on=on)
    scope = "children" if others else "family"
    if ending.reason in OF_PROVIDER:
        scope = "provider"
    return do_send_care_letter(
        kind="care_ending",
        care_case=care_case,
        values={
            "scope": scope,
            "ends_on": ending.last_day,
            "children": [
                {"name": names.get(each.child_id, ""), "provider": each.provider.name}
                for each in rows
            ],
        },
        reasons=reasons,
        about="Child care ends",
        key=f"care-ending:{'-'.join(str(each.pk) for each in rows)}"[:120],
        on=on,
        by=by,
        determination=rows[0].determination,
    )


def _reasons(rows: Sequence[Authorization], ending: Ending) -> list[dict[str, Any]]:
    """Why it ends; a factor that does not hold any more is told as it was determined.

    Raises: Refused. Source: CC-1401-A-4.
    """
    name, law = GROUNDS[ending.reason]
    if name:
        return [reason(name, law=law)]
    units = {each.determination.unit for each in rows}
    kept = rows[0].care_case.determinations
    latest = [kept.filter(unit=unit).latest("id") for unit in sorted(units)]
    against = [each for row in latest if not row.is_eligible for each in reasons_against(row)]
    if not against:
        raise Refused(
            "the latest determination finds the family eligible; keep a new one first"
        )
    return against


def _do_end_months(
    care_case: CareCase,
    rows: Sequence[Authorization],
    ending: Ending,
    *,
    on: date,
    by: str,
) -> None:
    """End the months of units of which nothing is authorized any more. Source: CC-1316-A."""
    left = {each.determination.unit for each in running_of(care_case, on=on)}
    for unit in sorted({each.determination.unit for each in rows} - left):
        period = running_period(care_case, unit=unit, on=on)
        if period is not None and period.ends_on > ending.last_day:
            do_end_period(period, last_day=ending.last_day, on=on, by=by)
