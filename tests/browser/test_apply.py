"""Applying on a phone in a real browser, in both languages, with and without script."""

import pytest
from playwright.sync_api import Page, expect
from tests.browser.looking import PHONE, overflow, pages_in_trouble, violations

from posse.apps.intake.models import Application
from posse.rules.texts import filled, words

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

ALONE = ("/public/", "/apply/", "/apply/return/", "/apply/by-mail/")
BEGUN = (
    "/apply/questions/who/", "/apply/questions/safety/", "/apply/questions/birth/",
    "/apply/questions/parent_relation/1/", "/apply/questions/child_father/1/",
    "/apply/people/other_parents/", "/apply/papers/", "/apply/check/", "/apply/code/",
)  # fmt: skip


class Reader:
    """Somebody who finds everything by its words in one language."""

    def __init__(self, page: Page, language: str) -> None:
        self.page, self.language = page, language

    def says(self, key: str, **values) -> str:
        return filled(words(key, language=self.language), values)

    def press(self, key: str) -> None:
        self.page.get_by_role("button", name=self.says(key), exact=True).click()

    def follow(self, key: str) -> None:
        self.page.get_by_role("link", name=self.says(key), exact=True).click()

    def write(self, key: str, text: str) -> None:
        self.page.get_by_label(self.says(key), exact=True).fill(text)

    def choose(self, name: str, choice: str) -> None:
        self.page.locator(f"label[for={name}-{choice}]").click()

    def go_on(self, *, until: str) -> None:
        """Leave pages blank until one with a title."""
        title = self.says(until)
        for _ in range(12):
            if self.page.get_by_role("heading", level=1).inner_text().startswith(title):
                return
            self.press("apply.next")
        pytest.fail(f"no page {title!r} came")


def begin(page: Page, language: str) -> Reader:
    reader = Reader(page, language)
    if language == "es":
        page.get_by_role("button", name="Español").click()
    reader.press("apply.start")
    return reader


@pytest.mark.parametrize("language", ["en", "es"])
def test_every_page_fits_its_window_and_axe_finds_nothing(visit, language):
    page = visit("/apply/", is_signed_in=False)
    begin(page, language)
    assert pages_in_trouble(page, (*ALONE, *BEGUN)) == {}


@pytest.mark.cites("45 CFR 303.2(a)(3)")
@pytest.mark.parametrize(("language", "script"), [("en", True), ("es", True), ("en", False)])
def test_a_parent_applies_on_a_phone_and_holds_a_receipt(visit, language, script):
    page = visit("/apply/", width=PHONE, script=script, is_signed_in=False)
    reader = begin(page, language)
    reader.choose("applicant", "custodial")
    page.get_by_label(reader.says("apply.q_county")).select_option("56021")
    reader.press("apply.next")
    reader.go_on(until="apply.page_safety")
    reader.choose("afraid", "no")
    reader.choose("hurt", "no")
    reader.press("apply.next")
    reader.write("apply.q_given_name", "Wren")
    reader.write("apply.q_surname", "Fernbobbin")
    reader.press("apply.next")
    reader.write("apply.q_birth_date", "1990-02-03")
    reader.press("apply.next")
    reader.press("apply.code_show")
    code = page.locator(".family-code").inner_text()
    reader.press("apply.done_leave")
    come_back(reader, code)
    fill_the_rest(reader)
    look_and_sign(reader, script=script)
    number = page.locator(".family-code").inner_text()
    assert Application.objects.get(number=number).state == "filed"
    assert troubles(page, script=script) == []


def troubles(page: Page, *, script: bool) -> list:
    """What axe finds, which is a script itself, and what the window cuts off."""
    found = violations(page) if script else []
    return [*found, "too wide"] if overflow(page) > 0 else found


def come_back(reader: Reader, code: str) -> None:
    reader.page.goto("/apply/return/")
    reader.write("apply.return_code", code)
    reader.write("apply.return_birth", "1990-02-03")
    reader.press("apply.return_send")


def fill_the_rest(reader: Reader) -> None:
    page = reader.page
    page.goto("/apply/questions/relation/")
    reader.choose("relation_to_children", "parent")
    reader.press("apply.next")
    reader.go_on(until="apply.page_help")
    reader.choose("services", "all")
    reader.press("apply.next")
    reader.go_on(until="apply.page_parent_relation")
    reader.choose("relation", "never_married")
    reader.press("apply.next")
    page.goto("/apply/questions/child_name/1/")
    reader.write("apply.q_given_name", "Kim")
    reader.write("apply.q_surname", "Fernbobbin")
    reader.press("apply.next")
    reader.write("apply.q_birth_date", "2020-05-05")
    birth_page = page.url
    reader.press("apply.next")
    expect(page).not_to_have_url(birth_page)
    page.goto(birth_page)
    expect(page.get_by_label(reader.says("apply.q_birth_date"), exact=True)).to_have_value(
        "2020-05-05"
    )


def look_and_sign(reader: Reader, *, script: bool) -> None:
    page = reader.page
    page.goto("/apply/check/")
    reader.follow("apply.check_on")
    assert troubles(page, script=script) == []
    page.locator("label[for=agree]").click()
    reader.write("apply.sign_name", "Wren Fernbobbin")
    reader.press("apply.sign_send")
    expect(page.get_by_role("heading", level=1)).to_have_text(reader.says("apply.done_title"))
