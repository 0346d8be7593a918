"""Made-up people and employers, as frames with the columns of their tables."""

import numpy as np
import polars as pl

from posse.jobs.demo.draws import Draws, IntArray, days_before, made_up_bank, never_issued_ssns
from posse.jobs.demo.mix import Request
from posse.jobs.demo.shape import Shape
from posse.jobs.demo.words import (
    EMPLOYER_BEGINNINGS,
    EMPLOYER_ENDINGS,
    GIVEN_NAMES,
    PLACES,
    STREETS,
    SURNAME_BEGINNINGS,
    SURNAME_ENDINGS,
)

BANKS = tuple(made_up_bank(place) for place in range(1, 7))
PLACE_SHARES = tuple(place[4] / sum(each[4] for each in PLACES) for place in PLACES)


def people_frames(request: Request, shape: Shape) -> dict[str, pl.DataFrame]:
    """Every table of people but employers, which do not depend on who there is."""
    draws = Draws(request.seed, 2)
    adults = np.arange(shape.adult_count)
    return {
        "people_participant": pl.DataFrame({"id": np.arange(shape.person_count)}),
        "people_identity": _identities(request, shape, draws),
        "people_identifier": _identifiers(request, shape, draws),
        "people_address": _addresses(adults, draws),
        "people_employer": _employers(request),
        "people_employment": _employments(request, shape, draws),
        "people_payeeaccount": _accounts(request, shape, draws),
    }


def _identities(request: Request, shape: Shape, draws: Draws) -> pl.DataFrame:
    count = shape.person_count
    beginnings = draws.words(SURNAME_BEGINNINGS, count)
    surnames = beginnings + draws.words(SURNAME_ENDINGS, count)
    # Children bear the name of the parent they live with.
    parents = shape.obligees[shape.children_cases]
    surnames = pl.concat([surnames.head(shape.adult_count), surnames.gather(parents)])
    days_old = np.concatenate(
        [
            draws.whole(20 * 366, 52 * 365, shape.adult_count),
            _children_days_old(shape, draws),
        ]
    )
    middle_names = draws.words(("", "", *"ABCDEFGHJKLMNPRSTW"), count)
    return pl.DataFrame(
        {
            "participant_id": np.arange(count),
            "surname": surnames,
            "given_name": draws.words(GIVEN_NAMES, count),
            "middle_name": middle_names,
            "suffix": pl.Series([""]).gather(np.zeros(count, dtype=np.int64)),
            "birth_date": days_before(request.opened_on, days_old),
            "sex": draws.words(("F", "M"), count),
        }
    )


def _children_days_old(shape: Shape, draws: Draws) -> IntArray:
    """Ages below 17 years of children who were born before their case was opened."""
    youngest, oldest = 30, 17 * 365
    drawn = draws.whole(youngest, oldest, shape.children_cases.size)
    at_opening = shape.opened_days_ago[shape.families[shape.children_cases]]
    room = oldest - youngest - at_opening
    return at_opening + youngest + (drawn - youngest) * room // (oldest - youngest)


def _identifiers(request: Request, shape: Shape, draws: Draws) -> pl.DataFrame:
    people = np.flatnonzero(draws.chances(request.mix.has_ssn, shape.person_count))
    return pl.DataFrame(
        {
            "participant_id": people,
            "number": never_issued_ssns(people, seed=request.seed),
        }
    ).with_columns(kind=pl.lit("ssn"))


def _addresses(people: IntArray, draws: Draws) -> pl.DataFrame:
    count = people.size
    places = draws.kinds(PLACE_SHARES, count)
    numbers = pl.Series(draws.whole(1, 999, count)).cast(pl.String)
    return pl.DataFrame(
        {
            "participant_id": people,
            "line_1": numbers + " " + draws.words(STREETS, count),
            "city": pl.Series([place[0] for place in PLACES]).gather(places),
            "zip_code": pl.Series([place[1] for place in PLACES]).gather(places),
        }
    ).with_columns(kind=pl.lit("residence"), line_2=pl.lit(""), state=pl.lit("WY"))


def _employers(request: Request) -> pl.DataFrame:
    """Employers whose identification numbers begin with 00, which none is given."""
    draws = Draws(request.seed, 3)
    names = [f"{first} {last}" for last in EMPLOYER_ENDINGS for first in EMPLOYER_BEGINNINGS]
    count = min(max(request.cases // 25, 8), len(names))
    places = draws.kinds(PLACE_SHARES, count)
    chosen = pl.Series(names).gather(draws.shuffled(len(names))[:count])
    numbers = pl.Series(draws.whole(1, 999, count)).cast(pl.String)
    return pl.DataFrame(
        {
            "id": np.arange(count),
            "name": chosen,
            "fein": [f"00{number:07d}" for number in range(1, count + 1)],
            "line_1": numbers + " " + draws.words(STREETS, count),
            "city": pl.Series([place[0] for place in PLACES]).gather(places),
            "zip_code": pl.Series([place[1] for place in PLACES]).gather(places),
        }
    ).with_columns(state=pl.lit("WY"))


def _employments(request: Request, shape: Shape, draws: Draws) -> pl.DataFrame:
    people = np.flatnonzero(draws.chances(request.mix.is_employed, shape.obligor_count))
    employers = _employers(request).height
    # The smaller of two draws, so that some employers are larger than others.
    chosen = np.minimum(
        draws.whole(0, employers - 1, people.size), draws.whole(0, employers - 1, people.size)
    )
    return pl.DataFrame({"participant_id": people, "employer_id": chosen}).with_columns(
        employer_name=pl.lit(""), is_ended=pl.lit(value=False)
    )


def _accounts(request: Request, shape: Shape, draws: Draws) -> pl.DataFrame:
    families = np.flatnonzero(draws.chances(request.mix.has_account, shape.family_count))
    people = shape.obligor_count + families
    return pl.DataFrame(
        {
            "participant_id": people,
            "kind": draws.words(("checking", "checking", "savings"), people.size),
            "routing_number": draws.words(BANKS, people.size),
            "account_number": "DEMO" + pl.Series(people + 10_000_000).cast(pl.String),
        }
    )
