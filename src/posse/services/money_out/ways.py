"""How each payee is paid: by deposit, by card or by warrant; or why not at all.

What a payee gave last governs: a bank account or a card of the card programme. Who has
neither is paid as the law data says. A way by which money came back is not used again until
the payee's new account, card or address is on file.
"""

from datetime import date

import polars as pl

from posse.apps.payments.choices import PaymentMethod
from posse.formats.identifiers import is_routing_number
from posse.services.bulk import read_frame
from posse.services.law import current_law

DEFAULT_METHOD = "support.disbursement.default_method"

# The facts of the day, and whether money came back from that very account, card or address
# after it was recorded: whoever says that the same account is good again is believed.
WAYS = """
    WITH paid AS MATERIALIZED (SELECT DISTINCT payee FROM unnest(%s::bigint[]) AS payee),
    back AS MATERIALIZED (
        SELECT sent.payee_id, sent.method, sent.routing_number, sent.account_number,
               sent.card_reference, warrant.line_1, warrant.zip_code, event.recorded_at
        FROM instruments_disbursementevent AS event
        JOIN payments_disbursement AS sent ON sent.id = event.disbursement_id
        LEFT JOIN instruments_warrant AS warrant ON warrant.disbursement_id = sent.id
        WHERE event.kind IN ('returned', 'undeliverable') AND event.recorded_on <= %s),
    bad_account AS (
        SELECT payee_id, routing_number, account_number, max(recorded_at) AS bad_at
        FROM back WHERE method = 'direct_deposit' GROUP BY 1, 2, 3),
    bad_card AS (
        SELECT payee_id, card_reference, max(recorded_at) AS bad_at
        FROM back WHERE method = 'debit_card' GROUP BY 1, 2),
    bad_address AS (
        SELECT payee_id, line_1, zip_code, max(recorded_at) AS bad_at
        FROM back WHERE method = 'warrant' GROUP BY 1, 2, 3),
    account AS (
        SELECT DISTINCT ON (participant_id) known.*
        FROM paid JOIN people_payeeaccount AS known ON known.participant_id = payee
        WHERE effective_on <= %s ORDER BY participant_id, effective_on DESC, id DESC),
    card AS (
        SELECT DISTINCT ON (participant_id) known.*
        FROM paid JOIN instruments_card AS known ON known.participant_id = payee
        WHERE effective_on <= %s ORDER BY participant_id, effective_on DESC, id DESC),
    address AS (
        SELECT DISTINCT ON (participant_id) known.*
        FROM paid JOIN people_address AS known ON known.participant_id = payee
        WHERE effective_on <= %s
        ORDER BY participant_id, kind = 'mailing' DESC, effective_on DESC, id DESC),
    named AS (
        SELECT DISTINCT ON (participant_id) participant_id,
               concat_ws(' ', given_name, surname) AS payee_name
        FROM paid JOIN people_identity ON participant_id = payee
        ORDER BY participant_id, effective_on DESC, id DESC)
    SELECT payee, payee_name,
           account.routing_number, account.account_number, account.kind,
           coalesce(bad_account.bad_at >= account.recorded_at, false),
           card.reference, card.is_closed,
           coalesce((card.effective_on, card.recorded_at)
                    > (account.effective_on, account.recorded_at), card.id IS NOT NULL),
           coalesce(bad_card.bad_at >= card.recorded_at, false),
           address.line_1, address.line_2, address.city, address.state, address.zip_code,
           coalesce(bad_address.bad_at >= address.recorded_at, false)
    FROM paid
    LEFT JOIN account ON account.participant_id = payee
    LEFT JOIN card ON card.participant_id = payee
    LEFT JOIN address ON address.participant_id = payee
    LEFT JOIN named ON named.participant_id = payee
    LEFT JOIN bad_account ON bad_account.payee_id = payee
     AND bad_account.routing_number = account.routing_number
     AND bad_account.account_number = account.account_number
    LEFT JOIN bad_card ON bad_card.payee_id = payee
     AND bad_card.card_reference = card.reference
    LEFT JOIN bad_address ON bad_address.payee_id = payee
     AND bad_address.line_1 = address.line_1 AND bad_address.zip_code = address.zip_code
    ORDER BY payee"""
SCHEMA = {
    "payee": pl.Int64,
    "payee_name": pl.String,
    "routing_number": pl.String,
    "account_number": pl.String,
    "account_kind": pl.String,
    "is_account_bad": pl.Boolean,
    "card_reference": pl.String,
    "is_card_closed": pl.Boolean,
    "is_card_later": pl.Boolean,
    "is_card_bad": pl.Boolean,
    "line_1": pl.String,
    "line_2": pl.String,
    "city": pl.String,
    "state": pl.String,
    "zip_code": pl.String,
    "is_address_bad": pl.Boolean,
}
# What a payment is made with, beside its amount.
PARTICULARS = (
    *("method", "payee_name", "routing_number", "account_number", "account_kind"),
    *("card_reference", "line_1", "line_2", "city", "state", "zip_code"),
)


def ways_for_payees(payees: list[int], *, on: date) -> pl.DataFrame:
    """One row a payee: PARTICULARS and ``way_hindrance``, empty where the way is open.

    Hindrances are keys of :data:`posse.services.money_out.payments_due.HINDRANCES`.
    Source: 45 CFR 302.38, CS-IRG-L11, CS-IRG-L12.
    """
    rows = read_frame(WAYS, schema=SCHEMA, params=[payees, on, on, on, on])
    has_account = pl.col("routing_number").is_not_null()
    has_card = pl.col("card_reference").is_not_null() & ~pl.col("is_card_closed")
    method = (
        pl.when(has_card & (~has_account | pl.col("is_card_later")))
        .then(pl.lit(str(PaymentMethod.DEBIT_CARD)))
        .when(has_account)
        .then(pl.lit(str(PaymentMethod.DIRECT_DEPOSIT)))
        .otherwise(pl.lit(current_law().value(DEFAULT_METHOD, on=on)))
    )
    chosen = rows.with_columns(method=method)
    return chosen.with_columns(way_hindrance=_hindrance(rows)).select(
        "payee", *PARTICULARS, "way_hindrance"
    )


def _hindrance(rows: pl.DataFrame) -> pl.Expr:
    """Why the chosen way is closed; empty where it is open."""
    numbers = rows["routing_number"].unique().drop_nulls().to_list()
    fit_numbers = [number for number in numbers if is_routing_number(number)]
    is_unfit = ~pl.col("routing_number").is_in(fit_numbers) | ~pl.col(
        "account_number"
    ).str.contains(r"^[0-9A-Za-z-]{1,17}$")
    is_deposit = pl.col("method") == str(PaymentMethod.DIRECT_DEPOSIT)
    is_card = pl.col("method") == str(PaymentMethod.DEBIT_CARD)
    has_card = pl.col("card_reference").is_not_null() & ~pl.col("is_card_closed")
    is_bad = (is_deposit & pl.col("is_account_bad")) | (is_card & pl.col("is_card_bad"))
    is_mail = pl.col("method") == str(PaymentMethod.WARRANT)
    return (
        pl.when(is_card & ~has_card.fill_null(value=False))
        .then(pl.lit("no_account"))
        .when(is_deposit & is_unfit)
        .then(pl.lit("unfit_account"))
        .when(is_bad)
        .then(pl.lit("returned_payment"))
        .when(is_mail & (pl.col("line_1").is_null() | pl.col("is_address_bad")))
        .then(pl.lit("unknown_address"))
        .otherwise(pl.lit(""))
    )
