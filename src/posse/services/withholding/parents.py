"""The paying parents whom others tell of by their Social Security numbers."""

from collections.abc import Sequence

from posse.apps.cases.models import Case
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Participant
from posse.services.matching.merged import survivors_for

AT_A_TIME = 1_000


def parents_by_number(ssns: Sequence[str]) -> dict[str, list[list[Participant]]]:
    """By number: each person of whom a record owes in a case, with all such records.

    Records that were merged are one person. Two people of one number are for a worker.
    """
    found: dict[str, dict[int, Participant]] = {}
    for start in range(0, len(ssns), AT_A_TIME):
        rows = Identifier.objects.filter(
            kind=IdentifierKind.SSN,
            number__in=ssns[start : start + AT_A_TIME],
            participant__in=Case.objects.filter(obligor__isnull=False).values("obligor"),
        )
        for row in rows.select_related("participant").order_by("participant", "id"):
            found.setdefault(row.number, {})[row.participant_id] = row.participant
    stands = survivors_for(each for people in found.values() for each in people)
    return {
        number: _grouped(people, {each: stands[each] for each in people})
        for number, people in found.items()
    }


def _grouped(people: dict[int, Participant], stands: dict[int, int]) -> list[list[Participant]]:
    groups: dict[int, list[Participant]] = {}
    for each, parent in people.items():
        groups.setdefault(stands[each], []).append(parent)
    return list(groups.values())
