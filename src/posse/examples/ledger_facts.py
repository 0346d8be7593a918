"""Which facts an example of kind ``ledger`` may state, and what is wrong with those it does."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from posse.examples.keys import day, money

Fact = Mapping[str, Any]

# What each type of fact must say, and what it may say besides.
NEEDED = {
    "order": {"id", "case", "amount", "frequency", "from"},
    "modification": {"of", "amount", "from"},
    "circumstances": {"case", "from"},
    "assistance": {"case", "program", "from"},
    "receipt": {"id", "amount", "source", "received"},
    "reversal": {"of", "date"},
    "hold": {"of"},
    "release": {"of", "date"},
    "adjustment": {"case", "bucket", "amount", "date"},
    "abatement": {"of", "bucket", "from", "to", "date"},
    "judgment": {"case", "amount", "date"},
    "affidavit": {"case", "date"},
    "suppression": {"case", "kind", "from"},
    "certification": {"case", "amount", "date"},
    "permission": {"date"},
    "redirection": {"case", "payee", "from"},
}
ALLOWED: Mapping[str, set[str]] = {
    "order": {
        "obligation", "first_due", "to", "basis", "responding", "children", "fee_exempt",
    },
    "modification": {"frequency", "to"},
    "circumstances": {"responding", "children", "fee_exempt"},
    "assistance": {"to", "grant_month"},
    "reversal": {"amount", "reason"},
    "hold": {"id", "scope"},
    "adjustment": {"obligation"},
    "judgment": {"kind"},
    "suppression": {"to"},
}  # fmt: skip
# The type of fact that each fact's ``of`` names.
NAMES = {
    "modification": "order",
    "abatement": "order",
    "reversal": "receipt",
    "hold": "receipt",
    "release": "hold",
}
KINDS = {"judgment": ("arrears", "retroactive"), "suppression": ("interest", "penalty")}
PROGRAMS = {
    "power": "power",
    "tanf": "power",
    "iv_a": "power",
    "iv_e": "iv_e",
    "title_iv_e": "iv_e",
    "medicaid": "medicaid",
}


def program_of(fact: Fact) -> str | None:
    """The program of a period, however it is written; None for one that is not known."""
    written = str(fact.get("program", "")).lower()
    return PROGRAMS.get(written.replace("-", "_").replace(" ", "_"))


def name_of(fact: Fact) -> str:
    """The id of a fact; a hold without one goes by its receipt's."""
    return str(fact["id"] if "id" in fact else fact.get("of"))


def fact_faults(facts: Sequence[Fact]) -> Iterator[str]:
    """Everything wrong with an example's facts, in words."""
    ids: dict[str, set[str]] = {}
    for fact in facts:
        ids.setdefault(str(fact.get("type")), set()).add(name_of(fact))
    for fact in facts:
        yield from _own_faults(fact, ids)
    if not any(True for fact in facts for _ in _own_faults(fact, ids)):
        yield from _faults_of_ids(facts)
        yield from _faults_of_receipts(facts)


def _own_faults(fact: Fact, ids: Mapping[str, set[str]]) -> Iterator[str]:
    kind = fact.get("type")
    if kind not in NEEDED:
        yield f"a fact's type is one of {', '.join(NEEDED)}, not {kind!r}"
        return
    missing = (NEEDED[kind] | {"recorded"}) - fact.keys()
    if missing:
        yield f"a fact of type {kind!r} needs {', '.join(sorted(missing))}"
    further = fact.keys() - NEEDED[kind] - ALLOWED.get(kind, set()) - {"type", "recorded"}
    if further:
        yield f"a fact of type {kind!r} has no {', '.join(sorted(further))}"
    if kind in KINDS and fact.get("kind", KINDS[kind][0]) not in KINDS[kind]:
        yield f"a {kind} is of kind {' or '.join(KINDS[kind])}, not {fact['kind']!r}"
    if kind == "assistance":
        yield from _faults_of_assistance(fact)
    named = NAMES.get(kind)
    if named and fact.get("of") not in ids.get(named, set()):
        known = sorted(ids.get(named, set()))
        yield f"no {named} has the id {fact.get('of')!r}; ids: {known}"


def _faults_of_assistance(fact: Fact) -> Iterator[str]:
    program = program_of(fact)
    if program is None:
        yield f"there is no program {fact.get('program')!r}; programs: {', '.join(PROGRAMS)}"
    elif program == "medicaid" and "grant_month" in fact:
        yield f"{fact['program']} pays no grant_month"
    elif program != "medicaid" and "grant_month" not in fact:
        yield f"{fact['program']} needs a grant_month"


def _faults_of_ids(facts: Sequence[Fact]) -> Iterator[str]:
    named = {"order", "receipt", "hold"}
    given = Counter((fact["type"], name_of(fact)) for fact in facts if fact["type"] in named)
    for (kind, name), count in given.items():
        if count > 1:
            yield f"the id {name!r} is that of {count} facts of type {kind!r}"


def _faults_of_receipts(facts: Sequence[Fact]) -> Iterator[str]:
    """Reversals of more than came in, releases of what is not held, and days out of order."""
    receipts = {fact["id"]: fact for fact in facts if fact["type"] == "receipt"}
    holds = {name_of(fact): fact for fact in facts if fact["type"] == "hold"}
    left_cents = {name: money(receipt["amount"]) for name, receipt in receipts.items()}
    for fact in facts:
        if fact["type"] == "reversal":
            receipt = receipts[fact["of"]]
            left_cents[fact["of"]] -= money(fact.get("amount", receipt["amount"]))
            if left_cents[fact["of"]] < 0:
                yield f"more of {fact['of']} is taken back than came in"
        elif fact["type"] == "release":
            receipt = receipts[holds[fact["of"]]["of"]]
        else:
            continue
        if day(fact["date"]) < day(receipt["received"]):
            yield f"a {fact['type']} of {fact['date']} is before the receipt itself"
    released = Counter(fact["of"] for fact in facts if fact["type"] == "release")
    for name, count in released.items():
        if count > 1:
            yield f"the hold {name} is released {count} times"
