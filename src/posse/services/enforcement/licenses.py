"""Suspending a licence: a plan is tried first, then notices, then the department or a court.

A driver's licence goes either way, a professional or a recreational one by a court alone. The
notice of each step is written by the step itself; what ends the suspension is told at once.
"""

from datetime import date, timedelta

from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import StepAct
from posse.apps.enforcement.models import RemedyStep, Suppression
from posse.apps.records.models import Letter
from posse.rules.support.enforcement import last_day_to_ask, review_kinds
from posse.rules.support.remedies.register import PREFIX
from posse.services.counties import county_names
from posse.services.enforcement.lifecycle import do_evaluate_remedies
from posse.services.enforcement.moving import do_mark_out, do_take_back
from posse.services.enforcement.steps import (
    TEXT_LENGTH,
    Recipient,
    do_keep_step,
    do_write_letter,
    holder_of,
    past_due_in,
    running_step,
    standing_in_case,
)
from posse.services.law import current_law
from posse.services.register.entries import check_order_of_dates, required
from posse.units.days import day_words
from posse.units.money import format_dollars

DRIVER = "drivers_license"
LICENSES = {
    DRIVER: "driver",
    "professional_license": "professional",
    "recreational_license": "recreational",
}
LAW = f"{PREFIX}{DRIVER}."
HEARING = "licence_hearing"
# The steps' own criteria, which a step must not wait for.
OWN_NOTICES = ("ability_notice", "notice")
PAID, PLAN, COURT = "paid", "plan", "court"


def _told(name: str, *, on: date) -> int:
    return int(current_law().value(f"{LAW}{name}", on=on))


def _check_step(case: Case, remedy: str, act: StepAct, *, wanted: str) -> RemedyStep:
    """An earlier step. Raises: ValueError in words where it was not taken."""
    found = running_step(case, remedy, act)
    if found is None:
        raise ValueError(wanted)
    return found


def _check_may_be_used(case: Case, remedy: str, *, on: date) -> None:
    standing = standing_in_case(case, remedy, on=on)
    unmet = standing.words_without(*OWN_NOTICES)
    if unmet:
        raise ValueError(f"not met in this case: {unmet}")


@transaction.atomic
def do_try_plan(*, case: Case, remedy: str, text: str, on: date, by: str) -> RemedyStep:
    """A payment plan was tried, which comes before any notice. Source: CS-IRG-J32."""
    said = required(text, what="what was tried", length_max=TEXT_LENGTH)
    return do_keep_step(
        case=case, remedy=remedy, act=StepAct.PLAN_OFFERED, text=said, on=on, by=by
    )


@transaction.atomic
def do_send_ability(*, case: Case, on: date, by: str) -> RemedyStep:
    """The Notice of Ability to Suspend, to bring the parent to a payment plan.

    Raises: ValueError in words.
    Source: CS-IRG-J29, CS-IRG-J29-b, CS-IRG-J32.
    """
    _check_may_be_used(case, DRIVER, on=on)
    tried = _check_step(
        case, DRIVER, StepAct.PLAN_OFFERED, wanted="try for a payment plan first, and record it"
    )
    owed_cents = past_due_in(case, on=on)
    letter = do_write_letter(
        notice="license_ability",
        key=f"license_ability:{case.pk}:{tried.pk}",
        case=case,
        values={
            "past_due_cents": owed_cents,
            "limit_cents": _told("threshold", on=on),
            "days_count": _told("unpaid_days", on=on),
            "answer_by": on + timedelta(days=_told("answer_days", on=on)),
        },
        about=f"{format_dollars(owed_cents)} was past due on the day of the notice.",
        on=on,
        by=by,
    )
    return _do_keep(case, DRIVER, StepAct.ABILITY_SENT, letter=letter, on=on, by=by)


