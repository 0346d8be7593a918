"""Authorizations: from a determination to what is authorized for each child and provider."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import permutations
from typing import Any

import numpy as np
import polars as pl
from django.db import transaction

from posse.apps.subsidy.choices import BeginsBy
from posse.apps.subsidy.models import Authorization, CarePeriod, Determination
from posse.rules.childcare.authorization.begin import (
    DECIDING_NAMES,
    NOT_YET,
    BeginTerms,
    Begun,
    Requested,
    begin_days,
)
from posse.rules.childcare.authorization.hours import (
    HourTerms,
    overlaps_full_day,
    self_employed_minutes,
    week_of,
)
from posse.rules.childcare.determination import DeterminationTerms, waived
from posse.rules.childcare.eligibility.facts import NOT_SAID
from posse.rules.childcare.rates import ages_for_rates, maximum_rates
from posse.rules.childcare.scale import daily_obligations, obligation_caps
from posse.services.care.determining import facts_of
from posse.services.care.prices import price_of
from posse.services.care.reading import CareFacts, care_facts
from posse.services.care.studying import study_of
from posse.services.care.week import spans_of
from posse.services.law import current_law
from posse.units.days import add_months, day_from_number, day_number

HUNDREDTHS, HOUR, DAYS_A_WEEK = 100, 60, 7
# A month of a business has this many weeks, as the law's factor for weekly amounts has it.
WEEKS_TIMES_TEN = 43
SELF_EMPLOYED = "self_employment"


class Refused(ValueError):  # noqa: N818 - the name says what happened
    """Why nothing can be authorized, in words for who asked."""


@dataclass(frozen=True)
class Planned:
    """An authorization as it would be: the row, and what in it asks for attention."""

    row: Authorization
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class Asked:
    """What an authorization follows from: the determination, its period and its day.

    ``applied_on`` is the day of the application or request; ``period`` is the one that runs,
    None where this authorization begins one. ``licences`` are those of providers at which
    care may be authorized, empty for any. ``kept_minutes`` are minutes of each weekday that
    stay as they were, by child and provider.
    """

    determination: Determination
    applied_on: date
    period: CarePeriod | None = None
    is_presumptive: bool = False
    licences: tuple[str, ...] = ()
    not_before: date | None = None
    begins_by: str = ""
    kept_minutes: Mapping[tuple[int, int], list[int]] = field(default_factory=dict)


def plan(asked: Asked, *, on: date) -> list[Planned]:
    """What would be authorized for each eligible child at each of its providers.

    Raises: Refused where two providers of a child overlap a full day.
    Source: CC-1101-B, CC-1101-N-4, CC-1202-E, CC-1301-A.
    """
    determination = asked.determination
    children = determination.people["children"]
    eligible = [
        child
        for child, result in zip(children, determination.result["children"], strict=True)
        if result["is_eligible"]
    ]
    read = care_facts([determination.care_case_id], on=on, checks_since=on)
    rows = read.arrangements.filter(pl.col("child").is_in(eligible))
    if asked.licences:
        rows = rows.filter(pl.col("licence").is_in(list(asked.licences)))
    if rows.is_empty():
        return []
    week, remarks = _week(read, determination)
    begun = _begun(asked, read, rows, on=on)
    study = study_of(read, _able(determination))
    planned = [
        _authorization(asked, row, begun=begun, place=place, week=week, on=on)
        for place, row in enumerate(rows.iter_rows(named=True))
    ]
    for each in planned:
        each.ends_on = study.limited(each.effective_on, each.ends_on)
    remarks += (study.remark,) if study.remark else ()
    _refuse_overlaps(planned, rows, on=on)
    priced = _priced(planned, rows, read=read, determination=determination)
    beyond = _beyond_need(priced, week)
    return [Planned(row, (*remarks, *_remarks(row, begun, place, on=on), *beyond[row.child_id]))
            for place, row in enumerate(priced)]  # fmt: skip


@transaction.atomic
def do_authorize(
    asked: Asked, *, on: date, by: str, ends_on: date | None = None
) -> list[Authorization]:
    """Keep what is authorized, and the period where none runs.

    ``ends_on`` is an earlier last day, such as that of what is presumed; care that begins after
    it is left out.
    Raises: Refused. Source: CC-1101-B, CC-1202-A, CC-200-authorization.
    """
    rows = [
        each.row
        for each in plan(asked, on=on)
        if ends_on is None or each.row.effective_on <= ends_on
    ]
    if not rows:
        raise Refused("no eligible child has a provider, so there is nothing to authorize")
    for row in rows:
        row.recorded_on, row.recorded_by = on, by
        row.ends_on = min(row.ends_on, ends_on or row.ends_on)
    if asked.period is None and not asked.is_presumptive:
        _do_begin_period(asked, rows, ends_on=ends_on, on=on, by=by)
    return Authorization.objects.bulk_create(rows)


def _do_begin_period(
    asked: Asked,
    rows: Sequence[Authorization],
    *,
    ends_on: date | None,
    on: date,
    by: str,
) -> CarePeriod:
    """The twelve months, from the first authorization of the unit on.

    They go on where a family agreed with a provider on fewer. Source: CC-1202-A.
    """
    first = min(rows, key=lambda row: row.effective_on)
    return CarePeriod.objects.create(
        care_case_id=asked.determination.care_case_id,
        unit=asked.determination.unit,
        determination=asked.determination,
        step=asked.determination.step,
        effective_on=first.effective_on,
        ends_on=max(row.ends_on if ends_on else _whole(row) for row in rows),
        recorded_on=on,
        recorded_by=by,
    )


def _whole(row: Authorization) -> date:
    """The last of twelve months from the first day of an authorization, or a later day."""
    months = BeginTerms.from_law(current_law(), on=row.effective_on).period_months
    return max(row.ends_on, add_months(row.effective_on, months) - timedelta(days=1))


def _week(read: CareFacts, determination: Determination) -> tuple[list[int], tuple[str, ...]]:
    """Minutes of each weekday in which nobody of the unit is free, and what was cut.

    A disabled caretaker who cannot care for the child is not free, and has no hours.
    Source: CC-701-C, CC-1101-E, CC-1101-F, CC-200-child-care.
    """
    terms = HourTerms.from_law(current_law(), on=read.on)
    able = _able(determination)
    mine = read.activities.filter(pl.col("participant").is_in(able))
    spans = mine.join(read.spans, on="activity").with_columns(
        unit=pl.lit(0),
        adult=pl.col("participant").replace_strict(
            {adult: place for place, adult in enumerate(able)}, return_dtype=pl.Int64
        ),
    )
    laid = spans_of(spans, unit="unit", adult="adult")
    week = week_of(laid, caretakers=np.array([len(able)]), terms=terms)
    minutes = [int(each) for each in week.day_minutes[0]]
    remarks = []
    if bool(week.is_over_max[0]):
        remarks.append("More than 16 hours of a day are not authorized (CC-200-child-care)")
    minutes = [min(each, terms.care_max) for each in minutes]
    cap = _business_cap(read, determination, able, terms=terms)
    if cap is not None and sum(minutes) > cap:
        remarks.append(
            "A business is authorized its net income by the minimum wage (CC-1101-E)"
        )
        minutes = _cut(minutes, cap)
    return minutes, tuple(remarks)


def _able(determination: Determination) -> list[int]:
    """Who could care for the child while free; everybody where nobody could."""
    adults: list[int] = determination.people["adults"]
    is_disabled = determination.facts["adults"]["is_disability_proved"]
    return [
        adult for adult, disabled in zip(adults, is_disabled, strict=True) if not disabled
    ] or adults


def _business_cap(
    read: CareFacts, determination: Determination, able: list[int], *, terms: HourTerms
) -> int | None:
    """The most minutes of a week where the only able caretaker has a business.

    Source: CC-1101-E, ambiguity 1.08.
    """
    kinds = read.activities.filter(pl.col("participant").is_in(able))["kind"].unique().to_list()
    if len(able) != 1 or kinds != [SELF_EMPLOYED]:
        return None
    adults = determination.people["adults"]
    earned = determination.facts["adults"]["earned_cents"][adults.index(able[0])]
    month = self_employed_minutes(np.array([earned], dtype=np.int64), terms=terms)
    return int(month[0]) * 10 // WEEKS_TIMES_TEN


def _cut(minutes: list[int], cap: int) -> list[int]:
    """The first minutes of the week, as many as are allowed."""
    left, cut = cap, []
    for each in minutes:
        cut.append(min(each, left))
        left -= cut[-1]
    return cut


def _begun(asked: Asked, read: CareFacts, rows: pl.DataFrame, *, on: date) -> Begun:
    """The first and last day of each, by the latest of the four days. Source: CC-1202-E."""
    terms = BeginTerms.from_law(current_law(), on=on)
    adults = asked.determination.people["adults"]
    began = read.activities.filter(pl.col("participant").is_in(adults))
    firsts = began.group_by("participant").agg(pl.col("began").min())["began"]
    # The activity of the unit begins when the last of its caretakers takes part.
    activity = firsts.max() if firsts.len() else asked.applied_on
    assert isinstance(activity, date)

    def days(name: str, unknown: int) -> Any:
        return np.array(
            [unknown if each is None else day_number(each) for each in rows[name]],
            dtype=np.int64,
        )

    whole = np.ones(rows.height, dtype=np.int64)
    return begin_days(
        Requested(
            applied=whole * day_number(asked.applied_on),
            activity_began=whole * day_number(activity),
            entered_care=days("entered", NOT_YET),
            registered=days("registered", NOT_YET),
            licensed=days("licensed", NOT_YET),
            needs_license=rows["needs_license"].fill_null(value=True).to_numpy(),
            has_extension=rows["has_extension"].to_numpy(),
            is_change=rows["is_change"].to_numpy(),
            changed=days("entered", NOT_YET),
            reported=days("told", NOT_YET),
        ),
        terms=terms,
    )


def _authorization(
    asked: Asked, row: dict[str, Any], *, begun: Begun, place: int, week: list[int], on: date
) -> Authorization:
    """The row without its amounts. Raises: Refused."""
    if int(begun.begins[place]) >= NOT_YET:
        raise Refused(
            "the provider is not registered yet, so no first day is known (CC-1101-D)"
        )
    begins = day_from_number(int(begun.begins[place]))
    deciding = DECIDING_NAMES[int(begun.deciding[place])]
    if asked.not_before is not None and asked.not_before > begins:
        begins, deciding = asked.not_before, BeginsBy.CHANGE
    issue = int(begun.can_issue[place])
    asked_for = [
        min(each, row["hours_day"] * HOUR // HUNDREDTHS) if mark == "1" else 0
        for each, mark in zip(week, row["weekdays"], strict=True)
    ]
    minutes = asked.kept_minutes.get((row["child"], row["provider"]), asked_for)
    full = HourTerms.from_law(current_law(), on=on).full_day
    return Authorization(
        care_case_id=asked.determination.care_case_id,
        determination=asked.determination,
        arrangement_id=row["arrangement"],
        child_id=row["child"],
        provider_id=row["provider"],
        effective_on=begins,
        ends_on=_not_after(row["ends"], _last_day(asked, begins, begun=begun, place=place)),
        begins_by=BeginsBy(asked.begins_by or deciding),
        can_issue_on=None if issue >= NOT_YET else day_from_number(issue),
        is_presumptive=asked.is_presumptive,
        day_minutes=minutes,
        full_days_week=sum(each >= full for each in minutes),
        part_days_week=sum(0 < each < full for each in minutes),
    )


def _not_after(agreed: date | None, last: date) -> date:
    """The last day at a provider, where the family agreed on one. Source: CC-1101-C."""
    return last if agreed is None else min(agreed, last)


def _last_day(asked: Asked, begins: date, *, begun: Begun, place: int) -> date:
    """Twelve months, or the end of the period that runs. Source: CC-1101-C, CC-1202-A."""
    if asked.period is not None:
        return max(asked.period.ends_on, begins)
    terms = BeginTerms.from_law(current_law(), on=begins)
    by_rule = day_from_number(int(begun.ends[place]) - 1)
    return max(by_rule, add_months(begins, terms.period_months) - timedelta(days=1))


def _refuse_overlaps(planned: list[Authorization], rows: pl.DataFrame, *, on: date) -> None:
    """No second provider inside a full day of the first. Raises: Refused.

    Where nobody told when a child is brought, nothing can be compared.
    Source: CC-1101-H, ambiguity 1.10.
    """
    terms = HourTerms.from_law(current_law(), on=on)
    timed = [
        each
        for each in zip(planned, rows["drop_off"].to_list(), strict=True)
        if each[1] is not None
    ]
    for (first, dropped), (second, brought) in permutations(timed, 2):
        if first.child_id != second.child_id:
            continue
        both = [day for day in range(DAYS_A_WEEK)
                if first.day_minutes[day] and second.day_minutes[day]]  # fmt: skip
        meets = overlaps_full_day(
            first_start=np.array([dropped for _ in both]),
            first_end=np.array([dropped + first.day_minutes[day] for day in both]),
            has_full_day_rate=np.ones(len(both), dtype=np.bool_),
            second_start=np.array([brought for _ in both]),
            second_end=np.array([brought + second.day_minutes[day] for day in both]),
            terms=terms,
        )
        if meets.any():
            raise Refused(
                "a second provider would care for the child inside a full day at the first"
                " (CC-1101-H)"
            )


def _priced(
    planned: list[Authorization],
    rows: pl.DataFrame,
    *,
    read: CareFacts,
    determination: Determination,
) -> list[Authorization]:
    """The price of a day, the family's share of it, and both in a month.

    Source: CC-1101-K, CC-1101-M.2, CC-1101-N-5, CC-1203-E-1, CC-1203-E-2.
    """
    terms = DeterminationTerms.from_law(current_law(), on=determination.effective_on)
    facts = facts_of([determination.facts])
    free = waived(terms, facts.children, "copay")
    caps = obligation_caps(np.array([determination.gross_cents]), terms=terms.scale)
    left = None if caps is None else int(caps[0])
    prices = list(_prices(rows, read, terms=terms))
    for row, told, price in zip(planned, rows.iter_rows(named=True), prices, strict=True):
        child = determination.people["children"].index(row.child_id)
        is_full = max(row.day_minutes) >= terms.rates.full_day_hours * HOUR // HUNDREDTHS
        step = np.array([determination.step, determination.step])
        part, full = (
            (0, 0) if bool(free[child])
            else daily_obligations(step, np.array([False, True]), terms=terms.scale).tolist()
        )  # fmt: skip
        days = told["days_month"]
        share = (full if is_full else part) * days
        if left is not None:
            share = min(share, left)
            left -= share
        cost = max(price[is_full] * days - told["other_cents"], 0)
        row.part_day_cents, row.full_day_cents = price
        row.part_share_cents, row.full_share_cents = part, full
        row.share_month_cents = min(share, cost)
        row.month_cents = max(cost - share, 0)
    return planned


def _prices(
    rows: pl.DataFrame, read: CareFacts, *, terms: DeterminationTerms
) -> Iterator[tuple[int, int]]:
    """The lowest of charge, declared rate and maximum, of a part and of a full day."""
    born = read.members.select(child="participant", born="born").unique("child")
    known = rows.join(born, on="child", how="left", maintain_order="left")
    ages = ages_for_rates(
        np.array([day_number(each) for each in known["born"]], dtype=np.int64),
        np.array(day_number(read.on), dtype=np.int64),
    )
    place = {name: number for number, name in enumerate(terms.rates.settings)}
    setting = np.array([place[each] for each in known["setting"]], dtype=np.int64)
    columns = []
    for is_full in (False, True):
        marks = np.full(rows.height, is_full)
        most = maximum_rates(ages, setting, is_full_day=marks, terms=terms.rates)
        told = price_of(known.with_columns(is_full_day=pl.lit(is_full)), read.rates, on=read.on)
        for name in ("charge_cents", "declared_cents"):
            asked = told[name].fill_null(NOT_SAID).to_numpy().astype(np.int64)
            most = np.where(asked == NOT_SAID, most, np.minimum(most, asked))
        columns.append([int(each) for each in most])
    yield from zip(*columns, strict=True)


def _beyond_need(planned: Sequence[Authorization], week: list[int]) -> dict[int, list[str]]:
    """By child, that its providers together have more hours than it needs care.

    A specialist weighs it; each hour at a provider may still be needed. Source: CC-1101-M.1.
    """
    total: dict[int, int] = defaultdict(int)
    for row in planned:
        total[row.child_id] += sum(row.day_minutes)
    more = "Its providers together have more hours than care is needed in (CC-1101-M.1)"
    return {child: [more] if each > sum(week) else [] for child, each in total.items()}


def _remarks(row: Authorization, begun: Begun, place: int, *, on: date) -> Iterator[str]:
    if row.can_issue_on is None or row.can_issue_on > on:
        yield "Nothing is paid before the provider is registered and licensed (CC-1101-D)"
    if not any(row.day_minutes):
        yield "Nobody told hours in which care is needed (CC-200-need)"
    if int(begun.provider[place]) == int(begun.begins[place]) and (
        row.begins_by == BeginsBy.PROVIDER
    ):
        yield "Registered after its days, so care counts from then on (CC-1202-E-4-c)"
