"""Staff take a license, a lien or a passport step by step on the page of the remedy."""

import pytest
from pytest_django.asserts import assertTemplateUsed
from tests.builders import build_case
from tests.office import CASE, SECOND_NIGHT
from tests.payments import start_run

from posse.apps.enforcement.models import PassportSettlement, RemedyStep
from posse.apps.records.models import Letter
from posse.apps.work.models import Task
from posse.services.access import ROLES
from posse.services.books.posting import do_fold
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db
PAGE = f"/cases/{CASE}/remedies/"
TO = {"name": "Example Department", "address": "1 Example Way\n\nCheyenne, WY 82001\n"}


@pytest.fixture
def acting_on(office, db):
    return acting_date()


@pytest.fixture
def owing_case(office, db):
    """Another case, of a parent who owes much and is known by name and number."""
    case = build_case(
        monthly_cents=10_000, arrears={"never_assigned": 500_000}, first_due_on=SECOND_NIGHT
    )
    run = start_run(SECOND_NIGHT, key="fold of a test")
    do_fold(obligors=[case.obligor_id], through=SECOND_NIGHT, run=run)
    return case


def shown(answer):
    return " ".join(answer.content.decode().split())


@pytest.mark.cites("CS-9.2-GEN-2")
def test_the_case_leads_to_each_remedy_with_its_criteria_in_a_table(client_of):
    client = client_of("caseworker")
    assert f"{PAGE}drivers_license/" in shown(client.get(f"/cases/{CASE}/?tab=enforcement"))
    answer = client.get(f"{PAGE}drivers_license/")
    assertTemplateUsed(answer, "enforcement/remedy.html")
    for told in ("Notice of Ability to Suspend", "more than $2,500.00", "No step was taken"):
        assert told in shown(answer), told


@pytest.mark.cites("CS-9.2-UCP-4", "CS-9.2-UCP-5")
def test_the_remedy_lists_its_matches_with_what_differs(office, client_of):
    page = shown(client_of("caseworker").get(f"{PAGE}unclaimed_property/"))
    assert f"/matches/{office.enforced.match}/" in page
    assert "What differs: It is in the name of Somebody Nearly" in page
    levies = shown(client_of("caseworker").get(f"{PAGE}freeze_and_seize/"))
    assert f"/matches/{office.enforced.account}/" in levies
    assert f"/matches/{office.enforced.match}/" not in levies


@pytest.mark.cites("CS-IRG-J32", "CS-IRG-J30")
def test_the_first_step_of_a_licence_is_a_plan_and_each_step_opens_the_next(client_of):
    client, page = client_of("caseworker"), f"{PAGE}recreational_license/"
    first = shown(client.get(page))
    assert "Record that a plan was tried" in first
    assert "Tell the parent that a court can be asked" not in first
    asked = shown(client.get(f"{page}acts/plan/"))
    assert "Try first to make a payment plan with the parent" in asked
    told = {"text": "Called twice"}
    assert client.post(f"{page}acts/plan/", told).status_code == 302
    assert "Tell the parent that a court can be asked" in shown(client.get(page))


@pytest.mark.cites("CS-IRG-J29", "CS-IRG-J29-b")
def test_a_refusal_says_which_criterion_is_not_met(client_of):
    client, page = client_of("supervisor"), f"{PAGE}drivers_license/acts/"
    assert "for 90 days in a row" in shown(client.get(f"{page}ability/"))
    answer = client.post(f"{page}ability/", {})
    assert answer.status_code == 422
    assert "Not met in this case: past-due support" in shown(answer)


@pytest.mark.cites("CS-IRG-J8", "CS-IRG-J30.1")
def test_a_licence_goes_by_a_court_and_comes_back_all_by_the_pages(
    client_of, acting_on, owing_case
):
    client = client_of("caseworker")
    page = f"/cases/{owing_case.number}/remedies/professional_license/"
    day = acting_on.isoformat()
    for act, told in (
        ("plan", {"text": "Called"}),
        ("court-notice", {}),
        ("petition", {"filed_on": day, "docket": "EX-1", "text": ""}),
        ("court-order", {"ordered_on": day, "text": "Until paid"}),
        ("restore", {"why": "court", "text": "", **TO}),
    ):
        assert f"{page}acts/{act}/" in shown(client.get(page)), act
        answer = client.post(f"{page}acts/{act}/", told)
        assert answer.status_code == 302, (act, shown(answer))
    assert f"{page}acts/restore/" not in shown(client.get(page))
    letters = Letter.objects.filter(case=owing_case).order_by("id")
    assert [each.kind for each in letters] == ["license_court", "license_release"]
    assert letters[1].address == ["Example Department", "1 Example Way", "Cheyenne, WY 82001"]
    listed = shown(client.get(f"/cases/{owing_case.number}/?tab=documents"))
    assert "Release of a suspended license" in listed


