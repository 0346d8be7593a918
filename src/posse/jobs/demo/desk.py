"""What people at desks do in the demo's month: refunds, corrections, holds, agreements.

Bank files bring what employers withheld; everything here goes through the writers that the
pages use. What needs a person happens a few times in a demo of any size, so that its nights
stay what they are.
"""

from collections.abc import Mapping
from datetime import date, timedelta

import numpy as np
import polars as pl
from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.orders.models import BalanceAdjustment
from posse.apps.payments.choices import HoldReason, ReleaseTrigger, ReversalReason, Source
from posse.apps.payments.models import Hold, Receipt
from posse.apps.people.models import Participant
from posse.apps.runs.models import Run
from posse.jobs.demo.desk_day import Act, Desk
from posse.jobs.demo.draws import Draws
from posse.jobs.demo.mix import Request
from posse.jobs.demo.payouts import (
    ask_to_stop_warrants,
    enrol_cards,
    hear_of_cashed_warrants,
    hear_of_lost_warrants,
    hear_of_returned_deposits,
    record_new_accounts,
    redirect_payments,
)
from posse.jobs.demo.recording import (
    close_at_their_word,
    file_papers,
    go_about_closing,
    keep_calendar,
    write_notes,
)
from posse.services.demo.installation import RECORDED_BY as BY
from posse.services.demo.refunds import certified_cases, do_write_refunds
from posse.services.money_in.hand_posting import do_post_receipt
from posse.services.money_in.holds import do_hold_payee, do_hold_receipt, do_release_hold
from posse.services.money_in.reversing import do_reverse_receipt
from posse.services.money_in.suspense import do_identify_receipt
from posse.services.recovery.debts import debts_on
from posse.services.recovery.terms import do_agree_to_terms
from posse.services.register.charges import do_enter_judgment
from posse.services.runs import do_record_step, exclusive_job

STEP = "desk"
CASES_A_PIECE, PIECES_MAX = 400, 25
REFUNDS_MIN, JOINT_RETURNS_MIN, JOINT_RETURNS_MAX = 6, 2, 200
NOTICE_DAYS = 7
REFUND_CENTS_MIN, REFUND_CENTS_MAX = 30_000, 650_000


