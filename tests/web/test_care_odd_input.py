"""What families of child care tell that is odd: clear on the page, and kept as it was told."""

from datetime import date

import pytest
from tests.care_families import build_family
from tests.web.test_care_pages import words_of

from posse.apps.care.models import Activity, CareCase, CareIncome, PayCheck
from posse.apps.people.models import Participant
from posse.services.care.determining import look
from posse.services.care.household import do_put_in_household, do_tie
from posse.web import workday
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_of):
    return client_of("benefit specialist")


def act_of(family, person, act) -> str:
    return f"/care/cases/{family.care_case.number}/people/{person.pk}/acts/{act}/"


def income(**said):
    told = {
        "kind": "wages", "frequency": "monthly", "payer": "Pretend Bakery",
        "since": str(acting_date()), "reasons": "She said so",
    }  # fmt: skip
    return told | said


@pytest.mark.cites("CC-905-C-2")
def test_an_income_has_commas_between_thousands_and_no_minus_sign(desk) -> None:
    family = build_family(on=acting_date(), month_cents=0)
    at = act_of(family, family.adults[0], "income")
    for typed, said in (
        ("-5.00", "The amount must be more than nothing."),
        ("12,50", "Write dollars and cents"),
        ("1,23,456.00", "Write dollars and cents"),
        ("1.234,50", "Write dollars and cents"),
    ):
        answer = desk.post(at, income(check_cents=typed))
        assert answer.status_code == 422
        assert said in words_of(answer)
        assert f'value="{typed}"' in answer.content.decode()
    assert not CareIncome.objects.filter(care_case=family.care_case).exists()
    assert desk.post(at, income(check_cents="$1,234.50")).status_code == 302
    assert CareIncome.objects.get(care_case=family.care_case).check_cents == 123_450


def test_hours_have_a_point_and_are_kept_to_the_hundredth(desk) -> None:
    family = build_family(on=acting_date(), month_cents=0)
    at = act_of(family, family.adults[0], "income")
    hours = {"rate_cents": "15.00", "hours_high": "30"}
    for typed in ("27,5", "-1", "1e2"):
        answer = desk.post(at, income(**hours, hours_low=typed))
        assert f"{typed} is no number of hours such as 27.5" in words_of(answer)
    assert "more hours than a week has" in words_of(
        desk.post(at, income(**hours | {"hours_high": "169"}, hours_low="27.5"))
    )
    assert desk.post(at, income(**hours, hours_low="27.5")).status_code == 302
    kept = CareIncome.objects.get(care_case=family.care_case)
    assert (kept.hours_low, kept.hours_high) == (2750, 3000)


@pytest.mark.cites("CC-905-A-4-a", "CC-905-B-2-c")
def test_a_month_with_five_pay_dates_is_kept_and_averaged_over_all_five(
    desk, monkeypatch
) -> None:
    on = date(2026, 6, 30)
    monkeypatch.setattr(workday, "first_open_day", lambda **_: on)
    family = build_family(on=on, month_cents=0)
    mother = family.adults[0]
    said = income(frequency="weekly", since="2026-06-01")
    assert desk.post(act_of(family, mother, "income"), said).status_code == 302
    source = CareIncome.objects.get(care_case=family.care_case)
    at, mondays = act_of(family, mother, "checks"), (1, 8, 15, 22, 29)
    lines = [f"2026-06-{day:02} {200 + day}.00" for day in mondays]
    checks = {"income": source.pk, "checks": "\n".join(lines), "why_left_out": ""}
    twice = checks | {"checks": "2026-06-01 1.00\n2026-06-01 2.00"}
    assert "The same pay date stands twice" in words_of(desk.post(at, twice))
    assert "5 pay dates kept" in words_of(desk.post(at, checks, follow=True))
    assert PayCheck.objects.filter(care_case=family.care_case).count() == 5
    looked = look([family.care_case.pk], on=on)
    # 1,075.00 by 5 is 215.00; by 4.3 it is 924.50, and not the 1,075.00 of this month.
    assert looked.families.incomes["month_cents"].to_list() == [92_450]


