"""What payees owe back, for the screens: the worklist, and the page of one payee."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from posse.apps.books.choices import Cause
from posse.apps.cases.choices import Role
from posse.apps.cases.models import Case, CaseRole
from posse.apps.people.models import Participant
from posse.apps.recovery.choices import TermsBasis
from posse.apps.recovery.models import ReceivableLine, RecoveryLine, RepaymentTerms
from posse.ledger.accounts import account_words
from posse.services.recovery.debts import debts_on
from posse.services.recovery.reasons import NOT_KNOWN, corrections_for_payee
from posse.services.search.hits import identities_for_participants
from posse.units.money import format_dollars

THE_STATE = 0
SET_OFF = "Set off in full"
LINES_MAX = 200


@dataclass(frozen=True)
class Receivable:
    """What one payee owes, over all receipts. Units: cents; payee 0 is the State."""

    payee: int
    name: str
    owed_cents: int
    count: int
    since: date
    age_days: int
    terms_words: str
    back_cents: int
    next_words: str


@dataclass(frozen=True)
class Kept:
    """What of one payment was kept for what its payee owes. Units: cents."""

    payee: int
    kept_on: date
    receipt: int
    case_number: str
    due_cents: int
    amount_cents: int
    terms_words: str


@dataclass(frozen=True)
class ReceivableChange:
    """Something that made a payee owe more or less. Units: cents."""

    posted_on: date
    words: str
    receipt: int
    case_number: str
    amount_cents: int
    balance_cents: int


def receivables_for_office(*, on: date) -> list[Receivable]:
    """Who owes what back on a date, the oldest debt first."""
    debts = debts_on(on)
    payees = [payee for payee in debts["payee"].unique().to_list() if payee != THE_STATE]
    people = identities_for_participants(payees)
    terms = terms_in_force(payees, on=on)
    back = _back_by_payee(on=on)
    found = []
    for (payee,), rows in debts.group_by("payee", maintain_order=True):
        since = rows["since"].min()
        assert isinstance(since, date), "a debt was posted on some day"
        number = int(str(payee))
        name = people[number][0].full_name if number in people else "A person not named"
        found.append(
            Receivable(
                payee=number,
                name=name if number != THE_STATE else "The State or an agency of it",
                owed_cents=int(rows["owed_cents"].sum()),
                count=rows.height,
                since=since,
                age_days=(on - since).days,
                terms_words=terms_words(terms.get(number)) if number != THE_STATE else SET_OFF,
                back_cents=back.get(number, 0),
                next_words=next_words(number, terms.get(number)),
            )
        )
    return sorted(found, key=lambda each: (each.since, each.payee))


def receivable_for_payee(payee: int, *, on: date) -> Receivable | None:
    """What one payee owes; None where nothing is owed any more."""
    return next((each for each in receivables_for_office(on=on) if each.payee == payee), None)


def changes_for_payee(payee: int, *, on: date) -> list[ReceivableChange]:
    """How it came about and what brought it down, the latest first."""
    rows = ReceivableLine.objects.filter(payee=payee, posted_on__lte=on).select_related("case")
    corrections = corrections_for_payee(payee)
    balance_cents, found = 0, []
    for line in rows.order_by("id"):
        balance_cents += line.amount_cents
        found.append(
            ReceivableChange(
                posted_on=line.posted_on,
                words=_change_words(line, corrections),
                receipt=line.receipt_id,
                case_number=line.case.number,
                amount_cents=line.amount_cents,
                balance_cents=balance_cents,
            )
        )
    return found[::-1][:LINES_MAX]


def _change_words(line: ReceivableLine, corrections: dict[int, str]) -> str:
    """What happened, and for what was paid wrongly the correction behind it."""
    label = str(Cause(line.cause).label)
    if line.cause != Cause.OVERPAYMENT:
        return label
    about = "Paid wrongly" if line.amount_cents > 0 else "No longer paid wrongly"
    return f"{about}, {account_words(line.account).lower()}: " + corrections.get(
        line.pk, NOT_KNOWN
    )


def kept_for_payee(payee: int, *, on: date) -> list[Kept]:
    """What was kept out of a payee's payments, and by which terms, the latest first."""
    return _kept(RecoveryLine.objects.filter(payee=payee, recovered_on__lte=on))


def kept_for_receipt(receipt: int) -> list[Kept]:
    """What of a receipt was kept for what its payees owed back, the latest first."""
    return _kept(RecoveryLine.objects.filter(receipt=receipt))


def _kept(rows: QuerySet[RecoveryLine]) -> list[Kept]:
    return [
        Kept(
            payee=line.payee_id or THE_STATE,
            kept_on=line.recovered_on,
            receipt=line.receipt_id,
            case_number=line.case.number,
            due_cents=line.due_cents,
            amount_cents=line.amount_cents,
            terms_words=terms_words(line.terms) if line.payee_id else SET_OFF,
        )
        for line in rows.select_related("case", "terms").order_by("-id")[:LINES_MAX]
    ]


def _back_by_payee(*, on: date) -> dict[int, int]:
    """What was recovered or repaid so far. Units: cents."""
    rows = ReceivableLine.objects.filter(
        posted_on__lte=on, cause__in=[Cause.RECOVERY, Cause.REPAYMENT]
    )
    summed = rows.values_list("payee").annotate(cents=-Sum("amount_cents")).order_by()
    return {payee or THE_STATE: cents for payee, cents in summed}


def next_words(payee: int, terms: RepaymentTerms | None) -> str:
    """What happens next about a debt, for people."""
    if payee == THE_STATE:
        return "The next transfer is set off against it in full"
    if terms is None:
        return "Somebody asks for a written agreement, or for a court's order"
    return "The next payment is kept by the terms"


def payee_by_id(payee: int) -> Participant | None:
    """Somebody who was paid wrongly at least once."""
    rows = Participant.objects.filter(pk=payee, receivable_lines__isnull=False)
    return rows.distinct().first()


def terms_in_force(payees: list[int], *, on: date) -> dict[int, RepaymentTerms]:
    """The terms that govern each payee on a date; none where they ended."""
    rows = RepaymentTerms.objects.filter(
        payee__in=payees, effective_on__lte=on, recorded_on__lte=on
    )
    latest = {row.payee_id: row for row in rows.order_by("effective_on", "id")}
    return {payee: row for payee, row in latest.items() if row.basis != TermsBasis.ENDED}


def terms_words(terms: RepaymentTerms | None) -> str:
    """How a payee pays back, for people."""
    if terms is None:
        return "No terms: nothing is kept out of later payments"
    if terms.monthly_cents:
        return f"{format_dollars(terms.monthly_cents)} a month out of later payments"
    return f"{terms.share_percent} percent of each later payment"


def possible_payees(case: Case, *, on: date) -> list[tuple[str, str]]:
    """Who of these parents' cases may be paid for a child: neither its payer nor a child."""
    cases = Case.objects.filter(family=case.family_id)
    if case.obligor_id:
        cases = cases | Case.objects.filter(obligor=case.obligor_id)
    roles = CaseRole.objects.filter(case__in=cases, effective_on__lte=on, is_ended=False)
    parts: dict[int, set[str]] = defaultdict(set)
    for participant, role in roles.values_list("participant", "role"):
        parts[participant].add(role)
    barred = {Role.CHILD, Role.NONCUSTODIAL, Role.ALLEGED_FATHER}
    people = identities_for_participants(
        person for person, found in parts.items() if not barred & found
    )
    return sorted(
        ((str(person), rows[0].full_name) for person, rows in people.items()),
        key=lambda choice: choice[1],
    )
