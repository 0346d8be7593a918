"""What a parent sends is bounded, belongs to a case, and makes work for somebody."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta

from django.db.models import Q

from posse.apps.cases.choices import CaseState
from posse.apps.cases.models import Case, CaseStatus
from posse.apps.people.models import Identity, Participant
from posse.apps.portal.models import PortalAccount
from posse.apps.records.choices import ContactMethod, ContactOutcome, Direction
from posse.apps.work.choices import TaskState
from posse.apps.work.models import Task
from posse.services.law import current_law
from posse.services.matching.merged import same_person_as
from posse.services.portal.refusals import PortalRefusal
from posse.services.records.contacts import do_record_contact
from posse.services.work.tasks import do_finish_task, do_open_task
from posse.units.days import add_business_days

TOPIC = "support.portal_talk"
DAY = timedelta(days=1)
# Longer than anybody waits before pressing a button again.
MOMENT = timedelta(seconds=60)


def part_in(account: PortalAccount, case: Case) -> Participant:
    """Under which record the account's person stands in a case that is theirs."""
    same = same_person_as(account.participant_id)
    return case.obligee if case.obligee_id in same else case.obligor or account.participant


def checked_words(text: str, *, length_max: int) -> str:
    """What a parent typed, without what no page can show. Raises: PortalRefusal."""
    plain = text.replace("\r\n", "\n").strip()
    if not plain:
        raise PortalRefusal("portal_talk.r_empty")
    if len(plain) > length_max:
        raise PortalRefusal("portal_talk.r_long", most=length_max)
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in plain):
        raise PortalRefusal("portal_talk.r_signs")
    return plain


def check_sent_before(about: str, count: int, *, on: date) -> None:
    """Refuse one more of a kind than a day allows. Raises: PortalRefusal."""
    rows = current_law().value(f"{TOPIC}.sent_a_day_max", on=on)
    most = next(int(row["count"]) for row in rows if row["about"] == about)
    if count >= most:
        raise PortalRefusal("portal_talk.r_many", most=most)


def since_a_day(at: datetime, *, field: str) -> Q:
    """The rows of the last twenty-four hours, by their moment."""
    return Q(**{f"{field}__gt": at - DAY})


def do_ask_worker(
    *, account: PortalAccount, case: Case, about: str, subject: str, url: str, on: date
) -> Task:
    """A task for whoever has the case; one that waits at the same place is enough."""
    waiting = Task.objects.filter(case=case, url=url, state=TaskState.OPEN).first()
    if waiting is not None:
        return waiting
    return do_open_task(
        kind=f"portal_{about}",
        case=case,
        subject=subject,
        url=url,
        due_on=answer_by(about, on=on),
        on=on,
        by=account.user.get_username(),
    )


def do_finish_tasks_at(url: str, *, case: Case, outcome: str, on: date, by: str) -> None:
    """Close what waits at a page of a case, now that it was done there."""
    for task in Task.objects.filter(case=case, url=url, state=TaskState.OPEN):
        do_finish_task(task=task, outcome=outcome, on=on, by=by)


def do_keep_contact(
    *, case: Case, participant: Participant, is_from_family: bool, text: str, on: date, by: str
) -> None:
    """That a parent wrote, or was written to, counts as a contact. What was said stays there.

    Source: 45 CFR 303.11(b)(15).
    """
    if not case.roles.filter(participant=participant).exists():
        return
    do_record_contact(
        case=case,
        participant=participant,
        method=ContactMethod.PORTAL,
        direction=Direction.INCOMING if is_from_family else Direction.OUTGOING,
        outcome=ContactOutcome.REACHED if is_from_family else ContactOutcome.SENT,
        text=text,
        on=on,
        by=by[:80],
    )


def name_of(participant: int) -> str:
    """The person's latest name, for those who work here."""
    rows = Identity.objects.filter(participant=participant).order_by("effective_on", "id")
    latest = rows.last()
    return latest.full_name if latest else "Somebody"


def answer_by(about: str, *, on: date) -> date:
    """The day by which the office looks at what came today."""
    rows = current_law().value(f"{TOPIC}.answer_business_days", on=on)
    count = next(int(row["days"]) for row in rows if row["about"] == about)
    return add_business_days(on, count)


def working_case(cases: Sequence[Case], *, on: date) -> Case:
    """Of a parent's cases the one whose worker hears what is of the person alone.

    Raises: PortalRefusal where there is none any more.
    """
    if not cases:
        raise PortalRefusal("portal_talk.r_no_case")
    states = [(row.state if (row := _status(case, on=on)) else "", case) for case in cases]
    return next((case for state, case in states if state == CaseState.OPEN), cases[0])


def _status(case: Case, *, on: date) -> CaseStatus | None:
    rows = CaseStatus.objects.filter(case=case, effective_on__lte=on)
    return rows.order_by("effective_on", "id").last()
