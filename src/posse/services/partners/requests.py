"""Requests of other States: taken in or refused, certified anew, answered, withdrawn."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import QuerySet

from posse.apps.partners.choices import RequestAct
from posse.apps.partners.models import StateRequest, StateRequestEvent
from posse.formats.identifiers import ssn_findings
from posse.rules.support.state_requests import Tool, Wanted, refusals, tools, tools_open_to
from posse.services.law import current_law
from posse.services.register.entries import (
    BALANCE_CENTS_MAX,
    check_open_day,
    check_order_of_dates,
    required,
)
from posse.units.days import day_words

HOME = "WY"
TEXT_LENGTH = 300


@dataclass(frozen=True)
class AskedFor:
    """A request as another State made it. Units: cents."""

    state: str
    reference: str
    surname: str
    given_name: str
    birth_date: date | None
    ssn: str
    certified_cents: int
    certified_on: date
    certified_by: str
    has_due_process: bool
    tools: tuple[str, ...]
    address: str = ""
    known_assets: str = ""
    came_in: str = ""


@dataclass(frozen=True)
class Standing:
    """How a request stands: what is certified now, and what of it may be used. Units: cents."""

    request: StateRequest
    certified_cents: int
    withdrawn_on: date | None
    told_on: date | None
    open_tools: tuple[Tool, ...]
    closed_tools: tuple[Tool, ...]

    @property
    def is_open(self) -> bool:
        """Whether anything may be done for it."""
        return self.withdrawn_on is None and self.certified_cents > 0


def faults_of(asked: AskedFor, *, on: date) -> tuple[tuple[str, str], ...]:
    """The field and the reason of everything for which a request cannot be taken in.

    Source: CS-IRG-J18, CS-IRG-J19, CS-IRG-J20, CS-IRG-J23, 42 USC 666(a)(14).
    """
    wanted = Wanted(
        surname=asked.surname.strip(),
        given_name=asked.given_name.strip(),
        birth_date=asked.birth_date,
        ssn=asked.ssn,
        certified_cents=asked.certified_cents,
        has_due_process=asked.has_due_process,
        tools=asked.tools,
    )
    found = list(refusals(wanted, law=current_law(), on=on))
    state = asked.state.strip().upper()
    if len(state) != 2 or not state.isalpha() or state == HOME:
        found.append(
            ("state", "the State that asks is two letters such as MT, and not this one")
        )
    if not asked.reference.strip():
        found.append(("reference", "the State's own number is missing"))
    if not asked.certified_by.strip():
        found.append(("certified_by", "it does not say who certifies for the State"))
    if asked.certified_on > on:
        found.append(
            ("certified_on", f"it is dated {day_words(asked.certified_on)}, after today")
        )
    if asked.birth_date is not None and asked.birth_date >= on:
        found.append(("birth_date", "the parent is not born yet on that day"))
    if asked.ssn and ssn_findings(asked.ssn, line=None):
        found.append(("ssn", "a social security number is nine digits, and not all zeros"))
    if asked.certified_cents > BALANCE_CENTS_MAX:
        found.append(("certified_cents", "the amount is more than can be meant"))
    return tuple(found)


@transaction.atomic
def do_take_request(*, asked: AskedFor, on: date, by: str) -> StateRequest:
    """Take in a request of another State, without opening a case.

    Raises: ValueError in words, with every reason for which it is refused.
    Source: 42 USC 666(a)(14), CS-IRG-J18, CS-IRG-J19, CS-IRG-J20, CS-IRG-J21.
    """
    check_open_day(on)
    faults = faults_of(asked, on=on)
    if faults:
        raise ValueError("; ".join(reason for _, reason in faults))
    assert asked.birth_date is not None, "a request without a birth date was refused"
    state, reference = asked.state.strip().upper(), asked.reference.strip()
    known = request_of(state, reference)
    if known is not None:
        raise ValueError(
            f"{state} asked under the number {reference} on {day_words(known.effective_on)}"
            " already; certify it anew instead"
        )
    return StateRequest.objects.create(
        state=state,
        reference=required(reference, what="the State's own number", length_max=30),
        surname=required(asked.surname, what="the surname", length_max=60),
        given_name=required(asked.given_name, what="the first name", length_max=60),
        birth_date=asked.birth_date,
        ssn=asked.ssn,
        certified_cents=asked.certified_cents,
        certified_on=asked.certified_on,
        certified_by=required(asked.certified_by, what="who certifies", length_max=80),
        has_due_process=asked.has_due_process,
        tools=sorted(asked.tools),
        address=asked.address.strip()[:TEXT_LENGTH],
        known_assets=asked.known_assets.strip()[:TEXT_LENGTH],
        came_in=asked.came_in[:120],
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_certify_anew(
    *, request: StateRequest, certified_cents: int, certified_on: date, on: date, by: str
) -> StateRequestEvent:
    """The State says anew what is past due; nothing left ends what is done for it.

    Raises: ValueError in words.
    Source: CS-IRG-J18, 42 USC 666(a)(14).
    """
    found = _open(request, on=on)
    check_order_of_dates(
        found.certified_on, certified_on, earlier_what="the request", later_what="the new one"
    )
    check_order_of_dates(certified_on, on, earlier_what="the certification", later_what="today")
    if not 0 <= certified_cents <= BALANCE_CENTS_MAX:
        raise ValueError("certified arrears are nothing or more, and no more than can be meant")
    text = f"As of {day_words(certified_on)}"
    return _do_tell(
        found, RequestAct.CERTIFIED, text, certified_cents=certified_cents, on=on, by=by
    )


@transaction.atomic
def do_withdraw_request(
    *, request: StateRequest, note: str, on: date, by: str
) -> StateRequestEvent:
    """The State withdraws it; nothing more is looked for."""
    found = _open(request, on=on)
    said = required(note, what="the reason", length_max=TEXT_LENGTH)
    return _do_tell(found, RequestAct.WITHDRAWN, said, on=on, by=by)


@transaction.atomic
def do_tell_state(*, request: StateRequest, note: str, on: date, by: str) -> StateRequestEvent:
    """The State was told what was found, or that nothing was."""
    found = _open(request, on=on)
    said = required(note, what="what was told", length_max=TEXT_LENGTH)
    return _do_tell(found, RequestAct.TOLD, said, on=on, by=by)


def _open(request: StateRequest, *, on: date) -> StateRequest:
    check_open_day(on)
    # Two answers to one request wait for each other; its own row never changes.
    found = StateRequest.objects.select_for_update().get(pk=request.pk)
    ended = found.events.filter(act=RequestAct.WITHDRAWN).first()
    if ended is not None:
        raise ValueError(f"{found.state} withdrew it on {day_words(ended.effective_on)}")
    return found


def _do_tell(
    request: StateRequest,
    act: RequestAct,
    text: str,
    *,
    on: date,
    by: str,
    certified_cents: int | None = None,
) -> StateRequestEvent:
    return StateRequestEvent.objects.create(
        request=request,
        act=act,
        certified_cents=certified_cents,
        text=text,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


def request_of(state: str, reference: str) -> StateRequest | None:
    """A State's request by its own number, or None."""
    return StateRequest.objects.filter(state=state, reference=reference).first()


