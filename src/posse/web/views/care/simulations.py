"""Another law for child care, asked of the caseload of a day."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from posse.rules.errors import LawError
from posse.services.access import RUN_CARE
from posse.services.pages.care.simulations import care_simulation
from posse.services.pages.simulations import profiles_to_simulate
from posse.web.asking import day_of_text
from posse.web.doors import care_page, require
from posse.web.fields import sentence
from posse.web.workday import acting_date


@require_GET
@care_page
def care_simulations(request: HttpRequest) -> HttpResponse:
    """Ask which law shall be tried, and show what families would owe and get under it."""
    require(request.user, RUN_CARE)
    on = day_of_text(request.GET.get("day", "")) or acting_date()
    profile = request.GET.get("profile", "")
    context = {"on": on, "profile": profile, "profiles": profiles_to_simulate()}
    try:
        if profile:
            context["found"] = care_simulation(profile, on=on, user=request.user)
    except (ValueError, LawError) as refusal:
        context["refusal"] = sentence(str(refusal))
    return render(request, "care/simulations.html", context,
                  status=422 if "refusal" in context else 200)  # fmt: skip
