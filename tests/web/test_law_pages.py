"""The law on pages that anybody may read, without an account."""

import csv
import html
import re
from io import StringIO

import pytest
from django.test import Client

from posse.services.law import law_library
from posse.web.law_urls import law_urls

PARAMETER = "/law/parameters/support.fees.offset_fee/"
CLAUSE = "/law/clauses/CS-9.2-TOP-FEE-1/"
READING = "/law/readings/A-06/"
CITATION = "/law/citations/45%20CFR%20303.11(b)(1)/"
EXAMPLE = "/law/examples/wyoming/closure/CLO-b1-at/"
LAW = {
    "law": "/law/",
    "law-csv": "/law.csv",
    "law-guide": "/law/guide/",
    "law-definitions": "/law/definitions/",
    "law-parameter": PARAMETER,
    "law-clause": CLAUSE,
    "law-reading": READING,
    "law-citation": CITATION,
    "law-example": EXAMPLE,
}
TEMPLATES = {
    "law/library.html": "/law/",
    "law/guide.html": "/law/guide/",
    "law/definitions.html": "/law/definitions/",
    "law/parameter.html": PARAMETER,
    "law/clause.html": CLAUSE,
    "law/reading.html": READING,
    "law/citation.html": CITATION,
    "law/example.html": EXAMPLE,
}


def text(address: str) -> str:
    response = Client().get(address)
    assert response.status_code == 200, address
    return " ".join(response.content.decode().split())


def test_anybody_reads_every_page_of_the_law_without_asking_the_database() -> None:
    assert {pattern.name for pattern in law_urls} == set(LAW)
    for address in LAW.values():
        assert text(address), address


@pytest.mark.parametrize("template", TEMPLATES)
def test_each_kind_of_page_has_its_own_form(template) -> None:
    shown = Client().get(TEMPLATES[template]).templates
    assert template in {each.name for each in shown}


def test_every_parameter_clause_reading_and_example_has_its_page() -> None:
    held = law_library()
    pages = [f"/law/{entry.kind}s/{entry.id}/" for entry in held.entries]
    pages += [f"/law/examples/{address}/" for address in held.examples]
    pages += [f"/law/citations/{citation}/" for citation in held.uses]
    client = Client()
    failing = [page for page in pages if client.get(page).status_code != 200]
    assert not failing


def test_a_parameter_shows_its_value_dates_citations_sureness_and_examples() -> None:
    page = text(PARAMETER)
    for said in (
        "$25.00",
        "in force",
        "CS-9.2-TOP-FEE-1",
        "How sure",
        "Worked examples",
        "A-04",
    ):
        assert said in page


def test_a_clause_shows_what_carries_it_out() -> None:
    page = text(CLAUSE)
    assert PARAMETER in page
    assert "/law/readings/A-04/" in page
    assert "tests/jobs/test_intake_gate.py" in text("/law/clauses/CS-6.3-SEARCH-3/")


def test_a_citation_of_a_rule_leads_to_its_guidance_tests_and_parameters() -> None:
    page = text("/law/citations/45%20CFR%20303.11(a)/")
    assert "Look whether the facts still stand" in page
    assert "/law/parameters/support.closure." in text(CITATION)


def test_an_example_is_shown_as_facts_in_and_result_out() -> None:
    page = text(EXAMPLE)
    assert "Exactly $500 is not under $500" in page
    assert page.index("The facts") < page.index("500.00") < page.index("The result")
    assert "arrears_below_limit" in page


def test_a_word_written_wrongly_is_read_as_its_nearest_and_the_page_says_so() -> None:
    page = text("/law/?q=disbursment")
    assert "stands nowhere here; read as <strong>disbursement</strong>" in page


def test_filters_narrow_by_kind_program_topic_sureness_and_date() -> None:
    assert 'class="posse-tag">clause' not in text("/law/?kind=reading")
    assert "support.fees.offset_fee" in text("/law/?q=fee&sure=second_hand&topic=fees")
    assert "CC-100-A" in text("/law/?kind=clause&program=Child+care")
    late = text("/law/?since=2018-10-01&topic=fees")
    assert "support.fees.annual_fee" in late
    assert "support.fees.offset_fee" not in late


