"""Providers on their pages: added, registered, licensed, priced and barred."""

import re
from datetime import timedelta

import pytest

from posse.apps.subsidy.models import CareProvider, ProviderRate
from posse.rules.childcare.rates import RateTerms
from posse.services.care.providers import (
    Detail,
    Place,
    do_add_provider,
    do_bar_provider,
    do_license_provider,
    do_register_provider,
    provider_table,
    standing_of,
)
from posse.services.law import current_law
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db

NEW = {
    "name": "Sagebrush Pretend Home", "setting": "licensed_family", "city": "Laramie",
    "zip_code": "82070", "county": "56001",
}  # fmt: skip


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def desk(office, client_of):
    return client_of("licensing specialist")


def added(desk) -> CareProvider:
    desk.post("/care/providers/add/", NEW)
    return CareProvider.objects.get(name=NEW["name"])


def act_of(provider, name) -> str:
    return f"/care/providers/{provider.number}/acts/{name}/"


def everything(on):
    return [each.name for each in provider_table("registration", on=on)]


@pytest.mark.cites("CC-1203-B", "CC-1203-A", "CC-1203-A-1", "CC-1101-N")
def test_a_provider_is_added_licensed_registered_and_priced(desk) -> None:
    on = acting_date()
    provider = added(desk)
    told = text_of(desk.get(f"/care/providers/{provider.number}/"))
    assert "Not registered yet, so nothing is paid" in told
    desk.post(act_of(provider, "license"), {
        "licence": "licensed", "since": on - timedelta(days=90), "words": "By telephone",
    })  # fmt: skip
    desk.post(act_of(provider, "register"), {"on_file": everything(on), "registered_on": on})
    standing = standing_of(provider, on=on)
    assert (standing.licence, standing.registered_on) == ("licensed", on)
    assert standing.licensed_on == on - timedelta(days=90)
    price = {"from_months": "0", "full_charge": "40.00", "part_charge": "24.00", "since": on}
    desk.post(act_of(provider, "rate"), price)
    assert {row.charge_cents for row in ProviderRate.objects.filter(provider=provider)} == {
        4000, 2400
    }  # fmt: skip
    page = desk.get(f"/care/providers/{provider.number}/")
    assert page.templates[0].name == "care/provider.html"
    assert "$40.00" in text_of(page)
    listed = desk.get("/care/providers/?q=sagebrush&show=payable")
    assert listed.templates[0].name == "care/providers.html"
    assert provider.number in text_of(listed)
    assert provider.number not in text_of(desk.get("/care/providers/?show=waiting"))


@pytest.mark.cites("CC-1203-B", "CC-1203-D", "CC-1203-A-3-a-i")
@pytest.mark.parametrize("left_out", ["form", "registry", "history", "age", "access"])
def test_nobody_is_registered_while_something_is_not_on_file(desk, left_out) -> None:
    on, provider = acting_date(), added(desk)
    held = [each for each in everything(on) if each != left_out]
    answer = desk.post(act_of(provider, "register"), {"on_file": held, "registered_on": on})
    assert "till missing" in text_of(answer)
    assert standing_of(provider, on=on) is None


@pytest.mark.cites("CC-1203-A-2")
def test_an_exemption_has_a_reason_of_the_list_and_a_license_has_none(desk) -> None:
    on, provider = acting_date(), added(desk)
    at = {"since": on, "words": "Asked", "on": on, "by": "test"}
    with pytest.raises(ValueError, match="a reason of the list"):
        do_license_provider(provider, licence="exempt", exemption="", **at)
    with pytest.raises(ValueError, match="a reason of the list"):
        do_license_provider(provider, licence="licensed", exemption="relative", **at)
    row = do_license_provider(provider, licence="exempt", exemption="own_home", **at)
    assert (row.needs_license, row.licensed_on) == (False, None)
    assert row.words.startswith("In the home of the children")


@pytest.mark.cites("CC-200-relative", "CC-1203-A-2-a")
def test_a_relative_is_one_of_the_closed_list_and_the_page_says_which(desk) -> None:
    on, provider = acting_date(), added(desk)
    said = {"licence": "exempt", "exemption": "relative", "since": on, "words": "Asked"}
    at = act_of(provider, "license")
    assert "say how a relative" in text_of(desk.post(at, said)).lower()
    cousin = desk.post(at, said | {"relation": "cousin"})
    assert cousin.status_code == 422
    with pytest.raises(ValueError, match="grandparent, great-grandparent, brother or sister"):
        do_license_provider(
            provider, **said, detail=Detail(relation="cousin"), on=on, by="test"
        )
    kept = desk.post(at, said | {"relation": "aunt_uncle"}, follow=True)
    assert "Relative of the child (aunt or uncle). Asked" in text_of(kept)
    stranger = desk.post(at, said | {"exemption": "own_home", "relation": "sibling"})
    assert "nobody else, is related" in text_of(stranger)


