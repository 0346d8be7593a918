"""Staff write down an application from paper or by telephone, and file it once it is signed."""

from datetime import timedelta

import pytest
from tests.care_families import add_child, build_family, build_provider
from tests.web.test_care_application_pages import take_over, text_of

from posse.apps.care.models import CareApplication
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db
APPLICANT = {
    "given_name": "Wren", "surname": "Fernbobbin", "birth_date": "1993-04-05",
    "line_1": "7 Sample Lane", "city": "Cheyenne", "zip_code": "82001",
    "caretaker": "parent", "activity": "employment", "place": "Pretend Grocery",
    "began_on": "2026-01-05", "days": "weekdays", "starts": "08:00", "ends": "16:30",
    "pay": "1,050.50", "pay_frequency": "biweekly",
}  # fmt: skip
CHILD = {"given_name": "Kim", "surname": "Fernbobbin", "birth_date": "2023-05-05"}


@pytest.fixture
def desk(client_of):
    return client_of("benefit specialist")


def begin(desk, channel="paper", *, address="/care/applications/write/"):
    told = {"channel": channel, "language": "en", "form_key": "one"}
    answer = desk.post(address, told)
    assert answer.status_code == 302, text_of(answer)
    return CareApplication.objects.latest("id")


def write(desk, draft, told, *, part="applicant", seen=None, **more):
    draft.refresh_from_db()
    version = draft.version if seen is None else seen
    address = f"/care/applications/{draft.number}/form/{part}/"
    answer = desk.post(address, {**told, "seen": version, **more}, follow=True)
    draft.refresh_from_db()
    return answer


def file(desk, draft, **told):
    form = {"signature": "Wren Fernbobbin", "received_on": acting_date().isoformat()}
    address = f"/care/applications/{draft.number}/acts/file/"
    answer = desk.post(address, {**form, **told}, follow=True)
    draft.refresh_from_db()
    return answer


@pytest.mark.cites("CC-401-A", "CC-200-application-date", "CC-401-B")
def test_a_paper_form_is_written_down_filed_and_taken_over(office, desk) -> None:
    assert desk.get("/care/applications/write/").templates[0].name == (
        "care/application_begin.html"
    )
    draft = begin(desk)
    page = desk.get(f"/care/applications/{draft.number}/form/applicant/")
    assert page.templates[0].name == "care/application_part.html"
    assert "and a signature" in text_of(desk.get(f"/care/applications/{draft.number}/"))
    write(desk, draft, APPLICANT, next="children-1")
    write(desk, draft, CHILD, part="children-1")
    write(desk, draft, {"county": "56021", "assets": "2,000"}, part="case")
    came_on = acting_date() - timedelta(days=3)
    file(desk, draft, received_on=came_on.isoformat())
    assert (draft.state, draft.channel, draft.filed_on) == ("filed", "paper", came_on)
    assert draft.decide_by >= came_on + timedelta(days=30)
    take_over(desk, draft)
    draft.refresh_from_db()
    assert draft.care_case.incomes.get().check_cents == 105_050
    assert sorted(draft.care_case.members.values_list("role", flat=True)) == ["adult", "child"]


@pytest.mark.cites("CC-401-A", "CC-603-A-2")
def test_without_name_or_address_nothing_is_filed_and_no_home_needs_no_address(
    office, desk
) -> None:
    draft = begin(desk)
    write(desk, draft, {"given_name": "Wren", "surname": "Fernbobbin"})
    answer = file(desk, draft)
    assert answer.status_code == 422
    assert "CC-401-A" in text_of(answer)
    assert draft.state == "draft"
    write(desk, draft, {**CHILD, "birth_date": "", "has_no_home": "yes"})
    file(desk, draft)
    assert draft.state == "filed"


def test_what_cannot_stand_is_kept_named_and_does_not_hinder_the_filing(office, desk) -> None:
    draft = begin(desk, "phone")
    write(desk, draft, {**APPLICANT, "pay": "-12"})
    page = text_of(desk.get(f"/care/applications/{draft.number}/form/applicant/"))
    assert "An amount cannot be less than nothing." in page
    file(desk, draft)
    assert draft.state == "filed"
    take_over(desk, draft, county="56021")
    draft.refresh_from_db()
    assert not draft.care_case.incomes.exists()
    assert "-12" in draft.care_case.narratives.get().text


def test_a_part_that_somebody_saved_meanwhile_is_shown_again(office, desk) -> None:
    draft = begin(desk)
    write(desk, draft, APPLICANT)
    answer = write(desk, draft, {**APPLICANT, "surname": "Quillkettle"}, seen=1)
    assert answer.status_code == 409
    assert "Somebody saved this part meanwhile" in text_of(answer)
    draft.refresh_from_db()
    assert draft.answers["applicant"]["surname"] == "Fernbobbin"


