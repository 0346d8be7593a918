"""Messages between one parent of a case and the office; the other parent sees none of them.

A message from a parent opens a task for whoever has the case, and an answer finishes it. The
same words sent twice within a moment are one message.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from django.contrib.auth.models import User
from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.people.models import Participant
from posse.apps.portal.models import Message, PortalAccount, Thread
from posse.services.matching.merged import same_person_as
from posse.services.portal.accounts import account_of_person
from posse.services.portal.refusals import PortalRefusal
from posse.services.portal.sending import (
    MOMENT,
    check_sent_before,
    checked_words,
    do_ask_worker,
    do_finish_tasks_at,
    do_keep_contact,
    name_of,
    part_in,
    since_a_day,
)

SUBJECT_LENGTH, TEXT_LENGTH = 120, 4_000
ANSWERED = "Answered in the portal"


@dataclass(frozen=True)
class Conversation:
    """A thread with its latest message, and whether the office owes an answer."""

    thread: Thread
    with_whom: str
    latest: Message
    count: int

    @property
    def waits_for_office(self) -> bool:
        """Whether the parent wrote last."""
        return self.latest.is_from_family


def threads_of(account: PortalAccount) -> list[Conversation]:
    """The parent's own conversations, the one with the newest message first."""
    same = same_person_as(account.participant_id)
    return _conversations(Thread.objects.filter(participant__in=same).select_related("case"))


def own_thread(account: PortalAccount, thread_id: int) -> Thread | None:
    """A conversation of this parent, or nothing for any other."""
    same = same_person_as(account.participant_id)
    found = Thread.objects.filter(participant__in=same, pk=thread_id)
    return found.select_related("case").first()


def threads_for_case(case: Case) -> list[Conversation]:
    """The conversations with both parents of a case; those that wait for the office first."""
    found = _conversations(Thread.objects.filter(case=case).select_related("case"))
    return sorted(found, key=lambda each: not each.waits_for_office)


def thread_of_case(case: Case, thread_id: int) -> Thread | None:
    """A conversation of a case, or nothing."""
    return Thread.objects.filter(case=case, pk=thread_id).select_related("case").first()


def messages_of(thread: Thread) -> list[Message]:
    """Every message of a conversation, in the order of writing."""
    return list(thread.messages.select_related("author"))


def parents_reached(case: Case) -> list[tuple[int, str]]:
    """The parents of a case who have an open account of the portal, with their names."""
    parents = [each for each in (case.obligee_id, case.obligor_id) if each is not None]
    accounts = {each: account_of_person(each) for each in parents}
    return [
        (each, name_of(each))
        for each, account in accounts.items()
        if account is not None and account.is_open
    ]


@transaction.atomic
def do_begin_thread(
    *, account: PortalAccount, case: Case, subject: str, text: str, at: datetime, on: date
) -> Thread:
    """A parent's first message about something. Raises: PortalRefusal."""
    subject = " ".join(checked_words(subject, length_max=SUBJECT_LENGTH).split())
    text = checked_words(text, length_max=TEXT_LENGTH)
    _lock(account)
    same = same_person_as(account.participant_id)
    told = {"participant__in": same, "case": case, "subject": subject}
    for thread in Thread.objects.filter(**told, opened_at__gt=at - MOMENT):
        if thread.messages.filter(text=text).exists():
            return thread
    thread = Thread.objects.create(
        participant=part_in(account, case), case=case, subject=subject, opened_at=at
    )
    _do_keep_from_parent(account, thread, text, at=at, on=on)
    return thread


@transaction.atomic
def do_write_in_thread(
    *, account: PortalAccount, thread: Thread, text: str, at: datetime, on: date
) -> Message:
    """A parent's further message in an own conversation. Raises: PortalRefusal."""
    text = checked_words(text, length_max=TEXT_LENGTH)
    _lock(account)
    just = _just_written(thread, account.user, text, at=at)
    return just or _do_keep_from_parent(account, thread, text, at=at, on=on)


