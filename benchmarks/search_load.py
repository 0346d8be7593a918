"""Search among 3,000,000 people by 50 users at once, on a database of its own.

Fills the database of POSSE_HOME by COPY where it is empty, serves the site on loopback, and
lets users search for a bounded time, each thinking between two questions as a person does.
Prints the measured rows as JSON, as its last line.
"""

import argparse
import http.client
import json
import os
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from http import HTTPStatus
from pathlib import Path
from typing import Any
from urllib.parse import quote

import django
import numpy as np
import polars as pl

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posse.config.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402 - Django must stand before its tables
from django.core.management import call_command  # noqa: E402
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402

from made_up_people import made_up_people  # noqa: E402
from posse.services.access import CASEWORKER, do_give_roles  # noqa: E402
from posse.services.bulk import write_frame  # noqa: E402
from posse.services.matching.one import candidates_for  # noqa: E402
from posse.services.matching.records import Description  # noqa: E402
from posse.services.search.keys import search_keys  # noqa: E402

ON = date(2026, 10, 1)
PORT = 8471
PEOPLE_A_CASE = 3
PART = 500_000


def say(text: str) -> None:
    """Progress, apart from the result."""
    sys.stderr.write(f"bench: {text}\n")
    sys.stderr.flush()


@contextmanager
def without_indexes(*tables: str) -> Iterator[None]:
    """Tables without indexes and checks while they are filled, and with them afterwards."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conrelid::regclass, conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid::regclass::text = ANY(%s) AND contype = 'f'", [list(tables)],
        )  # fmt: skip
        keys = cursor.fetchall()
        cursor.execute(
            "SELECT indexname, indexdef FROM pg_indexes WHERE tablename = ANY(%s)"
            " AND indexdef NOT LIKE '%%UNIQUE%%'", [list(tables)],
        )  # fmt: skip
        indexes = cursor.fetchall()
        for table, name, _definition in keys:
            cursor.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        for name, _definition in indexes:
            cursor.execute(f"DROP INDEX {name}")
    yield
    with connection.cursor() as cursor:
        cursor.execute("SET maintenance_work_mem = '1GB'")
        for _name, definition in indexes:
            cursor.execute(definition)
        for table, name, definition in keys:
            cursor.execute(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")
        for table in tables:
            cursor.execute(f"VACUUM ANALYZE {table}")


def facts(frame: pl.DataFrame) -> pl.DataFrame:
    """The frame with what every fact has."""
    return frame.with_columns(
        effective_on=pl.lit(ON), recorded_on=pl.lit(ON), recorded_by=pl.lit("bench")
    )


def fill(count: int) -> None:
    """People with names, numbers, keys, and a case to three of them."""
    people, _pairs = made_up_people(count)
    cases = pl.int_range(1, count // PEOPLE_A_CASE + 1, eager=True).alias("id")
    first = cases.to_frame().with_columns(
        family_id="id", number=pl.format("C{}", pl.col("id") + 10_000_000),
        obligor_id="id", obligee_id=pl.col("id") + len(cases),
        county_fips=pl.lit("56021"), opened_on=pl.lit(ON),
    )  # fmt: skip
    parts = {"noncustodial": 0, "custodial": 1, "child": 2}
    roles = pl.concat(
        cases.to_frame("case_id").with_columns(
            participant_id=pl.col("case_id") + place * len(cases),
            role=pl.lit(role), is_ended=pl.lit("f"),
        )
        for role, place in parts.items()
    )  # fmt: skip
    numbers = people.filter(pl.col("ssn") != "").select(
        "participant_id", kind=pl.lit("ssn"), number="ssn"
    )
    tables = (
        ("people_participant", people.select(id="participant_id")),
        ("people_identity", facts(people.drop("ssn").with_columns(suffix=pl.lit("")))),
        ("people_identifier", facts(numbers)),
        ("cases_family", cases.to_frame()),
        ("cases_case", first),
        ("cases_caserole", facts(roles)),
    )
    with without_indexes(*(table for table, _frame in tables), "people_searchkey"):
        for table, frame in tables:
            with transaction.atomic():
                write_frame(table, frame)
            say(f"{frame.height:,} rows of {table}")
        for part in people.iter_slices(PART):
            with transaction.atomic():
                write_frame("people_searchkey", search_keys(part))
        say("keys written; indexing")
    say("the database is filled")


def questions(count: int) -> dict[str, list[str]]:
    """What people type, by kind: names and numbers, whole, begun and mistyped."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT given_name, surname, number FROM people_identity"
            " JOIN people_identifier USING (participant_id)"
            " WHERE participant_id %% %s = 7 LIMIT %s",
            [997, count],
        )
        found = cursor.fetchall()
    return {
        "a full name": [f"{given} {surname}" for given, surname, _ in found],
        "a family name": [surname for _, surname, _ in found],
        "a name begun": [f"{surname[:5]} {given[:3]}" for given, surname, _ in found],
        "a name with two letters swapped": [
            f"{given} {surname[:3]}{surname[4]}{surname[3]}{surname[5:]}"
            for given, surname, _ in found
        ],
        "a number": [number for _, _, number in found],
        "a number with two digits swapped": [
            number[:4] + number[5] + number[4] + number[6:] for _, _, number in found
        ],
    }


