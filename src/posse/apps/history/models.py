"""What is kept of rows that change in place: each version that was replaced or deleted.

Facts are only ever added and need none of this. The other tables are tracked here, without a
change to their models, by triggers: what a row was before each change, when, and by the
context who changed it and why. Offices, teams and staff are tracked beside their models.
"""

from typing import Any

import pghistory
import pgtrigger
from allauth.mfa.models import Authenticator
from django.contrib.auth.models import Group, User

from posse.apps.care.models import CareApplication
from posse.apps.cases.models import Case, Family
from posse.apps.enforcement.models import AssetMatch, Review
from posse.apps.intake.models import Application, ApplicationPerson
from posse.apps.orders.models import Order
from posse.apps.people.models import Employer, Participant
from posse.apps.withholding.models import NonCompliance
from posse.apps.work.models import Task


def keep_versions(name: str, *more: pghistory.RowEvent, exclude: tuple[str, ...] = ()) -> Any:
    """Keep a row as it was before each change and before it is deleted; adding is free."""
    return pghistory.track(
        pghistory.UpdateEvent("replaced", row=pghistory.Old),
        pghistory.DeleteEvent("deleted", row=pghistory.Old),
        *more,
        exclude=list(exclude),
        obj_field=pghistory.ObjForeignKey(related_name="versions"),
        app_label="history",
        model_name=f"{name}Version",
    )


@keep_versions(
    "User",
    pghistory.UpdateEvent(
        "password changed",
        row=pghistory.Old,
        condition=pgtrigger.Condition("OLD.password IS DISTINCT FROM NEW.password"),
    ),
    exclude=("password", "last_login"),
)
class TrackedUser(User):
    """Users; that a password changed is kept, the password never."""

    class Meta:
        """The same table."""

        proxy = True


@keep_versions("Group")
class TrackedGroup(Group):
    """Roles."""

    class Meta:
        """The same table."""

        proxy = True


@pghistory.track(
    pghistory.InsertEvent("given"),
    pghistory.DeleteEvent("taken", row=pghistory.Old),
    app_label="history",
    model_name="RoleVersion",
    obj_field=None,
)
class TrackedRole(User.groups.through):  # type: ignore[name-defined]
    """Which role a user was given, or had taken away."""

    class Meta:
        """The same table."""

        proxy = True


@pghistory.track(
    pghistory.InsertEvent("set up"),
    pghistory.DeleteEvent("taken away", row=pghistory.Old),
    fields=["user", "type", "created_at"],
    obj_field=None,
    app_label="history",
    model_name="AuthenticatorVersion",
)
class TrackedAuthenticator(Authenticator):
    """Second factors; that one was set up or taken away is kept, its secret never."""

    class Meta:
        """The same table."""

        proxy = True


@keep_versions("Participant")
class TrackedParticipant(Participant):
    """People of the register."""

    class Meta:
        """The same table."""

        proxy = True


@keep_versions("Employer")
class TrackedEmployer(Employer):
    """Employers."""

    class Meta:
        """The same table."""

        proxy = True


@keep_versions("Family")
class TrackedFamily(Family):
    """Families."""

    class Meta:
        """The same table."""

        proxy = True


@keep_versions("Case")
class TrackedCase(Case):
    """Cases: who owes, who receives, which county."""

    class Meta:
        """The same table."""

        proxy = True


@keep_versions("Order")
class TrackedOrder(Order):
    """Orders."""

    class Meta:
        """The same table."""

        proxy = True


@keep_versions("Application")
class TrackedApplication(Application):
    """Applications: what the form said before each save."""

    class Meta:
        """The same table."""

        proxy = True


@keep_versions("CareApplication")
class TrackedCareApplication(CareApplication):
    """Applications for child care."""

    class Meta:
        """The same table."""

        proxy = True


@keep_versions("ApplicationPerson")
class TrackedApplicationPerson(ApplicationPerson):
    """People named in an application."""

    class Meta:
        """The same table."""

        proxy = True


@keep_versions("Task")
class TrackedTask(Task):
    """Tasks: who had one, in which state."""

    class Meta:
        """The same table."""

        proxy = True


@keep_versions("Review")
class TrackedReview(Review):
    """Reviews of remedies: where one stood."""

    class Meta:
        """The same table."""

        proxy = True


@keep_versions("AssetMatch")
class TrackedAssetMatch(AssetMatch):
    """Matches of partners: what became of one."""

    class Meta:
        """The same table."""

        proxy = True


@keep_versions("NonCompliance")
class TrackedNonCompliance(NonCompliance):
    """Payors who do not comply: where it stood."""

    class Meta:
        """The same table."""

        proxy = True
