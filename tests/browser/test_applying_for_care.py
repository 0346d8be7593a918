"""A parent applies for child care on a phone in a real browser, with script and without."""

import pytest
from tests.browser.looking import DESK, PHONE, overflow, violations

pytestmark = [pytest.mark.browser, pytest.mark.django_db]
# Every page that a parent passes, by its template.
TEMPLATES = (
    "family/care_apply/apply.html", "family/care_apply/question.html",
    "family/care_apply/more.html", "family/care_apply/code.html",
    "family/care_apply/papers.html", "family/care_apply/check.html",
    "family/care_apply/sign.html", "family/care_apply/done.html",
)  # fmt: skip


def look(page, *, script: bool) -> None:
    if script:
        assert violations(page) == [], page.url
        assert overflow(page) == 0, page.url


def walk(page, *, script: bool) -> None:
    look(page, script=script)
    page.get_by_role("button", name="Save and go on").click()


@pytest.mark.parametrize(("width", "script"), [(PHONE, True), (PHONE, False), (DESK, True)])
def test_a_parent_applies_from_the_first_page_to_the_receipt(visit, width, script) -> None:
    page = visit("/public/", width=width, script=script, is_signed_in=False)
    page.get_by_role("link", name="Apply for help with child care").click()
    look(page, script=script)
    page.get_by_role("button", name="Start").click()
    tell_who(page, script=script)
    tell_of_work(page, script=script)
    tell_of_a_child(page, script=script)
    tell_the_rest(page, script=script)
    sign(page, script=script)


def tell_who(page, *, script: bool) -> None:
    page.get_by_label("County").select_option("56021")
    walk(page, script=script)
    walk(page, script=script)
    page.get_by_text("Please answer this.").first.wait_for()
    page.get_by_label("First name").fill("Wren")
    page.get_by_label("Last name").fill("Fernbobbin")
    walk(page, script=script)
    page.get_by_label("Date of birth").fill("1993-04-05")
    walk(page, script=script)
    page.get_by_role("button", name="Show my code").click()
    look(page, script=script)
    page.get_by_role("link", name="Go on").click()
    page.get_by_label("Street and number").fill("7 Sample Lane")
    page.get_by_label("City").fill("Cheyenne")
    walk(page, script=script)
    walk(page, script=script)
    walk(page, script=script)


def tell_of_work(page, *, script: bool) -> None:
    page.locator("label", has_text="Work for an employer").click()
    page.get_by_label("From (such as 08:00)").fill("08:00")
    walk(page, script=script)
    page.get_by_label("Pay before taxes").fill("1,050.50")
    page.locator("label", has_text="Every two weeks").click()
    more = page.get_by_role("group", name="Is there another job")
    more.locator("label", has_text="Yes").click()
    walk(page, script=script)
    page.get_by_role("heading", name="Work, school or training: number 2").wait_for()
    page.locator("label", has_text="School or college").click()
    walk(page, script=script)
    walk(page, script=script)
    page.get_by_role("heading", name="Other money that you get").wait_for()
    walk(page, script=script)


def tell_of_a_child(page, *, script: bool) -> None:
    look(page, script=script)
    page.get_by_role("link", name="Go on").click()
    page.get_by_role("link", name="Add a child").click()
    page.get_by_label("First name").fill("Kim")
    page.get_by_label("Last name").fill("Fernbobbin")
    walk(page, script=script)
    walk(page, script=script)
    page.get_by_role("heading", name="Voluntary: about this child").wait_for()
    page.locator("label", has_text="Asian").click()
    page.locator("label", has_text="White").click()
    walk(page, script=script)


def tell_the_rest(page, *, script: bool) -> None:
    page.get_by_role("link", name="Go on").click()
    walk(page, script=script)
    page.get_by_role("heading", name="Voluntary: about your family").wait_for()
    page.locator("label", has_text="Spanish").click()
    walk(page, script=script)
    look(page, script=script)
    page.get_by_role("link", name="Go on").click()


def sign(page, *, script: bool) -> None:
    page.get_by_role("heading", name="Check your answers").wait_for()
    page.get_by_text("Asian, White").wait_for()
    look(page, script=script)
    page.get_by_role("link", name="Go on to sign").click()
    page.locator("label", has_text="I have read this and it is true.").click()
    page.get_by_label("Type your full name").fill("Wren Fernbobbin")
    look(page, script=script)
    page.get_by_role("button", name="Sign and send").click()
    page.get_by_role("heading", name="We have your application").wait_for()
    look(page, script=script)
