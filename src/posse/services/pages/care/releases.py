"""Pages of requests to see child care records: the list, and one request with its needs."""

from dataclasses import dataclass
from datetime import date

from posse.apps.releases.models import ReleaseDecision, ReleaseRequest, ReleaseShown
from posse.rules.childcare.releases import PREFIX, Ground, Need
from posse.services.care.letters import names_of
from posse.services.care.releasing import Entry, ground_of, grounds_on, record_for_subject
from posse.services.law import current_law

ROWS = 200
# Who asks about the own record sees which entries stay shut.
OWN = frozenset({"subject", "representative"})


@dataclass(frozen=True)
class Words:
    """Words of the law and the clauses they rest on."""

    words: str
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Standing:
    """A request, its ground, whom it is about, and how it was answered."""

    request: ReleaseRequest
    ground: Ground
    about: str
    decision: ReleaseDecision | None


@dataclass(frozen=True)
class RequestPage:
    """One request: what its ground needs and what was shown of it, and what stays shut."""

    standing: Standing
    needs: tuple[tuple[Need, ReleaseShown | None], ...]
    is_all_shown: bool
    withheld: tuple[Words, ...]
    entries: tuple[Entry, ...]


def requests_page(*, on: date) -> list[Standing]:
    """The latest requests. Nobody is named in the list. Source: CC-403-SAFE-F."""
    rows = ReleaseRequest.objects.select_related("care_case", "decision").order_by("-id")
    words = {each.name: each for each in grounds_on(on)}
    return [
        Standing(row, words.get(row.ground) or ground_of(row), "", decision_of(row))
        for row in rows[:ROWS]
    ]


def decision_of(request: ReleaseRequest) -> ReleaseDecision | None:
    """How a request was answered, None while it is open."""
    found: ReleaseDecision | None = getattr(request, "decision", None)
    return found


def confidential_on(on: date) -> tuple[Words, ...]:
    """What is confidential. Source: CC-403-CONF-B-1 to CC-403-CONF-B-7."""
    return _table("confidential", on=on)


def request_page(request: ReleaseRequest, *, on: date) -> RequestPage:
    """Everything on one request. Source: CC-403-SAFE-A, CC-403-SAFE-G."""
    ground = ground_of(request)
    shown = {each.need: each for each in request.shown.select_related("document")}
    needs = tuple((each, shown.get(each.name)) for each in ground.needs)
    is_own = request.ground in OWN
    care_case = request.care_case
    return RequestPage(
        standing=Standing(request, ground, _about(request, on=on), decision_of(request)),
        needs=needs,
        is_all_shown=all(row for _, row in needs),
        withheld=_table("withheld", on=on) if is_own else (),
        entries=tuple(record_for_subject(care_case)) if is_own and care_case else (),
    )


def _about(request: ReleaseRequest, *, on: date) -> str:
    person = request.participant_id
    return "" if person is None else names_of([person], on=on).get(person, "")


def _table(name: str, *, on: date) -> tuple[Words, ...]:
    rows = current_law().value(f"{PREFIX}{name}", on=on)
    return tuple(Words(row["words"], tuple(row["cites"])) for row in rows)
