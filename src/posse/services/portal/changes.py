"""What a parent tells has changed: recorded at once, or once somebody of the office accepts it.

A telephone number and an e-mail address only say how this parent is reached, so they hold at
once. An address and an employer decide where money and orders go; custody and income may change
the order. Those wait for a person. Source: 42 USC 666(c)(2)(A).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from types import MappingProxyType

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q, QuerySet

from posse.apps.cases.models import Case
from posse.apps.intake.models import Detail
from posse.apps.people.choices import AddressKind
from posse.apps.people.models import Address, Employment
from posse.apps.portal.choices import ChangeKind, ReportState
from posse.apps.portal.models import ChangeReport, PortalAccount
from posse.services.matching.merged import same_person_as
from posse.services.portal.sending import (
    MOMENT,
    check_sent_before,
    do_ask_worker,
    do_finish_tasks_at,
    do_keep_contact,
    name_of,
    part_in,
    since_a_day,
)
from posse.services.register.details import do_record_detail
from posse.services.register.entries import required
from posse.services.register.people import do_add_address, do_record_employment
from posse.services.work.events import do_record_event

AT_ONCE = frozenset({ChangeKind.PHONE, ChangeKind.EMAIL})
# Kinds with which the other parent's case has nothing to do, so that any own case serves.
OF_PERSON = frozenset({*AT_ONCE, ChangeKind.ADDRESS, ChangeKind.EMPLOYER})
REASON_LENGTH = 300
REVIEW_REQUESTED = "review_requested"
TASK_WORDS: Mapping[str, str] = MappingProxyType({
    ChangeKind.ADDRESS: "told of a new address",
    ChangeKind.EMPLOYER: "told of a change of employer",
    ChangeKind.CUSTODY: "told of a change in where the children live",
    ChangeKind.INCOME: "told of a change of income",
    ChangeKind.OTHER: "told of a change",
})  # fmt: skip


@dataclass(frozen=True)
class Telling:
    """A report with the day, the name and the moment by which its facts are recorded."""

    report: ChangeReport
    on: date
    by: str


def reports_of(account: PortalAccount) -> QuerySet[ChangeReport]:
    """What this parent told, the latest first."""
    return ChangeReport.objects.filter(participant__in=same_person_as(account.participant_id))


def reports_for_case(case: Case) -> QuerySet[ChangeReport]:
    """What both parents told in a case, the open ones first."""
    found = ChangeReport.objects.filter(case=case).select_related("case")
    return found.order_by("decided_at", "-reported_at")


def report_of_case(case: Case, report_id: int) -> ChangeReport | None:
    """A report of a case, or nothing."""
    found = ChangeReport.objects.filter(case=case, pk=report_id)
    return found.select_related("case", "participant", "task").first()


@transaction.atomic
def do_report_change(
    *,
    account: PortalAccount,
    case: Case,
    kind: str,
    answers: Mapping[str, str],
    at: datetime,
    on: date,
) -> ChangeReport:
    """Keep what a parent told; the same told again while it waits is one report.

    Raises: PortalRefusal.
    """
    # Two requests of one parent at once wait for each other here.
    PortalAccount.objects.select_for_update().get(pk=account.pk)
    mine = reports_of(account)
    again = mine.filter(kind=kind, answers=dict(answers), case=case).filter(
        Q(state=ReportState.OPEN) | Q(reported_at__gt=at - MOMENT, state=ReportState.ACCEPTED)
    )
    if (known := again.first()) is not None:
        return known
    sent = mine.filter(since_a_day(at, field="reported_at"))
    check_sent_before("change", sent.count(), on=on)
    by = account.user.get_username()[:80]
    report = ChangeReport.objects.create(
        participant=part_in(account, case),
        case=case,
        kind=ChangeKind(kind),
        answers=dict(answers),
        reported_at=at,
    )
    if report.kind in AT_ONCE:
        _do_close(report, ReportState.ACCEPTED, at=at, by=by)
        RECORDERS[report.kind](Telling(report, on, by))
    else:
        _do_ask(report, account, on=on)
    do_keep_contact(
        case=case, participant=report.participant, is_from_family=True,
        text=f"Told in the portal of a change: {report.get_kind_display().lower()}",
        on=on, by=by,
    )  # fmt: skip
    return report


@transaction.atomic
def do_accept_change(
    *, report: ChangeReport, user: User, seen: str, at: datetime, on: date
) -> ChangeReport:
    """Record what the parent told, with the parent as its source.

    Raises: ValueError where somebody decided meanwhile, or the register changed since the page
    was shown.
    """
    current = _locked(report)
    _check_is_as_seen(current, seen)
    by = user.get_username()
    RECORDERS[current.kind](Telling(current, on, source_words(current, by)))
    _do_close(current, ReportState.ACCEPTED, at=at, by=by)
    _do_finish(current, "Accepted", on=on, by=by)
    return current


@transaction.atomic
def do_refuse_change(
    *, report: ChangeReport, user: User, reason: str, seen: str, at: datetime, on: date
) -> ChangeReport:
    """Record nothing, and tell the parent why. Raises: ValueError in words."""
    reason = required(reason, what="the reason, which the parent reads",
                      length_max=REASON_LENGTH)  # fmt: skip
    current = _locked(report)
    _check_is_as_seen(current, seen)
    by = user.get_username()
    current.reason = reason
    _do_close(current, ReportState.REFUSED, at=at, by=by)
    _do_finish(current, f"Not accepted: {reason}", on=on, by=by)
    return current


def report_url(report: ChangeReport) -> str:
    """The page on which the office decides."""
    assert report.case is not None, "a report that waits has a case"
    return f"/cases/{report.case.number}/changes/{report.pk}/"


def source_words(report: ChangeReport, by: str) -> str:
    """Who said so: the parent, by this report; and who took it into the register."""
    return f"the parent, report {report.pk}, taken in by {by}"[:80]


def standing_of(report: ChangeReport) -> str:
    """A sign that changes whenever the report or what it would replace changes.

    A page carries it, so that a decision made on what was shown is refused once that is stale.
    """
    person = same_person_as(report.participant_id)
    counts = [
        model.objects.filter(participant__in=person).count()
        for model in (Address, Employment, Detail, ChangeReport)
    ]
    return "-".join([report.state, *map(str, counts)])


def is_overtaken(report: ChangeReport) -> bool:
    """Whether the same parent told something newer of the same kind."""
    person = same_person_as(report.participant_id)
    newer = ChangeReport.objects.filter(participant__in=person, kind=report.kind)
    return newer.filter(pk__gt=report.pk).exists()


def _do_ask(report: ChangeReport, account: PortalAccount, *, on: date) -> None:
    assert report.case is not None, "a report that waits has a case"
    report.task = do_ask_worker(
        account=account,
        case=report.case,
        about=report.kind,
        # What was told may lead to where somebody lives, so it stands on the page alone.
        subject=f"{name_of(report.participant_id)} {TASK_WORDS[report.kind]}",
        url=report_url(report),
        on=on,
    )
    report.save(update_fields=["task"])


def _do_close(report: ChangeReport, state: ReportState, *, at: datetime, by: str) -> None:
    report.state, report.decided_at, report.decided_by = state, at, by[:80]
    report.save()


def _do_finish(report: ChangeReport, outcome: str, *, on: date, by: str) -> None:
    assert report.case is not None, "a report that waits has a case"
    do_finish_tasks_at(
        report_url(report), case=report.case, outcome=outcome[:300], on=on, by=by
    )


def _locked(report: ChangeReport) -> ChangeReport:
    found = ChangeReport.objects.select_for_update(of=("self",))
    return found.select_related("case", "participant").get(pk=report.pk)


def _check_is_as_seen(report: ChangeReport, seen: str) -> None:
    if report.state != ReportState.OPEN:
        raise ValueError(
            f"{report.decided_by} decided on this report while you looked at it:"
            f" {report.get_state_display().lower()}"
        )
    if standing_of(report) != seen:
        raise ValueError(
            "the register or the parent's reports changed while you looked at this; look at the"
            " old and the new again"
        )


def _record_address(telling: Telling) -> None:
    told = telling.report.answers
    do_add_address(
        participant=telling.report.participant,
        kind=AddressKind(told["address_kind"]),
        line_1=told["line_1"],
        line_2=told.get("line_2", ""),
        city=told["city"],
        state=told["state"],
        zip_code=told["zip_code"],
        effective_on=date.fromisoformat(told["since"]),
        on=telling.on,
        by=telling.by,
    )


def _record_phone(telling: Telling) -> None:
    told = telling.report.answers
    _do_record_detail(telling, told["phone_kind"], told["number"])


def _record_email(telling: Telling) -> None:
    _do_record_detail(telling, "email", telling.report.answers["email"])


def _record_employer(telling: Telling) -> None:
    told = telling.report.answers
    is_ended = told["job"] == "ended"
    known = _known_job(telling) if is_ended else None
    do_record_employment(
        participant=telling.report.participant,
        employer=known.employer if known else None,
        employer_name=known.employer_name if known else told["employer"],
        is_ended=is_ended,
        effective_on=date.fromisoformat(told["since"]),
        on=telling.on,
        by=telling.by,
    )
    if told.get("employer_phone") and not is_ended:
        _do_record_detail(telling, "employer_phone", told["employer_phone"])


def _known_job(telling: Telling) -> Employment | None:
    """The job that ends, as the register knows it, by the employer's name."""
    named = telling.report.answers["employer"].casefold()
    rows = Employment.objects.filter(
        participant__in=same_person_as(telling.report.participant_id)
    )
    for row in rows.select_related("employer").order_by("-effective_on", "-id"):
        known = row.employer.name if row.employer else row.employer_name
        if known.casefold() == named:
            return row
    return None


