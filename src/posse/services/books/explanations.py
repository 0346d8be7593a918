"""Why every cent of a receipt went where it went, in plain words with the law behind it.

Built from the decision as it was kept (what was owed at each step, what was paid) and the
law's own words for its steps. The worker's page, the command line, an auditor's program
and a notice all show the same explanation.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from posse.apps.books.models import Distribution, DistributionLine
from posse.apps.payments.choices import HoldReason, HoldScope, PaymentMethod
from posse.apps.payments.models import DisbursementLine, Hold, Receipt
from posse.ledger.accounts import (
    ANNUAL_FEE,
    CURRENT,
    FEE,
    FORMER,
    FUTURES,
    HELD_BUCKET,
    INTEREST,
    OBLIGATIONS,
    OFFSET_FEE,
    PAYEES,
    PENALTY,
    REFUND,
)
from posse.rules.law_files import DatedValue
from posse.services.books.explanation_steps import (
    Change,
    Held,
    Step,
    changes_of,
    heading_of,
    of_collection,
    steps_of,
)
from posse.services.law import law_of
from posse.units.days import day_words
from posse.units.money import format_cents, format_dollars

DISTRIBUTION = "support.distribution"
# Who says that money of a reason is held.
HELD_BY = {
    HoldReason.JOINT_REFUND: ("CS-9.2-TOP-JOINT-3",),
    HoldReason.FROZEN_ACCOUNT: ("CS-IRG-J5.7", "CS-IRG-J5.17"),
    HoldReason.APPEAL_ON_ARREARS: ("42 USC 654b(c)(2)",),
    HoldReason.ADMINISTRATIVE_REVIEW: ("CS-9.2-TOP-REV-2",),
}
VALUE_WORDS = {
    "PRWORA": "the order of the 1996 welfare reform act (PRWORA)",
    "DRA": "the order of the Deficit Reduction Act of 2005 (DRA)",
    "balances": "in proportion to the balances",
    "equal": "equally, none above its balance",
    "ordered_payments_then_balances": "by the ordered payments on arrears first where every "
    "case has one, then in proportion to the balances",
}


@dataclass(frozen=True)
class Setting:
    """A parameter of the law that the decision rests on."""

    key: str
    label: str
    value: str
    in_force_from: date
    citations: tuple[str, ...]
    sure: str
    note: str


@dataclass(frozen=True)
class Share:
    """How one phase of the money was shared over the cases of the paying parent."""

    words: str
    citations: tuple[str, ...]
    sure: str


@dataclass(frozen=True)
class Paid:
    """Money that left the building out of this receipt."""

    payee: str
    case_number: str
    amount_cents: int
    paid_on: date
    settles_on: date
    method: str
    trace_number: str


@dataclass(frozen=True)
class Explanation:
    """The whole story of one receipt. Units: cents.

    ``not_reached`` are debts that the money did not reach, ``changes`` the others before
    and after. ``earlier_decisions`` counts
    decisions that this one supersedes; ``is_law_unchanged`` says whether the law's text is
    still the one under which it was made.
    """

    receipt_id: int
    sentence: str
    amount_cents: int
    received_on: date
    source: str
    facts: dict[str, str]
    settings: tuple[Setting, ...] = ()
    shares: tuple[Share, ...] = ()
    steps: tuple[Step, ...] = ()
    not_reached: tuple[Step, ...] = ()
    changes: tuple[Change, ...] = ()
    paid: tuple[Paid, ...] = ()
    decided_on: date | None = None
    profile: str = ""
    law_fingerprint: str = ""
    is_law_unchanged: bool = True
    earlier_decisions: int = 0
    payee_cents: dict[str, int] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """The explanation for a program: money as dollars in text, dates as ISO text."""
        return _plain(asdict(self))


def _plain(rows: Mapping[str, Any]) -> dict[str, Any]:
    """Cents lose their unit in the key as they become dollars."""
    return {key.removesuffix("_cents"): _plain_value(key, value) for key, value in rows.items()}


def _plain_value(key: str, value: Any) -> Any:
    if isinstance(value, dict) and key.endswith("_cents"):
        return {name: format_cents(cents) for name, cents in value.items()}
    if isinstance(value, dict):
        return _plain(value)
    if isinstance(value, list | tuple):
        return [_plain_value("", each) for each in value]
    if isinstance(value, date):
        return value.isoformat()
    return format_cents(value) if key.endswith("_cents") else value


def explanation_for_receipt(receipt_id: int) -> Explanation:
    """Why a receipt went where it went.

    Raises: Receipt.DoesNotExist.
    """
    related = Receipt.objects.select_related("file", "case")
    # The bytes of the file may be many megabytes, and only its name is told.
    receipt = related.defer("file__content").get(pk=receipt_id)
    decisions = _latest_decisions(receipt)
    if not decisions:
        return _undecided(receipt)
    decision = decisions[-1]
    lines = _lines(decisions)
    law = law_of(decision.profile)
    election, split = (
        law.dated(f"{DISTRIBUTION}.{name}", on=receipt.effective_on)
        for name in ("election", "arrears_split")
    )
    steps = steps_of(lines, _order_rows(receipt, decision.profile), _held(receipt))
    return Explanation(
        receipt_id=receipt.pk,
        sentence=_sentence(receipt, lines),
        amount_cents=receipt.amount_cents,
        received_on=receipt.effective_on,
        source=receipt.get_source_display(),
        facts=_facts(receipt),
        settings=_settings(lines, election, split),
        shares=tuple(_shares(lines, split)),
        steps=tuple(step for step in steps if step.amount_cents),
        not_reached=tuple(step for step in steps if not step.amount_cents),
        changes=changes_of(lines),
        paid=_paid(receipt),
        decided_on=decision.decided_on,
        profile=decision.profile,
        law_fingerprint=decision.law_fingerprint,
        is_law_unchanged=decision.law_fingerprint == law.fingerprint,
        earlier_decisions=receipt.distributions.count() - len(decisions),
        payee_cents=_payee_cents(lines),
    )


def _latest_decisions(receipt: Receipt) -> list[Distribution]:
    """The decision that counts for each paying parent who was ever credited, oldest first."""
    rows = Distribution.objects.filter(receipt=receipt).order_by("obligor", "-id")
    return sorted(rows.distinct("obligor"), key=lambda decision: decision.pk)


def _lines(decisions: Sequence[Distribution]) -> list[DistributionLine]:
    rows = DistributionLine.objects.filter(distribution__in=decisions)
    return list(rows.select_related("case").order_by("distribution", "id"))


def _held(receipt: Receipt) -> Held | None:
    """Why a receipt waited before it was applied, and until when; None where it never did."""
    holds = Hold.objects.filter(receipt=receipt).exclude(scope=HoldScope.PAYMENT)
    hold = holds.select_related("release").order_by("id").last()
    if hold is None:
        return None
    reason = HoldReason(hold.reason)
    until = "until somebody releases it"
    if hasattr(hold, "release"):
        until = f"until it was released on {day_words(hold.release.effective_on)}"
    elif hold.release_due_on:
        until = f"until {day_words(hold.release_due_on)}"
    label = str(reason.label)
    words = f"Held before it is applied, {until}: {label[0].lower()}{label[1:]}"
    return Held(words, HELD_BY.get(reason, ()))


def _undecided(receipt: Receipt) -> Explanation:
    """A receipt that nobody is identified for, or that tonight's run will distribute."""
    amount = format_dollars(receipt.amount_cents)
    if receipt.suspense_reason and not receipt.identifications.exists():
        reason = receipt.get_suspense_reason_display()
        sentence = f"{amount} is held in suspense: {reason[0].lower()}{reason[1:]}."
    else:
        sentence = f"{amount} is identified and will be distributed in the next nightly run."
    return Explanation(
        receipt_id=receipt.pk,
        sentence=sentence,
        amount_cents=receipt.amount_cents,
        received_on=receipt.effective_on,
        source=receipt.get_source_display(),
        facts=_facts(receipt),
    )


