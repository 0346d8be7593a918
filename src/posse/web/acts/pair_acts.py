"""What can be decided about two people who look alike."""

from collections.abc import Mapping
from datetime import date

from posse.apps.matching.choices import Verdict
from posse.apps.people.models import Participant
from posse.services.access import DECIDE_PAIRS, MERGE_PEOPLE
from posse.services.matching.merging import do_decide_pair, do_merge_people, do_unmerge_people
from posse.services.pages.pairs import merge_between, people_for_pairs
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Note

Pair = tuple[Participant, Participant]


class MergeForm(ActForm):
    """Who stands for both."""

    stands = Choice(
        label="Whose record stands for both",
        choices=[],
        help_text="Searches, applications and decisions show this one. The other keeps its"
        " history and is shown with it.",
    )
    note = Note(label="How you know that they are one person")

    def prepare(self, subject: Pair, *, on: date) -> None:  # noqa: ARG002 - as of every form
        """Offer the two."""
        people = people_for_pairs(person.pk for person in subject)
        choices = [
            (str(person.pk), f"{people[person.pk].name}, person {person.pk}")
            for person in subject
        ]
        self.fields["stands"].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined]


class DifferentForm(ActForm):
    """Why two people are two."""

    note = Note(label="How you know that they are two people")


class WhyForm(ActForm):
    """Why something is undone."""

    note = Note(label="Why")


def _merge(pair: Pair, said: Said, doing: Doing) -> str:
    into, merged = sorted(pair, key=lambda person: str(person.pk) != said["stands"])
    do_merge_people(merged=merged, into=into, note=said["note"], **doing.told)
    return f"Person {merged.pk} is one person with person {into.pk} from now on."


def _different(pair: Pair, said: Said, doing: Doing) -> str:
    verdict = Verdict.DIFFERENT
    do_decide_pair(one=pair[0], other=pair[1], verdict=verdict, note=said["note"], **doing.told)
    return "They are two people. The report does not show this pair again."


def _reopen(pair: Pair, said: Said, doing: Doing) -> str:
    verdict = Verdict.OPEN
    do_decide_pair(one=pair[0], other=pair[1], verdict=verdict, note=said["note"], **doing.told)
    return "The pair is open again; the next report shows it where both still look alike."


def _part(pair: Pair, said: Said, doing: Doing) -> str:
    merge = merge_between(*pair)
    if merge is None:
        raise ValueError("These two are not merged, so there is nothing to part.")
    do_unmerge_people(merged=merge.participant, note=said["note"], **doing.told)
    return "They are two people again, each with all that was recorded under each."


PAIR_ACTS: Mapping[str, Act] = {
    "merge": Act(
        title="Merge them: they are one person",
        consequence="No record is changed and no money moves. From now on both are found as one"
        " person, with the names, numbers and cases of both. Where both owe support, their"
        " books stay apart: each case keeps its account. It can be undone at any time.",
        button="Merge the two",
        form=MergeForm,
        perform=_merge,
        permissions=(MERGE_PEOPLE,),
    ),
    "different": Act(
        title="Decide that they are different people",
        consequence="The duplicate report does not show this pair again.",
        button="Keep them apart",
        form=DifferentForm,
        perform=_different,
        permissions=(DECIDE_PAIRS,),
    ),
    "reopen": Act(
        title="Take the decision back",
        consequence="The decision stays on record; the next report may show the pair again.",
        button="Leave it open",
        form=WhyForm,
        perform=_reopen,
        permissions=(DECIDE_PAIRS,),
    ),
    "part": Act(
        title="Part them: they are two people after all",
        consequence="Each is as before the merge; nothing that was recorded since is lost, it"
        " stays with the person under whom it was recorded.",
        button="Part the two",
        form=WhyForm,
        perform=_part,
        permissions=(MERGE_PEOPLE,),
    ),
}


def acts_on(pair: Pair, *, is_decided: bool) -> Mapping[str, Act]:
    """The acts that make sense for a pair as it stands."""
    if merge_between(*pair):
        return {"part": PAIR_ACTS["part"]}
    names = ["merge", "reopen" if is_decided else "different"]
    return {name: PAIR_ACTS[name] for name in names}
