"""What the books and rows say of parents for their remedies, read in bulk as arrays.

A handful of queries, the same for one parent and for a million; what is asked of a person's
page and what a night evaluates is therefore the same thing.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt
import polars as pl
from django.db import connection, transaction

from posse.ledger.accounts import all_accounts
from posse.rules.support.remedies.facts import (
    ASSISTANCE as KINDS_OF_ASSISTANCE,
)
from posse.rules.support.remedies.facts import (
    NO_DAY,
    ROLES,
    CaseFacts,
    ObligorFacts,
    RemedyFacts,
)
from posse.services.books.as_of import owner_of
from posse.services.bulk import read_frame
from posse.services.enforcement import fact_queries
from posse.services.enforcement.suppressions import kinds_on
from posse.services.law import current_law
from posse.units.days import day_number

# Instalments younger than this are not yet old enough for the offset programs.
AGE_DAYS = "support.remedies.federal_admin_offset.age_days"
MAJORITY = "support.closure.limits.majority_years"
NEVER, CURRENT, FORMER, IV_E, MEDICAID_ONLY = range(5)
# By which name the criteria ask for each letter.
NOTICE_OF_LETTER = {
    "pre_offset": "pre_offset",
    "credit_bureau": "credit_bureau",
    "license_ability": "drivers_license_ability",
    "license_intent": "drivers_license_intent",
}
CASE = {"case": pl.Int64}
Frame = pl.DataFrame


@dataclass(frozen=True)
class Read:
    """The facts of some parents, with the ids of parents and of their cases in order."""

    obligors: npt.NDArray[np.int64]
    cases: npt.NDArray[np.int64]
    facts: RemedyFacts


@lru_cache(maxsize=1)
def _accounts() -> Mapping[str, str]:
    """The debt accounts by who owns them, as lists for a query."""
    owners: dict[str, list[int]] = {"state": [], "family": [], "current": []}
    for account in all_accounts():
        owner = owner_of(account)
        if owner is not None:
            owners[owner].append(account)
    return {owner: ", ".join(map(str, found)) for owner, found in owners.items()}


@transaction.atomic
def facts_of_obligors(*, on: date, obligors: Collection[int] | None = None) -> Read:
    """What stands of some parents on a day, or of all; their cases stand together."""
    _do_choose(obligors, on=on)
    standing = read_frame(
        fact_queries.STANDING,
        schema={
            **CASE, "obligor": pl.Int64, "is_iv_d": pl.Boolean, "is_open": pl.Boolean,
            "role": pl.String,
        },
        params=[on, on],
    )  # fmt: skip
    people = _people(on=on)
    ids = people["obligor"].to_numpy()
    places = np.searchsorted(ids, standing["obligor"].to_numpy())
    starts = np.searchsorted(places, np.arange(len(ids) + 1))
    cases = _case_facts(standing, on=on)
    return Read(
        obligors=ids,
        cases=standing["case"].to_numpy(),
        facts=RemedyFacts(_obligor_facts(people), cases, starts),
    )


def _do_choose(obligors: Collection[int] | None, *, on: date) -> None:
    accounts = _accounts()
    owed = fact_queries.OWED.format(
        assigned=accounts["state"], unassigned=accounts["family"], current=accounts["current"]
    )
    chosen = None if obligors is None else list(obligors)
    young = on - timedelta(days=int(current_law().value(AGE_DAYS, on=on)))
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE IF EXISTS remedy_case, remedy_owed")
        cursor.execute(fact_queries.CASES, {"on": on, "obligors": chosen})
        cursor.execute("ANALYZE remedy_case")
        cursor.execute(owed, {"on": on, "young": young})
        cursor.execute("ANALYZE remedy_owed")


def _case_facts(standing: Frame, *, on: date) -> CaseFacts:
    chosen = standing.select("case")
    owed, ordered = _owed(chosen), _ordered(chosen, on=on)
    marks = _marks(chosen, on=on)
    notices, submitted = _notices(standing, on=on), _submitted(standing)
    running, told = _reviews(standing, on=on)
    return CaseFacts(
        is_iv_d=standing["is_iv_d"].to_numpy(),
        is_open=standing["is_open"].to_numpy(),
        has_order=ordered["ordered_on"].is_not_null().to_numpy(),
        role=_places(standing["role"], ROLES),
        assistance=_assistance(chosen, on=on),
        assigned_cents=_cents(owed, "assigned_cents"),
        unassigned_cents=_cents(owed, "unassigned_cents"),
        aged_cents=_aged(owed),
        monthly_obligation_cents=_cents(ordered, "month_cents"),
        is_support_current=ordered["is_current"].fill_null(value=False).to_numpy(),
        has_payment_plan=marks.pop("", np.zeros(len(chosen), dtype=np.bool_)),
        days_past_due=_days_past_due(chosen, on=on),
        last_full_payment_days=_last_full_payments(chosen, ordered, on=on),
        order_days=_days(ordered["ordered_on"]),
        emancipation_days=_emancipations(chosen, on=on),
        suppressions=marks,
        notice_days=notices,
        open_reviews=running,
        review_result_days=told,
        submitted=submitted,
    )


def _owed(chosen: Frame) -> Frame:
    schema = {
        **CASE, "assigned_cents": pl.Int64, "unassigned_cents": pl.Int64,
        "current_cents": pl.Int64, "young_cents": pl.Int64,
    }  # fmt: skip
    rows = read_frame(fact_queries.READ_OWED, schema=schema)
    return chosen.join(rows, on="case", how="left", maintain_order="left")


def _cents(rows: Frame, name: str) -> npt.NDArray[np.int64]:
    # What is paid ahead is no debt in arrears below nothing.
    found: npt.NDArray[np.int64] = np.maximum(rows[name].fill_null(0).to_numpy(), 0)
    return found


def _aged(owed: Frame) -> npt.NDArray[np.int64]:
    """Arrears whose instalments are old enough, payments having retired the oldest first."""
    past_due = _cents(owed, "assigned_cents") + _cents(owed, "unassigned_cents")
    unpaid = past_due + _cents(owed, "current_cents")
    aged: npt.NDArray[np.int64] = np.clip(unpaid - _cents(owed, "young_cents"), 0, past_due)
    return aged


def _ordered(chosen: Frame, *, on: date) -> Frame:
    schema = {
        **CASE, "ordered_on": pl.Date, "first_due_on": pl.Date, "month_cents": pl.Int64,
        "is_current": pl.Boolean,
    }  # fmt: skip
    rows = read_frame(fact_queries.ORDERS, schema=schema, params=[on, on, on, on])
    return chosen.join(rows, on="case", how="left", maintain_order="left")


def _assistance(chosen: Frame, *, on: date) -> npt.NDArray[np.int8]:
    """Which kind of assistance a case's family has or had.

    Source: 42 USC 657(a).
    """
    schema = {
        **CASE, "power": pl.Boolean, "iv_e": pl.Boolean, "medicaid": pl.Boolean,
        "ever": pl.Boolean,
    }  # fmt: skip
    rows = read_frame(fact_queries.ASSISTANCE, schema=schema, params=[on, on])
    found = chosen.join(rows, on="case", how="left", maintain_order="left")
    now = {name: found[name].fill_null(value=False).to_numpy() for name in list(schema)[1:]}
    kinds = np.select(
        [now["power"], now["iv_e"], now["ever"], now["medicaid"]],
        [CURRENT, IV_E, FORMER, MEDICAID_ONLY],
        NEVER,
    )
    assert len(KINDS_OF_ASSISTANCE) == MEDICAID_ONLY + 1, "the rules know the same kinds"
    return kinds.astype(np.int8)


def _days_past_due(chosen: Frame, *, on: date) -> npt.NDArray[np.int64]:
    schema = {**CASE, "day": pl.Date}
    rows = read_frame(fact_queries.OLDEST_UNPAID, schema=schema, params=[on])
    days = _days(chosen.join(rows, on="case", how="left", maintain_order="left")["day"])
    return np.where(days == NO_DAY, 0, day_number(on) - days)


def _last_full_payments(chosen: Frame, ordered: Frame, *, on: date) -> npt.NDArray[np.int64]:
    """The last payment of a month that was paid in full, else the first due day.

    Source: CS-IRG-J29-b.
    """
    schema = {**CASE, "month": pl.Date, "paid_cents": pl.Int64, "day": pl.Date}
    rows = read_frame(fact_queries.PAID_BY_MONTH, schema=schema, params=[on])
    full = (
        rows.join(ordered, on="case")
        .filter(pl.col("month_cents") > 0, pl.col("paid_cents") >= pl.col("month_cents"))
        .group_by("case")
        .agg(pl.col("day").max())
    )
    found = chosen.join(full, on="case", how="left", maintain_order="left")["day"]
    return _days(found.fill_null(ordered["first_due_on"]))


def _emancipations(chosen: Frame, *, on: date) -> npt.NDArray[np.int64]:
    years: int = current_law().value(MAJORITY, on=on)
    rows = read_frame(fact_queries.YOUNGEST, schema={**CASE, "born_on": pl.Date}, params=[on])
    found = chosen.join(rows, on="case", how="left", maintain_order="left")["born_on"]
    return _days(found.dt.offset_by(f"{years}y"))


def _marks(chosen: Frame, *, on: date) -> dict[str, npt.NDArray[np.bool_]]:
    """Which cases carry which mark; the empty name marks a payment plan that is kept."""
    schema = {**CASE, "kind": pl.String, "is_plan": pl.Boolean}
    rows = read_frame(fact_queries.MARKS, schema=schema, params=[on, on, on])
    marked = {
        kind: chosen["case"].is_in(rows.filter(kind=kind)["case"].implode()).to_numpy()
        for kind in kinds_on(on)
        if kind in set(rows["kind"])
    }
    planned = rows.filter("is_plan")["case"]
    return {**marked, "": chosen["case"].is_in(planned.implode()).to_numpy()}


def _notices(standing: Frame, *, on: date) -> dict[str, npt.NDArray[np.int64]]:
    """By notice: when the one that counts was mailed.

    Source: CS-9.2-TOP-NOT-2, CS-9.2-CBR-SUB-3, CS-IRG-J32.
    """
    schema = {"obligor": pl.Int64, "kind": pl.String, "mailed_on": pl.Date}
    rows = read_frame(fact_queries.NOTICES, schema=schema, params=[on])
    return {
        NOTICE_OF_LETTER[str(kind)]: _days(_of_parents(standing, part)["mailed_on"])
        for (kind,), part in rows.group_by("kind")
    }


def _of_parents(standing: Frame, rows: Frame) -> Frame:
    """What is known of parents, told of each of their cases."""
    parents = standing.select("obligor")
    return parents.join(rows, on="obligor", how="left", maintain_order="left")


def _submitted(standing: Frame) -> dict[str, npt.NDArray[np.bool_]]:
    """By remedy: whether the partner has the parent already."""
    rows = read_frame(
        fact_queries.SUBMITTED,
        schema={"obligor": pl.Int64, "remedy": pl.String, "is_submitted": pl.Boolean},
    )
    return {
        str(remedy): _of_parents(standing, part)["is_submitted"]
        .fill_null(value=False)
        .to_numpy()
        for (remedy,), part in rows.group_by("remedy")
    }


def _reviews(
    standing: Frame, *, on: date
) -> tuple[dict[str, npt.NDArray[np.bool_]], dict[str, npt.NDArray[np.int64]]]:
    """By remedy: whether a review is pending, and when the last result was mailed."""
    schema = {
        "obligor": pl.Int64, "remedy": pl.String, "is_open": pl.Boolean, "told_on": pl.Date
    }  # fmt: skip
    rows = read_frame(fact_queries.REVIEWS, schema=schema, params=[on])
    running, told = {}, {}
    for (remedy,), part in rows.group_by("remedy"):
        found = _of_parents(standing, part)
        running[str(remedy)] = found["is_open"].fill_null(value=False).to_numpy()
        told[str(remedy)] = _days(found["told_on"])
    return running, told


FLAGS = (
    "has_name", "has_birth_date", "has_ssn", "has_address", "has_wages", "has_unemployment",
    "has_workers_compensation", "has_lump_sum", "is_passport_settled", "is_levy_approved",
)  # fmt: skip


def _people(*, on: date) -> Frame:
    schema = {"obligor": pl.Int64, **dict.fromkeys(FLAGS, pl.Boolean), "irs_on": pl.Date}
    return read_frame(fact_queries.PEOPLE, schema=schema, params=[on] * 11)


def _obligor_facts(people: Frame) -> ObligorFacts:
    told = {name: people[name].to_numpy() for name in FLAGS}
    return ObligorFacts(
        **told,
        last_irs_request_days=_days(people["irs_on"]),
    )


def _days(days: pl.Series) -> npt.NDArray[np.int64]:
    numbers = days.cast(pl.Int32).cast(pl.Int64).fill_null(NO_DAY)
    found: npt.NDArray[np.int64] = numbers.to_numpy()
    return found


def _places(words: pl.Series, among: Sequence[str]) -> npt.NDArray[np.int8]:
    codes: Any = words.replace_strict({word: at for at, word in enumerate(among)}, default=0)
    found: npt.NDArray[np.int8] = codes.cast(pl.Int8).to_numpy()
    return found
