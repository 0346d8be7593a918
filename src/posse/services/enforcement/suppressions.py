"""Letting an action rest for a while: each on its own, with an end, in each case it needs.

A penalty rests in the money core's own table; the other ten kinds have theirs here. What is
submitted by parent rests only where every open case of the parent carries the mark.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from posse.apps.approvals.models import Proposal
from posse.apps.cases.choices import CaseState, Service
from posse.apps.cases.models import Case, CaseStatus
from posse.apps.enforcement.choices import SuppressionKind
from posse.apps.enforcement.models import RemedyState, Suppression, SuppressionLift
from posse.apps.orders.choices import Charge
from posse.apps.orders.models import ChargeSuppression
from posse.rules.support.enforcement import PARENT, PREFIX, Suppressible, suppressibles
from posse.services.law import current_law
from posse.services.register.charges import do_suppress_charges
from posse.services.register.entries import (
    check_open_day,
    check_order_of_dates,
    required,
    share_a_day,
)
from posse.units.days import day_words

NOTE_LENGTH = 300
PASSPORT = SuppressionKind.PASSPORT_DENIAL.value
IN_FORCE, BEGINS, OVER, LIFTED = "In force", "Begins later", "Over", "Lifted"


@dataclass(frozen=True)
class Rest:
    """A suppression wanted or in force: what rests, and from which day through which."""

    kind: str
    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True)
class SuppressionRow:
    """A suppression of a case for a page. ``lacking`` are the parent's other cases without it.

    ``suppression`` is empty for a penalty, which the money core keeps.
    """

    kind: str
    words: str
    scope: str
    starts_on: date
    ends_on: date
    reason: str
    note: str
    by: str
    standing: str
    lacking: tuple[str, ...]
    suppression: int | None

    @property
    def takes_effect(self) -> bool:
        """Whether it stops something: in force, and marked wherever it must be."""
        return self.standing == IN_FORCE and not self.lacking

    @property
    def can_be_lifted(self) -> bool:
        """Whether it still has an end to come before its time."""
        return self.suppression is not None and self.standing in {IN_FORCE, BEGINS}


def kinds_on(on: date) -> Mapping[str, Suppressible]:
    """Everything that can be suppressed, as the law has it on a day."""
    return suppressibles(current_law(), on=on)


def reasons_on(on: date) -> dict[str, str]:
    """Why an action may rest, in words, by name."""
    rows = current_law().value(f"{PREFIX}suppression_reasons", on=on)
    return {row["name"]: row["words"] for row in rows}


def alone_days(on: date) -> int:
    """For how many days one person may let an action rest alone."""
    days: int = current_law().value(f"{PREFIX}suppression_alone_days", on=on)
    return days


def open_cases_of(obligor: int, *, on: date) -> list[Case]:
    """The open IV-D cases in which somebody owes: those that must carry a mark."""
    rows = Case.objects.filter(obligor_id=obligor, opened_on__lte=on)
    latest = {
        row.case_id: row
        for row in CaseStatus.objects.filter(case__in=rows, effective_on__lte=on).order_by(
            "effective_on", "id"
        )
    }
    return [
        case
        for case in rows
        if case.pk in latest
        and latest[case.pk].state == CaseState.OPEN
        and latest[case.pk].service == Service.IV_D
    ]


def needs_second_person(rest: Rest, *, on: date) -> bool:
    """Whether another person must agree to so long a rest."""
    days = (rest.ends_on - rest.starts_on).days + 1
    return days > alone_days(on)


def needs_director(rest: Rest, *, cases: Iterable[Case], on: date) -> bool:
    """Whether only the director may let this rest: a passport that is denied already.

    Source: CS-9.2-PASS-12.
    """
    if rest.kind != PASSPORT:
        return False
    if not current_law().value(f"{PREFIX}passport_suppression_needs_director", on=on):
        return False
    return RemedyState.objects.filter(
        obligor__in={case.obligor_id for case in cases},
        remedy=PASSPORT,
        submitted_cents__isnull=False,
    ).exists()


def check_may_suppress(case: Case, rest: Rest, *, on: date) -> None:
    """Refuse what cannot rest so. Raises: ValueError in words.

    Source: CS-9.2-SUP-3, CS-9.2-SUP-4.
    """
    check_open_day(on)
    kind = kinds_on(on).get(rest.kind)
    if kind is None:
        raise ValueError(f"{rest.kind!r} is nothing that can be suppressed")
    if rest.ends_on is None:
        raise ValueError("a suppression must have an end date")
    check_order_of_dates(
        rest.starts_on, rest.ends_on, earlier_what="the start", later_what="the end"
    )
    if rest.kind == SuppressionKind.PENALTY:
        return
    if rest.starts_on < on:
        raise ValueError(
            f"a suppression counts from today or later, not from {day_words(rest.starts_on)}"
        )
    if rest.reason not in reasons_on(on):
        raise ValueError(f"{rest.reason!r} is no reason of the list")
    if case.obligor_id is None:
        raise ValueError(f"case {case.number} has no identified noncustodial parent")
    other = share_a_rest(case, rest, on=on)
    if other is not None:
        raise ValueError(
            f"{kind.words}: it rests in case {case.number} from"
            f" {day_words(other.effective_on)} through {day_words(other.ends_on)} already"
        )


def share_a_rest(case: Case, rest: Rest, *, on: date) -> Suppression | None:
    """What rests in a case on one of the days already, the last to end; None where nothing."""
    rows = Suppression.objects.filter(case=case, kind=rest.kind, ends_on__gte=on)
    standing = rows.exclude(lift__effective_on__lte=on).order_by("-ends_on")
    wanted = (rest.starts_on, rest.ends_on)
    shared = (row for row in standing if share_a_day((row.effective_on, row.ends_on), wanted))
    return next(shared, None)


@transaction.atomic
def do_suppress(
    *,
    cases: Iterable[Case],
    rest: Rest,
    note: str,
    on: date,
    by: str,
    proposal: Proposal | None = None,
) -> int:
    """Let an action rest in some cases; in how many. Each action rests on its own.

    Raises: ValueError in words.
    Source: CS-9.2-SUP-2, CS-9.2-SUP-3, CS-9.2-SUP-4, CS-9.2-SUP-5.
    """
    chosen = list(cases)
    for case in chosen:
        Case.objects.select_for_update(of=("self",)).get(pk=case.pk)
        check_may_suppress(case, rest, on=on)
        if rest.kind == SuppressionKind.PENALTY:
            _do_suppress_penalty(case, rest, note=note, on=on, by=by)
            continue
        Suppression.objects.create(
            case=case,
            kind=SuppressionKind(rest.kind),
            ends_on=rest.ends_on,
            reason=rest.reason,
            note=required(note, what="the note", length_max=NOTE_LENGTH),
            proposal=proposal,
            effective_on=rest.starts_on,
            recorded_on=on,
            recorded_by=by,
        )
    return len(chosen)


def _do_suppress_penalty(case: Case, rest: Rest, *, note: str, on: date, by: str) -> None:
    # The books charge penalties, so it is their own table that says when they rest.
    do_suppress_charges(
        case=case,
        kind=Charge.PENALTY,
        starts_on=rest.starts_on,
        ends_on=rest.ends_on,
        reason=note[:120],
        on=on,
        by=by,
    )


@transaction.atomic
def do_lift(*, suppression: Suppression, note: str, on: date, by: str) -> SuppressionLift:
    """End a suppression before its time; the parent is put back by the next evaluation.

    Raises: ValueError in words.
    """
    check_open_day(on)
    found = Suppression.objects.select_for_update(of=("self",)).get(pk=suppression.pk)
    if hasattr(found, "lift"):
        raise ValueError(
            f"it was lifted on {day_words(found.lift.effective_on)} by"
            f" {found.lift.recorded_by} already"
        )
    if found.ends_on < on:
        raise ValueError(f"it ended by itself on {day_words(found.ends_on)}")
    return SuppressionLift.objects.create(
        suppression=found,
        note=required(note, what="the note", length_max=NOTE_LENGTH),
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


def marked_cases(kind: str, *, on: date, cases: Iterable[int] | None = None) -> set[int]:
    """The cases that carry the mark of a kind on a day.

    Source: CS-9.2-SUP-5.
    """
    if kind == SuppressionKind.PENALTY:
        return _cases_without_penalty(on=on)
    marks = Suppression.objects.filter(kind=kind, effective_on__lte=on, ends_on__gte=on)
    marks = marks.exclude(lift__effective_on__lte=on)
    if cases is not None:
        marks = marks.filter(case__in=list(cases))
    return set(marks.values_list("case_id", flat=True))


def _cases_without_penalty(*, on: date) -> set[int]:
    rows = ChargeSuppression.objects.filter(kind=Charge.PENALTY, effective_on__lte=on)
    latest = {(row.case_id, row.effective_on): row for row in rows.order_by("id")}
    return {case for (case, _), row in latest.items() if row.ends_on >= on}


def rests_in_case(case: Case, kind: str, *, on: date) -> bool:
    """Whether an action rests in a case on a day, all that it needs being marked.

    Source: CS-9.2-SUP-4, CS-9.2-SUP-5.
    """
    marked = marked_cases(kind, on=on)
    if kinds_on(on)[kind].scope != PARENT or case.obligor_id is None:
        return case.pk in marked
    needed = {each.pk for each in open_cases_of(case.obligor_id, on=on)}
    return case.pk in marked and needed <= marked


def suppressions_for_case(case: Case, *, on: date) -> list[SuppressionRow]:
    """All suppressions of a case, the latest first, and which cases of the parent lack each."""
    kinds, reasons = kinds_on(on), reasons_on(on)
    siblings = open_cases_of(case.obligor_id, on=on) if case.obligor_id else []
    marks = {
        name: marked_cases(name, on=on, cases=[each.pk for each in siblings])
        for name, kind in kinds.items()
        if kind.scope == PARENT
    }
    rows = [
        SuppressionRow(
            kind=row.kind,
            words=kinds[row.kind].words,
            scope=kinds[row.kind].scope,
            starts_on=row.effective_on,
            ends_on=row.ends_on,
            reason=reasons.get(row.reason, row.reason),
            note=row.note,
            by=row.recorded_by,
            standing=_words_of_standing(row, on=on),
            lacking=_lacking(siblings, marks.get(row.kind)),
            suppression=row.pk,
        )
        for row in Suppression.objects.filter(case=case).select_related("lift")
    ]
    return rows + _penalties(case, on=on)


def _lacking(siblings: Iterable[Case], marked: set[int] | None) -> tuple[str, ...]:
    """The numbers of the parent's cases without the mark; none where a case rests alone."""
    if marked is None:
        return ()
    return tuple(each.number for each in siblings if each.pk not in marked)


