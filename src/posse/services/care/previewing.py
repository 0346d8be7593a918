"""What a change of the facts would change, before it is kept."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from posse.apps.care.models import CareCase
from posse.services.care.determining import Looked, look
from posse.services.care.letters import names_of
from posse.services.care.stages import stages_of
from posse.units.money import format_dollars


@dataclass(frozen=True)
class Difference:
    """One thing of one unit as it is and as it would be."""

    unit: str
    words: str
    before: str
    after: str


def differences(
    care_case: CareCase, *, on: date, perform: Callable[[], object]
) -> list[Difference]:
    """What would differ if ``perform`` wrote what it writes; nothing of it is kept.

    Raises: whatever ``perform`` raises. Source: CC-1504-A.
    """
    with transaction.atomic():
        before = _told(care_case, on=on)
        perform()
        after = _told(care_case, on=on)
        transaction.set_rollback(True)
    found = []
    for unit in dict.fromkeys((*before, *after)):
        one, other = before.get(unit, {}), after.get(unit, {})
        found += [
            Difference(unit, words, one.get(words, "-"), other.get(words, "-"))
            for words in dict.fromkeys((*one, *other))
            if one.get(words) != other.get(words)
        ]
    return found


def _told(care_case: CareCase, *, on: date) -> dict[str, dict[str, str]]:
    looked = look([care_case.pk], on=on, stage=stages_of([care_case.pk], on=on))
    units = looked.families.units["unit"].to_list()
    names = names_of(units, on=on)
    return {
        f"Unit of {names.get(unit, unit)}": _of_unit(looked, place)
        for place, unit in enumerate(units)
    }


def _of_unit(looked: Looked, place: int) -> dict[str, str]:
    found = looked.found
    unit = looked.families.units["unit"][place]
    missing = looked.families.missing.filter(looked.families.missing["unit"] == unit)
    return {
        "Eligible": "yes" if found.eligibility.is_eligible[place] else "no",
        "What stands against it": ", ".join(found.eligibility.failing(place)) or "nothing",
        "Not told yet": ", ".join(missing["words"].to_list()) or "nothing",
        "Persons": str(int(found.eligibility.facts.sizes[place])),
        "Countable income": format_dollars(int(found.incomes.countable_cents[place])),
        "Limit of income": format_dollars(int(found.limits_cents[place])),
        "Step of the scale": str(int(found.steps[place])),
        "The family owes in the month": format_dollars(int(found.copay_cents[place])),
        "The agency pays in the month": format_dollars(int(found.agency_cents[place])),
    }
