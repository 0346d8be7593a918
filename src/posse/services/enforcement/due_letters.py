"""Letters of enforcement that no act of a day writes: each night those that are due.

The parent's notice of a levy, the release of what ended by itself, and the word that an
action rests. Each is written once, whenever the night comes to it.
"""

from collections.abc import Iterable
from datetime import date

from django.db import transaction
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Value
from django.db.models.functions import Cast, Concat

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import RemedyStanding, StepAct
from posse.apps.enforcement.models import (
    RemedyEvent,
    RemedyState,
    RemedyStep,
    Suppression,
)
from posse.apps.records.models import Letter
from posse.services.books.as_of import balances_for_obligor
from posse.services.enforcement.levies import (
    account_ending,
    do_release_levy,
    do_tell_levied_parent,
    levied_to_release,
    levied_to_tell,
)
from posse.services.enforcement.licenses import (
    DRIVER,
    PAID,
    PLAN,
    do_restore,
    has_payment_plan,
    suspended_by,
)
from posse.services.enforcement.noticing import LETTERS_A_NIGHT
from posse.services.enforcement.passport import PASSPORT
from posse.services.enforcement.steps import Recipient, do_write_letter, past_due_in
from posse.services.enforcement.suppressions import kinds_on
from posse.services.law import current_law
from posse.services.notices.issuing import NoticeRequest, do_issue_notices
from posse.services.outreach.preferences import languages_of

# A parent from whom somebody is protected is told of nothing that rests for that reason.
UNTOLD_REASON = "safety"


def do_send_due_letters(*, on: date, by: str) -> int:
    """Write every letter that is due on a day; gives how many.

    Source: CS-IRG-J4.1, CS-IRG-J30.1, CS-9.2-PASS-1, CS-9.2-SUP-1.
    """
    return (
        _do_tell_levied(on=on, by=by)
        + _do_release_levies(on=on, by=by)
        + _do_release_licenses(on=on, by=by)
        + _do_free_passports(on=on, by=by)
        + _do_tell_suppressed(on=on, by=by)
    )


def _do_tell_levied(*, on: date, by: str) -> int:
    told = 0
    for match in levied_to_tell(on=on):
        try:
            account_ending(match)
        except ValueError:
            # Without the account's number the letter would say nothing; its task stays.
            continue
        do_tell_levied_parent(match=match, on=on, by=by)
        told += 1
    return told


def _do_release_levies(*, on: date, by: str) -> int:
    won = levied_to_release()
    for match in won:
        do_release_levy(match=match, note="The challenge was decided so", on=on, by=by)
    return len(won)


def _do_release_licenses(*, on: date, by: str) -> int:
    """Driver's licences that the night found paid or planned go back on the same day.

    Source: CS-IRG-J30, CS-IRG-J30.1.
    """
    ended = RemedyState.objects.filter(remedy=DRIVER, state=RemedyStanding.WITHDRAWN)
    steps = RemedyStep.objects.filter(
        remedy=DRIVER,
        act=StepAct.SUSPENSION_ASKED,
        case__obligor__in=ended.values("obligor"),
    ).select_related("case", "letter")
    return sum(_do_release_license(step, on=on, by=by) for step in steps.order_by("id"))


def _do_release_license(step: RemedyStep, *, on: date, by: str) -> int:
    case, letter = step.case, step.letter
    suspended = suspended_by(case, DRIVER)
    if suspended is None or suspended.pk != step.pk or letter is None:
        return 0
    if past_due_in(case, on=on) <= 0:
        why = PAID
    elif has_payment_plan(case, on=on):
        why = PLAN
    else:
        return 0
    to = Recipient(letter.address[0], tuple(letter.address[1:]))
    do_restore(case=case, remedy=DRIVER, why=why, to=to, text="", on=on, by=by)
    return 1


def _do_free_passports(*, on: date, by: str) -> int:
    """Parents who left the list because nothing is past due are told so.

    Source: CS-9.2-PASS-1.
    """
    left = RemedyEvent.objects.filter(
        remedy=PASSPORT,
        to_state=RemedyStanding.WITHDRAWN,
        from_state=RemedyStanding.SUBMITTED,
        moved_on=on,
    )
    return sum(_do_free_passport(event, on=on, by=by) for event in left.order_by("id"))


def _do_free_passport(event: RemedyEvent, *, on: date, by: str) -> int:
    owed = balances_for_obligor(event.obligor_id, as_of=on, known_on=on).arrears_cents
    key = f"passport_release:paid:{event.pk}"
    if owed > 0 or Letter.objects.filter(key=key).exists():
        return 0
    case = Case.objects.filter(obligor=event.obligor_id).order_by("opened_on", "id")[0]
    do_write_letter(
        notice="passport_release",
        key=key,
        case=case,
        values={"way": "paid", "owed_cents": 0},
        about="Nothing is past due any more, so the passport is free.",
        on=on,
        by=by,
    )
    return 1


@transaction.atomic
def _do_tell_suppressed(*, on: date, by: str) -> int:
    """Parents of a case in which an action began to rest. Source: CS-9.2-SUP-1."""
    at_most = int(current_law().value(LETTERS_A_NIGHT, on=on))
    rows = list(_untold(on=on)[:at_most])
    languages = languages_of({row.case.obligor_id or 0 for row in rows})
    letters = do_issue_notices(
        notice="suppression", requests=list(_requests(rows, languages, on=on)), on=on, by=by
    )
    return len(letters)


def _untold(*, on: date) -> QuerySet[Suppression]:
    key = Concat(Value("suppression:"), Cast("pk", CharField()), output_field=CharField())
    rows = Suppression.objects.filter(
        effective_on__lte=on, ends_on__gte=on, case__obligor__isnull=False
    )
    rows = rows.exclude(reason=UNTOLD_REASON).exclude(lift__effective_on__lte=on)
    rows = rows.annotate(letter_key=key)
    told = Letter.objects.filter(key=OuterRef("letter_key"))
    return rows.exclude(Exists(told)).select_related("case").order_by(F("id"))


def _requests(
    rows: Iterable[Suppression], languages: dict[int, str], *, on: date
) -> Iterable[NoticeRequest]:
    kinds = kinds_on(on)
    for row in rows:
        obligor = row.case.obligor_id or 0
        yield NoticeRequest(
            key=f"suppression:{row.pk}",
            case=row.case,
            participant_id=obligor,
            values={"kind": row.kind, "starts_on": row.effective_on, "ends_on": row.ends_on},
            about=f"{kinds[row.kind].words} rests in this case.",
            language=languages.get(obligor, "en"),
        )
