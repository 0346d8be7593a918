"""Sources of income: told by anybody, ended by anybody's word, and what they show."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import transaction

from posse.apps.people.models import Employer, Participant
from posse.apps.withholding.choices import SourceKind, ToldBy
from posse.apps.withholding.models import IncomeSource, SourceEnd
from posse.rules.support.deadlines import deadlines
from posse.services.law import current_law
from posse.services.register.entries import check_order_of_dates, required
from posse.units.days import day_from_number, day_number, day_words

NAME_LENGTH, NOTE_LENGTH = 60, 300
# What the State's directory or a partner's file told is answered in business days.
BY_SYSTEM, BY_HAND = "TF040", "TF042"
TOLD_BY_SYSTEM = frozenset({ToldBy.NEW_HIRE, ToldBy.MATCH})
REMEDY_OF = {
    SourceKind.UNEMPLOYMENT: "unemployment_withholding",
    SourceKind.WORKERS_COMPENSATION: "workers_compensation_withholding",
}
WAGES_REMEDY = "income_withholding"


@dataclass(frozen=True)
class SourceTold:
    """A source as a page shows it, with why it stands or ended."""

    source: IncomeSource
    remedy: str
    order_due_on: date
    why: str


def remedy_of(kind: str) -> str:
    """By which remedy a kind of income is withheld. Source: CS-IRG-G1, CS-IRG-G9."""
    return REMEDY_OF.get(SourceKind(kind), WAGES_REMEDY)


@transaction.atomic
def do_take_source(
    *,
    obligor: Participant,
    kind: str,
    began_on: date,
    told_on: date,
    told_by: str,
    by: str,
    employer: Employer | None = None,
    payor_name: str = "",
) -> IncomeSource:
    """That a payor pays a parent; told of a source that runs, that source and no other.

    Raises: ValueError in words.
    Source: CS-IRG-G1.
    """
    name = payor_name.strip()
    if employer is None:
        name = required(name, what="the payor's name", length_max=NAME_LENGTH)
    # Two reports of one job wait for each other at the parent's row.
    Participant.objects.select_for_update().get(pk=obligor.pk)
    same = IncomeSource.objects.filter(
        obligor=obligor,
        employer=employer,
        payor_name="" if employer else name,
        kind=SourceKind(kind),
    ).select_related("end")
    for known in same:
        if known.ended_on is None or began_on <= known.ended_on:
            return known
    return IncomeSource.objects.create(
        obligor=obligor,
        employer=employer,
        payor_name="" if employer else name,
        kind=SourceKind(kind),
        began_on=began_on,
        told_on=told_on,
        told_by=ToldBy(told_by),
        recorded_by=by,
    )


@transaction.atomic
def do_end_source(
    *,
    source: IncomeSource,
    ended_on: date,
    told_on: date,
    told_by: str,
    by: str,
    note: str = "",
) -> SourceEnd:
    """That a source ended. Its orders end with the next night, each by a termination.

    Raises: ValueError in words.
    Source: CS-IRG-G13, CS-IRG-G14.
    """
    found = IncomeSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    if found.ended_on is not None:
        raise ValueError(f"it ended on {day_words(found.ended_on)} already")
    check_order_of_dates(
        found.began_on, ended_on, earlier_what="the beginning", later_what="the end"
    )
    return SourceEnd.objects.create(
        source=found,
        ended_on=ended_on,
        told_on=told_on,
        told_by=ToldBy(told_by),
        note=note.strip()[:NOTE_LENGTH],
        recorded_by=by,
    )


def sources_of_obligor(obligor: Participant | int, *, on: date) -> list[SourceTold]:
    """Every source of a parent known on a day, running ones first, each with why."""
    key = obligor if isinstance(obligor, int) else obligor.pk
    rows = IncomeSource.objects.filter(obligor=key, told_on__lte=on)
    found = list(rows.select_related("employer", "end"))
    due = orders_due_on(found)
    told = [
        SourceTold(each, remedy_of(each.kind), due_on, _why(each, on=on))
        for each, due_on in zip(found, due, strict=True)
    ]
    return sorted(told, key=lambda each: each.source.ended_on is not None)


def orders_due_on(sources: Collection[IncomeSource]) -> list[date]:
    """By when an order is to go out to each payor.

    Source: 45 CFR 303.100(e)(2), 45 CFR 307.11(c)(1)(i).
    """
    rules = [BY_SYSTEM if each.told_by in TOLD_BY_SYSTEM else BY_HAND for each in sources]
    days = np.array([day_number(each.told_on) for each in sources], dtype=np.int64)
    found = deadlines(rules, days, law=current_law()).due_days
    return [day_from_number(int(day)) for day in found]


def _why(source: IncomeSource, *, on: date) -> str:
    told = ToldBy(source.told_by).label.lower()
    since = f"Pays since {day_words(source.began_on)}; told by {told} on"
    words = f"{since} {day_words(source.told_on)}."
    if source.ended_on is None or source.end.told_on > on:
        return words
    end = ToldBy(source.end.told_by).label.lower()
    note = f" {source.end.note}" if source.end.note else ""
    return f"{words} Ended on {day_words(source.ended_on)}, told by {end}.{note}"
