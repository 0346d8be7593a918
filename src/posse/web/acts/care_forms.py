"""Forms of what a specialist records of a child care family, with what is known filled in."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms

from posse.apps.care.choices import ActivityKind, MemberRole
from posse.apps.care.models import Activity, CareCase
from posse.apps.people.models import Participant
from posse.rules.childcare.countable_income import income_types
from posse.rules.childcare.units import UnitTerms
from posse.services.care import circumstances as told
from posse.services.care.activities import Span
from posse.services.care.cases import specialists_to_choose
from posse.services.care.incomes import frequencies
from posse.services.care.letters import names_of
from posse.services.care.reading import care_facts
from posse.services.care.schedules import schedule_words
from posse.services.law import current_law
from posse.units.money import format_cents
from posse.web.acts.model import ActForm
from posse.web.fields import Choice, Count, Day, Dollars, Note, Tick, Words

YES, NO = "yes", "no"
WEEKDAY_MARKS = [
    ("1111100", "Monday to Friday"), ("1111111", "Every day"),
    ("1111110", "Monday to Saturday"), ("0000011", "Saturday and Sunday"),
    ("1010100", "Monday, Wednesday, Friday"), ("0101000", "Tuesday, Thursday"),
    ("1000000", "Monday"), ("0100000", "Tuesday"), ("0010000", "Wednesday"),
    ("0001000", "Thursday"), ("0000100", "Friday"), ("0000010", "Saturday"),
    ("0000001", "Sunday"),
]  # fmt: skip


@dataclass(frozen=True)
class CarePerson:
    """A person of a child care case, as the page of an act takes it."""

    care_case: CareCase
    participant_id: int
    name: str
    role: str

    @property
    def participant(self) -> Participant:
        """The person in the register."""
        return Participant.objects.get(pk=self.participant_id)

    @property
    def at(self) -> dict[str, Any]:
        """Case and person, as the writers take them."""
        return {"care_case": self.care_case, "participant": self.participant}


def optional(field: Any) -> Any:
    """The same field, which may be left empty."""
    field.required = False
    return field


class PersonForm(ActForm):
    """Somebody of the household."""

    given_name = Words(label="Given name", length_max=40, is_needed=True)
    surname = Words(label="Family name", length_max=40, is_needed=True)
    birth_date = Day(label="Date of birth")
    role = Choice(label="Lives there as", choices=MemberRole.choices)
    tied_to = optional(Choice(label="Tied to", choices=[]))
    kind = optional(Choice(label="As what", choices=[]))

    def prepare(self, subject: CareCase, *, on: date) -> None:
        """Show who is there and which ties the law knows."""
        people = [(str(each), name) for each, name in names_in(subject, on=on).items()]
        _choices(self, "tied_to", people)
        _choices(self, "kind", _ties(on))


class TieForm(ActForm):
    """How two people of the household are tied."""

    elder = Choice(label="Parent, caretaker or first of two", choices=[])
    younger = Choice(label="Child or second of two", choices=[])
    kind = Choice(label="Tie", choices=[])
    is_ended = Tick(label="It does not hold any more")
    since = Day(label="Since")

    def prepare(self, subject: CareCase, *, on: date) -> None:
        """Show who is there and which ties the law knows."""
        people = [(str(each), name) for each, name in names_in(subject, on=on).items()]
        for name in ("elder", "younger"):
            _choices(self, name, people)
        _choices(self, "kind", _ties(on))


class FamilyForm(ActForm):
    """What is told of the family as a whole."""

    since = Day(label="Holds since")

    def prepare(self, subject: CareCase, *, on: date) -> None:
        """A field for each circumstance of a family."""
        _circumstances(self, told.FAMILY, known_of(subject, None, on=on), on=on)


class ToldForm(ActForm):
    """What is told of one person."""

    since = Day(label="Holds since")

    def prepare(self, subject: CarePerson, *, on: date) -> None:
        """A field for each circumstance of an adult or of a child."""
        known = known_of(subject.care_case, subject.participant_id, on=on)
        _circumstances(self, subject.role, known, on=on)


class LeaveForm(ActForm):
    """That somebody does not live in the household any more."""

    since = Day(label="Since")


class IncomeForm(ActForm):
    """A source of income, and what is expected of it."""

    replaces = optional(Choice(label="Corrects or goes on from", choices=[]))
    kind = Choice(label="Kind of income", choices=[])
    payer = Words(label="Who pays", length_max=80)
    frequency = Choice(label="Checks come", choices=[])
    since = Day(label="Holds since")
    ended_on = Day(label="Ended on", required=False)
    check_cents = Dollars(label="Each check that is expected", required=False)
    week_cents = Dollars(label="Or a week's income", required=False)
    rate_cents = Dollars(label="Or the rate of an hour", required=False)
    hours_low = Words(label="for hours of a week, from", length_max=6)
    hours_high = Words(label="to", length_max=6, help_text="Such as 25 to 30.")
    tips_week_cents = Dollars(label="Tips of a week", required=False)
    spread_cents = Dollars(
        label="Income meant for several months", required=False,
        help_text="Such as the gross receipts of a business or a contract for a school year.",
    )  # fmt: skip
    spread_months = Count(label="For how many months", count_max=24, required=False)
    expenses_cents = Dollars(label="Expenses of the business", required=False)
    reasons = Note(label="How this was estimated, and on what it rests", length_max=1000)

    def prepare(self, subject: CarePerson, *, on: date) -> None:
        """Show the law's kinds and the sources that are known."""
        kinds = income_types(current_law(), on=on)
        _choices(self, "kind", [(each, each.replace("_", " ")) for each in kinds])
        _choices(self, "frequency", [(each, each) for each in frequencies(on=on)])
        _choices(self, "replaces", _incomes(subject))


