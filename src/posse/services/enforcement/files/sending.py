"""A day's files to partners: made once, kept byte for byte, the same when asked for again."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256

import polars as pl
from django.conf import settings
from django.db import transaction

from posse.apps.payments.models import OutboundFile
from posse.apps.runs.choices import RunKind
from posse.apps.runs.models import Run
from posse.formats.federal_offset import write_submissions
from posse.formats.federal_offset.submission import KEY
from posse.formats.fidm import write_inquiry
from posse.formats.findings import Finding, record_finding
from posse.formats.layouts import load_table
from posse.formats.metro2 import Furnisher, read_credit_file, write_credit_file
from posse.formats.record_lines import Written
from posse.formats.tables import write_table
from posse.rules.support.remedies.register import remedy_named
from posse.services.business_dates import refusal_of_far_day
from posse.services.enforcement.files.at_partner import OFFSET, standing_before
from posse.services.enforcement.files.credit_rows import accounts_for_bureaus
from posse.services.enforcement.files.offset_rows import offset_wanted, transactions
from posse.services.enforcement.files.people import parents_for_files, standings_for_files
from posse.services.law import current_law, law_of
from posse.services.partners.state_matches import with_state_requests
from posse.services.runs import do_finish_run, do_record_step, do_start_run, exclusive_job

KEY_OF_FACTS = "support.enforcement_files"
CREDIT = "credit bureaus"
FIDM = "fidm"
# Partners with a table of this project's own, and the remedy whose parents they are told.
TABLES = {"unclaimed_property": "unclaimed_property_request", "lottery": "lottery_request"}
PARTNERS = (FIDM, *TABLES)
SUFFIXES = {OFFSET: "fop", CREDIT: "m2", FIDM: "fidm"}
FURNISHER_FACTS = {
    "identifier": "furnisher_id",
    "name": "furnisher_name",
    "address": "furnisher_address",
    "phone": "furnisher_phone",
    "account_type": "account_type",
    "innovis_id": "innovis_id",
    "equifax_id": "equifax_id",
    "experian_id": "experian_id",
    "transunion_id": "transunion_id",
}


@dataclass(frozen=True)
class SentFile:
    """A file as it is kept; ``findings`` are what was left out of it when it was made.

    ``was_made`` is false where it was made before, and is the same bytes now.
    """

    file: OutboundFile
    findings: tuple[Finding, ...]
    was_made: bool


@dataclass(frozen=True)
class _Made:
    """A file as it is to be kept. Units: cents."""

    written: Written
    amount_cents: int


def do_write_offset_file(*, on: date, by: str, today: date | None = None) -> SentFile:
    """What the federal office must be told since the last file: adds, changes, deletes.

    Raises: AnotherJobRuns; ValueError where the day cannot be meant or a later file exists.
    Source: CS-9.2-TOP-DIST-2, CS-9.2-TOP-REV-11, CS-9.2-MSFIDM-2, CS-9.2-INS-2.
    """
    return _do_keep(OFFSET, _offset_file, on=on, by=by, today=today)


def do_write_credit_file(*, on: date, by: str, today: date | None = None) -> SentFile:
    """The month's accounts for the credit bureaus.

    Raises: AnotherJobRuns; ValueError as for the offset file; EmptyValue where no bureau's
    number is known.
    Source: CS-9.2-CBR-1, CS-9.2-CBR-SUB-6.
    """
    return _do_keep(CREDIT, _credit_file, on=on, by=by, today=today)


def do_write_match_inquiry(
    *, on: date, partner: str, by: str, today: date | None = None
) -> SentFile:
    """Whom a partner is asked to look for: ``fidm``, ``unclaimed_property`` or ``lottery``.

    Raises: AnotherJobRuns; ValueError as for the offset file, or for another partner.
    Source: CS-9.2-FIDM-3, CS-9.2-UCP-1.
    """
    if partner not in PARTNERS:
        raise ValueError(f"{partner!r} is asked by no file; there are {', '.join(PARTNERS)}")
    return _do_keep(partner, lambda on: _inquiry(partner, on=on), on=on, by=by, today=today)


def _do_keep(
    kind: str, make: Callable[[date], _Made], *, on: date, by: str, today: date | None
) -> SentFile:
    """Make the file of a kind and day, or find it as it was made."""
    with exclusive_job(), transaction.atomic():
        earlier = OutboundFile.objects.filter(kind=kind, business_date=on).first()
        if earlier is not None:
            return SentFile(earlier, (), was_made=False)
        _check_day(kind, on=on, today=today)
        made = make(on)
        run = do_start_run(
            key=f"submit:{kind}:{on}", kind=RunKind.ISSUE, business_date=on, by=by
        )
        file = _do_store(kind, made, on=on, run=run)
    return SentFile(file, made.written.findings, was_made=True)


def _check_day(kind: str, *, on: date, today: date | None) -> None:
    """Files follow one another: each tells what changed since the one before."""
    refusal = refusal_of_far_day(on, today=today)
    if refusal:
        raise ValueError(refusal)
    later = OutboundFile.objects.filter(kind=kind, business_date__gt=on).first()
    if later is not None:
        raise ValueError(
            f"the file of {later.business_date} to the same partner exists; an earlier one"
            " would tell it old news"
        )


def _do_store(kind: str, made: _Made, *, on: date, run: Run) -> OutboundFile:
    written = made.written
    digest = sha256(written.content).hexdigest()
    name = f"{kind.replace(' ', '-').replace('_', '-')}-{on}.{SUFFIXES.get(kind, 'csv')}"
    file = OutboundFile.objects.create(
        kind=kind,
        business_date=on,
        name=name,
        content=written.content,
        sha256=digest,
        entry_count=written.count,
        amount_cents=made.amount_cents,
        run=run,
    )
    do_record_step(
        run=run,
        name="submit",
        part=name,
        in_count=written.count + len(written.findings),
        out_count=written.count,
        rejected_count=len(written.findings),
        amount_cents=made.amount_cents,
        checksum=digest,
    )
    do_finish_run(run)
    return file


def _offset_file(on: date) -> _Made:
    wanted = offset_wanted(on=on)
    is_first = pl.struct(KEY).is_first_distinct() | (pl.col("ssn") == "")
    doubles = wanted.filter(~is_first)
    told = transactions(wanted.filter(is_first), standing_before(on))
    state = str(current_law().value(f"{KEY_OF_FACTS}.state", on=on))
    written = write_submissions(told, state=state)
    findings = (*written.findings, *map(_double, doubles["case_id"]))
    amount = int(told["arrears_cents"].sum())
    return _Made(Written(written.content, written.count, findings), amount)


def _double(case: str) -> Finding:
    reason = (
        f"The parent of case {case} has the number of another parent who is certified; find"
        " out whose it is."
    )
    return record_finding(None, "SSN", code="repeated", reason=reason)


def _credit_file(on: date) -> _Made:
    earlier = OutboundFile.objects.filter(kind=CREDIT, business_date__lt=on)
    last = earlier.order_by("-business_date").first()
    before = read_credit_file(bytes(last.content)).accounts if last else None
    accounts = accounts_for_bureaus(on=on, last=before)
    written = write_credit_file(accounts, furnisher=furnisher(on=on), on=on)
    return _Made(written, int(accounts["balance_cents"].sum()))


def furnisher(*, on: date) -> Furnisher:
    """Who reports, under the installation's bank profile.

    Raises: posse.rules.errors.EmptyValue where the profile leaves a fact empty.
    """
    law = law_of(settings.POSSE_BANK_PROFILE)
    return Furnisher(
        **{
            name: str(law.value(f"{KEY_OF_FACTS}.{fact}", on=on))
            for name, fact in FURNISHER_FACTS.items()
        }
    )


def _inquiry(partner: str, *, on: date) -> _Made:
    standings = standings_for_files([remedy_named(current_law(), partner, on=on)])
    parents = parents_for_files(standings["obligor"], on=on).with_columns(
        pass_back=pl.col("obligor").cast(pl.String),
        owed=pl.col("assigned_cents") + pl.col("unassigned_cents"),
    )
    # Other States' requests are looked for along with this State's own parents.
    parents = with_state_requests(parents, source=partner, on=on)
    amount = int(parents["owed"].sum())
    if partner == FIDM:
        return _Made(write_inquiry(parents, on=on), amount)
    is_ssn = pl.col("ssn").str.contains("^[0-9]{9}$") & (pl.col("ssn") != "000000000")
    is_named = (pl.col("surname") != "") & (pl.col("given_name") != "")
    good = parents.filter(is_ssn & is_named & (pl.col("owed") >= 0))
    left_out = parents.join(good, on="pass_back", how="anti")
    content = write_table(load_table(TABLES[partner]), map(_request, good.to_dicts()), on=on)
    findings = tuple(_nameless(case) for case in left_out["case_id"])
    return _Made(Written(content, good.height, findings), int(good["owed"].sum()))


def _request(row: dict[str, object]) -> dict[str, str | int | None]:
    born, owed = row["birth_date"], row["owed"]
    assert isinstance(owed, int), "an amount is whole cents"
    return {
        "request_number": str(row["pass_back"]),
        "ssn": str(row["ssn"]),
        "surname": str(row["surname"]).strip(),
        "given_name": str(row["given_name"]).strip(),
        "birth_date": born.isoformat() if isinstance(born, date) else "",
        "owed": owed,
    }


def _nameless(case: str) -> Finding:
    reason = f"The parent of case {case} has no name, or no number of nine digits; find it."
    return record_finding(None, "SSN", code="ssn", reason=reason)
