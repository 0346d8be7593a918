"""What somebody with a phone, a large print or a screen reader would stumble over on a page."""

import json
from collections.abc import Iterable

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

# 640 pixels are what a window of 1280 shows at 200 % zoom.
DESK, ZOOMED, PHONE = 1280, 640, 320
HEIGHT = 900
WIDTHS = (DESK, ZOOMED, PHONE)


def overflow(page: Page) -> int:
    """By how many pixels the page is wider than its window."""
    # A page that leads on to another one is nothing for a moment.
    page.wait_for_load_state()
    return page.evaluate(
        "document.documentElement.scrollWidth - document.documentElement.clientWidth"
    )


def violations(page: Page, **options) -> list[str]:
    """What axe finds wrong, as rule and place."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    asked = json.dumps({"resultTypes": ["violations"], **options})
    found = page.evaluate(f"axe.run({asked}).then(told => told.violations)")
    return [f"{rule['id']}: {node['target']}" for rule in found for node in rule["nodes"]]


def troubles(page: Page, *, widths: tuple[int, ...] = WIDTHS) -> list[str]:
    """What is wrong with a page that is loaded once and looked at in windows of each width."""
    found = []
    if page.locator("h1").count() != 1:
        found.append("not one main heading")
    for width in widths:
        page.set_viewport_size({"width": width, "height": HEIGHT})
        if overflow(page) > 0:
            found.append(f"at {width} {overflow(page)} pixels too wide")
        # Tables become cards where it is narrow; other pages read the same in either window.
        is_table = width == max(widths) and page.locator("table").count() > 0
        if is_table or width == min(widths):
            found += [f"at {width} {each}" for each in violations(page)]
    return found


def pages_in_trouble(
    page: Page, addresses: Iterable[str], *, widths: tuple[int, ...] = WIDTHS
) -> dict[str, list[str]]:
    """The troubles of each page that has some, by its address."""
    wrong = {}
    for address in addresses:
        page.set_viewport_size({"width": max(widths), "height": HEIGHT})
        page.goto(address)
        if found := troubles(page, widths=widths):
            wrong[address] = found
    return wrong
