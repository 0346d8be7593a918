"""Lien and levy with its letters, from the tests of the law to the release."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, build_case
from tests.payments import start_run
from tests.unit.test_payment_record_page import text_of

from posse.apps.enforcement.models import RemedyState
from posse.apps.people.models import Identifier
from posse.apps.records.models import Letter
from posse.apps.work.models import Task
from posse.rules.support.enforcement import lien_fee_cents
from posse.services.books.as_of import balances_for_case
from posse.services.books.posting import do_fold
from posse.services.enforcement.due_letters import do_send_due_letters
from posse.services.enforcement.levies import (
    challenge_by,
    do_challenge,
    do_levy_match,
    do_release_levy,
    do_shield_match,
    do_tell_levied_parent,
    letters_of_match,
    levy_tests,
    parent_notice_due,
)
from posse.services.enforcement.liens import do_file_lien, do_release_lien, lien_in_force
from posse.services.enforcement.match_reading import Told
from posse.services.enforcement.match_taking import do_take_match
from posse.services.enforcement.matches import do_approve_levy
from posse.services.enforcement.reviews import do_close_review
from posse.services.enforcement.steps import Recipient
from posse.services.law import current_law
from posse.services.money_in.hand_posting import do_post_receipt

pytestmark = pytest.mark.django_db
ON, DUE_ON = date(2026, 11, 2), date(2026, 11, 1)
TOLD_ON = ON + timedelta(10)
BANK = Recipient("Example Bank", ("Legal orders", "9 Example Avenue", "Cheyenne, WY 82001"))


def owing(cents, *, ordered_on=date(2020, 1, 15)):
    """A case of 100 dollars a month, in which so much is past due."""
    case = build_case(
        monthly_cents=10_000, arrears={"never_assigned": cents}, first_due_on=DUE_ON,
        ordered_on=ordered_on,
    )  # fmt: skip
    fold(case)
    for remedy in ("fidm", "insurance_match", "unclaimed_property"):
        RemedyState.objects.create(
            obligor=case.obligor, remedy=remedy, is_eligible=True, state="submitted",
            since=ON, amount_cents=cents, submitted_cents=cents, last_submitted_on=ON,
        )  # fmt: skip
    return case


def fold(case, *, on=ON):
    do_fold(
        obligors=[case.obligor_id], through=on, run=start_run(on, key=f"fold {case.pk} {on}")
    )


def matched(case, *, source="fidm", ending="4417", owner="Noel Testerly"):
    number = Identifier.objects.get(participant=case.obligor, kind="ssn").number
    record = Told(
        source=source, reference=f"A-{case.pk}", institution="Example Bank", matched_on=ON,
        ssn=number, owner=owner, amount_cents=80_000,
        more={"account_ending": ending},
    )  # fmt: skip
    match = do_take_match(told=record, on=ON, by=BY).match
    assert match is not None
    return match


def levy(match, *, on=ON):
    return do_levy_match(match=match, to=BANK, note="Mailed", on=on, by=BY)


def text_of_letter(match, kind):
    letter = Letter.objects.get(key=f"{kind}:{match.pk}")
    return text_of(bytes(letter.stored.content)).replace("\n", " ")


def told_parent(case):
    match = levy(matched(case))
    do_send_due_letters(on=TOLD_ON, by=BY)
    match.refresh_from_db()
    return match


def test_the_tests_of_a_levy_are_shown_with_their_values():
    match = matched(owing(30_000))
    told = {each.name: each for each in levy_tests(match, on=ON)}
    arrears, age = told["arrears_threshold"], told["months_since_order"]
    assert (arrears.is_met, arrears.found.split(" and ")[0]) == (True, "$300.00")
    assert "$300.00 (3 months of support)" in arrears.needed
    assert age.found.startswith("Jan 15, 2020")
    assert age.needed == "at least 6 months"
    assert levy_tests(matched(owing(1), source="unclaimed_property"), on=ON) == ()


@pytest.mark.cites("CS-IRG-J4", "CS-IRG-J5.1", "CS-IRG-J5.4", "CS-IRG-J5.4.2", "CS-IRG-J5.5")
@pytest.mark.cites("CS-IRG-J5.18")
def test_a_levy_of_any_balance_sends_the_institution_its_letter():
    case = owing(30_000)
    match = levy(matched(case))
    told = text_of_letter(match, "levy_institution")
    assert "up to $300.00" in told
    assert "Joint accounts are levied like any others" in told
    assert "ending in 4417" in told
    # The institution is given no time in which to send the money.
    assert " days" not in told
    assert match.state == "levied"
    standing = RemedyState.objects.get(obligor=case.obligor, remedy="freeze_and_seize")
    assert (standing.state, standing.submitted_cents) == ("submitted", 30_000)


@pytest.mark.cites("CS-IRG-J5.2", "CS-IRG-J2.1")
@pytest.mark.parametrize("source", ["fidm", "insurance"])
def test_a_cent_below_three_months_an_attorney_must_agree(source):
    match = matched(owing(29_999), source=source)
    with pytest.raises(ValueError, match=r"\$299.99"):
        levy(match)
    do_approve_levy(
        obligor=match.obligor_id, attorney="A. Example", note="Flight risk", on=ON, by=BY
    )
    assert levy(match).state == "levied"


@pytest.mark.cites("CS-IRG-J5.3", "CS-IRG-J5.3.1")
def test_no_attorney_sets_the_age_of_the_order_aside():
    young = matched(owing(90_000, ordered_on=date(2026, 5, 3)))
    do_approve_levy(obligor=young.obligor_id, attorney="A. Example", note="Risk", on=ON, by=BY)
    with pytest.raises(ValueError, match="no attorney can set it aside: time since the first"):
        levy(young)
    assert levy(matched(owing(90_000, ordered_on=date(2026, 5, 2)), ending="1")).levied_on == ON


@pytest.mark.cites("CS-IRG-J5.14", "CS-IRG-J5.14-b", "CS-IRG-J5")
def test_an_account_finds_its_parent_by_itself_and_waits_for_a_worker_to_levy_it():
    case = owing(90_000)
    match = matched(case)
    assert (match.obligor_id, match.state) == (case.obligor_id, "new")
    do_send_due_letters(on=TOLD_ON, by=BY)
    match.refresh_from_db()
    assert match.state == "new"
    assert not Letter.objects.exists()
    # No second notice goes before the levy, so that it may follow on any day.
    assert levy(match, on=TOLD_ON).levied_on == TOLD_ON


@pytest.mark.cites("CS-9.2-UCP-3")
def test_money_of_unclaimed_property_pays_what_the_parent_owes():
    case = owing(90_000)
    assert matched(case, source="unclaimed_property", owner="Noel Testerly").is_full
    do_post_receipt(
        case=case, source="unclaimed_property", amount_cents=15_000, collected_on=ON,
        payor_name="Example Division", note="A check of the division", on=ON, by=BY,
    )  # fmt: skip
    fold(case, on=ON + timedelta(1))
    owed = balances_for_case(case.pk, as_of=ON + timedelta(1), known_on=ON + timedelta(1))
    # A month of current support is paid first.
    assert owed.total_cents == 10_000 + 90_000 - 15_000


def test_an_account_without_a_number_is_not_levied():
    with pytest.raises(ValueError, match="told no number of the account"):
        levy(matched(owing(90_000), ending=""))
    assert not Letter.objects.exists()


@pytest.mark.cites("CS-IRG-J4.1", "CS-IRG-J4.3")
def test_the_parents_notice_goes_by_itself_ten_days_after_the_levy_and_once():
    match = levy(matched(owing(90_000)))
    assert parent_notice_due(match) == TOLD_ON
    do_send_due_letters(on=TOLD_ON - timedelta(1), by=BY)
    with pytest.raises(ValueError, match="goes out on Nov 12, 2026"):
        do_tell_levied_parent(match=match, on=TOLD_ON - timedelta(1), by=BY)
    assert not Letter.objects.filter(kind="levy_parent").exists()
    assert do_send_due_letters(on=TOLD_ON, by=BY) == 1
    assert do_send_due_letters(on=TOLD_ON, by=BY) == 0
    match.refresh_from_db()
    assert match.parent_noticed_on == TOLD_ON
    assert [letter.kind for letter in letters_of_match(match)] == [
        "levy_institution", "levy_parent"
    ]  # fmt: skip
    assert not Task.objects.filter(url=f"/matches/{match.pk}/", state="open").exists()


@pytest.mark.cites("CS-IRG-J5.7", "CS-IRG-J5.9", "CS-IRG-J5.17")
def test_the_parent_reads_until_when_and_why_the_levy_can_be_challenged():
    match = told_parent(owing(90_000))
    told = text_of_letter(match, "levy_parent")
    # Thanksgiving lies between.
    assert challenge_by(TOLD_ON) == date(2026, 12, 11)
    assert "December 11, 2026" in told
    assert "wrong person" in told
    assert "20 days" in told


@pytest.mark.cites("CS-IRG-J5.7", "CS-IRG-J5.9", "CS-IRG-J5.10")
def test_a_challenge_that_is_won_releases_the_levy_by_itself():
    match = told_parent(owing(90_000))
    last = challenge_by(TOLD_ON)

    def challenge(day):
        return do_challenge(
            match=match, requested_on=day, ground="wrong_account", text="My brother's",
            on=day, by=BY,
        )  # fmt: skip

    with pytest.raises(ValueError, match="it had to reach the office by Dec 11, 2026"):
        challenge(last + timedelta(3))
    review = challenge(last)
    assert do_send_due_letters(on=last, by=BY) == 0
    do_close_review(review=review, outcome="released", text="His brother's", on=last, by=BY)
    assert do_send_due_letters(on=last, by=BY) == 1
    match.refresh_from_db()
    assert match.state == "released"
    assert "Send us nothing more" in text_of_letter(match, "levy_release")


@pytest.mark.cites("45 CFR 307.11(c)(3)")
def test_protected_benefits_release_the_levy_and_the_money_goes_back_in_five_business_days():
    case = owing(90_000)
    match = levy(matched(case))
    receipt = do_post_receipt(
        case=case, source="fidm_levy", amount_cents=5_000, collected_on=ON, note="A check",
        on=ON, by=BY, notice_on=ON, payor_name="Example Bank",
    )  # fmt: skip
    shielded = do_shield_match(
        match=match, benefit="ssi", note="The bank's letter", receipt=receipt, on=ON, by=BY
    )
    assert shielded.state == "shielded"
    assert "is released" in text_of_letter(match, "levy_release")
    task = Task.objects.get(url=f"/matches/{match.pk}/", state="open")
    assert (task.due_on, task.subject) == (
        date(2026, 11, 9), "Give back money of protected benefits: Example Bank"
    )  # fmt: skip
    standing = RemedyState.objects.get(obligor=case.obligor, remedy="freeze_and_seize")
    assert (standing.state, standing.submitted_cents) == ("withdrawn", None)


def test_a_match_that_was_not_levied_has_nothing_to_release():
    match = matched(owing(90_000))
    with pytest.raises(ValueError, match="nothing is levied here"):
        do_release_levy(match=match, note="Paid", on=ON, by=BY)


@pytest.mark.cites("CS-IRG-J2.3", "CS-IRG-J2.4")
@pytest.mark.parametrize(("pages", "cents"), [(1, 3_000), (2, 3_000), (3, 6_000), (40, 6_000)])
def test_a_filing_costs_thirty_dollars_up_to_two_pages_and_sixty_above(pages, cents):
    assert lien_fee_cents(current_law(), page_count=pages, on=ON) == cents


def test_a_filing_of_no_page_has_no_fee():
    with pytest.raises(ValueError, match="at least one page"):
        lien_fee_cents(current_law(), page_count=0, on=ON)


def file_lien(case, *, pages=3):
    return do_file_lien(
        case=case, filed_on=ON, filing_number="EX-7", page_count=pages, on=ON, by=BY
    )


@pytest.mark.cites("CS-IRG-J2", "CS-IRG-J2.1", "CS-IRG-J2.2", "CS-IRG-J2.4")
def test_a_lien_is_filed_at_three_months_with_its_fee_and_the_parent_is_told():
    with pytest.raises(ValueError, match="not met in this case: arrears in months"):
        file_lien(owing(29_999))
    case = owing(30_000)
    step = file_lien(case)
    assert (step.fee_cents, step.page_count, step.reference) == (6_000, 3, "EX-7")
    told = text_of(bytes(step.letter.stored.content)).replace("\n", " ")
    assert "Wyoming Secretary of State" in told
    assert "as much as 3 months" in told
    assert RemedyState.objects.get(obligor=case.obligor, remedy="lien").state == "submitted"
    with pytest.raises(ValueError, match="filing EX-7 stands already"):
        file_lien(case)


@pytest.mark.cites("CS-IRG-J2.2")
def test_a_lien_is_released_once_and_can_be_filed_anew():
    case = owing(30_000)
    file_lien(case)

    def release():
        return do_release_lien(case=case, released_on=ON, text="Paid", on=ON, by=BY)

    step = release()
    assert "number EX-7" in text_of(bytes(step.letter.stored.content)).replace("\n", " ")
    assert lien_in_force(case) is None
    with pytest.raises(ValueError, match="no lien stands"):
        release()
