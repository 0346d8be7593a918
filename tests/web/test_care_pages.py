"""The specialist's pages: what they show, and what is recorded there."""

from datetime import date

import pytest

from posse.apps.care.models import CareCase, CareIncome, PayCheck
from posse.apps.subsidy.models import Authorization, AuthorizationEnd, Determination
from posse.services.care.filing import do_file_in_case

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(client_of):
    return client_of("benefit specialist")


def case_of(office) -> str:
    return f"/care/cases/{office.cared.case}/"


def words_of(answer) -> str:
    return " ".join(answer.content.decode().split())


@pytest.mark.cites("CC-505", "CC-905-NOTE-2", "CC-200-authorization")
def test_the_page_of_a_case_shows_unit_factors_worksheet_and_calendar(office, desk):
    answer = desk.get(case_of(office) + "?month=2026-10")
    names = {template.name for template in answer.templates}
    assert {"care/case.html", "care/_unit.html", "care/_household.html"} <= names
    text = words_of(answer)
    for told in (
        "Assistance unit 1: eligible",
        "Inside the twelve months.",
        "Countable income",
        "Authorized in October 2026",
        "Kid0: 8 h",
        "Approval of child care assistance",
        "Not seen on an official paper:",
    ):
        assert told in text, told
    other = words_of(desk.get(case_of(office) + "?month=2027-11"))
    assert "Kid0: 8 h" not in other


def test_nonsense_in_the_address_of_a_month_shows_this_one(office, desk):
    assert desk.get(case_of(office) + "?month=2026-99").status_code == 200
    assert desk.get("/care/cases/E9/").status_code == 404
    assert desk.get("/care/cases/%00/").status_code == 404


def test_cases_are_found_by_a_name_and_by_a_number(office, desk):
    answer = desk.get("/care/")
    assert "care/cases.html" in {template.name for template in answer.templates}
    assert office.cared.case in words_of(answer)
    assert office.cared.case in words_of(desk.get(f"/care/?q={office.cared.case.lower()}"))
    assert office.cared.case in words_of(desk.get("/care/?q=daycarely"))
    assert office.cared.case not in words_of(desk.get("/care/?q=zzqqy&page=x&county=none"))


@pytest.mark.cites("CC-905-A-3-a", "CC-905-A-2-a", "CC-901-B")
def test_checks_are_recorded_a_line_each_with_commas_and_without_minus_signs(office, desk):
    at = f"{case_of(office)}people/{office.cared.adult}/acts/checks/"
    income = CareIncome.objects.get(participant=office.cared.adult)
    said = {"income": income.pk, "why_left_out": ""}
    assert "could be had or was in hand, whichever came first" in words_of(desk.get(at))
    bad = desk.post(at, said | {"checks": "2026-10-02 -5.00"})
    assert (bad.status_code, PayCheck.objects.count()) == (422, 0)
    assert "Line 1: -5.00 is below nothing." in words_of(bad)
    good = desk.post(at, said | {"checks": "2026-10-02 1,234.50\n2026-10-09 none"})
    assert good.status_code == 302
    rows = PayCheck.objects.order_by("effective_on")
    assert [(row.gross_cents, row.is_missed) for row in rows] == [(123_450, False), (0, True)]


@pytest.mark.cites("CC-1504-A")
def test_a_preview_tells_what_would_change_and_keeps_nothing(office, desk):
    at = f"{case_of(office)}acts/family/"
    before = CareCase.objects.get(number=office.cared.case).circumstances.count()
    said = {"since": "2026-10-01", "assets": "1,000,000.01", "has_no_income": ""}
    answer = desk.post(at, said | {"preview": "yes"})
    assert "care/_preview.html" in {template.name for template in answer.templates}
    text = words_of(answer)
    assert "What stands against it" in text
    assert "assets" in text
    assert CareCase.objects.get(number=office.cared.case).circumstances.count() == before


