"""Imports go down only, and the contract that says so keeps its teeth."""

import ast
import subprocess
import sys
import tomllib
from pathlib import Path

from tests.repo.exception_lists import check_rule
from tests.repo.source_tree import ROOT, code, text_of

ORDER = [
    "posse.cli",
    "posse.web | posse.jobs",
    "posse.config",
    "posse.examples",
    "posse.services",
    "posse.notices | posse.apps",
    "posse.ledger | posse.rules | posse.formats | posse.proof",
    "posse.units",
]
CORE = ("units", "rules", "ledger", "formats", "proof", "examples", "notices")
FRAMEWORKS = {"django", "psycopg", "pgtrigger", "socket", "urllib", "http"}


def contracts():
    return tomllib.loads(text_of("pyproject.toml"))["tool"]["importlinter"]["contracts"]


def test_import_layers_are_kept():
    lint = Path(sys.executable).with_name("lint-imports")
    told = subprocess.run(
        [lint, "--no-cache"], cwd=ROOT, check=False, capture_output=True, text=True
    )
    assert told.returncode == 0, told.stdout


def test_contract_names_every_room_in_order():
    [layers] = [each for each in contracts() if each["type"] == "layers"]
    assert layers["layers"] == ORDER
    rooms = {each.room for each in code("src/")} - {""}
    assert rooms == {
        name.strip().removeprefix("posse.") for line in ORDER for name in line.split("|")
    }


def test_contract_allows_no_import_to_be_ignored():
    assert not [each for each in contracts() if each.get("ignore_imports")]


def test_core_is_kept_from_frameworks():
    [forbidden] = [
        each for each in contracts() if set(each.get("forbidden_modules", ())) >= FRAMEWORKS
    ]
    core = {f"posse.{room}" for room in CORE}
    assert core <= set(forbidden["source_modules"])


def test_second_calculation_shares_nothing_with_the_engine():
    [apart] = [each for each in contracts() if each.get("source_modules") == ["posse.proof"]]
    assert {"numpy", "numba", "polars", "posse.ledger", "posse.units"} <= set(
        apart["forbidden_modules"]
    )


def test_core_decides_nothing_by_chance_or_environment():
    """The same facts under the same law give the same cents, on any machine."""
    fickle = {"random", "secrets", "os", "time", "uuid", "threading", "subprocess"}
    found = {
        each.name: name.name
        for each in code(*(f"src/posse/{room}/" for room in CORE))
        for node in ast.walk(each.tree)
        if isinstance(node, ast.Import)
        for name in node.names
        if name.name.split(".")[0] in fickle
    }
    check_rule("fickle_imports", found)
