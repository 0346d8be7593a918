"""Every letter of the child care program says what its law asks, or it is not sent."""

import re
import shutil
from datetime import date

import pytest
from tests.unit.test_payment_record_page import text_of

from posse.notices.letter.checking import check_values
from posse.notices.letter.data import letter_pdf, letter_words
from posse.notices.letter.forms import notice_form, notice_forms
from posse.notices.letter.laws import regulations
from posse.notices.letter.samples import sample_of, sample_pdf
from posse.rules.errors import LawError, LawFileInvalid
from posse.rules.locations import policy_root
from posse.rules.parameters import load_law
from posse.rules.texts import LANGUAGES, load_texts, words

FORMS = {name: form for name, form in notice_forms().items() if form.items}
EACH = pytest.mark.parametrize("name", FORMS)
BENEFIT = ["care_approval", "care_presumptive", "care_change", "care_authorization"]
FOLDER = "wyoming/childcare/notices"


def said(name, *, language="en", **changed):
    head, values = sample_of(FORMS[name])
    told = letter_pdf(FORMS[name], head, {**values, **changed}) if changed else None
    text = text_of(told or sample_pdf(FORMS[name], language=language)).replace("\n", " ")
    return re.sub(r"\s+", " ", text)


def refused(name, match, **changed):
    _, values = sample_of(FORMS[name])
    with pytest.raises(LawError, match=match):
        check_values(FORMS[name], {**values, **changed})


def edited(tmp_path, file, *, found, put):
    """A policy folder in which one file says something else."""
    root = tmp_path / "policy"
    shutil.copytree(policy_root(), root)
    whole = (root / file).read_text("utf-8")
    assert found in whole
    (root / file).write_text(whole.replace(found, put, 1), "utf-8")
    return root


def test_the_program_has_a_letter_for_each_decision_and_each_step():
    assert set(FORMS) == {
        *("care_approval", "care_denial", "care_withdrawal", "care_authorization"),
        *("care_proofs", "care_pending", "care_denial_day_60", "care_license_pending"),
        *("care_presumptive", "care_presumptive_end", "care_change", "care_ending"),
        *("care_review_due", "care_review_ended", "care_power"),
    }


@EACH
@pytest.mark.cites("CC-1400-A", "CC-1401-A", "CC-1401-A-5", "CC-1401-A-6", "CC-402-G")
def test_every_letter_tells_of_conference_hearing_and_changes(name):
    text = said(name)
    for told in (
        "You may ask for an informal conference, for an administrative hearing, or for both.",
        "at your field office or by an ECARES ticket",
        "Ask for the hearing within 30 days after the date of this letter, until November 2",
        "within 10 days after you learn of a change.",
        "Tell us of a change in where you live or who lives with you,",
        "your income, your child care provider, what you own, or going to school.",
    ):
        assert told in text, told


@EACH
@pytest.mark.cites("CC-1401-A-4")
def test_every_letter_gives_its_reason_and_the_exact_regulation(name):
    assert re.search(r"Regulation .*Manual \w+-\w+", said(name))
    refused(name, r"lacks the reason with its regulation \(CC-1401-A-4\)", reasons=[])
    _, values = sample_of(FORMS[name])
    row = values["reasons"][0]
    refused(name, "needs the law that reasons.law rests on", reasons=[{**row, "law": []}])
    nowhere = "-".join(("CC", "9999", "Z"))
    refused(name, f"no clause {nowhere!r}", reasons=[{**row, "law": [nowhere]}])
    refused(name, "needs a sentence", reasons=[{**row, "reason": "care_reasons.whim"}])


@EACH
@pytest.mark.cites("CC-1401-A-7", "CC-402-C-1")
def test_every_letter_states_the_certification_period_or_that_there_is_none(name):
    days = {"period_starts_on": date(2026, 9, 14), "period_ends_on": date(2027, 9, 13)}
    told = said(name, period="runs", **days)
    assert "period runs from September 14, 2026 through September 13, 2027." in told
    for missing in days:
        refused(name, "CC-1401-A-7", period="runs", **{**days, missing: None})


@EACH
@pytest.mark.cites("CC-1101-AUTH")
def test_every_letter_names_the_rules_it_rests_on(name):
    basis = load_law("wyoming").value("childcare.notices.legal_basis", on=date(2026, 10, 1))
    assert "Child Care, chapter 1 (Purchase of Service)" in basis
    assert f"Rules: {basis}." in said(name, legal_basis=basis)
    assert "basis" in {item for part in FORMS[name].body for item in part.tells}


@EACH
@pytest.mark.cites("CC-1401-A-1", "CC-1401-A-3")
def test_every_letter_says_what_is_done_and_on_which_day(name):
    told = {item for part in FORMS[name].body for item in part.tells}
    assert {"done", "date"} <= told


