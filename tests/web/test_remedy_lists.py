"""Worklists of enforcement: narrowed, ordered, as CSV, and closed where a case is closed."""

import re
from datetime import timedelta

import pytest
from django.contrib.auth.models import User
from pytest_django.asserts import assertTemplateUsed
from tests.office import CASE, user_name

from posse.apps.cases.models import Case
from posse.apps.enforcement.models import RemedyState, Suppression
from posse.apps.payments.models import Receipt
from posse.services.corrections.kinds import suppression_asked
from posse.services.corrections.proposing import do_correct
from posse.services.enforcement.suppressions import Rest
from posse.services.pages.remedy_lists.register import LISTINGS

LISTING = "posse.services.pages.remedy_lists.listing"
pytestmark = pytest.mark.django_db


def rows_of(client, address) -> list[str]:
    """The lines of a list's CSV file below its header."""
    return client.get(address).content.decode().splitlines()[1:]


@pytest.fixture
def case(office) -> Case:
    return Case.objects.get(number=CASE)


@pytest.mark.parametrize("name", LISTINGS)
def test_every_list_opens_narrowed_and_in_each_order(office, client_of, *, name) -> None:
    client, listing = client_of("caseworker"), LISTINGS[name]
    page = client.get(f"/enforcement/{name}/")
    assertTemplateUsed(page, "enforcement/list.html")
    asked = [f"state={each}" for each in listing.states] + [f"sort={s}" for s in listing.sorts]
    asked += ["county=56021", "kind=nonsense&state=nonsense&page=99&county=x&sort=x"]
    for each in asked:
        assert client.get(f"/enforcement/{name}/?{each}").status_code == 200, each
        assert client.get(f"/enforcement/{name}.csv?{each}").status_code == 200, each


def test_the_largest_amount_comes_first_within_one_remedy_alone(
    office, client_of, case
) -> None:
    client = client_of("caseworker")
    rows = RemedyState.objects.filter(obligor=case.obligor, remedy="fidm")
    rows.update(amount_cents=9_999_900)
    chosen = '<option value="amount" selected>'
    assert chosen in client.get("/enforcement/parents/?kind=fidm&sort=amount").content.decode()
    assert chosen not in client.get("/enforcement/parents/?sort=amount").content.decode()
    assert "99999.00" in rows_of(client, "/enforcement/parents.csv?kind=fidm&sort=amount")[0]


def test_a_list_that_is_not_there_is_not_found(office, client_of) -> None:
    assert client_of("caseworker").get("/enforcement/nothing/").status_code == 404
    assert client_of("caseworker").get("/enforcement/nothing.csv").status_code == 404


@pytest.mark.cites("CS-9.2-UCP-5")
def test_matches_tell_what_differs_and_are_found_by_who_told_them(office, client_of) -> None:
    client = client_of("caseworker")
    shown = client.get("/enforcement/matches/?kind=unclaimed_property")
    assertTemplateUsed(shown, "enforcement/_cell.html")
    told = shown.content.decode()
    assert f"/matches/{office.enforced.match}/" in told
    assert "It is in the name of Somebody Nearly" in told
    assert f"/matches/{office.enforced.account}/" not in told


def test_a_number_leads_to_its_parents_and_they_to_their_reasons(
    office, client_of, case
) -> None:
    client = client_of("caseworker")
    state = RemedyState.objects.get(obligor=case.obligor, remedy="fidm").state
    page = client.get("/enforcement/").content.decode()
    assert f"/enforcement/parents/?kind=fidm&amp;state={state}" in page
    told = client.get(f"/enforcement/parents/?kind=fidm&state={state}").content.decode()
    assert f"/cases/{CASE}/remedies/fidm/" in told
    assert "$900.00" in told


