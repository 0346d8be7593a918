"""Applications that came in: listed by their clock, read, taken over into a case, withdrawn."""

import re
from datetime import date, timedelta

import pytest
from django.contrib.auth.models import User
from tests.builders import build_person
from tests.care_families import build_provider
from tests.jobs.test_care_deciding import letters_of
from tests.office import user_name
from tests.web.test_care_apply_pages import filled, held, save, sign

from posse.apps.care.choices import CareStep
from posse.apps.care.models import CareApplication, CareCase, CareIncome
from posse.apps.subsidy.models import CareArrangement
from posse.services.care.answered import Person, Taking, people_on
from posse.services.care.cases import do_give_care_case
from posse.services.care.prefilling import answers_of
from posse.services.care.taking_over import known_people
from posse.services.care.taking_work import do_take_work
from posse.services.care_online.saving import do_note
from posse.services.pages.care.calendar import called
from posse.services.staff.members import do_hire
from posse.units.days import day_words
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db


def text_of(response) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))


@pytest.fixture
def desk(client_of):
    return client_of("benefit specialist")


@pytest.fixture
def came() -> CareApplication:
    """An application that a family signed online."""
    client = filled()
    sign(client)
    return held(client)


def take_over(desk, application, **chosen):
    address = f"/care/applications/{application.number}/acts/take-over/"
    return desk.post(address, chosen, follow=True)


@pytest.mark.cites("CC-401-B", "CC-200-application-date")
def test_the_list_shows_whose_time_runs_out_first(desk, came) -> None:
    page = desk.get("/care/applications/")
    assert page.templates[0].name == "care/applications.html"
    told = text_of(page)
    assert came.number in told
    assert "Wren Fernbobbin" in told
    assert "days left" in told
    assert came.number not in text_of(desk.get("/care/applications/?show=late"))
    CareApplication.objects.filter(pk=came.pk).update(
        decide_by=acting_date() - timedelta(days=2)
    )
    assert "2 days late" in text_of(desk.get("/care/applications/?show=late"))
    assert came.number not in text_of(desk.get("/care/applications/?county=56001"))
    assert came.number in desk.get("/care/applications.csv?county=56021").content.decode()
    assert came.number not in text_of(desk.get("/care/applications/?show=denied"))


@pytest.mark.cites("CC-401-D-1")
def test_what_was_left_open_is_found_by_specialist_and_county(desk, client_of, came) -> None:
    take_over(desk, came)
    came.refresh_from_db()
    at = "/care/applications/?show=pended"
    assert came.number not in text_of(desk.get(at))
    do_note(came, CareStep.PENDED, on=acting_date(), by="test")
    told = text_of(desk.get(at))
    assert came.number in told
    assert f"pended {day_words(acting_date())}" in told
    mine = do_hire(user=User.objects.get(username=user_name("benefit specialist")))
    assert came.number in text_of(desk.get(f"{at}&specialist=nobody"))
    assert came.number not in text_of(desk.get(f"{at}&specialist=mine"))
    do_give_care_case(
        care_case=came.care_case, specialist_id=mine.pk, on=acting_date(), by="test"
    )
    assert came.number not in text_of(desk.get(f"{at}&specialist=nobody"))
    for asked in ("mine", str(mine.pk), f"{mine.pk}&county=56021"):
        page = text_of(desk.get(f"{at}&specialist={asked}"))
        assert came.number in page, asked
        assert mine.full_name in page
    assert came.number not in text_of(desk.get(f"{at}&specialist=mine&county=56001"))
    listed = desk.get(f"/care/applications.csv?show=pended&specialist={mine.pk}")
    assert mine.full_name in listed.content.decode()
    assert came.number in text_of(desk.get(f"{at}&specialist=nonsense"))


def test_one_application_shows_what_was_told_and_what_happened(desk, came) -> None:
    page = desk.get(f"/care/applications/{came.number}/")
    assert page.templates[0].name == "care/application.html"
    told = text_of(page)
    for words in ("$1,050.50", "Monday to Friday", "Pretend Grocery", "Filed", "Signed by"):
        assert words in told, words
    assert f"application-{came.number}.pdf" in told
    assert desk.get("/care/applications/F999/").status_code == 404


@pytest.mark.cites("CC-401-A", "CC-505", "CC-404-C-1")
def test_the_answers_become_facts_of_a_case_once(desk, came) -> None:
    provider = build_provider(name="Example Elm", on=acting_date())
    done = take_over(desk, came)
    came.refresh_from_db()
    case = came.care_case
    assert case is not None
    assert case.number in text_of(done)
    roles = sorted(case.members.values_list("role", flat=True))
    assert roles == ["adult", "adult", "child"]
    ties = sorted(case.ties.values_list("kind", flat=True))
    assert ties == ["parent_child", "parent_child", "partners"]
    told = dict(case.circumstances.values_list("name", "value"))
    assert told["caretaker"] == "parent"
    assert told["gets_power"] is False
    assert told["assets"] == 200_000
    assert told["citizenship"] == "citizen"
    assert set(case.circumstances.values_list("origin", flat=True)) == {"application"}
    income = CareIncome.objects.get(care_case=case)
    assert (income.kind, income.frequency, income.check_cents) == ("wages", "biweekly", 105_050)
    activity = case.activities.get()
    assert activity.effective_on == date(2026, 1, 5)
    assert sorted(activity.spans.values_list("weekday", "starts_minute", "ends_minute")) == [
        (day, 480, 990) for day in range(5)
    ]
    care = CareArrangement.objects.get(child__care_memberships__care_case=case)
    assert (care.provider, care.weekdays, care.hours_day) == (provider, "1111100", 900)
    assert came.events.filter(step="taken_over").count() == 1
    again = take_over(desk, came)
    assert "taken over already" in text_of(again)
    assert CareCase.objects.filter(applications=came).count() == 1


