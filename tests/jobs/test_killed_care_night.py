"""A night of child care killed anywhere and run again writes to each family once.

The nights run as processes of their own on twins of one small made-up database, and are
killed without warning as soon as they have written something.
"""

import signal
import subprocess
import time
from pathlib import Path

import psycopg
import pytest
from tests.jobs.test_killed_nightly import (  # noqa: F401 - a fixture
    books,
    databases,
    finished,
    nightly,
)
from tests.processes import address, process

# Families to whom the night of October 1, 2026 writes, for a reason each.
MAKE_FAMILIES = """
from datetime import date, timedelta
import django
django.setup()
from django.core.management import call_command
call_command("migrate", verbosity=0)
from tests.care_families import BY, ON, build_family, build_provider
from tests.jobs.test_care_deciding import application_of
from tests.jobs.test_care_disqualifying import disqualified, sole
from tests.jobs.test_care_duties import searching
from tests.jobs.test_care_power import in_power
from posse.services.care.power import do_authorize_days
for _ in range(4):
    searching(ended_on=date(2026, 6, 30))
for _ in range(2):
    sole()
_, _, application = in_power()
do_authorize_days(application, on=ON, by=BY)
on = date(2026, 9, 1)
for _ in range(3):
    application_of(build_family(), filed_on=on)
waiting = build_provider(registered_on=None, licence="none")
application_of(build_family(provider=waiting), filed_on=on)
"""
# What must be the same, told by what does not depend on counters of rows.
WRITTEN = {
    "letters": """
        SELECT c.number, l.kind, l.about, l.effective_on, s.size_bytes > 0
        FROM records_letter l JOIN care_carecase c ON c.id = l.care_case_id
        JOIN records_storedfile s ON s.id = l.stored_id ORDER BY 1, 2, 3, 4""",
    "notices": """
        SELECT c.number, n.kind, count(*) FROM subsidy_carenotice n
        JOIN care_carecase c ON c.id = n.care_case_id GROUP BY 1, 2 ORDER BY 1, 2""",
    "ends": """
        SELECT c.number, e.reason, e.effective_on, count(*) FROM subsidy_authorizationend e
        JOIN care_carecase c ON c.id = e.care_case_id GROUP BY 1, 2, 3 ORDER BY 1, 2, 3""",
    "periods": """
        SELECT c.number, p.effective_on, p.ends_on, p.step FROM subsidy_careperiod p
        JOIN care_carecase c ON c.id = p.care_case_id ORDER BY 1, 2, 3, 4""",
    "determinations": """
        SELECT c.number, d.kind, d.is_eligible, d.failing::text, count(*)
        FROM subsidy_determination d JOIN care_carecase c ON c.id = d.care_case_id
        GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4""",
    "tasks": "SELECT kind, subject, url, state, due_on FROM work_task ORDER BY 1, 2, 3, 5",
    "narratives": """
        SELECT c.number, n.topic, n.text FROM care_carenarrative n
        JOIN care_carecase c ON c.id = n.care_case_id ORDER BY 1, 2, 3""",
    "step": """
        SELECT in_count, out_count, rejected_count FROM runs_runstep
        WHERE name = 'child care'""",
}
COUNT = """
    SELECT (SELECT count(*) FROM subsidy_carenotice) + (SELECT count(*) FROM work_task)
         + (SELECT count(*) FROM subsidy_authorizationend)"""


def kill_after_writing(running: subprocess.Popen, name: str, *, more: int) -> bool:
    """Kill a night once it wrote so many things more; whether it still ran then."""
    with psycopg.connect(address(name), autocommit=True) as watcher:
        before = watcher.execute(COUNT).fetchone()[0]
        while running.poll() is None:
            if watcher.execute(COUNT).fetchone()[0] >= before + more:
                break
            time.sleep(0.001)
    still_ran = running.poll() is None
    running.send_signal(signal.SIGKILL)
    running.communicate(timeout=30)
    return still_ran


@pytest.mark.slow
def test_a_night_of_child_care_killed_anywhere_writes_to_each_family_once(
    databases,  # noqa: F811 - the fixture
    tmp_path: Path,
):
    home, killed_home = tmp_path / "whole", tmp_path / "killed"
    for each in (home, killed_home):
        each.mkdir()
    original = databases()
    finished(process(original, home, "-c", MAKE_FAMILIES))
    whole, killed = databases(original), databases(original)
    before = books(original, WRITTEN)

    finished(nightly(whole, home))
    hits = sum(
        kill_after_writing(nightly(killed, killed_home), killed, more=more)
        for more in (1, 2, 3)
    )
    between = books(killed, WRITTEN)
    finished(nightly(killed, killed_home))
    finished(nightly(killed, killed_home))

    expected, ended = books(whole, WRITTEN), books(killed, WRITTEN)
    assert hits >= 2, "hardly any kill came in time to matter"
    assert before["letters"] != between["letters"] != expected["letters"]
    for what, rows in expected.items():
        assert ended[what] == rows, what
    assert len(expected["ends"]) == 4
    assert {kind for kind, *_ in expected["tasks"]} >= {
        "care_power_over", "care_sole_disqualified",
    }  # fmt: skip
    assert {kind for _, kind, *_ in expected["letters"]} >= {
        "care_ending", "care_license_pending", "care_pending",
    }  # fmt: skip
