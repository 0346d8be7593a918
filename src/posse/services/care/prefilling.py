"""What is known of a family, written as the answers of a form: for a review, or to apply again.

Only what the form can say is written; hours that differ from day to day are left to be asked.
Everybody carries under ``known`` whom of the register the answers are about.
Source: CC-1319-A-2, CC-1601-B.
"""

from datetime import date
from typing import Any

from posse.apps.care.choices import MemberRole
from posse.apps.care.models import CareCase
from posse.apps.people.choices import AddressKind
from posse.apps.people.models import Address, Identity
from posse.apps.subsidy.models import CareArrangement
from posse.rules.forms import care_application_form
from posse.services.care.circumstances import ADULT, CHILD, FAMILY, everything_asked
from posse.services.care.reading import care_facts
from posse.services.care.working import (
    CHANGING,
    DAYS,
    MONEY,
    WORK,
    money_of,
    sources_of,
)
from posse.units.money import format_cents

KNOWN, SEVERAL = "known", "several"
HUNDREDTHS = 100
COUPLES = ("spouses", "partners")


def answers_of(care_case: CareCase, *, on: date) -> dict[str, Any]:
    """The form of a case as it would be filled in today."""
    members = care_facts([care_case.pk], on=on, checks_since=on).members
    roles = dict(members.select("participant", "role").rows())
    roles.setdefault(care_case.applicant_id, MemberRole.ADULT)
    others = [key for key in sorted(roles) if key != care_case.applicant_id]
    family = _told(care_case, None, of=FAMILY, on=on)
    first_adult = next((key for key in others if roles[key] == MemberRole.ADULT), None)
    return {
        "case": {"county": care_case.county_fips, **family},
        "applicant": {
            **address_of(care_case.applicant_id, on=on),
            **_adult(care_case, care_case.applicant_id, on=on),
        },
        "adults": [
            {**_adult(care_case, key, on=on), "tie": _tie(care_case, key, on=on)}
            for key in others
            if roles[key] != MemberRole.CHILD
        ],
        "children": [
            {
                **_child(care_case, key, on=on),
                "of_adult": _is_of(care_case, first_adult, key, on=on),
            }
            for key in others
            if roles[key] == MemberRole.CHILD
        ],
    }


def known_answers(care_case: CareCase, *, on: date) -> dict[int, dict[str, str]]:
    """The same by participant, of everybody in the case."""
    told = answers_of(care_case, on=on)
    people = [told["applicant"], *told["adults"], *told["children"]]
    return {int(each[KNOWN]): each for each in people}


def _adult(care_case: CareCase, participant: int, *, on: date) -> dict[str, str]:
    return {
        **_person(participant, on=on),
        **_told(care_case, participant, of=ADULT, on=on),
        **_work_and_money(care_case, participant, on=on),
    }


def _child(care_case: CareCase, participant: int, *, on: date) -> dict[str, str]:
    return {
        **_person(participant, on=on),
        **_told(care_case, participant, of=CHILD, on=on),
        **_care(care_case, participant, on=on),
    }


def _person(participant: int, *, on: date) -> dict[str, str]:
    rows = Identity.objects.filter(participant=participant, effective_on__lte=on)
    row = rows.order_by("-effective_on", "-id").first()
    if row is None:
        return {KNOWN: str(participant)}
    return {
        KNOWN: str(participant),
        "given_name": row.given_name,
        "surname": row.surname,
        "birth_date": row.birth_date.isoformat() if row.birth_date else "",
        "sex": row.sex,
    }


def address_of(participant: int, *, on: date) -> dict[str, str]:
    """Where letters go, as the form asks it; nothing where no address is known."""
    rows = Address.objects.filter(
        participant=participant, kind=AddressKind.MAILING, effective_on__lte=on
    )
    row = rows.order_by("-effective_on", "-id").first()
    if row is None:
        return {}
    names = ("line_1", "line_2", "city", "zip_code")
    return {name: getattr(row, name) for name in names}


def _told(care_case: CareCase, participant: int | None, *, of: str, on: date) -> dict[str, str]:
    """The circumstances that the form asks by their own names."""
    fields = [
        field
        for section in care_application_form().sections
        for field in section.fields
        if field.goes_to == "circumstance"
    ]
    asked = {field.key for field in fields}
    asked |= {each for field in fields if field.kind == SEVERAL for each in field.choices}
    rows = care_case.circumstances.filter(
        participant=participant, name__in=asked, effective_on__lte=on
    )
    known = {row.name: row.value for row in rows.order_by("effective_on", "id")}
    kinds = {
        name: each.kind
        for (whose, name), each in everything_asked(on=on).items()
        if whose == of
    }
    told = {
        name: _written(value, kind=kinds.get(name, ""))
        for name, value in known.items()
        if value is not None
    }
    several = {
        field.key: ",".join(each for each in field.choices if told.pop(each, "") == "yes")
        for field in fields
        if field.kind == SEVERAL and field.choices.keys() & told.keys()
    }
    return told | several


def _written(value: Any, *, kind: str) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return format_cents(value) if kind == "cents" else str(value)


def _work_and_money(care_case: CareCase, participant: int, *, on: date) -> dict[str, str]:
    """What an adult does, earns and gets, in the turns of the form."""
    form = care_application_form()
    sources = sources_of(care_case, participant, on=on)
    money = money_of(care_case, participant, on=on)
    return {
        **form.in_turns("applicant", [each.told for each in sources], again=WORK),
        **form.in_turns("applicant", [told for _, told in money], again=MONEY),
    }


def _care(care_case: CareCase, participant: int, *, on: date) -> dict[str, str]:
    row = latest_care(care_case, participant, on=on)
    if row is None:
        return {}
    hours, part = divmod(row.hours_day, HUNDREDTHS)
    return {
        "provider": row.provider.name,
        "care_begins_on": row.effective_on.isoformat(),
        "care_days": DAYS.get(row.weekdays, CHANGING),
        "care_hours": "" if part else str(hours),
    }


def latest_care(care_case: CareCase, participant: int, *, on: date) -> CareArrangement | None:
    """Where a child goes, or will go, the latest told."""
    rows = care_case.arrangements.filter(
        child=participant, replaced_by__isnull=True, is_withdrawn=False
    ).exclude(ends_on__lt=on)
    return rows.select_related("provider").order_by("-effective_on", "-id").first()


def _ties(care_case: CareCase, *, on: date) -> dict[frozenset[int], str]:
    rows = care_facts([care_case.pk], on=on, checks_since=on).ties
    return {
        frozenset((row["elder"], row["younger"])): row["kind"]
        for row in rows.iter_rows(named=True)
    }


def _tie(care_case: CareCase, participant: int, *, on: date) -> str:
    kind = _ties(care_case, on=on).get(frozenset((care_case.applicant_id, participant)), "")
    return kind if kind in COUPLES else "other"


def _is_of(care_case: CareCase, adult: int | None, child: int, *, on: date) -> str:
    if adult is None:
        return ""
    return "yes" if _ties(care_case, on=on).get(frozenset((adult, child))) else "no"
