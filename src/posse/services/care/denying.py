"""Denials: an application that is refused, a review that ends aid, and day 60.

Each goes out with what stands against it, what was asked for and did not come, and how to
apply again. Source: CC-401-B-1, CC-401-G, CC-404-E, CC-1401-C, CC-1401-D-2, CC-1601-I.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from django.db import transaction

from posse.apps.care.choices import CareApplicationKind, CareApplicationState, CareStep
from posse.apps.care.models import CareApplication, CareCase
from posse.apps.subsidy.choices import EndReason
from posse.apps.subsidy.models import (
    Authorization,
    AuthorizationEnd,
    CarePeriod,
    Determination,
)
from posse.rules.childcare.clock import ClockTerms
from posse.services.care.applying import (
    KINDS,
    case_of,
    do_determine_application,
    do_move,
    locked,
)
from posse.services.care.authorizing import Refused
from posse.services.care.determining import look
from posse.services.care.ending import (
    do_end_authorization,
    do_end_period,
    do_end_presumptive,
)
from posse.services.care.letters import (
    do_send_care_letter,
    names_of,
    period_of,
    reason,
    reasons_against,
)
from posse.services.care.pending import Clock
from posse.services.care.proving import LATE, Standing, awaited_of, standings_of
from posse.services.care.redetermining import (
    ABOVE_CEILING,
    first_effect,
    running_authorizations,
)
from posse.services.care.stages import stages_of
from posse.services.law import current_law
from posse.units.days import day_words

PROOFS_MISSING = "care_reasons.proofs_missing"
Reasons = Sequence[Mapping[str, Any]]


@transaction.atomic
def do_deny(
    application: CareApplication, *, on: date, by: str, more: Reasons = ()
) -> list[Determination]:
    """Deny an application for what stands against it, and say how to apply again.

    ``more`` are further rows of reasons, such as papers that never came; without any, every
    unit must have been found not eligible. Nothing is denied while it waits for the
    provider's license alone, or before the day by which a proof was asked for that did not
    come. What was presumed ends today; a review that finds nobody eligible ends what is
    authorized. Raises: Refused.
    Source: CC-401-B-1, CC-401-D-1, CC-404-E, CC-1401-C, CC-401-G, CC-1601-I.
    """
    application = locked(application)
    care_case = case_of(application)
    kind = KINDS[CareApplicationKind(application.kind)]
    rows = do_determine_application(application, kind=kind, on=on, by=by)
    _check_reasons(care_case, rows, more=more, on=on)
    for unit in _told_apart(application, rows):
        _do_tell(application, unit, more=more, on=on, by=by)
    do_move(application, state=CareApplicationState.DENIED, step=CareStep.DENIED, on=on, by=by)
    return rows


def do_deny_unit(
    application: CareApplication, row: Determination, *, on: date, by: str
) -> None:
    """Tell one unit that it is not eligible where another of the household is approved.

    Source: CC-1400-A, CC-1401-C, CC-1601-I.
    """
    _do_tell(application, [row], more=(), on=on, by=by, part=f":{row.unit}")


def _told_apart(
    application: CareApplication, rows: list[Determination]
) -> list[list[Determination]]:
    """A review is told each unit, whose months are its own; a denial the whole household."""
    if application.kind == CareApplicationKind.REVIEW and rows:
        return [[row] for row in rows]
    return [rows]


def _check_reasons(
    care_case: CareCase, rows: Sequence[Determination], *, more: Reasons, on: date
) -> None:
    """Refuse a denial that nothing is a ground for. Raises: Refused."""
    if any(row.is_eligible for row in rows) and not more:
        raise Refused("the family is eligible; what was told gives no reason to deny")
    waits_for_license = [row for row in rows if row.failing == ["provider"]]
    if rows and len(waits_for_license) == len(rows) and not more:
        raise Refused(
            "the application waits for the provider's license alone, and is not denied for"
            " that (CC-401-B-1, CC-1202-D-3)"
        )
    _check_time_to_prove(care_case, rows, more=more, on=on)


def _check_time_to_prove(
    care_case: CareCase, rows: Sequence[Determination], *, more: Reasons, on: date
) -> None:
    """Refuse to deny before the family had its days to bring what was asked for.

    Raises: Refused. Source: CC-301-F, CC-401-D-1, CC-404-E.
    """
    is_for_proofs = any(row["reason"] == PROOFS_MISSING for row in more)
    is_for_status = any("citizenship" in row.failing for row in rows)
    for each in awaited_of(care_case, on=on):
        is_status = each.need.factor.is_immigration
        if each.request is not None and (is_for_proofs or (is_status and is_for_status)):
            raise Refused(
                f"the family has until {day_words(each.request.due_on)} to bring a proof"
                " (CC-301-F, CC-401-D-1, CC-404-E)"
            )


def _do_tell(
    application: CareApplication,
    rows: Sequence[Determination],
    *,
    more: Reasons,
    on: date,
    by: str,
    part: str = "",
) -> None:
    """The letters of a denial, and what ends with it."""
    against = [each for row in rows if not row.is_eligible for each in reasons_against(row)]
    reasons = [*against, *more]
    if application.kind == CareApplicationKind.REVIEW and rows:
        _do_end_by_review(application, rows[0], reasons=reasons, on=on, by=by)
        return
    missing = missing_rows(case_of(application), on=on)
    presumed = _do_end_presumed(
        application, rows, reasons=reasons or _for_proofs(), on=on, by=by, part=part
    )
    if presumed and not missing:
        return
    names = names_of([child for row in rows for child in row.people["children"]], on=on)
    do_send_care_letter(
        kind="care_denial",
        care_case=case_of(application),
        values={
            "filed_on": application.filed_on,
            "denied_on": on,
            "children": [{"name": name} for name in names.values()],
            "missing": missing,
        },
        reasons=reasons,
        about=f"Application {application.number} was denied",
        key=f"care-denial:{application.pk}{part}",
        on=on,
        by=by,
        application=application,
        determination=rows[0] if rows else None,
    )


def _for_proofs() -> list[dict[str, Any]]:
    return [reason("proofs_missing", law=["CC-404-E", "CC-301-F"])]


def _do_end_presumed(
    application: CareApplication,
    rows: Sequence[Determination],
    *,
    reasons: Reasons,
    on: date,
    by: str,
    part: str,
) -> list[AuthorizationEnd]:
    """End what is presumed with the day of the decision, by a notice of its own.

    What was assured until then is kept. Source: CC-401-G, CC-1316-A-1 (ambiguity C5).
    """
    children = [child for row in rows for child in row.people["children"]]
    ended = do_end_presumptive(
        case_of(application), reason=EndReason.PRESUMPTION_REFUTED, on=on, by=by,
        children=children or None,
    )  # fmt: skip
    if ended:
        do_send_care_letter(
            kind="care_presumptive_end",
            care_case=case_of(application),
            values={
                "filed_on": application.filed_on,
                "starts_on": min(each.authorization.effective_on for each in ended),
                "ends_on": max(each.effective_on for each in ended),
            },
            reasons=reasons,
            about=f"Payment ends that was assured for application {application.number}",
            key=f"care-presumptive-end:{application.pk}{part}",
            on=on,
            by=by,
            application=application,
            determination=rows[0] if rows else None,
        )
    return ended


def _do_end_by_review(
    application: CareApplication, row: Determination, *, reasons: Reasons, on: date, by: str
) -> None:
    """Tell the result of a review that ends aid, and end what runs past its last day.

    Inside the twelve months nothing but income above the ceiling acts, and that by its notice;
    any other ground ends aid with them. Source: CC-1601-I, CC-1500-B, CC-1501-B-3.1,
    CC-402-F (ambiguity 2.03).
    """
    care_case = case_of(application)
    running = running_authorizations(care_case, children=row.people["children"], on=on)
    period = period_of(care_case, unit=row.unit)
    last = _last_day(care_case, row, period, on=on)
    do_send_care_letter(
        kind="care_review_ended",
        care_case=care_case,
        unit=row.unit,
        values={
            "reviewed_on": on,
            "outcome": "ended",
            "is_continued": False,
            "is_ended": True,
            "effective_on": last,
            "benefit_cents": None,
            "share_cents": None,
            "children": [],
        },
        reasons=reasons,
        about=f"The review {application.number} ends child care assistance",
        key=f"care-review-ended:{application.pk}:{row.unit}",
        on=on,
        by=by,
        application=application,
        determination=row,
    )
    _do_end_past(running, row, last=last, on=on, by=by)
    if period is not None and period.ends_on > last:
        do_end_period(period, last_day=last, on=on, by=by)


def _do_end_past(
    running: Iterable[Authorization], row: Determination, *, last: date, on: date, by: str
) -> None:
    for each in running:
        if each.ends_on > last:
            do_end_authorization(
                each, reason=EndReason.NOT_ELIGIBLE_AT_REVIEW, last_day=last,
                determination=row, on=on, by=by,
            )  # fmt: skip


def _last_day(
    care_case: CareCase, row: Determination, period: CarePeriod | None, *, on: date
) -> date:
    """The last day that is paid after a review that finds a unit not eligible."""
    by_notice = first_effect(on) - timedelta(days=1)
    if period is None:
        return by_notice
    looked = look([care_case.pk], on=on, stage=stages_of([care_case.pk], on=on))
    failing = looked.found.eligibility.failing(looked.place_of(row.unit))
    is_above = list(failing) == ABOVE_CEILING and period.ends_on >= on
    return min(by_notice, period.ends_on) if is_above else period.ends_on


def missing_rows(care_case: CareCase, *, on: date) -> list[dict[str, Any]]:
    """What was asked for and did not come, as a letter tells it. Source: CC-404-E."""
    late = [each for each in standings_of(care_case, on=on) if each.state == LATE]
    return _missing(late, on=on)


def _missing(late: Sequence[Standing], *, on: date) -> list[dict[str, Any]]:
    names = names_of([each.need.participant for each in late], on=on)
    return [
        {
            "what": f"care_proofs.{each.need.factor.name}",
            "who": names.get(each.need.participant, ""),
            "due_on": each.request.due_on,
        }
        for each in late
        if each.request is not None
    ]


@transaction.atomic
def do_deny_at_last(clock: Clock, *, on: date, by: str) -> None:
    """Deny an application that the agency held up, for want of facts that it asked for.

    A supervisor decides where nobody asked. Raises: Refused.
    Source: CC-1401-D-2, CC-1401-D-2-a, CC-1401-D-2-b (ambiguity 5.05).
    """
    application = locked(clock.application)
    missing = _missing([each for each in clock.unproved if each.state == LATE], on=on)
    if not clock.needs_delay_denial or not missing:
        raise Refused("nothing that was asked for is missing, so a supervisor decides")
    kind = KINDS[CareApplicationKind(application.kind)]
    rows = do_determine_application(application, kind=kind, on=on, by=by)
    _do_end_presumed(application, rows, reasons=_for_proofs(), on=on, by=by, part="")
    terms = ClockTerms.from_law(current_law(), on=on)
    do_send_care_letter(
        kind="care_denial_day_60",
        care_case=case_of(application),
        values={
            "filed_on": application.filed_on,
            "denied_on": on,
            "waiting_days": terms.agency_delay_days,
            "missing": missing,
        },
        reasons=[reason("proofs_missing", law=["CC-1401-D-2", "CC-404-E"])],
        about=f"Application {application.number} could not be decided",
        key=f"care-denial:{application.pk}",
        on=on,
        by=by,
        application=application,
        determination=rows[0] if rows else None,
    )
    do_move(application, state=CareApplicationState.DENIED, step=CareStep.DENIED, on=on, by=by)
