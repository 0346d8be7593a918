"""The form of an application as staff write it down: from paper, by telephone or in person.

It is the form that families fill in online, a part of it at a time: the family, the applicant,
and each further adult and child.
Source: CC-401-A, CC-401-F, CC-200-application-date.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db import transaction
from django.db.models import QuerySet

from posse.apps.care.choices import CareApplicationKind, CareApplicationState, CareChannel
from posse.apps.care.models import CareApplication, CareCase
from posse.rules.answer_checks import reason_against
from posse.rules.forms import Field, Section, care_application_form
from posse.services.care.filing import kind_of
from posse.services.care.prefilling import answers_of
from posse.services.care_online.saving import do_begin, do_save_care_page, locked_draft
from posse.services.care_online.signing import do_file
from posse.services.care_online.stops import (
    APPLICANT,
    CASE,
    GROUPS,
    HOME,
    NO_HOME,
    PEOPLE_MAX,
    Stop,
    told_of,
)
from posse.services.online.refusals import OnlineRefusal

TITLES = {
    CASE: "The family",
    APPLICANT: "The applicant",
    "adults": "Another adult",
    "children": "A child",
}
# What a question goes to that asks whether a round has another turn.
AGAIN = "again"
# An application is complete with these and a signature; the rest may come later.
COMPLETE = ("given_name", "surname")


@dataclass(frozen=True)
class FormPart:
    """A part of the form: ``of`` whom it asks, at which ``place`` where there may be many."""

    of: str
    place: int | None
    name: str

    @property
    def key(self) -> str:
        """As addresses name it, such as ``children-2``."""
        return f"{self.of}-{self.place}" if self.place else self.of

    @property
    def title(self) -> str:
        """What it is about, in words."""
        return f"{TITLES[self.of]}: {self.name}" if self.name else TITLES[self.of]

    @property
    def sections(self) -> tuple[Section, ...]:
        """Its questions in their order, each turn of a round among them."""
        return tuple(each for each in care_application_form().sections if each.of == self.of)

    @property
    def stop(self) -> Stop:
        """The whole part as one page, to be saved."""
        fields = tuple(field for each in self.sections for field in each.fields)
        return Stop(Section(self.of, self.of, TITLES[self.of], "", fields), self.place)


def parts_of(answers: Mapping[str, Any]) -> list[FormPart]:
    """Every part with somebody in it."""
    found = [FormPart(CASE, None, ""), _part(answers, APPLICANT, None)]
    for of in GROUPS:
        places = range(1, len(answers.get(of) or []) + 1)
        found += [_part(answers, of, place) for place in places]
    return found


def part_at(answers: Mapping[str, Any], key: str) -> FormPart | None:
    """The part of a key; a person beyond the last one of a group may be begun."""
    of, _, text = key.partition("-")
    if of in {CASE, APPLICANT} and not text:
        return _part(answers, of, None)
    if of not in GROUPS or not (text.isascii() and text.isdecimal() and len(text) < 4):
        return None
    is_there = 1 <= int(text) <= min(len(answers.get(of) or []) + 1, PEOPLE_MAX)
    return _part(answers, of, int(text)) if is_there else None


def next_parts(answers: Mapping[str, Any]) -> dict[str, str]:
    """The key under which another adult or child is begun, with words for it."""
    words = {"adults": "Add an adult", "children": "Add a child"}
    counts = {of: len(answers.get(of) or []) for of in GROUPS}
    return {
        f"{of}-{count + 1}": words[of] for of, count in counts.items() if count < PEOPLE_MAX
    }


def _part(answers: Mapping[str, Any], of: str, place: int | None) -> FormPart:
    told = told_of(answers, of, place)
    name = f"{told.get('given_name', '')} {told.get('surname', '')}".strip()
    return FormPart(of, place, "" if of == CASE else name)


def reasons_in(
    part: FormPart, told: Mapping[str, str], *, on: date
) -> Iterator[tuple[Field, str]]:
    """What of a part cannot stand, and why; a question without an answer may stand."""
    for section in part.sections:
        for field in section.fields:
            text = told.get(field.key, "").strip()
            if text and (reason := reason_against(field, text, on=on)):
                yield field, reason


@transaction.atomic
def do_begin_form(
    *,
    channel: str,
    language: str,
    on: date,
    by: str,
    form_key: str = "",
    care_case: CareCase | None = None,
) -> CareApplication:
    """Begin a form; that of a family with a case is filled with what is known of it.

    Posted twice it is one. Raises: ValueError in words.
    Source: CC-401-F, CC-1319-A-2, CC-1601-B.
    """
    if channel == CareChannel.ONLINE:
        raise ValueError("what comes online is written by the family itself")
    known = CareApplication.objects.filter(form_key=form_key).exclude(form_key="").first()
    if known is not None:
        return known
    if care_case is not None and _open_ones(care_case).exists():
        raise ValueError("an application of this family is open; decide it first")
    found = do_begin(channel=channel, language=language, form_key=form_key, on=on, by=by)
    if care_case is not None:
        found.care_case = care_case
        found.county_fips = care_case.county_fips
        found.answers = answers_of(care_case, on=on)
        found.kind = kind_of(care_case, channel=CareChannel(channel), on=on)
    elif channel == CareChannel.POWER:
        found.kind = CareApplicationKind.POWER_REQUEST
    found.save()
    return found


@transaction.atomic
def do_write_part(
    application: CareApplication,
    part: FormPart,
    *,
    told: Mapping[str, str],
    seen_version: int,
    on: date,
    by: str,
) -> CareApplication:
    """Keep what was told in a part, right or wrong. Raises: StaleEdit, ValueError in words."""
    _check_is_ours(application)
    return do_save_care_page(
        application=application,
        stop=part.stop,
        told={**told, **_said_more(part, told)},
        seen_version=seen_version,
        on=on,
        by=by,
    )


def _said_more(part: FormPart, told: Mapping[str, str]) -> dict[str, str]:
    """Staff see every turn of a round at once, so what they fill in says that there is more."""
    turns: dict[str, int] = {}
    for section in part.sections:
        if any(told.get(each.key) for each in section.fields if each.goes_to != AGAIN):
            turns[section.again] = max(turns.get(section.again, 1), section.turn)
    return {
        each.key: "yes" if section.turn < turns.get(section.again, 1) else ""
        for section in part.sections
        for each in section.fields
        if each.goes_to == AGAIN
    }


@transaction.atomic
def do_file_form(
    application: CareApplication,
    *,
    signature: str,
    received_on: date,
    on: date,
    by: str,
    representative: str = "",
) -> CareApplication:
    """File a form that staff wrote down; it is dated with the day on which it came.

    Name, address and signature make it complete, whatever else is missing or cannot be read.
    Raises: ValueError in words. Source: CC-401-A, CC-401-B, CC-200-application-date.
    """
    _check_is_ours(application)
    found = _locked(application)
    missing = missing_of_complete(found.answers)
    if missing:
        raise ValueError(f"an application is complete with {', '.join(missing)} (CC-401-A)")
    if not signature.strip():
        raise ValueError("an application is signed by the applicant or for her (CC-401-A)")
    if received_on > on:
        raise ValueError("an application that came in came today or earlier")
    case = found.care_case
    if case is not None:
        CareCase.objects.select_for_update().get(pk=case.pk)
        if _open_ones(case).exists():
            raise ValueError("an application of this family is open; decide it first")
        found.kind = kind_of(case, channel=CareChannel(found.channel), on=received_on)
    return do_file(
        found,
        signature=signature,
        representative=representative,
        received_on=received_on,
        on=on,
        by=by,
    )


def missing_of_complete(answers: Mapping[str, Any]) -> list[str]:
    """What of a complete application is not there yet, in words. Source: CC-401-A.

    Somebody without a fixed home needs no address (CC-603-A-2).
    """
    told = told_of(answers, APPLICANT, None)
    wanted = COMPLETE if told.get(NO_HOME) == "yes" else (*COMPLETE, *HOME)
    labels = {each.key: each.label for each in care_application_form().fields_of(APPLICANT)}
    return [f"the {labels[name].lower()}" for name in wanted if not told.get(name, "").strip()]


def is_written_by_staff(application: CareApplication) -> bool:
    """Whether staff may write on it: a draft that did not come online."""
    is_draft = application.state == CareApplicationState.DRAFT
    return is_draft and application.channel != CareChannel.ONLINE


@dataclass(frozen=True)
class OpenForm:
    """A form that staff write on: its parts, who may be added, what is missing to file it."""

    parts: tuple[FormPart, ...]
    more: Mapping[str, str]
    missing: tuple[str, ...]


def form_of(application: CareApplication) -> OpenForm | None:
    """The form of a draft that staff write, None for any other application."""
    if not is_written_by_staff(application):
        return None
    told = application.answers
    missing = tuple(missing_of_complete(told))
    return OpenForm(tuple(parts_of(told)), next_parts(told), missing)


def _check_is_ours(application: CareApplication) -> None:
    if application.channel == CareChannel.ONLINE:
        raise ValueError("the family writes this application itself")


def _locked(application: CareApplication) -> CareApplication:
    try:
        return locked_draft(application)
    except OnlineRefusal:
        raise ValueError("this application is filed already") from None


def _open_ones(care_case: CareCase) -> QuerySet[CareApplication]:
    return care_case.applications.filter(state=CareApplicationState.FILED)
