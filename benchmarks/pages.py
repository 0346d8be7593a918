"""The case page and search on a large database, through Django's own client.

Prints, as its last line, the measured rows as JSON. Every page is asked for once to warm
up; then each is another case or another question, so that nothing answers from memory of
the same page.
"""

import json
import os
import sys
import time
from collections.abc import Callable, Iterable

import django
import numpy as np

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "posse.config.settings")
django.setup()

from django.contrib.auth.models import User  # noqa: E402 - Django must stand before its tables
from django.db import connection, transaction  # noqa: E402
from django.test import Client  # noqa: E402
from django.urls import reverse  # noqa: E402

from posse.services.access import CASEWORKER, do_give_roles  # noqa: E402

PAGES = 200

# A term each month, its month's end, and a payment a week that touches three accounts, all
# after the example of one posting that the case has.
TWENTY_YEARS = """
    WITH model AS (
        SELECT posting.* FROM books_posting AS posting
        JOIN cases_case ON cases_case.id = posting.case_id
        WHERE cases_case.number = %(number)s AND posting.cause = 5 LIMIT 1),
    kinds (step, cause, debit, credit, amount_cents) AS (VALUES
        ('1 month', 1, 1000, 400, 40000), ('1 month', 2, 1001, 1000, 4000),
        ('7 days', 5, 400, 1000, 9000), ('7 days', 5, 210, 300, 9000),
        ('7 days', 7, 300, 100, 9000))
    INSERT INTO books_posting (obligor_id, case_id, receipt_id, cause, cause_id, effective_on,
                               posted_on, debit, credit, amount_cents, run_id)
    SELECT model.obligor_id, model.case_id, model.receipt_id, kinds.cause, 432, day, day,
           kinds.debit, kinds.credit, kinds.amount_cents, model.run_id
    FROM model, kinds,
         generate_series('2006-01-01'::date, '2025-12-31', kinds.step::interval) AS day"""


def milliseconds(act: Callable[[str], None], things: Iterable[str]) -> list[float]:
    """How long each act took."""
    taken = []
    for thing in things:
        began = time.perf_counter()
        act(thing)
        taken.append((time.perf_counter() - began) * 1000)
    return taken


def column(query: str) -> list[str]:
    """The first column of a query."""
    with connection.cursor() as cursor:
        cursor.execute(query)
        return [str(row[0]) for row in cursor.fetchall()]


def questions() -> list[str]:
    """What people type: names, halves of names, slips of the pen, numbers."""
    cases = column(f"SELECT number FROM cases_case ORDER BY md5(number) LIMIT {PAGES // 4}")
    surnames = column(f"SELECT surname FROM people_identity ORDER BY id LIMIT {PAGES // 4}")
    full = column(
        "SELECT given_name || ' ' || surname FROM people_identity"
        f" ORDER BY md5(id::text) LIMIT {PAGES // 4}"
    )
    numbers = column(
        f"SELECT number FROM people_identifier ORDER BY md5(number) LIMIT {PAGES // 4}"
    )
    mistyped = [name[:3] + name[4] + name[3] + name[5:] for name in surnames if len(name) > 6]
    swapped = [number[:4] + number[5] + number[4] + number[6:] for number in numbers]
    return [*cases, *surnames, *full, *numbers, *mistyped, *swapped]


def row(what: str, taken: list[float], limit_ms: int) -> dict[str, str]:
    """Median and 95th percentile, with the limit of the latter."""
    middle, high = np.percentile(taken, [50, 95])
    return {
        "what": f"{what}, 95th percentile of {len(taken)}",
        "measured": f"{high:.0f} ms (median {middle:.0f} ms)",
        "limit": f"{limit_ms} ms",
    }


def main() -> None:
    """Ask for pages as a signed-in caseworker."""
    user, _ = User.objects.get_or_create(username="bench")
    do_give_roles(user, [CASEWORKER])
    client = Client()
    client.force_login(user)

    def look(address: str) -> None:
        answer = client.get(address)
        if answer.status_code != 200:
            sys.exit(f"bench: {address} answered {answer.status_code}")
        _ = answer.content

    cases = [
        reverse("case", args=[number])
        for number in column(
            "SELECT number FROM cases_case JOIN payments_receipt ON case_id = cases_case.id"
            f" GROUP BY number ORDER BY md5(number) LIMIT {PAGES}"
        )
    ]
    asked = [f"{reverse('search')}?q={question}" for question in questions()]
    milliseconds(look, [*cases[:3], *asked[:3]])
    rows = [
        row("Case page", milliseconds(look, cases), 100),
        row(
            "Case page, money", milliseconds(look, [f"{case}?tab=money" for case in cases]), 100
        ),
        row("Case ledger", milliseconds(look, [f"{case}ledger/" for case in cases]), 100),
        row("Search", milliseconds(look, asked), 50),
        *long_ledger(look, cases[0]),
    ]
    print(json.dumps(rows))


def long_ledger(look: Callable[[str], None], case: str) -> list[dict[str, str]]:
    """The ledger of a case once it has 240 months of weekly payments; nothing is kept."""
    with transaction.atomic():
        with connection.cursor() as cursor:
            # The books' own triggers refuse what no fold has derived.
            cursor.execute("ALTER TABLE books_posting DISABLE TRIGGER USER")
            cursor.execute(TWENTY_YEARS, {"number": case.split("/")[-2]})
        pages = [f"{case}ledger/?page={page}" for page in range(1, 11)] * 5
        look(pages[0])
        rows = [
            row("Ledger of 240 months", milliseconds(look, pages), 100),
            row(
                "Money of a case of 240 months",
                milliseconds(look, [f"{case}?tab=money"] * 50),
                100,
            ),
        ]
        transaction.set_rollback(True)
    return rows


if __name__ == "__main__":
    main()
