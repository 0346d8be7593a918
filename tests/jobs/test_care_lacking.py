"""From April 2027 on the charts are not known: refused in words, and asked for before."""

from datetime import date

import pytest
from tests.care_families import BY, ON, build_family
from tests.jobs.test_care_deciding import application_of
from tests.jobs.test_care_duties import searching

from posse.apps.runs.models import Run
from posse.apps.subsidy.models import AuthorizationEnd, Determination
from posse.apps.work.models import Task
from posse.jobs.caring import do_care
from posse.rules.errors import EmptyValue
from posse.services.care import lacking
from posse.services.care.caseload import compare, do_recompute_caseload
from posse.services.care.deciding import do_approve
from posse.services.care.lacking import lacking_charts
from posse.services.care.night import do_run_care
from posse.services.runs import do_start_run

pytestmark = pytest.mark.django_db
LAST_KNOWN, UNKNOWN = date(2027, 3, 31), date(2027, 4, 1)
WARNED = date(2027, 1, 31)
CHARTS = [
    "childcare.rates.maximum", "childcare.scale.chart", "childcare.scale.guideline",
    "childcare.scale.steps",
]  # fmt: skip


@pytest.mark.cites("CC-906-A")
def test_a_month_without_a_chart_is_refused_in_words_and_nothing_is_written():
    family = build_family()
    do_approve(application_of(family), on=ON, by=BY)
    before = Determination.objects.count()
    assert list(compare(on=LAST_KNOWN))
    for refused in (
        lambda: list(compare(on=UNKNOWN)),
        lambda: do_recompute_caseload(on=UNKNOWN, by=BY),
        lambda: do_approve(application_of(family), on=UNKNOWN, by=BY),
    ):
        with pytest.raises(EmptyValue, match=r"by family size and step.* is empty since 2027"):
            refused()
    assert Determination.objects.count() == before


@pytest.mark.cites("CC-906-A")
def test_a_missing_chart_keeps_back_what_needs_it_and_no_letter_that_does_not():
    family = searching(ended_on=date(2026, 12, 31))
    run = do_start_run(key="night", kind="nightly", business_date=UNKNOWN, by=BY)
    [note] = do_care(run, progress=lambda *_: None)
    assert note.startswith("Child care was not worked whole: childcare.scale.chart")
    assert not AuthorizationEnd.objects.exists()
    # The first reminder of the review of June 2027 is sixty days before its months end.
    assert family.care_case.notices.filter(kind="care_review_due").exists()
    assert Run.objects.get().steps.get().name == "child care"


def test_a_night_asks_for_the_next_charts_sixty_days_before_and_once(monkeypatch):
    build_family()
    assert lacking_charts(on=date(2027, 1, 30)) == []
    assert [each.key for each in lacking_charts(on=WARNED)] == CHARTS
    do_run_care(on=WARNED, by=BY)
    do_run_care(on=WARNED, by=BY)
    tasks = Task.objects.filter(kind=lacking.ASKED, state="open")
    assert tasks.count() == len(CHARTS)
    assert {task.due_on for task in tasks} == {UNKNOWN}
    # Once a chart is entered its task is closed.
    kept = [each for each in lacking_charts(on=WARNED) if each.key != CHARTS[1]]
    monkeypatch.setattr(lacking, "lacking_charts", lambda on: kept)
    do_run_care(on=date(2027, 2, 3), by=BY)
    assert tasks.all().count() == len(CHARTS) - 1
