"""The page of applications for POWER: each with its last day and what became of it."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from posse.apps.care.models import CareCase, PowerApplication, PowerEvent
from posse.apps.records.choices import DocumentKind
from posse.apps.records.models import Document
from posse.services.care.letters import names_of
from posse.services.care.power import DECIDED, last_day_of


@dataclass(frozen=True)
class PowerRow:
    """An application for POWER; ``last_day`` of child care that may rest on it."""

    power: PowerApplication
    name: str
    last_day: date
    is_decided: bool
    is_over: bool
    events: tuple[PowerEvent, ...]


def requests_to_copy(care_case: CareCase) -> list[Document]:
    """The papers on which child care was asked for, the latest first, to be copied and sent.

    Source: CC-401-F-1.
    """
    rows = Document.objects.filter(
        Q(care_application__care_case=care_case) | Q(care_case=care_case),
        kind=DocumentKind.APPLICATION,
    )
    return list(rows.select_related("care_application").order_by("-id"))


def power_rows(care_case: CareCase, *, on: date) -> list[PowerRow]:
    """The applications for POWER of a case, the latest first.

    Raises: LawError where the law of the day is not known. Source: CC-401-F.
    """
    found = list(care_case.power_applications.prefetch_related("events"))
    names = names_of([each.participant_id for each in found], on=on)
    rows = []
    for each in found:
        events = tuple(sorted(each.events.all(), key=lambda row: (row.effective_on, row.pk)))
        last = last_day_of(each, on=on)
        rows.append(
            PowerRow(
                power=each,
                name=names.get(each.participant_id, ""),
                last_day=last,
                is_decided=any(event.what in DECIDED for event in events),
                is_over=last < on,
                events=events,
            )
        )
    return rows