@pytest.mark.parametrize("name", BENEFIT)
@pytest.mark.cites("CC-1401-A-2")
def test_a_letter_on_a_benefit_states_its_amount(name):
    _, values = sample_of(FORMS[name])
    amount = "month_cents" if "month_cents" in values else "benefit_cents"
    assert "$1,234.56" in said(name, **{amount: 123456})
    assert "benefit" in [item.name for item in FORMS[name].items]


@pytest.mark.cites("CC-1401-B-1")
def test_an_approval_lists_benefit_levels_that_differ_and_only_those():
    assert "June 1, 2027 September 13, 2027 $1,716.00" in said("care_approval")
    assert "The benefit differs within" not in said("care_approval", levels=[])


@pytest.mark.cites("CC-1401-B-2")
def test_an_approval_says_why_the_first_month_differs_and_by_how_much():
    why = "differs from that of later months, because assistance begins within the month."
    assert f"{why} For the first month we pay at most $795.60." in said("care_approval")
    unknown = said("care_approval", first_month_cents=None)
    assert why in unknown
    assert "For the first month" not in unknown
    assert "at most $0.00." in said("care_approval", first_month_cents=0)
    same = said("care_approval", first_month="same", first_month_cents=None)
    assert "no different from that of later months" in same


@pytest.mark.parametrize("name", ["care_denial", "care_denial_day_60", "care_presumptive_end"])
@pytest.mark.cites("CC-1401-C", "CC-1401-D-2-a", "CC-1401-D-2-b", "CC-402-H")
def test_a_denial_says_how_to_apply_again_or_to_have_it_taken_up_again(name):
    text = said(name)
    assert "You may apply again at any time" in text
    assert "whether this application can be taken up again" in text
    assert re.search(r"[Ww]e deny your application|Your case is denied", text)


@pytest.mark.cites("CC-1401-D-2-c")
def test_no_denial_of_child_care_promises_benefits_from_the_first_application_on():
    assert "reach back" not in said("care_denial_day_60")


@pytest.mark.cites("CC-1401-D-1", "CC-1401-D-1-a", "CC-1401-D-1-b")
def test_on_day_30_the_family_reads_that_it_is_pending_and_may_reach_back():
    text = said("care_pending")
    assert "is still pending on October 1, 2026." in text
    assert "not decided it within 30 days, and the delay is ours" in text
    assert "benefits may reach back to the day of your application, September 1, 2026" in text


@pytest.mark.cites("CC-1202-D-2", "CC-1202-D-3", "CC-A4-B-2-b")
def test_a_wait_for_a_license_is_told_and_is_no_denial():
    text = said("care_license_pending")
    assert "takes longer than 30 days, because the license of Made-Up Meadow" in text
    assert "up to 60 days, here until November 2, 2026" in text
    assert "We do not deny your application because of this wait." in text


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ("applicant", "nor a word from you reach us by then, we deny your application on Nov"),
        ("recipient", "your child care assistance ends on November 3, 2026, for not coop"),
    ],
)
@pytest.mark.cites("CC-1405-A-1-b", "CC-1405-A-2-a", "CC-1405-A-2-b", "CC-301-F")
def test_a_request_names_each_proof_its_day_and_what_follows(asked, told):
    text = said("care_proofs", asked=asked)
    assert told in text
    assert "immigration status Wren Larkthimble November 2, 2026" in text
    refused("care_proofs", "lacks what has to be proved", proofs=[])


@pytest.mark.cites("CC-402-D-2")
def test_a_withdrawal_is_told_and_how_it_was_asked_for():
    text = said("care_withdrawal")
    assert "is withdrawn from October 1, 2026" in text
    assert "You asked us for this in person or by phone." in text


@pytest.mark.cites("CC-200-presumptive-eligibility", "CC-1316-A-1", "CC-401-G")
def test_presumptive_payment_is_told_with_its_days_and_its_early_end():
    text = said("care_presumptive")
    assert "from October 1, 2026 through October 30, 2026" in text
    assert "For these 30 days we pay at most $1,404.00." in text
    assert "once in 12 months" in text
    assert "The last day of care that we pay is October 1, 2026." in said(
        "care_presumptive_end"
    )


@EACH
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.cites("CC-1318-A", "CC-1903-A")
def test_no_letter_offers_that_payment_goes_on_during_a_hearing(name, language):
    text = said(name, language=language).lower()
    assert not re.search(r"(continue|go on|sigu|contin)\w* .{0,40}(hearing|audiencia)", text)
    ends = name in {"care_ending", "care_presumptive_end"}
    told = words("care_letters.no_payment_meanwhile", language=language).lower()
    assert (told in text) is ends


