"""New hires: the national directory's record W4, its answer R4, and Wyoming's employer file.

The national record is 801 bytes, of which those from 311 on (the employer's name and
addresses) are recalled and marked so. Wyoming's is known to byte 283, before the employer
begins, so whose file it is must be told with it. A hire without an employer is a finding,
since no withholding order can be addressed.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from posse.formats.codec import Record
from posse.formats.findings import Finding, file_finding, in_line_order, record_finding
from posse.formats.layouts import load_layout
from posse.formats.record_lines import PartnerFile, lines_of, refused, ssn_text

HEADER = load_layout("ndnh_w4_header_h4")
HIRE = load_layout("ndnh_w4_record")
TRAILER = load_layout("ndnh_w4_trailer_t4")
RESULT = load_layout("ndnh_w4_response_r4")
EMPLOYER_FILE = load_layout("wyoming_new_hire_employer_file")
VERSION = "01"
WYOMING_LITERALS = ("WY Newhire Record", "1.00")


@dataclass(frozen=True)
class Address:
    """An address as it was told."""

    line_1: str = ""
    line_2: str = ""
    line_3: str = ""
    city: str = ""
    state: str = ""
    zip_code: str = ""


@dataclass(frozen=True)
class Employer:
    """Who hired. Of Wyoming's file only what the sender's agreement says is known."""

    fein: str = ""
    state_ein: str = ""
    name: str = ""
    address: Address = Address()


@dataclass(frozen=True)
class NewHire:
    """One report of a hire; ``line`` is where it stands in its file."""

    line: int
    ssn: str
    given_name: str
    middle_name: str
    surname: str
    address: Address
    born_on: date | None
    hired_on: date
    state_of_hire: str
    employer: Employer


@dataclass(frozen=True)
class NewHireFile:
    """The good hires of a file, what is wrong with the others, and how many it holds."""

    hires: tuple[NewHire, ...]
    findings: tuple[Finding, ...]
    count: int
    batch: int | None = None


def read_new_hires(content: bytes, *, received_on: date) -> NewHireFile:
    """A file of the national directory's records; its trailer counts every record of it."""
    lines = lines_of(content)
    if len(lines) < 2:
        return _refused(None, "The file has no header and trailer. Send it again in full.")
    header, wrong = HEADER.parse(lines[0], line_number=1)
    if wrong or (header["record_identifier"], header["transmission_type"]) != ("H4", "W4"):
        return _refused(1, "The file does not begin with a header H4 of 801 bytes for W4.")
    trailer, wrong = TRAILER.parse(lines[-1], line_number=len(lines))
    if wrong or trailer["record_identifier"] != "T4":
        return _refused(len(lines), "The file does not end with a trailer T4 of 801 bytes.")
    if trailer["record_count"] != len(lines):
        return _refused(
            len(lines),
            f"The trailer counts {trailer['record_count']} records with header and trailer,"
            f" and the file has {len(lines)}. Send it again in full.",
        )
    batch = header["batch_number"]
    return _hires(
        lines[1:-1],
        lambda text, line: _national(text, line, received_on=received_on),
        batch=batch if isinstance(batch, int) else None,
        first_line=2,
    )


def read_employer_file(content: bytes, *, employer: Employer, received_on: date) -> NewHireFile:
    """An employer's file in Wyoming's layout; nothing known of it counts its records.

    ``employer`` is who sent it, because the record's own place for that is not known.
    """
    lines = lines_of(content)
    if not lines:
        return _refused(None, "The file is empty. Send it again in full.")
    if len({len(line) for line in lines}) > 1:
        return _refused(None, "The lines differ in length, so the file was cut on its way.")
    return _hires(
        lines,
        lambda text, line: _wyoming(text, line, employer=employer, received_on=received_on),
        first_line=1,
    )


def read_transmission_result(content: bytes) -> PartnerFile:
    """What became of a file sent to the national directory: its record R4."""
    lines = lines_of(content)
    results = [line for line in lines if line.startswith("R4")]
    if len(results) != 1:
        return refused(None, "File", code="frame", reason="The answer has no one record R4.")
    record, problems = RESULT.parse(results[0], line_number=lines.index(results[0]) + 1)
    if problems:
        return refused(None, "R4", code="frame", reason=problems[0].reason)
    return PartnerFile((), (), record, len(lines) - 1)


def write_new_hires(
    hires: Sequence[NewHire], *, state_fips: str, batch: int, on: date
) -> bytes:
    """A file of the national directory's records.

    Raises: RecordError when a value does not fit its field.
    """
    header: Record = {
        "record_identifier": "H4",
        "transmitter_state_code": state_fips,
        "transmitter_agency_code": "",
        "transmission_type": "W4",
        "department_of_defense_code": "",
        "version_control_number": VERSION,
        "date_stamp": int(f"{on:%Y%m%d}"),
        "batch_number": batch,
    }
    trailer: Record = {"record_identifier": "T4", "record_count": len(hires) + 2}
    lines = [HEADER.write(header), *map(_written, hires), TRAILER.write(trailer)]
    return "".join(f"{line}\n" for line in lines).encode("ascii")


def _written(hire: NewHire) -> str:
    blank: Record = {name: None for name in HIRE.by_name if not name.startswith("filler")}
    return HIRE.write(
        {
            **blank,
            "record_identifier": "W4",
            "employee_ssn": int(hire.ssn),
            "employee_first_name": hire.given_name,
            "employee_middle_name": hire.middle_name,
            "employee_last_name": hire.surname,
            **_address_record("employee", hire.address),
            "employee_date_of_birth": int(f"{hire.born_on:%Y%m%d}") if hire.born_on else None,
            "employee_date_of_hire": int(f"{hire.hired_on:%Y%m%d}"),
            "employee_state_of_hire": hire.state_of_hire,
            "employer_fein": int(hire.employer.fein) if hire.employer.fein else None,
            "employer_state_ein": hire.employer.state_ein,
            "employer_name": hire.employer.name,
            **_address_record("employer", hire.employer.address),
        }
    )


