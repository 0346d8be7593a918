"""Reading the YAML of ``policy/`` strictly, and checking it against its JSON Schema.

Only ``true``, ``false``, ``null`` and plain whole numbers are more than text: a date stays
``"2026-03-10"``, an amount stays ``"10.50"``, and no float ever comes into being. A key
written twice is an error, because the second would silently win.
"""

import json
import re
from collections.abc import Hashable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError, best_match
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

from posse.rules.errors import LawFileInvalid
from posse.rules.locations import policy_root


class _StrictLoader(yaml.CSafeLoader):
    """A safe loader that refuses doubled keys and guesses no dates or floats."""

    # Emptied: the three forms below are all that is read as more than text.
    yaml_implicit_resolvers: dict[str, list[tuple[str, re.Pattern[str]]]] = {}

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 (the signature is PyYAML's)
    ) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _refused("a key must be a plain word", key)
            if key.value in seen:
                raise _refused(f"the key {key.value!r} stands here twice", key)
            seen.add(key.value)
        return super().construct_mapping(node, deep=deep)


def _refused(reason: str, node: yaml.Node) -> yaml.MarkedYAMLError:
    return yaml.constructor.ConstructorError(None, None, reason, node.start_mark)


_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|false)$"), ["t", "f"]
)
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:null", re.compile(r"^(?:null|~|)$"), ["n", "~", ""]
)
_StrictLoader.add_implicit_resolver(
    "tag:yaml.org,2002:int", re.compile(r"^-?(?:0|[1-9][0-9]*)$"), list("-0123456789")
)


def read_yaml(file: Path) -> Any:
    """What ``file`` holds, as mappings, lists, text, whole numbers, booleans and nulls.

    Raises: LawFileInvalid when it cannot be read or is not YAML.
    """
    try:
        # The loader is a safe one: it builds plain values only.
        return yaml.load(file.read_text(encoding="utf-8"), Loader=_StrictLoader)  # noqa: S506
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark
        where = f"line {mark.line + 1}" if mark else ""
        raise LawFileInvalid(file, where, str(error.problem)) from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise LawFileInvalid(file, "", f"not readable as YAML in UTF-8: {error}") from error
    except OSError as error:
        raise LawFileInvalid(file, "", f"cannot be read: {error.strerror}") from error


def read_checked(file: Path, schema: str) -> Any:
    """What ``file`` holds, once it agrees with ``policy/schema/<schema>.schema.json``.

    Raises: LawFileInvalid naming the place inside the file.
    """
    content = read_yaml(file)
    validator = _validator(policy_root() / "schema" / f"{schema}.schema.json")
    error = best_match(validator.iter_errors(content))
    if error is not None:
        raise LawFileInvalid(file, dotted(error.absolute_path), _in_words(error))
    return content


def dotted(path: Iterable[str | int]) -> str:
    """A place inside a file, such as ``parameters.limit.values[0]``."""
    parts = (f"[{part}]" if isinstance(part, int) else f".{part}" for part in path)
    return "".join(parts).lstrip(".")


@lru_cache(maxsize=16)
def _validator(file: Path) -> Draft202012Validator:
    def beside(name: str) -> Resource[Any]:
        return DRAFT202012.create_resource(
            json.loads(file.parent.joinpath(name).read_text("utf-8"))
        )

    try:
        schema = json.loads(file.read_text(encoding="utf-8"))
        # The class takes this argument, its types do not say so.
        registry: Registry[Any] = Registry(retrieve=beside)  # type: ignore[call-arg]
        return Draft202012Validator(schema, registry=registry)
    except (OSError, json.JSONDecodeError) as error:
        raise LawFileInvalid(file, "", f"the schema cannot be read: {error}") from error


def _in_words(error: ValidationError) -> str:
    """The validator's message, with what the schema says of the place where it helps."""
    description = error.schema.get("description") if isinstance(error.schema, dict) else None
    allowed = ""
    if error.validator == "additionalProperties" and isinstance(error.schema, dict):
        allowed = f"; allowed here: {', '.join(sorted(error.schema['properties']))}"
    return error.message + allowed + (f" ({description})" if description else "")