@pytest.mark.cites("CC-1101-F", "CC-701-C")
def test_jobs_that_overlap_are_both_kept_and_each_hour_counts_once(desk) -> None:
    on = acting_date()
    family = build_family(on=on)
    at = act_of(family, family.adults[0], "activity")
    said = {"kind": "employment", "place": "Second shop", "begins_on": str(on)}
    said |= {"schedule": "Mon-Fri 12:00-20:00", "ends_on": ""}
    assert desk.post(at, said).status_code == 302
    assert Activity.objects.filter(care_case=family.care_case).count() == 2
    # From nine to five and from twelve to eight are eleven hours a day.
    assert _hours_week(family, on=on) == 5 * 11 * 100


def _hours_week(family, *, on) -> int:
    [hours] = look([family.care_case.pk], on=on).families.facts.adults.hours_week
    return int(hours)


@pytest.mark.cites("CC-1101-F")
def test_a_shift_over_midnight_is_kept_whole_and_shown_as_it_was_written(desk) -> None:
    on = acting_date()
    family = build_family(on=on)
    at = act_of(family, family.adults[0], "activity")
    said = {"kind": "employment", "place": "Night shop", "begins_on": str(on), "ends_on": ""}
    said["replaces"] = Activity.objects.get(care_case=family.care_case).pk
    refused = desk.post(at, said | {"schedule": "Mon-Fri 25:00-06:00"})
    assert "25:00 is no time of day" in words_of(refused)
    schedule = "Mon,Tue,Wed,Thu,Fri 22:00-06:00"
    assert desk.post(at, said | {"schedule": schedule}).status_code == 302
    assert schedule in desk.get(at).content.decode()
    assert _hours_week(family, on=on) == 5 * 8 * 100


def test_a_family_of_fifteen_stands_on_every_page_of_its_case(desk) -> None:
    on = acting_date()
    born = tuple(date(2014 + n % 9, 1, 1 + n) for n in range(13))
    family = build_family(adults=2, born=born, on=on)
    number = family.care_case.number
    page = desk.get(f"/care/cases/{number}/").content.decode()
    assert all(f"Kid{n} Daycarely" in page for n in range(13))
    assert "Assistance unit 1" in page
    proofs = words_of(desk.get(f"/care/cases/{number}/proofs/"))
    assert "Kid12 Daycarely" in proofs
    assert "Everything that has to be proved is proved" in proofs


def test_a_day_whose_tables_are_not_known_is_said_and_what_was_told_is_kept(
    office, desk, monkeypatch
) -> None:
    number = office.cared.case
    monkeypatch.setattr(workday, "first_open_day", lambda **_: date(2027, 5, 17))
    page = desk.get(f"/care/cases/{number}/")
    assert page.status_code == 200
    told = words_of(page)
    assert "Nothing can be determined today." in told
    assert "Highest countable income of a month" in told
    assert f"/care/cases/{number}/proofs/" in told
    for address in (f"/care/cases/{number}/proofs/", "/care/alerts/", "/care/documents/"):
        assert desk.get(address).status_code == 200, address
    told = {"topic": "scale", "text": "The chart of this year did not come yet"}
    assert desk.post(f"/care/cases/{number}/acts/narrative/", told).status_code == 302
    assert CareCase.objects.get(number=number).narratives.filter(topic="scale").exists()


@pytest.mark.cites("CC-603-A-4")
def test_a_child_of_two_cases_is_said_on_the_page_until_shared_custody_is_told(
    office, desk
) -> None:
    on = acting_date()
    other = build_family(on=on)
    child, case = office.cared.child, other.care_case
    do_put_in_household(
        care_case=case, participant=Participant.objects.get(pk=child), role="child", on=on,
        by="test",
    )  # fmt: skip
    do_tie(
        care_case=case, elder=other.adults[0], younger=Participant.objects.get(pk=child),
        kind="parent_child", on=on, by="test",
    )  # fmt: skip
    page = desk.get(f"/care/cases/{case.number}/")
    assert f"case {office.cared.case}</a> as well. <strong>Tell of the child" in words_of(page)
    at = f"/care/cases/{case.number}/people/{child}/acts/told/"
    assert desk.post(at, {"since": str(on), "is_custody_shared": "yes"}).status_code == 302
    told = words_of(desk.get(f"/care/cases/{case.number}/"))
    assert "as well. The parents live apart and share custody." in told
