"""Tables of what a night counts of remedies; all of it can be made anew."""

from django.db import models

from posse.apps.enforcement.choices import RemedyStanding

REMEDY_LENGTH = 40


class RemedyTally(models.Model):
    """How many parents stood where with a remedy when a night last counted; derived.

    ``county_fips`` is empty for the whole State; a parent with cases in two counties counts
    in both. ``up_to_event`` is the last move that is counted; those after it are added by
    whoever reads. Units: cents.
    """

    remedy = models.CharField(max_length=REMEDY_LENGTH)
    state = models.CharField(max_length=10, choices=RemedyStanding)
    county_fips = models.CharField(max_length=5, blank=True)
    parent_count = models.BigIntegerField()
    amount_cents = models.BigIntegerField()
    up_to_event = models.BigIntegerField()

    class Meta:
        """One row a remedy, standing and county."""

        constraints = [
            models.UniqueConstraint(
                fields=["county_fips", "remedy", "state"], name="remedy_tally_once"
            ),
        ]


class RemedyMoney(models.Model):
    """What a remedy brought on one day of booking, less what was taken back; derived.

    Units: cents.
    """

    booked_on = models.DateField()
    remedy = models.CharField(max_length=REMEDY_LENGTH)
    amount_cents = models.BigIntegerField()

    class Meta:
        """One row a day and remedy."""

        constraints = [
            models.UniqueConstraint(fields=["booked_on", "remedy"], name="remedy_money_once"),
        ]
