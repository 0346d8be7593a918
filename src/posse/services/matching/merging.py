"""Writers that say two participants are one person, or are not after all.

Rules: only somebody who stands for himself is merged, and only into somebody who does, so a
chain has one end and never closes to a circle. Nobody is merged with another part of the
same case. The books are not joined: every case keeps the account under which it was kept, so
a merge moves no cent, and its end gives nothing back.
"""

from datetime import date

from django.db import connection, transaction

from posse.apps.cases.choices import Role
from posse.apps.cases.models import Case, CaseRole
from posse.apps.matching.choices import Verdict
from posse.apps.matching.models import NOTE_LENGTH, PairDecision, PersonMerge
from posse.apps.matching.triggers import MERGES_LOCK
from posse.apps.people.models import Participant
from posse.services.books.refold import do_mark_for_fold
from posse.services.matching.merged import same_person_as, survivor_of
from posse.services.register.entries import check_open_day, required


@transaction.atomic
def do_merge_people(
    *, merged: Participant, into: Participant, note: str, on: date, by: str
) -> PersonMerge:
    """Say that ``merged`` is the same person as ``into``, who stands for both from now on.

    Raises: ValueError in words where one is merged already or both are parts of one case.
    """
    _lock_merges()
    refusal = refusal_of_merge(merged=merged, into=into)
    if refusal:
        raise ValueError(refusal)
    note = required(note, what="why they are one person", length_max=NOTE_LENGTH)
    check_open_day(on)
    fact = _do_add_fact(merged, into, is_ended=False, note=note, on=on, by=by)
    do_decide_pair(one=merged, other=into, verdict=Verdict.SAME, note=note, on=on, by=by)
    _do_mark_obligors(merged, into)
    return fact


@transaction.atomic
def do_unmerge_people(*, merged: Participant, note: str, on: date, by: str) -> PersonMerge:
    """Say that ``merged`` is not the person into whom he was merged.

    Both are as they were before. The pair counts as decided different.
    Raises: ValueError where nobody stands for him.
    """
    _lock_merges()
    last = PersonMerge.objects.filter(participant=merged).order_by("-id").first()
    if last is None or last.is_ended:
        raise ValueError(
            f"Person {merged.pk} is merged into nobody, so there is nothing to part."
        )
    note = required(note, what="why they are not one person", length_max=NOTE_LENGTH)
    check_open_day(on)
    fact = _do_add_fact(merged, last.into, is_ended=True, note=note, on=on, by=by)
    verdict = Verdict.DIFFERENT
    do_decide_pair(one=merged, other=last.into, verdict=verdict, note=note, on=on, by=by)
    _do_mark_obligors(merged, last.into)
    return fact


@transaction.atomic
def do_decide_pair(
    *, one: Participant, other: Participant, verdict: Verdict, note: str, on: date, by: str
) -> PairDecision:
    """Keep what somebody decided of two people; decided different they are not shown again."""
    if one.pk == other.pk:
        raise ValueError("One person needs no decision; choose two.")
    first, second = sorted((one, other), key=lambda person: person.pk)
    return PairDecision.objects.create(
        one=first,
        other=second,
        verdict=Verdict(verdict),
        note=required(note, what="why", length_max=NOTE_LENGTH),
        decided_on=on,
        recorded_by=by,
    )


def refusal_of_merge(*, merged: Participant, into: Participant) -> str:
    """Why two participants cannot be merged, in words; empty where they can."""
    if merged.pk == into.pk:
        return "A person cannot be merged into themselves; choose two."
    for person in (merged, into):
        survivor = survivor_of(person.pk)
        if survivor != person.pk:
            return (
                f"Person {person.pk} is merged into person {survivor} already."
                f" Merge person {survivor}, or part the two first."
            )
    return _refusal_of_shared_case(merged, into)


def _refusal_of_shared_case(merged: Participant, into: Participant) -> str:
    """One person has one part in a case; two names of one case are two people."""
    parts = [_parts_in_cases(person) for person in (merged, into)]
    for case in sorted(parts[0].keys() & parts[1].keys()):
        if parts[0][case] != parts[1][case]:
            number = Case.objects.values_list("number", flat=True).get(pk=case)
            return (
                f"In case {number} person {merged.pk} is {parts[0][case]} and person {into.pk}"
                f" is {parts[1][case]}. One person cannot be both; correct the case first."
            )
    return ""


def _parts_in_cases(person: Participant) -> dict[int, str]:
    members = same_person_as(person.pk)
    rows = CaseRole.objects.filter(participant__in=members).order_by("effective_on", "id")
    latest = {(row.case_id, row.participant_id, row.role): row for row in rows}
    parts: dict[int, set[str]] = {}
    for row in latest.values():
        if not row.is_ended:
            parts.setdefault(row.case_id, set()).add(str(Role(row.role).label).lower())
    for case in Case.objects.filter(obligor__in=members):
        parts.setdefault(case.pk, set()).add(str(Role.NONCUSTODIAL.label).lower())
    for case in Case.objects.filter(obligee__in=members):
        parts.setdefault(case.pk, set()).add(str(Role.CUSTODIAL.label).lower())
    return {case: " and ".join(sorted(names)) for case, names in parts.items()}


def _do_add_fact(
    merged: Participant, into: Participant, *, is_ended: bool, note: str, on: date, by: str
) -> PersonMerge:
    return PersonMerge.objects.create(
        participant=merged,
        into=into,
        is_ended=is_ended,
        note=note,
        effective_on=on,
        recorded_on=on,
        recorded_by=by,
    )


def _lock_merges() -> None:
    """Wait for another merge, so that what is checked here still holds when it is written."""
    with connection.cursor() as cursor:
        cursor.execute(MERGES_LOCK)


def _do_mark_obligors(*people: Participant) -> None:
    """Have the next fold look at the debts of both again, though no account changes hands."""
    members = {member for person in people for member in same_person_as(person.pk)}
    obligors = Case.objects.filter(obligor__in=members).values_list("obligor", flat=True)
    do_mark_for_fold(obligor for obligor in obligors if obligor is not None)
