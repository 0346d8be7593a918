"""Facts of the money core for made-up cases, through the writers that the screens use."""

from datetime import date

from django.db import transaction
from tests.builders import BY, OPENED_ON

from posse.apps.cases.models import Case
from posse.apps.payments.models import Receipt
from posse.ledger.facts import Facts
from posse.services.books.facts import choose_obligors, facts_of_chosen
from posse.services.money_in.hand_posting import do_post_receipt

RECEIVED_ON = date(2026, 10, 1)


def post(
    case: Case,
    amount_cents: int = 10_000,
    *,
    source: str = "voluntary",
    collected_on: date = RECEIVED_ON,
    on: date = RECEIVED_ON,
    **more: object,
) -> Receipt:
    """A payment posted by hand."""
    words = {"payor_name": "Acme Anvils", "note": "Brought to the counter", **more}
    return do_post_receipt(
        case=case,
        amount_cents=amount_cents,
        source=source,
        collected_on=collected_on,
        on=on,
        by=BY,
        **words,
    )


def offset(case: Case, amount_cents: int = 50_000, **more: object) -> Receipt:
    """A federal tax refund offset of a joint return, posted by hand."""
    words = {"is_joint_return": True, **more}
    return post(case, amount_cents, source="federal_tax_refund_offset", **words)


def facts_of(case: Case, *, known_on: date = OPENED_ON) -> Facts:
    """The facts of a case's obligor as the fold reads them."""
    with transaction.atomic():
        choose_obligors([case.obligor_id])
        return facts_of_chosen(known_on=known_on)
