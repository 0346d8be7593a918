"""How child care stands for a caretaker: what was decided and why, what holds, what is asked.

Only what is of the reader's own unit is read. Why a unit is not eligible is told by the
sentences of its letters, and the last day for a hearing is that of the letter.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.apps.care.choices import CareApplicationState
from posse.apps.care.models import CareApplication, CareCase
from posse.apps.portal.models import PortalAccount
from posse.apps.subsidy.models import Authorization, CareNotice, CarePeriod
from posse.notices.letter.care_reasons import reason_rows
from posse.services.care.letters import authorization_values, frame_values, names_of
from posse.services.care.proving import standings_of
from posse.services.matching.merged import same_person_as
from posse.services.portal.care_cases import is_of_reader

# Letters that tell a decision; any other asks for something or says what waits.
DECISIONS = (
    "care_approval", "care_denial", "care_denial_day_60", "care_presumptive",
    "care_power", "care_presumptive_end", "care_change", "care_ending", "care_review_ended",
    "care_withdrawal",
)  # fmt: skip
# Of these a determination that finds the family eligible is the ground.
GRANTED = ("care_approval", "care_presumptive", "care_power", "care_change")


@dataclass(frozen=True)
class Decided:
    """The latest decision: its letter's kind, its day, why, and until when one may appeal."""

    kind: str
    day: date
    letter_id: int
    is_own_letter: bool
    reasons: tuple[Mapping[str, Any], ...]
    is_granted: bool
    hearing_until: date
    may_appeal: bool


@dataclass(frozen=True)
class AskedFor:
    """Something that the family is to prove: a sentence's key, of whom, and by when."""

    what: str
    who: str
    due_on: date
    is_late: bool


@dataclass(frozen=True)
class CareStanding:
    """What a reader sees of one case on a day; ``authorized`` are values of its letter."""

    care_case: CareCase
    application: CareApplication | None
    decided: Decided | None
    authorized: tuple[Mapping[str, Any], ...]
    asked: tuple[AskedFor, ...]
    paid_until: date | None

    @property
    def is_open(self) -> bool:
        """Whether an application waits for its decision."""
        return self.application is not None


def care_standing(
    account: PortalAccount, care_case: CareCase, *, language: str, on: date
) -> CareStanding:
    """How a case stands for one of its caretakers on a day.

    Source: CC-1400-A, CC-1401-A, CC-401-B, CC-200-authorization.
    """
    authorized = _authorized(account, care_case, on=on)
    open_ones = care_case.applications.filter(state=CareApplicationState.FILED)
    return CareStanding(
        care_case=care_case,
        application=open_ones.order_by("-id").first(),
        decided=latest_decision(account, care_case, language=language, on=on),
        authorized=authorized,
        asked=_asked(account, care_case, on=on),
        paid_until=_paid_until(account, care_case, on=on),
    )


def latest_decision(
    account: PortalAccount, care_case: CareCase, *, language: str, on: date
) -> Decided | None:
    """The decision that was told last, of the reader's own unit.

    Source: CC-1401-A-4, CC-1401-A-5, CC-1401-A-6.
    """
    rows = care_case.notices.filter(kind__in=DECISIONS, effective_on__lte=on)
    ordered = rows.select_related("letter", "determination").order_by("-effective_on", "-id")
    for notice in ordered:
        if _is_told_to(account, care_case, notice):
            return _decided(account, notice, language=language, on=on)
    return None


def _is_told_to(account: PortalAccount, care_case: CareCase, notice: CareNotice) -> bool:
    if notice.determination is not None:
        return is_of_reader(account, care_case, notice.determination)
    return _is_own_letter(account, notice)


def _is_own_letter(account: PortalAccount, notice: CareNotice) -> bool:
    return notice.letter.participant_id in same_person_as(account.participant_id)


