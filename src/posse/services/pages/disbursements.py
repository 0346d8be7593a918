"""One disbursement and the disbursements of a day, as their pages and commands show them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Q, QuerySet, Sum

from posse.apps.instruments.choices import ENDINGS, EventKind
from posse.apps.instruments.models import DisbursementEvent, Warrant
from posse.apps.payments.choices import PaymentMethod
from posse.apps.payments.models import Disbursement, DisbursementLine
from posse.ledger.accounts import account_words
from posse.services.money_out.life import acts_for_disbursement
from posse.services.money_out.reissuing import may_reissue
from posse.services.search.hits import identities_for_participants


@dataclass(frozen=True)
class SentRow:
    """A disbursement in a list. Units: cents."""

    disbursement_id: int
    number: str
    payee: str
    method: str
    amount_cents: int
    sent_on: date
    became: str


@dataclass(frozen=True)
class Turn:
    """A turn in the life of a disbursement, for people."""

    kind: str
    words: str
    day: date
    note: str
    by: str


@dataclass(frozen=True)
class MethodTotal:
    """How many disbursements went one way, and their cents."""

    method: str
    words: str
    count: int
    amount_cents: int


def disbursement_by_id(disbursement: int) -> Disbursement | None:
    """A disbursement with its warrant, its run and what it reissues."""
    rows = Disbursement.objects.select_related("warrant", "run", "reissue_of", "payee")
    return rows.filter(pk=disbursement).first()


def disbursement_by_number(number: str) -> Disbursement | None:
    """A disbursement by its id, with or without a D, or by the number of its warrant."""
    text = number.strip().upper()
    digits = text.removeprefix("D")
    if not digits.isascii() or not digits.isdigit() or len(digits) > 18:
        return None
    if not text.startswith("D"):
        warrant = Warrant.objects.filter(number=int(digits)).first()
        if warrant:
            return disbursement_by_id(warrant.disbursement_id)
    return disbursement_by_id(int(digits))


def disbursements_for_day(on: date, *, method: str = "") -> QuerySet[Disbursement]:
    """What was sent on a business date, the largest first; all ways where none is named."""
    rows = Disbursement.objects.filter(recorded_on=on).select_related("warrant")
    chosen = rows.filter(method=method) if method else rows
    return chosen.prefetch_related("events").order_by("-amount_cents", "id")


def totals_for_day(on: date) -> list[MethodTotal]:
    """What was sent on a business date, by way."""
    rows = (
        Disbursement.objects.filter(recorded_on=on)
        .values_list("method")
        .annotate(Count("id"), Sum("amount_cents"))
        .order_by("method")
    )
    return [
        MethodTotal(method, str(PaymentMethod(method).label), count, amount_cents)
        for method, count, amount_cents in rows
    ]


def rows_for_disbursements(sent: Iterable[Disbursement]) -> list[SentRow]:
    """Disbursements as rows of a list, with the names of their payees."""
    found = list(sent)
    names = identities_for_participants({row.payee_id for row in found if row.payee_id})
    return [
        SentRow(
            disbursement_id=row.pk,
            number=number_of(row),
            payee=names[row.payee_id][0].full_name if row.payee_id else "The State",
            method=str(PaymentMethod(row.method).label),
            amount_cents=row.amount_cents,
            sent_on=row.recorded_on,
            became=became(row),
        )
        for row in found
    ]


def number_of(sent: Disbursement) -> str:
    """What a disbursement is called in a list."""
    warrant = getattr(sent, "warrant", None)
    return f"Warrant {warrant.number}" if warrant else f"D{sent.pk}"


def became(sent: Disbursement) -> str:
    """What became of a disbursement, the latest turn first said; empty where nothing did."""
    turns = sorted(sent.events.all(), key=lambda event: event.pk)
    return str(EventKind(turns[-1].kind).label) if turns else ""


def lines_for_disbursement(sent: Disbursement) -> list[tuple[DisbursementLine, str]]:
    """The receipts out of which it was paid, each with its account in words."""
    lines = sent.lines.select_related("receipt", "case").order_by("id")
    return [(line, account_words(line.account)) for line in lines]


def life_for_disbursement(sent: Disbursement) -> list[Turn]:
    """Every turn of its life, the first one first."""
    return [
        Turn(
            kind=event.kind,
            words=str(EventKind(event.kind).label),
            day=event.effective_on,
            note=event.note,
            by=event.recorded_by,
        )
        for event in sent.events.order_by("id")
    ]


def open_acts(sent: Disbursement) -> tuple[EventKind, ...]:
    """What may be done to it now, for the buttons."""
    return acts_for_disbursement(sent)


def is_reissuable(sent: Disbursement) -> bool:
    """Whether its money came back and did not go out again as a reissue."""
    return may_reissue(sent)


def open_warrants(*, through: date) -> QuerySet[Disbursement]:
    """Warrants out in the world: neither cashed nor back, the oldest first."""
    return (
        Disbursement.objects.filter(
            ~Q(events__kind__in=ENDINGS), warrant__isnull=False, recorded_on__lte=through
        )
        .select_related("warrant")
        .prefetch_related("events")
        .order_by("id")
    )


def came_back_through(on: date) -> list[DisbursementEvent]:
    """Money that came back and was not reissued, the latest first."""
    return list(
        DisbursementEvent.objects.filter(
            kind__in=[kind for kind in ENDINGS if kind != EventKind.CLEARED],
            recorded_on__lte=on,
            disbursement__reissue__isnull=True,
        )
        .select_related("disbursement", "disbursement__warrant")
        .order_by("-id")
    )
