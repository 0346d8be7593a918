"""The project as text and syntax trees, for the tests of the house rules.

Files are those that git tracks and those it would, so that a rule holds before the commit.
"""

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]

Function = ast.FunctionDef | ast.AsyncFunctionDef
PURE_ROOMS = ("units", "rules", "ledger", "formats", "proof")


@dataclass(frozen=True)
class Code:
    """One Python file; ``name`` is its path from the root of the project."""

    name: str
    text: str
    tree: ast.Module

    @property
    def room(self) -> str:
        """The package below ``posse`` that holds it, ``""`` outside of it."""
        parts = self.name.split("/")
        return parts[2] if self.name.startswith("src/posse/") and len(parts) > 3 else ""

    @property
    def is_migration(self) -> bool:
        """Whether Django wrote it."""
        return "/migrations/" in self.name


@dataclass(frozen=True)
class Place:
    """A function where it is defined."""

    code: Code
    function: Function
    owner: str

    @property
    def name(self) -> str:
        """File and qualified name, the key of the lists of exceptions."""
        return f"{self.code.name}:{self.owner}{self.function.name}"

    @property
    def text(self) -> str:
        """The function as written, comments too."""
        return ast.get_source_segment(self.code.text, self.function) or ""

    @property
    def is_public(self) -> bool:
        """Whether neither it nor its owner begins with an underscore."""
        return not any(part.startswith("_") for part in self.name.split(":")[1].split("."))


@cache
def project_files() -> tuple[str, ...]:
    """Every file of the project, by its path from the root."""
    told = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    )
    names = sorted(set(told.stdout.split("\0")) - {""})
    return tuple(name for name in names if (ROOT / name).is_file())


@cache
def text_of(name: str) -> str:
    """The text of a file; bytes that are no UTF-8 are left out."""
    return (ROOT / name).read_bytes().decode("utf-8", errors="ignore")


@cache
def code(*folders: str) -> tuple[Code, ...]:
    """Python files below ``folders``, without migrations; all files where none is named."""
    chosen = (name for name in project_files() if name.endswith(".py"))
    found = (
        Code(name, text_of(name), ast.parse(text_of(name)))
        for name in chosen
        if not folders or name.startswith(folders)
    )
    return tuple(each for each in found if not each.is_migration)


def pure_code() -> tuple[Code, ...]:
    """The rooms that may not know of floats, clocks and Django."""
    return code(*(f"src/posse/{room}/" for room in PURE_ROOMS))


def functions(files: tuple[Code, ...]) -> Iterator[Place]:
    """Every function of ``files``, those in classes and functions too."""
    for each in files:
        yield from _functions_in(each, each.tree, owner="")


def _functions_in(file: Code, node: ast.AST, *, owner: str) -> Iterator[Place]:
    for child in ast.iter_child_nodes(node):
        if isinstance(child, Function):
            yield Place(file, child, owner)
        is_named = isinstance(child, Function | ast.ClassDef)
        inner = f"{owner}{child.name}." if is_named else owner
        yield from _functions_in(file, child, owner=inner)


def line_count(node: ast.stmt) -> int:
    """How many lines a statement takes, its decorators left out."""
    return (node.end_lineno or node.lineno) - node.lineno + 1
