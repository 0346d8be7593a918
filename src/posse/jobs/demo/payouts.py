"""What the demo's desk hears of payments that went out, and of whom to pay and how.

Warrants are cashed, voided and issued anew, deposits come back, a child moves to a relative,
and somebody gets a card. No warrant goes stale: that takes longer than the demo's month.
"""

from contextlib import suppress
from datetime import date, timedelta

import polars as pl
from django.db.models import QuerySet

from posse.apps.cases.models import Case
from posse.apps.instruments.choices import EventKind
from posse.apps.instruments.models import Warrant
from posse.apps.payments.choices import PaymentMethod
from posse.apps.payments.models import Disbursement
from posse.apps.people.models import Participant
from posse.formats.instruments import ANSWER_SUFFIX, PAID, write_warrant_answer
from posse.jobs.demo.desk_day import Desk
from posse.jobs.demo.draws import made_up_bank
from posse.services.demo.installation import RECORDED_BY as BY
from posse.services.disbursement_unit import unit_bank
from posse.services.money_out.life import CannotAct, do_act
from posse.services.money_out.reissuing import do_reissue, may_reissue
from posse.services.money_out.warrant_answers import do_receive_answer_by_hand
from posse.services.register.cards import do_enrol_card
from posse.services.register.people import (
    do_add_address,
    do_add_participant,
    do_add_payee_account,
)
from posse.services.register.redirection import do_redirect_payments

# Enough to choose from in a demo of any size.
CANDIDATES_MAX = 2_000
REDIRECTED_MAX = 3
# How long mail takes, and then the bank.
DAYS_TO_THE_BANK = 3


def enrol_cards(desk: Desk) -> None:
    """Some who got a warrant would rather have a card."""
    sent = _sent(PaymentMethod.WARRANT).values_list("payee", flat=True)
    payees = sorted({payee for payee in sent if payee is not None})
    for payee in Participant.objects.filter(pk__in=desk.some(payees)).order_by("pk"):
        reference = f"DEMO-C{payee.pk:08d}"
        do_enrol_card(participant=payee, reference=reference, on=desk.on, by=BY)


def redirect_payments(desk: Desk) -> None:
    """Some children live with a relative since the month began, who is paid from then on."""
    paid = Disbursement.objects.filter(method=PaymentMethod.DIRECT_DEPOSIT, payee__isnull=False)
    lines = paid.filter(lines__case__isnull=False).order_by("pk")
    numbers = dict.fromkeys(
        lines.values_list("lines__case__number", flat=True)[:CANDIDATES_MAX]
    )
    for number in desk.some(sorted(numbers))[:REDIRECTED_MAX]:
        case = Case.objects.get(number=number)
        do_redirect_payments(
            case=case,
            payee=_relative_of(case.obligee, on=desk.on),
            effective_on=desk.request.month,
            affidavit_filed_on=desk.request.opened_on,
            note="The child lives with a grandparent now (demo)",
            on=desk.on,
            by=BY,
        )


def _relative_of(parent: Participant, *, on: date) -> Participant:
    name = parent.identities.latest("effective_on", "id")
    relative = do_add_participant(surname=name.surname, given_name="Grandparent", on=on, by=BY)
    do_add_address(
        participant=relative,
        line_1="7 Example Lane",
        city="Cheyenne",
        state="WY",
        zip_code="82001",
        on=on,
        by=BY,
    )
    return relative


def hear_of_cashed_warrants(desk: Desk) -> None:
    """The bank's file says which warrants it paid."""
    before = desk.on - timedelta(days=DAYS_TO_THE_BANK)
    known = _sent(PaymentMethod.WARRANT).filter(recorded_on__lte=before)
    open_ones = Warrant.objects.filter(disbursement__in=known).order_by("number")
    rows = list(open_ones.values_list("number", "disbursement__amount_cents")[:CANDIDATES_MAX])
    # Some are left over for those who never go to the bank.
    cashed = desk.some(rows[::2])
    if not cashed:
        return
    answers = pl.DataFrame(cashed, schema=["number", "amount_cents"], orient="row")
    answers = answers.with_columns(answered_on=pl.lit(desk.on), status=pl.lit(PAID))
    account = unit_bank(on=desk.on).warrant_account_number
    do_receive_answer_by_hand(
        content=write_warrant_answer(answers, account=account, created_on=desk.on),
        name=f"{desk.on:%Y%m%d}-demo-bank-warrants{ANSWER_SUFFIX}",
        on=desk.on,
        by=BY,
        today=desk.on,
    )


def hear_of_returned_deposits(desk: Desk) -> None:
    """Some accounts were closed; their money waits for another."""
    note = "The account is closed (demo)"
    _end(desk, method=PaymentMethod.DIRECT_DEPOSIT, kind=EventKind.RETURNED, note=note)


def hear_of_lost_warrants(desk: Desk) -> None:
    """Some warrants were spoiled in the mail, came back, and are issued anew."""
    note = "It came back torn (demo)"
    _end(desk, method=PaymentMethod.WARRANT, kind=EventKind.VOIDED, note=note)
    voided = Disbursement.objects.filter(events__kind=EventKind.VOIDED).order_by("pk")
    for sent in filter(may_reissue, voided):
        # Who is on hold by now, or moved again, is paid once that is over.
        with suppress(CannotAct):
            do_reissue(disbursement=sent, on=desk.on, by=BY)


def ask_to_stop_warrants(desk: Desk) -> None:
    """Some payees never got their warrant, and the bank is asked to stop it."""
    note = "The payee never got it (demo)"
    _end(desk, method=PaymentMethod.WARRANT, kind=EventKind.STOP_REQUESTED, note=note)


def _end(desk: Desk, *, method: PaymentMethod, kind: EventKind, note: str) -> None:
    known = list(_sent(method).filter(recorded_on__lt=desk.on)[:CANDIDATES_MAX])
    for sent in desk.some(known):
        do_act(disbursement=sent, kind=kind, note=note, on=desk.on, by=BY)


def record_new_accounts(desk: Desk) -> None:
    """Some of those whose deposit came back have another account, and are paid again."""
    back = Disbursement.objects.filter(events__kind=EventKind.RETURNED).order_by("pk")
    payees = sorted({sent.payee_id for sent in back if sent.payee_id is not None})
    for payee in Participant.objects.filter(pk__in=desk.some(payees[::2])).order_by("pk"):
        do_add_payee_account(
            participant=payee,
            routing_number=made_up_bank(700),
            account_number=f"DEMO{payee.pk:09d}N",
            on=desk.on,
            by=BY,
        )


def _sent(method: PaymentMethod) -> QuerySet[Disbursement]:
    """Payments to people by one way that nothing is known of since, in order."""
    sent = Disbursement.objects.filter(method=method, payee__isnull=False, events__isnull=True)
    return sent.order_by("pk")
