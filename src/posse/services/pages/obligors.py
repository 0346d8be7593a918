"""A paying parent as the head of pages about all cases together."""

from dataclasses import dataclass
from datetime import date

from posse.apps.cases.models import Case
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Identity, Participant
from posse.services.matching.merged import same_person_as
from posse.services.pages.masking import masked_ssn


@dataclass(frozen=True)
class ObligorCase:
    """A case in which somebody owes support, and to whom."""

    pk: int
    number: str
    custodian: str


@dataclass(frozen=True)
class ObligorHead:
    """Who owes, and in which cases, the oldest first."""

    participant: int
    name: str
    birth_date: date | None
    masked_ssn: str
    cases: tuple[ObligorCase, ...]
    merged_accounts: tuple["MergedAccount", ...] = ()


@dataclass(frozen=True)
class MergedAccount:
    """Another record of the same person under which support is owed, in books of its own."""

    participant: int
    case_numbers: tuple[str, ...]


def obligor_by_id(participant: int) -> Participant | None:
    """A person who owes support in at least one case."""
    rows = Participant.objects.filter(pk=participant, cases_owed_by__isnull=False)
    return rows.distinct().first()


def head_for_obligor(obligor: Participant, *, on: date) -> ObligorHead:
    """Who a paying parent is, and in which cases, on a date."""
    identity = Identity.objects.filter(participant=obligor, effective_on__lte=on)
    latest = identity.order_by("effective_on", "id").last()
    number = Identifier.objects.filter(participant=obligor, kind=IdentifierKind.SSN)
    last = number.order_by("effective_on", "id").last()
    cases = Case.objects.filter(obligor=obligor).order_by("opened_on", "id")
    return ObligorHead(
        participant=obligor.pk,
        name=latest.full_name if latest else "A person not named",
        birth_date=latest.birth_date if latest else None,
        masked_ssn=masked_ssn(last.number if last else ""),
        cases=tuple(ObligorCase(case.pk, case.number, _custodian(case)) for case in cases),
        merged_accounts=tuple(_merged_accounts(obligor)),
    )


def _merged_accounts(obligor: Participant) -> list[MergedAccount]:
    others = [each for each in same_person_as(obligor.pk) if each != obligor.pk]
    numbers: dict[int, list[str]] = {}
    for case in Case.objects.filter(obligor__in=others).order_by("opened_on", "id"):
        numbers.setdefault(case.obligor_id or 0, []).append(case.number)
    return [MergedAccount(other, tuple(cases)) for other, cases in sorted(numbers.items())]


def _custodian(case: Case) -> str:
    identity = Identity.objects.filter(participant=case.obligee).order_by("effective_on", "id")
    latest = identity.last()
    return latest.full_name if latest else "a person not named"
