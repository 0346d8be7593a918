"""One parameter, clause, reading, citation or worked example of the law, each on its page."""

from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.rules.clauses import DOCUMENTS
from posse.rules.law_files import DatedValue, Parameter
from posse.rules.library.shelves import topic_of_key
from posse.rules.library.wording import Table, facts_shown, value_table, value_words
from posse.services.law import law_library
from posse.web.workday import today

EXAMPLES_SHOWN = 40


@require_GET
@login_not_required
def parameter(request: HttpRequest, key: str) -> HttpResponse:
    """A parameter with all its dated values, who says so, and what shows it."""
    held, on = law_library(), today()
    if key not in held.law.parameters:
        raise Http404(f"The law has no parameter {key}.")
    found = held.law.parameters[key]
    context = {
        "parameter": found,
        "values": _values(found, on),
        "topic": topic_of_key(key),
        "examples": held.examples_near(found)[:EXAMPLES_SHOWN],
        "readings": held.readings_near(found),
        "on": on,
        "held": held,
    }
    return render(request, "law/parameter.html", context)


@require_GET
@login_not_required
def clause(request: HttpRequest, id_: str) -> HttpResponse:
    """A clause with what carries it out."""
    held = law_library()
    if id_ not in held.clauses:
        raise Http404(f"There is no clause {id_}.")
    found = held.clauses[id_]
    context = {
        "clause": found,
        "document": DOCUMENTS[found.document],
        "uses": held.uses_of(id_),
        "held": held,
    }
    return render(request, "law/clause.html", context)


@require_GET
@login_not_required
def reading(request: HttpRequest, id_: str) -> HttpResponse:
    """An unclear place of a document, with the reading taken."""
    held = law_library()
    if id_ not in held.readings:
        raise Http404(f"There is no reading {id_}.")
    found = held.readings[id_]
    touched = [held.clauses[each] for each in found.clauses]
    context = {"reading": found, "clauses": touched, "held": held}
    return render(request, "law/reading.html", context)


@require_GET
@login_not_required
def citation(request: HttpRequest, citation: str) -> HttpResponse:
    """Everything that cites a place of a statute or a rule."""
    held = law_library()
    if citation in held.clauses:
        return clause(request, citation)
    if citation not in held.uses:
        raise Http404(f"Nothing here cites {citation}.")
    context = {"citation": citation, "uses": held.uses_of(citation), "held": held}
    return render(request, "law/citation.html", context)


@require_GET
@login_not_required
def example(request: HttpRequest, address: str) -> HttpResponse:
    """A worked example: facts in, result out."""
    held = law_library()
    if address not in held.examples:
        raise Http404(f"There is no worked example {address}.")
    found = held.examples[address]
    context = {
        "example": found,
        "facts": facts_shown(found.inputs),
        "result": facts_shown(found.expected),
        "held": held,
    }
    return render(request, "law/example.html", context)


def _values(found: Parameter, on: date) -> list[tuple[DatedValue, str, Table | None, bool]]:
    """Newest first: the value, its words, its table, and whether it is the one in force."""
    holding = [value for value in found.values if value.effective_from <= on][-1:]
    return [
        (value, value_words(value), value_table(value), value in holding)
        for value in reversed(found.values)
    ]
