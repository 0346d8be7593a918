"""The core counts whole cents, takes its dates, and says what its functions give."""

import ast
import re

import pytest
from tests.repo.exception_lists import check_rule
from tests.repo.source_tree import code, functions, project_files, pure_code, text_of

CLOCKS = {
    "date.today", "datetime.now", "datetime.today", "datetime.utcnow", "timezone.now",
    "timezone.localdate", "timezone.localtime", "time.time", "time.time_ns",
}  # fmt: skip
PLACES = re.compile("path|folder|root|package|__file__", re.IGNORECASE)
FLOAT_TYPES = {"float", "float32", "float64", "Float32", "Float64"}


def floats_in(tree):
    """Where a float could arise: a literal, a type, or a true division."""
    for node in ast.walk(tree):
        is_literal = isinstance(node, ast.Constant) and isinstance(node.value, float)
        is_type = (isinstance(node, ast.Name) and node.id in FLOAT_TYPES) or (
            isinstance(node, ast.Attribute) and node.attr in FLOAT_TYPES
        )
        if is_literal or is_type or is_division_of_numbers(node):
            yield node


def is_division_of_numbers(node):
    """A true division, unless a word in it says that it joins paths."""
    if not (isinstance(node, ast.BinOp | ast.AugAssign) and isinstance(node.op, ast.Div)):
        return False
    return not any(is_path(part) for part in ast.walk(node))


def is_path(node):
    if isinstance(node, ast.Constant):
        return isinstance(node.value, str)
    words = getattr(node, "id", "") or getattr(node, "attr", "")
    return bool(PLACES.search(words))


@pytest.mark.parametrize("line", ["x = 0.5", "float(x)", "x / 2", "x /= y", "np.float64(1)"])
def test_every_way_to_a_float_is_seen(line):
    assert list(floats_in(ast.parse(line)))


@pytest.mark.parametrize("line", ["x // 2", "root / 'federal'", "Path(__file__).parent / name"])
def test_what_only_looks_like_a_float_is_let_be(line):
    assert not list(floats_in(ast.parse(line)))


def test_no_float_exists_in_the_core():
    found = {
        f"{each.name}:{ast.unparse(node)}": f"in line {node.lineno}"
        for each in pure_code()
        for node in floats_in(each.tree)
    }
    check_rule("floats", found)


def test_money_is_never_kept_as_a_float_or_decimal():
    models = [each for each in code("src/posse/apps/") if each.name.endswith("models.py")]
    assert models
    found = [
        f"{each.name}:{word}"
        for each in models
        for word in ("FloatField", "DecimalField")
        if word in each.text
    ]
    check_rule("fractional_columns", found)


def test_nobody_but_the_doors_reads_the_clock():
    found = {
        each.name: ast.unparse(node)
        for each in code("src/")
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Attribute)
        and ".".join(ast.unparse(node).split(".")[-2:]) in CLOCKS
    }
    check_rule("clocks", found)


def test_public_functions_of_the_core_say_what_they_give():
    silent = [
        place.name
        for place in functions(pure_code())
        if place.is_public and not ast.get_docstring(place.function)
        and not place.function.name.startswith("__")
    ]  # fmt: skip
    check_rule("docstrings", silent)


def test_every_package_says_what_is_in_it():
    silent = [
        each.name
        for each in code("src/")
        if each.name.endswith("__init__.py") and not ast.get_docstring(each.tree)
    ]
    check_rule("package_docstrings", silent)


def test_every_module_says_what_it_is_for():
    silent = [
        each.name
        for each in code()
        if not ast.get_docstring(each.tree) and not each.name.endswith("__init__.py")
    ]
    check_rule("module_docstrings", silent)


def test_policy_holds_no_python():
    assert not [
        name
        for name in project_files()
        if name.startswith("policy/") and name.endswith((".py", ".pyc"))
    ]


def test_core_opens_no_file_itself():
    readers = {
        each.name: word
        for each in pure_code()
        for word in ("open(", "read_text(", "read_bytes(", "read_csv(")
        if word in text_of(each.name)
    }
    check_rule("core_readers", readers)
