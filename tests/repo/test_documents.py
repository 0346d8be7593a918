"""What the documents say is there is there, and what is there is said."""

import re
import tomllib

import pytest
from tests.repo.exception_lists import check_rule
from tests.repo.source_tree import ROOT, project_files, text_of
from typer.main import get_command

from posse.cli.app import app

WANTED = (
    "README.md", "ARCHITECTURE.md", "GLOSSARY.md", "CONTRIBUTING.md", "SECURITY.md", "LICENSE",
    "docs/dependencies.md", "docs/commands.md", "docs/money.md", "docs/operations.md",
)  # fmt: skip
LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
IN_BACKTICKS = re.compile(r"`([\w./*{},<>-]+)`")


def documents():
    return [name for name in project_files() if name.endswith(".md")]


@pytest.mark.parametrize("name", WANTED)
def test_document_is_there_and_says_something(name):
    assert len(text_of(name).split()) > 100


def test_links_between_documents_lead_somewhere():
    dead = [
        f"{name}:{target}"
        for name in documents()
        for target in LINK.findall(text_of(name))
        if not ((ROOT / name).parent / target).exists()
    ]
    check_rule("dead_links", dead)


def test_paths_named_in_documents_exist():
    """A path in backticks that begins with a folder of the project is one."""
    folders = ("src/", "policy/", "tests/", "docs/", "tools/", "benchmarks/", "requirements/")
    names = set(project_files())
    gone = [
        f"{document}:{path}"
        for document in documents()
        for path in IN_BACKTICKS.findall(text_of(document))
        if path.startswith(folders) and not re.search(r"[*{<]", path)
        and not any(name == path or name.startswith(path.rstrip("/") + "/") for name in names)
    ]  # fmt: skip
    check_rule("dead_paths", gone)


def test_modules_named_in_documents_exist():
    """``services.runs`` and ``services/runs.py`` are both ways to name a module."""
    rooms = "units|rules|ledger|formats|proof|apps|services|examples|config|jobs|web|cli"
    meant = re.compile(rf"`((?:{rooms})/[\w/]+\.py)`")
    gone = [
        f"{document}:{path}"
        for document in documents()
        for path in meant.findall(text_of(document))
        if not (ROOT / "src/posse" / path).exists()
    ]
    check_rule("dead_modules", gone)


def named_dependencies():
    """Every package that pyproject.toml asks for, by its plain name."""
    project = tomllib.loads(text_of("pyproject.toml"))
    lines = list(project["project"]["dependencies"])
    for group in project["dependency-groups"].values():
        lines += [line for line in group if isinstance(line, str)]
    return sorted({re.match(r"[\w.-]+", line).group() for line in lines})


def test_each_dependency_has_its_reason():
    rows = re.findall(
        r"^\| `([\w.-]+)` .*\| (.{20,}) \|$", text_of("docs/dependencies.md"), re.M
    )
    assert sorted({name for name, _ in rows}) == named_dependencies()


def test_decisions_are_numbered_without_a_gap():
    records = [name for name in project_files() if name.startswith("docs/decisions/")]
    numbers = [int(re.search(r"/(\d{4})-[a-z0-9-]+\.md$", name).group(1)) for name in records]
    assert numbers == list(range(1, len(numbers) + 1))


def test_decisions_are_titled_by_their_number():
    for name in project_files():
        if name.startswith("docs/decisions/"):
            number = int(name.split("/")[-1][:4])
            assert text_of(name).startswith(f"# {number}. "), name


def test_make_targets_named_in_documents_exist():
    targets = set(re.findall(r"^([a-z]+):", text_of("Makefile"), re.MULTILINE))
    named = {
        f"{name}:{target}"
        for name in documents()
        for target in re.findall(r"(?:`|^ *)make ([a-z]+)", text_of(name), re.MULTILINE)
        if target not in targets
    }
    assert {"run", "test", "check", "demo", "setup", "bench"} <= targets
    check_rule("unknown_targets", named)


def commands(group=None, prefix="posse"):
    """Every command of the command line, groups resolved, with its parameters."""
    for name, command in (group or get_command(app)).commands.items():
        if hasattr(command, "commands"):
            yield from commands(command, f"{prefix} {name}")
        else:
            yield f"{prefix} {name}", command


def test_every_command_and_option_is_documented():
    text = text_of("docs/commands.md")
    missing = []
    for name, command in commands():
        section = re.search(rf"^## `{re.escape(name)}[ `](.*?)(?=^## |\Z)", text, re.M | re.S)
        missing += [name] if section is None else []
        options = {option for each in command.params for option in each.opts if "--" in option}
        missing += [
            f"{name} {option}"
            for option in options - {"--help"}
            if section and f"`{option}" not in section.group()
        ]
    check_rule("undocumented_commands", missing)


def test_commands_that_are_documented_exist():
    text = text_of("docs/commands.md")
    told = set(re.findall(r"^## `(posse [a-z0-9]+(?: [a-z0-9-]+)?)", text, re.MULTILINE))
    assert told <= {name for name, _ in commands()}


def test_every_command_says_what_its_exit_codes_mean():
    silent = [name for name, command in commands() if "Exit code" not in (command.help or "")]
    check_rule("silent_exit_codes", silent)


def test_glossary_is_sorted_and_says_each_word_once():
    words = re.findall(r"^\*\*([^*]+)\*\*", text_of("GLOSSARY.md"), re.MULTILINE)
    folded = [word.casefold() for word in words]
    assert len(words) >= 40
    assert len(set(folded)) == len(folded)
    by_section = re.split(r"^## .*$", text_of("GLOSSARY.md"), flags=re.MULTILINE)[1:]
    for section in by_section:
        found = [word.casefold() for word in re.findall(r"^\*\*([^*]+)\*\*", section, re.M)]
        assert found == sorted(found)


def test_codes_of_the_ledger_stand_in_the_glossary():
    """Buckets and obligations are words of the field, explained once, for everybody."""
    from posse.ledger.accounts import BUCKETS

    glossary = text_of("GLOSSARY.md")
    assert [term.name for term in BUCKETS if f"`{term.name}`" not in glossary] == []


def test_license_is_the_one_named():
    assert "Apache License" in text_of("LICENSE")
    assert 'license = "Apache-2.0"' in text_of("pyproject.toml")