@transaction.atomic
def do_send_intent(*, case: Case, on: date, by: str) -> RemedyStep:
    """The Notice of Intent to Suspend, with the right to a hearing.

    Raises: ValueError in words.
    Source: CS-IRG-J28, CS-IRG-J28-b, CS-IRG-J30.
    """
    _check_may_be_used(case, DRIVER, on=on)
    told = _check_step(
        case, DRIVER, StepAct.ABILITY_SENT, wanted="the notice of ability to suspend goes first"
    )
    owed_cents = past_due_in(case, on=on)
    letter = do_write_letter(
        notice="license_intent",
        key=f"license_intent:{case.pk}:{told.pk}",
        case=case,
        values={
            "past_due_cents": owed_cents,
            "suspend_days": _told("notice_days", on=on),
            "hearing_days": hearing_days(on=on),
            "county": county_of_order(case, on=on),
            "limited_days": _told("limited_privilege_days", on=on),
            "fee_cents": _told("reinstatement_fee", on=on),
        },
        about=f"{format_dollars(owed_cents)} was past due on the day of the notice.",
        on=on,
        by=by,
    )
    return _do_keep(case, DRIVER, StepAct.INTENT_SENT, letter=letter, on=on, by=by)


def hearing_days(*, on: date) -> int:
    """How many days after service a hearing can be asked for. Source: CS-IRG-J28."""
    days = review_kinds(current_law(), on=on)[HEARING].ask_within_days
    assert days is not None, "the law gives the hearing a time"
    return days


def last_day_of_hearing(served_on: date) -> date:
    """The last day on which a hearing is asked for in time. Source: CS-IRG-J28."""
    law = current_law()
    last = last_day_to_ask(
        review_kinds(law, on=served_on)[HEARING], notice_on=served_on, law=law
    )
    assert last is not None, "the law gives the hearing a time"
    return last


def county_of_order(case: Case, *, on: date) -> str:
    """The county whose court hears it: where the order was issued, else where the case is.

    Source: CS-IRG-J28.
    """
    names = county_names(on=on)
    for order in case.orders.order_by("-ordered_on", "-id"):
        for name in names.values():
            if name.lower() in order.court.lower():
                return f"{name} County"
    if case.county_fips not in names:
        raise ValueError("the county of the order is not known; its court hears the parent")
    return f"{names[case.county_fips]} County"


@transaction.atomic
def do_record_service(
    *, case: Case, served_on: date, text: str, on: date, by: str
) -> RemedyStep:
    """The notice of intent was served; the 60 days run from here, not from the mailing.

    Raises: ValueError in words.
    Source: CS-IRG-J28.
    """
    sent = _check_step(case, DRIVER, StepAct.INTENT_SENT, wanted="no notice of intent was sent")
    check_order_of_dates(
        sent.effective_on, served_on, earlier_what="the notice", later_what="service"
    )
    check_order_of_dates(served_on, on, earlier_what="service", later_what="today")
    return _do_keep(
        case, DRIVER, StepAct.SERVED, letter=sent.letter, effective_on=served_on,
        text=required(text, what="how it was served", length_max=TEXT_LENGTH), on=on, by=by,
    )  # fmt: skip


@transaction.atomic
def do_ask_suspension(*, case: Case, to: Recipient, on: date, by: str) -> RemedyStep:
    """The department is asked to suspend, once the hearing's time is over.

    Raises: ValueError in words.
    Source: CS-IRG-J7, CS-IRG-J28, CS-IRG-J29, CS-IRG-J29-b, W.S. 20-6-111.
    """
    served = _check_step(
        case, DRIVER, StepAct.SERVED, wanted="record first when the notice of intent was served"
    )
    if running_step(case, DRIVER, StepAct.SUSPENSION_ASKED):
        raise ValueError("the department was asked already")
    last = last_day_of_hearing(served.effective_on)
    if on <= last:
        raise ValueError(f"a hearing can be asked for through {day_words(last)}")
    standing = standing_in_case(case, DRIVER, on=on)
    if not standing.is_ready:
        raise ValueError(f"not met in this case: {standing.words_without()}")
    letter = _do_write_request(case, served, to, on=on, by=by)
    step = do_keep_step(
        case=case, remedy=DRIVER, act=StepAct.SUSPENSION_ASKED, letter=letter, on=on, by=by
    )
    _do_mark_out(case, DRIVER, "The department was asked to suspend", on=on, by=by)
    return step