@pytest.mark.cites("CC-200-authorization", "CC-1101-B")
def test_an_authorization_states_the_most_hours_the_most_paid_and_the_share():
    text = said("care_authorization")
    for told in ("In a week: 21 h 30 min.", "Wednesday 8 h 30 min Full day",
                 "For a month: $354.75", "For a full day: $33.00",
                 "Your share, which you pay to the provider • For a month: $25.80",
                 ):  # fmt: skip
        assert told in text, told
    told = {item for part in FORMS["care_authorization"].body for item in part.tells}
    assert {"hours", "benefit", "share"} <= told


@pytest.mark.parametrize(
    ("direction", "told"),
    [("more", "We pay more"), ("same", "We pay no less"), ("less", "We pay less")],
)
def test_a_change_says_which_way_it_goes_with_both_amounts(direction, told):
    text = said("care_change", direction=direction)
    assert told in text
    assert "at most $1,404.00. Before, it was $1,248.00." in text


@pytest.mark.cites("CC-1203-A-4.1", "CC-1504-C-2", "CC-A7-B")
def test_an_ending_names_each_authorization_and_the_last_day_paid():
    text = said("care_ending", scope="family")
    assert "The last day of care that we pay is October 15, 2026." in text
    assert "Wren Larkthimble Made-Up Meadow Child Care" in text
    assert "With this all child care assistance of your family ends." in text


@pytest.mark.cites("CC-1601-A", "CC-1601-B")
def test_a_review_is_called_for_with_its_form_and_its_day():
    text = said("care_review_due")
    assert "fill in the application form and get it to us by October 30, 2026" in text
    assert "Without the review your child care assistance ends on November 15, 2026." in text


@pytest.mark.cites("CC-1601-G", "CC-1601-H", "CC-1601-I")
def test_a_review_ends_with_a_new_period_or_with_the_last_day_paid():
    assert "A new certification period begins on October 16" in said("care_review_ended")
    refused("care_review_ended", "lacks the amount of the benefit", benefit_cents=None)
    over = said(
        "care_review_ended",
        outcome="ended",
        is_continued=False,
        is_ended=True,
        children=[],
        benefit_cents=None,
        share_cents=None,
    )
    assert "the last day of care that we pay is October 16, 2026" in over
    assert "How much we pay" not in over


@EACH
@pytest.mark.cites("CC-1401-A")
def test_a_notice_without_a_part_for_an_item_is_refused(name, tmp_path):
    file = f"{FOLDER}/{name}/notice.yaml"
    root = edited(tmp_path, file, found="    tells: [reason]\n", put="")
    with pytest.raises(LawFileInvalid, match=r"no part tells the reason .*CC-1401-A-4"):
        notice_forms(root=root)


@pytest.mark.parametrize(
    ("file", "changed"),
    [
        ("care_change/notice.yaml", {"found": "sort: change", "put": "sort: denial"}),
        ("care_approval/notice.yaml", {"found": "filed_on: day", "put": "filed_on: hour"}),
        ("frame.yaml", {"found": "say: care_letters.rights", "put": "say: care_letters.none"}),
        ("frame.yaml", {"found": "if_any: levels", "put": "if_any: floors"}),
        ("frame.yaml", {"found": "item: done,", "put": "item: Done,"}),
        ("frame.yaml", {"found": "[CC-1401-A-1]", "put": "[Section 1401]"}),
    ],
)
def test_a_frame_that_does_not_hold_together_is_refused(tmp_path, file, changed):
    root = edited(tmp_path, f"{FOLDER}/{file}", **changed)
    with pytest.raises(LawFileInvalid):
        notice_forms(root=root)


def test_every_criterion_of_eligibility_has_its_sentence_for_a_denial():
    on = date(2026, 10, 1)
    criteria = load_law().value("childcare.eligibility.criteria", on=on)
    assert {f"care_reasons.{row['name']}" for row in criteria} <= load_texts().keys()


def test_an_empty_column_of_the_reasons_is_left_out():
    head, values = sample_of(FORMS["care_approval"])
    blocks = letter_words(FORMS["care_approval"], head, values)["blocks"]
    heads = [block["heads"] for block in blocks if block["shape"] == "table"]
    assert ["Reason", "Regulation"] in heads
    assert "What we found" in said("care_denial")


@pytest.mark.parametrize(
    ("minutes", "told"), [(0, "0 h"), (1, "0 h 1 min"), (60, "1 h"), (1290, "21 h 30 min")]
)
def test_hours_stand_in_hours_and_minutes(minutes, told):
    assert f"In a week: {told}." in said("care_authorization", week_minutes=minutes)
    refused("care_authorization", "is -1 minutes", week_minutes=-1)


def test_a_regulation_names_the_manual_once_and_other_laws_as_they_are():
    cites = ("CC-1201-B", "45 CFR 98.20(a)(3)", "CC-1101-A")
    assert regulations(cites, language="en") == "Manual 1201-B, 1101-A; 45 CFR 98.20(a)(3)"


def test_support_notices_need_no_frame():
    assert notice_form("license_intent").items == ()
