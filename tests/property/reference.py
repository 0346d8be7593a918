"""The second calculation over facts as the engine reads them, for the tests of both."""

from posse.proof.facts import Adjustment, Case, FactRows, Grant, Period, Receipt, Term
from posse.proof.walk import books_of

ROWS = {
    "cases": Case,
    "terms": Term,
    "periods": Period,
    "grants": Grant,
    "adjustments": Adjustment,
    "receipts": Receipt,
}


def plain(facts):
    """The frames of facts as plain rows."""
    return FactRows(
        **{
            name: [row(*each) for each in getattr(facts, name).iter_rows()]
            for name, row in ROWS.items()
        }
    )


def slow_fold(facts, *, through, periods):
    """The books through a date, under the law's dated ``periods``, oldest first."""
    return books_of(plain(facts), through=through, law=periods)
