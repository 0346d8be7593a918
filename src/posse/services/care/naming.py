"""Whom an application names that has no case yet: for the door of conflicts of interest.

Nobody has said yet who of the register the people of such a form are. So that nobody opens the
form of a relative meanwhile, whoever is likely meant counts as named.
"""

from collections.abc import Collection
from datetime import date

from posse.apps.care.models import CareApplication
from posse.apps.people.models import Identity, Participant
from posse.services.care.answered import Person, people_on
from posse.services.search.keys import normalised


def applications_naming(people: Collection[int]) -> list[int]:
    """Applications without a case that likely name one of some people."""
    identities = _identities(people)
    rows = CareApplication.objects.filter(care_case__isnull=True).only("id", "answers")
    return [each.pk for each in rows if _named(each, identities)]


def people_named(application: CareApplication, *, among: Collection[int]) -> list[Participant]:
    """Those of some people whom an application likely names."""
    named = _named(application, _identities(among)) if among else set()
    return list(Participant.objects.filter(pk__in=named).order_by("pk"))


def _identities(people: Collection[int]) -> list[Identity]:
    return list(Identity.objects.filter(participant__in=list(people)))


def _named(application: CareApplication, identities: Collection[Identity]) -> set[int]:
    return {
        known.participant_id
        for person in people_on(application)
        for known in identities
        if _is_likely(person, known)
    }


def _is_likely(person: Person, known: Identity) -> bool:
    """The same family name, with the same given name or the same day of birth."""
    told = person.told
    if normalised(told.get("surname", "")) != normalised(known.surname):
        return False
    if normalised(told.get("given_name", "")) == normalised(known.given_name):
        return _may_be_one(person.born, known.birth_date)
    return person.born is not None and person.born == known.birth_date


def _may_be_one(one: date | None, other: date | None) -> bool:
    return one is None or other is None or one == other
