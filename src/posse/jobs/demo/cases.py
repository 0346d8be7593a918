"""Made-up cases, roles, assistance and orders, as frames with the columns of their tables."""

import numpy as np
import polars as pl

from posse.jobs.demo.draws import Draws, days_before
from posse.jobs.demo.mix import Request
from posse.jobs.demo.people import PLACE_SHARES
from posse.jobs.demo.shape import CURRENT, NO_OBLIGOR, Shape
from posse.jobs.demo.words import PLACES

FIRST_NUMBER = 10_000_001


def case_numbers(count: int) -> pl.Series:
    """Numbers as employers put them into their payment records."""
    return "C" + pl.Series(np.arange(FIRST_NUMBER, FIRST_NUMBER + count)).cast(pl.String)


def case_frames(request: Request, shape: Shape) -> dict[str, pl.DataFrame]:
    """Families, cases with their people, and assistance."""
    draws = Draws(request.seed, 4)
    cases = _cases(request, shape, draws)
    statuses = cases.select(
        case_id="id",
        effective_on="opened_on",
        service=pl.Series(["iv_d", "non_iv_d"]).gather(
            shape.is_non_iv_d[shape.families].astype(np.int64)
        ),
        state=pl.lit("open"),
    )
    return {
        "cases_family": pl.DataFrame({"id": np.arange(shape.family_count)}),
        "cases_case": cases,
        "cases_casestatus": statuses,
        "cases_caserole": _roles(shape, cases, draws),
        "cases_assistanceperiod": _periods(request, shape, draws),
    }


def _cases(request: Request, shape: Shape, draws: Draws) -> pl.DataFrame:
    places = draws.kinds(PLACE_SHARES, shape.family_count)
    frame = pl.DataFrame(
        {
            "id": np.arange(shape.case_count),
            "number": case_numbers(shape.case_count),
            "family_id": shape.families,
            "obligor_id": shape.obligors,
            "obligee_id": shape.obligees,
            "county_fips": pl.Series([place[3] for place in PLACES]).gather(
                places[shape.families]
            ),
            "opened_on": days_before(request.opened_on, shape.opened_days_ago[shape.families]),
        }
    )
    known = pl.col("obligor_id") != NO_OBLIGOR
    return frame.with_columns(obligor_id=pl.when(known).then(pl.col("obligor_id")))


def _roles(shape: Shape, cases: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    known = np.flatnonzero(shape.obligors != NO_OBLIGOR)
    # Without an order yet, some absent parents are fathers only by what is alleged.
    is_alleged = ~shape.has_order[known] & draws.chances(0.5, known.size)
    children = shape.adult_count + np.arange(shape.children_cases.size)
    size = shape.case_count + known.size + children.size
    kinds = np.zeros(size, dtype=np.int64)
    kinds[shape.case_count : shape.case_count + known.size] = 1 + is_alleged
    kinds[shape.case_count + known.size :] = 3
    people = np.concatenate([shape.obligees, shape.obligors[known], children])
    in_cases = np.concatenate([np.arange(shape.case_count), known, shape.children_cases])
    names = pl.Series(["custodial", "noncustodial", "alleged_father", "child"])
    return pl.DataFrame(
        {
            "case_id": in_cases,
            "participant_id": people,
            "role": names.gather(kinds),
            "effective_on": cases["opened_on"].gather(in_cases),
        }
    ).with_columns(is_ended=pl.lit(value=False))


def _periods(request: Request, shape: Shape, draws: Draws) -> pl.DataFrame:
    families = np.flatnonzero(shape.assistance != 0)
    opened = shape.opened_days_ago[families]
    is_current = shape.assistance[families] == CURRENT
    started = np.where(
        is_current, draws.between(np.full_like(opened, 31), np.minimum(opened, 1_500)), opened
    )
    ended = np.maximum(31, opened - draws.whole(180, 800, opened.size))
    return pl.DataFrame(
        {
            "family_id": families,
            "effective_on": days_before(request.opened_on, started),
            "ends_on": days_before(request.opened_on, ended),
            "is_current": is_current,
        }
    ).select(
        "family_id",
        "effective_on",
        ends_on=pl.when(~pl.col("is_current")).then(pl.col("ends_on")),
        program=pl.lit("power"),
    )
