"""What proofs found: kept for good, in force until a later proof finds nothing."""

from dataclasses import dataclass
from datetime import date
from typing import Any

import polars as pl
from django.db import connection, transaction

from posse.services.books.proving import Finding, ProofOutcome
from posse.services.books.refold import do_mark_for_fold
from posse.services.bulk import read_frame, write_frame
from posse.units.money import format_cents

OPEN = """
    SELECT latest.obligor_id, latest.proven_on, latest.difference_count, latest.what,
           latest.books_cents, latest.proven_cents
    FROM (SELECT DISTINCT ON (obligor_id) * FROM books_prooffinding
          ORDER BY obligor_id, id DESC) AS latest
    WHERE latest.difference_count > 0
    ORDER BY latest.obligor_id"""
OPEN_SCHEMA = {
    "obligor": pl.Int64,
    "proven_on": pl.Date,
    "difference_count": pl.Int64,
    "what": pl.String,
    "books_cents": pl.Int64,
    "proven_cents": pl.Int64,
}
WORDS_MAX = 240


@dataclass(frozen=True)
class OpenFinding:
    """An obligor whose books differ from the second calculation, and who is held for it.

    ``what`` is the first balance that differs. Units: cents.
    """

    obligor: int
    proven_on: date
    difference_count: int
    what: str
    books_cents: int
    proven_cents: int

    def to_json(self) -> dict[str, Any]:
        """The finding for a program: money as text, dates as YYYY-MM-DD."""
        return {
            "proven_on": self.proven_on.isoformat(),
            "differences": self.difference_count,
            "what": self.what,
            "books": format_cents(self.books_cents),
            "proven": format_cents(self.proven_cents),
        }


def open_findings() -> tuple[OpenFinding, ...]:
    """Whose books differ now, by rising id."""
    rows = read_frame(OPEN, schema=OPEN_SCHEMA)
    return tuple(OpenFinding(**row) for row in rows.iter_rows(named=True))


@transaction.atomic
def do_keep_proof(outcome: ProofOutcome, *, by: str) -> None:
    """Keep what a proof found, release whom it cleared, and mark who had their turn.

    Whoever differs goes on the list of the next fold: it takes back what no fact supports,
    and the proof after it releases the obligor or holds on.
    """
    held = {found.obligor: found for found in open_findings()}
    new = [_row(found) for found in outcome.findings]
    differing = {found.obligor for found in outcome.findings}
    proven = set(outcome.obligors)
    cleared = [_clear_row(obligor) for obligor in held if obligor in proven - differing]
    changed = [row for row in new if _says_more(row, held.get(row["obligor_id"]))]
    frame = pl.DataFrame([*changed, *cleared], schema=_SCHEMA)
    write_frame(
        "books_prooffinding",
        frame.with_columns(proven_on=pl.lit(outcome.proven_on), recorded_by=pl.lit(by)),
    )
    do_mark_for_fold(differing)
    _do_mark_proven(outcome)


_SCHEMA = {
    "obligor_id": pl.Int64,
    "difference_count": pl.Int64,
    "what": pl.String,
    "books_cents": pl.Int64,
    "proven_cents": pl.Int64,
}


def _row(finding: Finding) -> dict[str, Any]:
    first = finding.differences[0]
    return {
        "obligor_id": finding.obligor,
        "difference_count": len(finding.differences),
        "what": first.what[:WORDS_MAX],
        "books_cents": first.books_cents,
        "proven_cents": first.proven_cents,
    }


def _clear_row(obligor: int) -> dict[str, Any]:
    none = dict.fromkeys(("difference_count", "books_cents", "proven_cents"), 0)
    return {"obligor_id": obligor, "what": "", **none}


def _says_more(row: dict[str, Any], held: OpenFinding | None) -> bool:
    """Whether a finding is new; the same one again every night would say nothing."""
    return held is None or any(
        getattr(held, name) != row[name]
        for name in ("difference_count", "what", "books_cents", "proven_cents")
    )


def _do_mark_proven(outcome: ProofOutcome) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO books_proofmark (obligor_id, proven_on)
               SELECT unnest(%s::bigint[]), %s
               ON CONFLICT (obligor_id) DO UPDATE SET proven_on = excluded.proven_on""",
            [sorted(outcome.obligors), outcome.proven_on],
        )
