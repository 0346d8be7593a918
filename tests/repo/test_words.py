"""Words that do not belong: unfinished work, catch-all names, places of one machine."""

import ast
import re

from tests.repo.exception_lists import check_rule
from tests.repo.source_tree import code, functions, project_files, text_of

# Written in parts, so that this file does not hold what it looks for.
UNFINISHED = re.compile("FIX" + "ME|TO" + "DO|X" + "XX:|HA" + r"CK\b|NotImplemented" + "Error")
CATCH_ALLS = {"utils", "util", "helpers", "misc", "common", "extras", "stuff"}
MACHINE_PLACES = re.compile(r"(?<![\w.>])/(?:wo" + r"rk|ro" + r"ot|ho" + "me|t" + "mp)/[a-z]")
REGISTRIES = re.compile(r"(?:pypi|pythonhosted|registry\.npmjs|yarnpkg)\.(?:org|com)")
# Source documents and partners' samples are quoted as they are.
QUOTED = ("policy/clauses/", "tests/files/samples/", "requirements/", "package-lock.json")


def own_texts():
    for name in project_files():
        if not name.startswith(QUOTED):
            yield name, text_of(name)


def lines_with(pattern):
    return {
        f"{name}:{number}": line.strip()[:80]
        for name, text in own_texts()
        for number, line in enumerate(text.splitlines(), start=1)
        if pattern.search(line)
    }


def test_nothing_unfinished_is_left_in_main():
    check_rule("unfinished", lines_with(UNFINISHED))


def test_no_module_is_a_catch_all():
    found = [
        name
        for name in project_files()
        if {part.removesuffix(".py") for part in name.split("/")} & CATCH_ALLS
    ]
    check_rule("catch_alls", found)


def test_no_place_of_one_machine_is_written_down():
    check_rule("machine_places", lines_with(MACHINE_PLACES))


def test_no_registry_is_named():
    found = [name for name in project_files() if REGISTRIES.search(text_of(name))]
    check_rule("registries", found)


def test_lock_files_hold_hashes_and_no_addresses():
    locks = [name for name in project_files() if name.endswith((".lock", "-lock.json"))]
    assert len(locks) == 3
    for name in locks:
        assert "sha256:" in text_of(name) or '"integrity"' in text_of(name)
        assert "://" not in text_of(name)


def test_nothing_is_imported_by_star():
    found = [
        each.name
        for each in code()
        for node in ast.walk(each.tree)
        if isinstance(node, ast.ImportFrom) and any(name.name == "*" for name in node.names)
    ]
    check_rule("star_imports", found)


IMPORTS = (ast.Import, ast.ImportFrom)
REASON_TO_IMPORT_LATE = re.compile(r"# Imported here|PLC0415 - ")


def test_import_inside_a_function_says_why():
    silent = [
        place.name
        for place in functions(code("src/"))
        if any(isinstance(node, IMPORTS) for node in ast.walk(place.function))
        and not REASON_TO_IMPORT_LATE.search(place.text)
    ]
    check_rule("unexplained_imports", silent)


def test_each_ignored_check_is_named():
    """A bare ``noqa`` or ``type: ignore`` would hide more than was meant."""
    bare = re.compile(r"# noqa(?!:)|type: ignore(?!\[)")
    found = [
        f"{each.name}:{number}"
        for each in code("src/")
        for number, line in enumerate(each.text.splitlines(), start=1)
        if bare.search(line)
    ]
    check_rule("bare_ignores", found)


def test_lines_end_without_leftovers():
    """No carriage returns, no blanks at the end, one newline last."""
    endings = (".py", ".yaml", ".md", ".toml", ".html", ".css", ".js")
    unclean = [
        name
        for name in project_files()
        if name.endswith(endings)
        and ("\r" in text_of(name) or re.search(r"[ \t]$", text_of(name), re.MULTILINE)
             or (text_of(name) and not text_of(name).endswith("\n")))
    ]  # fmt: skip
    check_rule("unclean_lines", unclean)


def test_what_the_machine_makes_is_not_kept():
    made = ("__pycache__", ".venv", "node_modules", "var", ".cache", "staticfiles")
    kept = [name for name in project_files() if set(name.split("/")) & set(made)]
    assert not kept, kept
