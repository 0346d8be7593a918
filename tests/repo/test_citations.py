"""Whatever the code, the law files and the tests cite has a fixed form and exists."""

import re

import pytest
from tests.repo.exception_lists import check_rule
from tests.repo.source_tree import code, functions, project_files, text_of

from posse.rules.citations import citation_fault, clause_ids_in
from posse.rules.clauses import clauses

# Each pattern finds whatever means to be a citation, well-formed or not.
MEANT = re.compile(
    r"\b\d+ (?:CFR|C\.F\.R\.) §?(?:Part )?\w+(?:\.\w+)*(?:\([^()\s]{1,5}\))*"
    r"|\b\d+ (?:USC|U\.S\.C\.) §?\w+(?:-\w+)*(?:\([^()\s]{1,5}\))*"
    r"|\b\d+ FR \w+|\bOCSE (?:AT|DCL|PIQ)[\w-]*"
)
# Tests of the citations themselves hold wrong ones on purpose.
ON_PURPOSE = (
    "tests/repo/test_citations.py",
    "tests/spec/test_clause_report.py",
    "tests/spec/test_law_store.py",
)


def citing_files():
    for name in project_files():
        is_ours = name.startswith(("src/", "policy/", "tests/", "docs/")) or "/" not in name
        is_text = name.endswith((".py", ".yaml", ".md", ".html"))
        if is_ours and is_text and name not in ON_PURPOSE:
            yield name, text_of(name)


@pytest.mark.parametrize(
    "wrong",
    ["45 C.F.R. 302.51", "45 CFR Part 303", "42 U.S.C. 657", "42 USC §657", "OCSE AT9"],
)
def test_citation_of_another_form_is_seen(wrong):
    [found] = MEANT.findall(f"as {wrong}, and")
    assert found == wrong
    assert citation_fault(found)


def test_citations_have_their_fixed_form():
    faults = {
        f"{name}:{found}": citation_fault(found)
        for name, text in citing_files()
        for found in MEANT.findall(text)
        if citation_fault(found)
    }
    check_rule("citations", faults)


def test_clauses_that_are_cited_exist():
    unknown = [
        f"{name}:{clause}"
        for name, text in citing_files()
        for clause in sorted(clause_ids_in(text) - set(clauses()))
    ]
    check_rule("clauses", unknown)


def sources_in(text):
    """What follows ``Source:`` in a docstring, up to the end of its paragraph."""
    found = re.findall(r"\bSource:((?:.|\n(?!\s*\n))*)", text)
    return [" ".join(each.split()) for each in found]


SOURCE = re.compile(r"CFR|USC|CS-|CC-|W\.S\.|policy|money core|federal_rules|TF\d|A-\d\d")


def test_sources_name_law_or_design():
    vague = {
        f"{each.name}:{source[:50]}": ""
        for each in code("src/")
        for source in sources_in(each.text)
        if not SOURCE.search(source)
    }
    check_rule("sources", vague)


def test_every_rule_of_the_law_names_its_source():
    """A public function of ``rules.support`` is law, so it says which."""
    places = list(functions(code("src/posse/rules/support/")))
    assert places
    silent = [
        place.name
        for place in places
        if place.is_public and not (MEANT.search(place.text) or clause_ids_in(place.text))
    ]
    check_rule("rules_without_source", silent)
