"""The reasons of a determination stand on a letter in the family's words, with their law."""

from datetime import date

import pytest
from tests.unit.test_payment_record_page import text_of

from posse.notices.letter.care_reasons import COMPARED, reason_rows
from posse.notices.letter.data import letter_pdf
from posse.notices.letter.forms import notice_form
from posse.notices.letter.samples import sample_of
from posse.rules.childcare.eligibility.sentences import COMPARED as SAID
from posse.rules.parameters import load_law
from posse.rules.texts import LANGUAGES

DENIAL = notice_form("care_denial")
NAMES = {7: "Pip Larkthimble", 8: "Robin Larkthimble"}


def check(*, found="no", limit="", is_met=False, cites=("CC-1101-A",)):
    return {
        "words": "Whatever", "found": found, "limit": limit, "is_met": is_met,
        "cites": list(cites),
    }  # fmt: skip


def reason(criterion, *checks, participant=None, is_met=False):
    return {
        "criterion": criterion, "participant": participant, "is_met": is_met,
        "checks": list(checks),
    }  # fmt: skip


INCOME = reason(
    "income",
    check(found="$4,210.00", limit="at most $3,984.17", cites=("CC-1101-A", "CC-1201-A")),
)


def rows(*kept, language="en"):
    return reason_rows(kept, names=NAMES, language=language)


@pytest.mark.cites("CC-1401-A-4")
def test_income_above_the_limit_is_told_with_both_figures_and_its_clauses():
    [row] = rows(INCOME)
    assert (row["found"], row["limit"]) == ("$4,210.00", "at most $3,984.17")
    assert row["law"] == ("CC-1101-A", "CC-1201-A")
    assert row["reason"] == "care_reasons.income"


def test_what_is_met_is_no_reason_against():
    met = reason("age", check(is_met=True), participant=7, is_met=True)
    assert [row["reason"] for row in rows(met, INCOME)] == ["care_reasons.income"]


def test_where_all_is_met_one_row_says_so():
    [row] = rows(reason("age", check(is_met=True), participant=7, is_met=True))
    assert row["reason"] == "care_reasons.eligible"
    assert row["law"] == ("CC-503-A",)


def test_the_person_whom_it_is_about_is_named():
    [row] = rows(reason("residence", check(), participant=8))
    assert row["who"] == "Robin Larkthimble"


def test_a_clause_that_two_checks_share_is_named_once():
    [row] = rows(reason("activity", check(), check(cites=("CC-503-C", "CC-1101-A"))))
    assert row["law"] == ("CC-1101-A", "CC-503-C")


@pytest.mark.parametrize(
    ("found", "limit"),
    [("no", ""), ("not known", "at most $5.00"), ("$5.00", "until Mar 3, 2026")],
)
def test_what_is_no_figure_stays_with_staff(found, limit):
    [row] = rows(reason("activity", check(found=found, limit=limit)))
    assert (row["found"], row["limit"]) == (None, None)


def test_a_comparison_is_told_in_the_language_of_the_letter():
    assert rows(INCOME, language="es")[0]["limit"] == "como máximo $3,984.17"


def test_every_comparison_that_a_determination_makes_is_known():
    assert set(SAID.values()) == set(COMPARED)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_denial_can_be_written_for_every_criterion_of_the_law(language):
    criteria = load_law().value("childcare.eligibility.criteria", on=date(2026, 10, 1))
    kept = [reason(row["name"], check(), participant=7) for row in criteria]
    head, values = sample_of(DENIAL)
    told = {**values, "reasons": rows(*kept, language=language)}
    text = text_of(letter_pdf(DENIAL, head, told))
    assert text.count("Pip Larkthimble") == len(kept) + 1