def _words_of_standing(row: Suppression, *, on: date) -> str:
    if hasattr(row, "lift") and row.lift.effective_on <= on:
        return LIFTED
    return _words_of_days(row.effective_on, row.ends_on, on=on)


def _words_of_days(starts_on: date, ends_on: date, *, on: date) -> str:
    if on < starts_on:
        return BEGINS
    return OVER if ends_on < on else IN_FORCE


def _penalties(case: Case, *, on: date) -> list[SuppressionRow]:
    told = ChargeSuppression.objects.filter(case=case, kind=Charge.PENALTY).order_by("id")
    latest = {row.effective_on: row for row in told}
    kind = kinds_on(on)[SuppressionKind.PENALTY]
    return [
        SuppressionRow(
            kind=kind.name,
            words=kind.words,
            scope=kind.scope,
            starts_on=row.effective_on,
            ends_on=row.ends_on,
            reason=row.reason,
            note="",
            by=row.recorded_by,
            standing=_words_of_days(row.effective_on, row.ends_on, on=on),
            lacking=(),
            suppression=None,
        )
        for _, row in sorted(latest.items(), reverse=True)
    ]


def suppressions_ending(*, on: date, days: int) -> QuerySet[Suppression]:
    """What ends by itself within some days, the first at the head."""
    rows = Suppression.objects.filter(
        Q(ends_on__gte=on) & Q(ends_on__lte=on + timedelta(days=days))
    )
    rows = rows.exclude(lift__effective_on__lte=on).select_related("case")
    return rows.order_by("ends_on", "id")