def _do_write_request(
    case: Case, served: RemedyStep, to: Recipient, *, on: date, by: str
) -> Letter:
    assert case.obligor_id is not None, "a case without a parent was refused"
    identity, ending = holder_of(case.obligor_id, on=on)
    if identity.birth_date is None:
        raise ValueError("the department asks for the parent's birth date")
    return do_write_letter(
        notice="license_request",
        key=f"license_request:{case.pk}:{served.pk}",
        case=case,
        values={
            "holder_name": identity.full_name,
            "born_on": identity.birth_date,
            "ssn_last_4": ending,
            "past_due_cents": past_due_in(case, on=on),
            "days_count": _told("unpaid_days", on=on),
            "served_on": served.effective_on,
            "hearing_days": hearing_days(on=on),
        },
        about=f"Asked to suspend; notice served on {day_words(served.effective_on)}.",
        to=to,
        on=on,
        by=by,
    )


@transaction.atomic
def do_tell_of_court(*, case: Case, remedy: str, on: date, by: str) -> RemedyStep:
    """The parent is told that a court can be asked, so that a plan is made before.

    A court may suspend a driver's licence on any arrears.
    Raises: ValueError in words.
    Source: CS-IRG-J8, CS-IRG-J32, W.S. 20-6-111, W.S. 20-6-112.
    """
    if remedy != DRIVER:
        _check_may_be_used(case, remedy, on=on)
    owed_cents = past_due_in(case, on=on)
    if not owed_cents:
        raise ValueError("nothing is past due in this case")
    tried = _check_step(
        case, remedy, StepAct.PLAN_OFFERED, wanted="try for a payment plan first, and record it"
    )
    letter = do_write_letter(
        notice="license_court",
        key=f"license_court:{case.pk}:{tried.pk}",
        case=case,
        values={
            "license": LICENSES[remedy],
            "past_due_cents": owed_cents,
            "county": county_of_order(case, on=on),
        },
        about=f"{format_dollars(owed_cents)} was past due on the day of the notice.",
        on=on,
        by=by,
    )
    return _do_keep(case, remedy, StepAct.COURT_NOTICE_SENT, letter=letter, on=on, by=by)


@transaction.atomic
def do_file_petition(
    *, case: Case, remedy: str, filed_on: date, docket: str, text: str, on: date, by: str
) -> RemedyStep:
    """The program's petition lies before the district court.

    Raises: ValueError in words.
    Source: CS-IRG-J8, W.S. 20-6-112.
    """
    told = _check_step(
        case,
        remedy,
        StepAct.COURT_NOTICE_SENT,
        wanted="tell the parent first that a court is asked",
    )
    check_order_of_dates(
        told.effective_on, filed_on, earlier_what="the notice", later_what="the petition"
    )
    check_order_of_dates(filed_on, on, earlier_what="the petition", later_what="today")
    step = do_keep_step(
        case=case, remedy=remedy, act=StepAct.PETITION_FILED, effective_on=filed_on,
        reference=required(docket, what="the docket number", length_max=80),
        text=text.strip(), on=on, by=by,
    )  # fmt: skip
    if remedy != DRIVER:
        _do_mark_out(case, remedy, f"Petition {step.reference}", on=on, by=by)
    return step


@transaction.atomic
def do_record_court_order(
    *, case: Case, remedy: str, ordered_on: date, text: str, on: date, by: str
) -> RemedyStep:
    """The court suspended the licence. Source: CS-IRG-J8, W.S. 20-6-112."""
    filed = _check_step(
        case, remedy, StepAct.PETITION_FILED, wanted="no petition was filed in this case"
    )
    check_order_of_dates(
        filed.effective_on, ordered_on, earlier_what="the petition", later_what="the order"
    )
    check_order_of_dates(ordered_on, on, earlier_what="the order", later_what="today")
    return do_keep_step(
        case=case, remedy=remedy, act=StepAct.COURT_ORDERED, effective_on=ordered_on,
        reference=filed.reference,
        text=required(text, what="what the court ordered", length_max=TEXT_LENGTH),
        on=on, by=by,
    )  # fmt: skip


