"""The register of providers: a list to search, and what is known of one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from posse.apps.subsidy.models import (
    Authorization,
    CareProvider,
    ProviderRate,
    ProviderStanding,
)
from posse.services.access import Visitor
from posse.services.care.letters import names_of
from posse.services.care.providers import provider_table, standing_of
from posse.services.counties import county_names
from posse.services.pages.care.lists import cases_open_to

PER_PAGE, AT_MOST = 50, 200
PAYABLE, WAITING, BARRED = "payable", "waiting", "barred"
SHOWS = (
    (PAYABLE, "Registered, and nothing bars payment"),
    (WAITING, "Not registered yet"),
    (BARRED, "Barred from payment"),
)


@dataclass(frozen=True)
class ProvidersPage:
    """Providers, with what was asked; each with its setting and county in words."""

    rows: tuple[tuple[CareProvider, str, str], ...]
    count: int
    query: str
    county: str
    show: str
    counties: Mapping[str, str]
    shows: tuple[tuple[str, str], ...] = SHOWS


@dataclass(frozen=True)
class ProviderPage:
    """A provider: where it is, what it may do, what it charges, and who is in its care."""

    provider: CareProvider
    setting: str
    county: str
    standing: ProviderStanding | None
    standings: Sequence[ProviderStanding]
    rates: Sequence[ProviderRate]
    children: tuple[tuple[Authorization, str], ...]


def providers_page(asked: Mapping[str, str], *, on: date) -> ProvidersPage:
    """The providers that were asked for, by name; nonsense narrows nothing.

    Source: CC-1203-A, CC-1203-B.
    """
    counties = county_names(on=on)
    query, county, show = (asked.get(each, "").strip() for each in ("q", "county", "show"))
    found = _with_standing(on=on)
    if query:
        found = found.filter(Q(name__icontains=query) | Q(number__iexact=query))
    if county in counties:
        found = found.filter(county_fips=county)
    if show in dict(SHOWS):
        found = found.filter(_like(show))
    settings = _settings(on=on)
    return ProvidersPage(
        rows=tuple(
            (row, settings.get(row.setting, row.setting), counties.get(row.county_fips, ""))
            for row in found.order_by("name", "number")[:PER_PAGE]
        ),
        count=found.count(),
        query=query,
        county=county,
        show=show,
        counties=counties,
    )


def provider_page(provider: CareProvider, *, user: Visitor, on: date) -> ProviderPage:
    """What is known of a provider on a day; of children only those of cases that are open.

    Source: CC-1203-A, CC-1203-B, CC-1101-N.
    """
    rows = Authorization.objects.filter(
        provider=provider, ends_on__gte=on, end__isnull=True, replaced_by__isnull=True,
        care_case__in=cases_open_to(user, on=on).values("pk"),
    )  # fmt: skip
    running = list(rows.select_related("care_case").order_by("effective_on", "id")[:AT_MOST])
    names = names_of([row.child_id for row in running], on=on)
    return ProviderPage(
        provider=provider,
        setting=_settings(on=on).get(provider.setting, provider.setting),
        county=county_names(on=on).get(provider.county_fips, provider.county_fips),
        standing=standing_of(provider, on=on),
        standings=list(provider.standings.order_by("-effective_on", "-id")),
        rates=list(
            provider.rates.order_by("-effective_on", "from_months", "-is_full_day", "-id")
        ),
        children=tuple((row, names.get(row.child_id, "")) for row in running),
    )


def _settings(*, on: date) -> dict[str, str]:
    return {each.name: each.words for each in provider_table("settings", on=on)}


def _with_standing(*, on: date) -> "QuerySet[CareProvider]":
    """Every provider with what it may do on a day."""
    latest = ProviderStanding.objects.filter(provider=OuterRef("pk"), effective_on__lte=on)
    latest = latest.order_by("-effective_on", "-id")
    return CareProvider.objects.annotate(
        licence=Subquery(latest.values("licence")[:1]),
        registered_on=Subquery(latest.values("registered_on")[:1]),
        barred_for=Subquery(latest.values("barred_for")[:1]),
    )


def _like(show: str) -> Q:
    is_barred = Q(barred_for__isnull=False) & ~Q(barred_for="")
    if show == BARRED:
        return is_barred
    if show == WAITING:
        return Q(registered_on__isnull=True)
    return Q(registered_on__isnull=False) & ~is_barred
