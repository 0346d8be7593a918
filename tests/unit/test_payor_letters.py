"""What payors, clerks and parents read about withholding says what the law asks, in order."""

import re

import pytest
from tests.unit.test_payment_record_page import text_of

from posse.notices.letter.data import letter_pdf, letter_words
from posse.notices.letter.forms import notice_form
from posse.notices.letter.samples import sample_of, sample_pdf
from posse.rules.errors import LawError

ORDER = notice_form("income_withholding_order")
END = notice_form("income_withholding_termination")
LUMP = notice_form("lump_sum_notice")
VIOLATION = notice_form("payor_non_compliance")
ENDED = notice_form("employment_ended")
DELINQUENT = notice_form("withholding_notice")


def said(form, *, language="en", **changed):
    head, values = sample_of(form)
    told = letter_pdf(form, head, {**values, **changed}) if changed else None
    return text_of(told or sample_pdf(form, language=language)).replace("\n", " ")


def stated(form, **changed):
    """What stands in each numbered field."""
    head, values = sample_of(form)
    blocks = letter_words(form, head, {**values, **changed})["blocks"]
    rows = [row for block in blocks if block["shape"] == "fields" for row in block["rows"]]
    return {number: value for number, _, value in rows}


@pytest.mark.cites("45 CFR 303.100(e)(1)")
def test_the_order_states_every_field_of_the_federal_form_by_its_number():
    letters = {1: "abcdefghijkl", 2: "abc", 3: "abcd", 5: "ab", 6: "abc", 7: "ab", 8: "ab",
               9: "ab", 10: "ab", 11: "abc", 12: "ab", 13: "abcd"}  # fmt: skip
    numbers = [
        f"{number}{letter}" for number in range(1, 37) for letter in letters.get(number, [""])
    ]
    assert list(stated(ORDER)) == numbers
    # The children stand in a table of their own.
    assert "3e Child" in said(ORDER)
    assert "3f Date of birth" in said(ORDER)


def test_each_field_carries_how_well_its_number_is_known():
    sure = {
        field.number: field.sure
        for part in ORDER.body
        for field in part.fields
    }  # fmt: skip
    seen = {number for number, how in sure.items() if how == "seen"}
    assert seen == {"1a", "1b", "1c", "1d", "1e", "1f", "14"}
    assert {number for number, how in sure.items() if how == "second_hand"} == {"1h", "1l"}
    assert set(sure.values()) == {"seen", "second_hand", "unverified"}
    assert "recollection" in ORDER.note


@pytest.mark.parametrize(
    ("action", "marked"), [("original", "1a"), ("amended", "1b"), ("one_time", "1c")]
)
def test_one_box_of_the_four_is_marked(action, marked):
    fields = stated(ORDER, action=action)
    assert [number for number in ("1a", "1b", "1c", "1d") if fields[number] == "Yes"] == [
        marked
    ]


def test_a_termination_marks_its_own_box_and_says_why_and_from_when():
    fields = stated(END)
    assert [fields[number] for number in ("1a", "1b", "1c", "1d")] == ["No", "No", "No", "Yes"]
    text = said(END)
    assert "The last day it holds is November 2, 2026." in text
    assert "nothing is past due" in text
    assert "Another order takes the place" in said(END, reason="replaced")


@pytest.mark.cites("CS-IRG-G21")
@pytest.mark.parametrize("form", [ORDER, END], ids=lambda form: form.name)
@pytest.mark.parametrize("name", ["signed_by", "signer_title", "signed_on"])
def test_nothing_goes_to_a_payor_unsigned(form, name):
    head, values = sample_of(form)
    for missing in (None, " "):
        with pytest.raises(LawError, match=name):
            letter_pdf(form, head, {**values, name: missing})
    assert "Morgan Quillfeather" in stated(form)["26"]


@pytest.mark.parametrize("name", ["employer_fein", "unit_address", "remittance_id"])
def test_an_order_says_whom_it_is_for_and_where_the_money_goes(name):
    head, values = sample_of(ORDER)
    with pytest.raises(LawError, match=f"needs words for {name}"):
        letter_pdf(ORDER, head, {**values, name: ""})


@pytest.mark.cites("CS-IRG-G4", "CS-IRG-G5", "CS-IRG-G18")
def test_the_payor_is_told_when_to_start_when_to_send_and_what_comes_first():
    text = said(ORDER)
    for told in (
        "Start with the first pay period after you get this order.",
        "Send what you withhold within 7 days after each payday.",
        "withhold child support first, then medical support",
        "before you pay anyone else who claims the same income under state law",
        "in proportion to what each one asks for",
    ):
        assert told in text, told


