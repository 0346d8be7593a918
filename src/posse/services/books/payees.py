"""Whose the money of a case is: the people it names, unless payments were redirected."""

from dataclasses import dataclass
from datetime import date

import polars as pl

from posse.ledger.accounts import Account
from posse.services.bulk import read_frame

PEOPLE = """
    SELECT cases_case.id, cases_case.obligor_id, cases_case.obligee_id
    FROM folding JOIN cases_case USING (obligor_id)"""
REDIRECTIONS = """
    SELECT told.case_id, told.effective_on, told.payee_id
    FROM folding JOIN cases_case USING (obligor_id)
    JOIN recovery_payeeredirection AS told ON told.case_id = cases_case.id
    WHERE told.recorded_on <= %s
    ORDER BY told.effective_on, told.id"""


@dataclass(frozen=True)
class Payees:
    """The people of the chosen obligors' cases, and whom payments were redirected to.

    Columns: ``people`` has ``case``, ``obligor`` and ``obligee``; ``redirections`` has
    ``case``, ``effective_on`` and ``redirected``, the payee from that day on.
    """

    people: pl.DataFrame
    redirections: pl.DataFrame

    @classmethod
    def of_chosen(cls, *, known_on: date) -> "Payees":
        """As known on a business date; of two redirections from one day the later holds."""
        people = {"case": pl.Int64, "obligor": pl.Int64, "obligee": pl.Int64}
        schema = {"case": pl.Int64, "effective_on": pl.Date, "redirected": pl.Int64}
        told = read_frame(REDIRECTIONS, schema=schema, params=[known_on])
        return cls(
            read_frame(PEOPLE, schema=people),
            told.unique(["case", "effective_on"], keep="last", maintain_order=True),
        )

    def entitled(self, amounts: pl.DataFrame) -> pl.DataFrame:
        """Amounts with their ``payee``; 0 where the State or an agency of it is paid.

        ``amounts`` has ``case``, ``obligor``, ``account`` and ``effective_on``, the day of
        collection: support follows the child from the day of a redirection on.
        Source: W.S. 20-2-312, CS-IRG-F17.
        """
        named = amounts.join(self.people.drop("obligor"), on="case", how="left")
        if self.redirections.is_empty():
            named = named.with_columns(redirected=pl.lit(None, dtype=pl.Int64))
        else:
            named = named.sort("effective_on").join_asof(
                self.redirections, on="effective_on", by="case", check_sortedness=False
            )
        payee = (
            pl.when(pl.col("account") == int(Account.PAYABLE_FAMILY))
            .then(pl.coalesce("redirected", "obligee"))
            .when(pl.col("account") == int(Account.PAYABLE_OBLIGOR))
            .then("obligor")
            .otherwise(pl.lit(0, dtype=pl.Int64))
        )
        return named.with_columns(payee=payee).drop("obligee", "redirected")
