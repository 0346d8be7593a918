"""Employers' payment files for made-up cases, and the runs that take them in."""

from datetime import date
from pathlib import Path

from tests.files.ach_files import HEADER, batch, entry, segment

from posse.apps.cases.models import Case
from posse.apps.people.models import Identifier
from posse.apps.runs.models import Run
from posse.formats.nacha import write_credits
from posse.jobs.nightly import run_nightly
from posse.jobs.nightly_outcome import NightlyOutcome
from posse.services.money_in.receipts import do_receive_file
from posse.services.money_in.receive_outcome import ReceiveOutcome
from posse.services.runs import do_start_run

# A Thursday: the first business day after tests' cases are opened.
RECEIVED_ON = date(2026, 10, 1)
NEXT_DAY = date(2026, 10, 2)


def ssn_of(case: Case) -> str:
    """The Social Security number of a case's obligor."""
    return Identifier.objects.filter(participant=case.obligor, kind="ssn").latest("id").number


def payment(case: Case | None, amount_cents: int = 40_000, **changes: object) -> dict:
    """An entry that pays ``amount_cents`` for a case; changes are those of its DED segment."""
    words = {
        "collected_on": date(2026, 9, 29),
        "amount_cents": amount_cents,
        "remittance_id": case.number if case else "NOBODY1",
        "obligor_ssn": ssn_of(case) if case and case.obligor else "999999999",
        "fips": "56021",
    }
    return entry(amount_cents=amount_cents, addenda=segment(**{**words, **changes}))


def payment_file(*entries: dict, **changes: object) -> bytes:
    """A file of one employer's payments; changes are those of its batch."""
    return write_credits(HEADER, [batch(list(entries), **changes)])


def start_run(on: date = RECEIVED_ON, key: str = "test") -> Run:
    """A run by hand."""
    return do_start_run(key=f"{key}:{on}", kind="screen", business_date=on, by="test")


def receive(content: bytes, on: date = RECEIVED_ON, name: str = "test.ach") -> ReceiveOutcome:
    """Take a file in."""
    return do_receive_file(content=content, name=name, received_on=on, run=start_run(on))


def put_in_inbox(home: Path, content: bytes, *, on: date = RECEIVED_ON, name: str) -> Path:
    """Lay a file into the inbox of a day."""
    folder = home / "inbox" / on.isoformat()
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    path.write_bytes(content)
    return path


def night(home: Path, on: date = RECEIVED_ON) -> NightlyOutcome:
    """The nightly job of a day."""
    inbox, outbox = home / "inbox", home / "outbox"
    inbox.mkdir(exist_ok=True)
    return run_nightly(business_date=on, inbox=inbox, outbox=outbox, by="test")
