"""Sources of income: from jobs, payments and payors' words, each once, and ended once."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, build_case
from tests.money_facts import post
from tests.payments import start_run
from tests.withheld import TOLD_ON, build_payor, build_source

from posse.apps.payments.models import InboundFile, Receipt, TerminationNotice
from posse.apps.withholding.models import IncomeSource, SourceEnd
from posse.services.register.people import do_record_employment
from posse.services.withholding.deriving import do_derive_sources
from posse.services.withholding.sources import do_end_source, do_take_source, sources_of_obligor

pytestmark = pytest.mark.django_db

NEXT = TOLD_ON + timedelta(days=1)


def derive(on=TOLD_ON):
    return do_derive_sources(on=on, since=on - timedelta(days=40), by=BY)


def employ(case, employer=None, *, on=TOLD_ON, **told):
    return do_record_employment(
        participant=case.obligor, employer=employer, on=on, by=BY, **told
    )


def test_job_of_a_paying_parent_becomes_a_source_once():
    case = build_case()
    employer = build_payor()
    employ(case, employer)
    assert derive() == 1
    assert derive() == 0
    source = IncomeSource.objects.get()
    assert (source.obligor, source.employer, source.kind) == (case.obligor, employer, "wages")


def test_job_of_somebody_who_pays_nobody_is_no_source():
    case = build_case()
    do_record_employment(participant=case.obligee, employer=build_payor(), on=TOLD_ON, by=BY)
    assert derive() == 0


def test_job_at_a_payor_without_a_number_is_a_source_by_name():
    employ(build_case(), employer_name="Somebody's Ranch")
    derive()
    assert IncomeSource.objects.get().payor == "Somebody's Ranch"


def test_end_of_a_job_ends_its_source_once():
    case, employer = build_case(), build_payor()
    employ(case, employer)
    derive()
    employ(case, employer, on=NEXT, is_ended=True)
    assert derive(NEXT) == 1
    assert derive(NEXT) == 0
    assert SourceEnd.objects.get().ended_on == NEXT


def test_job_taken_up_again_later_is_a_new_source():
    case, employer = build_case(), build_payor()
    employ(case, employer)
    derive()
    employ(case, employer, on=NEXT, is_ended=True)
    derive(NEXT)
    later = NEXT + timedelta(days=9)
    employ(case, employer, on=later)
    derive(later)
    assert [source.began_on for source in IncomeSource.objects.order_by("began_on")] == [
        TOLD_ON,
        later,
    ]


@pytest.mark.cites("CS-IRG-G13")
def test_payors_own_word_ends_the_source():
    case, employer = build_case(), build_payor()
    build_source(case, employer=employer)
    told(case, employer)
    assert derive(NEXT) == 1
    end = SourceEnd.objects.get()
    assert (end.ended_on, end.told_by) == (NEXT, "payor")


def told(case, employer):
    file = InboundFile.objects.create(
        sha256="0" * 64, name="words", content=b"", received_on=NEXT, state="accepted",
        run=start_run(NEXT, key="words"),
    )  # fmt: skip
    return TerminationNotice.objects.create(
        file=file, line=1, participant=case.obligor, employer=employer, remittance_id="",
        payor_name="", effective_on=NEXT, recorded_on=NEXT, recorded_by=BY,
    )  # fmt: skip


def test_payor_who_sends_what_was_withheld_is_a_matched_source():
    case, employer = build_case(), build_payor()
    pay(case, employer)
    derive()
    source = IncomeSource.objects.get()
    assert (source.employer, source.told_by) == (employer, "match")
    assert derive(NEXT) == 0


def pay(case, employer):
    known = post(case, on=TOLD_ON, collected_on=TOLD_ON)
    return Receipt.objects.create(
        source="income_withholding", amount_cents=1_000, payor_id=f"1{employer.fein}",
        obligor=known.obligor, case=case, effective_on=TOLD_ON, recorded_on=TOLD_ON,
        recorded_by=BY,
    )  # fmt: skip


def test_last_payment_after_the_end_of_a_job_is_no_new_source():
    case, employer = build_case(), build_payor()
    source = build_source(case, employer=employer, told_on=date(2026, 9, 1))
    do_end_source(
        source=source, ended_on=date(2026, 9, 20), told_on=TOLD_ON, told_by="payor", by=BY
    )
    pay(case, employer)
    assert derive() == 0


def test_source_told_twice_is_one_and_ends_once():
    case = build_case()
    source = build_source(case)
    assert build_source(case, employer=source.employer, told_by="parent") == source
    end = {"ended_on": NEXT, "told_on": NEXT, "told_by": "worker", "by": BY}
    do_end_source(source=source, **end)
    with pytest.raises(ValueError, match="already"):
        do_end_source(source=source, **end)


def test_source_that_ends_before_it_begins_or_names_no_payor_is_refused():
    case = build_case()
    with pytest.raises(ValueError, match="the end"):
        do_end_source(
            source=build_source(case), ended_on=date(2020, 1, 1), told_on=NEXT,
            told_by="worker", by=BY,
        )  # fmt: skip
    with pytest.raises(ValueError, match="the payor's name is missing"):
        do_take_source(
            obligor=case.obligor, kind="other", began_on=TOLD_ON, told_on=TOLD_ON,
            told_by="worker", by=BY,
        )  # fmt: skip


@pytest.mark.cites("45 CFR 303.100(e)(2)")
def test_source_found_by_a_worker_has_fifteen_days_and_a_report_two_business_days():
    case = build_case()
    build_source(case)
    build_source(case, employer=build_payor("990000003"), told_by="parent")
    due = {each.source.told_by: each.order_due_on for each in told_on_day(case)}
    # 1 October 2026 is a Thursday.
    assert due == {"new_hire": date(2026, 10, 5), "parent": date(2026, 10, 16)}


def told_on_day(case):
    return sources_of_obligor(case.obligor, on=TOLD_ON)


def test_page_reader_puts_running_sources_first_and_says_why():
    case = build_case()
    ended = build_source(case)
    do_end_source(
        source=ended,
        ended_on=TOLD_ON,
        told_on=TOLD_ON,
        told_by="payor",
        by=BY,
        note="Laid off.",
    )
    build_source(case, employer=build_payor("990000003"))
    running, gone = told_on_day(case)
    assert running.source.ended_on is None
    assert gone.why.endswith("told by the payor. Laid off.")
