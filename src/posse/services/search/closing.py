"""What search tells of people and cases that a conflict of interest closes to whoever asks."""

from dataclasses import replace
from datetime import date

from posse.apps.cases.models import Case
from posse.services.access import Visitor
from posse.services.doors.closed_cases import closed_cases, closed_people
from posse.services.search.hits import Hit

CLOSED = "closed to you by a conflict of interest"


def hits_for_viewer(viewer: Visitor, hits: list[Hit], *, on: date) -> list[Hit]:
    """Hits as far as a viewer may see them: of what is closed, only that it is there."""
    people = closed_people(viewer, on=on)
    if not people:
        return hits
    cases = closed_cases(viewer, on=on)
    numbers = set(Case.objects.filter(pk__in=cases).values_list("number", flat=True))
    shut_people = {str(person) for person in people}
    return [_shut(hit) if _is_closed(hit, shut_people, numbers) else hit for hit in hits]


def _is_closed(hit: Hit, people: set[str], numbers: set[str]) -> bool:
    if hit.kind == "person":
        return hit.key in people and any(link.number in numbers for link in hit.cases)
    return hit.kind == "case" and hit.key in numbers


def _shut(hit: Hit) -> Hit:
    return replace(hit, birth_date=None, masked_ssn="", note=CLOSED)
