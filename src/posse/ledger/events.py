"""Facts as events in the order of time, and the cases in the order of the arrays.

An event is what the compiled walk takes one after another; this module turns frames of
facts into them, through one date.
"""

from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl

from posse.ledger.accounts import BUCKETS, OBLIGATIONS, Term
from posse.ledger.accruals import installments, monthly_cents
from posse.ledger.assignment import BEGUN, ENDED, PROGRAMS, Numbers
from posse.ledger.facts import Facts
from posse.ledger.groups import group_numbers
from posse.ledger.kernel import (
    ADJUSTMENT,
    AFFIDAVIT,
    ARREARS_PAYMENT,
    ASSISTANCE,
    CERTIFIED,
    CHILDREN,
    FEE_EXEMPTION,
    GRANT,
    INSTALLMENT,
    JUDGMENT,
    MONTHLY_OBLIGATION,
    NO_INTEREST,
    NO_PENALTY,
    ON_ARREARS,
    PERMITTED,
    RATE,
    RECEIPT,
    RELEASE,
    RESPONDING,
    RETROACTIVE,
    REVERSAL,
)
from posse.ledger.order import DistributionOrder
from posse.units.days import day_number

HOLDS_CODES = {"whole": 1, "arrears": 2}
JUDGMENT_CODES = {"arrears": ON_ARREARS, "retroactive": RETROACTIVE}
CIRCUMSTANCE_CODES = {
    "child": CHILDREN,
    "responding": RESPONDING,
    "fee_exemption": FEE_EXEMPTION,
}
SUPPRESSED_RATES = {"interest": NO_INTEREST, "penalty": NO_PENALTY}
PROGRAM_CODES = {name: place for place, name in enumerate(PROGRAMS)}
ZERO = pl.lit(0, dtype=pl.Int64)
# Columns of an event that its kind may leave at zero, and what it is then.
NEUTRAL = {
    "obligation": ZERO,
    "detail": ZERO,
    "amount_cents": ZERO,
    "receipt": ZERO,
    "obligor": ZERO,
    "identification": ZERO,
    "goes_to_suspense": ZERO,
}


@dataclass(frozen=True)
class Stage:
    """Cases in array order, with the numbers by which the walk knows things."""

    cases: pl.DataFrame
    groups: Numbers
    obligors: Numbers
    families: Numbers

    @classmethod
    def of_cases(cls, cases: pl.DataFrame) -> "Stage":
        """Cases sorted by group and obligor, oldest order first, then lower id."""
        numbered = cases.with_columns(
            obligor_number=pl.col("obligor").rank("dense").cast(pl.Int64) - 1,
            family_number=pl.col("family").rank("dense").cast(pl.Int64) - 1,
        )
        groups = group_numbers(
            numbered["obligor_number"].to_numpy(), numbered["family_number"].to_numpy()
        )
        placed = (
            numbered.with_columns(group=pl.Series(groups, dtype=pl.Int64))
            .sort("group", "obligor_number", pl.col("ordered_on").fill_null(date.max), "case")
            .with_row_index("place")
            .with_columns(pl.col("place").cast(pl.Int64))
        )
        return cls(
            cases=placed,
            groups=placed["group"].to_numpy(),
            obligors=placed["obligor_number"].to_numpy(),
            families=placed["family_number"].to_numpy(),
        )

    def of_case(self) -> pl.DataFrame:
        """The place, group and obligor's number of each case."""
        return self.cases.select("case", "place", "group", "obligor_number")

    def of_family(self) -> pl.DataFrame:
        """The number and group of each family."""
        return self.cases.group_by("family").agg(
            pl.col("family_number").first(), pl.col("group").first()
        )

    def of_obligor(self) -> pl.DataFrame:
        """The number and group of each obligor."""
        return self.cases.group_by("obligor").agg(
            pl.col("obligor_number").first(), pl.col("group").first()
        )


def month_number(day: date) -> int:
    """Months from 1970-01 to the month of a day."""
    return (day.year - 1970) * 12 + day.month - 1


def _rows(
    frame: pl.DataFrame, kind: int, *, day: pl.Expr, subject: str, **columns: pl.Expr
) -> pl.DataFrame:
    """Rows of one kind of event in the shape of all; a column not given is zero."""
    return frame.select(
        group=pl.col("group"),
        day=day.cast(pl.Int64),
        kind=pl.lit(kind, dtype=pl.Int64),
        id=columns.pop("id", pl.col("id")),
        subject=pl.col(subject),
        **{name: columns.get(name, zero).cast(pl.Int64) for name, zero in NEUTRAL.items()},
    )