@pytest.mark.cites("CS-IRG-J2.2", "CS-IRG-J2.4")
def test_a_lien_is_kept_with_its_pages_and_its_fee(client_of, acting_on, owing_case):
    client, page = client_of("caseworker"), f"/cases/{owing_case.number}/remedies/lien/"
    told = {"filed_on": acting_on.isoformat(), "filing_number": "EX-9", "page_count": "3"}
    assert "30 dollars up to 2 pages" in shown(client.get(f"{page}acts/file/"))
    assert client.post(f"{page}acts/file/", told).status_code == 302
    assert "Number EX-9. 3 pages, fee $60.00." in shown(client.get(page))
    released = {"released_on": acting_on.isoformat(), "text": "Paid"}
    assert client.post(f"{page}acts/release/", released).status_code == 302
    assert "Lien released" in shown(client.get(page))


@pytest.mark.cites(
    "CS-9.2-PASS-7", "CS-9.2-PASS-8", "CS-9.2-PASS-9", "CS-9.2-PASS-10", "CS-9.2-PASS-11"
)
def test_the_liaison_explains_names_the_office_notes_the_call_and_tells_the_worker(
    client_of, owing_case
):
    client = client_of("state office")
    page = f"/cases/{owing_case.number}/remedies/passport_denial/acts/call/"
    form = shown(client.get(page))
    for told in ("all of the past-due support must be paid", "The parent may call"):
        assert told in form, told
    assert client.post(page, {"caller": "Noel", "text": "Travels"}).status_code == 302
    assert owing_case.notes.filter(text__contains="Travels").exists()
    assert Task.objects.filter(case=owing_case, kind="passport_call").exists()
    assert Letter.objects.filter(case=owing_case, kind="passport_denial").exists()


@pytest.mark.cites("CS-9.2-PASS-12", "CS-9.2-PASS-1")
def test_only_the_director_settles_a_passport(client_of, owing_case):
    page = f"/cases/{owing_case.number}/remedies/passport_denial/"
    told = {"paid_cents": "0", "ends_on": "", "note": "A funeral"}
    assert "must be paid first" in shown(client_of("caseworker").get(page))
    for role in set(ROLES) - {"state office", "administrator"}:
        assert client_of(role).post(f"{page}acts/settle/", told).status_code == 403, role
    assert not PassportSettlement.objects.exists()
    director = client_of("state office")
    assert director.post(f"{page}acts/settle/", told).status_code == 302
    assert PassportSettlement.objects.get().obligor == owing_case.obligor
    assert "Passport settled by the director" in shown(director.get(page))


@pytest.mark.parametrize("role", ["sdu clerk", "auditor", "qa reviewer", "investigator"])
def test_who_may_only_look_takes_no_step(client_of, role):
    client = client_of(role)
    assert "What you can do" not in shown(client.get(f"{PAGE}drivers_license/"))
    for act in ("drivers_license/acts/plan", "lien/acts/file", "passport_denial/acts/call"):
        assert client.post(f"{PAGE}{act}/", {}).status_code == 403, act
    assert not RemedyStep.objects.filter(case__number=CASE, recorded_by=role).exists()


@pytest.mark.parametrize(
    "address",
    [
        f"{PAGE}dancing/", f"{PAGE}dancing/acts/plan/", f"{PAGE}lien/acts/dance/",
        f"{PAGE}msfidm/acts/file/", "/cases/C00000000/remedies/lien/",
    ],
)  # fmt: skip
def test_a_remedy_or_step_that_is_not_there_is_not_found(client_of, address):
    assert client_of("supervisor").get(address).status_code == 404
