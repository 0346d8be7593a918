"""Made-up families of the child care program, written through the services that pages use."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Any

from tests.builders import build_person

from posse.apps.care.models import CareCase
from posse.apps.people.models import Participant
from posse.apps.subsidy.models import (
    CareArrangement,
    CareProvider,
    ProviderRate,
    ProviderStanding,
)
from posse.services.care.activities import Span, do_record_activity
from posse.services.care.cases import do_open_care_case
from posse.services.care.circumstances import do_tell
from posse.services.care.household import do_put_in_household, do_tie
from posse.services.care.incomes import do_record_income
from posse.services.care.needing import evidence_terms
from posse.services.care.numbering import next_provider_number
from posse.services.care.proofs import Narrative, Weight, do_record_evidence

ON, BORN = date(2026, 6, 1), date(2023, 3, 4)
BY = "test"
NINE, FIVE = 9 * 60, 17 * 60
WEEKDAYS = tuple(Span(day, NINE, FIVE) for day in range(5))
ADULT = {
    "caretaker": "parent", "intends_to_stay": True, "is_identified": True, "gets_power": False,
}  # fmt: skip
CHILD = {"intends_to_stay": True, "is_identified": True, "citizenship": "citizen"}


@dataclass
class Family:
    """A case with its adults and children."""

    care_case: CareCase
    adults: list[Participant] = field(default_factory=list)
    children: list[Participant] = field(default_factory=list)


def build_provider(
    *, name: str = "Tumbleweed Test Center", setting: str = "center", charge_cents: int = 3000,
    on: date = ON, registered_on: date | None = ON, licence: str = "licensed",
) -> CareProvider:  # fmt: skip
    """A provider, licensed and registered, with a full-day and a part-day price."""
    provider = CareProvider.objects.create(
        number=next_provider_number(), name=name, setting=setting, city="Cheyenne",
        state="WY", zip_code="82001", county_fips="56021",
    )  # fmt: skip
    said = {"recorded_on": on, "recorded_by": BY, "effective_on": date(2025, 9, 1)}
    ProviderStanding.objects.create(
        provider=provider, licence=licence, registered_on=registered_on,
        licensed_on=registered_on, **said,
    )  # fmt: skip
    for is_full_day, cents in ((True, charge_cents), (False, charge_cents * 6 // 10)):
        ProviderRate.objects.create(
            provider=provider, is_full_day=is_full_day, charge_cents=cents,
            declared_cents=cents, **said,
        )  # fmt: skip
    return provider


def build_family(
    *, adults: int = 1, born: tuple[date, ...] = (BORN,), month_cents: int = 180_000,
    provider: CareProvider | None = None, on: date = ON,
    told: Mapping[str, Any] | None = None,
) -> Family:  # fmt: skip
    """A family in which everything is told: parents at work by day, children in care.

    ``month_cents`` is the first adult's pay; ``told`` adds to what every adult says.
    """
    parents = [
        build_person(given_name=name, surname="Daycarely", birth_date=date(1992, 5, 4), on=on)
        for name in ("Ann", "Bob", "Cleo")[:adults]
    ]
    care_case = do_open_care_case(applicant=parents[0], county_fips="56021", on=on, by=BY)
    family = Family(care_case, adults=parents)
    at = {"care_case": care_case, "on": on, "by": BY}
    for parent in parents:
        do_put_in_household(participant=parent, role="adult", **at)
        do_tell(of="adult", participant=parent, told=ADULT | dict(told or {}), **at)
        do_record_activity(
            participant=parent, kind="employment", begins_on=date(2026, 1, 5),
            spans=WEEKDAYS, **at,
        )  # fmt: skip
    for one, other in pairwise(parents):
        do_tie(elder=one, younger=other, kind="spouses", **at)
    do_tell(of="family", told={"assets": 100_000}, **at)
    if month_cents:
        do_record_income(
            participant=parents[0], kind="wages", frequency="monthly",
            expected={"check_cents": month_cents}, **at,
        )  # fmt: skip
    for number, day in enumerate(born):
        add_child(family, born=day, number=number, provider=provider or build_provider(), on=on)
    return family


def prove(family: Family, *, on: date = ON) -> None:
    """A paper of this day that proves every factor of everybody."""
    factors = evidence_terms(on=on).factors
    people = [(each, "adult") for each in family.adults]
    people += [(each, "child") for each in family.children]
    do_record_evidence(
        family.care_case,
        proves=[
            (each.pk, factor.name)
            for each, role in people
            for factor in factors
            if factor.of == role
        ],
        weight=Weight("document", "primary"),
        narrative=Narrative(
            says="All of it", obtained_on=on, given_by="Ann Daycarely",
            document_kind="Bundle of test papers",
        ),
        on=on,
        by=BY,
    )  # fmt: skip


def add_child(
    family: Family, *, born: date, provider: CareProvider | None, number: int = 0,
    on: date = ON, days_month: int = 20,
) -> Participant:  # fmt: skip
    """A child of all adults of a family, in full-day care where a provider is named."""
    child = build_person(
        given_name=f"Kid{number}",
        surname="Daycarely",
        birth_date=born,
        with_address=False,
        on=min(on, ON),
    )
    at = {"care_case": family.care_case, "on": on, "by": BY}
    do_put_in_household(participant=child, role="child", **at)
    for parent in family.adults:
        do_tie(elder=parent, younger=child, kind="parent_child", **at)
    do_tell(of="child", participant=child, told=CHILD, **at)
    if provider is not None:
        CareArrangement.objects.create(
            care_case=family.care_case, child=child, provider=provider, told_on=on,
            days_month=days_month, hours_day=800, effective_on=on, recorded_on=on,
            recorded_by=BY,
        )  # fmt: skip
    family.children.append(child)
    prove(family, on=on)
    return child
