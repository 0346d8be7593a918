"""What the profile tells other States of enforcement: each answer there, with its figures."""

import re
from datetime import date

import pytest

from posse.rules.clauses import clauses
from posse.rules.parameters import load_law

LAW = load_law()
ON = date(2026, 11, 23)
TABLES = (
    "support.payments.published",
    "support.remedies.published",
    "support.remedies.freeze_and_seize.published",
    "support.remedies.lump_sum.published",
    "support.remedies.insurance_match.published",
    "support.remedies.drivers_license.published",
    "support.remedies.aei.published",
)
ANSWERS = {
    cite: row for key in TABLES for row in LAW.value(key, on=ON) for cite in row["cites"]
}
SECTION = re.compile(r"CS-IRG-[JLM]\d")


@pytest.mark.parametrize(
    "cite", [pytest.param(cite, marks=pytest.mark.cites(cite)) for cite in sorted(ANSWERS)]
)
def test_published_answer_holds_the_figures_of_its_clause(cite):
    row = ANSWERS[cite]
    told = f"{row['asked']} {row['answer']}"
    figures = re.findall(r"\d+", clauses()[cite].numbers)
    missing = [figure for figure in figures if figure not in told]
    assert missing == [] or cite in WORDED, cite
    assert row["answer"].strip()


# The figures of these stand in a parameter, or are told in words or by the list itself.
WORDED = {
    "CS-IRG-J19",
    "CS-IRG-J20",
    "CS-IRG-J21",
    "CS-IRG-J22",
    "CS-IRG-J25",
    "CS-IRG-J26",
    "CS-IRG-J27",
    "CS-IRG-J30.1-b",
    "CS-IRG-J5.9",
    "CS-IRG-L14",
    "CS-IRG-L15-b",
    "CS-IRG-L15-c",
    "CS-IRG-M2.3",
}


def test_every_answer_of_the_three_sections_stands_in_the_law():
    cited = {
        cite
        for parameter in LAW.parameters.values()
        for value in parameter.values
        for cite in (*value.cites, *cites_below(value.value))
    }
    sections = {cite for cite in clauses() if SECTION.match(cite)}
    assert sorted(sections - cited) == []


def cites_below(value):
    if isinstance(value, tuple):
        return [cite for each in value for cite in cites_below(each)]
    if hasattr(value, "items"):
        found = [
            cite for key, each in value.items() for cite in cites_below(each) if key != "cites"
        ]
        return [*value.get("cites", ()), *found]
    return []


@pytest.mark.cites("CS-9.2-AUTH-1", "CS-9.2-AUTH-2", "CS-9.2-AUTH-3", "CS-9.2-XREF-1")
def test_register_names_the_acts_and_rules_it_rests_on():
    rows = LAW.value("support.remedies.authority", on=ON)
    told = " ".join(row["where"] for row in rows)
    for place in ("452(k) and (l)", "454(20) and (31)", "303.72", "20-6-106(m)(iii)"):
        assert place in told
    for chapter in ("chapters 7", "8 (credit reports)", "9 (financial data match)", "5.4"):
        assert chapter in told