class ChecksForm(ActForm):
    """Checks of one source."""

    income = Choice(label="Source", choices=[])
    checks = Note(
        label="Checks", length_max=2000,
        help_text="A line each: 2026-06-05 1,234.00, or 2026-06-12 none where none came. "
        "Gross, before any deduction. The day is the one on which the money could be had or "
        "was in hand, whichever came first.",
    )  # fmt: skip
    why_left_out = Words(
        label="If these do not count, why", length_max=300,
        help_text="Such as a bonus that will not come again. It is kept in the record.",
    )  # fmt: skip

    def prepare(self, subject: CarePerson, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Show the sources that are known."""
        _choices(self, "income", _incomes(subject))


class ActivityForm(ActForm):
    """What a caretaker does, and when."""

    replaces = optional(Choice(label="Corrects or goes on from", choices=[]))
    kind = Choice(label="Activity", choices=ActivityKind.choices)
    place = Words(label="Where", length_max=80)
    begins_on = Day(label="Since")
    ends_on = Day(label="Through", required=False)
    schedule = optional(
        Note(
            label="Hours of a week", length_max=1000,
            help_text="A line each: Mon-Fri 09:00-17:00, or Tue,Thu 18:00-02:00 class. Write "
            "study for private study.",
        )
    )  # fmt: skip

    def prepare(self, subject: CarePerson, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Show what is known."""
        rows = _activities(subject)
        _choices(self, "replaces", [(str(row.pk), str(row)) for row in rows])
        if rows:
            spans = [
                Span(each.weekday, each.starts_minute, each.ends_minute, each.is_class,
                     each.is_private_study)
                for each in rows[0].spans.all()
            ]  # fmt: skip
            self.fields["schedule"].initial = schedule_words(spans)


class CareForm(ActForm):
    """Where a child is cared for."""

    provider = Words(label="Provider's number", length_max=12, is_needed=True)
    begins_on = Day(label="First day of care")
    ends_on = Day(label="Last day of care", required=False)
    weekdays = Choice(label="On", choices=WEEKDAY_MARKS)
    hours_day = Words(label="Hours of a day", length_max=5, is_needed=True)
    drop_off = Words(label="Brought at", length_max=5, help_text="Such as 08:00.")
    days_month = Count(label="Days of a month", count_max=31)
    other_cents = Dollars(label="Paid by others in a month", required=False)
    is_change = Tick(label="A change of provider inside the twelve months")
    told_on = Day(label="The family told on")
    takes_place_of = optional(Choice(label="In place of", choices=[]))

    def prepare(self, subject: CarePerson, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Show where the child is now."""
        rows = subject.care_case.arrangements.filter(
            child=subject.participant_id, replaced_by__isnull=True, is_withdrawn=False
        )
        found = [(str(row.pk), row.provider.name) for row in rows.select_related("provider")]
        _choices(self, "takes_place_of", found)


class NarrativeForm(ActForm):
    """Words of the record."""

    topic = Words(label="About", length_max=40)
    text = Note(label="What happened, and what was done", length_max=4000)


class SpecialistForm(ActForm):
    """Who has the case."""

    specialist = optional(Choice(label="Benefit specialist", choices=[]))

    def prepare(self, subject: CareCase, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Show who works here."""
        _choices(self, "specialist", specialists_to_choose())


def names_in(care_case: CareCase, *, on: date) -> dict[int, str]:
    """Who is in the households of a case, by name."""
    members = care_facts([care_case.pk], on=on, checks_since=on).members
    return names_of(members["participant"].unique(maintain_order=True).to_list(), on=on)


def roles_in(care_case: CareCase, *, on: date) -> dict[int, str]:
    """As what everybody lives in the households of a case."""
    members = care_facts([care_case.pk], on=on, checks_since=on).members
    return dict(members.select("participant", "role").rows())


def _choices(form: forms.Form, name: str, choices: list[tuple[str, str]]) -> None:
    form.fields[name].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined]


def _ties(on: date) -> list[tuple[str, str]]:
    terms = UnitTerms.from_law(current_law(), on=on)
    return [
        (name, f"{name.replace('_', ' ')}: {words}")
        for name, words in zip(terms.names, terms.words, strict=True)
    ]


def known_of(care_case: CareCase, participant: int | None, *, on: date) -> dict[str, Any]:
    rows = care_case.circumstances.filter(participant=participant, effective_on__lte=on)
    return {row.name: row.value for row in rows.order_by("effective_on", "id")}


def _circumstances(form: forms.Form, of: str, known: dict[str, Any], *, on: date) -> None:
    """A field for each circumstance, filled with what is known."""
    for (whose, name), asked in told.everything_asked(on=on).items():
        if whose != of:
            continue
        form.fields[name] = _field(asked)
        value = known.get(name)
        form.fields[name].initial = _written(asked, value)


def _field(asked: told.Asked) -> Any:
    law = f"Law: {', '.join(asked.cites)}."
    if asked.kind == told.YES_NO:
        choices = [(YES, "Yes"), (NO, "No")]
        return optional(Choice(label=asked.words, choices=choices, help_text=law))
    if asked.kind == told.CHOICE:
        choices = [(each, each.replace("_", " ")) for each in asked.choices]
        return optional(Choice(label=asked.words, choices=choices, help_text=law))
    return Words(label=asked.words, length_max=16, help_text=law)


def _written(asked: told.Asked, value: Any) -> str:
    if value is None:
        return ""
    if asked.kind == told.YES_NO:
        return YES if value else NO
    if asked.kind in {told.CENTS, told.HUNDREDTHS}:
        return format_cents(value)
    return str(value)


def _incomes(subject: CarePerson) -> list[tuple[str, str]]:
    rows = subject.care_case.incomes.filter(
        participant=subject.participant_id, replaced_by__isnull=True, is_withdrawn=False
    )
    return [
        (str(row.pk), f"{row.kind.replace('_', ' ')}{f' of {row.payer}' if row.payer else ''}")
        for row in rows.order_by("-id")
    ]


def _activities(subject: CarePerson) -> list[Activity]:
    rows = subject.care_case.activities.filter(
        participant=subject.participant_id, replaced_by__isnull=True, is_withdrawn=False
    )
    return list(rows.prefetch_related("spans").order_by("-effective_on", "-id"))
