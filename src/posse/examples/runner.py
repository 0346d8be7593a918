"""Running examples: all of one kind and profile at once, then singly, then shuffled.

The three must agree. A rule that works on one row and fails on many, or that lets rows
touch each other, is caught here before it meets a caseload.
"""

import random
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from operator import attrgetter
from pathlib import Path
from typing import Any

from posse.examples.compare import agrees, given_part
from posse.examples.files import ExampleError, load_examples
from posse.examples.kinds import Kind, kind_named
from posse.examples.model import Example
from posse.rules.errors import LawError
from posse.rules.parameters import Law, load_law

# Any fixed number: the shuffled run must be the same on every machine.
_SHUFFLE_SEED = 20261122


@dataclass(frozen=True)
class Failure:
    """An example whose result is not what it expects, or differs between the runs."""

    example: Example
    expected: dict[str, Any]
    actual: dict[str, Any]

    def to_json(self) -> dict[str, Any]:
        """The failure as ``posse examples --format json`` prints it."""
        return {
            "id": self.example.id,
            "kind": self.example.kind,
            "path": str(self.example.path),
            "expected": self.expected,
            "actual": self.actual,
        }


@dataclass
class Outcome:
    """What came of some examples."""

    passed: list[Example] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)
    errors: list[ExampleError] = field(default_factory=list)

    def to_json(self) -> dict[str, Any]:
        """Counts and failures; ``errors`` only where something could not be run."""
        result: dict[str, Any] = {
            "passed": len(self.passed),
            "failed": len(self.failures),
            "failures": [failure.to_json() for failure in self.failures],
        }
        if self.errors:
            result["errors"] = [
                {
                    "id": error.id,
                    "kind": error.kind,
                    "path": str(error.path),
                    "reason": error.reason,
                }
                for error in self.errors
            ]
        return result


def run_examples(paths: Iterable[Path]) -> Outcome:
    """Run every example in the files and folders named."""
    loaded = load_examples(paths)
    outcome = Outcome(errors=loaded.errors)
    sort_of = attrgetter("kind", "profile")
    for (kind, profile), group in groupby(sorted(loaded.examples, key=sort_of), key=sort_of):
        run_group(list(group), kind=kind_named(kind), law=load_law(profile), outcome=outcome)
    return outcome


def run_group(examples: Sequence[Example], *, kind: Kind, law: Law, outcome: Outcome) -> None:
    """Run examples of one kind and profile in the three ways and file the results."""
    singles: dict[int, dict[str, Any]] = {}
    for place, example in enumerate(examples):
        result, refusal = _run_single(example, kind, law)
        if refusal:
            outcome.failures.append(
                Failure(example, dict(example.expected), {"error": refusal})
            )
        else:
            singles[place] = result
    # An example that fails alone would take the others of its stack down with it.
    stack = [examples[place] for place in singles]
    ways = {
        "single": list(singles.values()),
        "stacked": _run_many(stack, kind, law),
        "shuffled": _run_shuffled(stack, kind, law),
    }
    for place, example in enumerate(stack):
        failure = _judge(example, {way: got[place] for way, got in ways.items()}, kind)
        if failure:
            outcome.failures.append(failure)
        else:
            outcome.passed.append(example)


def _judge(example: Example, results: dict[str, dict[str, Any]], kind: Kind) -> Failure | None:
    """The failure of one example, or None when it passes."""
    first = results["single"]
    if any(result != first for result in results.values()):
        return Failure(example, dict(example.expected), results)
    accepted = (example.expected, *example.also_acceptable)
    if any(agrees(expected, first, kind.EXPECTED_KEYS) for expected in accepted):
        return None
    return Failure(example, dict(example.expected), given_part(example.expected, first))


def _run_single(example: Example, kind: Kind, law: Law) -> tuple[dict[str, Any], str]:
    try:
        return kind.run([example], law)[0], ""
    except LawError as error:
        return {}, str(error)
    except Exception as error:  # a fault in a rule must not hide the other examples
        return {}, f"{type(error).__name__}: {error}"


def _run_many(stack: Sequence[Example], kind: Kind, law: Law) -> list[dict[str, Any]]:
    """One array call; if it breaks although each example runs alone, that is the result."""
    if not stack:
        return []
    try:
        results = kind.run(stack, law)
    except Exception as error:  # reported as a disagreement, with the reason
        return [{"error": f"{type(error).__name__}: {error}"}] * len(stack)
    if len(results) != len(stack):
        return [{"error": f"{len(results)} results for {len(stack)} examples"}] * len(stack)
    return results


def _run_shuffled(stack: Sequence[Example], kind: Kind, law: Law) -> list[dict[str, Any]]:
    places = list(range(len(stack)))
    random.Random(_SHUFFLE_SEED).shuffle(places)  # noqa: S311 (no secret)
    results = _run_many([stack[place] for place in places], kind, law)
    by_place = dict(zip(places, results, strict=True))
    return [by_place[place] for place in range(len(stack))]
