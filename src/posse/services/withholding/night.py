"""What each night does about withholding: sources found, orders issued, changed and ended.

Everything is decided for all parents at once; orders then go out a few hundred at a time,
each piece a transaction. Killed anywhere, the next run goes on with whoever is left, because
what went out is read again before anything is decided.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

import polars as pl

from posse.apps.records.models import Letter
from posse.apps.withholding.models import OrderRefusal
from posse.services.enforcement.noticing import LETTERS_A_NIGHT
from posse.services.law import current_law
from posse.services.withholding.awards import do_end_run_out
from posse.services.withholding.deciding import decided_orders
from posse.services.withholding.deriving import do_derive_sources
from posse.services.withholding.order_values import (
    ORDER_NOTICE,
    TERMINATION_NOTICE,
    signer_on,
)
from posse.services.withholding.orders import do_issue_decided, do_keep_refusals

AT_A_TIME = 200
# Payments of these days are looked at for payors nobody told of, nights that were missed
# included.
LOOK_BACK_DAYS = 40


@dataclass(frozen=True)
class WithholdingNight:
    """What one run came to: pairs looked at, orders issued, and changes of what hinders one."""

    pair_count: int
    order_count: int
    refusal_count: int


def do_run_withholding(
    *, on: date, by: str, letters_max: int | None = None
) -> WithholdingNight:
    """Take over new sources, and send every payor the order that should stand.

    Who was told of first comes first; whom the night's limit leaves out comes up the next.
    Source: 45 CFR 303.100(e)(2), 45 CFR 307.11(c)(1)(i), CS-IRG-G14.
    """
    do_derive_sources(on=on, since=on - timedelta(days=LOOK_BACK_DAYS), by=by)
    do_end_run_out(on=on, by=by)
    signer = signer_on(on)
    decided = decided_orders(on=on, is_signed=signer is not None)
    told = decided.filter(
        (pl.col("refusal") != "") | pl.col("case_id").is_in(_refused_before())
    )
    refusals = do_keep_refusals(list(told.iter_rows(named=True)), on=on, by=by)
    waiting = decided.filter(pl.col("action") != "").sort("told_on", "case_id", "source_id")
    waiting = waiting.head(_room(letters_max, on=on))
    count = sum(
        len(do_issue_decided(piece, signer=signer, on=on, by=by)) for piece in _pieces(waiting)
    )
    return WithholdingNight(decided.height, count, refusals)


def _refused_before() -> list[int]:
    return list(OrderRefusal.objects.order_by().values_list("case_id", flat=True).distinct())


def _room(letters_max: int | None, *, on: date) -> int:
    """How many papers this night may still write; a night that was killed wrote some."""
    limit = int(current_law().value(LETTERS_A_NIGHT, on=on))
    limit = limit if letters_max is None else min(limit, letters_max)
    papers = Letter.objects.filter(kind__in=(ORDER_NOTICE, TERMINATION_NOTICE), effective_on=on)
    return max(limit - papers.count(), 0)


def _pieces(rows: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """The rows a piece at a time, every order of a parent's row after row."""
    for start in range(0, rows.height, AT_A_TIME):
        yield rows.slice(start, AT_A_TIME)
