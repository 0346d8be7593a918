"""Referrals of other agencies: taken in from a file, each once, and brought to intake.

A file is known by its content and so is each referral, so that a file sent twice, or sent
again longer, adds only what is new. A file is taken in whole in one transaction.
Source: 45 CFR 303.2(a)(2), 303.2(b).
"""

from dataclasses import dataclass, replace
from datetime import date
from hashlib import sha256
from typing import Any

from django.db import transaction

from posse.apps.cases.choices import AssistanceProgram, Interstate, Partner
from posse.apps.cases.models import AgencyCase, Case
from posse.apps.intake.choices import (
    ApplicationState,
    Channel,
    ReferralAction,
    ReferralProgram,
    Step,
)
from posse.apps.intake.models import Application, Referral
from posse.apps.payments.choices import FileKind, FileState
from posse.apps.payments.models import InboundFile
from posse.apps.runs.choices import RunKind, RunState
from posse.apps.runs.models import Run
from posse.formats.findings import Finding, has_fatal, in_line_order, record_finding
from posse.formats.referrals import ReferralFile, Referred, read_referrals
from posse.services.intake.applications import (
    do_note_step,
    do_save_answers,
    do_start_application,
)
from posse.services.intake.timing import OPENING_RULE, REFERRAL_RULE, due_day
from posse.services.intake.watching import do_watch_application, do_watch_referral
from posse.services.law import current_law
from posse.services.money_in.receipts import do_write_findings
from posse.services.register.cases import do_record_assistance_period, do_set_interstate_role
from posse.services.register.paternity import do_record_agency_case
from posse.services.runs import do_finish_run, do_record_step, do_start_run
from posse.services.work.events import do_record_event

RECEIVE_STEP = "receive referrals"
PROGRAM_OF = {
    ReferralProgram.POWER: AssistanceProgram.POWER,
    ReferralProgram.FOSTER_CARE: AssistanceProgram.IV_E,
    ReferralProgram.MEDICAID: AssistanceProgram.MEDICAID,
}
ELSEWHERE = (ReferralProgram.STATE, ReferralProgram.TRIBE, ReferralProgram.COUNTRY)
GROUPS = {"other_parent": "other_parents", "child": "children"}
PERSON_FIELDS = (
    "surname", "given_name", "middle_name", "suffix", "birth_date", "sex", "ssn", "line_1",
    "line_2", "city", "state", "zip_code", "employer",
)  # fmt: skip


@dataclass(frozen=True)
class ReferralOutcome:
    """What became of a file of referrals.

    ``repeated`` ones came in an earlier file; ``rejected`` ones are in the findings.
    """

    name: str
    sha256: str
    state: str
    received_on: date
    referral_count: int = 0
    application_count: int = 0
    ended_count: int = 0
    repeated_count: int = 0
    findings: tuple[Finding, ...] = ()
    is_repeat: bool = False
    file_id: int | None = None

    @property
    def is_refused(self) -> bool:
        """Whether the file as a whole was refused."""
        return self.state == FileState.REFUSED

    @property
    def rejected_count(self) -> int:
        """Referrals that were not taken in because something is wrong with them."""
        taken = self.application_count + self.ended_count + self.repeated_count
        return 0 if self.is_repeat else self.referral_count - taken

    def to_json(self) -> dict[str, Any]:
        """The outcome for a program."""
        told = {key: value for key, value in vars(self).items() if key != "findings"}
        return told | {
            "received_on": self.received_on.isoformat(),
            "rejected_count": self.rejected_count,
            "findings": [vars(finding) for finding in self.findings],
        }


def check_referrals(*, content: bytes, name: str, received_on: date) -> ReferralOutcome:
    """What taking in the file would give; nothing is written."""
    read = read_referrals(content, received_on=received_on)
    digest = sha256(content).hexdigest()
    new, repeated, findings = _sorted_out(read)
    ended = sum(each.head["action"] == ReferralAction.END for each in new)
    return ReferralOutcome(
        name=name,
        sha256=digest,
        state=FileState.REFUSED if has_fatal(findings) else FileState.ACCEPTED,
        received_on=received_on,
        referral_count=read.count,
        application_count=len(new) - ended,
        ended_count=ended,
        repeated_count=repeated,
        findings=findings,
    )


