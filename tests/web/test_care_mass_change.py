"""A mass change is looked at before it acts: who gets more, less or nothing any more."""

import csv
import re
from datetime import date

import pytest
from django.contrib.auth.models import User
from tests.jobs.test_care_caseload import AUGUST
from tests.jobs.test_care_changing import approved, earning
from tests.office import user_name

from posse.apps.staff.choices import Relation
from posse.apps.subsidy.models import Authorization, Determination
from posse.services.staff.conflicts import do_declare_conflict
from posse.services.staff.members import do_hire

pytestmark = pytest.mark.django_db
AT = f"/care/runs/?preview=yes&day={AUGUST}"
CSV = f"/care/runs.csv?day={AUGUST}"


def words_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def families():
    """One whose pay fell, one whose pay rose above the ceiling, and one with no change."""
    poorer, richer = approved(month_cents=320_000), approved(month_cents=180_000)
    earning(poorer, 180_000)
    earning(richer, 900_000)
    return poorer, richer, approved(month_cents=180_000)


@pytest.mark.cites("CC-1404-A-1", "CC-1501-B-3.2")
def test_the_preview_counts_up_down_and_out_and_names_the_families(families, client_of):
    poorer, richer, same = (each.care_case.number for each in families)
    kept = Determination.objects.count(), Authorization.objects.count()
    desk = client_of("benefit specialist")
    page = desk.get(AT)
    assert "care/_mass.html" in [each.name for each in page.templates]
    told = words_of(page)
    assert "The agency pays more 1 $128.00 \N{MINUS SIGN}$128.00" in told
    assert "Is eligible no longer 1" in told
    assert "The agency pays the same" in told
    assert "All 2 as CSV" in told
    assert poorer in told
    assert richer in told
    assert same not in told
    rows = list(csv.DictReader(desk.get(CSV).content.decode().splitlines()))
    assert {row["Case"] for row in rows} == {poorer, richer}
    [better] = [row for row in rows if row["Case"] == poorer]
    assert better["What"] == ("The agency pays more: a lower step, so the family owes less")
    assert int(better["Step then"]) < int(better["Step now"])
    assert (Determination.objects.count(), Authorization.objects.count()) == kept


def test_whoever_is_closed_to_a_worker_is_counted_and_not_named(families, client_of):
    poorer, richer, _ = families
    staff = do_hire(user=User.objects.get(username=user_name("benefit specialist")))
    do_declare_conflict(
        staff=staff, participant=richer.adults[0], relation=Relation.RELATIVE,
        on=date(2026, 1, 2), by="test",
    )  # fmt: skip
    desk = client_of("benefit specialist")
    told = words_of(desk.get(AT))
    assert "Is eligible no longer 1" in told
    assert richer.care_case.number not in told
    listed = desk.get(CSV).content.decode()
    assert poorer.care_case.number in listed
    assert richer.care_case.number not in listed


def test_another_law_is_for_the_office_and_a_day_without_charts_is_none(families, client_of):
    other = f"{CSV}&profile=copay_waived_to_150_percent"
    assert client_of("benefit specialist").get(other).status_code == 403
    office = client_of("state office")
    freed = approved(month_cents=260_000).care_case.number
    listed = office.get(other).content.decode()
    assert freed in listed
    assert families[2].care_case.number not in listed, "it owes nothing under either law"
    assert office.get(f"{CSV}&profile=nonsense").status_code == 404
    assert office.get("/care/runs.csv?day=2031-05-01").status_code == 200, "nobody's months run"
