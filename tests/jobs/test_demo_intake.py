"""The demo's desk of intake has something of each kind, and audits find some slips."""

from datetime import date
from pathlib import Path

import polars as pl
import pytest

from posse.apps.cases.models import Case
from posse.apps.intake.models import (
    Application,
    ApplicationCase,
    CaseQuality,
    CaseSearch,
    Inquiry,
    Referral,
)
from posse.jobs.demo.caseload import demo_caseload
from posse.jobs.demo.intake import DAYS, do_intake_day
from posse.jobs.demo.mix import Request
from posse.services.demo.caseload import do_write_caseload
from posse.services.intake.differences import differences_for_application
from posse.services.runs import do_start_run

REQUEST = Request(cases=40, seed=7, month=date(2026, 10, 1))


def test_most_of_the_demos_children_are_in_order_and_each_slip_is_there():
    caseload = demo_caseload(Request(cases=2_000, seed=3, month=date(2026, 10, 1)))
    told = caseload["cases_paternity"]
    presumed = told.filter(pl.col("method") == "presumed")
    assert presumed["born_out_of_wedlock"].is_in(["no", "unknown"]).all()
    assert set(told["born_out_of_wedlock"]) == {"yes", "no", "unknown"}
    assert told.filter((pl.col("status") == "established") & (pl.col("evidence") == "")).height
    parents = caseload["cases_parents"]
    assert (parents["ended_on"] >= parents["married_on"]).drop_nulls().all()


@pytest.mark.django_db
def test_a_month_of_intake_leaves_work_of_every_kind(tmp_path: Path):
    do_write_caseload(demo_caseload(REQUEST))
    run = do_start_run(key="demo:test", kind="demo", business_date=REQUEST.opened_on, by="demo")
    for place in range(20):
        for _ in range(2):  # A day that is made again adds nothing.
            do_intake_day(REQUEST, run, on=date(2026, 10, 1 + place), place=place)
    assert Inquiry.objects.count() == sum(
        act.__name__ == "_inquiry" for acts in DAYS.values() for act in acts
    )
    states = set(Application.objects.values_list("state", "channel"))
    assert {("draft", "paper"), ("filed", "referral"), ("opened", "paper")} <= states
    assert {("draft", "online"), ("filed", "online")} <= states
    assert Referral.objects.count() == 3
    assert CaseSearch.objects.filter(outcome="").exists()
    updated = ApplicationCase.objects.get()
    assert updated.way == "updated"
    differing = differences_for_application(updated.application, on=date(2026, 10, 20))
    assert {"name", "residence"} == {each.what for each in differing}
    assert Case.objects.count() == REQUEST.cases
    assert CaseQuality.objects.filter(failed_count__gt=0).exists()
