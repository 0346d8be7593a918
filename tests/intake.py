"""Applications for tests, filled in and filed through the services that the screens use."""

import copy
from datetime import date

from posse.services.intake.applications import (
    do_file_application,
    do_save_answers,
    do_start_application,
)
from posse.services.intake.opening import (
    do_decide_search,
    do_open_case_from_application,
    do_update_case_from_application,
    open_parents,
)
from posse.services.intake.searching import do_search_for_case

ON = date(2026, 10, 5)
TOLD = {"on": ON, "by": "test"}
ANSWERS = {
    "case": {"applicant": "custodial", "services": "all", "county": "56021"},
    "custodial": {
        "given_name": "Wren",
        "surname": "Fernbobbin",
        "birth_date": "1990-02-03",
        "sex": "F",
        "relation_to_children": "parent",
        "ssn": "900-71-0001",
        "line_1": "7 Sample Lane",
        "city": "Cheyenne",
        "state": "WY",
        "zip_code": "82001",
        "mobile_phone": "307-555-0101",
        "afraid": "no",
        "hurt": "no",
    },
    "other_parents": [
        {
            "given_name": "Robin",
            "surname": "Quillkettle",
            "birth_date": "1988-09-01",
            "sex": "M",
            "ssn": "900-71-0002",
            "relation": "never_married",
            "employer": "Acme Anvils",
            "eyes": "Green",
        }
    ],
    "children": [
        {
            "given_name": "Kim",
            "surname": "Fernbobbin",
            "birth_date": "2020-05-05",
            "birth_state": "WY",
            "born_out_of_wedlock": "yes",
            "paternity_status": "unknown",
        }
    ],
}


def answers(**parts):
    """The answers above with some parts laid over them: ``custodial={"ssn": ""}``."""
    told = copy.deepcopy(ANSWERS)
    for of, part in parts.items():
        if isinstance(told[of], list):
            told[of] = part
        else:
            told[of] |= part
    return told


def start(told=None, *, channel="paper"):
    """An application with its answers saved."""
    application = do_start_application(channel=channel, **TOLD)
    return do_save_answers(
        application=application, answers=told or answers(), seen_version=1, **TOLD
    )


def file(told=None, *, channel="paper"):
    """An application that was signed and filed."""
    return do_file_application(
        application=start(told, channel=channel), signature="Wren Fernbobbin", **TOLD
    )


def decide(application, *, parent=0, case=None, known=None, note=""):
    """Search for one other parent and keep the result; ``known`` ties people by given name."""
    other_parent = open_parents(application)[parent]
    search = do_search_for_case(application=application, other_parent=other_parent, **TOLD)
    ties = {
        row["person"]: (known or {}).get(row["given_name"])
        for row in search.criteria
        if row["given_name"] or row["surname"]
    }
    outcome = "match" if case else "no_match"
    do_decide_search(search=search, outcome=outcome, case=case, ties=ties, note=note, **TOLD)
    application.refresh_from_db()
    return other_parent


def open_case(application, **decided):
    """A new case of an application, after its search."""
    other_parent = decide(application, **decided)
    return do_open_case_from_application(
        application=application, other_parent=other_parent, **TOLD
    )


def update_case(application, case, **decided):
    """The existing case of an application, after its search."""
    other_parent = decide(application, case=case, **decided)
    return do_update_case_from_application(
        application=application, other_parent=other_parent, **TOLD
    )
