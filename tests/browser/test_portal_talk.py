"""A parent writes, tells and sends on a phone in a real browser, and the office answers."""

import io
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page, expect
from tests.browser.looking import PHONE, overflow, troubles, violations
from tests.office import CASE
from tests.records import picture
from tests.talk import PASSWORD

from posse.apps.outreach.models import ContactPreference
from posse.apps.portal.models import ChangeReport, Message, Thread
from posse.apps.records.models import Document
from posse.rules.texts import filled, words
from posse.services.outreach.preferences import stop_token

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

PARENT = "office.parent"
PAGES = (
    "/family/messages/", "/family/messages/{talk.thread}/", "/family/changes/",
    "/family/changes/address/", "/family/changes/employer/", "/family/changes/income/",
    "/family/changes/other/", "/family/documents/", "/family/documents/{talk.document}/",
    "/family/notices/", "/family/record/", "/family/preferences/",
)  # fmt: skip


class Parent:
    """A parent at a page, who finds everything by its words in one language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language

    def says(self, key: str, **values) -> str:
        return filled(words(f"portal_talk.{key}", language=self.language), values)

    def write(self, key: str, text: str) -> None:
        self.page.get_by_label(self.says(key), exact=True).fill(text)

    def press(self, key: str) -> None:
        self.page.get_by_role("button", name=self.says(key), exact=True).click()

    def press_words(self, key: str) -> None:
        self.page.get_by_role(
            "button", name=words(key, language=self.language), exact=True
        ).click()

    def choose(self, name: str, choice: str) -> None:
        self.page.locator(f"label[for={name}-{choice}]").click()


@pytest.fixture(scope="module")
def cookies(site, browser) -> dict[str, list[Any]]:
    """What a browser keeps once the office's parent has signed in, by language."""
    kept = {}
    for language in ("en", "es"):
        context = browser.new_context(base_url=site.url)
        page = context.new_page()
        page.goto("/family/sign-in/")
        if language == "es":
            page.get_by_role("button", name="Español").click()
        page.locator("#id_username").fill(PARENT)
        page.locator("#id_password").fill(PASSWORD)
        page.get_by_role("button", name=words("portal.in_send", language=language)).click()
        page.wait_for_url("**/family/")
        kept[language] = context.cookies()
        context.close()
    return kept


@pytest.fixture
def as_parent(visit, cookies) -> Callable[..., Parent]:
    """Open a page of the portal as the office's parent, in a language."""

    def come(address: str, language: str = "en", **window) -> Parent:
        page = visit("/public/", is_signed_in=False, **window)
        page.context.add_cookies(cookies[language])
        page.goto(address)
        return Parent(page, language)

    return come


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_fits_its_window_and_axe_finds_nothing(site, as_parent, language):
    parent, wrong = as_parent("/family/messages/", language), {}
    for address in PAGES:
        page = parent.page
        page.goto(address.format(talk=site.office.talk))
        found = troubles(page)
        if page.locator("html").get_attribute("lang") != language:
            found.append("another language")
        if found:
            wrong[address] = troubles
    assert wrong == {}


@pytest.mark.parametrize(("language", "script"), [("en", True), ("es", True), ("en", False)])
def test_a_parent_writes_on_a_phone_and_reads_the_answer(as_parent, visit, *, language, script):
    parent = as_parent("/family/messages/", language, width=PHONE, script=script)
    subject = f"Shoes {language} {script}"
    parent.write("message_subject", subject)
    parent.write("message_text", "First line\nSecond line")
    parent.press("message_send")
    expect(parent.page.get_by_role("heading", level=1)).to_have_text(subject)
    thread = Thread.objects.get(subject=subject)
    office = visit(f"/cases/{CASE}/messages/{thread.pk}/")
    office.get_by_label("Message").fill("We will call you.")
    office.get_by_role("button", name="Send the answer").click()
    expect(office.get_by_role("heading", level=1)).to_contain_text("Messages of case")
    parent.page.reload()
    expect(parent.page.get_by_text("We will call you.")).to_be_visible()
    assert Message.objects.filter(thread=thread).count() == 2
    assert overflow(parent.page) <= 0


