"""A parent's own payment record leaves out what is the other's, and ties to the books."""

from datetime import date

import pytest
from tests.jobs.test_payment_record import text_of_pdf
from tests.jobs.test_posting import fold_all, start_run
from tests.money_facts import post
from tests.talk import build_parents

from posse.apps.books.models import ProofFinding
from posse.services.books.payment_record import payment_record_for_case
from posse.services.portal.papers import own_payment_record
from posse.services.portal.refusals import PortalRefusal
from posse.services.register.orders import do_adjust_balance

pytestmark = pytest.mark.django_db

LAST = date(2026, 11, 2)
DAYS = {"first": date(2026, 9, 1), "last": LAST, "known_on": LAST}
EMPLOYER, REASON = "Silent Sawmill", "He told us of his second job at a feed store"


@pytest.fixture
def parents():
    found = build_parents()
    post(found.case, 80_000, payor_name=EMPLOYER)
    do_adjust_balance(
        case=found.case, bucket="never_assigned", amount_cents=5_000, reason=REASON,
        on=date(2026, 10, 1), by="test",
    )  # fmt: skip
    fold_all(start_run("november", LAST), LAST)
    return found


def test_who_receives_reads_no_employer_and_no_number_of_who_pays(parents) -> None:
    told = own_payment_record(parents.payee, parents.case, **DAYS)
    shown = text_of_pdf(told.to_pdf(is_certified=False))
    assert "Payment received" in shown
    assert EMPLOYER not in shown
    assert told.obligor.ssn_last_four == ""
    assert told.obligor.name


def test_who_pays_reads_the_own_payor(parents) -> None:
    shown = text_of_pdf(
        own_payment_record(parents.payer, parents.case, **DAYS).to_pdf(is_certified=False)
    )
    assert EMPLOYER in shown


def test_what_the_office_noted_is_in_neither_copy(parents) -> None:
    for account in (parents.payee, parents.payer):
        told = own_payment_record(account, parents.case, **DAYS)
        words = " ".join(row.words for row in told.movements)
        assert "Correction by the office" in words
        assert REASON not in words


def test_the_amounts_are_those_of_the_certified_record(parents) -> None:
    certified = payment_record_for_case(parents.case, issued_on=LAST, **DAYS)
    own = own_payment_record(parents.payee, parents.case, **DAYS)
    assert own.calculations == certified.calculations
    assert own.past_due_cents == certified.past_due_cents
    assert "I certify" in text_of_pdf(certified.to_pdf())
    assert "I certify" not in text_of_pdf(own.to_pdf(is_certified=False))


def test_nothing_is_told_of_books_in_doubt(parents) -> None:
    ProofFinding.objects.create(
        obligor=parents.case.obligor, proven_on=LAST, difference_count=1, what="a balance",
        books_cents=1, proven_cents=2, recorded_by="test",
    )  # fmt: skip
    with pytest.raises(PortalRefusal) as refused:
        own_payment_record(parents.payee, parents.case, **DAYS)
    assert refused.value.key == "portal_talk.r_doubt"