@pytest.mark.cites(
    "CS-IRG-G2.1-b", "CS-IRG-G3", "CS-IRG-G12", "CS-IRG-G15", "15 USC 1673(b)(2)"
)
def test_the_payor_is_told_how_much_may_be_taken_and_what_disposable_income_is():
    text = said(ORDER)
    for told in (
        "50 percent if the employee supports another family, 60 percent if not",
        "more than 12 weeks past due, it is 55 percent and 65 percent",
        "income tax, Social Security and Medicare",
        "health cover for all dependent children, and pension dues that must be paid",
        "You may keep up to $5.00 for each payment, from the income that is left.",
        "The State takes no fee through you.",
    ):
        assert told in text, told
    assert stated(ORDER, limit_percent=50)["19"] == "50"


@pytest.mark.cites("CS-IRG-G7", "CS-IRG-G13", "CS-IRG-G14", "CS-IRG-L3", "CS-IRG-L4")
def test_the_payor_is_told_of_lump_sums_liability_and_the_end_of_a_job():
    text = said(ORDER)
    for told in (
        "Tell us before you pay a lump sum, such as a bonus or severance pay, of any size.",
        "up to the whole amount that you should have withheld",
        "a written notice to the clerk of court within 30 days",
        "Keep to this order until you get a notice that changes or ends it",
        "Keep this order in case the employee comes back.",
    ):
        assert told in text, told


def test_each_pay_frequency_has_its_amount_to_the_cent():
    fields = stated(ORDER)
    assert [fields[f"13{letter}"] for letter in "abcd"] == [
        "$95.76", "$191.53", "$207.50", "$415.00",
    ]  # fmt: skip
    assert fields["14"] == "Not stated"
    assert stated(ORDER, lump_sum_cents=1)["14"] == "$0.01"


@pytest.mark.parametrize("form", [ORDER, END, LUMP, VIOLATION, ENDED, DELINQUENT],
                         ids=lambda form: form.name)  # fmt: skip
@pytest.mark.parametrize("language", ["en", "es"])
def test_the_paper_is_tagged_and_names_its_language(form, language):
    content = sample_pdf(form, language=language)
    assert b"pdfuaid:part" in content
    assert b"/StructTreeRoot" in content
    assert f"/Lang({language}-US)".encode() in content
    tags = set(re.findall(rb"/S/(\w+)", content.replace(b" ", b"")))
    assert {b"H1", b"H2"} <= tags
    if form.name.startswith("income_withholding"):
        assert {b"Table", b"TH", b"TD"} <= tags


@pytest.mark.cites("CS-IRG-L6", "CS-IRG-L9", "CS-IRG-L9.2")
@pytest.mark.parametrize(
    ("sort", "told"), [("earnings", "at most 55 percent"), ("other", "sets no limit")]
)
def test_a_lump_sum_that_is_pay_has_the_limit_and_another_has_none(sort, told):
    text = said(LUMP, sort=sort)
    assert told in text
    assert "Withhold $1,225.00 of it for support. The order for this comes with this" in text


def test_a_lump_sum_of_which_nothing_is_asked_is_let_go_without_duties():
    text = said(LUMP, answer="release", withhold_cents=0, is_asked=False)
    assert "Withhold nothing of it." in text
    assert "What you must do" not in text


@pytest.mark.cites("CS-IRG-G6", "CS-IRG-G6-c", "CS-IRG-G7")
@pytest.mark.parametrize(
    ("violation", "told"),
    [
        ("not_sent", "did not send us the support within 7 business days"),
        ("sent_less", "sent us less than the order asks for"),
        ("not_begun", "did not start to withhold"),
        ("retaliation", "fired, punished or refused to hire"),
    ],
)
def test_the_notice_names_the_violation_and_when_and_where_the_hearing_is(violation, told):
    text = said(VIOLATION, violation=violation)
    assert told in text
    for each in ("December 9, 2026, 9:30 a.m., District Court", "If you do not come, the court",
                 "Up to the whole amount", "of up to $200.00", "In all, $383.06"):  # fmt: skip
        assert each in text, each


@pytest.mark.cites("CS-IRG-G13", "CS-IRG-G14")
def test_a_clerk_is_told_of_the_payor_and_that_the_order_is_kept():
    text = said(ENDED)
    assert "Made-Up Mills Inc." in text
    assert "A payor has 30 days to tell the clerk of court." in text
    assert "The payor keeps it until it gets a notice that ends it." in text


@pytest.mark.cites("42 USC 654(26)")
def test_a_parent_never_reads_where_the_other_one_worked_or_works_now():
    text = said(ENDED, recipient="parent", is_clerk=False, new_payor="New Example Works")
    assert "Payments from this job or benefit will stop." in text
    assert "Made-Up Mills" not in text
    assert "New Example Works" not in text


@pytest.mark.cites("CS-IRG-G10", "CS-IRG-G10-b")
def test_a_parent_reads_by_when_and_on_which_two_grounds_withholding_can_be_contested():
    text = said(DELINQUENT)
    for told in ("until October 21, 2026", "within 20 days after you got this notice",
                 "these two questions and no others", "amount of current or past-due support",
                 "Are you the person who owes it?"):  # fmt: skip
        assert told in text, told
