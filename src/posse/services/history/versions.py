"""The history of one row: each change with who, when and why, the latest first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.apps import apps
from django.contrib.auth.models import Group, User
from django.db.models import Model

from posse.apps.care.models import CareApplication
from posse.apps.cases.models import Case
from posse.apps.intake.models import Application, ApplicationPerson
from posse.apps.orders.models import Order
from posse.apps.people.models import Employer
from posse.apps.staff.models import Office, StaffMember, Team
from posse.apps.work.models import Task

Row = Mapping[str, Any]


@dataclass(frozen=True)
class Tracked:
    """A table, and the table of its versions: as they became, or as they were before."""

    rows: Any
    versions: str
    is_after: bool = False

    @property
    def kept(self) -> Any:
        """The versions."""
        return apps.get_model(self.versions).objects


# Tables by the name that stands in the page's address.
TABLES = {
    "user": Tracked(User.objects, "history.UserVersion"),
    "case": Tracked(Case.objects, "history.CaseVersion"),
    "order": Tracked(Order.objects, "history.OrderVersion"),
    "employer": Tracked(Employer.objects, "history.EmployerVersion"),
    "application": Tracked(Application.objects, "history.ApplicationVersion"),
    "application-person": Tracked(
        ApplicationPerson.objects, "history.ApplicationPersonVersion"
    ),
    "care-application": Tracked(CareApplication.objects, "history.CareApplicationVersion"),
    "task": Tracked(Task.objects, "history.TaskVersion"),
    "staff": Tracked(StaffMember.objects, "staff.StaffMemberEvent", is_after=True),
    "team": Tracked(Team.objects, "staff.TeamEvent", is_after=True),
    "office": Tracked(Office.objects, "staff.OfficeEvent", is_after=True),
}
# Of these it is told which fields changed, not what stood in them: answers, names, numbers.
HIDDEN = frozenset({"application", "application-person", "care-application"})


@dataclass(frozen=True)
class FieldChange:
    """One field of a row, before and after; empty where values are not shown."""

    field: str
    before: str
    after: str


@dataclass(frozen=True)
class Change:
    """One change of a row."""

    at: datetime
    what: str
    fields: tuple[FieldChange, ...] = ()
    told: Mapping[str, str] = field(default_factory=dict)

    @property
    def who(self) -> str:
        """The user, job or command."""
        return self.told.get("who") or "a job or somebody at the database"

    @property
    def why(self) -> str:
        """As the form said it, else the name of the page."""
        return self.told.get("why", "")

    @property
    def page(self) -> str:
        """Where it was changed."""
        return self.told.get("page", "")


def history_of(table: str, row_id: int) -> list[Change]:
    """Every kept change of a row, the latest first. Raises: KeyError for no such table."""
    found = _changes_of(table, row_id)
    if table == "user":
        found += _grants(row_id)
        for member in StaffMember.objects.filter(user=row_id):
            found += _changes_of("staff", member.pk)
    # What one transaction did has one time, and stays in the order in which it was done.
    found.reverse()
    return sorted(found, key=lambda change: change.at, reverse=True)


def row_of(table: str, row_id: int) -> Model | None:
    """The row itself as it is now. Raises: KeyError for no such table."""
    found: Model | None = TABLES[table].rows.filter(pk=row_id).first()
    return found


def _changes_of(table: str, row_id: int) -> list[Change]:
    tracked = TABLES[table]
    kept = tracked.kept.filter(pgh_obj_id=row_id).order_by("pgh_id")
    contexts = kept.values_list("pgh_context__metadata", flat=True)
    events: list[Row] = list(kept.values())
    if not events:
        return []
    now: Row = tracked.rows.filter(pk=row_id).values().first() or {}
    befores = [{}, *events[:-1]] if tracked.is_after else events
    afters = events if tracked.is_after else [*events[1:], now]
    return [
        Change(
            at=event["pgh_created_at"],
            what=event["pgh_label"],
            fields=_fields(before, after, is_hidden=table in HIDDEN),
            told=context or {},
        )
        for event, context, before, after in zip(events, contexts, befores, afters, strict=True)
    ]


def _fields(before: Row, after: Row, *, is_hidden: bool) -> tuple[FieldChange, ...]:
    # A row that is gone has no fields afterwards, and one that was made had none before.
    names = before.keys() & after.keys() if before else after.keys()
    changed = [name for name in names if before.get(name) != after.get(name)]
    return tuple(
        FieldChange(
            field=name.removesuffix("_id").replace("_", " "),
            before="" if is_hidden else _words(before.get(name)),
            after="" if is_hidden else _words(after.get(name)),
        )
        for name in sorted(changed)
        if not name.startswith("pgh_") and name != "id"
    )


def _grants(user_id: int) -> list[Change]:
    """Roles given and taken, second steps set up and taken away."""
    roles = dict(Group.objects.values_list("pk", "name"))
    asked = ("pgh_created_at", "pgh_label", "pgh_context__metadata")
    given = apps.get_model("history.RoleVersion").objects.filter(user_id=user_id)
    steps = apps.get_model("history.AuthenticatorVersion").objects.filter(user_id=user_id)
    found = [
        (event, f"role {roles.get(event['group_id'], '')}")
        for event in given.values(*asked, "group_id")
    ]
    found += [
        (event, f"second step {str(event['type']).replace('_', ' ')}")
        for event in steps.values(*asked, "type")
    ]
    return [
        Change(
            at=event["pgh_created_at"],
            what=f"{what} {event['pgh_label']}",
            told=event["pgh_context__metadata"] or {},
        )
        for event, what in found
    ]


def _words(value: Any) -> str:
    return "nothing" if value is None or value == "" else str(value)
