"""The tasks of intake while there is no case yet; afterwards the clocks of the case go on."""

from datetime import date

from posse.apps.intake.models import Application, Inquiry, Referral
from posse.apps.work.choices import TaskState
from posse.apps.work.models import Task
from posse.services.intake.timing import (
    OPENING_RULE,
    REFERRAL_RULE,
    application_url,
    inquiry_url,
    referral_url,
)
from posse.services.work.tasks import do_finish_task, do_open_task

OPEN_CASE, SEND_APPLICATION, SEND_INFORMATION = (
    "open_case",
    "send_application",
    "send_information",
)


def do_watch_inquiry(inquiry: Inquiry, *, on: date, by: str) -> None:
    """Somebody waits for an application or for information. Source: 45 CFR 303.2(a)(2)."""
    do_open_task(
        kind=SEND_APPLICATION,
        due_on=inquiry.due_on,
        subject=f"{inquiry.get_wanted_display()} for {inquiry.name}",
        rule=inquiry.rule,
        url=inquiry_url(inquiry),
        county_fips=inquiry.county_fips,
        on=on,
        by=by,
    )


def do_watch_application(application: Application, *, on: date, by: str) -> None:
    """A case must be open by a day. Source: 45 CFR 303.2(b)."""
    if application.open_by is None:
        return
    do_open_task(
        kind=OPEN_CASE,
        due_on=application.open_by,
        subject=f"Open a case for application {application.number}",
        rule=OPENING_RULE,
        url=application_url(application),
        county_fips=application.county_fips,
        on=on,
        by=by,
    )


def do_watch_referral(referral: Referral, *, on: date, by: str) -> None:
    """A referred family waits for information. Source: 45 CFR 303.2(a)(2)."""
    if referral.information_due_on is None:
        return
    do_open_task(
        kind=SEND_INFORMATION,
        due_on=referral.information_due_on,
        subject=f"Information for {referral.get_program_display()} {referral.agency_number}",
        rule=REFERRAL_RULE,
        url=referral_url(referral),
        county_fips=referral.content["head"].get("county", ""),
        on=on,
        by=by,
    )


def do_stop_watching(
    url: str, *, outcome: str, on: date, by: str, is_cancelled: bool = False
) -> None:
    """Close what waits at an address of intake, with what came of it."""
    for task in Task.objects.filter(url=url, case=None, state=TaskState.OPEN):
        do_finish_task(
            task=task, outcome=outcome[:300], is_cancelled=is_cancelled, on=on, by=by
        )
