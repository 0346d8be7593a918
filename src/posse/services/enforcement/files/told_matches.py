"""A partner's records of money or property as :class:`Told`, whichever file they came in."""

from collections.abc import Callable, Iterator, Mapping
from datetime import date

from posse.apps.enforcement.choices import MatchSource
from posse.formats.codec import Record
from posse.formats.record_lines import PartnerFile
from posse.services.enforcement.match_reading import Told

FULL_PASS_BACK = 15


def told_matches(
    file: PartnerFile, source: MatchSource, *, on: date
) -> Iterator[tuple[int, Told]]:
    """Each record of a file by its line. ``on`` is the day where the record tells none."""
    make = READERS[source]
    for line, record in file.records:
        yield line, make(record, source, on)


def _account(record: Record, source: MatchSource, on: date) -> Told:
    """A matched account; its number is kept only as its last four places."""
    number = str(record["payee_account_number"])
    tin, words = str(record["institution_tin"]), str(record["words"])
    cents = record["balance_cents"]
    return Told(
        source=source,
        reference=f"{tin}/{record['ssn']}/{number}"[:80],
        institution=str(record["institution"]),
        matched_on=on,
        ssn=str(record["ssn"]),
        owner=str(record["matched_name"]),
        amount_cents=cents if isinstance(cents, int) else None,
        more={"account_ending": number[-4:], "codes": words,
              "second_owner": str(record["second_payee_name"])},
    )  # fmt: skip


def _claim(record: Record, source: MatchSource, on: date) -> Told:  # noqa: ARG001
    """An insurer's claim, whose amount is among the bytes that are not known."""
    day = str(record["matched_on"])
    insurer = str(record["insurer_identifier"])
    return Told(
        source=source,
        reference=f"{insurer}/{record['obligor_ssn']}/{day}",
        institution=str(record["insurer_name"]),
        matched_on=date.fromisoformat(day),
        ssn=str(record["insurer_provided_ssn"]) or str(record["obligor_ssn"]),
        owner=f"{record['obligor_first_name']} {record['obligor_last_name']}",
        more={"insurer": insurer},
    )


def _property(record: Record, source: MatchSource, on: date) -> Told:  # noqa: ARG001
    return _row(record, source, owner="owner_name", number="property_number",
                holder=str(record["holder"]), day="reported_on")  # fmt: skip


def _prize(record: Record, source: MatchSource, on: date) -> Told:  # noqa: ARG001
    return _row(record, source, owner="winner_name", number="claim_number",
                holder="Wyoming Lottery", day="claimed_on")  # fmt: skip


def _row(
    record: Record, source: MatchSource, *, owner: str, number: str, holder: str, day: str
) -> Told:
    request, cents = str(record["request_number"]), record["amount"]
    return Told(
        source=source,
        reference=str(record[number]),
        institution=holder,
        matched_on=date.fromisoformat(str(record[day])),
        ssn=str(record["ssn"]),
        owner=str(record[owner]),
        # A number that is none of this office's is nobody's, which the comparison tells.
        obligor=int(request) if request.isascii() and request.isdigit() else 0,
        amount_cents=cents if isinstance(cents, int) else None,
    )


READERS: Mapping[MatchSource, Callable[[Record, MatchSource, date], Told]] = {
    MatchSource.FIDM: _account,
    MatchSource.MSFIDM: _account,
    MatchSource.INSURANCE: _claim,
    MatchSource.UNCLAIMED_PROPERTY: _property,
    MatchSource.LOTTERY: _prize,
}
