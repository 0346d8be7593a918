"""Counting what strangers do, by a keyed hash of their network address."""

from datetime import date, datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.utils.crypto import salted_hmac

from posse.apps.online.models import ReturnCode, Visit, VisitKind
from posse.services.law import current_law
from posse.services.online.refusals import OnlineRefusal

LOCK = "SELECT pg_advisory_xact_lock(hashtext(%s))"
HOUR = timedelta(hours=1)


def keyed_hash(text: str, *, what: str) -> str:
    """A hash that only this installation can compute, so that a copied table tells nothing."""
    key = str(settings.SECRET_KEY)
    return salted_hmac(f"posse.online.{what}", text, secret=key, algorithm="sha256").hexdigest()


@transaction.atomic
def do_count_visit(*, kind: VisitKind, address: str, at: datetime, on: date) -> None:
    """Count one more of a kind from an address. Raises: OnlineRefusal beyond the limit."""
    hashed = keyed_hash(address, what="address")
    with connection.cursor() as cursor:
        # Two requests at once wait for each other, so that neither slips through.
        cursor.execute(LOCK, [hashed])
    since = Visit.objects.filter(address_hash=hashed, kind=kind, at__gt=at - HOUR)
    if since.count() >= _most(kind, on=on):
        raise OnlineRefusal("r_too_often")
    Visit.objects.create(kind=kind, address_hash=hashed, at=at)


def _most(kind: VisitKind, *, on: date) -> int:
    rows = current_law().value("support.online.tries_an_hour", on=on)
    return next(int(row["count"]) for row in rows if row["kind"] == kind)


def failures_of(code: ReturnCode, *, since: datetime) -> int:
    """How often the date of birth was wrong for a code."""
    return code.tries.filter(has_failed=True, at__gt=since).count()
