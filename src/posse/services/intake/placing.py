"""Where each answer of an application goes once there is a case: facts, and only what is new.

What is known already is not written again, so that an application that says the same adds
nothing. Names and numbers of people who are known are never overwritten by a form, nor where
somebody lives who did not sign it; :mod:`posse.services.intake.differences` shows those.
Clauses: CS-6.3-DATA-1, CS-6.3-DATA-2.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.apps.cases.models import Case
from posse.apps.intake.models import Application, Detail
from posse.apps.people.choices import AddressKind, IdentifierKind
from posse.apps.people.models import Participant
from posse.rules.forms import application_form
from posse.rules.support.application_edits import day_of
from posse.services.register.paternity import do_record_parents, do_record_paternity
from posse.services.register.people import (
    do_add_address,
    do_add_identifier,
    do_name_participant,
    do_record_employment,
)

Told = Mapping[str, str]
ADDRESS_FIELDS = ("line_1", "line_2", "city", "state", "zip_code")


@dataclass(frozen=True)
class Placing:
    """An application whose answers go to a case, on a business date, by somebody."""

    application: Application
    case: Case
    on: date
    by: str

    @property
    def told(self) -> dict[str, Any]:
        """Date and name, as every writer takes them."""
        return {"on": self.on, "by": self.by}


def do_place_person(placing: Placing, participant: Participant, *, told: Told, of: str) -> None:
    """Everything that is told of one person; of a child the paternity as well."""
    _do_fill_identity(placing, participant, told)
    _do_place_number(placing, participant, told)
    _do_place_address(placing, participant, told, kind=AddressKind.RESIDENCE)
    _do_place_address(placing, participant, told, kind=AddressKind.MAILING)
    _do_place_employer(placing, participant, told)
    _do_place_details(placing, told, of=of, participant=participant)


def do_place_case(placing: Placing, told: Told) -> None:
    """What is told of the case as such."""
    _do_place_details(placing, told, of="case", participant=None)


def do_place_parents(placing: Placing, told: Told) -> None:
    """What the two parents are to each other. Source: CS-6.3-DATA-3."""
    relation = told.get("relation", "")
    if not relation:
        return
    married_on, ended_on = day_of(told, "married_on"), day_of(told, "marriage_ended_on")
    latest = placing.case.parents.order_by("effective_on", "id").last()
    known = latest and (latest.relation, latest.married_on, latest.ended_on)
    if known != (relation, married_on, ended_on):
        do_record_parents(
            case=placing.case,
            relation=relation,
            married_on=married_on,
            ended_on=ended_on,
            **placing.told,
        )


def do_place_paternity(placing: Placing, child: Participant, *, told: Told) -> None:
    """The paternity fields of a child, where the form says anything of them.

    Source: CS-6.3-DATA-3, CS-6.3-DATA-4.
    """
    said = paternity_of(told)
    if not any(said.values()):
        return
    latest = child.paternities.order_by("effective_on", "id").last()
    # What the form leaves open stays as it is known.
    fields = {key: value or getattr(latest, key, value) for key, value in said.items()}
    if latest and all(getattr(latest, key) == value for key, value in fields.items()):
        return
    fields["born_out_of_wedlock"] = fields["born_out_of_wedlock"] or "unknown"
    fields["status"] = fields["status"] or "unknown"
    do_record_paternity(
        child=child,
        case=placing.case,
        father=_father(placing, fields["status"]),
        **fields,
        **placing.told,
    )


def _father(placing: Placing, status: str) -> Participant | None:
    obligor = placing.case.obligor
    return obligor if obligor and status == "established" and _is_man(obligor) else None


def _is_man(participant: Participant) -> bool:
    latest = participant.identities.order_by("effective_on", "id").last()
    return latest is not None and latest.sex != "F"


def paternity_of(told: Told) -> dict[str, Any]:
    """The paternity fields of a child's answers, by the columns of the table."""
    return {
        "born_out_of_wedlock": told.get("born_out_of_wedlock", ""),
        "status": told.get("paternity_status", ""),
        "method": told.get("paternity_method", ""),
        "established_on": day_of(told, "paternity_on"),
        "established_state": told.get("paternity_state", "").upper(),
        "established_county": told.get("paternity_county", ""),
        "birth_state": told.get("birth_state", "").upper(),
        "birth_county": told.get("birth_county", ""),
        "evidence": told.get("paternity_evidence", ""),
    }


