"""The time frames of intake, and where each kind of its work is done."""

from datetime import date

import numpy as np

from posse.apps.intake.models import Application, Inquiry, Referral
from posse.rules.support.deadlines import deadlines
from posse.services.law import current_law
from posse.units.days import day_from_number, day_number

IN_PERSON_RULE, RECORDED_RULE, REFERRAL_RULE, OPENING_RULE = "TF001", "TF002", "TF003", "TF005"


def inquiry_url(inquiry: Inquiry) -> str:
    """Where an inquiry is worked."""
    return f"/intake/inquiry/{inquiry.pk}/"


def referral_url(referral: Referral) -> str:
    """Where a referral is worked."""
    return f"/intake/referral/{referral.pk}/"


def application_url(application: Application) -> str:
    """Where an application is worked."""
    return f"/intake/application/{application.number}/"


def due_day(rule: str, event_on: date) -> date:
    """The last day for what a time frame asks, from the day of its event."""
    found = deadlines([rule], np.array([day_number(event_on)], np.int64), law=current_law())
    return day_from_number(int(found.due_days[0]))