@transaction.atomic
def do_receive_referrals(
    *, content: bytes, name: str, received_on: date, by: str
) -> ReferralOutcome:
    """Keep the file, and bring each of its new referrals to intake.

    A file that came before is recognised by its content and adds nothing.
    """
    digest = sha256(content).hexdigest()
    earlier = InboundFile.objects.filter(sha256=digest).defer("content").first()
    if earlier:
        return ReferralOutcome(
            name, digest, earlier.state, received_on, is_repeat=True, file_id=earlier.pk
        )
    outcome = check_referrals(content=content, name=name, received_on=received_on)
    run = do_start_run(
        key=f"referrals:{digest}", kind=RunKind.RECEIVE, business_date=received_on, by=by
    )
    file = InboundFile.objects.create(
        sha256=digest,
        name=name[-200:],
        kind=FileKind.REFERRALS,
        content=content,
        received_on=received_on,
        state=outcome.state,
        run=run,
        entry_count=outcome.referral_count,
    )
    do_write_findings(file, outcome.findings)
    new, _, _ = _sorted_out(read_referrals(content, received_on=received_on))
    for referred in new:
        do_take_referral(referred, file=file, on=received_on, by=by)
    _do_record(run, outcome)
    return replace(outcome, file_id=file.pk)


def _do_record(run: Run, outcome: ReferralOutcome) -> None:
    if run.state == RunState.FINISHED:
        return
    do_record_step(
        run=run,
        name=RECEIVE_STEP,
        part=outcome.name,
        in_count=outcome.referral_count,
        out_count=outcome.application_count + outcome.ended_count,
        rejected_count=outcome.rejected_count,
        checksum=outcome.sha256,
    )
    do_finish_run(run)


def _sorted_out(read: ReferralFile) -> tuple[list[Referred], int, tuple[Finding, ...]]:
    """The new referrals, how many came before, and every finding, those of the books too."""
    digests = [each.digest for each in read.referrals]
    known = set(Referral.objects.filter(digest__in=digests).values_list("digest", flat=True))
    findings, new, repeated = list(read.findings), [], 0
    for referred, digest in zip(read.referrals, digests, strict=True):
        is_end = referred.head["action"] == ReferralAction.END
        if digest in known:
            repeated += 1
        elif is_end and case_of(referred) is None:
            reason = "No case is known by this number; assistance cannot end. Check the number."
            findings.append(
                record_finding(referred.line, "agency_number", code="unknown", reason=reason)
            )
        else:
            known.add(digest)
            new.append(referred)
    return new, repeated, tuple(in_line_order(findings))


def case_of(referred: Referred) -> Case | None:
    """The case that the agency knows by its number, where there is one."""
    told = AgencyCase.objects.filter(
        partner=referred.head["program"], number=referred.head["agency_number"]
    )
    latest = told.order_by("effective_on", "id").select_related("case").last()
    return latest.case if latest and not latest.is_ended else None


@transaction.atomic
def do_take_referral(
    referred: Referred, *, on: date, by: str, file: InboundFile | None = None
) -> Referral:
    """Bring one referral to intake: an application, or the end of assistance to a family.

    The family is sent information within the time frame; a case is open within its own.
    Source: 45 CFR 303.2(a)(2), 303.2(b).
    """
    head = referred.head
    is_end = head["action"] == ReferralAction.END
    program = ReferralProgram(head["program"])
    case = case_of(referred)
    if is_end and case:
        _do_end_assistance(case, referred, on=on, by=by)
    application = None if is_end else _do_make_application(referred, on=on, by=by)
    has_family_here = not is_end and program in PROGRAM_OF
    referral = Referral.objects.create(
        file=file,
        line=referred.line if file else None,
        digest=referred.digest,
        program=program,
        action=ReferralAction(head["action"]),
        agency_number=head["agency_number"],
        referred_on=date.fromisoformat(head["referred_on"]),
        content={"head": dict(head), "persons": [dict(each) for each in referred.persons]},
        application=application,
        case=case,
        information_due_on=due_day(REFERRAL_RULE, on) if has_family_here else None,
        recorded_on=on,
        recorded_by=by,
    )
    do_watch_referral(referral, on=on, by=by)
    return referral


