"""Tables of offices, teams and the people who work in them."""

import pghistory
from django.contrib.auth.models import User
from django.db import models

from posse.apps.facts import Fact, append_only
from posse.apps.people.models import Participant
from posse.apps.staff.choices import Relation


@pghistory.track()
class Office(models.Model):
    """A place where cases are worked."""

    name = models.CharField(max_length=80, unique=True)
    county_fips = models.CharField(max_length=5)

    class Meta:
        """Listed by name."""

        ordering = ["name"]


@pghistory.track()
class Team(models.Model):
    """People of one office who share a worklist."""

    office = models.ForeignKey(Office, on_delete=models.PROTECT, related_name="teams")
    name = models.CharField(max_length=80)

    class Meta:
        """Listed by office and name; a name stands once in an office."""

        ordering = ["office", "name"]
        constraints = [
            models.UniqueConstraint(fields=["office", "name"], name="team_once_in_an_office"),
        ]


@pghistory.track()
class StaffMember(models.Model):
    """Somebody who works here, as a user of the system.

    ``participant`` is the same person in the register, where there is one: nobody opens the
    own case.
    """

    user = models.OneToOneField(User, on_delete=models.PROTECT, related_name="staff_member")
    team = models.ForeignKey(Team, on_delete=models.PROTECT, null=True, related_name="members")
    supervisor = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, related_name="supervised"
    )
    participant = models.ForeignKey(
        Participant, on_delete=models.PROTECT, null=True, related_name="staff_members"
    )

    class Meta:
        """Nobody supervises themselves."""

        ordering = ["user__last_name", "user__first_name", "id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(supervisor__isnull=True)
                | ~models.Q(supervisor=models.F("id")),
                name="staff_member_is_not_own_supervisor",
            ),
        ]

    @property
    def full_name(self) -> str:
        """The name as colleagues say it; the sign-in where there is none."""
        return self.user.get_full_name() or self.user.get_username()


class Absence(Fact):
    """That somebody is away from ``effective_on`` through ``ends_on``, and who covers.

    A later record of the same first day supersedes the earlier; ``is_withdrawn`` takes it back.
    """

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="absences")
    ends_on = models.DateField()
    cover = models.ForeignKey(
        StaffMember, on_delete=models.PROTECT, null=True, related_name="covers"
    )
    is_withdrawn = models.BooleanField(default=False, db_default=False)

    class Meta:
        """Absences are facts that end after they begin, covered by somebody else."""

        triggers = [append_only()]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_on__gte=models.F("effective_on")),
                name="absence_runs_forwards",
            ),
            models.CheckConstraint(
                condition=models.Q(cover__isnull=True) | ~models.Q(cover=models.F("staff")),
                name="absence_covered_by_another",
            ),
        ]


class ConflictOfInterest(Fact):
    """That somebody of the staff may not open a person's cases, or (``is_ended``) may again."""

    staff = models.ForeignKey(StaffMember, on_delete=models.PROTECT, related_name="conflicts")
    participant = models.ForeignKey(Participant, on_delete=models.PROTECT, related_name="+")
    relation = models.CharField(max_length=10, choices=Relation)
    note = models.CharField(max_length=200, blank=True)
    is_ended = models.BooleanField(default=False, db_default=False)

    class Meta:
        """Declarations are facts."""

        triggers = [append_only()]
        verbose_name_plural = "conflicts of interest"
