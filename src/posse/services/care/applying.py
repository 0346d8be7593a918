"""What every decision on an application begins and ends with.

Source: CC-301, CC-401-B, CC-1504-B.
"""

from datetime import date

from posse.apps.care.choices import CareApplicationKind, CareApplicationState, CareStep
from posse.apps.care.models import CareApplication, CareApplicationEvent, CareCase
from posse.apps.subsidy.choices import DeterminationKind
from posse.apps.subsidy.models import Determination
from posse.services.care.authorizing import Refused
from posse.services.care.determining import do_determine
from posse.services.care.families import Stage
from posse.services.care.stages import stages_of

KINDS = {
    CareApplicationKind.REVIEW: DeterminationKind.REVIEW,
    CareApplicationKind.INITIAL: DeterminationKind.INITIAL,
    CareApplicationKind.REAPPLICATION: DeterminationKind.INITIAL,
    CareApplicationKind.POWER_REQUEST: DeterminationKind.INITIAL,
}


def locked(application: CareApplication) -> CareApplication:
    """A filed application under a lock. Raises: Refused once it is decided."""
    found = CareApplication.objects.select_for_update().get(pk=application.pk)
    if found.state != CareApplicationState.FILED:
        raise Refused(f"this application is {found.get_state_display().lower()}")
    return found


def case_of(application: CareApplication) -> CareCase:
    """The case of an application. Raises: Refused before its answers were taken over."""
    if application.care_case is None:
        raise Refused("the application's answers were not taken over into a case yet")
    return application.care_case


def stage_at(application: CareApplication, *same: CareApplication, on: date) -> Stage:
    """How the units of an application stand: a break in aid ends with the day it was filed.

    ``same`` are others of its kind and day. Source: CC-1201-A, CC-1601-A, CC-1601-H
    (ambiguity 5.02).
    """
    return stages_of(
        [case_of(each).pk for each in (application, *same)],
        on=on,
        is_review=application.kind == CareApplicationKind.REVIEW,
        asked_on=application.filed_on,
    )


def do_determine_application(
    application: CareApplication, *, kind: str, on: date, by: str
) -> list[Determination]:
    """Determine the case of an application as it stands, and keep it. Source: CC-1504-B."""
    care_case = case_of(application)
    assert application.filed_on is not None, "only what is filed is decided"
    is_first = (application.filed_on.year, application.filed_on.month) == (on.year, on.month)
    return do_determine(
        care_case,
        kind=kind,
        stage=stage_at(application, on=on),
        application=application,
        is_first_month=is_first,
        on=on,
        by=by,
    )


def do_move(application: CareApplication, *, state: str, step: str, on: date, by: str) -> None:
    """Move an application on, and write that into its history."""
    application.state = CareApplicationState(state)
    application.version += 1
    application.save(update_fields=["state", "version"])
    CareApplicationEvent.objects.create(
        application=application,
        step=CareStep(step),
        version=application.version,
        recorded_on=on,
        recorded_by=by,
    )
