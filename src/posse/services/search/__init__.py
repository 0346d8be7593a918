"""Search over people, cases, orders, receipts and employers, with near-misses.

A handful of indexed queries give candidates; ranking and the reason for each are worked
out in Python. Typed words are found as they are, begun, by nickname, by sound, or with
one slip of the pen; numbers with one slip. Start with :func:`search`.
"""

import re

from posse.services.search.hits import (
    CaseLink,
    Found,
    Hit,
    hits_for_employer,
    hits_for_people,
)
from posse.services.search.keys import do_index_participants, search_keys
from posse.services.search.names import people_by_name
from posse.services.search.numbers import (
    cases_by_number,
    cases_by_order,
    employers,
    people_by_ssn,
    receipts_by_number,
)

__all__ = [
    "CaseLink",
    "Hit",
    "do_index_participants",
    "hits_for_employer",
    "search",
    "search_keys",
]

_SSN_LIKE = re.compile(r"[\d\s-]+")


def search(query: str, *, limit: int = 20) -> list[Hit]:
    """The best ``limit`` findings for what a person typed, each with why it was found."""
    query = " ".join(query.split())[:80]
    if len(query) < 2:
        return []
    people: list[Found] = []
    hits: list[Hit] = employers(query)
    if any(mark.isdigit() for mark in query):
        hits += receipts_by_number(query) + cases_by_number(query, limit=limit)
        hits += cases_by_order(query, limit=limit)
        if _SSN_LIKE.fullmatch(query):
            people = people_by_ssn(re.sub(r"\D", "", query))
    else:
        people = people_by_name(query, limit=limit)
    hits += hits_for_people(people)
    return sorted(_once(hits), key=lambda hit: -hit.score)[:limit]


def _once(hits: list[Hit]) -> list[Hit]:
    """Each thing once, by its best reason: a case may fit by its own and an order's number."""
    best: dict[tuple[str, str], Hit] = {}
    for hit in sorted(hits, key=lambda hit: -hit.score):
        best.setdefault((hit.kind, hit.key), hit)
    return list(best.values())
