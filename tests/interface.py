"""Tokens and operations of the data interface, for tests that must miss none."""

import itertools
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.test import Client
from tests.office import CASE, Office

from posse.apps.tokens.models import Token
from posse.services.tokens.issuing import SCOPES, do_make_token

V1 = "/api/v1"
_numbers = itertools.count(1)


@dataclass(frozen=True)
class Caller:
    """A program with a token."""

    token: Token
    secret: str

    @property
    def headers(self) -> dict[str, str]:
        """What it sends to be known."""
        return {"Authorization": f"Bearer {self.secret}"}

    def get(self, address, **more):
        return Client().get(f"{V1}{address}", headers={**self.headers, **more})

    def post(self, address, body, *, key=None, seen=None):
        headers = {**self.headers, "Idempotency-Key": key or f"key-{next(_numbers)}"}
        if seen is not None:
            headers["If-Match"] = seen
        return Client().post(
            f"{V1}{address}", body, content_type="application/json", headers=headers
        )


def caller(username: str, *, scopes=tuple(SCOPES), rate=6000) -> Caller:
    """A program that acts as a user."""
    made = do_make_token(
        name=f"test {next(_numbers)}",
        user=User.objects.get(username=username),
        scopes=scopes,
        days=1,
        by="test",
        requests_a_minute=rate,
    )
    return Caller(*made)


def reading_operations(office: Office) -> dict[str, str]:
    """An address of each operation that reads, by its id."""
    return {
        "list_cases": "/cases",
        "get_case": f"/cases/{CASE}",
        "list_participants_of_case": f"/cases/{CASE}/participants",
        "list_timeline_of_case": f"/cases/{CASE}/timeline",
        "list_balances_of_case": f"/cases/{CASE}/balances",
        "list_payments_of_case": f"/cases/{CASE}/payments",
        "list_tasks_of_case": f"/cases/{CASE}/tasks",
        "get_participant": f"/participants/{office.obligor}",
        "get_receipt": f"/receipts/{office.identified}",
        "list_tasks": "/tasks",
        "get_task": f"/tasks/{office.work.task}",
    }


def writing_operations(office: Office) -> dict[str, tuple[str, dict[str, object]]]:
    """An address and a body of each operation that writes, by its id."""
    task = f"/tasks/{office.work.task}"
    return {
        "assign_task": (f"{task}/assign", {"staff": office.work.worker, "why": "Away"}),
        "finish_task": (f"{task}/finish", {"outcome": "Done by a program"}),
    }
