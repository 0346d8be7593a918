"""Answers of made-up partners, and parents who were submitted to them."""

from collections.abc import Iterable, Mapping
from datetime import date

from posse.apps.cases.models import Case
from posse.apps.enforcement.models import RemedyState
from posse.apps.payments.choices import FileKind
from posse.apps.payments.models import FileFinding
from posse.apps.people.models import Identifier
from posse.apps.runs.choices import RunKind
from posse.formats.layouts import load_table
from posse.formats.tables import write_table
from posse.services.enforcement.files.receiving import do_take_answer
from posse.services.runs import do_start_run


def stand(case: Case, remedy: str, *, on: date, state: str = "submitted") -> RemedyState:
    """A remedy that stands for a case's parent since a day."""
    found, _ = RemedyState.objects.update_or_create(
        obligor=case.obligor, remedy=remedy,
        defaults={
            "is_eligible": True, "state": state, "since": on, "amount_cents": 320_050,
            "noticed_on": date(2026, 8, 3), "last_submitted_on": on, "submitted_cents": 320_050,
        },
    )  # fmt: skip
    return found


def number_of(case: Case) -> str:
    """The Social Security number of a case's parent."""
    return Identifier.objects.filter(participant=case.obligor, kind="ssn").latest("id").number


def prize(case: Case, **changes: object) -> dict[str, object]:
    """A claim of a prize by a case's parent."""
    row = {
        "request_number": str(case.obligor_id), "ssn": number_of(case),
        "winner_name": "Noel Testerly", "claim_number": "L-1", "amount": 40_000,
        "claimed_on": "2026-09-28",
    }  # fmt: skip
    return {**row, **changes}


def license_answer(case: Case, **changes: object) -> dict[str, object]:
    """What the department answers about a parent's driver's license."""
    row = {
        "request_number": str(case.obligor_id), "licence_kind": "drivers",
        "result": "found", "licence_number": "EX-77", "holder_name": "Noel Testerly",
        "effective_on": "2026-09-28", "reason": "",
    }  # fmt: skip
    return {**row, **changes}


def table(layout: str, *rows: Mapping[str, object], on: date) -> bytes:
    """A partner's file in a layout of this project's own."""
    told: Iterable[Mapping[str, object]] = rows
    return write_table(load_table(layout), told, on=on)  # type: ignore[arg-type]


def build_answer(case: Case, *, on: date) -> tuple[int, int]:
    """A prize of nobody's, told by the lottery: its file, and the finding that it left."""
    content = table("lottery_answer", prize(case, request_number="0"), on=on)
    run = do_start_run(key="answers", kind=RunKind.RECEIVE, business_date=on, by="night")
    do_take_answer(
        content=content,
        name="draw.lottery.csv",
        kind=FileKind.LOTTERY,
        received_on=on,
        run=run,
    )
    finding = FileFinding.objects.get(file__kind=FileKind.LOTTERY)
    return finding.file_id, finding.pk
