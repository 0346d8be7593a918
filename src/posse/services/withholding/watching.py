"""The nightly watch over payors: who is late is found, whoever sent since is let go."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.withholding.choices import NonComplianceState
from posse.apps.withholding.models import IncomeSource, NonCompliance
from posse.services.withholding.non_compliance import (
    NOT_SENT,
    VIOLATIONS,
    do_begin,
    do_move,
)
from posse.services.withholding.remittances import MissedPay, Watch, watch

Key = tuple[int, int]


@dataclass(frozen=True)
class Watched:
    """What a night's watch came to; ``irregular_count`` have no rhythm to be watched by."""

    order_count: int
    irregular_count: int
    found_count: int
    settled_count: int


@transaction.atomic
def do_watch_remittances(*, on: date, by: str) -> Watched:
    """Find each payor who is late with a payday's money, once, and open a task for it.

    Where the money came and nobody had told the payor, it is closed by itself. Run again on
    the same day it does nothing.
    Source: CS-IRG-G5, 45 CFR 303.100(e)(1)(ii).
    """
    seen = watch(on=on)
    watched = set(zip(seen.orders["case"], seen.orders["source"], strict=True))
    late = {_key(seen, row): paydays for row, paydays in seen.missed.items()}
    running = NonCompliance.objects.exclude(state=NonComplianceState.CLOSED)
    known = {
        (row.case_id, row.income_source_id): row
        for row in running.select_for_update(of=("self",))
    }
    _do_find({key: late[key] for key in late.keys() - known.keys()}, on=on, by=by)
    settled_count = 0
    for key, row in known.items():
        # Once the payor was told, a person decides what becomes of it.
        if row.state != NonComplianceState.FOUND or key not in watched:
            continue
        if key in late:
            row.liable_cents = _total_cents(late[key])
            row.save(update_fields=["liable_cents"])
        else:
            do_move(row, NonComplianceState.CLOSED, text="The money came.", on=on, by=by)
            settled_count += 1
    return Watched(
        order_count=seen.orders.height,
        irregular_count=seen.irregular_count,
        found_count=len(late.keys() - known.keys()),
        settled_count=settled_count,
    )


def _do_find(late: dict[Key, list[MissedPay]], *, on: date, by: str) -> None:
    cases = Case.objects.in_bulk([case for case, _ in late])
    sources = IncomeSource.objects.select_related("employer").in_bulk(
        [source for _, source in late]
    )
    for (case, source), paydays in sorted(late.items()):
        employer = sources[source].employer
        assert employer is not None, "a payor without a number gets no order"
        row = NonCompliance(
            employer=employer,
            income_source=sources[source],
            case=cases[case],
            state=NonComplianceState.FOUND,
            violation=VIOLATIONS[NOT_SENT],
            opened_on=on,
            liable_cents=_total_cents(paydays),
        )
        do_begin(row, on=on, by=by)


def _key(seen: Watch, row: int) -> Key:
    return seen.orders["case"][row], seen.orders["source"][row]


def _total_cents(paydays: list[MissedPay]) -> int:
    return sum(pay.missing_cents for pay in paydays)