def _codes(terms: tuple[Term, ...], column: str) -> pl.Expr:
    words = {term.name: term.index for term in terms}
    return pl.col(column).replace_strict(words, return_dtype=pl.Int64)


def _coded(column: str, codes: dict[str, int]) -> pl.Expr:
    return pl.col(column).replace_strict(codes, return_dtype=pl.Int64)


def _day(column: str) -> pl.Expr:
    return pl.col(column).to_physical().cast(pl.Int64)


AMOUNT = pl.col("amount_cents")


def _from_and_to(frame: pl.DataFrame, *, detail: pl.Expr, amount: pl.Expr) -> pl.DataFrame:
    """Rates that begin on ``starts_on`` and, where it is known, end after ``ends_on``."""
    # What was replaced from before its own first day ends before it begins: it never ran.
    ran = frame.filter(pl.col("ends_on").is_null() | (pl.col("ends_on") >= pl.col("starts_on")))
    over = ran.filter(pl.col("ends_on").is_not_null())
    return pl.concat([
        _rows(ran, RATE, day=_day("starts_on"), subject="place", detail=detail,
              amount_cents=amount),
        _rows(over, RATE, day=_day("ends_on") + 1, subject="place", detail=detail,
              amount_cents=-amount),
    ])  # fmt: skip


def _obligation_rates(terms: pl.DataFrame) -> pl.DataFrame:
    """Changes of the monthly obligation and of the ordered payment on arrears."""
    rates = terms.with_columns(monthly_cents(terms)).filter(
        pl.col("obligation").is_in(["child_support", "arrears_payment"])
        & (pl.col("month_cents") != 0)
    )
    is_arrears = pl.col("obligation") == "arrears_payment"
    which = pl.when(is_arrears).then(ARREARS_PAYMENT).otherwise(MONTHLY_OBLIGATION)
    return _from_and_to(rates, detail=which, amount=pl.col("month_cents"))


def _other_rates(facts: Facts, stage: Stage) -> list[pl.DataFrame]:
    """What is certified and permitted for offset money, what a case's circumstances are, and
    which charges are suppressed."""
    cases, obligors = stage.of_case(), stage.of_obligor()
    certified = facts.certifications.join(cases, on="case")
    permitted = facts.permissions.join(obligors, on="obligor")
    suppressed = facts.suppressions.join(cases, on="case")
    circumstances = facts.circumstances.join(cases, on="case")
    return [
        _rows(certified, RATE, day=_day("effective_on"), subject="place", amount_cents=AMOUNT,
              detail=pl.lit(CERTIFIED), obligation=pl.col("obligor_number")),
        _rows(permitted, RATE, day=_day("effective_on"), subject="obligor_number",
              detail=pl.lit(PERMITTED)),
        _rows(circumstances, RATE, day=_day("effective_on"), subject="place",
              detail=_coded("kind", CIRCUMSTANCE_CODES), amount_cents=pl.col("change")),
        _from_and_to(suppressed, detail=_coded("kind", SUPPRESSED_RATES), amount=pl.lit(1)),
    ]  # fmt: skip


def _assistance(periods: pl.DataFrame) -> pl.DataFrame:
    """Days on which a program begins for a family, or ends and no other period goes on."""
    known = periods.filter(
        pl.col("ends_on").is_null() | (pl.col("ends_on") >= pl.col("starts_on"))
    )
    others = known.select(
        "family_number", "program", other_start="starts_on", other_end="ends_on"
    )
    goes_on = (pl.col("other_start") <= pl.col("ends_on").dt.offset_by("1d")) & (
        pl.col("other_end").is_null() | (pl.col("other_end") > pl.col("ends_on"))
    )
    continued = known.join(others, on=["family_number", "program"]).filter(goes_on)["id"]
    over = known.filter(
        pl.col("ends_on").is_not_null() & ~pl.col("id").is_in(continued.unique().implode())
    )
    program = _coded("program", PROGRAM_CODES)
    return pl.concat([
        _rows(over, ASSISTANCE, day=_day("ends_on") + 1, subject="family_number",
              obligation=program, detail=pl.lit(ENDED)),
        _rows(known, ASSISTANCE, day=_day("starts_on"), subject="family_number",
              obligation=program, detail=pl.lit(BEGUN)),
    ])  # fmt: skip


