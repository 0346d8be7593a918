"""Denials of child care: what did not come is named, and each unit is told its own."""

from datetime import date, timedelta

import pytest
from tests.builders import build_person
from tests.care_families import (
    ADULT,
    BY,
    ON,
    WEEKDAYS,
    Family,
    add_child,
    build_family,
    build_provider,
)
from tests.jobs.test_care_deciding import application_of, letters_of
from tests.jobs.test_care_night import asked_for_income
from tests.jobs.test_care_reviewing import said_to

from posse.apps.subsidy.models import AuthorizationEnd
from posse.services.care.activities import do_record_activity
from posse.services.care.asking import do_ask_for_proof
from posse.services.care.circumstances import do_tell
from posse.services.care.deciding import do_approve, do_presume
from posse.services.care.denying import do_deny
from posse.services.care.household import do_put_in_household
from posse.services.care.incomes import do_record_income
from posse.services.care.letters import reason

pytestmark = pytest.mark.django_db
LATE = ON + timedelta(days=14)
MISSING = [reason("proofs_missing", law=["CC-404-E"])]


@pytest.mark.cites("CC-404-E", "CC-1401-C")
def test_a_denial_names_what_was_asked_for_and_its_day():
    family = asked_for_income(asked_on=ON + timedelta(days=1))
    do_deny(application_of(family), more=MISSING, on=LATE, by=BY)
    said = said_to(family)["care_denial"]
    assert "income" in said
    assert "June 12, 2026" in said


@pytest.mark.cites("CC-1401-C")
def test_a_denial_for_a_factor_names_nothing_that_is_missing():
    family = build_family(month_cents=900_000)
    do_deny(application_of(family), on=ON, by=BY)
    assert "did not come" not in said_to(family)["care_denial"]


def too_rich(family, *, on):
    do_record_income(
        care_case=family.care_case, participant=family.adults[0], kind="wages",
        frequency="monthly", expected={"check_cents": 900_000}, payer="Second job", on=on,
        by=BY,
    )  # fmt: skip


@pytest.mark.cites("CC-401-G", "CC-1316-A-1", "CC-1401-C")
def test_who_was_presumed_gets_one_letter_that_ends_and_denies():
    family = build_family()
    application = application_of(family)
    do_presume(application, on=ON, by=BY)
    too_rich(family, on=LATE)
    do_deny(application, on=LATE, by=BY)
    assert list(letters_of(family)) == ["care_presumptive", "care_presumptive_end"]
    said = said_to(family)["care_presumptive_end"]
    assert "The last day of care that we pay is June 15, 2026" in said
    assert "we deny your application of June 1, 2026" in said
    assert "1101-A" in said


@pytest.mark.cites("CC-401-G", "CC-404-E")
def test_who_was_presumed_and_sent_no_proof_is_told_both():
    family = build_family()
    application = application_of(family)
    do_presume(application, on=ON, by=BY)
    too_rich(family, on=ON + timedelta(days=1))
    do_ask_for_proof(
        family.care_case, asks=[(family.adults[0].pk, "income")],
        on=ON + timedelta(days=1), by=BY,
    )  # fmt: skip
    do_deny(application, more=MISSING, on=LATE, by=BY)
    kinds = list(letters_of(family))
    assert kinds == ["care_presumptive", "care_proofs", "care_presumptive_end", "care_denial"]
    assert AuthorizationEnd.objects.get().effective_on == LATE


def second_unit(family):
    """Somebody else of the household with a child of her own, who earns too much."""
    other = build_person(given_name="Dora", surname="Lodgerly", birth_date=date(1990, 2, 3))
    unit = Family(family.care_case, adults=[other])
    at = {"care_case": family.care_case, "participant": other, "on": ON, "by": BY}
    do_put_in_household(role="adult", **at)
    do_tell(of="adult", told=ADULT, **at)
    do_record_activity(
        kind="employment", begins_on=date(2026, 1, 5), spans=WEEKDAYS, **at
    )  # fmt: skip
    too_rich(unit, on=ON)
    add_child(unit, born=date(2022, 5, 6), number=7, provider=build_provider())
    return unit


@pytest.mark.cites("CC-1400-A", "CC-1401-C", "CC-505")
def test_where_one_unit_is_approved_the_other_is_told_that_it_is_not():
    family = build_family()
    second_unit(family)
    [row] = do_approve(application_of(family), on=ON, by=BY)
    assert row.child == family.children[0]
    said = said_to(family)
    assert {"care_approval", "care_denial"} <= set(said)
    assert "Kid7 Daycarely" in said["care_denial"]
    assert "Kid0 Daycarely" not in said["care_denial"]