@pytest.mark.parametrize("name", ["matches", "reviews", "suppressions", "parents"])
def test_a_closed_case_is_in_nobodys_list(office, client_of, monkeypatch, *, name) -> None:
    closed = {Case.objects.get(number=CASE).pk: "relative"}
    client = client_of("caseworker")
    address = f"/enforcement/{name}.csv"
    assert any(CASE in row for row in rows_of(client, address))
    monkeypatch.setattr(f"{LISTING}.closed_cases", lambda *_, **__: closed)
    assert not any(CASE in row for row in rows_of(client, address))


def test_a_county_has_its_own_parents_alone(office, client_of, case) -> None:
    client = client_of("caseworker")
    here, there = case.county_fips, "56001" if case.county_fips != "56001" else "56003"
    assert rows_of(client, f"/enforcement/matches.csv?county={here}")
    assert not rows_of(client, f"/enforcement/matches.csv?county={there}")


@pytest.mark.cites("CS-9.2-SUP-3")
def test_suppressions_stand_by_their_last_day(office, client_of) -> None:
    client, rest = client_of("caseworker"), Suppression.objects.get(pk=office.enforced.rest)
    for state, is_there in (("", True), ("later", True), ("over", False), ("lifted", False)):
        rows = rows_of(client, f"/enforcement/suppressions.csv?state={state}")
        assert any(str(rest.ends_on) in row for row in rows) == is_there, state


def test_what_waited_longer_than_its_days_stands_still(office, client_of, case) -> None:
    client = client_of("caseworker")
    first = Suppression.objects.get(pk=office.enforced.rest).effective_on
    state = RemedyState.objects.filter(obligor=case.obligor, remedy="fidm")
    state.update(state="waiting", next_on=first + timedelta(days=90))
    assert not rows_of(client, "/enforcement/still.csv?kind=fidm")
    state.update(next_on=first - timedelta(days=200))
    assert rows_of(client, "/enforcement/still.csv?kind=fidm")


@pytest.mark.cites("26 USC 6103")
def test_that_a_refund_was_taken_is_told_to_whoever_needs_it(office, client_of, case) -> None:
    state = RemedyState.objects.filter(obligor=case.obligor, remedy="federal_tax_offset")
    state.update(state="collected")
    address = "/enforcement/parents.csv?kind=federal_tax_offset&state=collected"
    assert rows_of(client_of("caseworker"), address)
    assert not rows_of(client_of("hearing officer"), address)
    assert "Federal tax offset" in rows_text(client_of("caseworker"))
    assert "Federal tax offset" not in rows_text(client_of("hearing officer"))


def rows_text(client) -> str:
    return "\n".join(rows_of(client, "/enforcement/money.csv"))


def test_money_is_told_by_way_and_month_to_the_cent(office, client_of) -> None:
    rows = rows_of(client_of("caseworker"), "/enforcement/money.csv")
    withheld = Receipt.objects.filter(source="income_withholding")
    assert withheld.exists()
    total = sum(withheld.values_list("amount_cents", flat=True))
    taken = sum(
        withheld.exclude(reversals=None).values_list("reversals__amount_cents", flat=True)
    )
    (row,) = [each for each in rows if each.startswith("Income withholding,")]
    assert row.split(",")[-1] == f"{(total - taken) // 100}.{(total - taken) % 100:02}"


def test_a_rest_that_waits_has_no_amount_and_leads_to_its_remedies(
    office, client_of, case
) -> None:
    on = Suppression.objects.get(pk=office.enforced.rest).effective_on
    rest = Rest("credit_bureau", on, on + timedelta(days=400), "bankruptcy")
    asked = suppression_asked(cases=[case], rest=rest, note="Chapter 7", on=on)
    user = User.objects.get(username=user_name("caseworker"))
    do_correct(asked, user=user, on=on)
    listed = client_of("supervisor").get("/enforcement/asked-rests/").content.decode()
    (number,) = re.findall(r'href="/approvals/(\d+)/"', listed)
    for address in ("/approvals/", f"/approvals/{number}/"):
        shown = client_of("supervisor").get(address).content.decode()
        assert f"/cases/{CASE}/?tab=enforcement" in shown, address
        assert "$0.00" not in shown.partition("<main")[2], address