def _record_income(telling: Telling) -> None:
    told = telling.report.answers
    monthly = "0" if told["income_change"] == "none" else told.get("monthly", "")
    if monthly:
        _do_record_detail(telling, "income_monthly", monthly)
    if told["review"] == "yes" and telling.report.case is not None:
        do_record_event(
            case=telling.report.case, kind=REVIEW_REQUESTED, effective_on=telling.on,
            on=telling.on, by=telling.by, source="change_report",
            source_id=telling.report.pk, note="Asked for in the portal",
        )  # fmt: skip


def _record_nothing(telling: Telling) -> None:
    """What follows from custody and other words is an act of its own, with its own proof."""


def _do_record_detail(telling: Telling, field: str, value: str) -> None:
    do_record_detail(
        participant=telling.report.participant, field=field, value=value, on=telling.on,
        by=telling.by,
    )  # fmt: skip


RECORDERS: Mapping[str, Callable[[Telling], None]] = MappingProxyType({
    ChangeKind.ADDRESS: _record_address,
    ChangeKind.PHONE: _record_phone,
    ChangeKind.EMAIL: _record_email,
    ChangeKind.EMPLOYER: _record_employer,
    ChangeKind.CUSTODY: _record_nothing,
    ChangeKind.INCOME: _record_income,
    ChangeKind.OTHER: _record_nothing,
})  # fmt: skip
