"""Alerts of proofs of child care for a specialist to choose from."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from posse.services.access import Visitor
from posse.services.care.alerting import ProofAlert, proof_alerts
from posse.services.care.letters import names_of
from posse.services.counties import county_names
from posse.services.pages.care.due import CaseLine, asked_cases, lines_of
from posse.services.pages.care.lists import page_of

PER_PAGE = 50


@dataclass(frozen=True)
class AlertLine:
    """An alert as a list shows it: its case, and whose fact it is."""

    line: CaseLine
    alert: ProofAlert
    who: str


@dataclass(frozen=True)
class AlertsPage:
    """Alerts of proofs, with what was asked."""

    rows: tuple[AlertLine, ...]
    count: int
    page: int
    county: str
    show: str
    counties: Mapping[str, str]

    @property
    def has_more(self) -> bool:
        """Whether a further page has rows."""
        return self.page * PER_PAGE < self.count


def alerts_page(
    asked: Mapping[str, str], *, user: Visitor, on: date, is_whole: bool = False
) -> AlertsPage:
    """Alerts of the cases asked for, the earliest day first; nonsense narrows nothing.

    ``is_whole`` gives all of them instead of a page. Source: CC-301, CC-301-F, CC-404-E.
    """
    county, show, cases = asked_cases(asked, user=user, on=on)
    ids = cases.values_list("pk", flat=True).distinct()
    found = proof_alerts(on=on, case_ids=list(ids))
    page = page_of(asked)
    chosen = found if is_whole else found[(page - 1) * PER_PAGE : page * PER_PAGE]
    lines = lines_of((each.care_case for each in chosen), cases, on=on)
    names = names_of([each.standing.need.participant for each in chosen], on=on)
    return AlertsPage(
        rows=tuple(
            AlertLine(
                lines[each.care_case.pk], each, names.get(each.standing.need.participant, "")
            )
            for each in chosen
        ),
        count=len(found),
        page=page,
        county=county,
        show=show,
        counties=county_names(on=on),
    )
