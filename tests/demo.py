"""The demo that several tests look at, made once in each process of the tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from pytest_django import DjangoDbBlocker
from tests.databases import database_name, database_used, numbered_from_one

from posse.apps.books.models import Posting
from posse.apps.payments.models import OutboundFile
from posse.jobs.demo.flow import DemoOutcome, run_demo
from posse.jobs.demo.mix import Request

REQUEST = Request(cases=120)


@dataclass(frozen=True)
class StandingDemo:
    """What making the demo told, its files, what its books say, and its database."""

    outcome: DemoOutcome
    home: Path
    books: list[tuple]
    sent: list[tuple]
    database: str


@contextmanager
def demo_standing(blocker: DjangoDbBlocker, home: Path) -> Iterator[StandingDemo]:
    """The demo in a database of its own; tests that use it undo what they change."""
    with blocker.unblock(), numbered_from_one(name=f"{database_name()}_demo") as name:
        with database_used(name):
            outcome = make_demo(home)
            books, sent = books_now(), sent_now()
        yield StandingDemo(outcome=outcome, home=home, books=books, sent=sent, database=name)


def make_demo(home: Path, request: Request = REQUEST, *, is_again: bool = False) -> DemoOutcome:
    """What ``posse demo`` does, and tells nobody meanwhile."""
    return run_demo(request, home=home, is_again=is_again, tell=lambda *_: None)


def books_now() -> list[tuple]:
    """Every posting, by whom and what it is about."""
    fields = ("obligor_id", "case_id", "receipt_id", "debit", "credit", "effective_on")
    return sorted(Posting.objects.values_list(*fields, "amount_cents"), key=repr)


def sent_now() -> list[tuple]:
    """Every file to a partner, by its day and what is in it."""
    return list(OutboundFile.objects.values_list("business_date", "sha256"))
