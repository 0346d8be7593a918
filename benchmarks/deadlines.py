"""The night's deadlines over 1,000,000 cases, and the worklist asked by 50 users at once.

Fills the database of POSSE_HOME where it is empty, takes the cases over in a first night,
runs two more with the facts of a day each, then serves the site on loopback and lets users
open their pages for a bounded time. Prints the measured rows as JSON, as its last line.
"""

import argparse
import http.client
import itertools
import json
import os
import resource
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from http import HTTPStatus

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posse.config.settings")
django.setup()

from django.contrib.auth.models import Group, User  # noqa: E402 - Django must stand first
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from posse.apps.cases.models import Case  # noqa: E402
from posse.apps.runs.choices import RunKind  # noqa: E402
from posse.apps.staff.models import StaffMember  # noqa: E402
from posse.apps.work.models import Task  # noqa: E402
from posse.services.access import CASEWORKER, SUPERVISOR  # noqa: E402
from posse.services.counties import county_names  # noqa: E402
from posse.services.runs import do_start_run  # noqa: E402
from posse.services.staff.members import do_form_team, do_open_office  # noqa: E402
from posse.services.work.night import do_run_deadlines  # noqa: E402
from search_load import PORT, Users, say, served, without_indexes  # noqa: E402

FIRST = date(2026, 10, 1)
NIGHTS = (date(2026, 10, 2), date(2026, 11, 9))
CASES_A_WORKER = 500
# Every number below is a share of the cases, chosen so that each rule has much to do.
FILL = (
    "INSERT INTO people_participant (id) SELECT generate_series(1, {count} * 2)",
    """INSERT INTO people_identity (participant_id, surname, given_name, middle_name, suffix,
           sex, effective_on, recorded_on, recorded_by)
       SELECT n, 'Larkfield' || n % 9973, 'Pat', '', '', '', '{on}', '{on}', 'bench'
       FROM generate_series(1, {count} * 2) AS n""",
    """INSERT INTO people_address (participant_id, kind, line_1, line_2, city, state, zip_code,
           effective_on, recorded_on, recorded_by)
       SELECT n, 'mailing', '1 Example Street', '', 'Cheyenne', 'WY', '82001', '{on}', '{on}',
           'bench'
       FROM generate_series(1, {count} * 2) AS n WHERE n % 5 > 0""",
    "INSERT INTO cases_family (id) SELECT generate_series(1, {count})",
    """INSERT INTO cases_case (id, number, family_id, obligor_id, obligee_id, county_fips,
           opened_on)
       SELECT n, 'C' || 10000000 + n, n, n, n + {count},
           (ARRAY[{counties}])[1 + n % {county_count}], '2020-01-15'
       FROM generate_series(1, {count}) AS n""",
    """INSERT INTO cases_casestatus (case_id, service, state, effective_on, recorded_on,
           recorded_by)
       SELECT n, CASE WHEN n % 10 = 0 THEN 'non_iv_d' ELSE 'iv_d' END,
           CASE WHEN n % 20 = 3 THEN 'closed' ELSE 'open' END, '2020-01-15', '{on}', 'bench'
       FROM generate_series(1, {count}) AS n""",
    """INSERT INTO cases_caserole (case_id, participant_id, role, is_ended, effective_on,
           recorded_on, recorded_by)
       SELECT n, n, 'noncustodial', false, '2020-01-15', '{on}', 'bench'
       FROM generate_series(1, {count}) AS n""",
    """INSERT INTO cases_caserole (case_id, participant_id, role, is_ended, effective_on,
           recorded_on, recorded_by)
       SELECT n, n + {count}, 'custodial', false, '2020-01-15', '{on}', 'bench'
       FROM generate_series(1, {count}) AS n""",
    """INSERT INTO cases_assistanceperiod (family_id, program, effective_on, recorded_on,
           recorded_by)
       SELECT n, 'power', '2026-01-01', '{on}', 'bench'
       FROM generate_series(1, {count}) AS n WHERE n % 6 = 0""",
    """INSERT INTO orders_order (id, case_id, number, court, ordered_on, basis)
       SELECT n, n, 'O' || n, 'Example District Court', DATE '2021-01-01' + n % 1500,
           'paternity'
       FROM generate_series(1, {count}) AS n WHERE n % 7 > 0""",
    """INSERT INTO orders_orderterm (order_id, obligation, amount_cents, frequency,
           first_due_on, effective_on, recorded_on, recorded_by)
       SELECT id, 'child_support', 40000, 'monthly', '2026-10-01', '2026-10-01', '{on}', 'bench'
       FROM orders_order""",
    """INSERT INTO books_posting (obligor_id, case_id, cause, cause_id, effective_on, posted_on,
           debit, credit, amount_cents, run_id)
       SELECT n, n, 4, n, '{on}', '{on}', 1001, 400, 10000 + n % 60000, {run}
       FROM generate_series(1, {count}) AS n WHERE n % 7 > 0""",
)
TABLES = (
    *("people_participant", "people_identity", "people_address", "cases_family", "cases_case"),
    *("cases_casestatus", "cases_caserole", "cases_assistanceperiod", "orders_order"),
    *("orders_orderterm", "books_posting"),
)
# A day: support falls due for all, some pay, move, lose assistance, are certified.
DAY = (
    """INSERT INTO books_posting (obligor_id, case_id, cause, cause_id, effective_on, posted_on,
           debit, credit, amount_cents, run_id)
       SELECT case_id, case_id, 1, id, '{on}', '{on}', 1000, 400, 40000, {run}
       FROM orders_order""",
    """INSERT INTO books_posting (obligor_id, case_id, cause, cause_id, effective_on, posted_on,
           debit, credit, amount_cents, run_id)
       SELECT case_id, case_id, 2, id, '{on}', '{on}', 1001, 1000, 40000, {run}
       FROM orders_order WHERE id % 3 = {turn}""",
    """INSERT INTO people_address (participant_id, kind, line_1, line_2, city, state, zip_code,
           effective_on, recorded_on, recorded_by)
       SELECT n, 'mailing', '2 Example Street', '', 'Casper', 'WY', '82601', '{on}', '{on}',
           'bench'
       FROM generate_series(1, {count}) AS n WHERE n % 50 = {turn} * 5""",
    """INSERT INTO cases_assistanceperiod (family_id, program, effective_on, ends_on,
           recorded_on, recorded_by)
       SELECT n, 'power', '2026-01-01', '{before}', '{on}', 'bench'
       FROM generate_series(1, {count}) AS n WHERE n % 120 = {turn} * 6""",
    """INSERT INTO orders_offsetcertification (case_id, amount_cents, effective_on, recorded_on,
           recorded_by)
       SELECT case_id, 60000, '{on}', '{on}', 'bench' FROM orders_order
       WHERE id % 40 = {turn}""",
)


