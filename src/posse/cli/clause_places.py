"""The list of places that carry the law out, made from the code and the tests themselves."""

import ast
import csv
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

from posse.rules.citations import citations_in
from posse.rules.library.places import COLUMNS, Place, places_file

_CODE = Path(__file__).resolve().parents[1]
_TESTS = _CODE.parents[1] / "tests"
_SCREENS = "web"


def places_text() -> str:
    """The whole list as it should lie in ``policy/clauses/places.csv``."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    rows = sorted({*_of_code(), *_of_tests()})
    writer.writerows([[getattr(row, column) for column in COLUMNS] for row in rows])
    return out.getvalue()


def do_write_places() -> Path:
    """Write the list anew; the file's place."""
    file = places_file()
    file.write_text(places_text(), encoding="utf-8")
    return file


def _of_code() -> Iterator[Place]:
    """Modules that cite in a comment or a docstring: screens, and everything else as rules."""
    for file in sorted(_CODE.rglob("*.py")):
        inner = file.relative_to(_CODE)
        if "migrations" in inner.parts:
            continue
        text = file.read_text(encoding="utf-8")
        cited = citations_in(text)
        if not cited:
            continue
        # A docstring's first line says what the module does.
        words = (ast.get_docstring(ast.parse(text)) or inner.stem).splitlines()[0]
        how = "screen" if inner.parts[0] == _SCREENS else "rule"
        for citation in cited:
            yield Place(citation, how, inner.as_posix(), words)


def _of_tests() -> Iterator[Place]:
    """Each test with the citations it is marked by."""
    for file in sorted(_TESTS.rglob("test_*.py")):
        tree = ast.parse(file.read_text(encoding="utf-8"))
        place = file.relative_to(_TESTS.parent).as_posix()
        tests = (node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef))
        for test in tests:
            words = test.name.removeprefix("test_").replace("_", " ")
            yield from (Place(citation, "test", place, words) for citation in _marked(test))


def _marked(test: ast.FunctionDef) -> list[str]:
    """What a function is marked to cite; nothing for what is no test."""
    marks = (mark for mark in test.decorator_list if isinstance(mark, ast.Call))
    cites = (mark for mark in marks if ast.unparse(mark.func) == "pytest.mark.cites")
    return [ast.literal_eval(cited) for mark in cites for cited in mark.args]
