"""Whose books a night proves: those that differed, those folded tonight, then by turns."""

from datetime import date

import polars as pl

from posse.apps.books.models import FoldMark
from posse.services.books.proof_findings import open_findings
from posse.services.bulk import read_frame
from posse.services.law import current_law

LIMIT_KEY = "support.proof.nightly_obligors_max"
LEAST_KEY = "support.proof.nightly_obligors_min"
SHARE_KEY = "support.proof.nightly_share"

FOLDED = """
    SELECT folded.obligor_id FROM books_foldmark AS folded
    LEFT JOIN books_proofmark AS mark USING (obligor_id)
    WHERE folded.folded_through = %s
    ORDER BY mark.proven_on NULLS FIRST, folded.obligor_id LIMIT %s"""
LONGEST_AGO = """
    SELECT folded.obligor_id FROM books_foldmark AS folded
    LEFT JOIN books_proofmark AS mark USING (obligor_id)
    ORDER BY mark.proven_on NULLS FIRST, folded.obligor_id LIMIT %s"""


def places_of_night(obligor_count: int, *, on: date) -> int:
    """How many obligors a night proves: a share of all, between the two limits of the house."""
    law = current_law()
    share = law.value(SHARE_KEY, on=on)
    wanted = -(-obligor_count * share.numerator // share.denominator)
    least, most = law.value(LEAST_KEY, on=on), law.value(LIMIT_KEY, on=on)
    return int(min(max(wanted, least), most))


def obligors_to_prove(*, on: date) -> list[int]:
    """Obligors whose books are proven on a night, as many as the house allows.

    At least half of the places go by turns, so that everybody comes up even while more
    are folded each night than can be proven.
    """
    limit = places_of_night(FoldMark.objects.count(), on=on)
    schema = {"obligor": pl.Int64}
    held = [found.obligor for found in open_findings()]
    folded = read_frame(FOLDED, schema=schema, params=[on, limit // 2])["obligor"].to_list()
    # Asked for the whole limit, since some may be chosen already.
    others = read_frame(LONGEST_AGO, schema=schema, params=[limit])["obligor"].to_list()
    chosen = list(dict.fromkeys([*held, *folded, *others]))
    return chosen[: max(limit, len(held))]