def run_all(statements: tuple[str, ...], **values: object) -> None:
    """Each statement with its values in place, all of them in one transaction."""
    with transaction.atomic(), connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement.format(**values))


def fill(count: int) -> None:
    """Cases with people, orders, assistance and debts, and a caseworker to 500 of them."""
    run = do_start_run(key="bench", kind=RunKind.DEMO, business_date=FIRST, by="bench")
    counties = sorted(county_names(on=FIRST))
    with without_indexes(*TABLES):
        run_all(
            FILL,
            count=count,
            on=FIRST,
            run=run.pk,
            counties=", ".join(f"'{county}'" for county in counties),
            county_count=len(counties),
        )
    hire(max(1, count // CASES_A_WORKER // len(counties)), counties)
    say(f"{count:,} cases are filled in")


def hire(workers: int, counties: list[str]) -> None:
    """A team with a supervisor in each county."""
    groups = [Group.objects.get_or_create(name=name)[0] for name in (SUPERVISOR, CASEWORKER)]
    for county in counties:
        office = do_open_office(name=f"Office of {county}", county_fips=county)
        team = do_form_team(office=office, name="Team")
        users = User.objects.bulk_create(
            User(username=f"{county}-{place}", first_name="Wren", last_name=f"{county}-{place}")
            for place in range(workers + 1)
        )
        for user in users:
            user.groups.add(groups[0] if user is users[0] else groups[1])
        lead = StaffMember.objects.create(user=users[0], team=team)
        StaffMember.objects.bulk_create(
            StaffMember(user=user, team=team, supervisor=lead) for user in users[1:]
        )


@contextmanager
def timed(what: str, rows: list[dict[str, str]], *, limit: str) -> Iterator[None]:
    """Measure a night."""
    began = time.perf_counter()
    yield
    seconds = time.perf_counter() - began
    say(f"{what}: {seconds:.1f} s")
    rows.append({"what": what, "measured": f"{seconds:.1f} s", "limit": limit})


def nights(count: int) -> list[dict[str, str]]:
    """The night that takes over, two later ones, and the last of them again."""
    rows: list[dict[str, str]] = []
    with timed(f"first night over {count:,} cases, which takes all over", rows, limit=""):
        say(str(do_run_deadlines(on=FIRST, by="bench")))
    for turn, on in enumerate(NIGHTS, start=1):
        run = do_start_run(key=f"bench:{on}", kind=RunKind.DEMO, business_date=on, by="bench")
        before = on - timedelta(days=1)
        run_all(DAY, count=count, on=on, run=run.pk, turn=turn, before=before)
        with timed(f"night of {on} over {count:,} cases", rows, limit="under 60 s"):
            say(str(do_run_deadlines(on=on, by="bench")))
    with timed(f"the night of {NIGHTS[-1]} again", rows, limit="under 60 s"):
        assert do_run_deadlines(on=NIGHTS[-1], by="bench").changed_count == 0
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    rows.append({"what": "peak memory of the nights", "measured": f"{peak:,} MB", "limit": ""})
    return rows


PAGES = {
    "my worklist": "/",
    "a team's list": "/tasks/?queue=team",
    "everybody's overdue": "/tasks/?queue=everybody&group=overdue",
    "one county's": "/tasks/?queue=everybody&county=56021",
}


def page_answers(names: Iterator[str]) -> Callable[[], Callable[[str], None]]:
    """Asks pages as another worker each time, in a session and connection of its own."""

    def answers() -> Callable[[str], None]:
        client = Client()
        client.force_login(User.objects.get(username=next(names)))
        cookies = {name: each.value for name, each in client.cookies.items()}
        kept = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)

        def answer(address: str) -> None:
            sent = "; ".join(f"{name}={value}" for name, value in cookies.items())
            kept.request("GET", address, headers={"Cookie": sent})
            response = kept.getresponse()
            content = response.read()
            for header in response.headers.get_all("Set-Cookie", []):
                name, _, value = header.partition(";")[0].partition("=")
                cookies[name] = value
            if response.status != HTTPStatus.OK or b"posse-tasks" not in content:
                raise OSError(f"status {response.status} of {address}")

        answer("/")
        return answer

    return answers


def spread(taken: list[float]) -> str:
    """How long the half, most and nearly all of the answers took."""
    return " / ".join(f"{each:.0f}" for each in np.percentile(taken, [50, 95, 99])) + " ms"


def worklists(
    users: int, *, seconds: float, thinks: float, threads: int
) -> list[dict[str, str]]:
    """How long users wait for their lists."""
    members = StaffMember.objects.filter(user__groups__name=CASEWORKER)
    names = itertools.cycle(members.values_list("user__username", flat=True)[:users])
    asking = Users(users, seconds=seconds, thinks=thinks)
    with served(threads):
        asking.ask({kind: [url] for kind, url in PAGES.items()}, page_answers(names))
    every = [each for taken in asking.taken.values() for each in taken]
    tasks = Task.objects.filter(state="open").count()
    found = {f"every page, {tasks:,} open tasks": every, **asking.taken}
    return [
        {
            "what": f"{users} users, {kind}: 50th, 95th, 99th of {len(taken):,}",
            "measured": spread(taken),
            "limit": "95th under 150 ms",
        }
        for kind, taken in found.items()
    ]  # fmt: skip


def main() -> None:
    """Fill where empty, run the nights, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--cases", type=int, default=1_000_000)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--thinks", type=float, default=2.0, help="seconds between pages")
    parser.add_argument("--threads", type=int, default=8)
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    rows = []
    if not Case.objects.exists():
        fill(chosen.cases)
        rows = nights(chosen.cases)
        with connection.cursor() as cursor:
            cursor.execute("VACUUM ANALYZE")
    rows += worklists(
        chosen.users, seconds=chosen.seconds, thinks=chosen.thinks, threads=chosen.threads
    )
    sys.stdout.write(json.dumps(rows, indent=1) + "\n")


if __name__ == "__main__":
    main()
