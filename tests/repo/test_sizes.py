"""Functions, modules and argument lists stay small enough to be read at once."""

import ast
import itertools

from tests.repo.exception_lists import check_rule
from tests.repo.source_tree import code, functions, line_count, project_files, text_of

FUNCTION_LINES = 70
RULE_LINES = 40
VIEW_LINES = 20
MODULE_LINES = 500
LAW_FILE_LINES = 300
NESTING = 3
POSITIONAL_ARGUMENTS = 3

BLOCKS = (ast.If, ast.For, ast.While, ast.With, ast.Try, ast.Match)


def lengths(places, limit):
    return {
        place.name: f"{line_count(place.function)} lines"
        for place in places
        if line_count(place.function) > limit
    }


def test_functions_fit_on_a_screen():
    check_rule("function_lines", lengths(functions(code()), FUNCTION_LINES))


def test_rules_and_books_are_shorter_still():
    places = functions(code("src/posse/rules/", "src/posse/ledger/"))
    check_rule("rule_lines", lengths(places, RULE_LINES))


def test_views_only_parse_call_and_render():
    places = functions(code("src/posse/web/views/"))
    check_rule("view_lines", lengths(places, VIEW_LINES))


def test_modules_stay_short_too():
    counts = {each.name: each.text.count("\n") for each in code()}
    long = {name: f"{count} lines" for name, count in counts.items() if count > MODULE_LINES}
    check_rule("module_lines", long)


def test_law_files_hold_one_topic():
    laws = [name for name in project_files() if name.endswith("law.yaml")]
    assert laws
    long = [name for name in laws if text_of(name).count("\n") > LAW_FILE_LINES]
    check_rule("law_file_lines", long)


def nesting(node):
    """The deepest block inside ``node``; an ``elif`` is no deeper than its ``if``."""
    deepest = 0
    for name, value in ast.iter_fields(node):
        children = value if isinstance(value, list) else [value]
        is_elif = (
            isinstance(node, ast.If)
            and name == "orelse"
            and len(children) == 1
            and isinstance(children[0], ast.If)
        )
        for child in children:
            if isinstance(child, ast.FunctionDef | ast.ClassDef | ast.Lambda):
                continue
            if isinstance(child, ast.AST):
                added = isinstance(child, BLOCKS) and not is_elif
                deepest = max(deepest, added + nesting(child))
    return deepest


def test_blocks_are_not_nested_deeply():
    deep = {
        place.name: f"{nesting(place.function)} deep"
        for place in functions(code())
        if nesting(place.function) > NESTING
    }
    check_rule("nesting", deep)


def positional_arguments(function):
    arguments = itertools.chain(function.args.posonlyargs, function.args.args)
    return [each.arg for each in arguments if each.arg not in {"self", "cls"}]


def is_compiled(function):
    """Numba takes no keyword-only arguments, so its functions are counted apart."""
    words = {ast.unparse(each).split("(")[0] for each in function.decorator_list}
    return not words.isdisjoint({"njit", "inner"})


def test_arguments_beyond_three_are_named():
    many = {
        place.name: ", ".join(positional_arguments(place.function))
        for place in functions(code("src/"))
        if not is_compiled(place.function)
        and len(positional_arguments(place.function)) > POSITIONAL_ARGUMENTS
    }
    check_rule("positional_arguments", many)