class Users:
    """Users who ask at once, and how long each waited for an answer. Units: milliseconds."""

    def __init__(self, count: int, *, seconds: float, thinks: float) -> None:
        """So many users for so long, thinking about so long between two questions."""
        self.count, self.seconds, self.thinks = count, seconds, thinks
        self.taken: dict[str, list[float]] = {}
        self.failures: list[str] = []

    def ask(
        self, kinds: dict[str, list[Any]], answer: Callable[[], Callable[[Any], None]]
    ) -> None:
        """Let every user ask questions of every kind in turn until the time is over."""
        self.taken = {kind: [] for kind in kinds}
        # Everybody signs in and asks once before anything is measured.
        answers = [answer() for _user in range(self.count)]
        end = time.monotonic() + self.seconds
        threads = [
            threading.Thread(
                target=self._user,
                args=(place,),
                kwargs={"end": end, "kinds": kinds, "answer": answers[place]},
            )
            for place in range(self.count)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        if self.failures:
            sys.exit(f"bench: {len(self.failures)} questions failed: {self.failures[0]}")

    def _user(
        self,
        place: int,
        *,
        end: float,
        kinds: dict[str, list[Any]],
        answer: Callable[[Any], None],
    ) -> None:
        chance = random.Random(place)
        time.sleep(chance.random() * self.thinks)
        while time.monotonic() < end:
            kind = chance.choice(list(kinds))
            began = time.perf_counter()
            try:
                answer(chance.choice(kinds[kind]))
            except OSError as failure:
                self.failures.append(str(failure))
                continue
            self.taken[kind].append((time.perf_counter() - began) * 1000)
            time.sleep(chance.uniform(0.5, 1.5) * self.thinks)

    def rows(self, what: str) -> list[dict[str, str]]:
        """The measured rows, all kinds together first."""
        every = {"": [each for taken in self.taken.values() for each in taken], **self.taken}
        return [
            {
                "what": ", ".join(filter(None, (what, kind)))
                + f": 50th, 95th, 99th of {len(taken):,}",
                "measured": " / ".join(f"{x:.0f}" for x in np.percentile(taken, [50, 95, 99]))
                + " ms",
                "limit": "95th under 100 ms" if not kind else "",
            }
            for kind, taken in every.items()
            if taken
        ]


def applications(count: int) -> list[list[Description]]:
    """A parent as in the register, the other with a slip, and a child nobody knows."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT surname, given_name, middle_name, birth_date, sex, number"
            " FROM people_identity JOIN people_identifier USING (participant_id)"
            " WHERE participant_id %% %s = 5 LIMIT %s",
            [991, 2 * count],
        )
        known = [Description(*row) for row in cursor.fetchall()]
    slipped = [
        replace(each, surname=each.surname[:2] + each.surname[3:], ssn="")
        for each in known[count:]
    ]
    children = [
        Description(surname=each.surname, given_name="Newborn", birth_date=ON) for each in known
    ]
    return [list(each) for each in zip(known, slipped, children, strict=False)]


def candidate_answers(threads: int) -> Callable[[], Callable[[list[Description]], None]]:
    """Asks for candidates as so many threads of a service would, the others waiting."""
    free = threading.Semaphore(threads)

    def answer(application: list[Description]) -> None:
        with free:
            candidates_for(application, on=ON)

    return lambda: answer


def signed_in() -> dict[str, str]:
    """The cookies of a new session of a caseworker."""
    user, _ = User.objects.get_or_create(username="bench")
    do_give_roles(user, [CASEWORKER])
    client = Client()
    client.force_login(user)
    return {name: each.value for name, each in client.cookies.items()}


def page_answers() -> Callable[[str], None]:
    """Asks the search page in a session and over a connection of its own, as a browser does."""
    cookies = signed_in()
    kept = http.client.HTTPConnection("127.0.0.1", PORT, timeout=30)

    def answer(question: str) -> None:
        sent = "; ".join(f"{name}={value}" for name, value in cookies.items())
        kept.request("GET", f"/search/?q={quote(question)}", headers={"Cookie": sent})
        response = kept.getresponse()
        response.read()
        for header in response.headers.get_all("Set-Cookie", []):
            name, _, value = header.partition(";")[0].partition("=")
            cookies[name] = value
        if response.status != HTTPStatus.OK:
            raise OSError(f"status {response.status}")

    answer("larkfield")
    return answer


@contextmanager
def served(threads: int) -> Iterator[None]:
    """The site on loopback while it is asked."""
    posse = Path(sys.executable).parent / "posse"
    command = [posse, "serve", "--port", str(PORT), "--threads", str(threads)]
    # A second factor would be asked of every user, and a search is what is measured.
    environment = {**os.environ, "POSSE_SECOND_FACTOR": "offered"}
    server = subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL)
    try:
        for _try in range(100):
            try:
                http.client.HTTPConnection("127.0.0.1", PORT, timeout=1).connect()
                break
            except OSError:
                time.sleep(0.2)
        yield
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Fill where empty, serve, ask, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=3_000_000)
    parser.add_argument("--users", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=30)
    parser.add_argument("--thinks", type=float, default=2.0, help="seconds between questions")
    parser.add_argument("--threads", type=int, default=8)
    chosen = parser.parse_args()
    call_command("migrate", verbosity=0)
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM people_participant")
        if not cursor.fetchone()[0]:
            fill(chosen.people)
    kinds = questions(500)
    users = Users(chosen.users, seconds=chosen.seconds, thinks=chosen.thinks)
    with served(chosen.threads):
        users.ask(kinds, page_answers)
    rows = users.rows("person search")
    users.ask({"": applications(500)}, candidate_answers(chosen.threads))
    rows += users.rows("candidates for an application of three people")[:1]
    print(json.dumps(rows))


if __name__ == "__main__":
    main()