@pytest.mark.cites(
    "CC-200-equity-value", "CC-200-substitute-provider", "CC-1203-A-5", "CC-1101-I",
    "CC-401-C-2", "CC-401-D", "CC-100-A",
)  # fmt: skip
def test_each_act_says_what_the_manual_asks_of_whoever_does_it(office, desk):
    family, people = case_of(office), f"{case_of(office)}people/"
    case = CareCase.objects.get(number=office.cared.case)
    application = case.applications.order_by("-id").first()
    asked = {
        f"{family}acts/family/": ("bring on the open market nearby, less the legal debts",),
        f"{people}{office.cared.child}/acts/care/": (
            "less than 24 hours in a month is its substitute",
            "whom the provider pays and never the agency",
        ),
        f"{people}{office.cared.adult}/acts/activity/": ("a student one semester at a time",),
        f"{family}applications/{application.number}/acts/approve/": (
            "Tell the applicant of the rights and responsibilities",
            "The aim of the program: children are kept safe in care",
            "Weigh a change that became known before the authorization",
        ),
    }
    for address, told in asked.items():
        text = words_of(desk.get(address))
        for each in told:
            assert each in text, address


@pytest.mark.cites("CC-1504-B")
def test_a_determination_is_kept_by_a_button(office, desk):
    count = Determination.objects.count()
    assert desk.post(f"{case_of(office)}acts/determine/").status_code == 302
    assert Determination.objects.count() == count + 1


@pytest.mark.cites("CC-1504-C-2")
def test_an_authorization_ends_with_a_reason_and_the_case_stays(office, desk):
    at = f"{case_of(office)}authorizations/{office.cared.authorization}/acts/end/"
    said = {"last_day": "2026-12-31", "reason": "asked", "words": "The mother asked for it"}
    assert desk.post(at, said).status_code == 302
    assert AuthorizationEnd.objects.get().effective_on == date(2026, 12, 31)
    assert "There is nothing to do here any more." in words_of(desk.get(at))


@pytest.mark.cites("CC-403-STAFF-A")
def test_who_may_only_look_is_told_so(office, client_of):
    auditor = client_of("auditor")
    at = f"{case_of(office)}acts/person/"
    assert "Your role may look but not do this" in words_of(auditor.get(at))
    assert auditor.post(at, {}).status_code == 403


@pytest.mark.cites("CC-1601-G", "CC-1202-A")
def test_a_review_is_approved_and_the_next_twelve_months_follow_the_running_ones(office, desk):
    at = f"{case_of(office)}applications/{office.cared.application}/acts/approve/"
    assert "The agency pays" not in words_of(desk.get(at))
    answer = desk.post(at, follow=True)
    assert "Approved: 1 authorization, with letters." in words_of(answer)
    periods = CareCase.objects.get(number=office.cared.case).periods.order_by("effective_on")
    first, second = periods
    assert (second.effective_on - first.ends_on).days == 1
    again = desk.post(at)
    assert again.status_code == 422
    assert "It is approved." in words_of(again)


@pytest.mark.cites("CC-1404-A-1")
def test_a_run_over_the_caseload_is_looked_at_by_many_and_done_by_few(office, desk, client_of):
    answer = desk.get("/care/runs/?preview=yes&day=2026-12-01")
    assert "care/runs.html" in {template.name for template in answer.templates}
    assert "Nothing changes" in words_of(answer)
    assert desk.post("/care/runs/").status_code == 403
    done = client_of("state office").post("/care/runs/", follow=True)
    assert "is determined again" in words_of(done)
    unknown = desk.get("/care/runs/?preview=yes&day=2027-05-15")
    assert "is not known: childcare.scale.chart" in words_of(unknown)
    assert "What the law does not say yet" in words_of(unknown)
    assert "What the law does not say yet" not in words_of(answer)