def _facts(receipt: Receipt) -> dict[str, str]:
    """Where the receipt came from, in words."""
    facts = {"Received": day_words(receipt.effective_on)}
    if receipt.withheld_on:
        facts["Withheld"] = day_words(receipt.withheld_on)
    if receipt.payor_name:
        facts["Paid by"] = receipt.payor_name
    if receipt.file:
        facts["File"] = f"{receipt.file.name}, line {receipt.line}"
    if receipt.remittance_id:
        facts["Remittance id"] = receipt.remittance_id
    found = receipt.identifications.order_by("id").last()
    if found is not None:
        facts["Identified"] = f"by {found.recorded_by}: {found.note}"
    return facts


def _setting(dated: DatedValue) -> Setting:
    return Setting(
        key=dated.key,
        label=dated.label,
        value=VALUE_WORDS.get(dated.value, str(dated.value)),
        in_force_from=dated.effective_from,
        citations=tuple(dated.cites),
        sure=dated.sure,
        note=dated.note or "",
    )


def _order_rows(receipt: Receipt, profile: str) -> dict[str, dict[str, Any]]:
    """The rows of the order that the receipt fell under, by case type."""
    law, on = law_of(profile), receipt.effective_on
    election = law.value(f"{DISTRIBUTION}.election", on=on)
    classes = {
        row["source"]: row["class"]
        for row in law.value(f"{DISTRIBUTION}.source_classes", on=on)
    }
    return {
        row["case_type"]: row
        for row in law.value(f"{DISTRIBUTION}.order", on=on)
        if row["election"] in {election, "any"}
        and row["source_class"] == classes[receipt.source]
    }


def _payee_cents(lines: Sequence[DistributionLine]) -> dict[str, int]:
    totals: dict[str, int] = defaultdict(int)
    for line in lines:
        if line.amount_cents:
            totals[PAYEES[line.payee].words] += line.amount_cents
    return {payee: cents for payee, cents in totals.items() if cents}


