"""Steps of a remedy that no file carries, each kept with the letter that it sent by itself."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import QuerySet

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import StepAct
from posse.apps.enforcement.models import RemedyStep
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Identity
from posse.apps.records.models import Letter
from posse.rules.support.remedies.evaluation import evaluate
from posse.services.books.as_of import balances_for_case
from posse.services.enforcement.facts import facts_of_obligors
from posse.services.law import current_law
from posse.services.notices.issuing import NoticeRequest, do_issue_notices
from posse.services.outreach.preferences import languages_of
from posse.services.register.entries import check_open_day

TEXT_LENGTH = 300
ADDRESS_LINES_MAX = 5


@dataclass(frozen=True)
class Recipient:
    """Somebody outside the register to whom a letter goes, such as a bank or a department."""

    name: str
    address: tuple[str, ...]

    def __post_init__(self) -> None:
        """Without a place the post cannot bring it. Raises: ValueError in words."""
        if not self.name.strip() or not self.address:
            raise ValueError("say to whom the letter goes, and at which address")
        if len(self.address) > ADDRESS_LINES_MAX:
            raise ValueError(f"an address has at most {ADDRESS_LINES_MAX} lines")


@dataclass(frozen=True)
class Standing:
    """Whether a remedy may be used in one case on a day; ``unmet`` are criteria by name.

    ``is_candidate``: nothing but its own notices stands against it. ``is_ready``: nothing.
    """

    is_candidate: bool
    is_ready: bool
    unmet: Mapping[str, str]

    def words_without(self, *names: str) -> str:
        """What is not met but for some criteria, in words; empty where nothing is."""
        told = (words for name, words in self.unmet.items() if name not in names)
        return "; ".join(words.lower() for words in told)


def standing_in_case(case: Case, remedy: str, *, on: date) -> Standing:
    """A remedy judged for one case by the rules of the night. Raises: ValueError in words.

    Source: CS-9.2-GEN-2.
    """
    if case.obligor_id is None:
        raise ValueError(f"case {case.number} has no identified noncustodial parent")
    read = facts_of_obligors(on=on, obligors=[case.obligor_id])
    result = evaluate(facts=read.facts, law=current_law(), on=on, only=[remedy]).result(remedy)
    places = [at for at, each in enumerate(read.cases) if each == case.pk]
    if not places or result.case_is_ready is None or result.case_is_candidate is None:
        raise ValueError(f"{result.remedy.words} is not judged in this case")
    row = places[0]
    return Standing(
        is_candidate=bool(result.case_is_candidate[row]),
        is_ready=bool(result.case_is_ready[row]),
        unmet={
            each.criterion.name: each.criterion.words
            for each in result.criteria
            if not each.is_met[row]
        },
    )


def steps_of_case(case: Case, remedy: str = "") -> QuerySet[RemedyStep]:
    """The steps of a case in their order, of one remedy or of all."""
    rows = RemedyStep.objects.filter(case=case).select_related("letter").order_by("id")
    return rows.filter(remedy=remedy) if remedy else rows


def running_step(
    case: Case, remedy: str, act: StepAct, *, until: StepAct = StepAct.RESTORED
) -> RemedyStep | None:
    """The latest step of an act since the remedy last ended; None where it was not taken."""
    rows = steps_of_case(case, remedy)
    ended = rows.filter(act=until).last()
    if ended is not None:
        rows = rows.filter(pk__gt=ended.pk)
    return rows.filter(act=act).last()


def do_keep_step(
    *, case: Case, remedy: str, act: StepAct, on: date, by: str, **told: Any
) -> RemedyStep:
    """Keep one step; ``effective_on`` is the day on which it was taken, today where not said.

    Raises: ValueError on a day whose books are closed.
    """
    check_open_day(on)
    return RemedyStep.objects.create(
        case=case,
        remedy=remedy,
        act=act,
        recorded_on=on,
        recorded_by=by,
        **{"effective_on": on, **told, "text": str(told.get("text", ""))[:TEXT_LENGTH]},
    )


def do_write_letter(
    *,
    notice: str,
    key: str,
    case: Case,
    values: Mapping[str, Any],
    about: str,
    on: date,
    by: str,
    to: Recipient | None = None,
) -> Letter:
    """Write the one letter of a key: to the case's paying parent, or to somebody else."""
    obligor = case.obligor_id if to is None else None
    request = NoticeRequest(
        key=key,
        case=case,
        values=values,
        about=about,
        participant_id=obligor,
        name="" if to is None else to.name.strip(),
        address=() if to is None else to.address,
        language=languages_of([obligor]).get(obligor, "en") if obligor else "en",
    )
    do_issue_notices(notice=notice, requests=[request], on=on, by=by)
    return Letter.objects.get(key=key)


def past_due_in(case: Case, *, on: date) -> int:
    """What is past due in a case on a day, never less than nothing. Units: cents."""
    owed = balances_for_case(case.pk, as_of=on, known_on=on).arrears_cents
    return max(owed, 0)


def holder_of(obligor: int, *, on: date) -> tuple[Identity, str]:
    """A parent's identity on a day, and the last places of the number.

    Raises: ValueError in words where one of them is not known.
    """
    rows = Identity.objects.filter(participant=obligor, effective_on__lte=on)
    identity = rows.order_by("effective_on", "id").last()
    number = Identifier.objects.filter(participant=obligor, kind=IdentifierKind.SSN).last()
    if identity is None or number is None:
        raise ValueError("the parent's name and Social Security number must be known first")
    return identity, number.number[-4:]
