"""Applications decided: presumed, approved or denied, with letters that say why."""

from datetime import date, timedelta

import pytest
from tests.care_families import BY, ON, build_family, build_provider
from tests.unit.test_payment_record_page import text_of

from posse.apps.care.models import CareApplication
from posse.apps.subsidy.models import AuthorizationEnd, CareNotice, CarePeriod
from posse.services.care.authorizing import Refused
from posse.services.care.circumstances import do_tell
from posse.services.care.deciding import do_approve, do_presume
from posse.services.care.denying import do_deny
from posse.services.care.incomes import do_record_income
from posse.services.care.letters import reason
from posse.services.care.numbering import next_care_application_number

pytestmark = pytest.mark.django_db


def application_of(family, *, filed_on=ON, kind="initial"):
    return CareApplication.objects.create(
        number=next_care_application_number(), kind=kind, channel="paper", state="filed",
        care_case=family.care_case, started_on=filed_on, started_by=BY, filed_on=filed_on,
        decide_by=filed_on + timedelta(days=30), signature="Ann Daycarely",
        county_fips="56021",
    )  # fmt: skip


def letters_of(family):
    rows = CareNotice.objects.filter(care_case=family.care_case).order_by("id")
    return {row.kind: text_of(bytes(row.letter.stored.content)) for row in rows}


@pytest.mark.cites("CC-1400-A", "CC-1101-B", "CC-1202-A", "CC-200-authorization")
def test_an_approval_authorizes_begins_a_period_and_writes_its_letters():
    family = build_family(month_cents=320_000)
    application = application_of(family)
    [row] = do_approve(application, on=ON, by=BY)
    application.refresh_from_db()
    assert application.state == "approved"
    assert [event.step for event in application.events.all()] == ["approved"]
    assert CarePeriod.objects.get().ends_on == row.ends_on
    said = letters_of(family)
    assert list(said) == ["care_approval", "care_authorization"]
    # 20 days at 30.00, of which the family pays 6.40.
    assert "$472.00" in said["care_approval"]
    assert "$128.00" in said["care_authorization"]


@pytest.mark.cites("CC-301", "CC-404-C-1")
def test_nothing_is_approved_while_something_was_not_told():
    family = build_family()
    do_tell(
        care_case=family.care_case, of="adult", participant=family.adults[0],
        told={"gets_power": None}, on=ON, by=BY,
    )  # fmt: skip
    with pytest.raises(Refused, match="Receives POWER or tribal TANF was not told"):
        do_approve(application_of(family), on=ON, by=BY)
    assert not CarePeriod.objects.exists()
    assert letters_of(family) == {}


@pytest.mark.cites("CC-1401-C", "CC-1101-A", "CC-1201-A", "CC-1401-A-4")
def test_a_denial_tells_each_reason_with_its_figures_and_law():
    family = build_family(month_cents=900_000)
    application = application_of(family)
    with pytest.raises(Refused, match="no assistance unit"):
        do_approve(application, on=ON, by=BY)
    do_deny(application, on=ON, by=BY)
    application.refresh_from_db()
    assert application.state == "denied"
    said = letters_of(family)["care_denial"]
    assert "$8,800.00" in said
    assert "1101-A" in said
    assert "$3,155.83" in said


@pytest.mark.cites("CC-401-B-1", "CC-1202-D-3")
def test_nothing_is_denied_while_it_waits_for_the_license_alone():
    family = build_family(provider=build_provider(registered_on=None, licence="none"))
    with pytest.raises(Refused, match="waits for the provider's license alone"):
        do_deny(application_of(family), on=ON, by=BY)


@pytest.mark.cites("CC-401-B")
def test_an_eligible_family_is_not_denied_without_a_reason():
    family = build_family()
    application = application_of(family)
    with pytest.raises(Refused, match="no reason to deny"):
        do_deny(application, on=ON, by=BY)
    more = [reason("proofs_missing", who="Ann Daycarely", law=["CC-404-E"])]
    do_deny(application, on=ON, by=BY, more=more)
    assert "404-E" in letters_of(family)["care_denial"]


@pytest.mark.cites("CC-200-presumptive-eligibility", "CC-401-A-1", "CC-401-A-3", "CC-1101-A-1")
def test_what_a_family_told_assures_thirty_days_once_in_twelve_months():
    family = build_family()
    [row] = do_presume(application_of(family), on=ON, by=BY)
    assert row.is_presumptive
    assert (row.effective_on, row.ends_on) == (ON, date(2026, 6, 30))
    assert not CarePeriod.objects.exists()
    # June has 22 working days, each at 30.00 of which this family owes nothing.
    assert "$660.00" in letters_of(family)["care_presumptive"]
    assert list(letters_of(family)) == ["care_presumptive"]
    with pytest.raises(Refused, match="CC-401-A-3"):
        do_presume(application_of(family), on=ON + timedelta(days=60), by=BY)


@pytest.mark.cites("CC-401-G", "CC-1101-A-3", "CC-1316-A-1")
def test_a_denial_ends_what_was_presumed_on_its_day():
    family = build_family()
    application = application_of(family)
    [row] = do_presume(application, on=ON, by=BY)
    later = ON + timedelta(days=9)
    do_record_income(
        care_case=family.care_case, participant=family.adults[0], kind="wages",
        frequency="monthly", expected={"check_cents": 900_000}, payer="Second job",
        on=later, by=BY,
    )  # fmt: skip
    do_deny(application, on=later, by=BY)
    end = AuthorizationEnd.objects.get(authorization=row)
    assert (end.effective_on, end.reason) == (later, "presumption_refuted")


def test_a_decided_application_is_not_decided_again():
    family = build_family()
    application = application_of(family)
    do_approve(application, on=ON, by=BY)
    for act in (do_approve, do_deny, do_presume):
        with pytest.raises(Refused, match="approved"):
            act(application, on=ON, by=BY)


@pytest.mark.cites("CC-401-A-2", "CC-1101-A-2")
def test_nothing_is_presumed_at_a_provider_without_a_license():
    exempt = build_provider(setting="legally_exempt", licence="exempt")
    family = build_family(provider=exempt)
    with pytest.raises(Refused, match="CC-401-A-2"):
        do_presume(application_of(family), on=ON, by=BY)
    provisional = build_family(provider=build_provider(licence="provisional"))
    assert do_presume(application_of(provisional), on=ON, by=BY)


@pytest.mark.cites("CC-800-A")
def test_assets_of_exactly_a_million_are_weighed_by_a_supervisor():
    family = build_family()
    do_tell(care_case=family.care_case, of="family", told={"assets": 100_000_000}, on=ON, by=BY)
    application = application_of(family)
    with pytest.raises(Refused, match="a supervisor weighs assets"):
        do_approve(application, on=ON, by=BY)
    assert do_approve(application, on=ON, by=BY, is_supervisor=True)
