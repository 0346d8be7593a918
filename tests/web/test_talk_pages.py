"""The pages on which a parent writes, tells, sends and reads; and the office's side of each."""

import io
import re

import pypdfium2
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.builders import build_case
from tests.records import pdf, picture
from tests.talk import (
    PAYEE,
    PAYER,
    account_of,
    build_parents,
    office_browser,
    signed_in,
    worker,
)

from posse.apps.people.choices import ViolenceBasis
from posse.apps.people.models import Address
from posse.apps.portal.models import ChangeReport, Message, Thread
from posse.apps.records.models import Document
from posse.apps.work.models import Task
from posse.rules.texts import filled, words
from posse.services.access import AUDITOR, SDU_CLERK
from posse.services.records.letters import do_keep_letter
from posse.services.register.cases import do_add_role
from posse.services.register.safety import do_mark_family_violence
from posse.web.workday import acting_date

pytestmark = pytest.mark.django_db

SCRIPT = "<script>alert('robin')</script>"
HOME = {
    "address_kind": "residence", "line_1": "5 New Street", "line_2": "", "city": "Lander",
    "state": "wy", "zip_code": "82520", "since": "2026-11-01",
}  # fmt: skip


@pytest.fixture
def parents():
    return build_parents()


@pytest.fixture
def payee(parents):
    return signed_in(parents.payee)


@pytest.fixture
def office():
    return office_browser(worker())


def said(key: str, language: str = "en", **values) -> str:
    return filled(words(f"portal_talk.{key}", language=language), values)


def write(client, text="When does it come?", subject="My payment", **more):
    typed = {"subject": subject, "text": text, **more}
    return client.post("/family/messages/", typed, follow=True)


def upload(client, content, *, name="pay.png", kind="income"):
    file = SimpleUploadedFile(name, content, "image/png")
    return client.post("/family/documents/", {"kind": kind, "file": file}, follow=True)


def text_of_pdf(content: bytes) -> str:
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    return " ".join(page.get_textpage().get_text_range() for page in document)


def templates(answer) -> set[str]:
    return {template.name for template in answer.templates}


def test_a_parent_writes_and_reads_the_answer(payee, parents, office) -> None:
    assert "family/portal/messages.html" in templates(payee.get("/family/messages/"))
    answer = write(payee)
    thread = Thread.objects.get()
    assert "family/portal/thread.html" in templates(answer)
    assert "When does it come?" in answer.content.decode()
    number = parents.case.number
    listed = office.get(f"/cases/{number}/messages/")
    assert "talk/case.html" in templates(listed)
    assert "Waits for an answer" in listed.content.decode()
    page = f"/cases/{number}/messages/{thread.pk}/"
    assert "When does it come?" in office.get(page).content.decode()
    office.post(page, {"text": "On Friday."})
    read = payee.get(f"/family/messages/{thread.pk}/").content.decode()
    assert "On Friday." in read
    assert "Wren from our office wrote" in read
    assert Task.objects.get(kind="portal_message").state == "done"


def test_a_message_posted_twice_is_one(payee) -> None:
    write(payee)
    write(payee)
    thread = Thread.objects.get()
    for _ in range(2):
        payee.post(f"/family/messages/{thread.pk}/", {"text": "Hello?"})
    assert Message.objects.count() == 2


def test_what_is_typed_is_shown_as_typed_and_never_run(payee, parents, office) -> None:
    page = write(payee, text=SCRIPT, subject=SCRIPT)
    payee.post("/family/changes/other/", {"words": SCRIPT})
    payee.post("/family/changes/employer/", {"job": "began", "employer": SCRIPT,
                                             "since": "2026-11-01"})  # fmt: skip
    number = parents.case.number
    thread = Thread.objects.get()
    addresses = [f"/cases/{number}/messages/", f"/cases/{number}/messages/{thread.pk}/"]
    addresses += [f"/cases/{number}/changes/{each.pk}/" for each in ChangeReport.objects.all()]
    shown = [page.content.decode(), payee.get("/family/changes/").content.decode()]
    shown += [office.get(each).content.decode() for each in addresses]
    shown.append(office.get(f"/tasks/{Task.objects.first().pk}/").content.decode())
    assert all("alert(" in each for each in shown)
    assert not any("<script>alert" in each for each in shown)