def requests_received() -> QuerySet[StateRequest]:
    """Every request with what became of it, the latest first."""
    return StateRequest.objects.prefetch_related("events")


def standings_of(requests: Iterable[StateRequest], *, on: date) -> list[Standing]:
    """How requests stand on a day, in their order.

    Source: CS-IRG-J19, CS-IRG-J23.
    """
    law = current_law()
    known = tools(law, on=on)
    return [_standing(each, known, on=on) for each in requests]


def _standing(request: StateRequest, known: Mapping[str, Tool], *, on: date) -> Standing:
    events = [each for each in request.events.all() if each.effective_on <= on]
    days = {each.act: each.effective_on for each in events}
    cents = request.certified_cents
    for each in events:
        cents = cents if each.certified_cents is None else each.certified_cents
    asked = [known[name] for name in known if name in request.tools]
    names = tools_open_to(request.tools, certified_cents=cents, law=current_law(), on=on)
    withdrawn_on = days.get(RequestAct.WITHDRAWN)
    usable = names if withdrawn_on is None and cents > 0 else set()
    return Standing(
        request=request,
        certified_cents=cents,
        withdrawn_on=withdrawn_on,
        told_on=days.get(RequestAct.TOLD),
        open_tools=tuple(each for each in asked if each.name in usable),
        closed_tools=tuple(each for each in asked if each.name not in usable),
    )
