"""Terms of study: until when they carry an authorization, and which of them end soon.

Source: CC-1101-I, ambiguity 1.05.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from django.db.models import Exists, OuterRef, Q

from posse.apps.care.models import Activity
from posse.apps.subsidy.models import CarePeriod
from posse.rules.childcare.authorization.begin import NOT_YET
from posse.rules.childcare.authorization.study import StudyTerms, last_days, study_lasts
from posse.services.care.reading import CareFacts
from posse.services.law import current_law
from posse.units.days import day_from_number, day_number

NO_END = (
    "Nobody told when the term or class ends; a student is authorized one at a time (CC-1101-I)"
)


@dataclass(frozen=True)
class Study:
    """What the study of the caretakers says of an authorization.

    ``last_day`` is None where none limits it; ``remark`` is empty where nothing is to be asked.
    """

    last_day: date | None
    remark: str

    def limited(self, begins: date, last: date) -> date:
        """The last day of an authorization. Source: CC-1101-I."""
        if self.last_day is None:
            return last
        days = (np.array([day_number(each)]) for each in (begins, last, self.last_day))
        terms = StudyTerms.from_law(current_law(), on=begins)
        return day_from_number(int(last_days(*days, terms=terms)[0]))


def study_of(read: CareFacts, caretakers: Sequence[int]) -> Study:
    """The study of those who could care for the child themselves. Source: CC-1101-I."""
    terms = StudyTerms.from_law(current_law(), on=read.on)
    rows = read.activities.filter(pl.col("participant").is_in(list(caretakers)))
    if rows.is_empty():
        return Study(None, "")
    people = list(caretakers)
    lasts = study_lasts(
        np.array([people.index(each) for each in rows["participant"]], dtype=np.int64),
        rows["kind"].is_in(list(terms.kinds)).to_numpy(),
        np.array(
            [NOT_YET if each is None else day_number(each) for each in rows["ends"]],
            dtype=np.int64,
        ),
        adults=len(people),
    )
    first = int(lasts.min())
    endless = rows.filter(pl.col("kind").is_in(list(terms.kinds)) & pl.col("ends").is_null())
    remark = NO_END if endless.height else ""
    return Study(None if first >= NOT_YET else day_from_number(first), remark)


def terms_ending(*, on: date, case_ids: Sequence[int] | None = None) -> list[Activity]:
    """Terms and classes of families with running months that end soon, with nothing after them.

    Source: CC-1101-I.
    """
    terms = StudyTerms.from_law(current_law(), on=on)
    periods = CarePeriod.objects.filter(
        care_case=OuterRef("care_case"), replaced_by__isnull=True, is_withdrawn=False,
        effective_on__lte=on, ends_on__gt=OuterRef("ends_on"),
    )  # fmt: skip
    after = Activity.objects.filter(
        Q(ends_on__isnull=True) | Q(ends_on__gt=OuterRef("ends_on")),
        participant=OuterRef("participant"), care_case=OuterRef("care_case"),
        kind__in=terms.kinds, replaced_by__isnull=True, is_withdrawn=False,
    )  # fmt: skip
    rows = Activity.objects.filter(
        Exists(periods), ~Exists(after), kind__in=terms.kinds, replaced_by__isnull=True,
        is_withdrawn=False, ends_on__gte=on,
        ends_on__lte=on + timedelta(days=terms.notice_days),
    )  # fmt: skip
    if case_ids is not None:
        rows = rows.filter(care_case__in=case_ids)
    return list(rows.select_related("care_case").order_by("ends_on", "id"))
