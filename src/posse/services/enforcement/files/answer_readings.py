"""Each kind of answer read: what is wrong in it, and what is done with its good records."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction

from posse.apps.enforcement.choices import MatchSource
from posse.apps.payments.choices import FileKind, FileState
from posse.apps.payments.models import InboundFile
from posse.formats.federal_offset import (
    read_collections,
    read_reconciliation,
    read_rejects,
)
from posse.formats.fidm import read_matches
from posse.formats.findings import Finding, file_finding
from posse.formats.insurance_match import read_insurance_matches
from posse.formats.layouts import load_table
from posse.formats.new_hire import Employer, NewHireFile, read_employer_file, read_new_hires
from posse.formats.record_lines import PartnerFile
from posse.formats.tables import read_table
from posse.services.enforcement.files.answer_findings import (
    reject_findings,
    standing_findings,
)
from posse.services.enforcement.files.license_answers import do_take_license_answers
from posse.services.enforcement.files.offset_money import collection_findings
from posse.services.enforcement.files.told_matches import told_matches
from posse.services.enforcement.match_taking import do_take_matches
from posse.services.partners.agreements import do_note_rounds
from posse.services.partners.request_files import do_take_request_file
from posse.services.partners.state_matches import do_take_state_match, numbers_asked
from posse.services.withholding.benefit_files import do_take_benefits
from posse.services.withholding.new_hires import do_take_hires
from posse.units.days import day_words

NOT_KNOWN = (
    "The layout of disputes told by a bureau is not known: no source at hand names a field of"
    " it. Open the review from the bureau's form on the case."
)


@dataclass(frozen=True)
class Arrival:
    """A file as it came: its day, the day on which it is worked on, and by whom.

    ``fein`` is the employer's number where the file itself does not say whose it is.
    """

    name: str
    received_on: date
    on: date
    by: str
    fein: str = ""


@dataclass(frozen=True)
class Acted:
    """How many records were acted on, and what is to be told of the others."""

    taken_count: int
    findings: tuple[Finding, ...]


@dataclass(frozen=True)
class Reading:
    """A file as read; ``act`` is called where nothing in it refuses the whole.

    ``credit_cents`` is the money that it brings.
    """

    count: int
    findings: tuple[Finding, ...]
    act: Callable[[], Acted]
    credit_cents: int = 0


def reading_of(kind: FileKind, content: bytes, arrival: Arrival) -> Reading:
    """A partner's answer of a kind. Raises: KeyError for a file that is no such answer."""
    return READERS[kind](content, arrival)


def _rejects(content: bytes, arrival: Arrival) -> Reading:
    file = read_rejects(content)
    return _of(file, lambda: Acted(0, reject_findings(file, on=arrival.on)))


def _collections(content: bytes, arrival: Arrival) -> Reading:
    """Whether money is a tax refund, and of a joint return, is among the bytes not known.

    Nothing is posted on a guess, so each record is a finding from which a person posts it.
    Source: CS-9.2-TOP-JOINT-3, CS-9.2-TOP-JOINT-6.
    """
    file = read_collections(content)
    cents = sum(int(record["collection_cents"] or 0) for _, record in file.records)
    act = lambda: Acted(0, collection_findings(file, content, on=arrival.on))  # noqa: E731
    return Reading(file.count, file.findings, act, credit_cents=cents)


def _standing(content: bytes, arrival: Arrival) -> Reading:
    file = read_reconciliation(content)
    return _of(file, lambda: Acted(0, standing_findings(file, on=arrival.on)))


def _accounts(source: MatchSource) -> Callable[[bytes, Arrival], Reading]:
    return lambda content, arrival: _matches(read_matches(content), source, arrival)


def _claims(content: bytes, arrival: Arrival) -> Reading:
    file = read_insurance_matches(content, received_on=arrival.received_on)
    return _matches(file, MatchSource.INSURANCE, arrival)


def _own_table(layout: str, source: MatchSource) -> Callable[[bytes, Arrival], Reading]:
    def read(content: bytes, arrival: Arrival) -> Reading:
        file = _dated(read_table(load_table(layout), content), arrival, FileKind(source))
        return _matches(file, source, arrival)

    return read


def _licenses(content: bytes, arrival: Arrival) -> Reading:
    table = read_table(load_table("licence_answer"), content)
    file = _dated(table, arrival, FileKind.LICENSES)
    return _of(
        file, lambda: Acted(*do_take_license_answers(file, on=arrival.on, by=arrival.by))
    )


def _state_requests(content: bytes, arrival: Arrival) -> Reading:
    """What another State asks for, of which the good records are taken in.

    Source: 42 USC 666(a)(14), CS-IRG-J18.
    """
    file = _not_after_arrival(read_table(load_table("state_request"), content), arrival)

    def act() -> Acted:
        taken = do_take_request_file(file, name=arrival.name, on=arrival.on, by=arrival.by)
        return Acted(*taken)

    return _of(file, act)


def _hires(content: bytes, arrival: Arrival) -> Reading:
    return _told_hires(read_new_hires(content, received_on=arrival.received_on), arrival)


def _employer_hires(content: bytes, arrival: Arrival) -> Reading:
    if not arrival.fein:
        reason = (
            "The file does not say whose it is. Put the employer's number (FEIN) before"
            " .employer-hires.txt into its name, or take it in by hand with the number."
        )
        return _refused("File", "fein", reason)
    employer = Employer(fein=arrival.fein)
    told = read_employer_file(content, employer=employer, received_on=arrival.received_on)
    return _told_hires(told, arrival)


