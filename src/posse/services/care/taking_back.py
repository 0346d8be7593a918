"""An end that was told and lies ahead, taken back because the family is eligible again.

Nothing has stopped yet, so no application is needed: what changed is proved, the family is
determined anew, and the months run on. Source: CC-1319-A, CC-1319-A-2, CC-1500-A, CC-1504-A.
"""

from collections.abc import Sequence
from datetime import date, timedelta

from django.db import transaction

from posse.apps.care.models import CareCase
from posse.apps.subsidy.choices import DeterminationKind, EndReason
from posse.apps.subsidy.models import Authorization, CarePeriod, Determination
from posse.services.care.authorizing import Asked, Refused, do_authorize
from posse.services.care.cases import do_write_narrative
from posse.services.care.determining import do_determine
from posse.services.care.letters import benefit_values, do_send_care_letter, reason
from posse.services.care.proving import unproved_of
from posse.services.care.redetermining import running_period
from posse.services.care.stages import stages_of
from posse.units.days import day_words

TOPIC = "end taken back"
LAW = ("CC-503-A", "CC-1504-A")


def ends_ahead(care_case: CareCase, *, on: date) -> list[Authorization]:
    """What ends by a notice against the family on a day or later, before its time."""
    rows = care_case.authorizations.filter(
        end__reason=EndReason.INELIGIBLE, end__effective_on__gte=on,
        is_presumptive=False, replaced_by__isnull=True,
    )  # fmt: skip
    found = rows.select_related("end", "determination", "provider")
    return list(found.order_by("child_id", "provider_id", "id"))


@transaction.atomic
def do_take_end_back(
    care_case: CareCase, *, words: str, on: date, by: str
) -> list[Authorization]:
    """Let care go on that would have ended, for every unit that is eligible again.

    It is authorized by the facts as they are now, from the day after the one that was told, to
    the last day that the months had. Raises: Refused in words.
    Source: CC-1319-A, CC-1319-A-2, CC-1500-A, CC-1504-A, CC-301-A-1.
    """
    CareCase.objects.select_for_update().get(pk=care_case.pk)
    if not words.strip():
        raise Refused("say what changed since the notice (CC-1501-B-4)")
    ahead = ends_ahead(care_case, on=on)
    if not ahead:
        raise Refused("no end of this family lies ahead")
    against = unproved_of(care_case, on=on)
    if against:
        raise Refused("; ".join(against))
    rows = do_determine(
        care_case, kind=DeterminationKind.CHANGE, stage=stages_of([care_case.pk], on=on),
        is_first_month=False, on=on, by=by,
    )  # fmt: skip
    kept = [each for row in rows for each in _do_unit(row, ahead, on=on, by=by)]
    if not kept:
        raise Refused(
            "by what is known now the family is still not eligible, or its months run on"
            " already (CC-1500-A)"
        )
    do_write_narrative(care_case=care_case, topic=TOPIC, text=words.strip(), on=on, by=by)
    return kept


def _do_unit(
    row: Determination, ahead: Sequence[Authorization], *, on: date, by: str
) -> list[Authorization]:
    ended = [each for each in ahead if each.child_id in row.people["children"]]
    short = running_period(row.care_case, unit=row.unit, on=on)
    if not (ended and row.is_eligible) or short is None or short.replaces is None:
        return []
    if short.replaces.ends_on <= short.ends_on:
        return []
    period = CarePeriod.objects.create(
        care_case=row.care_case,
        unit=row.unit,
        step=min(row.step, short.step),
        determination=row,
        replaces=short,
        effective_on=short.effective_on,
        ends_on=short.replaces.ends_on,
        recorded_on=on,
        recorded_by=by,
    )
    starts = max(each.end.effective_on for each in ended) + timedelta(days=1)
    asked = Asked(row, applied_on=period.effective_on, period=period, not_before=starts)
    kept = do_authorize(asked, on=on, by=by)
    _do_tell(row, ended, kept, on=on, by=by)
    return kept


def _do_tell(
    row: Determination,
    before: Sequence[Authorization],
    after: Sequence[Authorization],
    *,
    on: date,
    by: str,
) -> None:
    """The letter that care goes on. Source: CC-1400-A, CC-1404-A-3."""
    had, has = (sum(each.month_cents for each in rows) for rows in (before, after))
    starts = min(each.effective_on for each in after)
    do_send_care_letter(
        kind="care_change",
        care_case=row.care_case,
        unit=row.unit,
        values={
            "direction": "more" if has > had else "less" if has < had else "same",
            "effective_on": starts,
            "reported_on": on,
            "before_benefit_cents": had,
            "before_share_cents": sum(each.share_month_cents for each in before),
            **benefit_values(after),
        },
        reasons=[reason("goes_on", law=LAW)],
        about=f"Child care goes on after {day_words(starts - timedelta(days=1))}",
        key=f"care-end-back:{row.pk}",
        on=on,
        by=by,
        determination=row,
    )