@pytest.mark.parametrize(("language", "script"), [("en", True), ("es", False)])
def test_a_parent_tells_of_a_job_and_mends_what_was_wrong(as_parent, language, script):
    parent = as_parent("/family/changes/employer/", language, width=PHONE, script=script)
    employer = f"Acme Anvils {language}"
    parent.write("q_employer", employer)
    parent.press("change_send")
    if script:
        assert violations(parent.page) == []
    expect(parent.page.get_by_text(parent.says("e_missing")).first).to_be_visible()
    expect(parent.page.locator("#id_employer")).to_have_value(employer)
    parent.choose("job", "began")
    parent.write("q_since", "2026-10-01")
    parent.press("change_send")
    expect(parent.page.get_by_text(parent.says("state_open")).first).to_be_visible()
    assert ChangeReport.objects.filter(answers__employer=employer).count() == 1


@pytest.mark.parametrize("language", ["en", "es"])
def test_a_parent_sends_a_photograph_and_sees_it_drawn(as_parent, tmp_path: Path, language):
    parent = as_parent("/family/documents/", language, width=PHONE)
    photograph, disguised = tmp_path / f"stub-{language}.png", tmp_path / "stub.jpg"
    photograph.write_bytes(picture(size=(80, ord(language[1]))))
    disguised.write_bytes(b"MZ" + bytes(300))
    for file in (disguised, photograph):
        parent.page.locator("#kind").select_option("income")
        parent.page.set_input_files("#file", file)
        parent.page.get_by_role(
            "button", name=words("apply.papers_send", language=language)
        ).click()
        if file is disguised:
            refused = words("apply.r_file_type", language=language)
            expect(parent.page.get_by_role("alert")).to_contain_text(refused)
    parent.page.get_by_role("link", name=photograph.name).click()
    drawn = parent.page.locator("img[loading=lazy]")
    expect(drawn).to_be_visible()
    drawn.scroll_into_view_if_needed()
    expect(drawn).not_to_have_js_property("naturalWidth", 0)
    assert Document.objects.filter(name=photograph.name).count() == 1


@pytest.mark.parametrize(("language", "script"), [("en", True), ("es", False)])
def test_a_parent_chooses_reminders_and_ends_them_by_the_link(
    as_parent, visit, *, language, script
):
    parent = as_parent("/family/preferences/", language, width=PHONE, script=script)
    page = parent.page
    page.locator("#id_email").fill("nobody at all")
    parent.press_words("outreach.save")
    expect(page.locator("#error-email")).to_be_visible()
    page.locator("#id_email").fill("parent@example.org")
    page.locator(f"label[for=language-{language}]").click()
    page.locator("label[for=id_email_reminders]").click()
    page.locator("label[for=id_email_is_safe]").click()
    parent.press_words("outreach.save")
    expect(page.get_by_text(words("outreach.saved", language=language))).to_be_visible()
    kept = ContactPreference.objects.latest("pk")
    assert (kept.email, kept.email_reminders, kept.language) == (
        "parent@example.org",
        True,
        language,
    )
    apart = visit(
        f"/family/stop/{stop_token(kept.participant_id)}/", width=PHONE, is_signed_in=False
    )
    assert violations(apart) == []
    assert overflow(apart) <= 0
    apart.locator("main button[type=submit]").click()
    expect(apart.get_by_role("heading", level=1)).to_be_visible()
    assert not ContactPreference.objects.latest("pk").email_reminders


def test_a_parent_takes_the_letter_and_the_payment_record_along(site, as_parent) -> None:
    parent = as_parent("/family/notices/")
    with parent.page.expect_download() as letter:
        parent.page.get_by_role("link", name=parent.says("notice_open")).first.click()
    assert letter.value.suggested_filename.startswith("letter-")
    parent.page.goto("/family/record/")
    with parent.page.expect_download() as record:
        parent.press("record_make")
    content = io.BytesIO(Path(record.value.path()).read_bytes())
    assert content.getvalue().startswith(b"%PDF-")
