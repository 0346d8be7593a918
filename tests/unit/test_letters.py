"""Every notice reads as it was read over, in both languages, and never goes out with a gap."""

import shutil
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.unit.test_payment_record_page import text_of

from posse.apps.records.choices import LetterKind
from posse.notices.letter.checking import check_values
from posse.notices.letter.composing import blocks_of
from posse.notices.letter.data import letter_pdf, letter_words
from posse.notices.letter.forms import notice_form, notice_forms
from posse.notices.letter.laws import law_named
from posse.notices.letter.samples import sample_of, sample_pdf
from posse.rules.errors import LawError, LawFileInvalid
from posse.rules.locations import policy_root
from posse.rules.texts import LANGUAGES

FORMS = notice_forms()
EACH = pytest.mark.parametrize("name", FORMS)


@EACH
@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_reads_as_it_was_read_over_by_eye(name, language):
    read = (FORMS[name].folder / f"sample.{language}.txt").read_text("utf-8")
    assert text_of(sample_pdf(FORMS[name], language=language)) == read


@EACH
def test_the_same_notice_gives_the_same_accessible_bytes(name):
    pdf = sample_pdf(FORMS[name])
    assert pdf == sample_pdf(FORMS[name])
    assert b"pdfuaid:part" in pdf
    assert b"/Lang(es-US)" in sample_pdf(FORMS[name], language="es")


@EACH
def test_staff_and_the_table_of_letters_call_a_notice_the_same(name):
    assert LetterKind(name).label == FORMS[name].words


@EACH
def test_a_notice_never_goes_out_with_a_gap(name):
    head, values = sample_of(FORMS[name])
    for missing in values:
        rest = {key: told for key, told in values.items() if key != missing}
        with pytest.raises(LawError, match=f"needs {missing}"):
            letter_pdf(FORMS[name], head, rest)


@EACH
def test_no_value_of_another_kind_is_written(name):
    _, values = sample_of(FORMS[name])
    for key, told in values.items():
        wrong = [{}] if isinstance(told, list) else object()
        with pytest.raises(LawError):
            check_values(FORMS[name], {**values, key: wrong})


def test_a_negative_amount_is_no_debt():
    _, values = sample_of(FORMS["passport_denial"])
    with pytest.raises(LawError, match="no negative amount"):
        check_values(FORMS["passport_denial"], {**values, "past_due_cents": -1})


@given(cents=st.integers(0, 10**12))
def test_money_stands_on_a_letter_to_the_cent(cents):
    form = FORMS["passport_denial"]
    text = " ".join(
        block["text"] for block in blocks_of(form, {"past_due_cents": cents}, language="en")
    )
    assert f"${cents // 100:,}.{cents % 100:02} today" in text


@pytest.mark.parametrize(
    "name", ["<script>alert(1)</script>", "#set page(fill: red)", "José Ñ"]
)
def test_a_name_is_written_and_never_run(name):
    head, values = sample_of(FORMS["passport_denial"])
    text = text_of(letter_pdf(FORMS["passport_denial"], replace(head, name=name), values))
    assert name in text


@pytest.mark.cites("42 USC 654(26)")
def test_a_protected_address_stands_on_no_paper():
    head, values = sample_of(FORMS["passport_denial"])
    hidden = replace(head, address=(), is_address_protected=True)
    text = text_of(letter_pdf(FORMS["passport_denial"], hidden, values))
    assert "12 Example Street" not in text
    assert "the address that we keep private" in text


@pytest.mark.cites("CS-9.2-TOP-NOT-1", "45 CFR 303.72(e)")
def test_one_notice_tells_of_refunds_payments_and_passport_and_how_to_contest():
    text = text_of(sample_pdf(FORMS["pre_offset"]))
    for told in ("tax refund", "Other federal payments", "passport", "records review",
                 "injured spouse", "the State of the court order"):  # fmt: skip
        assert told in text.replace("\n", " "), told


