"""What a caretaker sends to the child care program by the portal: changes and papers.

A change waits in the list of changes, a paper in the inbox of papers, until a specialist
looks at it. Source: CC-1501-A, CC-301-B.
"""

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from posse.apps.care.choices import CareChannel
from posse.apps.care.models import CareCase
from posse.apps.people.models import Participant
from posse.apps.portal.models import PortalAccount
from posse.apps.records.models import Document
from posse.apps.subsidy.choices import ChangeKind, ChangeOutcome
from posse.apps.subsidy.models import CareChange
from posse.services.care.changing import change_terms, do_report_change
from posse.services.matching.merged import same_person_as
from posse.services.portal.papers import do_keep_paper, documents_of
from posse.services.portal.refusals import PortalRefusal
from posse.services.portal.sending import check_sent_before, checked_words, since_a_day

WORDS_MOST = 1000
DAYS_BACK_MAX = 365


@dataclass(frozen=True)
class Told:
    """A change that a reader told, and how it stands: good cause makes a late one timely."""

    change: CareChange
    is_late: bool
    outcome: str


@transaction.atomic
def do_tell_care_change(
    *,
    account: PortalAccount,
    care_case: CareCase,
    kind: str,
    happened_on: date | None,
    learned_on: date | None,
    words: str,
    at: datetime,
    on: date,
) -> CareChange:
    """Keep what a caretaker tells of a change, as told online today.

    Raises: PortalRefusal by the sentence that says why. Source: CC-1501-A, CC-1502-A.1.
    """
    if kind not in ChangeKind.values:
        raise PortalRefusal("care_portal.r_kind")
    if happened_on is None:
        raise PortalRefusal("care_portal.r_day")
    learned = learned_on or happened_on
    if learned > on or (on - happened_on).days > DAYS_BACK_MAX or happened_on > on:
        raise PortalRefusal("care_portal.r_day_range")
    if learned < happened_on:
        raise PortalRefusal("care_portal.r_learned")
    plain = checked_words(words, length_max=WORDS_MOST)
    sent = _own(account).filter(since_a_day(at, field="recorded_at"))
    check_sent_before("change", sent.count(), on=on)
    return do_report_change(
        care_case=care_case,
        kind=kind,
        channel=CareChannel.ONLINE,
        happened_on=happened_on,
        learned_on=learned,
        words=plain,
        on=on,
        by=account.user.get_username()[:80],
    )


def told_changes(account: PortalAccount, care_case: CareCase) -> list[Told]:
    """What this reader told of changes here; what another told is not theirs to read."""
    rows = _own(account).filter(care_case=care_case).order_by("-effective_on", "-id")
    return [_told(row) for row in rows.select_related("replaced_by")]


def report_days(*, on: date) -> int:
    """In how many days a change is told in time. Source: CC-1502-A.1."""
    return int(change_terms(on=on).report_days)


def do_send_care_paper(
    *,
    account: PortalAccount,
    care_case: CareCase,
    kind: str,
    name: str,
    content: bytes,
    media_type_claimed: str,
    at: datetime,
    on: date,
) -> Document:
    """Keep a paper with the case; it waits in the inbox until somebody looks at it.

    Raises: PortalRefusal by the sentence that says why. Source: CC-301-B.
    """
    place = {"care_case": care_case, "participant": _part_in(account, care_case)}
    return do_keep_paper(
        account=account, kind=kind, name=name, content=content,
        media_type_claimed=media_type_claimed, place=place, at=at, on=on,
    )  # fmt: skip


def care_papers_of(account: PortalAccount, care_case: CareCase) -> list[Document]:
    """What this reader sent to a case, the latest first, without the bytes."""
    return list(documents_of(account).filter(care_case=care_case))


def _own(account: PortalAccount) -> QuerySet[CareChange]:
    return CareChange.objects.filter(recorded_by=account.user.get_username()[:80])


def _told(row: CareChange) -> Told:
    standing = getattr(row, "replaced_by", None) or row
    latest = standing.outcomes.order_by("-id").first()
    outcome = latest.outcome if latest else ChangeOutcome.WAITING
    return Told(row, is_late=standing.is_late, outcome=outcome)


def _part_in(account: PortalAccount, care_case: CareCase) -> Participant:
    """Under which record the account's person stands in a case that is theirs."""
    same = same_person_as(account.participant_id)
    return care_case.applicant if care_case.applicant_id in same else account.participant
