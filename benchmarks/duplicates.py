"""The duplicate report over 1,000,000 made-up people, of whom one in fifty is entered twice.

On a database of its own, which it fills by COPY where it is empty. Tells how long the report
takes, and how many of those entered twice it finds. Prints the measured rows as JSON, as its
last line.
"""

import argparse
import json
import os
import resource
import time

import django
import polars as pl

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posse.config.settings")
django.setup()

from django.core.management import call_command  # noqa: E402 - Django must stand first
from django.db import connection  # noqa: E402

from made_up_people import made_up_people  # noqa: E402
from posse.apps.matching.choices import PairKind  # noqa: E402
from posse.services.bulk import read_frame  # noqa: E402
from posse.services.matching.batch import do_report_duplicates  # noqa: E402
from search_load import ON, fill, say  # noqa: E402

SECONDS_MAX = 300
PAIR = {"one": pl.Int64, "other": pl.Int64}


def main() -> None:
    """Fill where empty, report, count what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=1_000_000)
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_participant")
        if not cursor.fetchone()[0]:
            fill(chosen.people)
    say("reporting")
    began = time.perf_counter()
    report = do_report_duplicates(on=ON, by="bench")
    seconds = time.perf_counter() - began
    memory_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = read_frame(
        "SELECT one_id, other_id FROM matching_duplicatepair WHERE kind = %s",
        schema=PAIR,
        params=[str(PairKind.ALIKE)],
    )
    _people, twice = made_up_people(report.people_count)
    right = found.join(twice, on=["one", "other"], how="semi").height
    rows = [
        {
            "what": f"duplicate report over {report.people_count:,} people",
            "measured": f"{seconds:.0f} s",
            "limit": f"{SECONDS_MAX} s",
        },
        {
            "what": "… pairs compared; pairs shown",
            "measured": f"{report.compared_count:,}; {report.pair_count:,}",
            "limit": "",
        },
        {
            "what": f"… of {twice.height:,} entered twice with slips, shown as alike",
            "measured": f"{right / twice.height:.1%}",
            "limit": "",
        },
        {
            "what": "… of those shown as alike, entered twice",
            "measured": f"{right / max(found.height, 1):.1%}",
            "limit": "",
        },
        {"what": "… its peak memory", "measured": f"{memory_mb:,.0f} MB", "limit": ""},
    ]
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
