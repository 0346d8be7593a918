"""The second step at sign-in, as a person and a real browser do it."""

import os

import pytest
from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value
from allauth.mfa.totp.internal.auth import yield_hotp_counters_from_time as counters
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from tests.browser.conftest import sign_in
from tests.office import PASSWORD, user_name

pytestmark = [pytest.mark.browser, pytest.mark.django_db]

SHOTS = os.environ.get("POSSE_SHOTS")
WIDTHS = [1280, 320]


def looked_at(page: Page, name: str) -> None:
    """A page that fits its window, and that axe finds nothing in."""
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"{name} is {wide} pixels too wide"
    found = Axe().run(page, options={"runOnly": ["wcag2a", "wcag2aa"]})
    assert found.violations_count == 0, found.generate_report()
    if SHOTS:
        width = page.viewport_size["width"]
        page.screenshot(path=f"{SHOTS}/{name}-{width}.png", full_page=True)


def code_now(secret: str, step: int) -> str:
    return format_hotp_value(hotp_value(secret, list(counters())[step]))


@pytest.mark.parametrize(("width", "role"), [(1280, "auditor"), (320, "supervisor")])
def test_an_app_is_set_up_and_its_code_opens_the_account(visit, width, role) -> None:
    page = visit("/sign-in/", width=width, is_signed_in=False)
    looked_at(page, "sign-in")
    sign_in(page, role)
    page.get_by_role("link", name="Wren").click()
    looked_at(page, "security")
    page.get_by_role("link", name="Set up an app").click()
    looked_at(page, "app")
    secret = page.locator(".posse-secret").inner_text()
    page.get_by_label("Authenticator code").fill(code_now(secret, 0))
    page.get_by_role("button", name="Set it up").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    looked_at(page, "codes")
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("User name").fill(user_name(role))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    looked_at(page, "second-step")
    page.get_by_label("Code").fill("000000")
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("alert")).to_contain_text("That did not work")
    page.get_by_label("Code").fill(code_now(secret, 1))
    page.get_by_role("button", name="Go on").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wren")


def test_a_passkey_is_set_up_and_opens_the_account(site, browser) -> None:
    """Browsers make passkeys for a name only, so this goes by localhost."""
    context = browser.new_context(base_url=site.url.replace("127.0.0.1", "localhost"))
    page = context.new_page()
    troubles: list[str] = []
    page.on("pageerror", lambda error: troubles.append(str(error)))
    page.on("console", lambda told: troubles.append(told.text) if told.type == "error" else 0)
    devices = context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    device = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": device})
    sign_in(page, "caseworker")
    page.goto("/account/passkey/")
    looked_at(page, "passkey")
    page.get_by_role("button", name="Add a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Recovery codes")
    page.goto("/account/security/")
    expect(page.get_by_text("Passkey 1, since")).to_be_visible()
    page.get_by_role("button", name="Sign out").click()
    page.get_by_label("User name").fill(user_name("caseworker"))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("button", name="Use a passkey").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Wren")
    context.close()
    assert troubles == []


@pytest.mark.parametrize("width", WIDTHS)
def test_pages_of_ones_own_account_fit_their_window_and_axe(visit, width) -> None:
    page = visit("/account/password/", width=width)
    looked_at(page, "password")
    page = visit("/account/confirm/", width=width)
    looked_at(page, "confirm")
    page = visit("/account/passkey/", width=width)
    looked_at(page, "passkey-figures")
