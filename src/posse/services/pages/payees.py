"""How a payee is paid, for the screens: the way that counts now, and all that was recorded."""

from dataclasses import dataclass
from datetime import date

from posse.apps.cases.choices import Role
from posse.apps.cases.models import Case, CaseRole
from posse.apps.instruments.models import Card
from posse.apps.payments.choices import PaymentMethod
from posse.apps.payments.models import Disbursement
from posse.apps.people.models import Participant, PayeeAccount
from posse.apps.recovery.models import PayeeRedirection
from posse.services.money_out.payments_due import HINDRANCES
from posse.services.money_out.ways import ways_for_payees
from posse.services.search.hits import identities_for_participants

SHOWN_DIGITS = 4


@dataclass(frozen=True)
class RecordedWay:
    """An account or a card as it was recorded."""

    from_on: date
    words: str
    by: str


@dataclass(frozen=True)
class PayeePage:
    """Somebody who is paid: the way that counts now, what hinders it, and what was recorded."""

    name: str
    now_words: str
    hindrance_words: str
    has_card: bool
    recorded: tuple[RecordedWay, ...]
    cases: tuple[str, ...]
    sent: tuple[Disbursement, ...]


@dataclass(frozen=True)
class Redirected:
    """To whom the family's money of a case goes from a day on."""

    from_on: date
    payee: int
    name: str
    note: str
    by: str


def payee_person_by_id(payee: int) -> Participant | None:
    """Somebody who is paid or may be: a parent of a case, or whoever payments go to instead."""
    person = Participant.objects.filter(pk=payee).first()
    if person is None:
        return None
    is_parent = CaseRole.objects.filter(participant=payee).exclude(role=Role.CHILD).exists()
    is_named = PayeeRedirection.objects.filter(payee=payee).exists()
    is_paid = is_parent or is_named or Disbursement.objects.filter(payee=payee).exists()
    return person if is_paid else None


def page_for_payee(payee: Participant, *, on: date, sent_max: int = 10) -> PayeePage:
    """What the page of a payee shows, as of a date."""
    way = ways_for_payees([payee.pk], on=on).row(0, named=True)
    names = identities_for_participants([payee.pk])
    roles = CaseRole.objects.filter(participant=payee).exclude(role=Role.CHILD)
    of_redirections = Case.objects.filter(redirections__payee=payee)
    numbers = {*roles.values_list("case__number", flat=True)}
    numbers |= {*of_redirections.values_list("number", flat=True)}
    sent = Disbursement.objects.filter(payee=payee).order_by("-recorded_on", "-id")
    return PayeePage(
        name=names[payee.pk][0].full_name if payee.pk in names else "A person not named",
        now_words=_way_words(way),
        hindrance_words=HINDRANCES[way["way_hindrance"]] if way["way_hindrance"] else "",
        has_card=bool(way["card_reference"]) and not _is_card_closed(payee),
        recorded=tuple(_recorded(payee)),
        cases=tuple(sorted(numbers)),
        sent=tuple(sent[:sent_max]),
    )


def redirections_for_case(case: Case) -> list[Redirected]:
    """To whom else the family's money of a case went or goes, the latest first."""
    rows = list(PayeeRedirection.objects.filter(case=case).order_by("-effective_on", "-id"))
    names = identities_for_participants(row.payee_id for row in rows)
    return [
        Redirected(
            from_on=row.effective_on,
            payee=row.payee_id,
            name=names[row.payee_id][0].full_name if row.payee_id in names else "Not named",
            note=row.note,
            by=row.recorded_by,
        )
        for row in rows
    ]


def _way_words(way: dict[str, str]) -> str:
    """The way that counts, with no more of a number than is needed to know it again."""
    if way["method"] == PaymentMethod.DIRECT_DEPOSIT:
        return f"By direct deposit, account ending {way['account_number'][-SHOWN_DIGITS:]}"
    if way["method"] == PaymentMethod.DEBIT_CARD:
        if not way["card_reference"]:
            return "By debit card, and none is on file"
        return f"By debit card, enrolment ending {way['card_reference'][-SHOWN_DIGITS:]}"
    if not way["line_1"]:
        return "By warrant in the mail, and no address is on file"
    return f"By warrant in the mail to {way['line_1']}, {way['city']}, {way['state']}"


def _recorded(payee: Participant) -> list[RecordedWay]:
    """Accounts and cards, the latest first."""
    accounts = PayeeAccount.objects.filter(participant=payee)
    cards = Card.objects.filter(participant=payee)
    found = [
        (row.effective_on, row.recorded_at, _account_words(row), row.recorded_by)
        for row in accounts
    ]
    found += [
        (row.effective_on, row.recorded_at, _card_words(row), row.recorded_by) for row in cards
    ]
    return [RecordedWay(day, words, by) for day, _, words, by in sorted(found)[::-1]]


def _is_card_closed(payee: Participant) -> bool:
    """Whether the last word about a payee's card is that it is closed."""
    latest = payee.cards.order_by("effective_on", "id").last()
    return latest is not None and latest.is_closed


def _account_words(account: PayeeAccount) -> str:
    number = account.account_number[-SHOWN_DIGITS:]
    return f"{account.get_kind_display()} ending {number} at bank {account.routing_number}"


def _card_words(card: Card) -> str:
    number = card.reference[-SHOWN_DIGITS:]
    return f"Debit card, enrolment ending {number}{': closed' if card.is_closed else ''}"
