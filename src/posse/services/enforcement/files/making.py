"""What stands in a day's file to each partner, and what the partner has once it took it in."""

from dataclasses import dataclass
from datetime import date

import polars as pl
from django.conf import settings

from posse.apps.payments.models import OutboundFile
from posse.formats.federal_offset import after_file, write_submissions
from posse.formats.federal_offset.submission import KEY
from posse.formats.fidm import write_inquiry
from posse.formats.findings import Finding, record_finding
from posse.formats.layouts import load_table
from posse.formats.metro2 import DELETED, Furnisher, read_credit_file, write_credit_file
from posse.formats.record_lines import Written
from posse.formats.tables import write_table
from posse.rules.support.remedies.register import remedy_named
from posse.services.bulk import read_frame
from posse.services.enforcement.files.at_partner import standing_before
from posse.services.enforcement.files.credit_rows import accounts_for_bureaus
from posse.services.enforcement.files.kinds import (
    CREDIT,
    CREDIT_BUREAU,
    FIDM,
    LOTTERY,
    OFFSET,
    REMEDIES_OF_FILE,
    UNCLAIMED_PROPERTY,
)
from posse.services.enforcement.files.offset_rows import offset_wanted, transactions
from posse.services.enforcement.files.people import parents_for_files, standings_for_files
from posse.services.law import current_law, law_of
from posse.services.partners.state_matches import with_state_requests

KEY_OF_FACTS = "support.enforcement_files"
# Partners with a table of this project's own, and its layout.
TABLES = {UNCLAIMED_PROPERTY: "unclaimed_property_request", LOTTERY: "lottery_request"}
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

OWNERS = """
    SELECT number, obligor_id FROM cases_case
    WHERE number = ANY(%s::text[]) AND obligor_id IS NOT NULL"""
OWNER_SCHEMA = {"account_number": pl.String, "obligor": pl.Int64}


@dataclass(frozen=True)
class LeftOut:
    """A finding about a record that could not be told, with the number of its case."""

    case: str
    finding: Finding


@dataclass(frozen=True)
class Made:
    """A file as it is to be kept.

    ``told`` is all that the partner has of the file's remedies once it took it in; its
    columns are ``TOLD``. ``told_of`` are parents of whom something was told. Units: cents.
    """

    content: bytes
    count: int
    amount_cents: int
    left_out: tuple[LeftOut, ...]
    told: pl.DataFrame
    told_of: tuple[int, ...] = ()


def make(kind: str, *, on: date) -> Made:
    """The file of a kind as it would go out on a day.

    Raises: LawError where the profile leaves empty what the file needs; RecordError for what
    no known layout can hold.
    """
    if kind == OFFSET:
        return _offset_file(on)
    return _credit_file(on) if kind == CREDIT else _inquiry(kind, on=on)


def _offset_file(on: date) -> Made:
    wanted = offset_wanted(on=on)
    is_first = pl.struct(KEY).is_first_distinct() | (pl.col("ssn") == "")
    doubles = wanted.filter(~is_first)
    standing = standing_before(on)
    rows = transactions(wanted.filter(is_first), standing)
    state = str(current_law().value(f"{KEY_OF_FACTS}.state", on=on))
    written = write_submissions(rows, state=state)
    double = "The parent has the number of another parent who is certified; find out whose."
    return Made(
        content=written.content,
        count=written.count,
        amount_cents=int(rows["arrears_cents"].sum()),
        left_out=(
            *_left_out(written, rows["case_id"]),
            *(
                LeftOut(case, _finding("SSN", "repeated", double))
                for case in doubles["case_id"]
            ),
        ),
        told=_at_federal_office(after_file(standing, written.content), wanted, on=on),
        told_of=tuple(
            wanted.join(rows, on="ssn", how="semi")["obligor"].unique().sort().to_list()
        ),
    )