def test_an_empty_message_is_refused_in_words_and_keeps_the_rest(parents) -> None:
    client = signed_in(parents.payee, language="es")
    answer = write(client, text=" ")
    assert answer.status_code == 422
    assert said("r_empty", "es") in answer.content.decode()
    assert 'value="My payment"' in answer.content.decode()


def test_who_has_two_cases_says_which_is_meant(parents) -> None:
    other = build_case(obligee=parents.case.obligee, family=parents.case.family)
    client = signed_in(parents.payee)
    assert write(client).status_code == 422
    assert not Thread.objects.exists()
    write(client, case=other.number)
    assert Thread.objects.get().case == other
    assert write(client, case=build_case().number).status_code == 404


def test_an_address_is_told_accepted_and_read_as_taken_in(payee, parents, office) -> None:
    answer = payee.post("/family/changes/address/", HOME, follow=True)
    assert "family/portal/changes.html" in templates(answer)
    assert said("state_open") in answer.content.decode()
    report = ChangeReport.objects.get()
    page = f"/cases/{parents.case.number}/changes/{report.pk}/"
    shown = office.get(page).content.decode()
    assert PAYEE.street in shown
    assert "5 New Street" in shown
    assert "what the policy asks of you" in shown
    office.post(page, {"decision": "accept", "reason": "", "seen": seen_on(shown)})
    assert Address.objects.latest("id").line_1 == "5 New Street"
    assert "We took it in on" in payee.get("/family/changes/").content.decode()


