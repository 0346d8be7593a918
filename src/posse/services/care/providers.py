"""The register of providers: who they are, what each may do, and what each charges.

Source: CC-1203-A, CC-1203-B, CC-1203-F, CC-1101-N.
"""

from collections.abc import Collection
from dataclasses import asdict, astuple, dataclass
from datetime import date

from django.db import transaction

from posse.apps.subsidy.choices import ProviderLicence
from posse.apps.subsidy.models import CareProvider, ProviderRate, ProviderStanding
from posse.rules.childcare.clock import Named
from posse.rules.childcare.licences import LicenceTerms
from posse.services.care.numbering import next_provider_number
from posse.services.counties import county_names
from posse.services.law import current_law

PREFIX = "childcare.providers."
HOME_STATE = "WY"
LICENSED = (ProviderLicence.LICENSED, ProviderLicence.PROVISIONAL)
REFUSED = (ProviderLicence.DENIED, ProviderLicence.REVOKED)
OF_RELATIVE = "relative"


@dataclass(frozen=True)
class Place:
    """Where a provider is."""

    line_1: str
    city: str
    zip_code: str
    county_fips: str
    state: str = HOME_STATE


def provider_table(name: str, *, on: date) -> tuple[Named, ...]:
    """A table of the law of providers: settings, exemptions, registration or bars.

    Source: CC-1203-A-2, CC-1203-A-3, CC-1203-B.
    """
    return Named.rows(current_law().value(f"{PREFIX}{name}", on=on))


@transaction.atomic
def do_add_provider(*, name: str, setting: str, place: Place, on: date) -> CareProvider:
    """Put a provider into the register; nothing is paid before it is registered.

    Raises: ValueError in words. Source: CC-200-provider, CC-1203-B, CC-1203-F.
    """
    if not name.strip():
        raise ValueError("name the provider")
    if setting not in {each.name for each in provider_table("settings", on=on)}:
        raise ValueError(f"there is no setting {setting}")
    if place.state != HOME_STATE or place.county_fips not in county_names(on=on):
        raise ValueError("a provider is in Wyoming, in one of its counties (CC-1203-F)")
    return CareProvider.objects.create(
        number=next_provider_number(), name=name.strip()[:80], setting=setting, **vars(place)
    )


def standing_of(provider: CareProvider, *, on: date) -> ProviderStanding | None:
    """What a provider may do on a day; the latest fact governs."""
    rows = provider.standings.filter(effective_on__lte=on)
    return rows.order_by("-effective_on", "-id").first()


@transaction.atomic
def do_register_provider(
    provider: CareProvider,
    *,
    registered_on: date,
    on_file: Collection[str],
    on: date,
    by: str,
) -> ProviderStanding:
    """Register a provider, once everything that the law asks for is on file.

    Raises: ValueError in words. Source: CC-1203-B, CC-1203-D, CC-1202-C.
    """
    missing = [
        each for each in provider_table("registration", on=on) if each.name not in on_file
    ]
    if missing:
        words = "; ".join(f"{each.words} ({', '.join(each.cites)})" for each in missing)
        raise ValueError(f"still missing: {words}")
    if registered_on > on:
        raise ValueError("a provider is registered today or earlier")
    return _do_stand(
        provider, since=registered_on, words="Registered, with all that is asked for on file",
        registered_on=registered_on, on=on, by=by,
    )  # fmt: skip


@dataclass(frozen=True)
class Detail:
    """What a license is for, or how an exempt relative is related; names of the law's tables.

    ``children`` is how many the license allows.
    """

    kind: str = ""
    children: int | None = None
    relation: str = ""


NO_DETAIL = Detail()


@transaction.atomic
def do_license_provider(
    provider: CareProvider,
    *,
    licence: str,
    since: date,
    exemption: str,
    words: str,
    on: date,
    by: str,
    detail: Detail = NO_DETAIL,
) -> ProviderStanding:
    """Keep a license, an exemption with its reason, or that a license was refused.

    Raises: ValueError in words.
    Source: CC-1203-A, CC-1203-A-1, CC-1203-A-2, CC-1203-A-3-b, CC-200-relative.
    """
    chosen = ProviderLicence(licence)
    if since > on:
        raise ValueError("a license is kept once it is there")
    if not words.strip():
        raise ValueError("note what the licensing specialist confirmed (CC-1203-A-1)")
    known = {each.name: each for each in provider_table("exemptions", on=on)}
    is_exempt = chosen == ProviderLicence.EXEMPT
    if is_exempt != (exemption in known):
        raise ValueError(
            "an exemption, and nothing else, has a reason of the list (CC-1203-A-2)"
        )
    terms = LicenceTerms.from_law(current_law(), on=on)
    if is_exempt:
        why = f"{known[exemption].words}{_related(exemption, detail, terms)}. "
    else:
        why = _allowed(provider, detail, terms, is_licensed=chosen in LICENSED)
    more = {"barred_for": _bar("license", on=on)} if chosen in REFUSED else {}
    return _do_stand(
        provider, since=since, words=f"{why}{words.strip()}"[:300], licence=chosen,
        needs_license=not is_exempt, licensed_on=since if chosen in LICENSED else None,
        on=on, by=by, **more,
    )  # fmt: skip


