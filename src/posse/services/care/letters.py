"""Letters of the child care program: the values that each kind asks for, and the sending."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from typing import Any

from posse.apps.care.models import CareApplication, CareCase
from posse.apps.people.models import Identity
from posse.apps.records.models import Letter
from posse.apps.subsidy.models import Authorization, CareNotice, CarePeriod, Determination
from posse.notices.letter.care_reasons import reason_rows
from posse.services.law import current_law
from posse.services.notices.issuing import NoticeRequest, do_issue_notices
from posse.units.days import add_business_days

HEARING_DAYS = "childcare.notices.hearing_days"
LEGAL_BASIS = "childcare.notices.legal_basis"
REPORT_DAYS = "childcare.changes.report_days"
WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
FULL_DAY_MINUTES = 300
RUNS, NOT_BEGUN, NO_PERIOD, ENDED = "runs", "not_begun", "none", "ended"
# Letters that go out before an application is decided.
UNDECIDED = {
    *("care_presumptive", "care_power", "care_proofs", "care_pending", "care_license_pending")
}


def do_send_care_letter(  # noqa: PLR0913 - one argument a column
    *,
    kind: str,
    care_case: CareCase,
    values: Mapping[str, Any],
    reasons: Sequence[Mapping[str, Any]],
    about: str,
    key: str,
    on: date,
    by: str,
    unit: int | None = None,
    application: CareApplication | None = None,
    determination: Determination | None = None,
) -> Letter:
    """Write and keep one letter to the applicant; the same key is one letter.

    ``reasons`` are rows of :func:`reason`. Raises: LawError for a letter that would lack what
    its law asks. Source: CC-1400-A, CC-1401-A.
    """
    frame = frame_values(care_case, kind=kind, unit=unit, on=on)
    whole = {**frame, "reasons": list(reasons), **values}
    request = NoticeRequest(
        key=key,
        case=care_case,
        values=whole,
        about=about,
        participant_id=care_case.applicant_id,
        language=language_of(care_case),
    )
    sent = do_issue_notices(notice=kind, requests=[request], on=on, by=by)
    letter = sent[0] if sent else Letter.objects.get(key=key)
    CareNotice.objects.get_or_create(
        letter=letter,
        defaults={
            "care_case": care_case,
            "kind": kind,
            "application": application,
            "determination": determination,
            "effective_on": on,
            "recorded_on": on,
            "recorded_by": by,
        },
    )
    return letter


def language_of(care_case: CareCase) -> str:
    """The language of the latest application, English where there is none."""
    latest = care_case.applications.order_by("-id").first()
    return latest.language if latest else "en"


def reason(
    name: str, *, law: Iterable[str], who: str | None = None, found: str = "", limit: str = ""
) -> dict[str, Any]:
    """A row of a letter's reasons; ``name`` is a sentence of policy/texts/care_reasons.

    Source: CC-1401-A-4.
    """
    return {
        "reason": f"care_reasons.{name}",
        "who": who,
        "found": found or None,
        "limit": limit or None,
        "law": list(law),
    }


def reasons_against(determination: Determination) -> list[dict[str, Any]]:
    """Each criterion unmet, with what was found and compared, in the family's language.

    Source: CC-1401-A-4, CC-1401-C.
    """
    people = [*determination.people["adults"], *determination.people["children"]]
    return reason_rows(
        determination.reasons,
        names=names_of(people, on=determination.effective_on),
        language=language_of(determination.care_case),
    )


def names_of(people: Iterable[int], *, on: date) -> dict[int, str]:
    """The names of people as known on a day; who was named only later has the first name."""
    rows = Identity.objects.filter(participant__in=list(people))
    names: dict[int, str] = {}
    for row in rows.order_by("participant_id", "effective_on", "id"):
        if row.effective_on <= on or row.participant_id not in names:
            names[row.participant_id] = row.full_name
    return names


def period_of(care_case: CareCase, *, unit: int | None) -> CarePeriod | None:
    """The latest period of a unit, or of any unit of a case. Source: CC-1401-A-7."""
    rows = CarePeriod.objects.filter(
        care_case=care_case, replaced_by__isnull=True, is_withdrawn=False
    )
    if unit is not None:
        rows = rows.filter(unit=unit)
    return rows.order_by("-effective_on", "-id").first()


def frame_values(
    care_case: CareCase, *, kind: str, unit: int | None, on: date
) -> dict[str, Any]:
    """What every letter of the program carries besides its reasons.

    Source: CC-1401-A-5, CC-1401-A-6, CC-1401-A-7, CC-402-G, CC-1101-AUTH.
    """
    law = current_law()
    days = int(law.value(HEARING_DAYS, on=on))
    period = period_of(care_case, unit=unit)
    standing = NOT_BEGUN if kind in UNDECIDED else NO_PERIOD
    if period is not None:
        standing = ENDED if period.ends_on < on else RUNS
    return {
        "hearing_days": days,
        # An end on a day on which no office is open moves to the next one that is.
        "hearing_until": add_business_days(on + timedelta(days=days), 0),
        "report_days": int(law.value(REPORT_DAYS, on=on)),
        "legal_basis": str(law.value(LEGAL_BASIS, on=on)),
        "period": standing,
        "period_starts_on": period.effective_on if period else None,
        "period_ends_on": period.ends_on if period else None,
    }


def authorization_values(row: Authorization, *, names: Mapping[int, str]) -> dict[str, Any]:
    """What the letter of one authorization says. Source: CC-200-authorization."""
    days = [
        {
            "weekday": f"care_letters.{WEEKDAYS[day]}",
            "minutes": minutes,
            "kind": "care_letters.full_day"
            if minutes >= FULL_DAY_MINUTES
            else "care_letters.part_day",
        }
        for day, minutes in enumerate(row.day_minutes)
        if minutes
    ]
    return {
        "child": names.get(row.child_id, ""),
        "provider": row.provider.name,
        "starts_on": row.effective_on,
        "ends_on": row.ends_on,
        "can_issue_on": row.can_issue_on,
        "is_issued_later": row.can_issue_on is None or row.can_issue_on > row.effective_on,
        "days": days,
        "week_minutes": sum(row.day_minutes),
        "full_days_week": row.full_days_week,
        "part_days_week": row.part_days_week,
        "full_day_cents": row.full_day_cents,
        "part_day_cents": row.part_day_cents,
        "month_cents": row.month_cents,
        "full_share_cents": row.full_share_cents,
        "part_share_cents": row.part_share_cents,
        "share_month_cents": row.share_month_cents,
    }


def benefit_values(rows: Sequence[Authorization], *, of_days: bool = False) -> dict[str, Any]:
    """The most paid and the family's share in a month, altogether and by child.

    ``of_days`` counts the days that are authorized instead, such as thirty presumed ones.
    Source: CC-1401-A-2.
    """
    names = names_of([row.child_id for row in rows], on=max(row.recorded_on for row in rows))
    amounts = [
        _of_days(row) if of_days else (row.month_cents, row.share_month_cents) for row in rows
    ]
    return {
        "benefit_cents": sum(benefit for benefit, _ in amounts),
        "share_cents": sum(share for _, share in amounts),
        "children": [
            {
                "name": names.get(row.child_id, ""),
                "provider": row.provider.name,
                "benefit_cents": benefit,
                "share_cents": share,
            }
            for row, (benefit, share) in zip(rows, amounts, strict=True)
        ],
    }


def _of_days(row: Authorization) -> tuple[int, int]:
    """What is paid and owed for the days from the first through the last one."""
    benefit = share = 0
    for number in range((row.ends_on - row.effective_on).days + 1):
        minutes = row.day_minutes[(row.effective_on + timedelta(days=number)).weekday()]
        if minutes >= FULL_DAY_MINUTES:
            price, owed = row.full_day_cents, row.full_share_cents
        else:
            price, owed = row.part_day_cents, row.part_share_cents
        if minutes:
            benefit += max(price - owed, 0)
            share += min(price, owed)
    return benefit, share
