"""The main paths of enforcement in a browser: a license, a lien, a levy, a passport's call."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.conftest import sign_in
from tests.browser.looking import DESK, PHONE, overflow, violations
from tests.builders import build_case
from tests.office import SECOND_NIGHT
from tests.payments import start_run

from posse.apps.enforcement.models import RemedyState
from posse.apps.people.models import Identifier
from posse.services.books.posting import do_fold
from posse.services.enforcement.match_reading import Told
from posse.services.enforcement.match_taking import do_take_match
from posse.web.workday import acting_date

pytestmark = [pytest.mark.browser, pytest.mark.django_db]


@pytest.fixture(scope="module")
def owing(site, django_db_blocker):
    """A case of a parent who owes much, and the number of a match of an account."""
    with django_db_blocker.unblock():
        case = build_case(
            monthly_cents=10_000,
            arrears={"never_assigned": 500_000},
            first_due_on=SECOND_NIGHT,
        )
        run = start_run(SECOND_NIGHT, key="fold for the browser")
        do_fold(obligors=[case.obligor_id], through=SECOND_NIGHT, run=run)
        RemedyState.objects.create(
            obligor=case.obligor, remedy="fidm", is_eligible=True, state="submitted",
            since=SECOND_NIGHT, amount_cents=1, submitted_cents=1,
            last_submitted_on=SECOND_NIGHT,
        )  # fmt: skip
        number = Identifier.objects.get(participant=case.obligor, kind="ssn").number
        told = Told(
            source="fidm", reference="browser", institution="Example Bank",
            matched_on=SECOND_NIGHT, ssn=number, owner="Noel Testerly", amount_cents=80_000,
            more={"account_ending": "4417", "codes": "Checking"},
        )  # fmt: skip
        match = do_take_match(told=told, on=acting_date(), by="night").match
        assert match is not None
        return case.number, match.pk


@pytest.fixture
def worker(site, browser):
    """Pages of a caseworker, or of whoever is named."""
    contexts = []

    def open_page(address: str, *, role: str = "caseworker", width: int = DESK) -> Page:
        context = browser.new_context(
            base_url=site.url, viewport={"width": width, "height": 900}
        )
        contexts.append(context)
        page = context.new_page()
        sign_in(page, role)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()


@pytest.mark.cites("CS-IRG-J8", "CS-IRG-J32")
def test_a_license_goes_from_the_plan_to_the_courts_order(owing, worker) -> None:
    number, _ = owing
    page = worker(f"/cases/{number}/?tab=enforcement")
    page.get_by_role("link", name="Game and fish license").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Game and fish license")
    page.get_by_role("link", name="Record that a plan was tried").click()
    page.get_by_label("What was tried, and what came of it").fill("Called twice.")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Tell the parent that a court can be asked").click()
    page.get_by_role("button", name="Write the letter").click()
    letter = page.get_by_role("link", name="Notice that a court is asked")
    expect(letter).to_be_visible()
    day = acting_date().isoformat()
    page.get_by_role("link", name="Record the petition").click()
    page.get_by_label("Filed on").fill(day)
    page.get_by_label("Docket number").fill("EX-12")
    page.get_by_role("button", name="Keep it").click()
    page.get_by_role("link", name="Record the court's order").click()
    page.get_by_label("Ordered on").fill(day)
    page.get_by_label("What the court ordered").fill("Suspended until paid.")
    page.get_by_role("button", name="Keep it").click()
    expect(page.get_by_role("link", name="Give the license back")).to_be_visible()
    assert violations(page) == []
    letter.click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@pytest.mark.cites("CS-IRG-J2.4")
def test_a_lien_says_its_fee_once_it_is_filed(owing, worker) -> None:
    page = worker(f"/cases/{owing[0]}/remedies/lien/")
    page.get_by_role("link", name="Record a filing").click()
    page.get_by_label("Filed on").fill(acting_date().isoformat())
    page.get_by_label("Number of the filing").fill("EX-77")
    page.get_by_label("Pages").fill("2")
    page.get_by_role("button", name="Keep the filing").click()
    expect(page.get_by_text("its fee is $30.00")).to_be_visible()
    expect(page.get_by_text("2 pages, fee $30.00")).to_be_visible()


@pytest.mark.cites("CS-IRG-J5.1", "CS-IRG-J5.3.1", "CS-IRG-J4.1")
def test_an_account_is_levied_with_its_tests_in_sight(owing, worker) -> None:
    page = worker(f"/matches/{owing[1]}/")
    tests = page.get_by_role("region", name="Table of what is asked")
    expect(tests.get_by_text("at least 6 months")).to_be_visible()
    page.get_by_role("link", name="Send lien and levy").click()
    expect(page.get_by_label("To", exact=True)).to_have_value("Example Bank")
    page.get_by_role("button", name="Keep the levy").click()
    expect(page.get_by_text("This is needed.")).to_be_visible()
    page.get_by_label("Address").fill("9 Example Avenue\nCheyenne, WY 82001")
    page.get_by_label("Why a levy is right").fill("A savings account, no benefits.")
    page.get_by_role("button", name="Keep the levy").click()
    expect(page.get_by_text("The parent's notice goes out on")).to_be_visible()
    expect(page.get_by_role("link", name="to the institution")).to_be_visible()


@pytest.mark.cites("CS-9.2-PASS-7", "CS-9.2-PASS-9")
def test_the_liaison_takes_a_call_and_reads_whom_the_parent_may_call(owing, worker) -> None:
    page = worker(f"/cases/{owing[0]}/remedies/passport_denial/", role="state office")
    expect(page.get_by_text("The parent may call")).to_be_visible()
    page.get_by_role("link", name="Take a call about a refused passport").click()
    expect(page.get_by_text("Explain that all of the past-due support")).to_be_visible()
    page.get_by_label("Who called").fill("Noel Testerly")
    page.get_by_label("What was said").fill("Has booked a journey.")
    page.get_by_role("button", name="Keep the call").click()
    expect(
        page.get_by_role("cell", name="Noel Testerly: Has booked a journey.")
    ).to_be_visible()
    expect(page.get_by_role("link", name="Letter on a passport")).to_be_visible()


@pytest.mark.parametrize("width", [DESK, PHONE])
def test_each_act_fits_its_window_and_axe_finds_nothing(owing, worker, width) -> None:
    number, match = owing
    page = worker("/", role="administrator", width=width)
    acts = {
        "drivers_license": ("plan", "ability", "intent", "served", "suspend", "privilege"),
        "professional_license": ("court-notice", "petition", "court-order", "restore"),
        "lien": ("file", "release"),
        "passport_denial": ("call", "settle"),
    }
    of_match = ("levy", "approve", "shield", "challenge")
    addresses = [
        *(f"/cases/{number}/remedies/{name}/" for name in (*acts, "msfidm")),
        *(
            f"/cases/{number}/remedies/{name}/acts/{act}/"
            for name, named in acts.items()
            for act in named
        ),
        f"/matches/{match}/",
        *(f"/matches/{match}/acts/{act}/" for act in of_match),
    ]
    wrong = {}
    for address in addresses:
        page.goto(address)
        troubles = violations(page) + ["too wide"] * (overflow(page) > 0)
        if troubles or page.locator("h1").count() != 1:
            wrong[address] = troubles
    assert wrong == {}
