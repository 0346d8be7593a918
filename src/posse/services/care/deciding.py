"""Decisions on applications: presumed eligible, approved or denied, each with its letters.

A decision is refused in words while anything is not told, not proved, or for a supervisor to
weigh. Source: CC-301, CC-401-A-4, CC-401-B, CC-1400-A.
"""

from collections.abc import Sequence
from datetime import date, timedelta

import numpy as np
from django.db import transaction

from posse.apps.care.choices import CareApplicationKind, CareApplicationState, CareStep
from posse.apps.care.models import CareApplication, CareCase
from posse.apps.subsidy.choices import DeterminationKind, EndReason
from posse.apps.subsidy.models import Authorization, Determination
from posse.rules.childcare.eligibility.facts import NO_DAY
from posse.rules.childcare.presumptive import (
    Applications,
    PresumptiveTerms,
    presumptive,
)
from posse.rules.childcare.scale import ScaleTerms
from posse.services.care.applying import (
    KINDS,
    case_of,
    do_determine_application,
    do_move,
    locked,
)
from posse.services.care.authorizing import Asked, Refused, do_authorize, plan
from posse.services.care.denying import do_deny_unit
from posse.services.care.determining import look
from posse.services.care.ending import do_end_presumptive
from posse.services.care.letters import (
    authorization_values,
    benefit_values,
    do_send_care_letter,
    names_of,
    period_of,
    reason,
)
from posse.services.care.power import open_power_of
from posse.services.care.proving import unproved_of
from posse.services.care.sharing import refusals_of_sharing
from posse.services.care.stages import stages_of
from posse.services.law import current_law
from posse.units.days import day_from_number, day_number

# A provisional license lets a facility run. Source: CC-200-provisional-license, CC-401-A-2.
LICENSED = ("licensed", "provisional")
BEGINS_LAW = {
    "application": ("CC-1202-E-1", "CC-200-authorization"),
    "activity": ("CC-1202-E-2", "CC-200-authorization"),
    "care": ("CC-1202-E-3", "CC-200-authorization"),
    "provider": ("CC-1202-E-4", "CC-200-authorization"),
    "change": ("CC-1504-C-1", "CC-200-authorization"),
}


@transaction.atomic
def do_presume(application: CareApplication, *, on: date, by: str) -> list[Authorization]:
    """Assure payment for some days on the family's own statements, where the law lets it.

    Raises: Refused in words. Source: CC-200-presumptive-eligibility, CC-401-A-1 to CC-401-A-4.
    """
    application = locked(application)
    care_case = case_of(application)
    rows = do_determine_application(
        application, kind=DeterminationKind.PRESUMPTIVE, on=on, by=by
    )
    granted: list[Authorization] = []
    for row in rows:
        if row.is_eligible:
            granted += _do_presume_unit(application, row, on=on, by=by)
    if not granted:
        raise Refused("by what the family told, no child appears eligible (CC-401-A-1)")
    terms = PresumptiveTerms.from_law(current_law(), on=on)
    do_send_care_letter(
        kind="care_presumptive",
        care_case=care_case,
        values={
            "filed_on": application.filed_on,
            "starts_on": min(each.effective_on for each in granted),
            "ends_on": max(each.ends_on for each in granted),
            "payment_days": terms.payment_days,
            "once_in_months": terms.once_in_months,
            **benefit_values(granted, of_days=True),
        },
        reasons=[reason("appears_eligible", law=["CC-401-A-1", "CC-1101-A-1"])],
        about=f"Payment is assured while application {application.number} is worked on",
        key=f"care-presumptive:{application.pk}",
        on=on,
        by=by,
        application=application,
        determination=granted[0].determination,
    )
    return granted


def _do_presume_unit(
    application: CareApplication, row: Determination, *, on: date, by: str
) -> list[Authorization]:
    """The presumptive authorizations of one unit. Raises: Refused."""
    assert application.filed_on is not None, "only what is filed is decided"
    asked = Asked(row, applied_on=application.filed_on, is_presumptive=True, licences=LICENSED)
    planned = plan(asked, on=on)
    if not planned:
        raise Refused("no child has a licensed provider (CC-401-A-2)")
    begins = min(each.row.effective_on for each in planned)
    earlier = (
        Authorization.objects.filter(determination__unit=row.unit, is_presumptive=True)
        # What was paid while POWER was decided does not use this up (ambiguity C6).
        .exclude(determination__kind=DeterminationKind.POWER)
        .order_by("-ends_on")
        .first()
    )
    found = presumptive(
        Applications(
            appears_eligible=np.array([row.is_eligible]),
            # Only care at a licensed provider was planned, and none before it is registered.
            is_provider_licensed=np.array([True]),
            is_provider_registered=np.array([True]),
            begins_days=np.array([day_number(begins)]),
            last_days=np.array([day_number(earlier.ends_on) if earlier else NO_DAY]),
            refused_days=np.array([NO_DAY]),
        ),
        terms=PresumptiveTerms.from_law(current_law(), on=on),
    )
    if not bool(found.is_first_in_time[0]):
        raise Refused("the family was presumed eligible within the last months (CC-401-A-3)")
    assert bool(found.is_assured[0]), "nothing else stands against it"
    last = day_from_number(int(found.last_days[0]))
    return do_authorize(asked, on=on, by=by, ends_on=last)


