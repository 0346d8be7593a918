"""Each page of the site is tried by a test that names it."""

import re

from tests.repo.exception_lists import check_rule
from tests.repo.source_tree import code, project_files, text_of

TEMPLATES = "src/posse/web/templates/"


def templates():
    names = (name for name in project_files() if name.startswith(TEMPLATES))
    return [name.removeprefix(TEMPLATES) for name in names]


def page_templates():
    """Whole pages: what begins with an underscore is a part, ``base.html`` the frame."""
    return [name for name in templates() if "/_" not in f"/{name}" and name != "base.html"]


def text_of_page_tests():
    return "\n".join(each.text for each in code("tests/web/", "tests/browser/"))


def sign_of(template):
    """What a test of the page holds: its address or template, or its status code."""
    name = template.removesuffix(".html")
    if name == "403_csrf":
        return "enforce_csrf_checks=True"
    if name.isdigit():
        return rf"status_code == .*\b{name}\b"
    return rf"[\"'/]({name}|{name.replace('_', '-')})[\"'/.:]"


def test_every_page_has_a_test_that_names_it():
    assert page_templates()
    tests = text_of_page_tests()
    untried = [name for name in page_templates() if not re.search(sign_of(name), tests)]
    check_rule("untried_pages", untried)


def test_every_template_is_shown_by_a_view_or_another():
    """A template that nothing shows is dead."""
    texts = [each.text for each in code("src/posse/web/")]
    texts += [text_of(TEMPLATES + name) for name in templates()]
    by_status = re.compile(r"^\d{3}(_\w+)?\.html$")
    dead = [
        name
        for name in templates()
        if not by_status.match(name) and not any(f'"{name}"' in text for text in texts)
    ]
    check_rule("dead_templates", dead)


def test_pages_hold_no_script_or_style_of_their_own():
    """A strict content security policy can then be set without an exception."""
    inline = re.compile(r"<script(?![^>]*\bsrc=)|<style|\son[a-z]+=|javascript:")
    found = [name for name in templates() if inline.search(text_of(TEMPLATES + name))]
    check_rule("inline_scripts", found)


def test_every_language_and_title_is_said():
    base = text_of(f"{TEMPLATES}base.html")
    assert re.search(r'<html[^>]* lang="en"', base)
    assert "<title>" in base
