"""What a licensing specialist keeps of providers of child care."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from posse.apps.subsidy.choices import ProviderLicence
from posse.apps.subsidy.models import CareProvider
from posse.rules.childcare.licences import LicenceTerms
from posse.services.access import KEEP_PROVIDERS
from posse.services.care.providers import (
    DayPrice,
    Detail,
    Place,
    do_add_provider,
    do_bar_provider,
    do_license_provider,
    do_register_provider,
    do_set_rate,
    provider_table,
)
from posse.services.counties import county_names
from posse.services.law import current_law
from posse.units.days import day_words
from posse.web.acts.care_forms import optional
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Choices, Count, Day, Dollars, Note, Words


class AddForm(ActForm):
    """Somebody who cares for children."""

    name = Words(label="Name", length_max=80, is_needed=True)
    setting = Choice(label="Setting", choices=[])
    line_1 = Words(label="Street or box", length_max=60)
    city = Words(label="City", length_max=40, is_needed=True)
    zip_code = Words(label="ZIP code", length_max=10, is_needed=True)
    county = Choice(label="County", choices=[])

    def prepare(self, subject: object, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Show settings and counties."""
        _offer(self, "setting", _named("settings", on=on))
        _offer(self, "county", list(county_names(on=on).items()))


class RegisterForm(ActForm):
    """That a provider is registered, and what is on file for it."""

    on_file = Choices(label="On file", choices=[])
    registered_on = Day(label="Registration was finished on")

    def prepare(self, subject: CareProvider, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Show what the law asks for."""
        rows = _named("registration", on=on)
        self.fields["on_file"].choices = rows  # type: ignore[attr-defined]


class LicenceForm(ActForm):
    """A license, an exemption, or that a license was refused."""

    licence = Choice(
        label="License",
        choices=[each for each in ProviderLicence.choices if each[0] != ProviderLicence.NONE],
    )
    exemption = optional(
        Choice(label="If exempt, why", choices=[], help_text="Leave it where it is licensed.")
    )
    relation = optional(Choice(label="If a relative of the child, how related", choices=[]))
    kind = optional(
        Choice(label="Kind of license", choices=[], help_text="Leave it where none is there.")
    )
    children = optional(Count(label="Children that the license allows", count_max=999))
    since = Day(label="Since")
    words = Note(label="What the licensing specialist confirmed, and how", length_max=200)

    def prepare(self, subject: CareProvider, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Show the law's exemptions, relatives and kinds of license."""
        terms = LicenceTerms.from_law(current_law(), on=on)
        _offer(self, "exemption", _named("exemptions", on=on))
        _offer(self, "relation", [(each.name, each.words) for each in terms.relatives])
        _offer(self, "kind", [(each.name, each.words) for each in terms.kinds])


class BarForm(ActForm):
    """What bars payment, or that nothing does any more."""

    ground = optional(
        Choice(label="Ground", choices=[], help_text="Leave it empty to lift the bar.")
    )
    since = Day(label="Since")
    words = Note(label="What shows it", length_max=300)

    def prepare(self, subject: CareProvider, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Show the law's grounds."""
        _offer(self, "ground", _named("bars", on=on))


class RateForm(ActForm):
    """What a day costs from an age on."""

    from_months = Words(
        label="For children from how many months on", length_max=3,
        help_text="0 for children of every age that no other price is for.",
    )  # fmt: skip
    full_charge = Dollars(label="Full day, as private families pay it")
    full_declared = Dollars(label="Full day, as declared for the agency", required=False)
    full_family = Dollars(
        label="Full day, each of several children of one family", required=False
    )
    part_charge = Dollars(label="Part day, as private families pay it")
    part_declared = Dollars(label="Part day, as declared for the agency", required=False)
    part_family = Dollars(
        label="Part day, each of several children of one family", required=False
    )
    since = Day(label="Since")


def _named(table: str, *, on: date) -> list[tuple[str, str]]:
    return [(each.name, each.words) for each in provider_table(table, on=on)]


def _offer(form: ActForm, name: str, choices: list[tuple[str, str]]) -> None:
    form.fields[name].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined]


def _add(subject: object, said: Said, doing: Doing) -> str:  # noqa: ARG001 - one shape
    place = Place(said["line_1"], said["city"], said["zip_code"], said["county"])
    row = do_add_provider(name=said["name"], setting=said["setting"], place=place, on=doing.on)
    return f"{row.name} is in the register as {row.number}. It is not registered yet."


def _register(provider: CareProvider, said: Said, doing: Doing) -> str:
    row = do_register_provider(provider, **said, **doing.told)
    since = day_words(said["registered_on"])
    return f"Registered since {since}. The standing holds from {day_words(row.effective_on)}."


def _license(provider: CareProvider, said: Said, doing: Doing) -> str:
    detail = Detail(said["kind"], said["children"], said["relation"])
    row = do_license_provider(
        provider, licence=said["licence"], exemption=said["exemption"], since=said["since"],
        words=said["words"], detail=detail, **doing.told,
    )  # fmt: skip
    return f"Kept: {row.get_licence_display().lower()}."


def _bar(provider: CareProvider, said: Said, doing: Doing) -> str:
    row = do_bar_provider(provider, **said, **doing.told)
    if not row.barred_for:
        return "Nothing bars payment any more."
    return "Payment is barred. End the authorizations that run here, the notice first."


def _rate(provider: CareProvider, said: Said, doing: Doing) -> str:
    months = said["from_months"].strip() or "0"
    if not months.isdecimal():
        raise ValueError(f"{months} is no number of months")
    pairs: dict[str, Any] = {
        f"{day}_day": DayPrice(
            said[f"{day}_charge"], said[f"{day}_declared"], said[f"{day}_family"]
        )
        for day in ("full", "part")
    }
    do_set_rate(
        provider, from_months=int(months), since=said["since"], **pairs, **doing.told
    )  # fmt: skip
    return "The price is kept. What was authorized before stays until it is determined again."


KEEPERS = (KEEP_PROVIDERS,)
ADD = Act(
    "Add a provider", "It comes into the register; nothing is paid before it is registered.",
    "Add it", AddForm, _add, KEEPERS, guidance=("keep_provider",),
)  # fmt: skip
PROVIDER_ACTS: Mapping[str, Act] = {
    "register": Act(
        "Register", "Care counts from the registration on.",
        "Register it", RegisterForm, _register, KEEPERS, guidance=("keep_provider",),
    ),
    "license": Act(
        "License or exemption", "Without one nothing is paid.",
        "Keep it", LicenceForm, _license, KEEPERS, guidance=("keep_provider",),
    ),
    "rate": Act(
        "Price of a day",
        "The lowest of charge, declared rate and statewide maximum is paid; for several"
        " children of one family, no more than the family price of each.",
        "Keep it", RateForm, _rate, KEEPERS,
    ),
    "bar": Act(
        "Bar or lift a bar", "While a bar holds, nothing is paid to this provider.",
        "Keep it", BarForm, _bar, KEEPERS, guidance=("bar_provider",),
    ),
}  # fmt: skip
