"""Child care while POWER is decided: thirty days, ended by its decision, watched by night."""

from datetime import date, timedelta

import pytest
from tests.care_families import BY, ON, WEEKDAYS, build_family, prove
from tests.jobs.test_care_deciding import application_of
from tests.jobs.test_care_reviewing import said_to

from posse.apps.care.models import Activity
from posse.apps.subsidy.models import Authorization, AuthorizationEnd, CareNotice, CarePeriod
from posse.apps.work.models import Task
from posse.services.care import power_night
from posse.services.care.activities import do_record_activity
from posse.services.care.authorizing import Refused
from posse.services.care.deciding import do_approve, do_presume
from posse.services.care.duties import duties_on
from posse.services.care.night import do_run_care
from posse.services.care.power import do_apply_for_power, do_authorize_days, do_tell_power

pytestmark = pytest.mark.django_db
# The day of the application for POWER is the first of thirty.
DAY_30 = date(2026, 6, 30)


def in_power(*, month_cents=900_000, applied_on=ON, **differs):
    """A mother above every limit of income, by day at the work programme."""
    family = build_family(month_cents=month_cents)
    mother = family.adults[0]
    do_record_activity(
        care_case=family.care_case, participant=mother, kind="power",
        begins_on=date(2026, 5, 25), spans=WEEKDAYS,
        replaces=Activity.objects.get(participant=mother), on=ON, by=BY,
    )  # fmt: skip
    prove(family)
    at = {"must_work": True, "needs_care": True, "manager": "Will Workmade"} | differs
    power = do_apply_for_power(
        care_case=family.care_case, participant=mother, applied_on=applied_on, on=ON, by=BY,
        **at,
    )  # fmt: skip
    return family, power, application_of(family)


def tell(power, what, *, on):
    return do_tell_power(
        power, what=what, happened_on=on, words="The programme wrote", on=on, by=BY
    )


def asked():
    return list(Task.objects.filter(kind=power_night.OVER).values_list("state", flat=True))


@pytest.mark.cites("CC-401-F-2", "CC-401-F", "CC-1101-G")
def test_thirty_days_are_authorized_while_power_is_decided_and_begin_no_months():
    family, _, application = in_power()
    [row] = do_authorize_days(application, on=ON, by=BY)
    assert (row.effective_on, row.ends_on) == (ON, DAY_30)
    assert sum(row.day_minutes) == 5 * 8 * 60
    assert not CarePeriod.objects.exists()
    said = said_to(family)["care_power"]
    assert "from June 1, 2026 through June 30, 2026" in said
    assert "You applied for POWER on June 1, 2026." in said
    with pytest.raises(Refused, match="authorized already"):
        do_authorize_days(application, on=ON + timedelta(days=1), by=BY)
    with pytest.raises(Refused, match="POWER is not decided"):
        do_approve(application, on=ON, by=BY)


@pytest.mark.cites("CC-401-F-2", "CC-401-A-3")
def test_the_days_do_not_use_up_what_is_presumed_once_in_twelve_months():
    _, _, application = in_power()
    do_authorize_days(application, on=ON, by=BY)
    assert do_presume(application, on=ON, by=BY)


@pytest.mark.cites("CC-401-F-2")
@pytest.mark.parametrize(("what", "told"), [
    ("denied", "POWER did not approve your application."),
    ("closed", "Your application for POWER was closed."),
    ("approved", None),
])  # fmt: skip
def test_a_decision_on_power_ends_the_days_with_its_day(what, told):
    family, power, application = in_power()
    do_authorize_days(application, on=ON, by=BY)
    decided_on = ON + timedelta(days=11)
    tell(power, what, on=decided_on)
    assert AuthorizationEnd.objects.get().effective_on == decided_on
    assert ("care_ending" in said_to(family)) is (told is not None)
    if told:
        assert told in said_to(family)["care_ending"]
    do_run_care(on=decided_on + timedelta(days=1), by=BY)
    assert AuthorizationEnd.objects.count() == 1
    if what == "approved":
        # From then on the months of the family may rest on POWER, from the application on.
        assert do_approve(application, on=decided_on, by=BY)[0].effective_on == ON


