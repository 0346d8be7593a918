"""Pages of a list by a cursor, which stays where it was when rows are added before it."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Sequence
from typing import Annotated, Any, TypeVar

from django.db.models import Model, QuerySet
from ninja import Query, Schema
from pydantic import Field

from posse.web.api.problems import Problem

Row = TypeVar("Row")
LARGEST_ID = 2**63 - 1


class Asked(Schema):
    """Which page of a list."""

    cursor: str = Field("", max_length=40, description="`next` of the page before")
    limit: int = Field(50, ge=1, le=200, description="how many at most")


Paged = Annotated[Asked, Query()]


def page_of(rows: QuerySet[Any], asked: Asked) -> tuple[list[Any], str]:
    """The rows after the cursor by their ids, and the cursor of the next page, empty at last.

    Raises: Problem.
    """
    [after] = place_of(asked.cursor, length=1) or (0,)
    found: list[Model] = list(rows.filter(pk__gt=after).order_by("pk")[: asked.limit + 1])
    shown = found[: asked.limit]
    return shown, cursor_of(shown[-1].pk) if len(found) > asked.limit else ""


def page_downwards(
    rows: Sequence[Row], asked: Asked, key: Callable[[Row], tuple[int, ...]], *, length: int
) -> tuple[list[Row], str]:
    """The same of rows that stand latest first; ``key`` has ``length`` numbers.

    Raises: Problem.
    """
    before = place_of(asked.cursor, length=length)
    left = [row for row in rows if before is None or key(row) < before]
    shown = left[: asked.limit]
    return shown, cursor_of(*key(shown[-1])) if len(left) > asked.limit else ""


def cursor_of(*place: int) -> str:
    """The cursor that stands after a place."""
    return urlsafe_b64encode(".".join(map(str, place)).encode()).decode()


def place_of(cursor: str, *, length: int) -> tuple[int, ...] | None:
    """The place that a cursor stands after; None without one. Raises: Problem."""
    if not cursor:
        return None
    try:
        place = tuple(map(int, urlsafe_b64decode(cursor.encode()).decode("ascii").split(".")))
    except ValueError:
        place = ()
    if len(place) != length or not all(0 <= each <= LARGEST_ID for each in place):
        raise Problem(422, f"“{cursor}” is no cursor of this list.")
    return place