@transaction.atomic
def do_bar_provider(
    provider: CareProvider, *, ground: str, since: date, words: str, on: date, by: str
) -> ProviderStanding:
    """Bar payment to a provider for a ground of the law, or lift the bar for none.

    Raises: ValueError in words. Source: CC-1203-A-3, CC-1203-A-3-a-iv.
    """
    if not words.strip():
        raise ValueError("say what shows it")
    if ground and ground not in {each.name for each in provider_table("bars", on=on)}:
        raise ValueError(f"{ground} bars no payment (CC-1203-A-3)")
    latest = standing_of(provider, on=on)
    if not ground and not (latest and latest.barred_for):
        raise ValueError("nothing bars payment to this provider")
    return _do_stand(
        provider, since=since, words=words.strip()[:300],
        barred_for=_bar(ground, on=on) if ground else "", on=on, by=by,
    )  # fmt: skip


@dataclass(frozen=True)
class DayPrice:
    """What a day costs. Units: cents.

    ``charge_cents`` is what private families pay, ``declared_cents`` the rate declared for
    the agency, ``family_cents`` what each of several children of one family costs.
    """

    charge_cents: int
    declared_cents: int | None = None
    family_cents: int | None = None


@transaction.atomic
def do_set_rate(
    provider: CareProvider,
    *,
    from_months: int,
    full_day: DayPrice,
    part_day: DayPrice,
    since: date,
    on: date,
    by: str,
) -> list[ProviderRate]:
    """What a provider charges for a day from an age on.

    Raises: ValueError in words. Source: CC-1101-N, CC-1101-N-3, CC-1203-E-1.
    """
    told = (*astuple(full_day), *astuple(part_day))
    if any(cents is not None and cents <= 0 for cents in told):
        raise ValueError("a day costs more than nothing")
    if part_day.charge_cents > full_day.charge_cents:
        raise ValueError("a part day costs no more than a full one")
    return [
        ProviderRate.objects.create(
            provider=provider, from_months=from_months, is_full_day=is_full,
            **asdict(price), effective_on=since, recorded_on=on, recorded_by=by,
        )
        for is_full, price in ((True, full_day), (False, part_day))
    ]  # fmt: skip


def _related(exemption: str, detail: Detail, terms: LicenceTerms) -> str:
    """How the relative is related. Raises: ValueError. Source: CC-200-relative."""
    relatives = {each.name: each.words for each in terms.relatives}
    if (exemption == OF_RELATIVE) != bool(detail.relation):
        raise ValueError("say how a relative, and nobody else, is related to the child")
    if not detail.relation:
        return ""
    if detail.relation not in relatives:
        words = ", ".join(relatives.values()).lower()
        raise ValueError(f"a relative is one of {words} (CC-200-relative)")
    return f" ({relatives[detail.relation].lower()})"


def _allowed(
    provider: CareProvider, detail: Detail, terms: LicenceTerms, *, is_licensed: bool
) -> str:
    """What the license is for, where that was told. Raises: ValueError."""
    if detail.relation:
        raise ValueError("say how a relative, and nobody else, is related to the child")
    if not detail.kind and detail.children is None:
        return ""
    kind = {each.name: each for each in terms.kinds}.get(detail.kind)
    if kind is None or detail.children is None or not is_licensed:
        raise ValueError("give the kind of a license and its number of children together")
    faults = list(kind.faults(setting=provider.setting, children=detail.children))
    if faults:
        raise ValueError("; ".join(faults))
    plural = "" if detail.children == 1 else "ren"
    return f"{kind.words} for {detail.children} child{plural} at most. "


def _bar(ground: str, *, on: date) -> str:
    """A ground that bars payment, with its clauses."""
    rows = {each.name: each for each in provider_table("bars", on=on)}
    return f"{rows[ground].words} ({', '.join(rows[ground].cites)})"


def _do_stand(
    provider: CareProvider, *, since: date, words: str, on: date, by: str, **changed: object
) -> ProviderStanding:
    """The standing with what changed, from a day on; never before the latest that is known."""
    CareProvider.objects.select_for_update().get(pk=provider.pk)
    latest = provider.standings.order_by("-effective_on", "-id").first()
    kept = ("licence", "needs_license", "registered_on", "licensed_on", "barred_for")
    before = {name: getattr(latest, name) for name in kept} if latest else {}
    return ProviderStanding.objects.create(
        provider=provider, words=words, recorded_on=on,
        effective_on=max(since, latest.effective_on) if latest else since, recorded_by=by,
        **{"licence": ProviderLicence.NONE, **before, **changed},
    )  # fmt: skip
