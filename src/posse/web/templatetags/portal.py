"""The navigation of the parents' portal, and days in the language of its pages."""

from datetime import date
from typing import NamedTuple

from django import template
from django.template import Context
from django.urls import NoReverseMatch, reverse

from posse.apps.portal.models import PortalAccount
from posse.notices.days_in_words import day_in, month_in
from posse.services.portal.accounts import cases_of
from posse.services.portal.care_cases import care_cases_of
from posse.web.workday import acting_date

register = template.Library()

# The ways of the portal in their order, each with its sentence and what its address is called.
WAYS = (
    ("portal.nav_home", "family-home"),
    ("portal.nav_money", "family-money"),
    ("portal.nav_balances", "family-balances"),
    ("portal.nav_messages", "family-messages"),
    ("portal.nav_changes", "family-changes"),
    ("portal.nav_documents", "family-documents"),
    ("portal.nav_notices", "family-notices"),
    ("portal.nav_preferences", "family-preferences"),
)
CARE_WAY = ("care_portal.nav", "family-care")
# Where a caretaker without a child support case has nothing to read.
OF_SUPPORT = {
    "family-home", "family-money", "family-balances", "family-messages", "family-changes",
    "family-documents",
}  # fmt: skip


# What a parent can do, in the order of the first page.
DEEDS = (
    ("portal.do_money", "family-money"),
    ("portal.do_balances", "family-balances"),
    ("portal.do_messages", "family-messages"),
    ("portal.do_changes", "family-changes"),
    ("portal.do_documents", "family-documents"),
    ("portal.do_notices", "family-notices"),
    ("portal.do_security", "mfa_index"),
)


class Way(NamedTuple):
    """A way from page to page."""

    key: str
    address: str
    is_here: bool


@register.simple_tag(takes_context=True)
def portal_ways(context: Context) -> list[Way]:
    """The ways that this installation has, with the one on which the reader is."""
    request = context["request"]
    here, home = request.path, _address("family-home")
    return [
        Way(key, address, here == address or (address != home and here.startswith(address)))
        for key, address in _there(_ways_of(getattr(request, "account", None)))
    ]


def _ways_of(account: PortalAccount | None) -> tuple[tuple[str, str], ...]:
    """The ways of a reader: those of child support, of child care, or of both."""
    if account is None or not care_cases_of(account, on=acting_date()):
        return WAYS
    if cases_of(account):
        return (*WAYS[:-1], CARE_WAY, WAYS[-1])
    return (CARE_WAY, *(way for way in WAYS if way[1] not in OF_SUPPORT))


@register.simple_tag
def portal_deeds() -> list[tuple[str, str]]:
    """What a parent can do here, each with its address."""
    return _there(DEEDS)


@register.simple_tag(takes_context=True)
def family_day(context: Context, day: date) -> str:
    """A day in the reader's language."""
    return day_in(day, language=str(context["language"]))


@register.simple_tag(takes_context=True)
def family_month(context: Context, month: date) -> str:
    """A month in the reader's language."""
    return month_in(month, language=str(context["language"]))


def _there(ways: tuple[tuple[str, str], ...]) -> list[tuple[str, str]]:
    return [(key, address) for key, name in ways if (address := _address(name))]


def _address(name: str) -> str:
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""
