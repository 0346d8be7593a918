"""What only a demo may do: know that a database is its own, and empty it."""

from dataclasses import dataclass
from datetime import date

from django.apps import apps
from django.db import connection, transaction

from posse.apps.cases.models import Case, CaseStatus
from posse.apps.payments.models import OutboundFile
from posse.apps.people.models import Identity
from posse.apps.runs.choices import RunKind
from posse.apps.runs.models import Run

RECORDED_BY = "demo"
TABLES_OF = (
    *("runs", "people", "cases", "orders", "payments", "books"),
    *("instruments", "approvals", "recovery", "records", "closure", "intake", "work", "doors"),
    *("matching", "online", "history", "staff", "portal", "outreach", "enforcement"),
    *("withholding", "partners", "care", "proofs", "releases", "subsidy", "supplements"),
)


class DemoRefused(Exception):  # noqa: N818 - the name says what happened
    """The demo would touch what is not its own."""


@dataclass(frozen=True)
class Standing:
    """What a database holds: nothing, a demo (by its key), or cases of somebody else."""

    run: Run | None
    is_foreign: bool


def standing() -> Standing:
    """Whose cases the database holds."""
    run = Run.objects.filter(kind=RunKind.DEMO).first()
    if run is None:
        return Standing(None, is_foreign=Case.objects.exists())
    others = CaseStatus.objects.exclude(recorded_by=RECORDED_BY).exists()
    return Standing(run, others or Identity.objects.exclude(recorded_by=RECORDED_BY).exists())


def outbound_names() -> list[tuple[date, str]]:
    """Day and name of every file that the demo's nights have written."""
    return list(OutboundFile.objects.values_list("business_date", "name"))


@transaction.atomic
def do_empty_demo() -> None:
    """Empty every table of people, cases, money and runs; users stay.

    Facts cannot be deleted one by one, the database refuses it; a demo as a whole can go.
    Raises: DemoRefused when not all of it is the demo's.
    """
    found = standing()
    if found.run is None or found.is_foreign:
        raise DemoRefused(
            "This database holds cases that the demo did not make; nothing was removed."
        )
    tables = [
        model._meta.db_table  # noqa: SLF001 - Django's documented way to a table's name
        for label in TABLES_OF
        for model in apps.get_app_config(label).get_models()
        if not model._meta.proxy  # noqa: SLF001 - a proxy's table is another app's, such as users
    ]
    names = ", ".join(connection.ops.quote_name(table) for table in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"TRUNCATE {names} RESTART IDENTITY")
