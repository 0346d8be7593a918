"""What another law would have given: a question in the address, a table and a picture."""

from base64 import b64encode
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.services.access import SIMULATE_LAWS
from posse.services.books.simulation_picture import picture_of
from posse.services.books.simulation_report import NOT_DECIDED, By, Simulation
from posse.services.pages.simulations import (
    groups_of,
    profiles_to_simulate,
    simulation_asked,
)
from posse.web.asking import asked_day
from posse.web.doors import money_page, require
from posse.web.workday import page_date

GROUPINGS = {
    By.ASSISTANCE: "Assistance status",
    By.COUNTY: "County",
    By.BOTH: "County and assistance status",
}


@require_GET
@money_page
def simulations(request: HttpRequest) -> HttpResponse:
    """Ask which law shall be tried, and show what it would have given."""
    require(request.user, SIMULATE_LAWS)
    days = {"starts_on": asked_day(request, "first"), "through": asked_day(request, "last")}
    profile, by = request.GET.get("profile", ""), _asked_grouping(request)
    context = {
        "profiles": profiles_to_simulate(),
        "profile": profile,
        "groupings": GROUPINGS.items(),
        "by": by,
        **days,
        **(_answer(profile, by, days) if profile else {}),
    }
    return render(request, "simulations.html", context)


def _asked_grouping(request: HttpRequest) -> By:
    asked = request.GET.get("by", "")
    return By(asked) if asked in {each.value for each in By} else By.ASSISTANCE


def _answer(profile: str, by: By, days: dict[str, date | None]) -> dict[str, Any]:
    answer = simulation_asked(profile=profile, on=page_date(), **days)
    if answer.simulation is None:
        return {"refusal": answer.refusal}
    found = answer.simulation
    return {
        "simulation": found,
        "groups": groups_of(found, by),
        "picture": _as_source(found, by),
        "notes": NOT_DECIDED,
    }


def _as_source(simulation: Simulation, by: By) -> str:
    """The picture inside the address of an image, so that nothing is folded twice for it."""
    svg = picture_of(simulation, by=by).encode()
    return f"data:image/svg+xml;base64,{b64encode(svg).decode()}"
