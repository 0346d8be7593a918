"""An action rests over all cases of a parent: where it is to be marked, and where it is not."""

from collections.abc import Container
from dataclasses import dataclass
from datetime import date

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import SuppressionKind
from posse.apps.enforcement.models import Suppression
from posse.services.enforcement.suppressions import Rest, open_cases_of, share_a_rest
from posse.units.days import day_words


@dataclass(frozen=True)
class Spread:
    """In which cases an action is to be marked, and in words why in the others it is not."""

    cases: tuple[Case, ...]
    told: tuple[str, ...]


def spread_of(case: Case, rest: Rest, *, hidden: Container[int], on: date) -> Spread:
    """A case and every other open case of its parent, but for those that need no mark.

    ``hidden`` are the cases that a conflict of interest closes to whoever asks.
    Raises: ValueError in words where nothing is left to be marked.
    Source: CS-9.2-SUP-5, CS-9.2-SUP-2.
    """
    others = open_cases_of(case.obligor_id, on=on) if case.obligor_id is not None else []
    wanted = [case, *(each for each in others if each.pk != case.pk)]
    opened = [each for each in wanted if each.pk not in hidden]
    resting = {each.pk: _resting_words(each, rest, on=on) for each in opened}
    told = [words for words in resting.values() if words]
    if len(opened) < len(wanted):
        told.append(_hidden_words(len(wanted) - len(opened)))
    chosen = tuple(each for each in opened if not resting[each.pk])
    if not chosen:
        raise ValueError(" ".join(["nothing is left to be marked.", *told]))
    return Spread(chosen, tuple(told))


def _resting_words(case: Case, rest: Rest, *, on: date) -> str:
    """Until when it rests in a case on one of the days already; empty where it does not."""
    if rest.kind == SuppressionKind.PENALTY:
        # A later word on a penalty replaces an earlier one in the books' own table.
        return ""
    found: Suppression | None = share_a_rest(case, rest, on=on)
    if found is None:
        return ""
    return (
        f"In case {case.number} it rests already, from {day_words(found.effective_on)}"
        f" through {day_words(found.ends_on)}."
    )


def _hidden_words(count: int) -> str:
    if count == 1:
        return (
            "Another case of the parent is closed to you by a conflict of interest;"
            " ask your supervisor to let it rest there."
        )
    return (
        f"{count} other cases of the parent are closed to you by a conflict of interest;"
        " ask your supervisor to let it rest there."
    )
