"""The weights as Splink estimates them from this installation's own people.

They stand beside the law's, for whoever keeps the law to enter in a profile; nothing is
changed here. u comes from random pairs, m from expectation maximisation: among pairs with
the same number for names and birth dates, and among pairs of the same name and birth date
for numbers.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any

import duckdb

from posse.services.matching.batch import linker_of, without_placeholders
from posse.services.matching.comparison import weights_on
from posse.services.matching.frames import records_frame

# With fewer people chance says more than the caseload does.
PEOPLE_MIN = 1_000
RANDOM_PAIRS_MAX = 10_000_000
SAME_NUMBER = "l.ssn = r.ssn AND l.ssn <> ''"
SAME_NAME_AND_BIRTH = "l.surname = r.surname AND l.given = r.given AND l.birth = r.birth"


@dataclass(frozen=True)
class Estimate:
    """A level of a field, as the law has it and as estimated.

    A level that no pair fell on keeps the law's shares.
    """

    field: str
    level: str
    law_m: float
    law_u: float
    m: float
    u: float


def estimated_weights(*, on: date) -> list[Estimate]:
    """Every level with the law's and the estimated shares.

    Raises: ValueError where there are too few people.
    """
    people, _placeholders = without_placeholders(records_frame(), on=on)
    if people.height < PEOPLE_MIN:
        raise ValueError(
            f"{people.height:,} people are too few to estimate from; it takes {PEOPLE_MIN:,}."
        )
    with duckdb.connect() as database:
        linker = linker_of(people, database, on=on)
        training = linker.training
        training.estimate_u_using_random_sampling(max_pairs=RANDOM_PAIRS_MAX, seed=1)
        for alike in (SAME_NUMBER, SAME_NAME_AND_BIRTH):
            training.estimate_parameters_using_expectation_maximisation(
                alike, record_sample_proportion=1.0
            )
        model = linker.misc.save_model_to_json()
    return list(_estimates(model["comparisons"], on=on))


def _estimates(comparisons: list[dict[str, Any]], *, on: date) -> Iterator[Estimate]:
    weights = weights_on(on)
    for comparison in comparisons:
        field = comparison["output_column_name"]
        for level in comparison["comparison_levels"]:
            if level.get("is_null_level"):
                continue
            law = weights.levels[field][level["label_for_charts"]]
            yield Estimate(
                field=field,
                level=level["label_for_charts"],
                law_m=law.m,
                law_u=law.u,
                m=level["m_probability"],
                u=level["u_probability"],
            )