TWO_JOBS = {"more_work": "yes", "activity_2": "education", "place_2": "Sample College",
            "ends_on_2": "2099-05-15",
            "days_2": "weekend", "starts_2": "09:00", "ends_2": "12:00",
            "more_work_2": "yes", "activity_3": "employment", "place_3": "Example Diner",
            "pay_3": "200", "pay_frequency_3": "weekly"}  # fmt: skip
MONEY = {"money_kind": "unemployment", "money": "95.50", "money_frequency": "weekly",
         "more_money": "yes", "money_kind_2": "other", "money_2": "20",
         "money_from_2": "A raffle"}  # fmt: skip


@pytest.mark.cites("CC-701-A", "CC-901-A", "CC-901-G", "45 CFR 98.71(a)")
def test_every_job_and_kind_of_money_becomes_a_fact_of_its_own(desk) -> None:
    client = filled()
    answers = held(client).answers
    answers["applicant"] |= {**TWO_JOBS, **MONEY}
    answers["children"][0] |= {"races": "is_asian,is_white", "is_hispanic": "no", "sex": "F"}
    CareApplication.objects.update(answers=answers)
    sign(client)
    came = held(client)
    take_over(desk, came)
    came.refresh_from_db()
    case = came.care_case
    told = {row.place: row.kind for row in case.activities.all()}
    assert told == {"Pretend Grocery": "employment", "Sample College": "education",
                    "Example Diner": "employment"}  # fmt: skip
    school = case.activities.get(place="Sample College")
    assert school.ends_on == date(2099, 5, 15)
    assert sorted(school.spans.values_list("weekday", "starts_minute")) == [(5, 540), (6, 540)]
    paid = {(row.kind, row.payer): row.check_cents for row in case.incomes.all()}
    assert paid == {
        ("wages", "Pretend Grocery"): 105_050,
        ("wages", "Example Diner"): 20_000,
        ("unemployment", ""): 9_550,
    }
    text = case.narratives.get().text
    assert "other money told as “other 20 A raffle”" in text
    said = dict(case.circumstances.values_list("name", "value"))
    assert (said["is_asian"], said["is_black"], said["is_white"]) == (True, False, True)
    assert (said["home_language"], said["gets_snap"]) == ("spanish", True)
    # Written back as the form of a review, the same is told, in turns.
    again = answers_of(case, on=acting_date())
    for name, text in {**TWO_JOBS, "more_work_2": "yes", "money": "95.50"}.items():
        if not name.startswith(("pay_", "began")):
            assert again["applicant"][name] == text, name
    assert again["applicant"]["pay_3"] == "200.00"
    assert again["children"][0]["races"] == "is_asian,is_white"
    assert again["children"][0]["sex"] == "F"


@pytest.mark.cites("CC-1601-B", "CC-404-C-1")
def test_a_second_form_goes_on_with_what_is_known_and_asks_after_the_rest(desk, came) -> None:
    take_over(desk, came)
    came.refresh_from_db()
    case = came.care_case
    answers = answers_of(case, on=acting_date())
    answers["applicant"] |= {"pay": "1,200.00", "place_2": "Example Diner", "pay_2": "90",
                             "pay_frequency_2": "weekly", "activity_2": "employment",
                             "more_work": "yes"}  # fmt: skip
    taking = Taking(case, {"applicant": case.applicant}, acting_date(), "test")
    person = Person("applicant", "applicant", answers["applicant"])
    do_take_work(taking, person)
    assert taking.notes == ["Wren Fernbobbin: the hours at Example Diner are to be asked for"]
    assert case.activities.count() == 2
    raised = case.incomes.get(replaces__isnull=False)
    assert (raised.payer, raised.check_cents) == ("Pretend Grocery", 120_000)
    # Told once more it writes nothing; told without a job, the job is asked after.
    do_take_work(taking, person)
    assert (case.activities.count(), case.incomes.count()) == (2, 3)
    taking.notes.clear()
    do_take_work(taking, Person("applicant", "applicant", {**person.told, "more_work": "no"}))
    assert taking.notes == [
        "Wren Fernbobbin: was known for employment; ask whether that is over",
        "Wren Fernbobbin: had pay of Example Diner; ask whether that is over",
    ]