@pytest.mark.cites("CC-401-F-2", "CC-402-F")
def test_unmet_work_requirements_end_the_days_after_those_of_a_notice():
    family, power, application = in_power()
    do_authorize_days(application, on=ON, by=BY)
    tell(power, "unmet", on=ON + timedelta(days=4))
    assert AuthorizationEnd.objects.get().effective_on == date(2026, 6, 14)
    assert "You do not meet the work requirements" in said_to(family)["care_ending"]
    with pytest.raises(Refused, match="nobody of the case"):
        do_authorize_days(application, on=ON + timedelta(days=5), by=BY)


@pytest.mark.cites("CC-401-F-2", "CC-401-F")
@pytest.mark.parametrize(("differs", "against"), [
    ({"must_work": False}, "nobody of the case"),
    ({"needs_care": False}, "nobody of the case"),
    ({"applied_on": ON - timedelta(days=30)}, "thirty days"),
])  # fmt: skip
def test_no_days_without_a_need_by_the_work_requirements_or_after_the_thirtieth(
    differs, against
):
    _, _, application = in_power(**differs)
    with pytest.raises(Refused, match=against):
        do_authorize_days(application, on=ON, by=BY)
    assert not Authorization.objects.exists()


@pytest.mark.cites("CC-401-F-1")
def test_the_request_is_to_be_sent_to_the_work_programme_until_it_was():
    family, power, _ = in_power()
    words = [each.words for each in duties_on(on=ON)]
    assert any("send a copy of the request for child care to Will Workmade" in each
               for each in words)  # fmt: skip
    tell(power, "sent", on=ON)
    assert not any("send a copy" in each.words for each in duties_on(on=ON))
    assert not AuthorizationEnd.objects.filter(care_case=family.care_case).exists()
    with pytest.raises(ValueError, match="already"):
        tell(power, "sent", on=ON)


@pytest.mark.cites("CC-401-F-2")
def test_after_the_thirty_days_a_night_asks_the_specialist_once_until_power_is_decided():
    _, power, application = in_power()
    do_authorize_days(application, on=ON, by=BY)
    do_run_care(on=DAY_30, by=BY)
    assert asked() == []
    first = do_run_care(on=DAY_30 + timedelta(days=1), by=BY)
    letters = CareNotice.objects.count()
    again = do_run_care(on=DAY_30 + timedelta(days=1), by=BY)
    do_run_care(on=DAY_30 + timedelta(days=2), by=BY)
    assert first.written_count == again.written_count + 2  # the task, and the pending letter
    assert asked() == ["open"]
    assert CareNotice.objects.count() == letters
    tell(power, "denied", on=DAY_30 + timedelta(days=3))
    do_run_care(on=DAY_30 + timedelta(days=3), by=BY)
    assert asked() == ["done"]
    assert not AuthorizationEnd.objects.exists()


def test_an_application_for_power_is_kept_once_and_of_people_of_the_case():
    family, power, _ = in_power()
    at = {"care_case": family.care_case, "must_work": True, "needs_care": True,
          "manager": "", "on": ON, "by": BY}  # fmt: skip
    with pytest.raises(ValueError, match="already"):
        do_apply_for_power(participant=family.adults[0], applied_on=ON, **at)
    with pytest.raises(ValueError, match="today or earlier"):
        do_apply_for_power(
            participant=family.adults[0], applied_on=ON + timedelta(days=1), **at
        )
    with pytest.raises(ValueError, match="not of this case"):
        do_apply_for_power(
            participant=build_family(month_cents=0).adults[0], applied_on=ON, **at
        )
    with pytest.raises(ValueError, match="after POWER was applied for"):
        tell(power, "denied", on=ON - timedelta(days=1))