@pytest.mark.cites("CS-9.2-CBR-NOT-2", "CS-9.2-CBR-NOT-3")
def test_the_notice_of_the_credit_bureau_tells_criteria_process_and_dispute():
    text = text_of(sample_pdf(FORMS["credit_bureau"])).replace("\n", " ")
    for told in (
        "more than $1,000.00 is past due",
        "every month",
        "amount is wrong",
        "7 years",
    ):
        assert told in text, told


@pytest.mark.cites("CS-9.2-PASS-1", "CS-9.2-PASS-6")
def test_the_letter_on_a_passport_says_zero_tolerance_and_whom_to_call():
    text = text_of(sample_pdf(FORMS["passport_denial"])).replace("\n", " ")
    assert "Paying a part of it is not enough" in text
    assert "Laramie County Child Support Office" in text


@pytest.mark.cites("CS-IRG-J28", "CS-IRG-J28-b", "CS-IRG-J30.1-b")
def test_the_notice_of_intent_tells_of_the_hearing_and_of_limited_driving():
    text = text_of(sample_pdf(FORMS["license_intent"])).replace("\n", " ")
    for told in (
        "district court of Laramie County",
        "within 60 days",
        "up to 120 days",
        "$5.00",
    ):
        assert told in text, told


@pytest.mark.cites("CS-IRG-J5.7", "CS-IRG-J5.9")
def test_the_parent_reads_by_when_and_why_a_levy_can_be_challenged():
    text = text_of(sample_pdf(FORMS["levy_parent"])).replace("\n", " ")
    for told in ("October 30, 2026", "wrong account", "wrong person"):
        assert told in text, told


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        ("stands", "The amount stays as it was"),
        ("changed", "The amount changes from $2,840.50 to $2,000.00. We use the new"),
        ("withdrawn", "we may not go on"),
        ("released", "give back what was taken"),
    ],
)
@pytest.mark.cites("CS-9.2-TOP-REV-8", "CS-9.2-TOP-REV-9", "CS-9.2-TOP-REV-10")
def test_the_result_of_a_review_has_three_outcomes(outcome, told):
    head, values = sample_of(FORMS["review_result"])
    pdf = letter_pdf(FORMS["review_result"], head, {**values, "outcome": outcome})
    assert told in text_of(pdf).replace("\n", " ")


def test_a_part_is_left_out_without_its_value():
    head, values = sample_of(FORMS["review_result"])
    alone = letter_words(FORMS["review_result"], head, {**values, "is_other_state": False})
    said = [block.get("text", "") for block in alone["blocks"]]
    assert not any("Another State" in text for text in said)


def test_a_letter_names_the_law_as_anybody_can_look_it_up():
    cites = ("CS-9.2-TOP-NOT-1", "CS-9.2-TOP-NOT-2", "CS-IRG-J4", "45 CFR 303.72(e)")
    assert law_named(cites) == [
        "Wyoming Policy 9.2", "Wyoming Intergovernmental Reference Guide", "45 CFR 303.72(e)",
    ]  # fmt: skip


def test_a_notice_that_is_not_there_is_refused_in_words():
    with pytest.raises(LawError, match="there is no notice 'dunning'"):
        notice_form("dunning")


@pytest.mark.parametrize(
    ("found", "put"),
    [
        ("say: owed", "say: nowhere"),
        ("CS-9.2-PASS-1", "Somewhere 12"),
        ("past_due_cents: money", "past_due_cents: dollars"),
        ("- say: after", "- choose: past_due_cents"),
    ],
)
def test_a_notice_that_names_what_is_not_there_is_refused(tmp_path, found, put):
    root = tmp_path / "policy"
    shutil.copytree(policy_root(), root)
    file = root / "wyoming/support/notices/passport_denial/notice.yaml"
    whole = file.read_text("utf-8")
    assert found in whole
    file.write_text(whole.replace(found, put), "utf-8")
    with pytest.raises(LawFileInvalid):
        notice_forms(root=root)
