"""What the pages of other States' requests show."""

from dataclasses import dataclass
from datetime import date, timedelta

from posse.apps.partners.choices import StateMatchAct
from posse.apps.partners.models import StateMatch, StateRequest, StateRequestEvent
from posse.services.pages.masking import masked_ssn
from posse.services.partners.requests import Standing, requests_received, standings_of
from posse.services.partners.state_matches import CountsOfRequests, counts_between, matches_of
from posse.services.reports.retained import fiscal_year_start

LISTED_MAX = 500


@dataclass(frozen=True)
class RequestRow:
    """A request in the list. Units: cents."""

    standing: Standing
    match_count: int
    sent_cents: int


@dataclass(frozen=True)
class FoundRow:
    """What was found for a request, and what became of it. Units: cents."""

    match: StateMatch
    standing: str
    sent_cents: int


@dataclass(frozen=True)
class RequestPage:
    """One request with all that its page shows; the number only as its last places."""

    standing: Standing
    ssn: str
    found: tuple[FoundRow, ...]
    events: tuple[StateRequestEvent, ...]


@dataclass(frozen=True)
class YearRow:
    """The counts of a federal fiscal year, named by the year in which it ends."""

    year: int
    counts: CountsOfRequests


def requests_listed(*, on: date) -> list[RequestRow]:
    """The latest requests with what was found and sent. Source: 42 USC 666(a)(14)."""
    rows = requests_received().prefetch_related("matches__events")[:LISTED_MAX]
    return [
        RequestRow(
            standing=standing,
            match_count=len(standing.request.matches.all()),
            sent_cents=sum(_sent(match) for match in standing.request.matches.all()),
        )
        for standing in standings_of(rows, on=on)
    ]


def request_page_for(request: StateRequest, *, on: date) -> RequestPage:
    """One request, its matches and its events."""
    (standing,) = standings_of([request], on=on)
    return RequestPage(
        standing=standing,
        ssn=masked_ssn(request.ssn),
        found=tuple(
            FoundRow(match, _words_of(match), _sent(match)) for match in matches_of(request)
        ),
        events=tuple(request.events.all()),
    )


def _words_of(match: StateMatch) -> str:
    events = list(match.events.all())
    return str(StateMatchAct(events[-1].act).label) if events else "To be looked at"


def _sent(match: StateMatch) -> int:
    return sum(each.amount_cents or 0 for each in match.events.all())


def counts_of_years(*, on: date) -> list[YearRow]:
    """The counts of this federal fiscal year and of the one before.

    Source: 42 USC 666(a)(14).
    """
    first = fiscal_year_start(on)
    before = fiscal_year_start(first - timedelta(days=1))
    spans = ((first, on), (before, first - timedelta(days=1)))
    return [YearRow(begin.year + 1, counts_between(begin, last)) for begin, last in spans]


def request_by_id(request_id: int) -> StateRequest | None:
    """A request, or None."""
    return StateRequest.objects.prefetch_related("events").filter(pk=request_id).first()


def state_match_by_id(match_id: int) -> StateMatch | None:
    """A match for a State, or None."""
    return StateMatch.objects.select_related("request").filter(pk=match_id).first()
