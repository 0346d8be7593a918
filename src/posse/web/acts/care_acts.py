"""What a specialist records of a child care family, a person of it, or its care."""

import re
from collections.abc import Mapping
from typing import Any

from posse.apps.care.choices import MemberRole
from posse.apps.care.models import Activity, CareCase, CareIncome
from posse.apps.people.models import Participant
from posse.services.access import WORK_CARE
from posse.services.care import circumstances as told
from posse.services.care.activities import do_record_activity
from posse.services.care.arranging import Arranged, do_arrange_care, provider_by_number
from posse.services.care.cases import (
    do_give_care_case,
    do_write_narrative,
    specialists_to_choose,
)
from posse.services.care.circumstances import do_tell
from posse.services.care.household import do_put_in_household, do_tie
from posse.services.care.incomes import do_record_check, do_record_income
from posse.services.care.schedules import parse_checks, parse_schedule
from posse.services.register.people import do_add_participant
from posse.units.money import read_cents
from posse.web.acts.care_forms import (
    YES,
    ActivityForm,
    CareForm,
    CarePerson,
    ChecksForm,
    FamilyForm,
    IncomeForm,
    LeaveForm,
    NarrativeForm,
    PersonForm,
    SpecialistForm,
    TieForm,
    ToldForm,
    known_of,
)
from posse.web.acts.model import Act, Doing, Said

HUNDREDTHS, WEEK_HOURS = 100, 168
HOURS = re.compile(r"[0-9]{1,3}(\.[0-9]{1,2})?")
HELD = "What is told holds from the day on; what was known before stays on record."


def _read(asked: told.Asked, text: str) -> Any:
    """What a field says. Raises: ValueError."""
    if not text.strip():
        return None
    if asked.kind == told.YES_NO:
        return text == YES
    if asked.kind == told.CHOICE:
        return text
    try:
        if asked.kind == told.COUNT:
            return int(text)
        return read_cents(text)
    except ValueError:
        raise ValueError(f"{asked.words}: {text} is no number") from None


def _tell(subject: Any, said: Said, doing: Doing) -> str:
    """Keep what differs from what is known. Raises: ValueError."""
    is_person = isinstance(subject, CarePerson)
    care_case = subject.care_case if is_person else subject
    participant = subject.participant if is_person else None
    of = subject.role if is_person else told.FAMILY
    known = known_of(care_case, subject.participant_id if is_person else None, on=doing.on)
    values = {
        name: _read(asked, said[name])
        for (whose, name), asked in told.everything_asked(on=doing.on).items()
        if whose == of
    }
    changed = {name: value for name, value in values.items() if value != known.get(name)}
    if not changed:
        raise ValueError("nothing differs from what is known")
    do_tell(
        care_case=care_case, of=of, participant=participant, told=changed,
        effective_on=said["since"], **doing.told,
    )  # fmt: skip
    return f"{len(changed)} circumstance{'' if len(changed) == 1 else 's'} kept."


def _add(care_case: CareCase, said: Said, doing: Doing) -> str:
    person = do_add_participant(
        surname=said["surname"], given_name=said["given_name"],
        birth_date=said["birth_date"], **doing.told,
    )  # fmt: skip
    do_put_in_household(
        care_case=care_case, participant=person, role=said["role"], **doing.told
    )
    if bool(said["tied_to"]) != bool(said["kind"]):
        raise ValueError("say to whom the person is tied, and as what")
    if said["tied_to"]:
        other = Participant.objects.get(pk=said["tied_to"])
        pair = (other, person) if said["role"] == MemberRole.CHILD else (person, other)
        do_tie(
            care_case=care_case, elder=pair[0], younger=pair[1], kind=said["kind"],
            **doing.told,
        )  # fmt: skip
    return f"{said['given_name']} {said['surname']} is in the household."


def _tie(care_case: CareCase, said: Said, doing: Doing) -> str:
    do_tie(
        care_case=care_case,
        elder=Participant.objects.get(pk=said["elder"]),
        younger=Participant.objects.get(pk=said["younger"]),
        kind=said["kind"],
        is_ended=said["is_ended"],
        effective_on=said["since"],
        **doing.told,
    )
    return "The tie is kept."


def _leave(subject: CarePerson, said: Said, doing: Doing) -> str:
    do_put_in_household(
        role=subject.role, is_ended=True, effective_on=said["since"], **subject.at, **doing.told
    )
    return f"{subject.name} is out of the household."


def _income(subject: CarePerson, said: Said, doing: Doing) -> str:
    replaced = CareIncome.objects.filter(pk=said["replaces"] or 0).first()
    do_record_income(
        kind=said["kind"], payer=said["payer"], frequency=said["frequency"],
        expected={
            "check_cents": said["check_cents"], "week_cents": said["week_cents"],
            "rate_cents": said["rate_cents"], "tips_week_cents": said["tips_week_cents"],
            "hours_low": _hours(said["hours_low"]), "hours_high": _hours(said["hours_high"]),
            "spread_cents": said["spread_cents"], "spread_months": said["spread_months"],
            "expenses_cents": said["expenses_cents"],
        },
        effective_on=said["since"], ended_on=said["ended_on"], reasons=said["reasons"],
        replaces=replaced, **subject.at, **doing.told,
    )  # fmt: skip
    return "The source of income is kept."


