"""Laws of the comparison of two people, over people with every kind of slip."""

from dataclasses import asdict
from datetime import date

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.property.people import records

from posse.rules.parameters import load_law
from posse.services.matching.comparison import likeness, weights_on
from posse.services.matching.fields import DIFFERENT, FIELDS

ON = date(2026, 10, 1)


@settings(deadline=None)
@given(records(), records())
def test_comparison_does_not_ask_who_comes_first(one, other) -> None:
    there, back = likeness(one, other, weights_on(ON)), likeness(other, one, weights_on(ON))
    assert there == back


@settings(deadline=None)
@given(records())
def test_nobody_is_liker_to_a_record_than_itself_but_never_certainly(record) -> None:
    like = likeness(record, record, weights_on(ON))
    assert like.score <= 99
    assert {reason.level for reason in like.reasons} <= {"", "same"}


@settings(deadline=None)
@given(st.lists(records(), min_size=2, max_size=6))
def test_levels_of_splink_are_those_of_two_records_at_hand(people) -> None:
    pairs = [(one, other) for one in people for other in people]
    sql = ", ".join(f"{_case(field)} AS {field.name}" for field in FIELDS)
    sides = ", ".join(
        f"unnest($sides).{side}.{column} AS {column}_{side}"
        for side in ("l", "r")
        for column in asdict(people[0])
    )
    rows = [{"l": asdict(one), "r": asdict(other)} for one, other in pairs]
    with duckdb.connect() as database:
        found = database.execute(f"SELECT {sql} FROM (SELECT {sides})", {"sides": rows})
        levels = found.fetchall()
    for (one, other), level in zip(pairs, levels, strict=True):
        assert list(level) == [field.level_of(one, other) for field in FIELDS], (one, other)


def _case(field) -> str:
    conditions = "".join(
        f" WHEN {level.sql} THEN '{level.name}'" for level in (field.unknown, *field.levels)
    )
    return f"CASE{conditions} ELSE '{DIFFERENT}' END"


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_law_weighs_every_level_and_its_shares_make_a_whole(field) -> None:
    rows = load_law().value(f"support.matching.{field.name}", on=ON)
    assert [row["level"] for row in rows] == [level.name for level in field.levels] + [
        DIFFERENT
    ]
    for column in ("m", "u"):
        assert sum(float(row[column]) for row in rows) == pytest.approx(1)
