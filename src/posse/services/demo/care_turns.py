"""Demo families whose work took a turn: one at POWER's programme, one in search of a job."""

from datetime import date, timedelta

from posse.apps.care.models import Activity, CareApplication, CareCase, CareIncome
from posse.apps.people.models import Participant
from posse.services.care.activities import Span, do_record_activity
from posse.services.care.incomes import do_record_income
from posse.services.care.power import do_apply_for_power, do_authorize_days, do_tell_power
from posse.services.demo.care_proofs import do_prove_demo

PLAN = tuple(Span(day, 9 * 60, 15 * 60) for day in range(4))


def do_begin_power(application: CareApplication, *, started: date, on: date, by: str) -> None:
    """An applicant who asked for POWER on the same day, and is paid child care meanwhile.

    Source: CC-401-F, CC-401-F-1, CC-401-F-2.
    """
    care_case, told = application.care_case, started + timedelta(days=2)
    assert care_case is not None, "a demo's application has its case"
    person = care_case.applicant
    do_record_activity(
        care_case=care_case, participant=person, kind="power", begins_on=started, spans=PLAN,
        place="Pretend Work Programme", replaces=_activity(care_case, person), on=told, by=by,
    )  # fmt: skip
    do_prove_demo(care_case, on=told, by=by)
    power = do_apply_for_power(
        care_case=care_case, participant=person, applied_on=started, must_work=True,
        needs_care=True, manager="Wim Workmade", on=told, by=by,
    )  # fmt: skip
    do_tell_power(
        power, what="sent", happened_on=told, words="A copy went to Wim Workmade by e-mail",
        on=told, by=by,
    )  # fmt: skip
    do_authorize_days(application, on=min(told, on), by=by)


def do_lose_work(care_case: CareCase, person: Participant, *, lost_on: date, by: str) -> None:
    """Somebody who lost her work and searches for another.

    Source: CC-700-A-job-search.
    """
    work = _activity(care_case, person)
    do_record_activity(
        care_case=care_case, participant=person, kind="employment",
        begins_on=work.effective_on, ends_on=lost_on, spans=(), place=work.place,
        replaces=work, on=lost_on, by=by,
    )  # fmt: skip
    wages = CareIncome.objects.filter(care_case=care_case, participant=person).latest("id")
    do_record_income(
        care_case=care_case, participant=person, kind=wages.kind, payer=wages.payer,
        frequency=wages.frequency, expected={"check_cents": wages.check_cents},
        effective_on=wages.effective_on, ended_on=lost_on, reasons="The work ended",
        replaces=wages, on=lost_on, by=by,
    )  # fmt: skip
    began = lost_on + timedelta(days=1)
    do_record_activity(
        care_case=care_case, participant=person, kind="job_search", begins_on=began,
        spans=PLAN, place="Search for a job", on=began, by=by,
    )  # fmt: skip


def _activity(care_case: CareCase, person: Participant) -> Activity:
    return Activity.objects.filter(care_case=care_case, participant=person).latest("id")
