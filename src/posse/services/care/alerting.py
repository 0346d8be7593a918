"""What of proofs asks for a specialist, read from how each fact stands on a day.

The same standings are shown on the page of a case's proofs, so both always agree.
Source: CC-301, CC-301-F, CC-404-E.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef, QuerySet

from posse.apps.care.choices import CareApplicationState
from posse.apps.care.models import CareApplication, CareCase
from posse.apps.subsidy.models import CarePeriod
from posse.services.care.proving import AGAIN, LATE, MISSING, Standing, standings_in

ENDS = "ends"
KINDS = {
    LATE: "asked for, and did not come",
    AGAIN: "to be proved again, and not asked for",
    MISSING: "not proved, and not asked for",
    ENDS: "the proof ends",
}
CASES_AT_ONCE = 500


@dataclass(frozen=True)
class ProofAlert:
    """A fact of a person whose proof asks for somebody, since or by a day."""

    care_case: CareCase
    standing: Standing
    kind: str
    on: date

    @property
    def words(self) -> str:
        """What it is about, and what is the matter with it."""
        return f"{self.standing.need.factor.words}: {KINDS[self.kind]}"


def proof_alerts(*, on: date, case_ids: Sequence[int] | None = None) -> list[ProofAlert]:
    """What asks for somebody in some cases or in all, the earliest day first.

    Source: CC-301, CC-301-F, CC-404-E.
    """
    cases = list(_cases_with_proofs(case_ids, on=on))
    waiting = _waiting([each.pk for each in cases])
    found = []
    for start in range(0, len(cases), CASES_AT_ONCE):
        some = {each.pk: each for each in cases[start : start + CASES_AT_ONCE]}
        for pk, standings in standings_in(list(some), on=on).items():
            told = (
                alert_of(some[pk], each, is_waiting=pk in waiting, on=on) for each in standings
            )
            found += [each for each in told if each is not None]
    return sorted(found, key=lambda each: (each.on, each.care_case.pk, each.standing.need.key))


def alert_of(
    care_case: CareCase, standing: Standing, *, is_waiting: bool, on: date
) -> ProofAlert | None:
    """What one fact asks for, or None where it is in order or the family has its time.

    Of an application that waits the clock tells what nobody asked for yet.
    """
    if standing.request is not None:
        due_on = standing.request.due_on
        return ProofAlert(care_case, standing, LATE, due_on) if due_on < on else None
    if standing.is_ending and standing.until_on is not None:
        return ProofAlert(care_case, standing, ENDS, standing.until_on)
    if is_waiting or standing.state not in {AGAIN, MISSING}:
        return None
    return ProofAlert(care_case, standing, standing.state, _since(care_case, standing, on=on))


def _since(care_case: CareCase, standing: Standing, *, on: date) -> date:
    """From when a fact is not proved: when it was told, or the day after its proof ended."""
    ends = [row.holds_until for row in standing.evidence if row.holds_until is not None]
    days = [each + timedelta(days=1) for each in ends if each < on]
    if standing.need.told_on is not None:
        days.append(standing.need.told_on)
    return max(days, default=care_case.opened_on)


def _cases_with_proofs(case_ids: Sequence[int] | None, *, on: date) -> QuerySet[CareCase]:
    """Cases that wait for a decision or in which months run."""
    waiting = CareApplication.objects.filter(
        care_case=OuterRef("pk"), state=CareApplicationState.FILED
    )
    running = CarePeriod.objects.filter(
        care_case=OuterRef("pk"), replaced_by__isnull=True, is_withdrawn=False,
        effective_on__lte=on, ends_on__gte=on,
    )  # fmt: skip
    rows = CareCase.objects.filter(Exists(waiting) | Exists(running))
    if case_ids is not None:
        rows = rows.filter(pk__in=case_ids)
    return rows.order_by("pk")


def _waiting(case_ids: Sequence[int]) -> set[int]:
    rows = CareApplication.objects.filter(
        care_case__in=case_ids, state=CareApplicationState.FILED
    )
    return {pk for pk in rows.values_list("care_case_id", flat=True) if pk is not None}
