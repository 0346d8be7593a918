"""What a person may not enter, and in which words the system says so."""

from datetime import date

import pytest
from tests.builders import BY, FIRST_DUE_ON, OPENED_ON, build_case, build_person

from posse.apps.books.models import Refold
from posse.apps.orders.models import OrderTerm
from posse.services.register.cases import (
    do_record_assistance_grant,
    do_record_assistance_period,
)
from posse.services.register.entries import checked_routing_number, checked_ssn
from posse.services.register.orders import do_adjust_balance, do_enter_term
from posse.services.register.people import do_add_participant

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("ssn", ["90011222", "9001122233", "9OO112222", "000000000"])
def test_malformed_ssn_is_refused_without_repeating_it(ssn: str) -> None:
    with pytest.raises(ValueError, match="nine digits") as refusal:
        checked_ssn(ssn)
    assert ssn not in str(refusal.value)


def test_ssn_with_dashes_is_kept_as_nine_digits() -> None:
    assert checked_ssn("900-11-2222") == "900112222"


def test_routing_number_with_wrong_check_digit_is_refused() -> None:
    assert checked_routing_number("123456780") == "123456780"
    with pytest.raises(ValueError, match="check digit"):
        checked_routing_number("123456781")


def test_birth_after_today_is_refused() -> None:
    with pytest.raises(ValueError, match="lies before the birth date"):
        do_add_participant(
            surname="Later",
            given_name="Born",
            birth_date=date(2026, 10, 1),
            on=OPENED_ON,
            by=BY,
        )


@pytest.mark.parametrize(
    ("amount_cents", "words"), [(-1, "at least"), (10_000_001, "is it in cents")]
)
def test_absurd_installments_are_refused(amount_cents: int, words: str) -> None:
    order = build_case(monthly_cents=None).orders.get()
    with pytest.raises(ValueError, match=words):
        do_enter_term(
            order=order,
            obligation="medical",
            amount_cents=amount_cents,
            first_due_on=FIRST_DUE_ON,
            on=OPENED_ON,
            by=BY,
        )
    assert not OrderTerm.objects.filter(order=order).exists()


def test_term_that_ends_before_it_begins_is_refused() -> None:
    order = build_case(monthly_cents=None).orders.get()
    with pytest.raises(ValueError, match="the end 2026-09-01 lies before"):
        do_enter_term(
            order=order,
            obligation="child_support",
            amount_cents=100,
            first_due_on=FIRST_DUE_ON,
            ends_on=date(2026, 9, 1),
            on=OPENED_ON,
            by=BY,
        )


def test_adjustment_of_an_unknown_bucket_names_the_buckets_there_are() -> None:
    case = build_case()
    with pytest.raises(ValueError, match="never_assigned"):
        do_adjust_balance(
            case=case, bucket="owed", amount_cents=5, reason="x", on=OPENED_ON, by=BY
        )


def test_case_number_that_would_break_a_payment_record_is_refused() -> None:
    with pytest.raises(ValueError, match="asterisk"):
        build_case(number="12*34")


def test_every_fact_that_changes_the_books_marks_its_obligor() -> None:
    obligor = build_person()
    first = build_case(obligor=obligor)
    second = build_case()
    Refold.objects.all().delete()

    do_adjust_balance(
        case=first, bucket="never_assigned", amount_cents=5, reason="x", on=OPENED_ON, by=BY
    )
    assert set(Refold.objects.values_list("obligor_id", flat=True)) == {obligor.pk}

    do_record_assistance_period(
        family=second.family, starts_on=date(2026, 9, 1), on=OPENED_ON, by=BY
    )
    do_record_assistance_grant(family=second.family, amount_cents=100, on=OPENED_ON, by=BY)
    marked = set(Refold.objects.values_list("obligor_id", flat=True))
    assert marked == {obligor.pk, second.obligor_id}