def suspended_by(case: Case, remedy: str) -> RemedyStep | None:
    """The step by which a licence is suspended now; None where it is not."""
    asked = running_step(case, remedy, StepAct.SUSPENSION_ASKED)
    return asked or running_step(case, remedy, StepAct.COURT_ORDERED)


@transaction.atomic
def do_record_privilege(
    *, case: Case, given_on: date, ends_on: date, text: str, on: date, by: str
) -> RemedyStep:
    """The court or the department lets the parent drive for some purposes, for a time.

    Raises: ValueError in words for more days than the law allows.
    Source: CS-IRG-J28-b, CS-IRG-J31.1.
    """
    if suspended_by(case, DRIVER) is None:
        raise ValueError("the license is not suspended")
    check_order_of_dates(given_on, ends_on, earlier_what="the first day", later_what="the last")
    days, most = (ends_on - given_on).days + 1, _told("limited_privilege_days", on=given_on)
    if days > most:
        raise ValueError(f"these are {days} days; at most {most} days can be given")
    return do_keep_step(
        case=case, remedy=DRIVER, act=StepAct.PRIVILEGE_GIVEN, effective_on=given_on,
        ends_on=ends_on, text=required(text, what="who gave it", length_max=TEXT_LENGTH),
        on=on, by=by,
    )  # fmt: skip


def has_payment_plan(case: Case, *, on: date) -> bool:
    """Whether a payment plan is kept in a case on a day."""
    rows = Suppression.objects.filter(
        case=case, reason="payment_plan", effective_on__lte=on, ends_on__gte=on
    )
    return rows.exclude(lift__effective_on__lte=on).exists()


@transaction.atomic
def do_restore(
    *, case: Case, remedy: str, why: str, to: Recipient, text: str, on: date, by: str
) -> RemedyStep:
    """The license goes back: all is paid, a plan is entered, or a court says so.

    The department is told on the same day; the parent pays its fee there.
    Raises: ValueError in words.
    Source: CS-IRG-J30, CS-IRG-J30.1, CS-IRG-J30.1-b.
    """
    suspended = suspended_by(case, remedy)
    if suspended is None:
        raise ValueError("the license is not suspended")
    owed_cents = past_due_in(case, on=on)
    if why == PAID and owed_cents:
        raise ValueError(f"{format_dollars(owed_cents)} is past due in this case")
    if why == PLAN and not has_payment_plan(case, on=on):
        raise ValueError("record the payment plan first, as the reason of a suppression")
    assert case.obligor_id is not None, "a suspended license is somebody's"
    identity, ending = holder_of(case.obligor_id, on=on)
    letter = do_write_letter(
        notice="license_release",
        key=f"license_release:{case.pk}:{suspended.pk}",
        case=case,
        values={
            "license": LICENSES[remedy],
            "why": why,
            "holder_name": identity.full_name,
            "ssn_last_4": ending,
            "fee_cents": _told("reinstatement_fee", on=on),
        },
        about=f"The {LICENSES[remedy]} license is to be given back.",
        to=to,
        on=on,
        by=by,
    )
    step = do_keep_step(
        case=case, remedy=remedy, act=StepAct.RESTORED, letter=letter, text=text, on=on, by=by
    )
    do_take_back(
        obligor=case.obligor_id, remedy=remedy, reason="The license goes back", on=on, by=by
    )
    return step


def _do_keep(
    case: Case, remedy: str, act: StepAct, *, on: date, by: str, **told: object
) -> RemedyStep:
    """Keep a step, and judge the parent anew, so that the page shows where it stands."""
    step = do_keep_step(case=case, remedy=remedy, act=act, on=on, by=by, **told)
    do_evaluate_remedies(on=on, by=by, obligors=[case.obligor_id or 0])
    return step


def _do_mark_out(case: Case, remedy: str, reason: str, *, on: date, by: str) -> None:
    assert case.obligor_id is not None, "a case without a parent was refused"
    do_evaluate_remedies(on=on, by=by, obligors=[case.obligor_id])
    do_mark_out(
        obligor=case.obligor_id, remedy=remedy, cents=past_due_in(case, on=on), reason=reason,
        on=on, by=by,
    )  # fmt: skip