@pytest.mark.cites("CC-1400-A", "CC-403-CONF-B-2")
def test_a_letter_of_child_care_opens_for_who_works_there_and_for_nobody_else(
    office, client_of
):
    care_case = CareCase.objects.get(number=office.cared.case)
    letter = care_case.notices.earliest("id").letter
    desk = client_of("benefit specialist")
    text = words_of(desk.get(f"/letters/{letter.pk}/"))
    assert f"Child care {care_case.number}" in text
    assert "It came back" in text
    assert desk.get(f"/letters/{letter.pk}/original/").status_code == 200
    assert client_of("caseworker").get(f"/letters/{letter.pk}/").status_code == 403
    assert desk.get(f"/letters/{office.record.letter}/").status_code == 403


TAKEN = {
    "given_name": "Wilma", "surname": "Neverheard", "birth_date": "1995-04-02",
    "line_1": "3 Example Street", "city": "Cheyenne", "zip_code": "82001", "county": "56021",
    "channel": "paper", "language": "en", "signature": "Wilma Neverheard",
    "representative": "", "received_on": "2026-10-02",
}  # fmt: skip


@pytest.mark.cites("CC-401-A", "CC-401-B", "CC-200-application-date", "CC-404-A")
def test_an_application_with_name_address_and_signature_opens_a_case(office, desk):
    at = "/care/applications/new/"
    for missing, said in (("signature", "This is needed."), ("line_1", "has an address")):
        answer = desk.post(at, TAKEN | {missing: ""})
        assert answer.status_code == 422
        assert said in words_of(answer)
    # November 1 is a Sunday, so the thirty days end on the next business day.
    assert "decide it by Nov 2, 2026" in words_of(desk.post(at, TAKEN, follow=True))
    case = CareCase.objects.latest("id")
    [application] = case.applications.all()
    assert (application.kind, application.state) == ("initial", "filed")
    page = words_of(desk.get(f"/care/cases/{case.number}/"))
    assert "Wilma Neverheard" in page
    again = desk.post(f"/care/cases/{case.number}/acts/file/", TAKEN)
    assert "is open; decide it first" in words_of(again)
    with pytest.raises(ValueError, match="is signed by the applicant"):
        do_file_in_case(
            care_case=case, channel="paper", signature=" ", received_on=application.filed_on,
            on=application.filed_on, by="test",
        )  # fmt: skip


@pytest.mark.cites("CC-402-D", "CC-402-D-1")
def test_a_family_withdraws_its_application_and_the_record_says_how(office, desk):
    at = f"{case_of(office)}applications/{office.cared.application}/acts/withdraw/"
    said = {"how": "spoken", "words": "The mother called and said so"}
    assert desk.post(at, said).status_code == 302
    case = CareCase.objects.get(number=office.cared.case)
    application = case.applications.get(number=office.cared.application)
    assert application.state == "withdrawn"
    assert application.events.get().note == said["words"]


@pytest.mark.cites("CC-1601-B", "CC-200-reapplication")
def test_a_form_of_a_family_in_its_period_is_a_review(office, desk):
    at = f"{case_of(office)}applications/{office.cared.application}/acts/withdraw/"
    desk.post(at, {"how": "written", "words": "Another form comes"})
    assert desk.post(f"{case_of(office)}acts/file/", TAKEN).status_code == 302
    case = CareCase.objects.get(number=office.cared.case)
    assert case.applications.latest("id").kind == "review"


@pytest.mark.cites("CC-1101-M.1", "CC-200-authorization")
def test_what_an_approval_would_authorize_stands_on_its_page_and_nothing_is_kept(office, desk):
    before = Authorization.objects.count(), Determination.objects.count()
    at = f"{case_of(office)}applications/{office.cared.application}/acts/approve/"
    page = desk.get(at)
    assert "care/_foreseen.html" in [each.name for each in page.templates]
    told = words_of(page)
    assert "What would be authorized" in told
    assert "Tumbleweed Test Center" in told
    assert (Authorization.objects.count(), Determination.objects.count()) == before
