"""What a paper order states, as the fields of an electronic one.

The paper's fields and the record's are the same form, OMB 0970-0154. Its letters for a month
are recalled, not seen; they stand in a preview and in no file.

Source: 45 CFR 303.100(e)(1).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.formats.codec import Record, RecordError, Value, field_text
from posse.formats.eiwo.detail import AMENDED, DETAIL, LUMP_SUM, ORIGINAL, TERMINATION
from posse.formats.findings import Finding, record_finding

ACTION_OF = {
    "original": ORIGINAL, "amended": AMENDED, "one_time": LUMP_SUM, "termination": TERMINATION,
}  # fmt: skip
A_MONTH = "M"
CHILDREN_MAX = 6
# The paper's amounts by the record's name for them.
MONTHLY = {
    "support_current_child": "current_child_cents",
    "support_past_due_child": "past_due_child_cents",
    "support_current_medical": "current_medical_cents",
    "support_past_due_medical": "past_due_medical_cents",
    "support_current_spousal": "current_spousal_cents",
    "support_past_due_spousal": "past_due_spousal_cents",
    "obligation_total": "total_cents",
}
BY_PAY_PERIOD = ("weekly", "biweekly", "semimonthly", "monthly")
TEXTS = {
    "case_identifier": "case_number",
    "remittance_identifier": "remittance_id",
    "order_identifier": "order_number",
    "document_tracking_number": "tracking_number",
    "issuing_jurisdiction_name": "county",
    "employer_name": "employer_name",
    "ein": "employer_fein",
    "state_tribe_territory_name": "work_state",
    "payee_name": "unit_name",
    "payee_remittance_fips_code": "unit_fips",
    "government_official_name": "signed_by",
    "issuing_official_title": "signer_title",
    "begin_withholding_within_days": "begin_days",
    "send_payment_within_days": "remit_days",
    "iwo_ccpa_percent_rate": "limit_percent",
    "employer_contact_name": "payor_contact",
    "employee_state_contact_name": "employee_contact",
}
NAME_ENDS = {
    "employee": ("last_name", "first_name", "middle_name", "suffix"),
    "obligee": ("last_name", "first_name", "middle_name", "name_suffix"),
    "child": ("last_name", "first_name", "middle_name", "suffix_name"),
}


@dataclass(frozen=True)
class PersonName:
    """A name in the parts that the record has."""

    surname: str
    given_name: str
    middle_name: str = ""
    suffix: str = ""

    def fields(self, start: str, kind: str) -> Record:
        """The parts under the record's names for them."""
        parts = (self.surname, self.given_name, self.middle_name, self.suffix)
        ends = NAME_ENDS[kind]
        return {f"{start}_{end}": part for end, part in zip(ends, parts, strict=True) if part}


@dataclass(frozen=True)
class Family:
    """The people of an order; of a child also the day of birth, where it is known."""

    employee: PersonName
    obligee: PersonName
    children: Sequence[tuple[PersonName, date | None]]


def order_detail(
    values: Mapping[str, Any], family: Family, *, state: str
) -> tuple[Record, list[Finding]]:
    """The fields of an order's record, and what of the paper does not fit into it.

    ``values`` are those of the notice income_withholding_order. What does not fit is left
    out with a finding, never cut. Units: amounts in whole cents.
    """
    told: dict[str, Value] = {
        "document_action_code": ACTION_OF[values["action"]],
        "document_date": f"{values['issued_on']:%Y%m%d}",
        "issuing_state_tribe_territory_nm": state,
        "arrears12_wk_overdue_code": _yes(values["is_over_12_weeks"]),
        "send_employee_copy_indicator": _yes(values["is_copy_due"]),
        "employee_ssn": values["employee_ssn"].replace("-", ""),
        **{name: str(values[paper]) for name, paper in TEXTS.items()},
        **_amounts(values),
        **_place("employer_address", values["employer_address"], city="city_name"),
        **_place("payee_address", values["unit_address"], city="city"),
        **family.employee.fields("employee", "employee"),
        **family.obligee.fields("obligee", "obligee"),
    }
    if values["employee_born_on"]:
        told["employee_birth_date"] = f"{values['employee_born_on']:%Y%m%d}"
    for number, (name, born_on) in enumerate(family.children[:CHILDREN_MAX], start=1):
        told |= name.fields(f"child{number}", "child")
        if born_on:
            told[f"child{number}_birth_date"] = f"{born_on:%Y%m%d}"
    return _fitting(told, child_count=len(family.children))


def _amounts(values: Mapping[str, Any]) -> Record:
    told: Record = {}
    for name, paper in MONTHLY.items():
        told[f"{name}_amount"] = values[paper]
        told[f"{name}_frequency"] = A_MONTH
    for period in BY_PAY_PERIOD:
        told[f"iwo_deduction_{period}_amount"] = values[f"{period}_cents"]
    if values["other_cents"]:
        told["obligation_other_amount"] = values["other_cents"]
        told["obligation_other_frequency_code"] = A_MONTH
        told["obligation_other_description"] = values["other_what"]
    if values["lump_sum_cents"] is not None:
        told["lump_sum_payment_amount"] = values["lump_sum_cents"]
    return told


def _place(start: str, line: str, *, city: str) -> Record:
    """An address of one line in its parts; without them all of it is the first part."""
    *lines, town, last = ["", *line.split(", ")] if line.count(", ") > 1 else [line, "", ""]
    state, _, zip_code = last.partition(" ")
    five, _, four = zip_code.partition("-")
    lines = [each for each in lines if each]
    told: Record = {
        f"{start}_line1": lines[0],
        f"{start}_line2": ", ".join(lines[1:]),
        f"{start}_{city}": town,
        f"{start}_state_code": state,
        f"{start}_zip_code": five,
        f"{start}_ext_zip_code": four,
    }
    return {name: value for name, value in told.items() if value}


def _fitting(told: Mapping[str, Value], *, child_count: int) -> tuple[Record, list[Finding]]:
    record: Record = {}
    findings: list[Finding] = []
    for name, value in told.items():
        try:
            field_text(DETAIL.by_name[name], value, is_upper_case=DETAIL.is_upper_case)
        except RecordError as error:
            reason = f"{error}; the paper order states it in full."
            title = DETAIL.by_name[name].title
            findings.append(record_finding(1, title, code="does_not_fit", reason=reason))
        else:
            record[name] = value
    if child_count > CHILDREN_MAX:
        reason = f"The record has room for {CHILDREN_MAX} children; send the order on paper."
        findings.append(record_finding(1, "Child", code="children", reason=reason))
    return record, findings


def _yes(is_so: object) -> str:
    return "Y" if is_so else "N"