def refusal_of_approval(
    care_case: CareCase, *, on: date, is_supervisor: bool = False
) -> list[str]:
    """What stands against an approval, in words; empty when nothing does.

    What somebody has to weigh, such as assets of exactly the limit, a supervisor decides. Each
    factor of each person is proved before; what is presumed alone is not.

    Source: CC-301, CC-303-B, CC-401-F-2, CC-404-C-1, CC-603-A-4, CC-800-A, CC-2006-C-3.
    """
    looked = look([care_case.pk], on=on, stage=stages_of([care_case.pk], on=on))
    if looked.families.units.is_empty():
        return ["No child of the household lives with a caretaker who was told (CC-505)"]
    names = names_of(looked.families.missing["participant"].drop_nulls().to_list(), on=on)
    untold = [
        f"{names.get(row['participant'], 'The family')}: {row['words']} was not told (CC-301)"
        for row in looked.families.missing.iter_rows(named=True)
    ]
    weighed = [
        f"a supervisor weighs {name} before it is approved"
        for name, asks in looked.found.asks_supervisor.items()
        if asks.any() and not is_supervisor
    ]
    unproved = unproved_of(care_case, on=on, looked=looked)
    shared = refusals_of_sharing(
        care_case, looked.families.laid_out, on=on, is_supervisor=is_supervisor
    )
    return weighed + untold + shared + open_power_of(looked) + unproved


@transaction.atomic
def do_approve(
    application: CareApplication, *, on: date, by: str, is_supervisor: bool = False
) -> list[Authorization]:
    """Determine an application, authorize for every eligible unit, and write the letters.

    Raises: Refused in words. Source: CC-1101-B, CC-1202-A, CC-1400-A, CC-401-B.
    """
    application = locked(application)
    care_case = case_of(application)
    against = refusal_of_approval(care_case, on=on, is_supervisor=is_supervisor)
    if against:
        raise Refused("; ".join(against))
    kind = KINDS[CareApplicationKind(application.kind)]
    rows = do_determine_application(application, kind=kind, on=on, by=by)
    if not any(row.is_eligible for row in rows):
        raise Refused("no assistance unit of the household is eligible; deny the application")
    do_end_presumptive(care_case, reason=EndReason.REVIEWED, on=on, by=by)
    kept: list[Authorization] = []
    for row in rows:
        if row.is_eligible:
            kept += _do_approve_unit(application, row, on=on, by=by)
        else:
            do_deny_unit(application, row, on=on, by=by)
    do_move(
        application, state=CareApplicationState.APPROVED, step=CareStep.APPROVED, on=on, by=by
    )
    return kept


def asked_of(application: CareApplication, row: Determination) -> Asked:
    """What an approval asks to be authorized for one unit. Source: CC-1202-A, CC-1601-G."""
    assert application.filed_on is not None, "only what is filed is decided"
    earlier = period_of(case_of(application), unit=row.unit)
    # Months that ran when the form came are followed, however long the decision takes.
    follows = earlier is not None and earlier.ends_on >= application.filed_on
    not_before = earlier.ends_on + timedelta(days=1) if earlier and follows else None
    return Asked(row, applied_on=application.filed_on, not_before=not_before)


def _do_approve_unit(
    application: CareApplication, row: Determination, *, on: date, by: str
) -> list[Authorization]:
    care_case = case_of(application)
    kept = do_authorize(asked_of(application, row), on=on, by=by)
    is_review = application.kind == CareApplicationKind.REVIEW
    do_send_care_letter(
        kind="care_review_ended" if is_review else "care_approval",
        care_case=care_case,
        unit=row.unit,
        values=_reviewed(kept, row, on=on) if is_review else _approved(application, kept),
        reasons=[reason("eligible", law=["CC-503-A", "CC-1201-A"])],
        about=f"Application {application.number} was approved",
        key=f"care-approval:{application.pk}:{row.unit}",
        on=on,
        by=by,
        application=application,
        determination=row,
    )
    do_send_authorizations(kept, on=on, by=by)
    return kept


def _approved(application: CareApplication, kept: Sequence[Authorization]) -> dict[str, object]:
    """What the letter of an approval says. Source: CC-1401-B-1, CC-1401-B-2."""
    first = min(each.effective_on for each in kept)
    return {
        "filed_on": application.filed_on,
        "starts_on": first,
        "levels": [],
        "first_month": "begins_within" if first.day > 1 else "same",
        "first_month_cents": None,
        **benefit_values(kept),
    }


def _reviewed(
    kept: Sequence[Authorization], row: Determination, *, on: date
) -> dict[str, object]:
    """What the letter of a review says that goes on: above Step 4 for a time alone.

    Source: CC-1201-B, CC-1601-G, CC-1601-H (ambiguity 5.14).
    """
    terms = ScaleTerms.from_law(current_law(), on=on)
    is_transitional = row.step > terms.initial_step
    return {
        "reviewed_on": on,
        "outcome": "transitional" if is_transitional else "continued",
        "is_continued": True,
        "is_ended": False,
        "effective_on": min(each.effective_on for each in kept),
        **benefit_values(kept),
    }


def do_send_authorizations(rows: Sequence[Authorization], *, on: date, by: str) -> None:
    """One letter for each child and provider. Source: CC-200-authorization."""
    names = names_of([row.child_id for row in rows], on=on)
    for row in rows:
        do_send_care_letter(
            kind="care_authorization",
            care_case=row.care_case,
            unit=row.determination.unit,
            values=authorization_values(row, names=names),
            reasons=[reason(f"begins_{row.begins_by}", law=BEGINS_LAW[row.begins_by])],
            about=f"Care of {names.get(row.child_id, 'a child')} at {row.provider.name}",
            key=f"care-authorization:{row.pk}",
            on=on,
            by=by,
            determination=row.determination,
        )
