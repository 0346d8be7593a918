"""What an agency tells of unemployment and workers' compensation, record by record.

Most claimants are nobody's of this program; of them nothing is kept but that they were
counted. The layout is this project's own: ``formats/layouts/tables/benefit_award.csv``.
"""

from datetime import date

from django.db import transaction

from posse.apps.people.models import Employer, Identity, Participant
from posse.apps.withholding.choices import SourceKind, ToldBy
from posse.apps.withholding.models import IncomeSource
from posse.formats.codec import Record
from posse.formats.findings import Finding
from posse.formats.record_lines import PartnerFile
from posse.rules.support.withholding import PREFIX
from posse.services.law import current_law
from posse.services.matching.merged import members_for
from posse.services.search.keys import normalised
from posse.services.withholding.awards import Award, do_record_award
from posse.services.withholding.employers import checked_fein
from posse.services.withholding.parents import parents_by_number
from posse.services.withholding.sources import do_end_source, do_take_source
from posse.units.days import day_words

NAME_LENGTH, NOT_TOLD = 60, "Not told"
PLACE = ("line_1", "city", "state", "zip_code", "phone")


@transaction.atomic
def do_take_benefits(
    file: PartnerFile, *, on: date, by: str
) -> tuple[int, tuple[Finding, ...]]:
    """Take over the benefits of paying parents; how many, and what a person has to look at.

    A record told again changes nothing. The next night sends the agency its order.
    Source: 45 CFR 303.100(e)(2), CS-IRG-G9, CS-IRG-M7.1.
    """
    parents = parents_by_number([str(record["ssn"]) for _, record in file.records])
    count, findings = 0, []
    for line, record in file.records:
        people = parents.get(str(record["ssn"]), [])
        if not people:
            continue
        try:
            _do_take(record, people, on=on, by=by)
            count += 1
        except ValueError as error:
            reason = f"Claim {record['claim_number']}: {error}."
            findings.append(Finding(line, "Claim", "benefit", reason, is_fatal=False))
    return count, tuple(findings)


@transaction.atomic
def _do_take(record: Record, people: list[list[Participant]], *, on: date, by: str) -> None:
    """Take one record of a parent. Raises: ValueError in words."""
    if len(people) > 1:
        raise ValueError("two paying parents have this number; find out whose claim it is")
    name = str(record["claimant_name"])
    if not _is_named(people[0][0], name):
        raise ValueError(f"the parent with this number has another name than {name}")
    fein = checked_fein(str(record["agency_fein"]))
    if not fein:
        raise ValueError("the agency's employer number is not told")
    day = date.fromisoformat(str(record["effective_on"]))
    if record["act"] == "end":
        _do_end(record, people[0], fein, last_day=day, on=on, by=by)
        return
    agency = _do_know_agency(record, fein, on=on)
    for parent in people[0]:
        source = do_take_source(
            obligor=parent, employer=agency, kind=str(record["program"]), began_on=day,
            told_on=on, told_by=ToldBy.MATCH, by=by,
        )  # fmt: skip
        do_record_award(
            source=source, award=_award(record, day), told_by=ToldBy.MATCH, on=on, by=by
        )


def _award(record: Record, day: date) -> Award:
    cents, end = record["amount"], str(record["ends_on"] or "")
    return Award(
        claim_number=str(record["claim_number"]),
        amount_cents=cents if isinstance(cents, int) else 0,
        frequency=str(record["frequency"] or ""),
        begins_on=day,
        ends_on=date.fromisoformat(end) if end else None,
    )


def _do_end(
    record: Record,
    parents: list[Participant],
    fein: str,
    *,
    last_day: date,
    on: date,
    by: str,
) -> None:
    """End the benefit at this agency, which was told before. Raises: ValueError in words."""
    known = IncomeSource.objects.filter(
        obligor__in=parents, employer__fein=fein, kind=SourceKind(str(record["program"]))
    )
    running = list(known.filter(end__isnull=True).order_by("id"))
    if not running and known.filter(end__ended_on=last_day).exists():
        return
    if not running:
        raise ValueError("it ends, and nobody told before that it is paid")
    if last_day > on:
        raise ValueError(f"it is told to end on {day_words(last_day)}, which lies ahead")
    for source in running:
        do_end_source(
            source=source, ended_on=last_day, told_on=on, told_by=ToldBy.PAYOR,
            note=f"Claim {record['claim_number']}.", by=by,
        )  # fmt: skip


def _do_know_agency(record: Record, fein: str, *, on: date) -> Employer:
    """The agency as a payor of the register, with the address that the law names of it.

    Source: CS-IRG-G9.1.
    """
    agency, _ = Employer.objects.get_or_create(
        fein=fein,
        defaults={
            "name": str(record["agency_name"])[:NAME_LENGTH],
            "city": NOT_TOLD,
            "state": "",
        },
    )
    rows = current_law().value(f"{PREFIX}benefit_payors", on=on)
    place = next((row for row in rows if row["program"] == record["program"]), None)
    if place is not None and not agency.line_1:
        for name in PLACE:
            setattr(agency, name, place[name])
        agency.save()
    return agency


def _is_named(parent: Participant, told: str) -> bool:
    """Whether a parent has or had this name, whichever of its words stands first."""
    rows = Identity.objects.filter(participant__in=members_for([parent.pk])[parent.pk])
    words = sorted(normalised(told).split())
    return any(words == sorted(normalised(row.full_name).split()) for row in rows)
