"""The State's answers in the Intergovernmental Reference Guide, for other States."""

from collections.abc import Iterator
from datetime import date

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.rules.library.readings import Reading
from posse.rules.library.shelves import Library
from posse.rules.reference_guide import Question, answered, matching, questions_of
from posse.services.law import law_library, reference_guide
from posse.web.workday import today

ALL = "all"

Shown = tuple[Question, str, tuple[str, ...], tuple[Reading, ...]]


@require_GET
@login_not_required
def guide(request: HttpRequest) -> HttpResponse:
    """The sections, and of one of them, of all or by words, the questions."""
    held, on, whole = law_library(), today(), reference_guide()
    words = " ".join(request.GET.get("q", "").replace("\0", " ").split())[:100]
    chosen = request.GET.get("section", "")
    some = [each for each in whole if words or chosen in {each.letter, ALL}]
    found = matching(tuple(some), words, law=held.law, on=on)
    context = {
        "held": held,
        "on": on,
        "words": words,
        "whole": whole,
        "sections": [(each, list(_shown(each.questions, held, on))) for each in found],
        "asked": words or chosen,
        "count": sum(len(each.questions) for each in found),
        "blanks": sum(not each.answer for each in questions_of(found)),
    }
    return render(request, "law/guide.html", context)


def _shown(questions: tuple[Question, ...], held: Library, on: date) -> Iterator[Shown]:
    """Each question, its answer, and the parameters and readings that hang on it."""
    for each in questions:
        uses = [held.uses_of(clause) for clause in each.clauses]
        citing = (parameter.key for use in uses for parameter in use.parameters)
        keys = tuple(dict.fromkeys((*each.keys, *citing)))
        readings = tuple(dict.fromkeys(reading for use in uses for reading in use.readings))
        yield each, answered(each, held.law, on=on), keys, readings