def _decided(account: PortalAccount, notice: CareNotice, *, language: str, on: date) -> Decided:
    frame = frame_values(notice.care_case, kind=notice.kind, unit=None, on=notice.effective_on)
    until: date = frame["hearing_until"]
    return Decided(
        kind=notice.kind,
        day=notice.effective_on,
        letter_id=notice.letter_id,
        is_own_letter=_is_own_letter(account, notice),
        reasons=tuple(_reasons(notice, language=language)),
        is_granted=notice.kind in GRANTED and _is_eligible(notice),
        hearing_until=until,
        may_appeal=until >= on,
    )


def _is_eligible(notice: CareNotice) -> bool:
    return notice.determination is not None and notice.determination.is_eligible


def _reasons(notice: CareNotice, *, language: str) -> list[dict[str, Any]]:
    """Why, as the letter says it; nothing where the letter alone says it.

    Of an eligible family these are the children for whom nothing can be paid.
    """
    row = notice.determination
    if row is None or row.is_eligible != (notice.kind in GRANTED):
        return []
    people = [*row.people["adults"], *row.people["children"]]
    names = names_of(people, on=row.effective_on)
    rows = reason_rows(row.reasons, names=names, language=language)
    return [each for each in rows if each["who"]] if row.is_eligible else rows


def _authorized(
    account: PortalAccount, care_case: CareCase, *, on: date
) -> tuple[Mapping[str, Any], ...]:
    """What is authorized today or later, by child and provider. Source: CC-1101-B."""
    rows = care_case.authorizations.filter(replaced_by__isnull=True, ends_on__gte=on)
    related = rows.select_related("provider", "end", "determination")
    found = [
        row
        for row in related.order_by("child_id", "effective_on", "id")
        if _last_day(row) >= on and is_of_reader(account, care_case, row.determination)
    ]
    names = names_of([row.child_id for row in found], on=on)
    return tuple(
        {**authorization_values(row, names=names), "ends_on": _last_day(row),
         "is_presumptive": row.is_presumptive}
        for row in found
    )  # fmt: skip


def _last_day(row: Authorization) -> date:
    end = getattr(row, "end", None)
    return min(row.ends_on, end.effective_on) if end else row.ends_on


def _asked(account: PortalAccount, care_case: CareCase, *, on: date) -> tuple[AskedFor, ...]:
    """What was asked for and did not come yet, the most urgent first. Source: CC-301-F."""
    if not care_case.verification_requests.exists():
        return ()
    # A proof that ends soon may be asked for anew while it still holds.
    open_ones = [each for each in standings_of(care_case, on=on) if each.request is not None]
    mine = _people_of_reader(account, care_case)
    names = names_of([each.need.participant for each in open_ones], on=on)
    found = [
        AskedFor(
            what=f"care_proofs.{each.need.factor.name}",
            who=names.get(each.need.participant, ""),
            due_on=each.request.due_on,
            is_late=each.request.due_on < on,
        )
        for each in open_ones
        if each.request is not None and (mine is None or each.need.participant in mine)
    ]
    return tuple(sorted(found, key=lambda each: each.due_on))


def _people_of_reader(account: PortalAccount, care_case: CareCase) -> set[int] | None:
    """Of whom a reader may know what is asked for; None is everybody, for the applicant."""
    same = set(same_person_as(account.participant_id))
    if care_case.applicant_id in same:
        return None
    people = set(same)
    for row in care_case.determinations.order_by("-id")[:20]:
        if same & set(row.people["adults"]):
            people |= {*row.people["adults"], *row.people["children"]}
    return people


def _paid_until(account: PortalAccount, care_case: CareCase, *, on: date) -> date | None:
    """The last day of the twelve months that run. Source: CC-1601-A."""
    rows = CarePeriod.objects.filter(
        care_case=care_case, replaced_by__isnull=True, is_withdrawn=False, ends_on__gte=on
    ).select_related("determination")
    days = [
        row.ends_on for row in rows if is_of_reader(account, care_case, row.determination)
    ]  # fmt: skip
    return max(days, default=None)