def _at_federal_office(
    standing: pl.DataFrame, wanted: pl.DataFrame, *, on: date
) -> pl.DataFrame:
    """What each programme has of each parent: all records that do not exclude it."""
    owners = wanted.filter(pl.col("ssn") != "").unique(KEY, keep="first", maintain_order=True)
    mine = standing.join(owners.select("obligor", *KEY), on=KEY)
    codes = mine["exclusions"].str.split(",")
    found = []
    for name in REMEDIES_OF_FILE[OFFSET]:
        code = remedy_named(current_law(), name, on=on).code
        rows = mine.filter(~codes.list.contains(code))
        told = rows.group_by("obligor").agg(cents=pl.col("arrears_cents").sum())
        found.append(told.select("obligor", remedy=pl.lit(name), cents="cents"))
    return pl.concat(found)


def _credit_file(on: date) -> Made:
    earlier = OutboundFile.objects.filter(kind=CREDIT, business_date__lt=on)
    last = earlier.order_by("-business_date").first()
    before = read_credit_file(bytes(last.content)).accounts if last else None
    accounts = accounts_for_bureaus(on=on, last=before)
    written = write_credit_file(accounts, furnisher=furnisher(on=on), on=on)
    left_out = _left_out(written, accounts["account_number"])
    bad = [each.case for each in left_out]
    stands = (pl.col("status") != DELETED) & ~pl.col("account_number").is_in(bad)
    standing = accounts.filter(stands).select("account_number", "balance_cents")
    numbers = standing["account_number"].to_list()
    owners = read_frame(OWNERS, schema=OWNER_SCHEMA, params=[numbers])
    owned = standing.join(owners, on="account_number")
    told = owned.group_by("obligor").agg(cents=pl.col("balance_cents").sum())
    return Made(
        content=written.content,
        count=written.count,
        amount_cents=int(accounts["balance_cents"].sum()),
        left_out=left_out,
        told=told.select("obligor", remedy=pl.lit(CREDIT_BUREAU), cents="cents"),
    )


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


def _inquiry(partner: str, *, on: date) -> Made:
    standings = standings_for_files([remedy_named(current_law(), partner, on=on)])
    parents = parents_for_files(standings["obligor"], on=on).with_columns(
        pass_back=pl.col("obligor").cast(pl.String),
        owed=pl.col("assigned_cents") + pl.col("unassigned_cents"),
    )
    # Other States' requests are looked for along with this State's own parents.
    whole = with_state_requests(parents, source=partner, on=on)
    if partner == FIDM:
        written = write_inquiry(whole, on=on)
        left_out = _left_out(written, whole["case_id"])
        lines = {found.line for found in written.findings}
        good = whole.filter(~pl.int_range(1, pl.len() + 1).is_in(sorted(filter(None, lines))))
    else:
        written, good, left_out = _table(partner, whole, on=on)
    told = parents.join(good, on="pass_back", how="semi")
    return Made(
        content=written.content,
        count=written.count,
        amount_cents=int(good["owed"].sum()),
        left_out=left_out,
        told=told.select("obligor", remedy=pl.lit(partner), cents="owed"),
    )


def _table(
    partner: str, parents: pl.DataFrame, *, on: date
) -> tuple[Written, pl.DataFrame, tuple[LeftOut, ...]]:
    """A request in a table of this project's own, whom it asks for, and whom it leaves out."""
    is_ssn = pl.col("ssn").str.contains("^[0-9]{9}$") & (pl.col("ssn") != "000000000")
    is_named = (pl.col("surname") != "") & (pl.col("given_name") != "")
    good = parents.filter(is_ssn & is_named & (pl.col("owed") >= 0))
    left_out = parents.join(good, on="pass_back", how="anti")
    content = write_table(load_table(TABLES[partner]), map(_request, good.to_dicts()), on=on)
    nameless = "The parent has no name, or no number of nine digits; find it."
    findings = tuple(
        LeftOut(case, _finding("SSN", "ssn", nameless)) for case in left_out["case_id"]
    )
    return Written(content, good.height, ()), good, findings


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


def _left_out(written: Written, cases: pl.Series) -> tuple[LeftOut, ...]:
    """The findings of a writer, each with the case of its row."""
    return tuple(
        LeftOut(cases[found.line - 1] if found.line else "", found)
        for found in written.findings
    )


def _finding(field: str, code: str, reason: str) -> Finding:
    return record_finding(None, field, code=code, reason=reason)
