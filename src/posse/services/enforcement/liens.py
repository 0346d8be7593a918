"""A lien on property: filed with its fee once three months are owed, told, and released."""

from datetime import date

from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import StepAct
from posse.apps.enforcement.models import RemedyStep
from posse.rules.support.enforcement import LIEN_PREFIX, lien_fee_cents
from posse.services.enforcement.lifecycle import do_evaluate_remedies
from posse.services.enforcement.moving import do_mark_out, do_take_back
from posse.services.enforcement.steps import (
    do_keep_step,
    do_write_letter,
    past_due_in,
    running_step,
    standing_in_case,
)
from posse.services.law import current_law
from posse.services.register.entries import check_order_of_dates, required
from posse.units.days import day_words
from posse.units.money import format_dollars

LIEN = "lien"


def lien_in_force(case: Case) -> RemedyStep | None:
    """The filing that stands in a case; None where none does."""
    return running_step(case, LIEN, StepAct.LIEN_FILED, until=StepAct.LIEN_RELEASED)


@transaction.atomic
def do_file_lien(
    *, case: Case, filed_on: date, filing_number: str, page_count: int, on: date, by: str
) -> RemedyStep:
    """A filing with the Wyoming Secretary of State; its fee follows from its pages.

    The parent is told by letter. Raises: ValueError in words.
    Source: CS-IRG-J2, CS-IRG-J2.1, CS-IRG-J2.2, CS-IRG-J2.3, CS-IRG-J2.4.
    """
    standing = standing_in_case(case, LIEN, on=on)
    if not standing.is_ready:
        raise ValueError(f"not met in this case: {standing.words_without()}")
    earlier = lien_in_force(case)
    if earlier is not None:
        raise ValueError(f"filing {earlier.reference} stands already in this case")
    check_order_of_dates(filed_on, on, earlier_what="the filing", later_what="today")
    number = required(filing_number, what="the number of the filing", length_max=80)
    law, owed_cents = current_law(), past_due_in(case, on=on)
    fee_cents = lien_fee_cents(law, page_count=page_count, on=filed_on)
    letter = do_write_letter(
        notice="lien_notice",
        key=f"lien_notice:{case.pk}:{number}"[:100],
        case=case,
        values={
            "past_due_cents": owed_cents,
            "months_count": int(law.value(f"{LIEN_PREFIX}months_of_support", on=on)),
            "filed_on": filed_on,
            "filing_number": number,
        },
        about=f"Filing {number}; {format_dollars(owed_cents)} was past due.",
        on=on,
        by=by,
    )
    step = do_keep_step(
        case=case, remedy=LIEN, act=StepAct.LIEN_FILED, effective_on=filed_on,
        reference=number, page_count=page_count, fee_cents=fee_cents, letter=letter,
        on=on, by=by,
    )  # fmt: skip
    assert case.obligor_id is not None, "a case without a parent was refused"
    do_evaluate_remedies(on=on, by=by, obligors=[case.obligor_id])
    do_mark_out(
        obligor=case.obligor_id, remedy=LIEN, cents=owed_cents, reason=f"Filing {number}",
        on=on, by=by,
    )  # fmt: skip
    return step


@transaction.atomic
def do_release_lien(
    *, case: Case, released_on: date, text: str, on: date, by: str
) -> RemedyStep:
    """The filing is released; the parent is told by letter.

    Raises: ValueError in words.
    Source: CS-IRG-J2.2.
    """
    filed = lien_in_force(case)
    if filed is None:
        raise ValueError("no lien stands in this case")
    check_order_of_dates(
        filed.effective_on, released_on, earlier_what="the filing", later_what="the release"
    )
    check_order_of_dates(released_on, on, earlier_what="the release", later_what="today")
    letter = do_write_letter(
        notice="lien_release",
        key=f"lien_release:{case.pk}:{filed.pk}",
        case=case,
        values={
            "filed_on": filed.effective_on,
            "filing_number": filed.reference,
            "released_on": released_on,
        },
        about=f"Filing {filed.reference} of {day_words(filed.effective_on)} is released.",
        on=on,
        by=by,
    )
    step = do_keep_step(
        case=case, remedy=LIEN, act=StepAct.LIEN_RELEASED, effective_on=released_on,
        reference=filed.reference, letter=letter, text=text.strip(), on=on, by=by,
    )  # fmt: skip
    assert case.obligor_id is not None, "a lien is on somebody's property"
    do_take_back(
        obligor=case.obligor_id, remedy=LIEN, reason=f"Filing {filed.reference} is released",
        on=on, by=by,
    )  # fmt: skip
    return step
