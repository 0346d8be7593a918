"""What can be done with another State's request, with what was found for it, and anew."""

from collections.abc import Mapping
from datetime import date

from posse.apps.partners.choices import StateMatchAct
from posse.apps.partners.models import StateMatch, StateRequest
from posse.rules.support.state_requests import tools
from posse.services.access import WORK_STATE_REQUESTS
from posse.services.law import current_law
from posse.services.pages.state_requests import FoundRow
from posse.services.partners.requests import (
    AskedFor,
    do_certify_anew,
    do_take_request,
    do_tell_state,
    do_withdraw_request,
)
from posse.services.partners.state_matches import (
    do_leave_match,
    do_levy_for_state,
    do_record_collection,
)
from posse.units.money import format_dollars
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Day, Dollars, DollarsOrNothing, Note, Tick, Words

TOOL = "tool_"


class RequestForm(ActForm):
    """What another State asks for, and what it certifies."""

    state = Words(label="State", length_max=2, help_text="Two letters.", is_needed=True)
    reference = Words(label="That State's number", length_max=30, is_needed=True)
    given_name = Words(label="First name", length_max=60, is_needed=True)
    surname = Words(label="Surname", length_max=60, is_needed=True)
    birth_date = Day(label="Birth date")
    ssn = Words(
        label="Social Security number", length_max=11, help_text="Nine digits.", is_needed=True
    )
    certified_cents = Dollars(label="Past-due support certified")
    certified_on = Day(label="Certified on")
    certified_by = Words(label="Certified by", length_max=80, is_needed=True)
    has_due_process = Tick(
        label="The State certifies that the parent had every notice and hearing of its law"
    )
    address = Words(label="Address", length_max=300)
    known_assets = Words(label="Assets or accounts known in Wyoming", length_max=300)

    def prepare(self, subject: object, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Offer each tool of the law by itself."""
        for name, each in tools(current_law(), on=on).items():
            self.fields[f"{TOOL}{name}"] = Tick(label=f"Asks for: {each.words}")


class CertifyForm(ActForm):
    """What the State certifies now."""

    certified_cents = DollarsOrNothing(label="Past-due support certified")
    certified_on = Day(label="Certified on")


class NoteForm(ActForm):
    """Why, in words."""

    note = Note(label="In words")


class CollectionForm(ActForm):
    """What the institution paid."""

    amount_cents = Dollars(label="Paid to the State")
    note = Note(label="Who told, and how")


def _take(_subject: object, said: Said, doing: Doing) -> str:
    named = [name for name in said if name.startswith(TOOL) and said[name]]
    told = {name: value for name, value in said.items() if not name.startswith(TOOL)}
    told["ssn"] = told["ssn"].replace("-", "").strip()
    chosen = tuple(name.removeprefix(TOOL) for name in named)
    asked = AskedFor(**told, tools=chosen, came_in="by hand")
    request = do_take_request(asked=asked, **doing.told)
    return f"Request {request.reference} of {request.state} is taken in; no case was opened."


def _certify(request: StateRequest, said: Said, doing: Doing) -> str:
    do_certify_anew(request=request, **said, **doing.told)
    return f"{request.state} certifies {format_dollars(said['certified_cents'])} from now on."


def _tell(request: StateRequest, said: Said, doing: Doing) -> str:
    do_tell_state(request=request, note=said["note"], **doing.told)
    return "What the State was told is kept."


def _withdraw(request: StateRequest, said: Said, doing: Doing) -> str:
    do_withdraw_request(request=request, note=said["note"], **doing.told)
    return "The request is withdrawn; nobody looks for the parent any more."


def _levy(match: StateMatch, said: Said, doing: Doing) -> str:
    do_levy_for_state(match=match, note=said["note"], **doing.told)
    return f"Lien and levy are kept; the institution pays {match.request.state} itself."


def _collect(match: StateMatch, said: Said, doing: Doing) -> str:
    do_record_collection(match=match, **said, **doing.told)
    return f"{format_dollars(said['amount_cents'])} went to {match.request.state}."


def _leave(match: StateMatch, said: Said, doing: Doing) -> str:
    do_leave_match(match=match, note=said["note"], **doing.told)
    return "Nothing is taken of it; the reason is kept."


def acts_of_found(row: FoundRow) -> dict[str, Act]:
    """What can be done with what was found, by what became of it."""
    acts = {event.act for event in row.match.events.all()}
    if StateMatchAct.LEFT in acts:
        return {}
    names = ("collect",) if StateMatchAct.LEVIED in acts else ("levy", "leave")
    return {name: STATE_MATCH_ACTS[name] for name in names}


_MAY = (WORK_STATE_REQUESTS,)
_TAKING, _WORKING = ("take_state_request",), ("work_state_match",)
NEW_REQUEST = Act(
    "Take in a request of another State",
    "No case is opened. Partners look for the parent with their next file, as far as the"
    " certified amount allows.",
    "Take it in",
    RequestForm,
    _take,
    _MAY,
    _TAKING,
)
REQUEST_ACTS: Mapping[str, Act] = {
    "certify": Act(
        "Certified anew",
        "What may be used follows the new amount; nothing left ends it.",
        "Keep it",
        CertifyForm,
        _certify,
        _MAY,
        _TAKING,
    ),
    "tell": Act(
        "Tell the State what was found",
        "You write to the State; that it was told, and what, stays with the request.",
        "Keep it",
        NoteForm,
        _tell,
        _MAY,
        _WORKING,
    ),
    "withdraw": Act(
        "The State withdraws it",
        "Nothing more is looked for or levied.",
        "Withdraw it",
        NoteForm,
        _withdraw,
        _MAY,
        _TAKING,
    ),
}
STATE_MATCH_ACTS: Mapping[str, Act] = {
    "levy": Act(
        "Record lien and levy for the State",
        "The institution pays the other State's disbursement unit, not this one.",
        "Keep it",
        NoteForm,
        _levy,
        _MAY,
        _WORKING,
    ),
    "collect": Act(
        "Record money sent to the State",
        "It is counted with the request, and is in no account of this State.",
        "Keep it",
        CollectionForm,
        _collect,
        _MAY,
        _WORKING,
    ),
    "leave": Act(
        "Leave it alone",
        "Nothing is taken; the reason stays with the match.",
        "Keep it",
        NoteForm,
        _leave,
        _MAY,
        _WORKING,
    ),
}
