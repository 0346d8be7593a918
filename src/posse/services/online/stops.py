"""The way through the online application: one page after the other, with what was told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import Any

from posse.apps.intake.models import Application
from posse.rules.forms import Field
from posse.rules.online_pages import QuestionPage, online_pages
from posse.rules.support.application_edits import GROUPS, Fault
from posse.services.intake.applications import faults_of

HELPED, CONSENT = "helped_by", "helper_consent"


@dataclass(frozen=True)
class Stop:
    """One page of questions, about the person at ``place`` where there may be several."""

    page: QuestionPage
    place: int | None

    @property
    def key(self) -> str:
        """The page's own name."""
        return self.page.key


@dataclass(frozen=True)
class More:
    """The list of persons of a group, from which another is added; ``key`` is the group."""

    key: str
    place: int | None = None


Step = Stop | More


def steps_of(answers: Mapping[str, Any]) -> list[Step]:
    """Every page of questions in its order, those about each person one after the other."""
    steps: list[Step] = []
    for of, pages in groupby(online_pages(), key=lambda page: page.of):
        asked = list(pages)
        if of not in GROUPS:
            steps += [Stop(page, None) for page in asked]
            continue
        count = max(1, len(answers.get(of) or []))
        steps += [Stop(page, place) for place in range(1, count + 1) for page in asked]
        steps.append(More(of))
    return steps


def stop_at(answers: Mapping[str, Any], key: str, place: int | None) -> Stop | None:
    """The page of a name and place; a person beyond the last one may be begun."""
    page = next((each for each in online_pages() if each.key == key), None)
    if page is None or (page.of in GROUPS) != (place is not None):
        return None
    if place is None:
        return Stop(page, None)
    count = len(answers.get(page.of) or [])
    is_first = key == next(each.key for each in online_pages() if each.of == page.of)
    return (
        Stop(page, place) if 1 <= place <= count + (1 if is_first or not count else 0) else None
    )


def next_step(answers: Mapping[str, Any], step: Step) -> Step | None:
    """What follows; None where the papers follow."""
    steps = steps_of(answers)
    here = steps.index(step) if step in steps else len(steps) - 1
    return steps[here + 1] if here + 1 < len(steps) else None


def step_before(answers: Mapping[str, Any], step: Step) -> Step | None:
    """What came before; None for the first page."""
    steps = steps_of(answers)
    here = steps.index(step) if step in steps else len(steps)
    return steps[here - 1] if here else None


def progress_of(answers: Mapping[str, Any], step: Step | None) -> tuple[int, int]:
    """Which page of how many this is, the papers, the check and the signature counted."""
    steps = steps_of(answers)
    here = steps.index(step) + 1 if step in steps else len(steps)
    return here, len(steps) + 3


def told_of(answers: Mapping[str, Any], of: str, place: int | None) -> Mapping[str, str]:
    """What was told of the case or a person; nothing of one who is not there yet."""
    if place is None:
        return answers.get(of) or {}
    people = answers.get(of) or []
    return people[place - 1] if place <= len(people) else {}


def first_open_step(application: Application) -> Step | None:
    """Where somebody who comes back goes on: the first page without any answer."""
    for step in steps_of(application.answers):
        if isinstance(step, Stop):
            told = told_of(application.answers, step.page.of, step.place)
            if not any(told.get(field.key) for field in step.page.fields):
                return step
    return None


def online_faults(application: Application, *, on: date) -> list[Fault]:
    """What must be mended before it is signed; a helper needs the applicant's consent."""
    found = [fault for fault in faults_of(application, on=on) if fault.is_blocking]
    born = (application.answers.get("custodial") or {}).get("birth_date", "")
    if not born:
        # The way back, and the answer to who signed, hang on it.
        found.append(Fault("custodial", 1, "birth_date", "Date of birth", "This is needed."))
    told = application.answers.get("case") or {}
    if told.get(HELPED) and told.get(CONSENT) != "yes":
        found.append(Fault("case", 1, CONSENT, "Consent", NO_CONSENT))
    return found


NO_CONSENT = "The applicant must agree to be helped."
# How a reason of the edits begins, and the sentence that says it to a family.
REASONS = (
    ("This is needed", "e_missing"),
    ("At most", "e_long"),
    ("A name holds", "e_name"),
    ("Write a day", "e_day"),
    ("The Social Security number must", "e_ssn"),
    ("Write a telephone", "e_phone"),
    ("Write an e-mail", "e_email"),
    ("Write the two letters", "e_state"),
    ("A ZIP code", "e_zip"),
    ("Choose one of the list", "e_choose"),
    ("Write a whole number", "e_number"),
    ("An application needs", "e_children"),
    ("Choose one of the other parents", "e_of_parent"),
    ("Say which of the other", "e_of_parent"),
    ("The same number", "e_same_number"),
    ("This child stands", "e_twice"),
    ("One person cannot", "e_both"),
    ("The child is older", "e_older"),
    ("The marriage ended", "e_marriage"),
    (NO_CONSENT, "e_consent"),
)


def sentence_of(fault: Fault) -> str:
    """The sentence of ``apply`` that says a fault."""
    if "lies in the future" in fault.reason:
        return "e_future"
    if "lies before" in fault.reason:
        return "e_early"
    found = (key for words, key in REASONS if fault.reason.startswith(words))
    return next(found, "e_other")


def stop_of(fault: Fault) -> tuple[str, int | None] | None:
    """The page on which a fault is mended, by its name and place."""
    for page in online_pages():
        names = [field.key for field in page.fields]
        is_here = fault.field in names or (
            fault.field == "of_parent" and page.key == PARENT_PAGE
        )
        if page.of == fault.of and is_here:
            return page.key, fault.place if page.of in GROUPS else None
    return None


PARENT_PAGE = "child_father"


def told_pages(answers: Mapping[str, Any]) -> Iterator[tuple[Stop, list[tuple[Field, str]]]]:
    """Each page with what was told on it, for the summary and the paper."""
    for step in steps_of(answers):
        if isinstance(step, Stop):
            told = told_of(answers, step.page.of, step.place)
            yield (
                step,
                [(field, told[field.key]) for field in step.page.fields if told.get(field.key)],
            )