@transaction.atomic
def do_answer_parent(
    *, thread: Thread, user: User, text: str, at: datetime, on: date
) -> Message:
    """The office's answer, by which what waited for it is done. Raises: ValueError in words."""
    text = _checked_by_office(text, what="the message", length_max=TEXT_LENGTH)
    Thread.objects.select_for_update().get(pk=thread.pk)
    just = _just_written(thread, user, text, at=at)
    return just or _do_keep_from_office(thread, user, text, at=at, on=on)


@transaction.atomic
def do_write_to_parent(
    *,
    case: Case,
    participant: Participant,
    user: User,
    subject: str,
    text: str,
    at: datetime,
    on: date,
) -> Thread:
    """The office writes first. Raises: ValueError where the parent has no open account."""
    if participant.pk not in {each for each, _ in parents_reached(case)}:
        raise ValueError("this parent has no open account in the portal; send a letter instead")
    subject = " ".join(
        _checked_by_office(subject, what="the subject", length_max=SUBJECT_LENGTH).split()
    )
    text = _checked_by_office(text, what="the message", length_max=TEXT_LENGTH)
    Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
    told = {"participant": participant, "case": case, "subject": subject}
    for thread in Thread.objects.filter(**told, opened_at__gt=at - MOMENT):
        if _just_written(thread, user, text, at=at):
            return thread
    thread = Thread.objects.create(**told, opened_at=at)
    _do_keep_from_office(thread, user, text, at=at, on=on)
    return thread


def thread_url(thread: Thread) -> str:
    """The page on which the office reads and answers."""
    return f"/cases/{thread.case.number}/messages/{thread.pk}/"


def _conversations(threads: Iterable[Thread]) -> list[Conversation]:
    found = list(threads)
    messages: dict[int, list[Message]] = {}
    for message in Message.objects.filter(thread__in=found).select_related("author"):
        messages.setdefault(message.thread_id, []).append(message)
    names = {each: name_of(each) for each in {thread.participant_id for thread in found}}
    told = [
        Conversation(thread, names[thread.participant_id], written[-1], len(written))
        for thread in found
        if (written := messages.get(thread.pk, []))
    ]
    return sorted(told, key=lambda each: each.latest.at, reverse=True)


def _do_keep_from_parent(
    account: PortalAccount, thread: Thread, text: str, *, at: datetime, on: date
) -> Message:
    sent = Message.objects.filter(since_a_day(at, field="at"), author=account.user)
    check_sent_before("message", sent.count(), on=on)
    message = Message.objects.create(
        thread=thread, author=account.user, is_from_family=True, text=text, at=at
    )
    do_ask_worker(
        account=account,
        case=thread.case,
        about="message",
        subject=f"Answer {name_of(thread.participant_id)}: {thread.subject}",
        url=thread_url(thread),
        on=on,
    )
    do_keep_contact(
        case=thread.case, participant=thread.participant, is_from_family=True,
        text="Wrote a message in the portal", on=on, by=account.user.get_username(),
    )  # fmt: skip
    return message


def _do_keep_from_office(
    thread: Thread, user: User, text: str, *, at: datetime, on: date
) -> Message:
    by = user.get_username()
    message = Message.objects.create(
        thread=thread, author=user, is_from_family=False, text=text, at=at
    )
    do_finish_tasks_at(thread_url(thread), case=thread.case, outcome=ANSWERED, on=on, by=by)
    do_keep_contact(
        case=thread.case, participant=thread.participant, is_from_family=False,
        text="Was sent a message in the portal", on=on, by=by,
    )  # fmt: skip
    return message


def _just_written(thread: Thread, user: User, text: str, *, at: datetime) -> Message | None:
    """The same words of the same person a moment ago, which is a form sent twice."""
    return thread.messages.filter(author=user, text=text, at__gt=at - MOMENT).first()


def _lock(account: PortalAccount) -> None:
    """Two requests of one parent at once wait for each other here."""
    PortalAccount.objects.select_for_update().get(pk=account.pk)


def _checked_by_office(text: str, *, what: str, length_max: int) -> str:
    try:
        return checked_words(text, length_max=length_max)
    except PortalRefusal as refused:
        reasons = {
            "portal_talk.r_empty": f"{what} is missing",
            "portal_talk.r_long": f"{what} is longer than {length_max} characters",
            "portal_talk.r_signs": f"{what} holds characters that cannot be shown",
        }
        raise ValueError(reasons[refused.key]) from refused