def _do_fill_identity(placing: Placing, participant: Participant, told: Told) -> None:
    """A date of birth or sex that was not known; what was known stays."""
    latest = participant.identities.order_by("effective_on", "id").last()
    born, sex = day_of(told, "birth_date"), told.get("sex", "")
    if latest is None or not ((born and not latest.birth_date) or (sex and not latest.sex)):
        return
    do_name_participant(
        participant=participant,
        surname=latest.surname,
        given_name=latest.given_name,
        middle_name=latest.middle_name or told.get("middle_name", ""),
        suffix=latest.suffix,
        birth_date=latest.birth_date or born,
        sex=latest.sex or sex,
        **placing.told,
    )


def _do_place_number(placing: Placing, participant: Participant, told: Told) -> None:
    numbers = {
        IdentifierKind.SSN: told.get("ssn", ""),
        IdentifierKind.DRIVER_LICENSE: told.get("license_number", ""),
    }
    for kind, number in numbers.items():
        known = participant.identifiers.filter(kind=kind)
        is_new = not known.exists() if kind == IdentifierKind.SSN else (
            not known.filter(number=number.strip()).exists()
        )  # fmt: skip
        if number and is_new:
            do_add_identifier(participant=participant, kind=kind, number=number, **placing.told)


def _do_place_address(
    placing: Placing, participant: Participant, told: Told, *, kind: AddressKind
) -> None:
    """An address that is whole and differs from the one in force; a part of one is a detail."""
    prefix = "mailing_" if kind == AddressKind.MAILING else ""
    fields = address_told(told, kind=kind)
    if not all(fields[field] for field in ADDRESS_FIELDS if field != "line_2"):
        _do_keep_details(
            placing,
            {f"{prefix}{field}": text for field, text in fields.items()},
            participant=participant,
        )
        return
    known = participant.addresses.filter(kind=kind).order_by("effective_on", "id").last()
    is_same = known and all(getattr(known, field) == text for field, text in fields.items())
    if is_same or (known and not _has_signed(placing, participant)):
        return
    do_add_address(participant=participant, kind=kind, **fields, **placing.told)


def address_told(told: Told, *, kind: AddressKind) -> dict[str, Any]:
    """An address as the form has it, whole or in part, by the columns of the table."""
    prefix = "mailing_" if kind == AddressKind.MAILING else ""
    fields = {field: told.get(f"{prefix}{field}", "").strip() for field in ADDRESS_FIELDS}
    return fields | {"state": fields["state"].upper()}


def _has_signed(placing: Placing, participant: Participant) -> bool:
    """Whether a person told it of herself: whoever applies signs the application."""
    applicant = (placing.application.answers.get("case") or {}).get("applicant", "")
    if applicant == "noncustodial":
        return participant.pk == placing.case.obligor_id
    return applicant in {"custodial", "caretaker"} and participant.pk == placing.case.obligee_id


def _do_place_employer(placing: Placing, participant: Participant, told: Told) -> None:
    name = told.get("employer", "").strip()
    latest = participant.employments.order_by("effective_on", "id").last()
    known = "" if latest is None or latest.is_ended else latest.employer_name
    if latest and latest.employer and not latest.is_ended:
        known = latest.employer.name
    if name and name.casefold() != known.casefold():
        do_record_employment(participant=participant, employer_name=name, **placing.told)


def _do_place_details(
    placing: Placing, told: Told, *, of: str, participant: Participant | None
) -> None:
    fields = application_form().fields_of(of)
    kept = {field.key for field in fields if field.goes_to in {"detail", "safety"}}
    _do_keep_details(
        placing, {key: told[key] for key in kept & set(told)}, participant=participant
    )


def _do_keep_details(placing: Placing, told: Told, *, participant: Participant | None) -> None:
    """Answers without a table of their own, where they are new."""
    latest = dict(_details(participant, None if participant else placing.case))
    Detail.objects.bulk_create(
        Detail(
            participant=participant,
            # Of a person alone what is told holds in every case.
            case=None if participant else placing.case,
            application=placing.application,
            field=field,
            value=text,
            effective_on=placing.on,
            recorded_on=placing.on,
            recorded_by=placing.by,
        )
        for field, text in sorted(told.items())
        if text and latest.get(field) != text
    )


def _details(participant: Participant | None, case: Case | None) -> Iterable[tuple[str, str]]:
    rows = Detail.objects.filter(participant=participant, case=case)
    return rows.order_by("effective_on", "id").values_list("field", "value")