def test_a_job_that_ends_before_it_begins_is_asked_after(desk, came) -> None:
    odd = {"began_on": "2026-05-01", "ends_on": "2026-04-01"}
    told = {**came.answers["applicant"], **odd}
    CareApplication.objects.update(answers={**came.answers, "applicant": told})
    take_over(desk, came)
    came.refresh_from_db()
    assert came.care_case.activities.get().ends_on is None
    assert "told an end before its beginning" in came.care_case.narratives.get().text


def test_what_cannot_be_read_is_written_into_the_record(desk) -> None:
    client = filled(care={"provider": "Nobody Knows", "care_hours": ""},
                    activity={"days": "changing"})  # fmt: skip
    save(client, "assets/", {"assets": "2,000", "remarks": "Please call after six."})
    sign(client)
    came = held(client)
    take_over(desk, came)
    came.refresh_from_db()
    text = came.care_case.narratives.get().text
    assert "find the provider" in text
    assert "Please call after six." in text
    assert "the hours at Pretend Grocery are to be asked for" in text
    assert not came.care_case.activities.get().spans.exists()


@pytest.mark.cites("CC-200-reapplication")
def test_who_is_known_is_shown_and_the_worker_says(desk, came) -> None:
    known = build_person(
        given_name="Wren", surname="Fernbobbin", birth_date=date(1993, 4, 5),
        on=date(2026, 1, 1),
    )  # fmt: skip
    other = build_person(
        given_name="Wren", surname="Fernbobbin", birth_date=date(1970, 1, 1),
        on=date(2026, 1, 1),
    )  # fmt: skip
    applicant = people_on(came)[0]
    found = [key for key, _ in known_people(applicant, on=acting_date())]
    assert known.pk in found
    assert other.pk not in found
    form = desk.get(f"/care/applications/{came.number}/acts/take-over/").content.decode()
    assert "Somebody new to the register" in form
    assert f'value="{known.pk}"' in form
    take_over(desk, came, applicant=str(known.pk))
    came.refresh_from_db()
    assert came.care_case.applicant == known


def test_a_form_without_a_county_asks_the_worker_for_it(desk) -> None:
    client = filled(who={"county": ""})
    sign(client)
    came = held(client)
    address = f"/care/applications/{came.number}/acts/take-over/"
    assert "County where the family lives" in text_of(desk.get(address))
    assert desk.post(address, {}).status_code == 422
    take_over(desk, came, county="56025")
    came.refresh_from_db()
    assert came.care_case.county_fips == came.county_fips == "56025"


def test_one_known_person_cannot_be_two_of_the_form(desk, came) -> None:
    known = build_person(given_name="Kim", surname="Fernbobbin", on=date(2026, 1, 1))
    fields = {"applicant": str(known.pk), "children.1": str(known.pk)}
    answer = desk.post(f"/care/applications/{came.number}/acts/take-over/", fields)
    assert answer.status_code == 422
    came.refresh_from_db()
    assert came.care_case is None


@pytest.mark.cites("CC-402-D", "CC-402-D-1", "CC-402-D-2")
def test_a_withdrawal_is_kept_with_how_it_was_asked_and_told_by_letter(desk, came) -> None:
    take_over(desk, came)
    address = f"/care/applications/{came.number}/acts/withdraw/"
    assert desk.post(address, {"how": "", "words": "x"}).status_code == 422
    desk.post(address, {"how": "written", "words": "She wrote that she moves away."})
    came.refresh_from_db()
    assert came.state == "withdrawn"

    class OfCase:
        care_case = came.care_case

    assert "withdrawn" in letters_of(OfCase)["care_withdrawal"]
    assert "She wrote that she moves away." in text_of(
        desk.get(f"/care/applications/{came.number}/")
    )
    again = desk.post(address, {"how": "spoken", "words": "Again"})
    assert "already" in text_of(again) or again.status_code == 422


def test_who_may_only_read_takes_nothing_over(client_of, came) -> None:
    reader = client_of("auditor")
    assert "Take the answers over" not in text_of(
        reader.get(f"/care/applications/{came.number}/")
    )
    assert take_over(reader, came).status_code == 403


def test_cases_that_nobody_has_are_found_and_a_case_leads_to_its_applications(desk, came):
    take_over(desk, came)
    came.refresh_from_db()
    number = came.care_case.number
    assert number in text_of(desk.get("/care/?show=nobody"))
    case = desk.get(f"/care/cases/{number}/")
    assert "no specialist has it yet" in text_of(case)
    assert f'href="/care/applications/{came.number}/"' in case.content.decode()
    mine = do_hire(user=User.objects.get(username=user_name("benefit specialist")))
    do_give_care_case(
        care_case=came.care_case, specialist_id=mine.pk, on=acting_date(), by="test"
    )
    assert number not in text_of(desk.get("/care/?show=nobody"))
    assert number in text_of(desk.get("/care/?show=mine"))


def test_a_day_of_the_calendar_shows_given_names_unless_two_children_share_one() -> None:
    assert called({1: "Kim Fernbobbin", 2: "Bo Fernbobbin"}) == {1: "Kim", 2: "Bo"}
    twins = {1: "Kim Fernbobbin", 2: "Kim Quillkettle", 3: "Bo Fernbobbin"}
    assert called(twins) == {**twins, 3: "Bo"}
