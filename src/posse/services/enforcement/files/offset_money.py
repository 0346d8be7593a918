"""Money of offsets as the federal office tells it: each record is a finding for a person.

Whether it is a tax refund, and of a joint return, is among the bytes that are not known, so
nothing is posted by itself. The finding says what is known: whose it is, what is owed, and
which receipt Treasury takes back.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Sum

from posse.apps.cases.models import Case
from posse.apps.payments.choices import FileKind
from posse.apps.payments.models import DisbursementLine, InboundFile, Receipt
from posse.formats.codec import Record
from posse.formats.findings import Finding
from posse.formats.record_lines import PartnerFile, lines_of
from posse.services.books.as_of import balances_for_obligor
from posse.services.enforcement.files.answer_findings import NOT_SUBMITTED, submitted
from posse.services.enforcement.match_reading import numbers_of
from posse.services.money_in.owners import NOBODY, owned_cents
from posse.services.money_in.reversing import TREASURY_SOURCES
from posse.units.money import format_dollars

NEVER = "This parent was never submitted; ask the federal office whom the record is about."
COLLECTED, TAKEN_BACK = "offset_collected", "offset_taken_back"
OTHER_PERSON = "other_person"
OTHERS_NUMBER = (
    "The number is not that of the case's paying parent; ask the federal office whose money it"
    " is before anything is posted."
)
TOO_MUCH, MORE_THAN_OWED = "more_than_certified", "more_than_owed"
NOTHING_THERE, REPEATED = "nothing_to_take_back", "repeated"
HOW_TO_POST = "Post it from this line with its kind; a joint tax refund is held for six months."


@dataclass(frozen=True)
class _Known:
    """What stands here of those whom a file is about, and the lines of earlier files."""

    numbers: frozenset[str]
    cases: Mapping[str, Case]
    earlier: Mapping[str, str]
    on: date


def collection_findings(file: PartnerFile, content: bytes, *, on: date) -> tuple[Finding, ...]:
    """Each collection and each adjustment, with its amounts and whose it is.

    Source: CS-9.2-TOP-JOINT-6, CS-9.2-TOP-SINGLE-2, CS-9.2-FAOP-COL-2.
    """
    numbers = {str(record["case_id"]) for _, record in file.records}
    lines = lines_of(content)
    known = _Known(
        numbers=frozenset(ssn for ssn, _ in submitted(on=on)),
        cases={case.number: case for case in Case.objects.filter(number__in=numbers)},
        earlier=_earlier_lines(set(lines)),
        on=on,
    )
    seen: dict[str, int] = {}
    findings = []
    for line, record in file.records:
        text = lines[line - 1]
        code, reason = _told(record, known)
        again = known.earlier.get(text) or (f"line {seen[text]}" if text in seen else "")
        if again:
            code = REPEATED
            reason = (
                f"{reason} The same record, byte for byte, stands in {again}: find out"
                " whether it is money that came once more before it is posted."
            )
        seen.setdefault(text, line)
        # Case numbers are no secret and a person must find the case, so they are not masked.
        findings.append(Finding(line, "record", code, reason, is_fatal=False))
    return tuple(findings)


def _earlier_lines(wanted: set[str]) -> dict[str, str]:
    """Where records of this file stand in files that came before, byte for byte."""
    files = InboundFile.objects.filter(kind=FileKind.OFFSET_COLLECTIONS).order_by("id")
    return {
        text: f"{file.name}, line {line}"
        for file in files.iterator(chunk_size=10)
        for line, text in enumerate(lines_of(bytes(file.content)), start=1)
        if text in wanted
    }


def _told(record: Record, known: _Known) -> tuple[str, str]:
    """The code and the words of one record."""
    collected, adjusted, certified = cents_of(record)
    case = known.cases.get(str(record["case_id"]))
    words = f"Case {record['case_id']}: {format_dollars(abs(collected or adjusted))}"
    if str(record["ssn"]) not in known.numbers or case is None or case.obligor_id is None:
        return NOT_SUBMITTED, f"{words}. {NEVER}"
    if str(record["ssn"]) not in numbers_of(case.obligor_id):
        return OTHER_PERSON, f"{words}. {OTHERS_NUMBER}"
    spouse = str(record["injured_spouse_indicator"]) or "not told"
    told = f"certified {format_dollars(certified)}, injured spouse {spouse}"
    if adjusted:
        return _taken_back(f"{words} was adjusted ({told}).", case.obligor_id, -abs(adjusted))
    if collected > certified:
        # What is above the certified amount is refunded: CS-9.2-TOP-SINGLE-2.
        more = format_dollars(collected - certified)
        return TOO_MUCH, (
            f"{words} was collected ({told}), {more} more than certified. {HOW_TO_POST} What is"
            " above the debt goes back to the parent."
        )
    owed = balances_for_obligor(case.obligor_id, as_of=known.on, known_on=known.on)
    if collected > owed.arrears_cents:
        # Paid meanwhile in another way: the rest is the parent's, as above.
        left = format_dollars(max(owed.arrears_cents, 0))
        return MORE_THAN_OWED, (
            f"{words} was collected ({told}), and {left} is past due here now. {HOW_TO_POST}"
            " What is above the debt goes back to the parent."
        )
    return COLLECTED, f"{words} was collected ({told}). {HOW_TO_POST}"


def cents_of(record: Record) -> tuple[int, int, int]:
    """What was collected, adjusted and certified by a record. Units: cents."""
    names = ("collection_cents", "adjustment_cents", "certified_cents")
    collected, adjusted, certified = (int(record[name] or 0) for name in names)
    return collected, adjusted, certified


def _taken_back(words: str, obligor: int, cents: int) -> tuple[str, str]:
    """What an adjustment takes back: receipts of offsets, of which some may be paid out."""
    left = {receipt: _left_cents(receipt) for receipt in offsets_of(obligor)}
    there_cents = sum(left.values())
    if there_cents < -cents:
        return NOTHING_THERE, (
            f"{words} Of this parent's offsets {format_dollars(there_cents)} is left to take"
            " back. Post what was collected first, or ask the federal office."
        )
    paid = _paid_cents([receipt for receipt, there in left.items() if there])
    receipts = ", ".join(
        f"R{receipt.pk} of {format_dollars(receipt.amount_cents)}"
        for receipt, there in left.items()
        if there
    )
    out = (
        f" {format_dollars(paid)} of it was paid out already and becomes a receivable."
        if paid
        else " Nothing of it was paid out yet."
    )
    return TAKEN_BACK, f"{words} Take back what Treasury took back of {receipts}.{out}"


def offsets_of(obligor: int) -> list[Receipt]:
    """The receipts of federal offsets of a parent, the latest first."""
    rows = Receipt.objects.filter(obligor=obligor, source__in=TREASURY_SOURCES)
    rows = rows.prefetch_related("identifications", "reversals")
    return list(rows.order_by("-effective_on", "-id"))


def _left_cents(receipt: Receipt) -> int:
    return sum(cents for owner, cents in owned_cents(receipt).items() if owner is not NOBODY)


def _paid_cents(receipts: list[Receipt]) -> int:
    lines = DisbursementLine.objects.filter(receipt__in=receipts, case__isnull=False)
    return int(lines.aggregate(cents=Sum("amount_cents", default=0))["cents"])