def test_a_form_begun_twice_by_one_click_is_one_and_a_person_can_be_taken_off(
    office, desk
) -> None:
    draft = begin(desk)
    assert begin(desk) == draft
    write(desk, draft, CHILD, part="children-1")
    write(desk, draft, {}, part="children-1", remove="yes")
    draft.refresh_from_db()
    assert draft.answers["children"] == []
    assert desk.get(f"/care/applications/{draft.number}/form/children-7/").status_code == 404
    assert desk.get(f"/care/applications/{draft.number}/form/nobody/").status_code == 404


def test_nobody_but_who_works_cases_writes_and_nobody_writes_on_what_is_filed(
    office, desk, client_of
) -> None:
    draft = begin(desk)
    reader = client_of("auditor")
    assert write(reader, draft, APPLICANT).status_code == 403
    told = {"channel": "paper", "language": "en"}
    assert reader.post("/care/applications/write/", told).status_code == 403
    write(desk, draft, APPLICANT)
    file(desk, draft)
    assert write(desk, draft, CHILD).status_code == 404


def test_a_written_request_of_a_power_recipient_is_kept_as_one(office, desk) -> None:
    draft = begin(desk, "power")
    write(desk, draft, APPLICANT)
    file(desk, draft)
    assert (draft.kind, draft.state) == ("power_request", "filed")


@pytest.mark.cites("CC-1319-A-2", "CC-1601-B")
def test_the_form_of_a_family_is_filled_with_what_is_known_of_it(desk) -> None:
    on = acting_date()
    family = build_family(on=on, month_cents=320_000, provider=build_provider(on=on))
    add_child(family, born=on - timedelta(days=900), provider=None, number=1, on=on)
    case = family.care_case
    draft = begin(desk, address=f"/care/cases/{case.number}/form/")
    assert draft.care_case == case
    told = draft.answers
    assert told["applicant"]["given_name"] == "Ann"
    assert told["applicant"]["pay"]
    assert [each["known"] for each in told["children"]] == [
        str(each) for each in sorted(case.members.filter(role="child").values_list(
            "participant_id", flat=True))
    ]  # fmt: skip
    assert told["children"][0]["provider"]
    assert draft.kind == "initial"


def review_of(family, desk):
    """The form of a family's case, filled with what is known of it, ready to be filed."""
    address = f"/care/cases/{family.care_case.number}/form/"
    draft = begin(desk, address=address)
    home = {"line_1": "7 Sample Lane", "city": "Cheyenne", "zip_code": "82001"}
    write(desk, draft, {**draft.answers["applicant"], **home})
    return draft


def taken(desk, draft):
    """The form filed and taken over, everybody being whom the form was filled for."""
    file(desk, draft)
    people = {"applicant": draft.answers["applicant"]}
    for of in ("adults", "children"):
        told = enumerate(draft.answers[of], start=1)
        people |= {f"{of}.{place}": each for place, each in told}
    answer = take_over(desk, draft, **{key: each["known"] for key, each in people.items()})
    draft.refresh_from_db()
    assert draft.events.filter(step="taken_over").exists(), text_of(answer)[-1500:]


@pytest.fixture
def family():
    on = acting_date()
    return build_family(on=on, month_cents=320_000, provider=build_provider(on=on))


def counts(case) -> list[int]:
    told = (case.members, case.ties, case.circumstances, case.activities, case.incomes,
            case.arrangements)  # fmt: skip
    return [each.count() for each in told]


@pytest.mark.cites("CC-1319-A-2", "CC-1601-B")
def test_a_review_that_changes_nothing_records_nothing_again(desk, family) -> None:
    case = family.care_case
    before = counts(case)
    draft = review_of(family, desk)
    page = text_of(desk.get(f"/care/applications/{draft.number}/form/applicant/"))
    assert "The applicant: Ann" in page
    taken(desk, draft)
    assert draft.care_case == case
    assert counts(case) == before
    assert [each.text for each in case.narratives.all()] == []


@pytest.mark.cites("CC-1319-A-2")
def test_what_a_review_changes_goes_on_from_what_was_known(desk, family) -> None:
    case = family.care_case
    draft = review_of(family, desk)
    write(desk, draft, {**draft.answers["applicant"], "pay": "1,234.50"})
    write(desk, draft, {}, part="children-1", remove="yes")
    draft.refresh_from_db()
    taken(desk, draft)
    assert case.incomes.get(replaced_by__isnull=True).check_cents == 123_450
    assert case.incomes.count() == 2
    text = case.narratives.get().text
    assert "is not on the form; ask whether the person left" in text


def test_odd_times_and_amounts_are_left_to_the_worker(office, desk) -> None:
    draft = begin(desk)
    odd = {"ends": "25:99", "pay": "9" * 13, "activity": "juggling", "place": "x" * 99}
    write(desk, draft, {**APPLICANT, **odd})
    write(desk, draft, {**APPLICANT, "ends": "25:99", "pay": "9" * 13})
    file(desk, draft)
    take_over(desk, draft, county="56021")
    draft.refresh_from_db()
    assert not draft.care_case.activities.get().spans.exists()
    assert not draft.care_case.incomes.exists()
