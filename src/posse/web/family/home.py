"""The first page for anybody who is not signed in."""

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_GET

from posse.web.family.speaking import family_page

# The ways from here, each with the name of its address.
WAYS = (
    ("apply", "apply"),
    ("care", "care-apply"),
    ("my_case", "family-home"),
    ("return", "apply-return"),
    ("law", "law"),
    ("staff", "sign-in"),
)


@require_GET
@login_not_required
def public_home(request: HttpRequest) -> HttpResponse:
    """Apply, one's own case, the law, or the sign-in of the staff."""
    ways = [(f"public.{key}", address) for key, name in WAYS if (address := _address(name))]
    return family_page(request, "family/public_home.html", {"ways": ways})


def _address(name: str) -> str:
    """The address, or nothing while an installation leaves these pages out."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
