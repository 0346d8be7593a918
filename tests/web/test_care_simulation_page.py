"""Another law for child care is asked of the caseload, and nothing of it is kept."""

from datetime import date

import pytest
from django.contrib.auth.models import User
from tests.care_families import build_family, build_provider
from tests.jobs.test_care_deciding import application_of
from tests.office import user_name

from posse.apps.subsidy.models import Determination
from posse.services.care.deciding import do_approve
from posse.services.pages.care.simulations import care_simulation

pytestmark = pytest.mark.django_db

ON = date(2026, 6, 1)
ADDRESS = "/care/simulations/"
OFFICE = user_name("state office")


def test_another_law_is_asked_of_every_running_family_and_nothing_is_kept(client_of) -> None:
    family = build_family(month_cents=320_000, provider=build_provider())
    do_approve(application_of(family), on=ON, by="test")
    before = Determination.objects.count()
    answer = client_of("state office").get(f"{ADDRESS}?profile=equal_method&day=2026-07-01")
    assert "care/simulations.html" in [each.name for each in answer.templates]
    text = answer.content.decode()
    assert "Nothing changes" in text
    assert "1 unit in all." in text
    assert Determination.objects.count() == before
    found = care_simulation(
        "equal_method", on=date(2026, 7, 1), user=User.objects.get(username=OFFICE)
    )
    assert "care/_mass.html" in [each.name for each in answer.templates]
    assert "Nothing changes for anybody." in text
    [size] = found.sizes
    free = client_of("state office").get(
        f"{ADDRESS}?profile=copay_waived_to_150_percent&day=2026-07-01"
    )
    assert "Nothing changes for anybody." in free.content.decode(), "it stands on step 4"
    # A profile that leaves child care as it is changes nothing to the cent.
    assert (size.size, size.agency_cents - size.agency_before_cents) == (2, 0)


def test_a_law_that_there_is_not_is_refused_in_words(client_of) -> None:
    answer = client_of("state office").get(f"{ADDRESS}?profile=../wyoming")
    assert answer.status_code == 422
    assert "There is no profile of the law with this name" in answer.content.decode()


def test_a_day_on_which_no_period_runs_says_so(client_of) -> None:
    answer = client_of("state office").get(f"{ADDRESS}?profile=equal_method&day=2001-01-01")
    assert "No family" in answer.content.decode()
