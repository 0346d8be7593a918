"""The list of runs."""

from datetime import date

import pytest

from posse.apps.runs.models import Run
from posse.services.pages.history import recent_runs

pytestmark = pytest.mark.django_db


def test_runs_are_listed_from_the_latest_business_date_down():
    days = [date(2026, 10, day) for day in (5, 14, 7, 30, 1)]
    for day in days:
        Run.objects.create(key=f"k{day}", kind="nightly", business_date=day, started_by="test")
    assert [run.business_date for run in recent_runs()] == sorted(days, reverse=True)
