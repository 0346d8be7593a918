"""What the demo knows of its children's paternity: mostly in order, some as audits find it."""

import numpy as np
import polars as pl

from posse.jobs.demo.draws import Draws
from posse.jobs.demo.mix import Request
from posse.jobs.demo.shape import Shape

Frames = dict[str, pl.DataFrame]
RELATIONS, RELATION_SHARES = ("never_married", "divorced", "married"), (0.58, 0.34, 0.08)
UNTOLD_PARENTS, UNTOLD_CHILDREN = 0.03, 0.04
# In order, then with one slip: no place of birth, no date, no paper, wedlock not known.
SLIPS, SLIP_SHARES = ("", "place", "date", "paper", "wedlock"), (0.86, 0.04, 0.04, 0.04, 0.02)
DAYS_MARRIED_BEFORE, DAYS_DIVORCED_BEFORE, LONGEST_DAYS = 400, 10, 400


def with_paternity(request: Request, shape: Shape, frames: Frames) -> Frames:
    """The caseload with what parents are to each other and each child's paternity."""
    draws = Draws(request.seed, 30)
    children = _children(request, shape, frames, draws=draws)
    return frames | {
        "cases_parents": _parents(children, draws, shape),
        "cases_paternity": _paternities(children, draws),
    }


def _children(request: Request, shape: Shape, frames: Frames, *, draws: Draws) -> pl.DataFrame:
    """One row a child with its case, birth and what its parents are to each other."""
    kinds = draws.kinds(RELATION_SHARES, shape.case_count)
    born = frames["people_identity"]["birth_date"]
    alleged = frames["cases_caserole"].filter(pl.col("role") == "alleged_father")["case_id"]
    opened = frames["cases_case"]["opened_on"].gather(shape.children_cases)
    children = pl.DataFrame(
        {
            "participant_id": shape.adult_count + np.arange(shape.children_cases.size),
            "case_id": shape.children_cases,
            "relation": pl.Series(RELATIONS).gather(kinds[shape.children_cases]),
            "opened_on": opened,
            "days": draws.whole(20, LONGEST_DAYS, shape.children_cases.size),
            "slip": pl.Series(SLIPS).gather(
                draws.kinds(SLIP_SHARES, shape.children_cases.size)
            ),
        }
    ).with_columns(born=born.gather(pl.Series("i", _places(shape))))
    has_father = pl.Series(shape.obligors >= 0).gather(shape.children_cases)
    return children.with_columns(
        is_open=pl.col("case_id").is_in(alleged.implode()) | ~has_father,
        is_wed=pl.col("relation") != "never_married",
        latest=pl.lit(request.opened_on),
    )


def _places(shape: Shape) -> list[int]:
    return list(range(shape.adult_count, shape.person_count))


def _parents(children: pl.DataFrame, draws: Draws, shape: Shape) -> pl.DataFrame:
    told = draws.chances(1 - UNTOLD_PARENTS, shape.case_count)
    by_case = children.group_by("case_id", maintain_order=True).agg(
        pl.col("relation").first(), pl.col("born").min(), pl.col("opened_on").first(),
        pl.col("is_wed").first(),
    )  # fmt: skip
    chosen = by_case.filter(pl.Series(told).gather(by_case["case_id"]))
    married_on = pl.col("born") - pl.duration(days=DAYS_MARRIED_BEFORE)
    ended_on = pl.col("opened_on") - pl.duration(days=DAYS_DIVORCED_BEFORE)
    return chosen.select(
        "case_id",
        "relation",
        married_on=pl.when(pl.col("is_wed")).then(married_on),
        ended_on=pl.when(pl.col("relation") == "divorced").then(ended_on),
    )


def _paternities(children: pl.DataFrame, draws: Draws) -> pl.DataFrame:
    told = children.filter(pl.Series(draws.chances(1 - UNTOLD_CHILDREN, children.height)))
    slip, is_open = pl.col("slip"), pl.col("is_open")
    by_affidavit = pl.Series("by_affidavit", draws.chances(0.6, told.height))
    told = told.with_columns(by_affidavit)
    method = (
        pl.when(pl.col("is_wed")).then(pl.lit("presumed"))
        .when(pl.col("by_affidavit")).then(pl.lit("voluntary"))
        .otherwise(pl.lit("adjudicated"))
    )  # fmt: skip
    paper = (
        pl.when(pl.col("is_wed")).then(pl.lit("birth_certificate"))
        .when(pl.col("by_affidavit")).then(pl.lit("affidavit"))
        .otherwise(pl.lit("court_order"))
    )  # fmt: skip
    later = pl.min_horizontal(
        pl.col("born") + pl.duration(days=pl.col("days")), pl.col("latest")
    )
    wedlock = pl.when(pl.col("is_wed")).then(pl.lit("no")).otherwise(pl.lit("yes"))
    is_known = ~is_open | pl.col("is_wed")
    return told.select(
        "participant_id",
        "case_id",
        born_out_of_wedlock=pl.when(slip == "wedlock")
        .then(pl.lit("unknown"))
        .otherwise(wedlock),
        status=pl.when(is_known).then(pl.lit("established")).otherwise(pl.lit("unknown")),
        method=pl.when(is_known).then(method).otherwise(pl.lit("")),
        established_on=pl.when(is_known & (slip != "date")).then(
            pl.when(pl.col("is_wed")).then(pl.col("born")).otherwise(later)
        ),
        established_state=pl.when(is_known).then(pl.lit("WY")).otherwise(pl.lit("")),
        established_county=pl.lit(""),
        birth_state=pl.when(slip == "place").then(pl.lit("")).otherwise(pl.lit("WY")),
        birth_county=pl.lit(""),
        evidence=pl.when(is_known & (slip != "paper")).then(paper).otherwise(pl.lit("")),
        note=pl.lit(""),
    )