def _do_make_application(referred: Referred, *, on: date, by: str) -> Application:
    """A referral is filed on the day it came in, however little it says."""
    application = do_start_application(channel=Channel.REFERRAL, on=on, by=by)
    application = do_save_answers(
        application=application,
        answers=answers_of(referred, on=on),
        seen_version=application.version,
        on=on,
        by=by,
    )
    words = ReferralProgram(referred.head["program"]).label
    application.signature = f"Referred by {words}, number {referred.head['agency_number']}"
    application.state = ApplicationState.FILED
    application.filed_on = on
    application.open_by = due_day(OPENING_RULE, on)
    application.save()
    do_note_step(application, Step.FILED, note=application.signature, on=on, by=by)
    do_watch_application(application, on=on, by=by)
    return application


def answers_of(referred: Referred, *, on: date) -> dict[str, Any]:
    """What a referral says, as answers of the form."""
    program = referred.head["program"]
    answers: dict[str, Any] = {
        "case": {"applicant": "agency", "services": "all", "assistance": _assistance(program)},
        "custodial": {},
        "other_parents": [],
        "children": [],
    }
    answers["case"]["county"] = referred.head.get("county", "")
    for person in referred.persons:
        told = {key: person[key] for key in PERSON_FIELDS if key in person}
        if person["role"] == "custodial":
            answers["custodial"] = told | _custodial(person)
        elif person["role"] == "other_parent":
            more = {"mobile_phone": person.get("phone", ""),
                    "relation": person.get("relation", "")}  # fmt: skip
            answers["other_parents"].append(told | more)
        else:
            answers["children"].append(_child(person))
    if program == ReferralProgram.FOSTER_CARE:
        name = current_law().value("support.intake.foster_care_agency", on=on)
        answers["custodial"] = {
            "surname": name, "given_name": "Wyoming", "relation_to_children": "agency",
        }  # fmt: skip
    return answers


def _assistance(program: str) -> str:
    return program if program in PROGRAM_OF else "none"


def _custodial(person: Any) -> dict[str, str]:
    keys = {"phone": "mobile_phone", "relation": "relation_to_children", "afraid": "afraid"}
    return {field: person[key] for key, field in keys.items() if key in person}


def _child(person: Any) -> dict[str, str]:
    keys = (
        "surname", "given_name", "middle_name", "suffix", "birth_date", "sex", "ssn",
        "born_out_of_wedlock", "paternity_status", "of_parent",
    )  # fmt: skip
    return {key: person[key] for key in keys if key in person}


def _do_end_assistance(case: Case, referred: Referred, *, on: date, by: str) -> None:
    """End the assistance of the program that is still open, on the day the agency names."""
    ended_on = date.fromisoformat(referred.head.get("ended_on", referred.head["referred_on"]))
    program = PROGRAM_OF.get(ReferralProgram(referred.head["program"]))
    periods = case.family.assistance_periods.filter(program=program or "")
    latest = {each.effective_on: each for each in periods.order_by("id")}
    for period in latest.values():
        if period.ends_on is None and period.effective_on <= ended_on:
            do_record_assistance_period(
                family=case.family,
                starts_on=period.effective_on,
                ends_on=ended_on,
                program=AssistanceProgram(period.program),
                on=on,
                by=by,
            )
            do_record_event(
                case=case, kind="assistance_ended", effective_on=min(ended_on, on), on=on, by=by
            )


def do_place_referral(referral: Referral, case: Case, *, on: date, by: str) -> None:
    """What a referral says of its case: the agency's number, assistance, the other State.

    Source: 45 CFR 303.7(b), 45 CFR 302.33(a)(1).
    """
    head, program = referral.content["head"], ReferralProgram(referral.program)
    place = head.get("agency_place", "")
    known = case.agency_cases.filter(partner=program.value, number=referral.agency_number)
    if not known.exists():
        do_record_agency_case(
            case=case,
            partner=Partner(program.value),
            number=referral.agency_number,
            place=place,
            on=on,
            by=by,
        )
    if program in ELSEWHERE:
        do_set_interstate_role(case=case, role=Interstate.RESPONDING, on=on, by=by)
        return
    started_on = date.fromisoformat(head.get("started_on", head["referred_on"]))
    periods = case.family.assistance_periods.filter(program=PROGRAM_OF[program])
    if not any(each.ends_on is None for each in periods):
        do_record_assistance_period(
            family=case.family,
            starts_on=started_on,
            program=PROGRAM_OF[program],
            on=on,
            by=by,
        )
