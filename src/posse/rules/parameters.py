"""The parameter store: what the law says about a key on a date, under a profile.

A profile lays folders of law files one over the other (``federal``, then ``wyoming``) and
may change single settings. What comes out is frozen, so one copy serves every caller.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from operator import attrgetter
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posse.rules.errors import (
    BeforeFirstDate,
    EmptyValue,
    LawFileInvalid,
    UnknownParameter,
    UnknownProfile,
)
from posse.rules.law_files import DatedValue, Parameter, dated_value, layer_parameters
from posse.rules.locations import policy_root
from posse.rules.yaml_files import read_checked
from posse.units.money import Ratio

__all__ = ["DatedValue", "Law", "law_of_file", "load_law", "profile_names"]


@dataclass(frozen=True)
class Law:
    """Every parameter of one profile. ``fingerprint`` names exactly this content."""

    profile: str
    title: str
    fingerprint: str
    parameters: Mapping[str, Parameter]

    def keys(self) -> tuple[str, ...]:
        """Every key, sorted."""
        return tuple(self.parameters)

    def history(self, key: str) -> tuple[DatedValue, ...]:
        """All dated values of ``key``, oldest first, empty ones too; for array rules.

        Raises: UnknownParameter.
        """
        if key not in self.parameters:
            raise UnknownParameter(key, self.parameters, profile=self.profile)
        return self.parameters[key].values

    def dated(self, key: str, *, on: date) -> DatedValue:
        """The value of ``key`` in force on a day, with its citations.

        Raises: UnknownParameter, BeforeFirstDate, EmptyValue.
        """
        values = self.history(key)
        place = bisect_right(values, on, key=attrgetter("effective_from"))
        if place == 0:
            raise BeforeFirstDate(key, on, values[0].effective_from)
        found = values[place - 1]
        if found.value is None:
            raise EmptyValue(key, found.label, found.effective_from)
        return found

    def value(self, key: str, *, on: date) -> Any:
        """The bare value of ``key`` in force on a day, in the type of its unit.

        Raises: UnknownParameter, BeforeFirstDate, EmptyValue.
        """
        return self.dated(key, on=on).value


def load_law(profile: str = "wyoming", root: Path | None = None) -> Law:
    """The law of ``profile``, read once for each profile and folder.

    Raises: UnknownProfile, LawFileInvalid, UnknownParameter for a setting without a key.
    """
    return _load_law(profile, (root or policy_root()).resolve())


def law_of_file(file: Path, root: Path | None = None) -> Law:
    """The law of a profile's file, which may lie anywhere; its layers lie in the policy folder.

    Raises: LawFileInvalid, UnknownParameter for a setting without a key.
    """
    return _law_of(file.resolve(), (root or policy_root()).resolve())


def profile_names(root: Path | None = None) -> tuple[str, ...]:
    """The names of the profiles that can be loaded."""
    folder = (root or policy_root()) / "profiles"
    return tuple(sorted(file.stem for file in folder.glob("*.yaml")))


@lru_cache(maxsize=16)
def _load_law(profile: str, root: Path) -> Law:
    if profile not in profile_names(root):
        raise UnknownProfile(profile, profile_names(root))
    return _law_of(root / "profiles" / f"{profile}.yaml", root)


def _law_of(file: Path, root: Path) -> Law:
    content = read_checked(file, "profile")
    profile = file.stem
    if content["name"] != profile:
        raise LawFileInvalid(
            file, "name", f"the profile's name must be its file's, {profile!r}"
        )
    parameters: dict[str, Parameter] = {}
    for layer in content["layers"]:
        if not (root / layer).is_dir():
            raise LawFileInvalid(file, "layers", f"there is no folder {layer!r} in {root}")
        # A later layer's parameter replaces the earlier one whole, dates and all.
        parameters |= {each.key: each for each in layer_parameters(root / layer)}
    for key, setting in content.get("settings", {}).items():
        if key not in parameters:
            raise UnknownParameter(key, parameters, profile=profile)
        parameters[key] = _changed(parameters[key], setting, file)
    ordered = MappingProxyType(dict(sorted(parameters.items())))
    return Law(profile, content["title"], _fingerprint(profile, ordered), ordered)


def _changed(parameter: Parameter, setting: dict[str, Any], file: Path) -> Parameter:
    """The parameter with one setting laid over it, from its day or from the beginning."""
    first = parameter.values[0].effective_from.isoformat()
    raw = {"from": first, **setting}
    where = f"settings.{parameter.key}"
    value = dated_value(raw, parameter, file=file, where=where)
    kept = (each for each in parameter.values if each.effective_from < value.effective_from)
    return replace(parameter, values=(*kept, value))


def _fingerprint(profile: str, parameters: Mapping[str, Parameter]) -> str:
    """SHA-256 of all that can change a result; comments and file places do not count."""
    plain = {
        key: [vars(value) for value in parameter.values]
        for key, parameter in parameters.items()
    }
    text = json.dumps([profile, plain], sort_keys=True, default=_as_json)
    return hashlib.sha256(text.encode()).hexdigest()


def _as_json(value: object) -> object:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Ratio):
        return f"{value.numerator}/{value.denominator}"
    return dict(value) if isinstance(value, Mapping) else vars(value)
