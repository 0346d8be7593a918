"""Why a payee owes something: the correction behind each amount that was paid wrongly."""

import polars as pl

from posse.apps.books.choices import Cause
from posse.services.bulk import read_frame
from posse.units.days import day_words

# What was posted together with the receivable and bears on the receipt: the receipt itself
# was taken back or given to somebody else, or something changed that was there before it.
CAUSES = """
    SELECT DISTINCT line.id, posting.cause
    FROM recovery_receivableline AS line
    JOIN payments_receipt AS receipt ON receipt.id = line.receipt_id
    JOIN cases_case ON cases_case.id = line.case_id
    JOIN books_posting AS posting
      ON posting.obligor_id = cases_case.obligor_id AND posting.posted_on = line.posted_on
     AND (posting.receipt_id = line.receipt_id AND posting.cause IN (6, 10, 11)
          OR posting.receipt_id IS NULL AND posting.effective_on <= receipt.effective_on
             AND posting.cause IN (1, 3, 4, 9, 12, 15, 16))
    WHERE line.payee_id = %s AND line.cause = 8
    ORDER BY 1, 2"""
REDIRECTED = """
    SELECT DISTINCT ON (line.id) line.id, told.effective_on
    FROM recovery_receivableline AS line
    JOIN payments_receipt AS receipt ON receipt.id = line.receipt_id
    JOIN recovery_payeeredirection AS told ON told.case_id = line.case_id
     AND told.recorded_on <= line.posted_on AND told.effective_on <= receipt.effective_on
    WHERE line.payee_id = %s AND line.cause = 8
    ORDER BY line.id, told.id DESC"""
NOT_KNOWN = "A correction that was learned after the payment"


def corrections_for_payee(payee: int) -> dict[int, str]:
    """In words, the correction behind each receivable line of a payee, by the line's id."""
    causes = read_frame(CAUSES, schema={"line": pl.Int64, "cause": pl.Int64}, params=[payee])
    told = read_frame(REDIRECTED, schema={"line": pl.Int64, "day": pl.Date}, params=[payee])
    words = {
        line: f"Payments were redirected from {day_words(day)} on"
        for line, day in told.iter_rows()
    }
    for (line,), rows in causes.group_by("line", maintain_order=True):
        labels = [str(Cause(cause).label) for cause in rows["cause"]]
        first, *others = labels
        words[int(str(line))] = "; ".join([first, *(_lower(each) for each in others)])
    return words


def _lower(words: str) -> str:
    return words[0].lower() + words[1:]