@pytest.mark.cites(
    "CC-200-child-care-center",
    "CC-200-family-child-care-center",
    "CC-200-family-child-care-home",
)
@pytest.mark.parametrize(
    ("setting", "detail", "fault"),
    [
        ("center", Detail("center", 16), ""),
        ("center", Detail("center", 15), "16 children or more"),
        ("licensed_family", Detail("center", 20), "not in the register as a child care center"),
        ("licensed_family", Detail("family_center", 15), ""),
        ("center", Detail("family_center", 16), "15 children at most"),
        ("licensed_family", Detail("family_home", 10), ""),
        ("licensed_family", Detail("family_home", 11), "10 children at most"),
        ("licensed_family", Detail("family_home", 0), "one child at least"),
    ],
)
@pytest.mark.usefixtures("office")
def test_a_license_is_for_as_many_children_as_its_kind(setting, detail, fault) -> None:
    on = acting_date()
    place = Place("1 Pretend Way", "Laramie", "82070", "56001")
    provider = do_add_provider(name="Counted", setting=setting, place=place, on=on)
    at = {
        "licence": "licensed", "exemption": "", "since": on, "words": "Asked", "on": on,
        "by": "test", "detail": detail,
    }  # fmt: skip
    if fault:
        with pytest.raises(ValueError, match=fault):
            do_license_provider(provider, **at)
    else:
        assert (
            f"for {detail.children} children at most"
            in do_license_provider(provider, **at).words
        )


def test_the_number_of_children_is_asked_with_the_kind_of_a_license(desk) -> None:
    on, provider = acting_date(), added(desk)
    said = {"licence": "licensed", "since": on, "words": "Seen", "children": "9"}
    at = act_of(provider, "license")
    assert "number of children together" in text_of(desk.post(at, said))
    kept = desk.post(at, said | {"kind": "family_home"}, follow=True)
    assert "Family child care home for 9 children at most. Seen" in text_of(kept)


@pytest.mark.cites("CC-1203-A-3", "CC-1203-A-3-a", "CC-1203-A-3-b", "CC-1203-A-3-a-iv")
def test_a_bar_holds_until_it_is_lifted_and_a_revoked_license_is_one(desk) -> None:
    on, provider = acting_date(), added(desk)
    with pytest.raises(ValueError, match="nothing bars"):
        do_bar_provider(provider, ground="", since=on, words="Cleared", on=on, by="test")
    done = desk.post(
        act_of(provider, "bar"), {"ground": "fraud", "since": on, "words": "A court"},
        follow=True,
    )  # fmt: skip
    assert "Payment is barred: The provider committed fraud" in text_of(done)
    assert provider.number in text_of(desk.get("/care/providers/?show=barred"))
    lifted = desk.post(act_of(provider, "bar"), {"since": on, "words": "Cleared"}, follow=True)
    assert "Nothing bars payment any more" in text_of(lifted)
    row = do_license_provider(
        provider, licence="revoked", exemption="", since=on, words="Standards", on=on, by="test"
    )
    assert "CC-1203-A-3-b" in row.barred_for


@pytest.mark.cites("CC-1203-F")
def test_a_provider_is_in_wyoming(office) -> None:
    place = Place("1 Elsewhere Way", "Denver", "80000", "08031", state="CO")
    with pytest.raises(ValueError, match="CC-1203-F"):
        do_add_provider(name="Away", setting="center", place=place, on=acting_date())


def test_the_settings_of_the_register_are_those_of_the_rates() -> None:
    on = acting_date()
    settings = {each.name for each in provider_table("settings", on=on)}
    assert settings == set(RateTerms.from_law(current_law(), on=on).settings)


def test_prices_that_cannot_be_are_refused_in_words(desk) -> None:
    provider = added(desk)
    price = {"from_months": "0", "full_charge": "20.00", "part_charge": "24.00",
             "since": acting_date()}  # fmt: skip
    answer = desk.post(act_of(provider, "rate"), price)
    assert "costs no more than a full one" in text_of(answer)
    answer = desk.post(act_of(provider, "rate"), {**price, "from_months": "a"})
    assert "no number of months" in text_of(answer)
    assert desk.get("/care/providers/P0/").status_code == 404


def test_a_benefit_specialist_reads_the_register_and_keeps_nothing(office, client_of) -> None:
    reader = client_of("benefit specialist")
    assert "Add a provider" not in text_of(reader.get("/care/providers/"))
    assert reader.post("/care/providers/add/", NEW).status_code == 403
    told = text_of(reader.get(f"/care/providers/{office.cared.provider}/"))
    assert office.cared.case in told


def test_registration_on_a_later_day_than_today_is_refused(desk) -> None:
    on, provider = acting_date(), added(desk)
    with pytest.raises(ValueError, match="today or earlier"):
        do_register_provider(
            provider, registered_on=on + timedelta(days=1), on_file=everything(on), on=on,
            by="test",
        )  # fmt: skip
