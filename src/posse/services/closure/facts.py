"""What the rows of cases say for the tests of closing, as arrays.

A handful of queries whatever the number of cases. The books are only summed up for cases
that a test about money could decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
import polars as pl

from posse.rules.support.closure import MET, NO_DAY, NOT_KNOWN, NOT_MET, ClosureFacts
from posse.services.books.as_of import PAST_DUE, owner_of
from posse.services.bulk import read_frame
from posse.units.days import day_number

OPEN_CASES = """
    SELECT case_id FROM (
        SELECT DISTINCT ON (case_id) case_id, state, service FROM cases_casestatus
        WHERE effective_on <= %s ORDER BY case_id, effective_on DESC, id DESC) AS latest
    WHERE state = 'open' AND service = 'iv_d' ORDER BY case_id"""

# A term stands until its end, or until another one that replaces it governs.
CURRENT_ORDERS = """
    SELECT DISTINCT ordered.case_id FROM orders_orderterm AS term
    JOIN orders_order AS ordered ON ordered.id = term.order_id
    WHERE ordered.case_id = ANY(%s) AND term.obligation <> 'arrears_payment'
      AND term.amount_cents > 0 AND term.effective_on <= %s
      AND (term.ends_on IS NULL OR term.ends_on >= %s)
      AND NOT EXISTS (SELECT FROM orders_orderterm AS later
                      WHERE later.replaces_id = term.id AND later.effective_on <= %s)"""

EARLIER_ORDERS = """
    SELECT DISTINCT case_id FROM orders_order WHERE case_id = ANY(%s) AND ordered_on <= %s"""

BALANCES = """
    SELECT posting.case_id, moved.account, sum(moved.cents)::bigint
    FROM books_posting AS posting
    CROSS JOIN LATERAL (VALUES (debit, amount_cents), (credit, -amount_cents))
        AS moved (account, cents)
    WHERE posting.case_id = ANY(%s) AND posting.effective_on <= %s AND moved.account >= 1000
    GROUP BY 1, 2"""

PAYMENTS = """
    SELECT posting.case_id, max(receipt.effective_on),
           max(receipt.effective_on) FILTER (WHERE receipt.source = 'income_withholding')
    FROM books_posting AS posting JOIN payments_receipt AS receipt
      ON receipt.id = posting.receipt_id
    WHERE posting.case_id = ANY(%s) AND posting.cause IN (5, 6, 11)
      AND receipt.effective_on <= %s
    GROUP BY 1"""

# A child without a birth date leaves the age of the youngest unknown.
CHILDREN = """
    SELECT role.case_id, CASE WHEN bool_and(who.birth_date IS NOT NULL)
                              THEN max(who.birth_date) END
    FROM (SELECT DISTINCT ON (case_id, participant_id) case_id, participant_id, is_ended
          FROM cases_caserole WHERE role = 'child' AND case_id = ANY(%s) AND effective_on <= %s
          ORDER BY case_id, participant_id, effective_on DESC, id DESC) AS role
    LEFT JOIN LATERAL (SELECT birth_date FROM people_identity
        WHERE participant_id = role.participant_id
        ORDER BY effective_on DESC, id DESC LIMIT 1) AS who ON true
    WHERE NOT role.is_ended GROUP BY 1"""

# The parent is located from a day on; tries after it say that he is not there any more.
PARENTS = """
    SELECT parent.case_id, parent.is_alleged,
           coalesce(name.surname <> '' AND (name.birth_date IS NOT NULL OR EXISTS (
               SELECT FROM people_identifier WHERE kind = 'ssn'
               AND participant_id = parent.participant_id)), false),
           there.known_on IS NOT NULL AND tried.began_on IS NULL,
           tried.began_on, coalesce(tried.sources, 0)
    FROM (SELECT matter.id AS case_id,
                 coalesce(matter.obligor_id, alleged.participant_id) AS participant_id,
                 alleged.participant_id IS NOT NULL AS is_alleged
          FROM cases_case AS matter
          LEFT JOIN LATERAL (SELECT participant_id, is_ended FROM cases_caserole
              WHERE case_id = matter.id AND role = 'alleged_father' AND effective_on <= %s
              ORDER BY is_ended, effective_on DESC, id DESC LIMIT 1) AS alleged
            ON NOT alleged.is_ended
          WHERE matter.id = ANY(%s)) AS parent
    LEFT JOIN LATERAL (SELECT surname, birth_date FROM people_identity
        WHERE participant_id = parent.participant_id
        ORDER BY effective_on DESC, id DESC LIMIT 1) AS name ON true
    LEFT JOIN LATERAL (SELECT max(day) AS known_on FROM (
        SELECT max(effective_on) AS day FROM people_address
        WHERE participant_id = parent.participant_id AND effective_on <= %s
        UNION ALL SELECT max(effective_on) FROM people_employment
        WHERE participant_id = parent.participant_id AND effective_on <= %s
          AND NOT is_ended) AS days) AS there ON true
    LEFT JOIN LATERAL (SELECT min(effective_on) AS began_on,
                              count(DISTINCT lower(source)) AS sources
        FROM closure_locatetry WHERE case_id = parent.case_id AND effective_on <= %s
          AND (there.known_on IS NULL OR effective_on > there.known_on)) AS tried ON true"""

# Different ways tried since the recipient was last reached.
CONTACTS = """
    SELECT matter.id, count(DISTINCT tried.method)
    FROM cases_case AS matter
    JOIN records_contact AS tried
      ON tried.case_id = matter.id AND tried.participant_id = matter.obligee_id
    WHERE matter.id = ANY(%s) AND tried.effective_on <= %s
      AND tried.direction = 'outgoing' AND tried.outcome <> 'reached'
      AND NOT EXISTS (SELECT FROM records_contact AS reached
          WHERE reached.case_id = matter.id AND reached.participant_id = matter.obligee_id
            AND reached.outcome = 'reached' AND reached.effective_on <= %s
            AND reached.effective_on >= tried.effective_on)
    GROUP BY 1"""

ASSISTANCE = """
    SELECT matter.id,
           bool_or(period.program <> 'medicaid' AND period.is_now),
           bool_or(period.program = 'medicaid' AND period.is_now)
    FROM cases_case AS matter JOIN (
        SELECT DISTINCT ON (family_id, program, effective_on) family_id, program,
               coalesce(ends_on, 'infinity') >= %s AS is_now
        FROM cases_assistanceperiod WHERE effective_on <= %s
        ORDER BY family_id, program, effective_on, recorded_on DESC, id DESC) AS period
      ON period.family_id = matter.family_id
    WHERE matter.id = ANY(%s) GROUP BY 1"""

RESPONDING = """
    SELECT case_id FROM (
        SELECT DISTINCT ON (case_id) case_id, role FROM cases_interstaterole
        WHERE case_id = ANY(%s) AND effective_on <= %s
        ORDER BY case_id, effective_on DESC, id DESC) AS latest WHERE role = 'responding'"""

RECORDED = """
    SELECT DISTINCT ON (case_id, test) case_id, test, is_so FROM closure_closurefact
    WHERE case_id = ANY(%s) AND effective_on <= %s
    ORDER BY case_id, test, effective_on DESC, id DESC"""

CASE = {"case": pl.Int64}


@dataclass(frozen=True)
class CaseFacts:
    """The facts of some cases, and the ids of the cases in their order."""

    cases: tuple[int, ...]
    facts: ClosureFacts


def open_cases(*, on: date) -> tuple[int, ...]:
    """Every open IV-D case on a day."""
    return tuple(read_frame(OPEN_CASES, schema=CASE, params=[on])["case"])


def facts_of_cases(cases: Sequence[int], *, on: date) -> CaseFacts:
    """What the rows of cases say on a day, for the tests of closing."""
    chosen = list(cases)
    ordered = _have(CURRENT_ORDERS, chosen, params=[chosen, on, on, on])
    recorded = _recorded(chosen, on=on)
    asked = set().union(*recorded.values()) if recorded else set()
    # Only these can be closed for a reason of money, or at somebody's word.
    money_of = [case for case in chosen if case not in ordered or case in asked]
    had_order = _have(EARLIER_ORDERS, chosen, params=[chosen, on])
    cents, paid = _balances(money_of, on=on), _payments(money_of, on=on)
    parents, aid = _parents(chosen, on=on), _assistance(chosen, on=on)
    facts = ClosureFacts(
        has_current_order=_flags(chosen, ordered),
        # Debts brought over from elsewhere rest on an order as well.
        had_order=_flags(chosen, had_order.union(*cents.values())),
        family_cents=_numbers(chosen, cents["family"]),
        assigned_cents=_numbers(chosen, cents["state"]),
        last_payment_days=_days(chosen, paid["received_on"]),
        last_withheld_days=_days(chosen, paid["withheld_on"]),
        youngest_birth_days=_days(chosen, _children(chosen, on=on)),
        is_paternity_open=_flags(chosen, parents["is_alleged"]),
        is_located=_flags(chosen, parents["is_located"]),
        has_automated_data=_flags(chosen, parents["is_searchable"]),
        locate_began_days=_days(chosen, parents["began_on"]),
        locate_sources=_numbers(chosen, parents["sources"]),
        contact_methods=_numbers(chosen, _contacts(chosen, on=on)),
        is_on_cash=_flags(chosen, aid["cash"]),
        is_on_medicaid=_flags(chosen, aid["medicaid"]),
        was_assisted=_flags(chosen, aid["ever"]),
        is_responding=_flags(chosen, _have(RESPONDING, chosen, params=[chosen, on])),
        recorded={test: _states(chosen, said) for test, said in recorded.items()},
    )
    return CaseFacts(tuple(chosen), facts)


def _have(query: str, cases: list[int], *, params: Sequence[object]) -> set[int]:
    return set(read_frame(query, schema=CASE, params=params)["case"]) if cases else set()


def _balances(cases: list[int], *, on: date) -> dict[str, dict[int, int]]:
    found: dict[str, dict[int, int]] = {owner: {} for owner in PAST_DUE}
    schema = {**CASE, "account": pl.Int64, "cents": pl.Int64}
    for case, account, cents in read_frame(
        BALANCES, schema=schema, params=[cases, on]
    ).iter_rows():
        owner = owner_of(account)
        if owner in PAST_DUE:
            found[owner][case] = found[owner].get(case, 0) + cents
    return found


def _payments(cases: list[int], *, on: date) -> dict[str, dict[int, date]]:
    schema = {**CASE, "received_on": pl.Date, "withheld_on": pl.Date}
    rows = read_frame(PAYMENTS, schema=schema, params=[cases, on])
    return {name: _column(rows, name) for name in ("received_on", "withheld_on")}


def _children(cases: list[int], *, on: date) -> dict[int, date]:
    rows = read_frame(CHILDREN, schema={**CASE, "born_on": pl.Date}, params=[cases, on])
    return _column(rows, "born_on")


def _parents(cases: list[int], *, on: date) -> dict[str, Any]:
    schema = {
        **CASE, "is_alleged": pl.Boolean, "is_searchable": pl.Boolean,
        "is_located": pl.Boolean, "began_on": pl.Date, "sources": pl.Int64,
    }  # fmt: skip
    rows = read_frame(PARENTS, schema=schema, params=[on, cases, on, on, on])
    flags = ("is_alleged", "is_searchable", "is_located")
    found: dict[str, Any] = {name: set(rows.filter(name)["case"]) for name in flags}
    return found | {name: _column(rows, name) for name in ("began_on", "sources")}


def _contacts(cases: list[int], *, on: date) -> dict[int, int]:
    rows = read_frame(CONTACTS, schema={**CASE, "ways": pl.Int64}, params=[cases, on, on])
    return _column(rows, "ways")


def _assistance(cases: list[int], *, on: date) -> dict[str, set[int]]:
    schema = {**CASE, "cash": pl.Boolean, "medicaid": pl.Boolean}
    rows = read_frame(ASSISTANCE, schema=schema, params=[on, on, cases])
    now = {name: set(rows.filter(name)["case"]) for name in ("cash", "medicaid")}
    return {**now, "ever": set(rows["case"])}


def _recorded(cases: list[int], *, on: date) -> dict[str, dict[int, bool]]:
    schema = {**CASE, "test": pl.String, "is_so": pl.Boolean}
    found: dict[str, dict[int, bool]] = {}
    for case, test, is_so in read_frame(
        RECORDED, schema=schema, params=[cases, on]
    ).iter_rows():
        found.setdefault(test, {})[case] = is_so
    return found


def _column(rows: pl.DataFrame, name: str) -> dict[int, Any]:
    known = rows.filter(pl.col(name).is_not_null())
    return dict(zip(known["case"], known[name], strict=True))


def _flags(cases: Sequence[int], chosen: set[int]) -> Any:
    return np.array([case in chosen for case in cases], dtype=np.bool_)


def _numbers(cases: Sequence[int], known: Mapping[int, int]) -> Any:
    return np.array([known.get(case, 0) for case in cases], dtype=np.int64)


def _days(cases: Sequence[int], known: Mapping[int, date]) -> Any:
    days = (known.get(case) for case in cases)
    return np.array([NO_DAY if day is None else day_number(day) for day in days], np.int64)


def _states(cases: Sequence[int], said: Mapping[int, bool]) -> Any:
    states = {True: MET, False: NOT_MET, None: NOT_KNOWN}
    return np.array([states[said.get(case)] for case in cases], dtype=np.int8)
