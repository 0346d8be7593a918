"""The comparison of two records under the law's weights: one for Splink, one at hand.

Both come from the same fields and the same rows of the law. Two records are as alike as the
weights of their levels add up to, above what is likely before anything is compared.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from math import log2
from typing import Any

from django.conf import settings

from posse.services.law import law_of
from posse.services.matching.fields import DIFFERENT, FIELDS, Field
from posse.services.matching.records import Record

UNKNOWN = "Not known on one side, so it says nothing"


@dataclass(frozen=True)
class LevelWeight:
    """What the law says of a level; ``m`` among records of one person, ``u`` of different."""

    words: str
    m: float
    u: float

    @property
    def weight(self) -> float:
        """Above zero for one person, below against it. Units: bits."""
        return log2(self.m / self.u)


@dataclass(frozen=True)
class Weights:
    """The weights by field and level, and the prior, as the law has them on a day."""

    levels: Mapping[str, Mapping[str, LevelWeight]]
    prior: float

    @property
    def prior_weight(self) -> float:
        """What is likely before anything is compared. Units: bits."""
        return log2(self.prior / (1 - self.prior))


@dataclass(frozen=True)
class Reason:
    """How one field compared, in words, and what that weighs. Units: bits."""

    field: str
    label: str
    level: str
    words: str
    weight: float


@dataclass(frozen=True)
class Likeness:
    """How alike two records are.

    ``weight`` is the sum of the reasons' weights and of the prior, in bits. ``score`` is the
    probability that both are one person in percent, rounded down: 100 never comes out.
    """

    weight: float
    score: int
    reasons: tuple[Reason, ...]


def weights_on(on: date) -> Weights:
    """The weights in force on a day, for this installation."""
    return _weights(settings.POSSE_PROFILE, on)


@lru_cache(maxsize=32)
def _weights(profile: str, on: date) -> Weights:
    law = law_of(profile)
    levels = {
        field.name: {
            row["level"]: LevelWeight(row["words"], float(row["m"]), float(row["u"]))
            for row in law.value(f"support.matching.{field.name}", on=on)
        }
        for field in FIELDS
    }
    prior = law.value("support.matching.prior", on=on)
    return Weights(levels, prior.numerator / prior.denominator)


def likeness(one: Record, other: Record, weights: Weights) -> Likeness:
    """How alike two records are, with a reason for each field, the weightiest first."""
    fallen = {field: field.level_of(one, other) for field in FIELDS}
    reasons = [_reason(field, level, weights) for field, level in fallen.items()]
    total = weights.prior_weight + sum(reason.weight for reason in reasons)
    ordered = tuple(sorted(reasons, key=lambda reason: -abs(reason.weight)))
    return Likeness(total, score_of(total), ordered)


def _reason(field: Field, name: str, weights: Weights) -> Reason:
    if not name:
        return Reason(field.name, field.label, "", UNKNOWN, 0.0)
    level = weights.levels[field.name][name]
    return Reason(field.name, field.label, name, level.words, level.weight)


def score_of(weight: float) -> int:
    """The probability behind a weight in bits, in percent, rounded down, at most 99."""
    return min(99, int(100 / (1 + 2 ** -max(min(weight, 60.0), -60.0))))


def splink_settings(
    weights: Weights, *, keys: Iterable[str], lists: Iterable[str]
) -> dict[str, Any]:
    """The same comparison as settings of Splink, for records that share a key.

    ``keys`` are columns of which one must be the same in both, ``lists`` columns of lists of
    which one must have a value in common.
    """
    blocking: list[dict[str, Any]] = [
        *({"blocking_rule": f"l.{key} = r.{key}"} for key in keys),
        *({"blocking_rule": f"l.{key} = r.{key}", "arrays_to_explode": [key]} for key in lists),
    ]
    return {
        "link_type": "dedupe_only",
        "unique_id_column_name": "participant",
        "probability_two_random_records_match": weights.prior,
        "blocking_rules_to_generate_predictions": [
            {**rule, "sql_dialect": "duckdb"} for rule in blocking
        ],
        "comparisons": [_splink_comparison(field, weights) for field in FIELDS],
        "retain_matching_columns": True,
        "retain_intermediate_calculation_columns": False,
    }


def _splink_comparison(field: Field, weights: Weights) -> dict[str, Any]:
    return {
        "output_column_name": field.name,
        "comparison_levels": list(_splink_levels(field, weights.levels[field.name])),
    }


def _splink_levels(
    field: Field, weights: Mapping[str, LevelWeight]
) -> Iterator[dict[str, Any]]:
    yield {
        "sql_condition": field.unknown.sql,
        "label_for_charts": "unknown",
        "is_null_level": True,
    }
    conditions = [(level.name, level.sql) for level in field.levels] + [(DIFFERENT, "ELSE")]
    for name, sql in conditions:
        yield {
            "sql_condition": sql,
            "label_for_charts": name,
            "m_probability": weights[name].m,
            "u_probability": weights[name].u,
        }