def seen_on(page: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', page)
    assert found
    return found[1]


def test_a_refused_report_shows_the_parent_why(payee, parents, office) -> None:
    payee.post("/family/changes/custody/", {"lives_with": "me", "since": "2026-11-01"})
    page = f"/cases/{parents.case.number}/changes/{ChangeReport.objects.get().pk}/"
    seen = seen_on(office.get(page).content.decode())
    missing = office.post(page, {"decision": "refuse", "reason": "", "seen": seen})
    assert missing.status_code == 422
    assert "Say why; the parent reads it." in missing.content.decode()
    office.post(page, {"decision": "refuse", "reason": "Send the order.", "seen": seen})
    assert "Send the order." in payee.get("/family/changes/").content.decode()


def test_a_decision_on_a_stale_page_says_so_and_shows_what_is_new(
    payee, parents, office
) -> None:
    payee.post("/family/changes/address/", HOME)
    page = f"/cases/{parents.case.number}/changes/{ChangeReport.objects.get().pk}/"
    seen = seen_on(office.get(page).content.decode())
    payee.post("/family/changes/address/", HOME | {"line_1": "6 Newer Street"})
    answer = office.post(page, {"decision": "accept", "seen": seen})
    assert answer.status_code == 422
    shown = answer.content.decode()
    assert "changed while you looked at this" in shown
    assert "told something newer of this kind" in shown
    assert seen_on(shown) != seen
    assert not Address.objects.filter(city="Lander").exists()


def test_faults_are_told_in_the_parents_language_beside_each_answer(parents) -> None:
    client = signed_in(parents.payee, language="es")
    answer = client.post("/family/changes/address/", HOME | {"zip_code": "1", "city": ""})
    assert answer.status_code == 422
    assert "family/portal/change.html" in templates(answer)
    shown = answer.content.decode()
    assert said("e_zip", "es") in shown
    assert said("e_missing", "es") in shown
    assert 'value="5 New Street"' in shown


@pytest.mark.cites("CS-6.3-FV-2", "42 USC 654(26)")
def test_what_somebody_in_danger_told_opens_only_with_a_reason(payee, parents, office) -> None:
    do_mark_family_violence(
        participant=parents.case.obligee, is_on=True, basis=ViolenceBasis.SCREENING, note="",
        on=acting_date(), by="test",
    )  # fmt: skip
    payee.post("/family/changes/address/", HOME)
    number, person = parents.case.number, parents.case.obligee_id
    page = f"/cases/{number}/changes/{ChangeReport.objects.get().pk}/"
    hidden = office.get(page).content.decode()
    assert "5 New Street" not in hidden
    assert PAYEE.street not in hidden
    told = {"decision": "accept", "seen": seen_on(hidden)}
    assert "open it with a reason first" in office.post(page, told).content.decode()
    assert "5 New Street" not in payee.get("/family/changes/").content.decode()
    reason = {"reason": "The parent told a new address"}
    office.post(f"/cases/{number}/people/{person}/address/", reason)
    assert "5 New Street" in office.get(page).content.decode()
    office.post(page, told)
    assert Address.objects.latest("id").line_1 == "5 New Street"


@pytest.mark.parametrize("role", [AUDITOR, SDU_CLERK])
def test_who_pays_out_or_only_looks_decides_on_no_change(payee, parents, role) -> None:
    payee.post("/family/changes/address/", HOME)
    client = office_browser(worker(role, username="another"))
    page = f"/cases/{parents.case.number}/changes/{ChangeReport.objects.get().pk}/"
    shown = client.get(page)
    assert "may look but not do this" in shown.content.decode()
    assert client.post(page, {"decision": "accept"}).status_code == 403


def test_the_office_begins_a_conversation(payee, parents, office) -> None:
    page = f"/cases/{parents.case.number}/messages/write/"
    told = {"to": parents.case.obligee_id, "subject": "Your form", "text": "Please sign."}
    assert office.post(page, told).status_code == 302
    assert "Your form" in payee.get("/family/messages/").content.decode()
    assert "Your form" not in signed_in(parents.payer).get("/family/messages/").content.decode()


def test_a_parent_sends_a_paper_and_looks_at_its_pages(payee) -> None:
    answer = upload(payee, picture())
    assert "family/portal/documents.html" in templates(answer)
    document = Document.objects.get()
    page = payee.get(f"/family/documents/{document.pk}/")
    assert "family/portal/document.html" in templates(page)
    drawn = payee.get(f"/family/documents/{document.pk}/pages/1/")
    assert drawn["Content-Type"] == "image/jpeg"
    assert drawn["X-Content-Type-Options"] == "nosniff"
    assert payee.get(f"/family/documents/{document.pk}/pages/2/").status_code == 404


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize(
    ("content", "key"),
    [
        (b"MZ\x90\0" + b"\0" * 200, "apply.r_file_type"),
        (b"<html>" + SCRIPT.encode(), "apply.r_file_type"),
        (b"", "apply.r_file_empty"),
    ],
)
def test_a_disguised_upload_is_refused_in_the_parents_words(
    parents, *, language, content, key
) -> None:
    answer = upload(signed_in(parents.payee, language=language), content, name="photo.jpg")
    assert answer.status_code == 422
    assert words(key, language=language) in answer.content.decode()
    assert not Document.objects.exists()


def test_a_huge_upload_is_refused_before_it_is_read(payee) -> None:
    answer = upload(payee, b"\xff\xd8\xff" + b"\0" * 26_000_000, name="photo.jpg")
    assert answer.status_code == 422
    assert "larger than" in answer.content.decode()


def test_a_letter_is_read_as_it_was_sent_by_whom_it_was_sent_to(payee, parents) -> None:
    content = pdf(pages=2)
    letter = do_keep_letter(
        case=parents.case, participant=parents.case.obligee, kind="contact_request",
        about="Please call", pdf=content, on=acting_date(), by="test",
    )  # fmt: skip
    listed = payee.get("/family/notices/")
    assert "family/portal/notices.html" in templates(listed)
    assert said("letter_contact_request") in listed.content.decode()
    page = f"/family/notices/{letter.pk}.pdf"
    assert payee.get(page).content == content
    other = signed_in(parents.payer)
    assert other.get(page).status_code == 404
    assert said("notices_none") in other.get("/family/notices/").content.decode()


def record_page(number: str, first="2026-10-01", last="2026-10-31") -> str:
    return f"/family/record/?case={number}&first={first}&last={last}"


def test_the_payment_record_is_of_the_own_case_and_not_certified(payee, parents) -> None:
    assert "family/portal/record.html" in templates(payee.get("/family/record/"))
    number, on = parents.case.number, acting_date()
    found = payee.get(record_page(number, last=str(on)))
    assert found["Content-Type"] == "application/pdf"
    shown = text_of_pdf(found.content)
    assert number in shown
    assert "Certified" not in shown
    assert "SSN" not in shown
    ending = parents.case.obligor.identifiers.get().number[-4:]
    own = signed_in(parents.payer).get(record_page(number, last=str(on)))
    assert f"SSN ending {ending}" in text_of_pdf(own.content)
    assert payee.get(record_page(build_case().number)).status_code == 404


@pytest.mark.parametrize(
    ("first", "last"), [("2026-12-01", "2026-10-01"), ("x", "y"), ("2026-10-01", "2999-01-01")]
)
def test_days_that_cannot_be_are_refused_in_words(payee, parents, *, first, last) -> None:
    answer = payee.get(record_page(parents.case.number, first, last))
    assert answer.status_code == 422
    assert said("r_days") in answer.content.decode()


def test_no_page_shows_one_parent_where_the_other_lives_works_banks_or_is_reached(
    parents,
) -> None:
    """Both parents use everything; then each reads every page and every paper."""
    both = {PAYER: parents.payee, PAYEE: parents.payer}
    for account in both.values():
        client = signed_in(account)
        write(client, subject=f"About {account.pk}")
        client.post("/family/changes/address/", HOME | {"line_1": f"{account.pk} New Street"})
        upload(client, picture(size=(60, 40 + account.pk % 50)))
        do_keep_letter(
            case=parents.case, participant=account.participant, kind="other", about="Read it",
            pdf=pdf(), on=acting_date(), by="test",
        )  # fmt: skip
    for others, account in both.items():
        shown = "".join(everything(signed_in(account), parents.case.number))
        other = next(each for each in both.values() if each != account)
        for word in (*others.words, f"{other.pk} New Street", f"About {other.pk}"):
            assert word not in shown, word
        assert f"{account.pk} New Street" in shown


def everything(client, number):
    """The text of every page and paper to which the pages of a parent lead."""
    todo = ["/family/messages/", "/family/changes/", "/family/documents/", "/family/notices/",
            record_page(number, last=str(acting_date()))]  # fmt: skip
    done = set()
    while todo:
        address = todo.pop()
        if address in done:
            continue
        done.add(address)
        answer = client.get(address)
        if answer["Content-Type"] == "application/pdf":
            yield text_of_pdf(answer.content)
        elif answer["Content-Type"].startswith("text/html"):
            page = answer.content.decode()
            yield page
            parts = "messages|changes|documents|notices|record"
            todo += re.findall(rf'(?:href|src)="(/family/(?:{parts})/[^"#?]*)"', page)
    assert len(done) > 12


def test_a_third_persons_account_reaches_nothing_of_this_case(parents, payee) -> None:
    write(payee)
    upload(payee, picture())
    stranger = signed_in(account_of(build_case().obligee, "stranger"))
    thread, document = Thread.objects.get().pk, Document.objects.get().pk
    for page in (f"/family/messages/{thread}/", f"/family/documents/{document}/",
                 f"/family/documents/{document}/pages/1/"):  # fmt: skip
        assert stranger.get(page).status_code == 404
    assert stranger.post(f"/family/messages/{thread}/", {"text": "x"}).status_code == 404
    assert Message.objects.count() == 1


def test_who_has_no_case_any_more_is_told_so(parents) -> None:
    """A man who turned out not to be the father keeps the account and has no case."""
    case = parents.case
    for role in case.roles.filter(participant=case.obligor):
        do_add_role(case=case, participant=case.obligor, role=role.role, is_ended=True,
                    on=acting_date(), by="test")  # fmt: skip
    client = signed_in(parents.payer)
    answers = [write(client), client.post("/family/changes/address/", HOME),
               upload(client, picture())]  # fmt: skip
    assert {each.status_code for each in answers} == {422}
    assert all(said("r_no_case") in each.content.decode() for each in answers)
    assert client.get("/family/record/").status_code == 200
