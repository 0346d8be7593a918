"""People of the demo who were entered twice, the report that finds them, and two decisions."""

from datetime import date
from typing import Any

from django.db import transaction

from posse.apps.matching.choices import PairKind, Verdict
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Identity, Participant
from posse.apps.runs.models import Run
from posse.jobs.demo.mix import Request
from posse.services.demo.installation import RECORDED_BY
from posse.services.matching.batch import do_report_duplicates
from posse.services.matching.merging import do_decide_pair, do_merge_people
from posse.services.pages.duplicates import undecided_pairs
from posse.services.register.people import do_add_participant
from posse.services.runs import do_record_step
from posse.services.search.nicknames import nicknames

SECOND_RECORDS, REPORT = "second records", "duplicates"
CASES_A_RECORD, RECORDS_MIN, RECORDS_MAX = 150, 8, 40


def do_duplicates_day(request: Request, run: Run, *, on: date, place: int) -> None:
    """Second records on the first day of the month; the report of them on the second."""
    if place == 0 and not run.steps.filter(name=SECOND_RECORDS).exists():
        _do_enter_again(request, run, on=on)
    if place == 1 and not run.steps.filter(name=REPORT).exists():
        _do_report(run, on=on)


@transaction.atomic
def _do_enter_again(request: Request, run: Run, *, on: date) -> None:
    """Some people as another office took them down, each with a slip of its own kind."""
    count = min(max(request.cases // CASES_A_RECORD, RECORDS_MIN), RECORDS_MAX)
    numbers = Identifier.objects.filter(kind=IdentifierKind.SSN, recorded_by=RECORDED_BY)
    chosen = list(numbers.order_by("id").select_related("participant")[:count])
    for place, number in enumerate(chosen):
        known = Identity.objects.filter(participant=number.participant).latest("id")
        slip = _SLIPS[place % len(_SLIPS)]
        told: dict[str, Any] = {
            "surname": known.surname,
            "given_name": known.given_name,
            "birth_date": known.birth_date,
            "sex": known.sex,
            "ssn": number.number,
        }
        do_add_participant(**{**told, **slip(known, number.number)}, on=on, by=RECORDED_BY)
    do_record_step(run=run, name=SECOND_RECORDS, out_count=len(chosen))


def _swapped_digits(_known: Identity, ssn: str) -> dict[str, Any]:
    return {"ssn": ssn[:6] + ssn[7] + ssn[6] + ssn[8]}


def _nickname(known: Identity, _ssn: str) -> dict[str, Any]:
    others = sorted(nicknames(known.given_name.upper()))
    return {"given_name": (others[0] if others else known.given_name[:1]).title(), "ssn": ""}


def _maiden_name(known: Identity, _ssn: str) -> dict[str, Any]:
    return {"surname": f"{known.surname}-Newname", "ssn": ""}


def _slip_of_the_pen(known: Identity, _ssn: str) -> dict[str, Any]:
    return {"surname": known.surname[:2] + known.surname[3:]}


def _somebody_else(_known: Identity, _ssn: str) -> dict[str, Any]:
    """Another person whose number was mistaken for this one's."""
    return {"surname": "Borrowdale", "given_name": "Quinn", "birth_date": date(1999, 9, 9)}


_SLIPS = (_swapped_digits, _nickname, _maiden_name, _slip_of_the_pen, _somebody_else)


def _do_report(run: Run, *, on: date) -> None:
    """The report, one pair merged and one kept apart."""
    report = do_report_duplicates(on=on, by=RECORDED_BY)
    likely = list(undecided_pairs(kind=PairKind.ALIKE)[:1])
    shared = list(undecided_pairs(kind=PairKind.SHARED_NUMBER)[:1])
    with transaction.atomic():
        for pair in likely:
            do_merge_people(
                merged=Participant.objects.get(pk=pair.other_id),
                into=Participant.objects.get(pk=pair.one_id),
                note="Both gave the same birth certificate (demo)",
                on=on,
                by=RECORDED_BY,
            )
        for pair in shared:
            do_decide_pair(
                one=Participant.objects.get(pk=pair.one_id),
                other=Participant.objects.get(pk=pair.other_id),
                verdict=Verdict.DIFFERENT,
                note="The number was copied from the wrong form (demo)",
                on=on,
                by=RECORDED_BY,
            )
        do_record_step(run=run, name=REPORT, out_count=report.pair_count)
