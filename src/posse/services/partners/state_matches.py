"""Matches for other States: found in partners' answers, levied, and paid to the State.

A request is matched by its number with each answer of a partner that its tools allow; the
institution pays the requesting State itself.
"""

from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db import IntegrityError, transaction
from django.db.models import Count, QuerySet, Sum

from posse.apps.partners.choices import RequestAct, StateMatchAct
from posse.apps.partners.models import StateMatch, StateMatchEvent, StateRequest
from posse.services.enforcement.match_reading import Told
from posse.services.partners.requests import Standing, requests_received, standings_of
from posse.services.register.entries import BALANCE_CENTS_MAX, check_open_day, required
from posse.services.search.keys import normalised
from posse.units.days import day_words

TEXT_LENGTH = 300
# What comes back in a partner's answer says by this that it is about a State's request.
MARK = "AEI"


@dataclass(frozen=True)
class CountsOfRequests:
    """What the law wants counted of the requests of a time. Units: cents.

    Source: 42 USC 666(a)(14).
    """

    received: int
    collected_for: int
    collected_cents: int


def open_standings(*, source: str, on: date, ssn: str = "") -> list[Standing]:
    """The requests for which a partner is asked to look, or those of one number alone.

    Source: CS-IRG-J18, CS-IRG-J23.
    """
    rows = requests_received().exclude(events__act=RequestAct.WITHDRAWN)
    rows = rows.filter(ssn=ssn) if ssn else rows
    return [
        each
        for each in standings_of(rows.order_by("id"), on=on)
        if each.is_open and any(tool.source == source for tool in each.open_tools)
    ]


def numbers_asked(*, source: str, on: date) -> frozenset[str]:
    """The numbers that other States ask a partner to look for."""
    return frozenset(each.request.ssn for each in open_standings(source=source, on=on))


def with_state_requests(parents: pl.DataFrame, *, source: str, on: date) -> pl.DataFrame:
    """The parents of a partner's file, and after them those of other States' requests.

    Columns: those of ``parents``, of which ``pass_back`` begins with ``MARK`` for a request.
    """
    rows = [
        {
            **dict.fromkeys(parents.columns),
            "pass_back": f"{MARK}{each.request.pk}",
            "case_id": f"{each.request.state} {each.request.reference}",
            "ssn": each.request.ssn,
            "surname": each.request.surname,
            "given_name": each.request.given_name,
            "birth_date": each.request.birth_date,
            "fips": "00000",
            "owed": each.certified_cents,
        }
        for each in open_standings(source=source, on=on)
    ]
    if not rows:
        return parents
    return pl.concat([parents, pl.DataFrame(rows, schema=parents.schema)])


@transaction.atomic
def do_take_state_match(*, told: Told, on: date, by: str) -> list[StateMatch]:
    """What a partner found of whom another State asked for; told twice, it is one match.

    Source: 42 USC 666(a)(14), CS-IRG-J18.
    """
    if not told.ssn or told.matched_on > on or not _can_be_meant(told.amount_cents):
        return []
    kept = [
        _do_keep(each.request, told, on=on, by=by)
        for each in open_standings(source=told.source, ssn=told.ssn, on=on)
    ]
    return [match for match in kept if match is not None]


def _can_be_meant(cents: int | None) -> bool:
    return cents is None or 0 <= cents <= BALANCE_CENTS_MAX


def _do_keep(request: StateRequest, told: Told, *, on: date, by: str) -> StateMatch | None:
    names = {_words_of(f"{request.given_name} {request.surname}")}
    differs = told.owner.strip() and _words_of(told.owner) not in names
    try:
        with transaction.atomic():
            return StateMatch.objects.create(
                request=request,
                source=told.source,
                reference=told.reference,
                institution=told.institution[:80],
                account_ending=str(told.more.get("account_ending", ""))[-4:],
                amount_cents=told.amount_cents,
                differences=[f"It is in the name of {told.owner.strip()}"] if differs else [],
                effective_on=told.matched_on,
                recorded_on=on,
                recorded_by=by,
            )
    except IntegrityError:
        # The partner told the same account before.
        return StateMatch.objects.filter(
            request=request, source=told.source, reference=told.reference
        ).first()