def _debts(facts: Facts, stage: Stage, through: date) -> list[pl.DataFrame]:
    """What raises or lowers debts without money: terms, adjustments, grants, judgments."""
    cases, families = stage.of_case(), stage.of_family()
    terms = facts.terms.join(cases, on="case")
    due = installments(terms.filter(pl.col("obligation") != "arrears_payment"), through=through)
    return [
        _obligation_rates(terms),
        _rows(facts.adjustments.join(cases, on="case"), ADJUSTMENT, day=_day("effective_on"),
              subject="place", obligation=_codes(OBLIGATIONS, "obligation"),
              detail=_codes(BUCKETS, "bucket"), amount_cents=AMOUNT),
        _assistance(facts.periods.join(families, on="family")),
        _rows(facts.grants.join(families, on="family"), GRANT, day=_day("effective_on"),
              subject="family_number", obligation=_coded("program", PROGRAM_CODES),
              amount_cents=AMOUNT),
        _rows(facts.judgments.join(cases, on="case"), JUDGMENT, day=_day("effective_on"),
              subject="place", detail=_coded("kind", JUDGMENT_CODES), amount_cents=AMOUNT),
        _rows(facts.affidavits.join(cases, on="case"), AFFIDAVIT, day=_day("effective_on"),
              subject="place"),
        _rows(due, INSTALLMENT, day=pl.col("day"), subject="place",
              obligation=_codes(OBLIGATIONS, "obligation"), amount_cents=AMOUNT),
    ]  # fmt: skip


def _holds_by_receipt(holds: pl.DataFrame) -> pl.DataFrame:
    """One hold a receipt: whole if any is, and released when the last of them is."""
    return holds.group_by("receipt").agg(
        hold=_coded("scope", HOLDS_CODES).min(),
        is_open=pl.col("released_on").is_null().any(),
        released_on=pl.col("released_on").max(),
        release=pl.col("release").sort_by("released_on", "release").last(),
    )


def _money(
    facts: Facts, stage: Stage, *, order: DistributionOrder, through: date
) -> list[pl.DataFrame]:
    """Receipts, their release from holds, and what was taken back of them."""
    known = facts.receipts.filter(pl.col("effective_on") <= through)
    receipts = (
        known.with_columns(order.regimes(known["source"], known["effective_on"]))
        .join(stage.of_obligor(), on="obligor")
        .join(_holds_by_receipt(facts.holds), left_on="id", right_on="receipt", how="left")
    )
    whose = {"receipt": pl.col("id"), "obligor": pl.col("obligor")}
    released = receipts.filter(
        ~pl.col("is_open") & (pl.col("released_on") >= pl.col("effective_on"))
    )
    reversed_ = facts.reversals.join(
        receipts.select(
            "obligor",
            "regime",
            "obligor_number",
            "group",
            receipt="id",
            collected="effective_on",
        ),
        on=["receipt", "obligor"],
    )
    # A reversal cannot act before the money came in.
    reversal_day = pl.max_horizontal(_day("effective_on"), _day("collected"))
    return [
        _rows(receipts, RECEIPT, day=_day("effective_on"), subject="obligor_number",
              obligation=pl.col("hold").fill_null(0), detail=pl.col("regime"),
              amount_cents=AMOUNT, identification=pl.col("identification").fill_null(0),
              **whose),
        _rows(released, RELEASE, day=_day("released_on"), subject="obligor_number",
              detail=pl.col("regime"), id=pl.col("release"), **whose),
        _rows(reversed_, REVERSAL, day=reversal_day, subject="obligor_number",
              detail=pl.col("regime"), amount_cents=AMOUNT,
              receipt=pl.col("receipt"), obligor=pl.col("obligor"),
              goes_to_suspense=pl.col("reason") == "wrong_person"),
    ]  # fmt: skip


def events_of(
    facts: Facts, stage: Stage, *, through: date, order: DistributionOrder
) -> pl.DataFrame:
    """Every event through a date, sorted by group, day, kind, id and obligor.

    ``link`` is the row of the receipt that an event releases or reverses, else -1.
    """
    parts = [
        *_debts(facts, stage, through),
        *_other_rates(facts, stage),
        *_money(facts, stage, order=order, through=through),
    ]
    known = pl.concat(parts).filter(pl.col("day") <= day_number(through))
    # One receipt may be two obligors' money, taken back from the one and then the other's.
    in_order = known.sort("group", "day", "kind", "id", "obligor", maintain_order=True)
    events = in_order.with_row_index("row")
    receipts = events.filter(kind=RECEIPT).select(
        "receipt", "obligor", link=pl.col("row").cast(pl.Int64)
    )
    is_linked = pl.col("kind").is_in([RELEASE, REVERSAL])
    return events.join(
        receipts, on=["receipt", "obligor"], how="left", maintain_order="left"
    ).with_columns(link=pl.when(is_linked).then("link").otherwise(-1))


def months_of(days: Numbers) -> Numbers:
    """Months since 1970-01 of day numbers."""
    return days.astype("datetime64[D]").astype("datetime64[M]").astype(np.int64)
