"""Applications for tests, filled in and filed through the services that the screens use."""

import copy
from dataclasses import dataclass
from datetime import date

from posse.formats.referrals import read_referrals
from posse.services.intake.applications import (
    do_file_application,
    do_save_answers,
    do_start_application,
)
from posse.services.intake.inquiries import do_log_inquiry
from posse.services.intake.opening import (
    do_decide_search,
    do_open_case_from_application,
    do_update_case_from_application,
    open_parents,
)
from posse.services.intake.referring import do_take_referral
from posse.services.intake.scoring import do_score_cases
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
REFERRAL = (
    "program,action,agency_number,referred_on,role,surname,given_name,birth_date\n"
    "power,new,P-77,2026-10-05,custodial,Nimblewick,Dove,\n"
    "power,new,P-77,2026-10-05,child,Nimblewick,Pip,2021-01-01\n"
)


@dataclass(frozen=True)
class Desk:
    """What waits at the desk of intake, by number or id."""

    draft: str
    filed: str
    inquiry: int
    referral: int


def build_desk() -> Desk:
    """A draft with slips, a filed application that was searched for, an inquiry, a referral."""
    draft = start(answers(custodial={"ssn": "12", "afraid": "yes"}, other_parents=[{}]))
    filed = file()
    do_search_for_case(application=filed, other_parent=open_parents(filed)[0], **TOLD)
    inquiry = do_log_inquiry(
        asked_by="telephone",
        wanted="application",
        name="Linnet Quillkettle",
        asked_on=ON,
        **TOLD,
    )
    (referred,) = read_referrals(REFERRAL.encode(), received_on=ON).referrals
    referral = do_take_referral(referred, **TOLD)
    do_score_cases(on=ON)
    return Desk(draft.number, filed.number, inquiry.pk, referral.pk)


def desk_addresses(desk: Desk, case: str) -> dict[str, str]:
    """Pages of intake that every role may read, by the name of their address."""
    return {
        "applications": "/intake/applications/",
        "applications-csv": "/intake/applications.csv",
        "application": f"/intake/application/{desk.draft}/",
        "application-search": f"/intake/application/{desk.filed}/search/1/",
        "inquiries": "/intake/inquiries/",
        "inquiry": f"/intake/inquiry/{desk.inquiry}/",
        "referrals": "/intake/referrals/",
        "referral": f"/intake/referral/{desk.referral}/",
        "reliability": "/intake/reliability/",
        "reliability-csv": "/intake/reliability.csv",
        "case-reliability": f"/cases/{case}/reliability/",
        "case-told": f"/cases/{case}/told/",
    }


# Addresses of intake for those who work it, each told by its name.
WORKING = {
    "new-application", "application-file", "application-end", "application-part",
    "application-add", "application-case", "application-take-over", "new-inquiry",
    "record-paternity",
}  # fmt: skip


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
