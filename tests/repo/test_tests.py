"""Tests are sentences that can fail, and are sorted by what they touch."""

import ast
import re

from tests.repo.exception_lists import check_rule
from tests.repo.source_tree import Function, code, functions, project_files

SORTS = {"spec", "unit", "property", "files", "jobs", "web", "browser", "repo"}
WORDS_AT_LEAST = 4
CHECKS = re.compile(r"^(check|expect|assert)|_(agree|agrees|fails|refused|holds)$")


def written_tests():
    return [
        place for place in functions(code("tests/")) if place.function.name.startswith("test_")
    ]


def test_names_of_tests_are_sentences():
    short = [
        place.name
        for place in written_tests()
        if len(place.function.name.split("_")) - 1 < WORDS_AT_LEAST
    ]
    check_rule("short_test_names", short)


def names_called(node):
    for call in ast.walk(node):
        if isinstance(call, ast.Call):
            yield (
                call.func.attr
                if isinstance(call.func, ast.Attribute)
                else ast.unparse(call.func)
            )


def can_fail_by_itself(function):
    return any(
        isinstance(node, ast.Assert) or (isinstance(node, ast.Attribute) and node.attr in
                                         {"raises", "fail"})
        for node in ast.walk(function)
    ) or any(CHECKS.search(name) for name in names_called(function))  # fmt: skip


def asserting_names():
    """Functions of the tests that can fail, by themselves or by what they call."""
    bodies = {}
    for place in functions(code("tests/")):
        bodies.setdefault(place.function.name, []).append(place.function)
    failing = {name for name, found in bodies.items() if any(map(can_fail_by_itself, found))}
    while more := {
        name
        for name, found in bodies.items()
        if name not in failing and any(failing & set(names_called(each)) for each in found)
    }:
        failing |= more
    return failing


def test_every_test_can_fail():
    failing = asserting_names()
    toothless = [place.name for place in written_tests() if place.function.name not in failing]
    check_rule("toothless_tests", toothless)


def test_no_two_tests_of_a_file_share_a_name():
    """The second would silently replace the first."""
    for each in code("tests/"):
        names = [node.name for node in each.tree.body if isinstance(node, Function)]
        assert len(names) == len(set(names)), each.name


def test_tests_are_sorted_by_kind():
    folders = {
        name.split("/")[1]
        for name in project_files()
        if name.startswith("tests/") and name.split("/")[-1].startswith("test_")
    }
    assert folders <= SORTS


def test_database_is_never_imitated():
    """Tests that need PostgreSQL use it."""
    found = [
        each.name
        for each in code("tests/")
        if any(name in {"unittest.mock", "pytest_mock"} for name in imported(each.tree))
    ]
    check_rule("mocks", found)


def imported(tree):
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom):
            yield node.module
        elif isinstance(node, ast.Import):
            yield from (name.name for name in node.names)


def test_skipped_tests_say_why():
    found = [
        place.name
        for place in written_tests()
        for decorator in place.function.decorator_list
        if re.search(r"mark\.(skip|xfail)", ast.unparse(decorator))
        and "reason=" not in ast.unparse(decorator)
    ]
    check_rule("silent_skips", found)
