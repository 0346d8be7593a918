"""Only services write to the database, each through a function that says so."""

import ast
import re

import pytest
from tests.repo.exception_lists import check_rule
from tests.repo.source_tree import code, functions

ORM_WRITES = {
    "save", "create", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
    "delete", "update",
}  # fmt: skip
WRITERS = {"write_frame", "do_write_postings"}
SQL_WRITE = re.compile(r"\b(INSERT INTO|DELETE FROM|UPDATE [a-z_]+ SET|TRUNCATE)\b")


def write_by(node):
    """The write that a node of the syntax tree is, or nothing."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return SQL_WRITE.search(node.value) and node.value.strip().split("\n")[0][:60]
    if not isinstance(node, ast.Call):
        return None
    if isinstance(node.func, ast.Name):
        return node.func.id if node.func.id in WRITERS else None
    words = ast.unparse(node.func)
    is_write = isinstance(node.func, ast.Attribute) and node.func.attr in ORM_WRITES
    # A dictionary has an update of its own, so only managers count, and every save.
    return words if is_write and (".objects." in words or words.endswith(".save")) else None


def writes_in(tree):
    return sorted({write for node in ast.walk(tree) if (write := write_by(node))})


@pytest.mark.parametrize(
    "line",
    [
        "case.save()",
        "Case.objects.create(number=1)",
        "Case.objects.filter(pk=1).update(number=2)",
        "Case.objects.all().delete()",
        "write_frame('cases_case', frame)",
        "cursor.execute('INSERT INTO cases_case VALUES (1)')",
    ],
)
def test_every_way_to_write_is_seen(line):
    assert writes_in(ast.parse(line))


@pytest.mark.parametrize("line", ["names.update(more)", "Case.objects.get(pk=1)", "'UPDATE'"])
def test_what_only_looks_like_a_write_is_let_be(line):
    assert not writes_in(ast.parse(line))


def test_nothing_outside_services_writes():
    found = {
        each.name: ", ".join(writes)
        for each in code("src/")
        if each.room != "services" and (writes := writes_in(each.tree))
    }
    check_rule("writers_outside_services", found)


def test_functions_that_write_say_do():
    found = {
        place.name: ", ".join(writes)
        for place in functions(code("src/posse/services/"))
        if not place.function.name.lstrip("_").startswith("do_")
        and (writes := writes_in(place.function))
    }
    check_rule("writers_without_do", found)


def test_public_writers_take_names():
    """Beyond one subject, a writer's arguments are named where it is called."""
    bare = {
        place.name: ", ".join(each.arg for each in place.function.args.args)
        for place in functions(code("src/posse/services/"))
        if place.function.name.startswith("do_") and len(place.function.args.args) > 2
    }
    check_rule("writers_with_unnamed_arguments", bare)
