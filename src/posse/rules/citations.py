"""The fixed forms a citation may take, so that citations can be found and counted."""

import re

# A clause id is the document, then its place: the lists lie in policy/clauses.
CLAUSE = re.compile(
    r"\b(?:CS-6\.3|CS-17|CS-IRG|CS-9\.2|CC)-[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?"
)

_PARAGRAPHS = r"(?:\([A-Za-z0-9]+\))*"
_FORMS = {
    "45 CFR 302.51(a)(1)": re.compile(rf"\d+ CFR \d+(?:\.\d+[a-z]?)?{_PARAGRAPHS}"),
    "42 USC 654b(d)": re.compile(rf"\d+ USC \d+[a-z]*(?:-\d+)?{_PARAGRAPHS}"),
    "81 FR 93492": re.compile(r"\d+ FR \d+"),
    "W.S. 20-6-106(m)": re.compile(rf"W\.S\. \d+-\d+-\d+{_PARAGRAPHS}"),
    "Wyoming Rules 7-2(b)": re.compile(rf"Wyoming Rules \d+-\d+{_PARAGRAPHS}"),
    "Wyoming Policy 14.2": re.compile(r"Wyoming Policy \d+\.[0-9A-Z.]*[0-9A-Z]"),
    "OCSE AT-09-03": re.compile(r"OCSE (?:AT|DCL|PIQ)-\d\d-\d\d"),
    "WAC 388-14A-5005": re.compile(r"WAC \d+-\d+[A-Z]?-\d+"),
}


def clause_ids_in(text: str) -> set[str]:
    """Everything in ``text`` that looks like a clause id."""
    return set(CLAUSE.findall(text))


def citations_in(text: str) -> set[str]:
    """Everything in ``text`` that has the form of a citation."""
    return clause_ids_in(text).union(*(form.findall(text) for form in _FORMS.values()))


def is_clause_id(citation: str) -> bool:
    """Whether the citation names a clause of one of the source documents."""
    return CLAUSE.fullmatch(citation) is not None


def citation_fault(citation: str) -> str | None:
    """Why ``citation`` is not in a fixed form, or None when it is."""
    if is_clause_id(citation) or any(form.fullmatch(citation) for form in _FORMS.values()):
        return None
    forms = ", ".join(repr(form) for form in _FORMS)
    return f"{citation!r} is no clause id and has none of the fixed forms: {forms}"
