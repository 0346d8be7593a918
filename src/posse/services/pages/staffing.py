"""What the page of the staff shows beside accounts: declared conflicts of interest."""

from dataclasses import dataclass
from datetime import date

from posse.apps.staff.models import ConflictOfInterest
from posse.services.pages.timeline_sources import names_of
from posse.services.staff.conflicts import standing_conflicts


@dataclass(frozen=True)
class ConflictRow:
    """A conflict that holds, with the name of the person whose cases are closed."""

    conflict: ConflictOfInterest
    name: str


def conflicts_with_names(*, on: date) -> list[ConflictRow]:
    """Every conflict that holds on a day, the latest first."""
    found = standing_conflicts(on=on)
    names = names_of(each.participant_id for each in found)
    return [ConflictRow(each, names.get(each.participant_id, "Somebody")) for each in found]