def _words_of(name: str) -> tuple[str, ...]:
    return tuple(sorted(normalised(name).split()))


@transaction.atomic
def do_levy_for_state(*, match: StateMatch, note: str, on: date, by: str) -> StateMatchEvent:
    """Lien and levy were mailed, naming the other State's disbursement unit as payee.

    Raises: ValueError in words.
    Source: 42 USC 666(a)(14), CS-IRG-J18, CS-IRG-J23.
    """
    found = _open(match, on=on)
    if StateMatchAct.LEVIED in _acts(found):
        raise ValueError("lien and levy were mailed for it already")
    (standing,) = standings_of([found.request], on=on)
    if not any(tool.name == "levy" for tool in standing.open_tools):
        raise ValueError(f"{found.request.state} did not ask for liens and levies")
    return _do_tell(found, StateMatchAct.LEVIED, note, on=on, by=by)


@transaction.atomic
def do_record_collection(
    *, match: StateMatch, amount_cents: int, note: str, on: date, by: str
) -> StateMatchEvent:
    """What the institution paid to the other State; it may pay more than once.

    Raises: ValueError in words.
    Source: 42 USC 666(a)(14).
    """
    found = _open(match, on=on)
    if StateMatchAct.LEVIED not in _acts(found):
        raise ValueError("nothing was levied for it, so nothing can have been paid")
    if not 0 < amount_cents <= BALANCE_CENTS_MAX:
        raise ValueError("the amount must be more than nothing, and no more than can be meant")
    return _do_tell(
        found, StateMatchAct.COLLECTED, note, amount_cents=amount_cents, on=on, by=by
    )


@transaction.atomic
def do_leave_match(*, match: StateMatch, note: str, on: date, by: str) -> StateMatchEvent:
    """Nothing is taken of it, for the reason given."""
    found = _open(match, on=on)
    if StateMatchAct.LEVIED in _acts(found):
        raise ValueError("lien and levy were mailed for it already")
    return _do_tell(found, StateMatchAct.LEFT, note, on=on, by=by)


def _open(match: StateMatch, *, on: date) -> StateMatch:
    check_open_day(on)
    found = StateMatch.objects.select_for_update(of=("self",)).get(pk=match.pk)
    left = found.events.filter(act=StateMatchAct.LEFT).first()
    if left is not None:
        raise ValueError(f"it was left alone on {day_words(left.effective_on)}")
    return found


def _acts(match: StateMatch) -> set[str]:
    return set(match.events.values_list("act", flat=True))


def _do_tell(
    match: StateMatch,
    act: StateMatchAct,
    note: str,
    *,
    on: date,
    by: str,
    amount_cents: int | None = None,
) -> StateMatchEvent:
    return StateMatchEvent.objects.create(
        match=match,
        act=act,
        amount_cents=amount_cents,
        text=required(note, what="the note", length_max=TEXT_LENGTH),
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


def matches_of(request: StateRequest) -> QuerySet[StateMatch]:
    """What was found for a request, the latest first."""
    return request.matches.prefetch_related("events")


def counts_between(first: date, last: date) -> CountsOfRequests:
    """The counts of a time: requests received, for how many money came, and how much.

    Source: 42 USC 666(a)(14).
    """
    received = StateRequest.objects.filter(effective_on__range=(first, last)).count()
    paid = StateMatchEvent.objects.filter(
        act=StateMatchAct.COLLECTED, effective_on__range=(first, last)
    ).aggregate(
        requests=Count("match__request", distinct=True), cents=Sum("amount_cents", default=0)
    )
    return CountsOfRequests(received, paid["requests"], paid["cents"])