def _address_record(who: str, address: Address) -> Record:
    five, four = address.zip_code[:5], address.zip_code[5:].removeprefix("-")
    return {
        f"{who}_street_1": address.line_1,
        f"{who}_street_2": address.line_2,
        f"{who}_street_3": address.line_3,
        f"{who}_city": address.city,
        f"{who}_state": address.state,
        f"{who}_zip_1": int(five) if five else None,
        f"{who}_zip_2": int(four) if four else None,
    }


def _hires(
    lines: Sequence[str],
    read: Callable[[str, int], tuple[NewHire | None, list[Finding]]],
    *,
    first_line: int,
    batch: int | None = None,
) -> NewHireFile:
    hires: list[NewHire] = []
    findings: list[Finding] = []
    seen: dict[tuple[str, date, str], int] = {}
    for line, text in enumerate(lines, start=first_line):
        hire, problems = read(text, line)
        if hire is not None:
            key = (hire.ssn, hire.hired_on, hire.employer.fein or hire.employer.state_ein)
            if key in seen:
                reason = f"This hire stands in line {seen[key]} already; send each once."
                problems = [_finding(line, "record", code="repeated", reason=reason)]
            seen.setdefault(key, line)
        findings += problems
        if hire is not None and not problems:
            hires.append(hire)
    return NewHireFile(tuple(hires), tuple(in_line_order(findings)), len(lines), batch)


def _national(
    text: str, line: int, *, received_on: date
) -> tuple[NewHire | None, list[Finding]]:
    record, problems = HIRE.parse(text, line_number=line)
    if not problems and record["record_identifier"] != "W4":
        problems = [
            _finding(
                line, "Record Identifier", code="record_type", reason="It is no record W4."
            )
        ]
    if problems:
        return None, problems
    employer = Employer(
        fein=ssn_text(record["employer_fein"]),
        state_ein=str(record["employer_state_ein"]),
        name=str(record["employer_name"]),
        address=_address(record, "employer"),
    )
    return _hire(record, line, employer=employer, day="%Y%m%d", received_on=received_on)


def _wyoming(
    text: str, line: int, *, employer: Employer, received_on: date
) -> tuple[NewHire | None, list[Finding]]:
    record, problems = EMPLOYER_FILE.parse(text, line_number=line)
    literals = (record["record_identifier"], record["format_version_number"])
    if not problems and literals != WYOMING_LITERALS:
        reason = "A record opens with WY Newhire Record and the version 1.00."
        problems = [_finding(line, "Record Identifier", code="record_type", reason=reason)]
    if problems:
        return None, problems
    return _hire(record, line, employer=employer, day="%m%d%Y", received_on=received_on)


def _hire(
    record: Record,
    line: int,
    *,
    employer: Employer,
    day: str,
    received_on: date,
) -> tuple[NewHire | None, list[Finding]]:
    """A hire whose employee, day and employer are known, or why it is none."""
    ssn = ssn_text(record["employee_ssn"])
    hired_on = _day(record["employee_date_of_hire"], day)
    problems = []
    if not ssn:
        reason = "The report names no Social Security number, so it is about nobody."
        problems.append(_finding(line, "Employee SSN", code="ssn", reason=reason))
    if hired_on is None or hired_on > received_on:
        reason = "The day of hire must be a day that is not after the day of receipt."
        problems.append(_finding(line, "Employee Date of Hire", code="hired_on", reason=reason))
    if not employer.fein:
        reason = (
            "The report names no federal employer number (FEIN), so no withholding order can"
            " be addressed by file; find the employer."
        )
        problems.append(_finding(line, "Employer FEIN", code="fein", reason=reason))
    if problems or hired_on is None:
        return None, problems
    hire = NewHire(
        line=line,
        ssn=ssn,
        given_name=str(record["employee_first_name"]),
        middle_name=str(record["employee_middle_name"]),
        surname=str(record["employee_last_name"]),
        address=_address(record, "employee"),
        born_on=_day(record["employee_date_of_birth"], day),
        hired_on=hired_on,
        state_of_hire=str(record["employee_state_of_hire"]),
        employer=employer,
    )
    return hire, []


def _address(record: Record, who: str) -> Address:
    lines = [
        str(
            record.get(f"{who}_street_{place}", record.get(f"{who}_address_line_{place}")) or ""
        )
        for place in (1, 2, 3)
    ]
    if f"{who}_zip_1" in record:
        parts = [(record[f"{who}_zip_1"], 5), (record[f"{who}_zip_2"], 4)]
        digits = [f"{part:0{size}d}" for part, size in parts if isinstance(part, int) and part]
    else:
        plus = record[f"{who}_zip_4"]
        digits = [str(record[f"{who}_postal_code"])]
        digits += [f"{plus:04d}"] if isinstance(plus, int) and plus else []
    city, state = str(record[f"{who}_city"]), str(record[f"{who}_state"])
    return Address(lines[0], lines[1], lines[2], city, state, "-".join(digits))


def _day(value: object, pattern: str) -> date | None:
    if not isinstance(value, int) or value == 0:
        return None
    try:
        return datetime.strptime(f"{value:08d}", pattern).date()  # noqa: DTZ007 - only a day
    except ValueError:
        return None


def _refused(line: int | None, reason: str) -> NewHireFile:
    return NewHireFile((), (file_finding(line, "File", code="frame", reason=reason),), 0)


def _finding(line: int, field: str, *, code: str, reason: str) -> Finding:
    return record_finding(line, field, code=code, reason=reason)
