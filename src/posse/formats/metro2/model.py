"""Who furnishes the file, the records it is made of, and the totals that close it."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from posse.formats.codec import Record, RecordError
from posse.formats.layouts import load_codes, load_layout

HEADER = load_layout("metro2_header")
BASE = load_layout("metro2_base")
TRAILER = load_layout("metro2_trailer")
CODES = load_codes("metro2")
# In the order in which they may follow the base.
SEGMENTS = {
    name: load_layout(f"metro2_{name.lower()}")
    for name in ("J1", "J2", "K1", "K2", "K3", "K4", "L1", "N1")
}
SEGMENT_TOTALS = {
    "J1": "total_j1_segments",
    "J2": "total_j2_segments",
    "K1": "total_original_creditor_segments",
    "K2": "total_purchased_from_sold_to_seg",
    "K3": "total_mortgage_information_segments",
    "K4": "total_specialized_payment_info",
    "L1": "total_change_segments",
    "N1": "total_employment_segments",
}
STATUS_TOTAL = "total_of_status_code"
OTHER_PEOPLE = ("J1", "J2")
DELETED_CONSUMER = "Z"
ZERO_SSN = "000000000"
Segment = tuple[str, Record]


@dataclass(frozen=True)
class Furnisher:
    """Who reports. ``identifier`` is the furnisher's number in every record.

    ``account_type`` is 93 (child support) or 50 (family support), as the bureaus want it.
    """

    identifier: str
    name: str
    address: str
    phone: str
    account_type: str
    innovis_id: str = ""
    equifax_id: str = ""
    experian_id: str = ""
    transunion_id: str = ""

    def check(self) -> None:
        """Refuse to be reported under nobody's number. Raises: RecordError in words."""
        bureaus = (self.innovis_id, self.equifax_id, self.experian_id, self.transunion_id)
        if not self.identifier or not any(bureaus):
            raise RecordError(
                "No bureau's program id or no furnisher id is known; each bureau gives its own"
                " when the agreement is made, and none is made up here"
            )
        if self.account_type not in {"93", "50"}:
            raise RecordError("the account type must be 93 or 50; ask each bureau which")


def totals(
    base: pl.DataFrame, segments: Iterable[Sequence[Segment]]
) -> Mapping[str, str | int | None]:
    """The trailer of these records.

    Records stand in lines and not in blocks, so no blocks are counted.
    Columns: ``status``, ``ecoa``, ``ssn``, ``dob``, ``phone`` as they stand in the file.
    """
    count: Counter[str] = Counter()
    for status, found in base.group_by("status").len().iter_rows():
        name = f"{STATUS_TOTAL}{'_' if not status.isdigit() else ''}{status.lower()}"
        if name in TRAILER.by_name:
            count[name] += found
    for each in segments:
        for name, record in each:
            count[SEGMENT_TOTALS[name]] += 1
            _count_person(count, name, record)
    count["total_base_records"] = base.height
    count["total_ssns_base_segments"] = _filled(base["ssn"])
    count["total_birth_dates_base_segments"] = _filled(base["dob"])
    for what in ("ssns", "birth_dates"):
        people = ("base", "j1", "j2")
        count[f"total_{what}_all_segments"] = sum(
            count[f"total_{what}_{who}_segments"] for who in people
        )
    count["total_phone_number_all_segments"] += _filled(base["phone"])
    count["total_of_ecoa_code_z"] += base.filter(pl.col("ecoa") == DELETED_CONSUMER).height
    numbers = [field.name for field in TRAILER.fields if field.is_number]
    # The one reserved number of the trailer is blank in the public sample.
    values = {name: count[name] for name in numbers if name != "reserved4"}
    return {"record_descriptor_word": "0426", "record_identifier": "TRAILER", **values}


def _count_person(count: Counter[str], name: str, record: Record) -> None:
    """Numbers, birth dates and telephones of another person of the account."""
    if name not in OTHER_PEOPLE:
        return
    ending = name.lower()
    for what, field in (("ssns", "ssn"), ("birth_dates", "dob")):
        is_told = bool(str(record.get(f"{field}_{ending}") or "").strip("0 "))
        count[f"total_{what}_{ending}_segments"] += is_told
    phone = str(record.get(f"phone_num_{ending}") or "")
    count["total_phone_number_all_segments"] += bool(phone.strip("0 "))
    count["total_of_ecoa_code_z"] += record.get(f"ecoa_{ending}") == DELETED_CONSUMER


def _filled(column: pl.Series) -> int:
    """How many of a column tell something: neither blank nor zeros."""
    return int((column.str.strip_chars("0 ") != "").sum())