def _told_hires(told: NewHireFile, arrival: Arrival) -> Reading:
    """Hires of paying parents become sources of income. Source: 45 CFR 303.100(e)(2)."""

    def act() -> Acted:
        taken, findings = do_take_hires(told.hires, on=arrival.on, by=arrival.by)
        return Acted(taken, tuple(findings))

    return Reading(told.count, told.findings, act)


def _benefits(content: bytes, arrival: Arrival) -> Reading:
    """Benefits of paying parents become sources of income. Source: 45 CFR 303.100(e)(2)."""
    table = read_table(load_table("benefit_award"), content)
    file = _dated(table, arrival, FileKind.BENEFITS)
    return _of(file, lambda: Acted(*do_take_benefits(file, on=arrival.on, by=arrival.by)))


def _disputes(_content: bytes, _arrival: Arrival) -> Reading:
    return _refused("File", "not_known", NOT_KNOWN)


def _of(file: PartnerFile, act: Callable[[], Acted]) -> Reading:
    return Reading(file.count, file.findings, act)


def _refused(field: str, code: str, reason: str) -> Reading:
    finding = file_finding(None, field, code=code, reason=reason)
    return Reading(0, (finding,), lambda: Acted(0, ()))


def _matches(file: PartnerFile, source: MatchSource, arrival: Arrival) -> Reading:
    return _of(file, lambda: _do_match(file, source, arrival))


@transaction.atomic
def _do_match(file: PartnerFile, source: MatchSource, arrival: Arrival) -> Acted:
    """A match of each record; what is nobody's is told.

    Source: CS-9.2-MSFIDM-6, CS-9.2-FIDM-5, CS-9.2-INS-4, CS-9.2-UCP-2.
    """
    if source == MatchSource.FIDM:
        do_note_rounds(file, came_in=arrival.name, on=arrival.received_on, by=arrival.by)
    records = list(told_matches(file, source, on=arrival.received_on))
    taken = do_take_matches(told=(told for _, told in records), on=arrival.on, by=arrival.by)
    numbers = numbers_asked(source=source, on=arrival.on)
    taken_count, findings = 0, []
    for (line, told), outcome in zip(records, taken, strict=True):
        # An account may be looked for by another State's request, with a case here or without.
        is_asked = told.ssn in numbers
        asked = is_asked and do_take_state_match(told=told, on=arrival.on, by=arrival.by)
        if outcome.finding and not asked:
            reason = f"{told.institution or 'The partner'}: {outcome.finding}."
            findings.append(Finding(line, "Match", "match", reason, is_fatal=False))
        else:
            taken_count += 1
    return Acted(taken_count, tuple(findings))


def _dated(file: PartnerFile, arrival: Arrival, kind: FileKind) -> PartnerFile:
    """A table of a day after its arrival is refused; one older than the last is told."""
    file = _not_after_arrival(file, arrival)
    told = str(file.control.get("created_on", ""))
    if not told or not file.records:
        return file
    created_on = date.fromisoformat(told)
    later = _later_file(kind, created_on)
    if not later:
        return file
    reason = (
        f"The file is of {day_words(created_on)}, and {later} was of a later day and came"
        " before it. Its records are taken in where nothing later is known."
    )
    finding = Finding(1, "File", "order", reason, is_fatal=False)
    return PartnerFile(file.records, (finding, *file.findings), file.control, file.count)


def _not_after_arrival(file: PartnerFile, arrival: Arrival) -> PartnerFile:
    told = str(file.control.get("created_on", ""))
    if not told or date.fromisoformat(told) <= arrival.received_on:
        return file
    reason = f"The file is dated {told}, after the day on which it came."
    finding = file_finding(1, "File", code="day", reason=reason)
    return PartnerFile((), (finding,), file.control, file.count)


def _later_file(kind: FileKind, created_on: date) -> str:
    """The file of a partner that came before and is of a later day; empty where none is."""
    earlier = InboundFile.objects.filter(kind=kind, state=FileState.ACCEPTED)
    for file in earlier.order_by("-received_on", "-id")[:1]:
        day = bytes(file.content).split(b"\n", 1)[0].rstrip(b"\r").split(b",")[-1].decode()
        if date.fromisoformat(day) > created_on:
            return file.name
    return ""


READERS: Mapping[FileKind, Callable[[bytes, Arrival], Reading]] = {
    FileKind.OFFSET_REJECTS: _rejects,
    FileKind.OFFSET_COLLECTIONS: _collections,
    FileKind.OFFSET_STANDING: _standing,
    FileKind.MSFIDM: _accounts(MatchSource.MSFIDM),
    FileKind.FIDM: _accounts(MatchSource.FIDM),
    FileKind.INSURANCE: _claims,
    FileKind.UNCLAIMED_PROPERTY: _own_table(
        "unclaimed_property_answer", MatchSource.UNCLAIMED_PROPERTY
    ),
    FileKind.LOTTERY: _own_table("lottery_answer", MatchSource.LOTTERY),
    FileKind.LICENSES: _licenses,
    FileKind.NEW_HIRES: _hires,
    FileKind.EMPLOYER_HIRES: _employer_hires,
    FileKind.CREDIT_DISPUTES: _disputes,
    FileKind.STATE_REQUESTS: _state_requests,
    FileKind.BENEFITS: _benefits,
}
