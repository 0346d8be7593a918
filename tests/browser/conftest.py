"""A real Chromium before a real server, both started once a module, and the office behind it.

Without a Chromium the tests are skipped, unless POSSE_BROWSER=required says that they
must run.
"""

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.db import connections
from playwright.sync_api import Browser, Page, sync_playwright
from pytest_django.live_server_helper import LiveServer
from tests.databases import database_copied, database_name, database_used
from tests.office import PASSWORD, Office, user_name

from posse.web.security import session_guard

CHROMIUM = shutil.which("chromium") or shutil.which("google-chrome")
OPTIONS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
HEIGHT = 900


@dataclass(frozen=True)
class Site:
    """The running site and what its office holds."""

    url: str
    office: Office


@pytest.fixture(scope="module")
def site(standing_office, django_db_blocker) -> Iterator[Site]:
    if CHROMIUM is None and os.environ.get("POSSE_BROWSER") != "required":
        pytest.skip("no Chromium here; POSSE_BROWSER=required makes this a failure")
    # Playwright runs an event loop in this thread, in which Django would refuse to work.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with (
        pytest.MonkeyPatch.context() as patch,
        django_db_blocker.unblock(),
        # What pages do here stays done, so each module has an office of its own.
        database_copied(standing_office.database, name=f"{database_name()}_site") as name,
        database_used(name),
    ):
        # What a browser keeps after the sign-in serves many pages, as if it had been copied.
        patch.setattr(session_guard, "MARKER_LASTS", timedelta(days=1))
        server = LiveServer("127.0.0.1")
        yield Site(server.url, standing_office.office)
        server.stop()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


@pytest.fixture(scope="module")
def browser(site) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        assert CHROMIUM, "POSSE_BROWSER=required, and no Chromium is installed"
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS)
        yield browser
        # Beside Playwright's loop Django keeps connections of their own, which would hold
        # the test database at the end.
        connections.close_all()
        browser.close()


OpenPage = Callable[..., Page]


@pytest.fixture(scope="module")
def clerk_state(site, browser) -> dict[str, Any]:
    """What a browser keeps once the clerk has signed in."""
    context = browser.new_context(base_url=site.url)
    sign_in(context.new_page())
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture
def visit(site, browser, clerk_state) -> Iterator[OpenPage]:
    """Open a page as the clerk; whatever fails to load or to run fails the test."""
    contexts, troubles = [], []

    def open_page(
        address: str = "/", *, width: int = 1280, script: bool = True, is_signed_in: bool = True
    ) -> Page:
        context = browser.new_context(
            base_url=site.url,
            viewport={"width": width, "height": HEIGHT},
            java_script_enabled=script,
            storage_state=clerk_state if is_signed_in else None,
        )
        contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: troubles.append(str(error)))
        page.on("requestfailed", lambda request: _note_failed(request, troubles))
        page.on("response", lambda answer: _note_answer(answer, troubles))
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert troubles == []


def _note_failed(request, troubles: list[str]) -> None:
    # A search that is typed on is called off by the next one, and a download is no page.
    if request.failure != "net::ERR_ABORTED":
        troubles.append(f"{request.url}: {request.failure}")


def _note_answer(answer, troubles: list[str]) -> None:
    is_page = answer.request.resource_type == "document"
    if answer.status >= 500 or (answer.status >= 400 and not is_page):
        troubles.append(f"{answer.url}: {answer.status}")


def sign_in(page: Page, role: str = "sdu clerk") -> None:
    """Sign in by the form."""
    page.goto("/sign-in/")
    page.get_by_label("User name").fill(user_name(role))
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.get_by_role("heading", name="Good day, Wren").wait_for()