def _hours(text: str) -> int | None:
    if not text.strip():
        return None
    if not HOURS.fullmatch(text.strip()):
        raise ValueError(f"{text} is no number of hours such as 27.5")
    hours, _, part = text.strip().partition(".")
    hundredths = int(hours) * HUNDREDTHS + int(part.ljust(2, "0"))
    if hundredths > WEEK_HOURS * HUNDREDTHS:
        raise ValueError(f"{text} are more hours than a week has")
    return hundredths


def _checks(subject: CarePerson, said: Said, doing: Doing) -> str:
    income = CareIncome.objects.get(pk=said["income"])
    lines = parse_checks(said["checks"])
    for paid_on, cents in lines:
        do_record_check(
            kind=income.kind, payer=income.payer, paid_on=paid_on, gross_cents=cents or 0,
            is_missed=cents is None, why_left_out=said["why_left_out"], **subject.at,
            **doing.told,
        )  # fmt: skip
    return f"{len(lines)} pay date{'' if len(lines) == 1 else 's'} kept."


def _activity(subject: CarePerson, said: Said, doing: Doing) -> str:
    replaced = Activity.objects.filter(pk=said["replaces"] or 0).first()
    do_record_activity(
        kind=said["kind"], place=said["place"], begins_on=said["begins_on"],
        ends_on=said["ends_on"], spans=parse_schedule(said["schedule"]), replaces=replaced,
        **subject.at, **doing.told,
    )  # fmt: skip
    return "The activity is kept."


def _care(subject: CarePerson, said: Said, doing: Doing) -> str:
    provider = provider_by_number(said["provider"].strip())
    if provider is None:
        raise ValueError(f"there is no provider with the number {said['provider']}")
    do_arrange_care(
        care_case=subject.care_case,
        child=subject.participant,
        provider=provider,
        asked=Arranged(
            begins_on=said["begins_on"], ends_on=said["ends_on"], weekdays=said["weekdays"],
            hours_day=_hours(said["hours_day"]) or 0, drop_off=said["drop_off"],
            days_month=said["days_month"], other_cents=said["other_cents"] or 0,
            is_change=said["is_change"], told_on=said["told_on"],
        ),
        replaces_id=int(said["takes_place_of"] or 0) or None,
        **doing.told,
    )  # fmt: skip
    return f"Care of {subject.name} at {provider.name} is kept."


def _narrate(care_case: CareCase, said: Said, doing: Doing) -> str:
    do_write_narrative(
        care_case=care_case, topic=said["topic"], text=said["text"], **doing.told
    )
    return "It stands in the record."


def _give(care_case: CareCase, said: Said, doing: Doing) -> str:
    known = dict(specialists_to_choose())
    do_give_care_case(
        care_case=care_case, specialist_id=int(said["specialist"] or 0) or None, **doing.told
    )
    return f"The case is with {known.get(said['specialist'], 'nobody')}."


WORKERS = (WORK_CARE,)
CASE_ACTS: Mapping[str, Act] = {
    "person": Act(
        "Add a person", "The person becomes part of the household from today.",
        "Add the person", PersonForm, _add, WORKERS,
    ),
    "tie": Act(
        "Tie two people", "Ties say who is one assistance unit (manual 505).",
        "Keep the tie", TieForm, _tie, WORKERS,
    ),
    "family": Act(
        "Tell of the family", HELD,
        "Keep it", FamilyForm, _tell, WORKERS, guidance=("care_assets",),
    ),
    "narrative": Act(
        "Write into the record", "It is kept for good.", "Keep it", NarrativeForm, _narrate,
        WORKERS, guidance=("care_record",),
    ),
    "specialist": Act(
        "Give the case to a specialist", "The case stands on that specialist's list.",
        "Give it", SpecialistForm, _give, WORKERS,
    ),
}  # fmt: skip
PERSON_ACTS: Mapping[str, Act] = {
    "told": Act(
        "Tell of the person", HELD,
        "Keep it", ToldForm, _tell, WORKERS, guidance=("care_verification",),
    ),
    "leave": Act(
        "The person left the household", "The unit is worked out without the person.",
        "Keep it", LeaveForm, _leave, WORKERS,
    ),
}  # fmt: skip
ADULT_ACTS: Mapping[str, Act] = {
    **PERSON_ACTS,
    "income": Act(
        "A source of income", "It becomes part of the best estimate (manual 905).",
        "Keep it", IncomeForm, _income, WORKERS, guidance=("care_best_estimate",),
    ),
    "checks": Act(
        "Pay checks", "They become part of the best estimate (manual 905).",
        "Keep them", ChecksForm, _checks, WORKERS, guidance=("care_best_estimate",),
    ),
    "activity": Act(
        "An activity and its hours", "Care is authorized for the hours that are verified.",
        "Keep it", ActivityForm, _activity, WORKERS, guidance=("care_hours",),
    ),
}  # fmt: skip
CHILD_ACTS: Mapping[str, Act] = {
    **PERSON_ACTS,
    "income": ADULT_ACTS["income"],
    "care": Act(
        "Where the child is cared for", "The choice of care is the parent's.",
        "Keep it", CareForm, _care, WORKERS, guidance=("care_provider",),
    ),
}  # fmt: skip
