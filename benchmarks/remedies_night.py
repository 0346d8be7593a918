"""All remedies of a whole caseload with the database: a first night, a next one, the dashboard.

Makes a caseload in the database of ``POSSE_HOME``, folds it, judges every remedy of every
parent twice, and opens what the dashboard reads. Prints the measured row as JSON, as its
last line. The first night writes a decision, a move and a standing for all that it finds.
"""

import argparse
import json
import os
import resource
import time
from collections.abc import Callable
from datetime import date

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posse.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django must stand before these
from django.db import connection  # noqa: E402

from posse.apps.runs.choices import RunKind  # noqa: E402
from posse.jobs.demo.caseload import demo_caseload  # noqa: E402
from posse.jobs.demo.mix import Request  # noqa: E402
from posse.services.books.fold_list import obligors_to_fold, partitions  # noqa: E402
from posse.services.books.posting import do_fold  # noqa: E402
from posse.services.demo.caseload import do_write_caseload  # noqa: E402
from posse.services.enforcement.lifecycle import do_evaluate_everybody  # noqa: E402
from posse.services.enforcement.tallying import do_tally_remedies  # noqa: E402
from posse.services.pages.remedies_at_a_glance import (  # noqa: E402
    collected_by_month,
    remedy_counts,
)
from posse.services.pages.remedy_lists.listing import Asked  # noqa: E402
from posse.services.pages.remedy_lists.register import waiting_lists  # noqa: E402
from posse.services.runs import do_start_run  # noqa: E402

FIRST, NEXT = date(2026, 10, 1), date(2026, 10, 2)
BY = "bench"


def timed(act: Callable[[], object]) -> float:
    """Seconds that something takes."""
    began = time.perf_counter()
    act()
    return round(time.perf_counter() - began, 2)


def fold() -> None:
    """What the books say of everybody on the first night."""
    run = do_start_run(key="bench", kind=RunKind.NIGHTLY, business_date=FIRST, by=BY)
    for part in partitions(obligors_to_fold(through=FIRST)):
        do_fold(obligors=part, through=FIRST, run=run)
    with connection.cursor() as cursor:
        cursor.execute("VACUUM ANALYZE")


def dashboard() -> None:
    """All that the page of remedies reads."""
    asked = Asked(on=NEXT)
    remedy_counts(asked)
    waiting_lists(asked)
    collected_by_month(on=NEXT, sees_tax=True)


def main() -> None:
    """Make, fold, judge, count, and print one row."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=240_000)
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    do_write_caseload(demo_caseload(Request(cases=chosen.cases, month=FIRST)))
    fold()
    measured = {
        "first_night_seconds": timed(lambda: do_evaluate_everybody(on=FIRST, by=BY)),
        "next_night_seconds": timed(lambda: do_evaluate_everybody(on=NEXT, by=BY)),
        "count_seconds": timed(lambda: do_tally_remedies(on=NEXT)),
        "dashboard_seconds": timed(dashboard),
    }
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(DISTINCT obligor_id) FROM cases_case")
        (parents,) = cursor.fetchone()
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    print(json.dumps({"parents": parents, **measured, "peak_megabytes": peak}))


if __name__ == "__main__":
    main()
