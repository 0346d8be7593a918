"""What comes to the desk of intake in the demo's month: inquiries, applications, referrals."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.db import transaction

from posse.apps.cases.choices import Role
from posse.apps.cases.models import Case
from posse.apps.people.models import Identifier, Participant
from posse.apps.runs.models import Run
from posse.jobs.demo.draws import Draws
from posse.jobs.demo.mix import Request
from posse.jobs.demo.words import GIVEN_NAMES, SURNAME_BEGINNINGS, SURNAME_ENDINGS
from posse.services.demo.installation import RECORDED_BY as BY
from posse.services.intake.applications import (
    do_file_application,
    do_save_answers,
    do_start_application,
)
from posse.services.intake.inquiries import do_log_inquiry, do_record_packet
from posse.services.intake.opening import do_decide_search, do_update_case_from_application
from posse.services.intake.referring import do_receive_referrals
from posse.services.intake.scoring import do_score_cases
from posse.services.intake.searching import do_search_for_case
from posse.services.online.codes import do_make_code
from posse.services.online.saving import BY as APPLICANT
from posse.services.online.signing import do_sign_and_file
from posse.services.outreach.unsigned import do_wish_reminder
from posse.services.runs import do_record_step
from posse.units.days import add_months

STEP = "intake"
COLUMNS = (
    "program", "action", "agency_number", "referred_on", "county", "role", "surname",
    "given_name", "birth_date", "sex", "relation",
)  # fmt: skip
MOVED = {"line_1": "14 Pretend Road", "city": "Casper", "state": "WY", "zip_code": "82601"}
SAFE = {"afraid": "no", "hurt": "no"}


def do_intake_day(request: Request, run: Run, *, on: date, place: int) -> None:
    """What comes in on the ``place``-th business day of the month, once."""
    if run.steps.filter(name=STEP, part=on.isoformat()).exists():
        return
    draws = Draws(request.seed, 900 + place)
    with transaction.atomic():
        for act in DAYS.get(place, ()):
            act(on, draws)
        do_record_step(run=run, name=STEP, part=on.isoformat())


def _inquiry(on: date, draws: Draws) -> None:
    way = ("in_person", "telephone", "mail")[int(draws.whole(0, 2, 1)[0])]
    asked = do_log_inquiry(
        asked_by=way, wanted="application", name=_name(draws), asked_on=on,
        county_fips="56021", phone="307-555-0142", on=on, by=BY,
    )  # fmt: skip
    if way == "in_person":
        do_record_packet(
            inquiry=asked, kind="application", way="handed", sent_on=on, on=on, by=BY
        )


def _draft(on: date, draws: Draws) -> None:
    """Begun and left: a number with eight digits and a birthday that is none."""
    told = _answers(draws, on=on)
    told["custodial"] |= {"ssn": "90012345"}
    told["children"][0]["birth_date"] = "2021-02-30"
    _start(told, on=on)


def _filed(on: date, draws: Draws) -> None:
    _file(_answers(draws, on=on), on=on)


def _afraid(on: date, draws: Draws) -> None:
    """Somebody who must not be found: the address is protected from the beginning."""
    told = _answers(draws, on=on)
    told["custodial"] |= {"afraid": "yes", "hurt": "yes", "protection_order": "yes"}
    _file(told, on=on)


def _online_draft(on: date, draws: Draws) -> None:
    """Begun on a phone and left before the children were named; a reminder was asked for."""
    told = _answers(draws, on=on) | {"children": []}
    application = _start(told, channel="online", by=APPLICANT, on=on)
    do_make_code(application=application, on=on)
    do_wish_reminder(
        application=application,
        to="applicant@example.org",
        is_safe=True,
        language="en",
        on=on,
    )


def _online_filed(on: date, draws: Draws) -> None:
    """Filled in on a phone in the evening, in Spanish, and signed there."""
    told = _answers(draws, on=on)
    application = _start(told, channel="online", by=APPLICANT, on=on)
    do_sign_and_file(
        application=application,
        signature=f"{told['custodial']['given_name']} {told['custodial']['surname']}",
        has_agreed=True,
        seen_version=application.version,
        language="es",
        at=datetime.combine(on, time(22, 14), tzinfo=UTC),
        on=on,
    )


def _of_a_known_family(on: date, draws: Draws) -> None:
    """People who have a case, written down with slips, and searched for."""
    application = _file(_answers_of(_known_case(draws), is_slipped=True), on=on)
    do_search_for_case(
        application=application,
        other_parent=application.persons.get(role__in=["noncustodial", "alleged_father"]),
        on=on,
        by=BY,
    )


def _update(on: date, draws: Draws) -> None:
    """An application of a family whose case is open: found, and the case updated.

    She married since, and knows where he moved; both wait for a worker to take them over.
    """
    case = _known_case(draws)
    told = _answers_of(case, is_slipped=False)
    told["custodial"]["surname"] = _name(draws).split()[1]
    told["other_parents"][0] |= MOVED
    application = _file(told, on=on)
    parent = application.persons.get(role__in=["noncustodial", "alleged_father"])
    search = do_search_for_case(application=application, other_parent=parent, on=on, by=BY)
    people = {"custodial": case.obligee, "child": _child(case)}
    ties: dict[int, Participant | None] = {
        row["person"]: people.get(row["role"], case.obligor) for row in search.criteria
    }
    do_decide_search(
        search=search, outcome="match", case=case, ties=ties, on=on, by=BY,
    )  # fmt: skip
    do_update_case_from_application(application=application, other_parent=parent, on=on, by=BY)


def _referrals(on: date, draws: Draws) -> None:
    """A file of POWER and foster care, in which one record is wrong."""
    rows: list[dict[str, str]] = []
    for place, program in enumerate(("power", "power", "foster_care", "medicaid")):
        head = {"program": program, "action": "new", "agency_number": f"{on:%m%d}-{place + 1}",
                "referred_on": on.isoformat(), "county": "56021"}  # fmt: skip
        told = _answers(draws, on=on)
        people = [("other_parent", told["other_parents"][0]), ("child", told["children"][0])]
        if program != "foster_care":
            people.insert(0, ("custodial", told["custodial"]))
        for role, person in people:
            kept = {key: person[key] for key in COLUMNS if key in person}
            rows.append(head | {"role": role} | kept)
    rows[-1]["birth_date"] = (on + timedelta(days=400)).isoformat()
    content = io.StringIO()
    writer = csv.DictWriter(content, COLUMNS)
    writer.writeheader()
    writer.writerows(rows)
    do_receive_referrals(
        content=content.getvalue().encode(),
        name=f"referrals-{on}.csv",
        received_on=on,
        by=BY,
    )


def _score(on: date, _draws: Draws) -> None:
    do_score_cases(on=on)


Come = Callable[[date, Draws], None]
# What comes on which business day of the month.
DAYS: dict[int, tuple[Come, ...]] = {
    2: (_inquiry, _filed),
    5: (_referrals,),
    7: (_inquiry, _update),
    9: (_online_filed, _online_draft),
    11: (_inquiry, _afraid),
    14: (_of_a_known_family, _filed),
    15: (_online_filed,),
    16: (_inquiry, _filed),
    18: (_inquiry, _draft, _score),
}


def _start(told: dict[str, Any], *, on: date, channel: str = "paper", by: str = BY) -> Any:
    application = do_start_application(channel=channel, on=on, by=by)
    return do_save_answers(application=application, answers=told, seen_version=1, on=on, by=by)


def _file(told: dict[str, Any], *, on: date) -> Any:
    name = f"{told['custodial']['given_name']} {told['custodial']['surname']}"
    return do_file_application(application=_start(told, on=on), signature=name, on=on, by=BY)


def _known_case(draws: Draws) -> Case:
    chosen = Case.objects.filter(
        obligor__isnull=False, roles__role=Role.CHILD, roles__is_ended=False
    ).order_by("pk")
    return chosen[int(draws.whole(0, min(chosen.count(), 200) - 1, 1)[0])]


def _child(case: Case) -> Participant:
    return case.roles.filter(role=Role.CHILD).order_by("pk")[0].participant


def _answers_of(case: Case, *, is_slipped: bool) -> dict[str, Any]:
    """An application as the family of a case would write it, perhaps with slips."""
    obligor = case.obligor
    told: dict[str, Any] = {
        "case": {"applicant": "custodial", "services": "all", "county": case.county_fips},
        "custodial": _person(case.obligee) | SAFE | {"relation_to_children": "parent"},
        "other_parents": [
            (_person(obligor) if obligor else {}) | {"relation": "never_married"}
        ],
        "children": [_person(_child(case))],
    }
    latest = case.parents.order_by("effective_on", "id").last()
    if latest:
        told["other_parents"][0]["relation"] = latest.relation
    if is_slipped:
        custodial = told["custodial"]
        custodial["ssn"] = custodial.get("ssn", "")[:7] + custodial.get("ssn", "")[:6:-1]
        custodial["surname"] = custodial["surname"][:-2] + custodial["surname"][-1]
    return told


def _person(participant: Participant) -> dict[str, str]:
    name = participant.identities.order_by("effective_on", "id").last()
    number = Identifier.objects.filter(participant=participant, kind="ssn").first()
    told = {
        "given_name": name.given_name if name else "",
        "surname": name.surname if name else "",
        "birth_date": name.birth_date.isoformat() if name and name.birth_date else "",
        "sex": name.sex if name else "",
        "ssn": number.number if number else "",
    }
    return {key: text for key, text in told.items() if text}


def _answers(draws: Draws, *, on: date) -> dict[str, Any]:
    """An application of people who are not known yet."""
    family, given = _name(draws).split()[1], draws.words(GIVEN_NAMES, 3).to_list()
    ages = draws.whole(22 * 12, 44 * 12, 2).tolist()
    return {
        "case": {"applicant": "custodial", "services": "all", "county": "56025"},
        "custodial": {
            "given_name": given[0], "surname": family, "sex": "F",
            "birth_date": add_months(on, -ages[0]).isoformat(),
            "relation_to_children": "parent", "line_1": "8 Pretend Road", "city": "Casper",
            "state": "WY", "zip_code": "82601", "mobile_phone": "307-555-0177", **SAFE,
        },
        "other_parents": [
            {"given_name": given[1], "surname": _name(draws).split()[1], "sex": "M",
             "birth_date": add_months(on, -ages[1]).isoformat(), "relation": "never_married"}
        ],
        "children": [
            {"given_name": given[2], "surname": family, "birth_state": "WY",
             "birth_date": add_months(on, -int(draws.whole(3, 60, 1)[0])).isoformat(),
             "born_out_of_wedlock": "yes", "paternity_status": "unknown"}
        ],
    }  # fmt: skip


def _name(draws: Draws) -> str:
    given = draws.words(GIVEN_NAMES, 1)[0]
    family = draws.words(SURNAME_BEGINNINGS, 1)[0] + draws.words(SURNAME_ENDINGS, 1)[0]
    return f"{given} {family}"