def do_desk_day(request: Request, run: Run, *, on: date, place: int) -> None:
    """What the desk does on the ``place``-th business day of the month, once."""
    acts, part = ACTS.get(place, ()), on.isoformat()
    if not acts or run.steps.filter(name=STEP, part=part).exists():
        return
    count = min(PIECES_MAX, max(1, request.cases // CASES_A_PIECE))
    desk = Desk(request, on, count, Draws(request.seed, 40 + place))
    with exclusive_job(), transaction.atomic():
        for act in acts:
            act(desk)
        do_record_step(run=run, name=STEP, part=part, out_count=len(acts))


def _take_in_refunds(desk: Desk) -> None:
    """Tax refunds of some whose past-due support is certified, a few of more than that."""
    mix, draws = desk.request.mix, desk.draws
    certified = certified_cases().unique("obligor_id", keep="first", maintain_order=True)
    # Enough in the smallest demo that one is held, one taken back and one applied.
    count = min(certified.height, max(REFUNDS_MIN, int(certified.height * mix.gets_refund)))
    chosen = certified[np.sort(draws.shuffled(certified.height)[:count])]
    is_joint = draws.chances(mix.is_joint_return, count)
    is_joint[:JOINT_RETURNS_MIN] = True
    is_joint &= np.cumsum(is_joint) <= JOINT_RETURNS_MAX
    is_above = draws.chances(0.15, count)
    certified_cents = chosen["amount_cents"].to_numpy()
    most_cents = certified_cents * np.where(is_above, 140, 100) // 100
    drawn_cents = draws.whole(REFUND_CENTS_MIN, REFUND_CENTS_MAX, count)
    cents = np.where(is_above, most_cents, np.minimum(drawn_cents, most_cents))
    refunds = chosen.with_columns(
        amount_cents=pl.Series(cents),
        is_joint_return=pl.Series(is_joint),
        has_injured_spouse_form=pl.Series(is_joint & draws.chances(0.5, count)),
        notice_on=pl.lit(desk.on - timedelta(days=NOTICE_DAYS)),
    )
    do_write_refunds(refunds, on=desk.on)


def _some_in_debt(desk: Desk) -> list[Case]:
    """A few cases with past-due support of the family brought over, by number."""
    debts = BalanceAdjustment.objects.filter(
        bucket="never_assigned", amount_cents__gte=100_000, recorded_by=BY
    )
    in_debt = Case.objects.filter(
        obligor__isnull=False, orders__isnull=False, pk__in=debts.values("case")
    )
    numbers = in_debt.order_by("number").values_list("number", flat=True).distinct()
    return list(Case.objects.filter(number__in=desk.some(list(numbers))).order_by("number"))


def _enter_judgments(desk: Desk) -> None:
    """Courts turn past-due support into judgments, which bear interest."""
    for case in _some_in_debt(desk):
        do_enter_judgment(
            case=case,
            amount_cents=80_000,
            kind="arrears",
            judged_on=desk.on,
            note="Entered by the Example District Court (demo)",
            on=desk.on,
            by=BY,
        )


def _post(desk: Desk, case: Case, *, source: Source, amount_cents: int) -> Receipt:
    return do_post_receipt(
        case=case,
        amount_cents=amount_cents,
        source=source,
        collected_on=desk.on,
        payor_name="EXAMPLE PAYER",
        note="Came by mail (demo)",
        on=desk.on,
        by=BY,
        notice_on=desk.on if source == Source.FIDM_LEVY else None,
    )


def _levy_accounts(desk: Desk) -> None:
    """Money out of bank accounts, which the rule of holds makes wait."""
    for case in _some_in_debt(desk):
        _post(desk, case, source=Source.FIDM_LEVY, amount_cents=90_000)


def _hear_of_appeals(desk: Desk) -> None:
    """Payments of those who appeal what is past due, and one that is under review."""
    for case in _some_in_debt(desk):
        receipt = _post(desk, case, source=Source.VOLUNTARY, amount_cents=120_000)
        reason = HoldReason.APPEAL_ON_ARREARS
        do_hold_receipt(
            receipt=receipt, reason=reason, note="Appeal on file (demo)", on=desk.on, by=BY
        )
    for case in _some_in_debt(desk)[:1]:
        receipt = _post(desk, case, source=Source.VOLUNTARY, amount_cents=30_000)
        do_hold_receipt(
            receipt=receipt,
            reason=HoldReason.ADMINISTRATIVE_REVIEW,
            note="The paying parent asked for a review (demo)",
            on=desk.on,
            by=BY,
        )


def _decide_appeals(desk: Desk) -> None:
    """One appeal is decided; what was held is applied."""
    _release(desk, HoldReason.APPEAL_ON_ARREARS, ReleaseTrigger.REVIEW_DECIDED)


def _read_affidavits(desk: Desk) -> None:
    """Some spouses sign that a joint refund may be taken."""
    _release(desk, HoldReason.JOINT_REFUND, ReleaseTrigger.AFFIDAVIT)


def _release(desk: Desk, reason: HoldReason, trigger: ReleaseTrigger) -> None:
    held = list(Hold.objects.filter(reason=reason, release__isnull=True).order_by("pk"))
    for hold in desk.some(held[::2]):
        do_release_hold(hold=hold, trigger=trigger, note="Decided (demo)", on=desk.on, by=BY)


def _applied(source: Source, *, is_paid_out: bool) -> list[int]:
    """Receipts of a source that were applied, and that nothing happened to since."""
    known = Receipt.objects.filter(
        source=source,
        obligor__isnull=False,
        distributions__isnull=False,
        reversals__isnull=True,
        holds__isnull=True,
        identifications__isnull=True,
    )
    paid = known.filter(paid_lines__isnull=False) if is_paid_out else known
    return list(paid.distinct().order_by("pk").values_list("pk", flat=True))


def _take_back(desk: Desk, receipts: list[int], *, reason: ReversalReason, note: str) -> None:
    for receipt in Receipt.objects.filter(pk__in=desk.some(receipts)).order_by("pk"):
        do_reverse_receipt(receipt=receipt, reason=reason, note=note, on=desk.on, by=BY)


def _hear_of_bounces(desk: Desk) -> None:
    """Payments bounce that were paid out to families already."""
    paid = _applied(Source.INCOME_WITHHOLDING, is_paid_out=True)
    note = "The employer's bank did not honor it (demo)"
    _take_back(desk, paid, reason=ReversalReason.BOUNCED, note=note)


def _hear_from_treasury(desk: Desk) -> None:
    """Treasury takes refunds back."""
    refunds = _applied(Source.FEDERAL_TAX_REFUND_OFFSET, is_paid_out=False)
    _take_back(
        desk,
        refunds,
        reason=ReversalReason.TREASURY,
        note="Treasury's adjustment record (demo)",
    )


def _hear_of_mistakes(desk: Desk) -> None:
    """Payments stood to the credit of somebody else's case."""
    applied = _applied(Source.INCOME_WITHHOLDING, is_paid_out=False)
    note = "Withheld from another person of nearly the same name (demo)"
    _take_back(desk, applied, reason=ReversalReason.WRONG_PERSON, note=note)


def _find_the_right_person(desk: Desk) -> None:
    """One of those payments is given to the person from whom it was withheld."""
    mistaken = Receipt.objects.filter(
        reversals__reason=ReversalReason.WRONG_PERSON, identifications__isnull=True
    ).order_by("pk")
    for receipt in mistaken[:1]:
        others = [case for case in _some_in_debt(desk) if case.obligor_id != receipt.obligor_id]
        for case in others[:1]:
            do_identify_receipt(
                receipt_id=receipt.pk,
                case_number=case.number,
                note="The employer named the right person (demo)",
                acting_user=BY,
                on=desk.on,
            )


def _lose_an_address(desk: Desk) -> None:
    """Letters to a payee came back, so nothing is paid to them."""
    receiving = Case.objects.filter(receipts__isnull=False).distinct()
    payees = sorted(set(receiving.values_list("obligee_id", flat=True)))
    for payee in desk.some(payees)[:2]:
        do_hold_payee(
            participant=Participant.objects.get(pk=payee),
            reason=HoldReason.UNKNOWN_ADDRESS,
            note="Two letters came back (demo)",
            on=desk.on,
            by=BY,
        )


def _agree_to_terms(desk: Desk) -> None:
    """A payee agrees that what was paid wrongly is kept out of later payments."""
    # What other States were sent is theirs to agree on: such a debt names no person.
    owing = debts_on(desk.on).filter(pl.col("payee") > 0)["payee"].unique().sort()
    for payee in desk.some(owing.to_list())[:2]:
        do_agree_to_terms(
            payee=Participant.objects.get(pk=payee),
            basis="agreement",
            note="Signed by the payee (demo)",
            on=desk.on,
            by=BY,
        )


# By the place of the business day in its month, the first being 0.
ACTS: Mapping[int, tuple[Act, ...]] = {
    1: (write_notes, keep_calendar),
    2: (file_papers, go_about_closing),
    3: (_take_in_refunds, _enter_judgments),
    5: (_levy_accounts, _hear_of_appeals),
    8: (_hear_of_bounces, _hear_of_mistakes, _lose_an_address),
    9: (hear_of_returned_deposits, hear_of_lost_warrants),
    10: (_hear_from_treasury, _find_the_right_person, _agree_to_terms),
    11: (redirect_payments, record_new_accounts),
    12: (write_notes, keep_calendar),
    13: (_read_affidavits, _decide_appeals),
    15: (hear_of_cashed_warrants, ask_to_stop_warrants, enrol_cards),
    16: (write_notes, close_at_their_word),
}
