"""Example files: found, read, and refused with a reason when anything in them is unknown."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from posse.examples.keys import faults
from posse.examples.kinds import Kind, kind_named
from posse.examples.model import Example
from posse.rules.citations import citation_fault, is_clause_id
from posse.rules.clauses import clauses
from posse.rules.errors import LawError, LawFileInvalid
from posse.rules.locations import policy_root
from posse.rules.parameters import profile_names
from posse.rules.yaml_files import read_checked

DEFAULT_PROFILE = "wyoming"
# What else lies in the folders of the law: see posse.rules.
NO_EXAMPLES = {
    *("law.yaml", "guidance.yaml", "form.yaml", "events.yaml", "pages.yaml"),
    *("notice.yaml", "frame.yaml", "sample.yaml"),
}
NO_FOLDERS = {"profiles", "texts", "profile"}


@dataclass(frozen=True)
class ExampleError:
    """Why an example, or a whole file, could not be run."""

    path: Path
    reason: str
    id: str = ""
    kind: str = ""


@dataclass
class Loaded:
    """What was found under some paths: examples that can run, and errors for the rest."""

    examples: list[Example] = field(default_factory=list)
    errors: list[ExampleError] = field(default_factory=list)


def load_examples(paths: Iterable[Path]) -> Loaded:
    """Every example in the files and folders named; nothing is passed over silently."""
    loaded = Loaded()
    for path in paths:
        files = list(_example_files(path))
        if not files:
            loaded.errors.append(ExampleError(path, _nothing_there(path)))
        for file in files:
            _load_file(file, loaded)
    return loaded


def _example_files(path: Path) -> Iterator[Path]:
    """The file itself, or every YAML file below that holds examples and nothing else."""
    if path.is_file():
        yield path
        return
    for file in sorted([*path.rglob("*.yaml"), *path.rglob("*.yml")]):
        if file.name not in NO_EXAMPLES and file.parent.name not in NO_FOLDERS:
            yield file


def _nothing_there(path: Path) -> str:
    if not path.exists():
        return "there is no such file or folder"
    return "no example files (*.yaml) are in this folder"


def _load_file(file: Path, loaded: Loaded) -> None:
    try:
        content = read_checked(file, "examples")
    except LawFileInvalid as error:
        loaded.errors.append(ExampleError(file, f"{error.where}: {error.reason}".lstrip(": ")))
        return
    seen: set[str] = set()
    for raw in content["examples"]:
        example = _example(raw, content.get("profile", DEFAULT_PROFILE), file)
        reasons = list(_faults_of(example))
        if example.id in seen:
            reasons.append("this id stands in the file twice")
        seen.add(example.id)
        if reasons:
            reason = "; ".join(reasons)
            loaded.errors.append(ExampleError(file, reason, example.id, example.kind))
        else:
            loaded.examples.append(example)


def _example(raw: Mapping[str, Any], profile: str, file: Path) -> Example:
    return Example(
        id=raw["id"],
        kind=raw["kind"],
        profile=raw.get("profile", profile),
        inputs=raw["inputs"],
        expected=raw["expected"],
        path=file,
        title=raw.get("title", ""),
        cites=tuple(raw.get("cites", ())),
        origin=raw.get("origin", ""),
        also_acceptable=tuple(raw.get("also_acceptable", ())),
    )


def _faults_of(example: Example) -> Iterator[str]:
    """Everything wrong with one example, in words."""
    if example.profile not in profile_names():
        known = ", ".join(profile_names())
        yield f"there is no profile {example.profile!r}; known profiles: {known}"
    try:
        kind = kind_named(example.kind)
    except LawError as error:
        yield str(error)
    else:
        yield from _key_faults(example, kind)
    yield from _citation_faults(example)


def _key_faults(example: Example, kind: Kind) -> Iterator[str]:
    yield from faults(example.inputs, kind.INPUT_KEYS, where="inputs")
    for needed in kind.REQUIRED_INPUT_KEYS:
        if needed not in example.inputs:
            yield f"inputs must have the key {needed!r}"
    yield from faults(example.expected, kind.EXPECTED_KEYS, where="expected")
    for place, accepted in enumerate(example.also_acceptable):
        yield from faults(accepted, kind.EXPECTED_KEYS, where=f"also_acceptable[{place}]")


def _citation_faults(example: Example) -> Iterator[str]:
    """Inside policy/ an example carries its law and its origin; elsewhere both are welcome."""
    is_policy = example.path.resolve().is_relative_to(policy_root())
    if is_policy and not example.cites:
        yield "inside policy/ an example must cite the law it shows"
    if is_policy and not example.origin:
        yield "inside policy/ an example must say its origin: who worked it out, from what"
    for citation in example.cites if is_policy else ():
        fault = citation_fault(citation)
        if fault:
            yield fault
        elif is_clause_id(citation) and citation not in clauses():
            yield f"there is no clause {citation!r}"