def test_what_is_no_day_or_matches_nothing_is_said() -> None:
    assert "is no day" in text("/law/?since=yesterday")
    assert "Nothing holds all of that" in text("/law/?q=zzqqxxyy")
    assert "Nothing holds all of that" in text("/law/?q=%00%3Cscript%3Ealert&kind=nothing")


@pytest.mark.parametrize(
    "address",
    [
        "parameters/support.none/",
        "clauses/none/",
        "readings/A-99/",
        "citations/1%20CFR%202/",
        "examples/wyoming/closure/none/",
    ],
)
def test_what_the_library_does_not_hold_is_not_found(address) -> None:
    assert Client().get(f"/law/{address}").status_code == 404


def test_the_list_comes_as_csv_with_its_filters() -> None:
    response = Client().get("/law.csv?q=offset&kind=parameter")
    rows = list(csv.DictReader(StringIO(response.content.decode())))
    assert "support.fees.offset_fee" in {row["id"] for row in rows}
    assert {row["kind"] for row in rows} == {"parameter"}


@pytest.mark.django_db
def test_staff_are_led_from_a_reason_to_the_law(office, clerk) -> None:
    page = clerk.get(f"/receipts/{office.identified}/").content.decode()
    assert 'href="/law/c' in page


def test_a_partner_reads_a_section_of_the_guide_with_figures_of_the_law() -> None:
    shown = text("/law/guide/?section=J")
    assert "At least $1,000.00 owed in past due support" in shown
    assert "/law/parameters/support.remedies.credit_bureau.threshold/" in shown
    assert "/law/clauses/CS-IRG-J14-b/" in shown
    assert "/law/readings/A-14/" in shown
    assert "guide-G1" not in shown


def test_a_partner_finds_answers_by_words_and_sees_what_is_left_blank() -> None:
    found = text("/law/guide/?q=threshold+lump")
    assert "L3.1" in found
    assert "guide-J14" not in found
    assert "No question holds all of that" in text("/law/guide/?q=zzqqxx")
    assert "Left blank in the guide" in text("/law/guide/?section=I")
    assert "319 questions, 60 of them left blank" in text("/law/guide/?section=all")


