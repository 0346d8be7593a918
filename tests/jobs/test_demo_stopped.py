"""A demo that was stopped in the middle goes on, and ends like one that was not."""

from datetime import date

import pytest
from tests.databases import database_name, database_used, numbered_from_one
from tests.demo import REQUEST, books_now, make_demo, sent_now

from posse.apps.runs.choices import RunKind, RunState
from posse.apps.runs.models import Run
from posse.jobs.demo.flow import run_demo


@pytest.fixture
def empty_database(standing_demo, django_db_blocker):
    """A database of its own, since what was done before the stop must stay done."""
    with (
        django_db_blocker.unblock(),
        numbered_from_one(name=f"{database_name()}_stopped") as name,
        database_used(name),
    ):
        yield name


@pytest.mark.slow
@pytest.mark.django_db(transaction=True)
def test_demo_stopped_in_the_middle_of_the_month_ends_like_one_that_was_not(
    standing_demo, empty_database, tmp_path
) -> None:
    def stop_in_the_middle(what: str, _done: int, _total: int) -> None:
        if what == f"Night of {date(2026, 10, 14)}: fold":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run_demo(REQUEST, home=tmp_path, tell=stop_in_the_middle)
    assert Run.objects.get(kind=RunKind.DEMO).state == RunState.RUNNING
    make_demo(tmp_path)
    assert books_now() == standing_demo.books
    assert sent_now() == standing_demo.sent