def _sentence(receipt: Receipt, lines: Sequence[DistributionLine]) -> str:
    """The receipt in a sentence: what it paid of which kind and to whom; later acts follow."""
    acts: dict[str, list[DistributionLine]] = {"": []}
    for line in lines:
        acts.setdefault(heading_of(line), []).append(line)
    amount, day = format_dollars(receipt.amount_cents), day_words(receipt.effective_on)
    collected = acts.pop("")
    sentences = [f"{amount} came in on {day}: {_parts(collected)}."]
    sentences += [f"{heading}: {_parts(each)}." for heading, each in acts.items()]
    return " ".join(sentences)


def _parts(lines: Sequence[DistributionLine]) -> str:
    kinds: dict[tuple[str, str], int] = defaultdict(int)
    for line in lines:
        kinds[_kind_words(line), _payee_words(line)] += line.amount_cents
    parts = [
        f"{format_dollars(abs(cents))} {kind}{payee}"
        for (kind, payee), cents in kinds.items()
        if cents
    ]
    return ", ".join(parts)


def _payee_words(line: DistributionLine) -> str:
    """To whom, or for what, a line went; from whom, where it was taken back."""
    if line.bucket == HELD_BUCKET:
        return ""
    payee = PAYEES[line.payee].words
    way = "for" if line.payee in {ANNUAL_FEE, OFFSET_FEE} else "to"
    return f" {'from' if line.amount_cents < 0 else way} {payee[0].lower()}{payee[1:]}"


def _kind_words(line: DistributionLine) -> str:
    if line.bucket == HELD_BUCKET:
        return "held before it is applied" if line.amount_cents > 0 else "out of the hold"
    if line.bucket == REFUND:
        return "returned"
    if line.bucket == FUTURES:
        return "paid ahead"
    if line.obligation == FEE:
        return "of a fee"
    if line.obligation in {INTEREST, PENALTY}:
        return f"of {OBLIGATIONS[line.obligation].words.lower()}"
    noun = "support" if line.obligation == 0 else OBLIGATIONS[line.obligation].words.lower()
    return f"of this month's {noun}" if line.bucket == CURRENT else f"of past-due {noun}"


def _shares(lines: Sequence[DistributionLine], split: DatedValue) -> list[Share]:
    """How the money was shared where more than one case had a claim."""
    shares = []
    current = [line for line in of_collection(lines) if line.bucket == CURRENT]
    arrears = _shared_arrears(lines)
    if len({line.case_id for line in current}) > 1:
        shares.append(
            Share(
                f"Current support was due in several cases ({_claims(current)}); it is shared "
                "in proportion to what is due, to the cent by the largest remainder.",
                ("45 CFR 302.51(a)(1)", "45 CFR 303.100(a)(5)", "CS-IRG-G11"),
                "seen",
            )
        )
    if arrears:
        method = VALUE_WORDS[split.value]
        shares.append(
            Share(
                f"Past-due support is owed in several cases ({_claims(arrears)}); it is shared "
                f"{method}.",
                tuple(split.cites),
                split.sure,
            )
        )
    return shares


def _shared_arrears(lines: Sequence[DistributionLine]) -> list[DistributionLine]:
    """The arrears lines, where money for arrears was shared over several cases."""
    aside = {CURRENT, FUTURES, REFUND, HELD_BUCKET}
    arrears = [line for line in of_collection(lines) if line.bucket not in aside]
    is_paid = any(line.amount_cents for line in arrears)
    return arrears if is_paid and len({line.case_id for line in arrears}) > 1 else []


def _settings(
    lines: Sequence[DistributionLine], election: DatedValue, split: DatedValue
) -> tuple[Setting, ...]:
    """The State's choices that this receipt depended on, and no others."""
    settings = []
    if any(line.case_type == FORMER for line in lines):
        settings.append(_setting(election))
    if _shared_arrears(lines):
        settings.append(_setting(split))
    return tuple(settings)


def _claims(lines: Sequence[DistributionLine]) -> str:
    claims: dict[str, int] = defaultdict(int)
    for line in lines:
        claims[line.case.number] += line.owed_cents
    return ", ".join(f"{number}: {format_dollars(cents)}" for number, cents in claims.items())


def _paid(receipt: Receipt) -> tuple[Paid, ...]:
    rows = (
        DisbursementLine.objects.filter(receipt=receipt)
        .select_related("disbursement", "case")
        .order_by("disbursement__recorded_on", "id")
    )
    return tuple(
        Paid(
            payee=PAYEES[line.account % 10].words,
            case_number=line.case.number if line.case else "",
            amount_cents=line.amount_cents,
            paid_on=line.disbursement.recorded_on,
            settles_on=line.disbursement.effective_on,
            method=PaymentMethod(line.disbursement.method).label,
            trace_number=line.disbursement.trace_number,
        )
        for line in rows
    )