# The words of each definition that decide, which the page has to say.
DEFINED = {
    "CC-200-adult": ("Adult", "law of the State"),
    "CC-200-adverse-action": ("Adverse action", "or makes them less"),
    "CC-200-anticipated-income": ("Anticipated income", "during the benefit month"),
    "CC-200-applicant": ("Applicant", "care assistance in writing"),
    "CC-200-application-date": ("Application date", "as stamped on it"),
    "CC-200-assistance-unit": ("Assistance unit", "with whom it lives"),
    "CC-200-authorization": ("Authorization", "and the parent's share"),
    "CC-200-best-estimate": ("Best estimate", "what is expected next"),
    "CC-200-business-expense": ("Business expense", "services of a business"),
    "CC-200-central-registry": ("Central Registry", "and what was found"),
    "CC-200-child-care-center": ("Child care center", "part of a day"),
    "CC-200-child-care-facility": ("Child care facility", "for it is away"),
    "CC-200-current-month": ("Current month", "which eligibility is decided"),
    "CC-200-date-of-eligibility": ("Date of eligibility", "of the approved activity"),
    "CC-200-developmentally-delayed": ("Developmentally delayed", "thinking"),
    "CC-200-disaster": ("Disaster beyond control", "of the unit owns"),
    "CC-200-employment": ("Employment", "is done for income"),
    "CC-200-employment-and-training": (
        "Employment and training (E&T)",
        "of Agriculture approved it",
    ),
    "CC-200-employment-training": ("Employment training", "a person for work"),
    "CC-200-equity-value": ("Equity value", "legal debts on it"),
    "CC-200-exempt": ("Exempt", "of what is counted"),
    "CC-200-family-child-care-center": ("Family child care center", "or a business building"),
    "CC-200-family-child-care-home": ("Family child care home", "provider's own main home"),
    "CC-200-financial-responsibility": ("Financial responsibility", "as the law says"),
    "CC-200-fluctuating-income": ("Fluctuating income", "or leave and seasons"),
    "CC-200-fraud": ("Fraud", "for services not given"),
    "CC-200-guardian": ("Guardian", "as its order shows"),
    "CC-200-immediate-family": ("Immediate family", "home with their caretakers"),
    "CC-200-in-home-care": ("In-home care", "family who live there"),
    "CC-200-income": ("Income", "received from whatever source"),
    "CC-200-insurance-settlement": ("Insurance settlement", "thing or a person"),
    "CC-200-ipv": ("Intentional program violation", "get or keep more"),
    "CC-200-knowledgeable-source": ("Knowledgeable source", "what does not fit"),
    "CC-200-licensed-provider": ("Licensed provider", "standards of the department"),
    "CC-200-month-received": ("Month received", "it was in hand"),
    "CC-200-parental-access": ("Parental access", "children whenever they want"),
    "CC-200-payment-month": ("Payment month", "which assistance is paid"),
    "CC-200-periodic-income": ("Periodic income", "come at regular intervals"),
    "CC-200-power-work-requirement": ("POWER work requirement", "one was referred to"),
    "CC-200-redetermination": ("Redetermination", "payment are decided anew"),
    "CC-200-relative": ("Relative", "the child in care"),
    "CC-200-stable-income": ("Stable income", "that varies on top"),
    "CC-200-substitute-provider": ("Substitute provider", "hours in a month"),
    "CC-200-termination": ("Termination", "person off the program"),
}


@pytest.mark.cites(
    "CC-200-adult",
    "CC-200-adverse-action",
    "CC-200-anticipated-income",
    "CC-200-applicant",
    "CC-200-application-date",
    "CC-200-assistance-unit",
    "CC-200-authorization",
    "CC-200-best-estimate",
    "CC-200-business-expense",
    "CC-200-central-registry",
    "CC-200-child-care-center",
    "CC-200-child-care-facility",
    "CC-200-current-month",
    "CC-200-date-of-eligibility",
    "CC-200-developmentally-delayed",
    "CC-200-disaster",
    "CC-200-employment",
    "CC-200-employment-and-training",
    "CC-200-employment-training",
    "CC-200-equity-value",
    "CC-200-exempt",
    "CC-200-family-child-care-center",
    "CC-200-family-child-care-home",
    "CC-200-financial-responsibility",
    "CC-200-fluctuating-income",
    "CC-200-fraud",
    "CC-200-guardian",
    "CC-200-immediate-family",
    "CC-200-in-home-care",
    "CC-200-income",
    "CC-200-insurance-settlement",
    "CC-200-ipv",
    "CC-200-knowledgeable-source",
    "CC-200-licensed-provider",
    "CC-200-month-received",
    "CC-200-parental-access",
    "CC-200-payment-month",
    "CC-200-periodic-income",
    "CC-200-power-work-requirement",
    "CC-200-redetermination",
    "CC-200-relative",
    "CC-200-stable-income",
    "CC-200-substitute-provider",
    "CC-200-termination",
)
def test_each_word_of_the_child_care_manual_is_said_plainly_with_its_clause() -> None:
    shown = html.unescape(text("/law/definitions/"))
    rows = {
        term: (words, cites)
        for term, words, cites in re.findall(
            r"<dt>(.*?)</dt><dd>(.*?) <span[^>]*>(.*?)</span></dd>", shown
        )
    }
    for clause, (term, decisive) in DEFINED.items():
        words, cites = rows[term]
        assert decisive in words, term
        assert clause in cites, term


def test_a_word_is_found_and_one_that_is_not_there_is_said() -> None:
    found = text("/law/definitions/?q=grandparent")
    assert "Relative" in found
    assert "Child care center" not in found
    assert "defines no word like this" in text("/law/definitions/?q=zzqqxx")
