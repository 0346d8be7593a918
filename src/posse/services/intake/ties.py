"""Reading what a worker chose for each person of a search: somebody shown, or somebody new."""

from collections.abc import Mapping

from posse.apps.intake.models import CaseSearch
from posse.apps.people.models import Participant

NEW = "new"


def participants_named(
    search: CaseSearch, chosen: Mapping[int, str]
) -> dict[int, Participant | None]:
    """The participant that was chosen for each person; None is somebody new.

    Raises: ValueError for somebody whom the search did not show.
    """
    shown = {
        int(person): {str(each["participant"]) for each in rows}
        for person, rows in search.candidates["persons"].items()
    }
    found: dict[int, Participant | None] = {}
    for person, word in chosen.items():
        if word == NEW:
            found[person] = None
        elif word in shown.get(person, set()):
            found[person] = Participant.objects.get(pk=int(word))
        else:
            raise ValueError("choose for each person somebody of the list, or a new person")
    return found
