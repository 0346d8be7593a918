"""What of families must be told before anything is decided."""

from typing import NamedTuple

import polars as pl

from posse.services.care import circumstances as told
from posse.services.care.columns import ON_PERSON, Catalogue, wide_of
from posse.services.care.reading import CareFacts

ON_UNIT = ["care_case", "unit"]
PERSON = [*ON_UNIT, "participant"]


class Wanted(NamedTuple):
    """Something that must be told, and the factor that waits for it."""

    name: str
    words: str
    factor: str


BORN = Wanted("born", "Date of birth", "age")
ACTIVITY = Wanted("activity", "What the adult does", "activity")
PROVIDER = Wanted("provider", "Who cares for a child", "provider")
INCOME = Wanted("income", "What a source of income brings", "income")


def missing_of(
    read: CareFacts,
    *,
    units: pl.DataFrame,
    adults: pl.DataFrame,
    children: pl.DataFrame,
    asked: Catalogue,
    incomes: pl.DataFrame,
) -> pl.DataFrame:
    """What must be told before a decision; ``adults`` have their chief activity as a column.

    Columns: care_case, unit, participant (null for the family), name, words, factor.
    Source: CC-301, CC-401-C, CC-404-C-1.
    """
    unknown = incomes.filter(~pl.col("is_known")).select(ON_PERSON).unique()
    parts = [
        *_of_people(read, adults, of=told.ADULT, asked=asked),
        *_of_people(read, children, of=told.CHILD, asked=asked),
        *_of_families(read, units, asked=asked),
        _wanted(children.filter(pl.col("born").is_null()), BORN),
        _wanted(adults.filter(pl.col("activity").is_null()), ACTIVITY),
        _wanted(adults.join(unknown, on=ON_PERSON, how="semi"), INCOME),
        _without_care(read, children),
    ]
    return pl.concat(parts).sort(*PERSON, "name")


def _of_people(
    read: CareFacts, people: pl.DataFrame, *, of: str, asked: Catalogue
) -> list[pl.DataFrame]:
    wide = wide_of(read, people)
    parts = []
    for (whose, name), each in asked.items():
        if whose == of and each.needed != told.NEVER:
            is_unsaid = wide[name].is_null() if name in wide.columns else True
            unsaid = wide.filter(is_unsaid & _is_needed(wide, each))
            parts.append(_wanted(unsaid, Wanted(name, each.words, each.factor)))
    return parts


def _is_needed(wide: pl.DataFrame, each: told.Asked) -> pl.Series:
    """Of whom it is needed: of everybody, or of those to whom something else applies."""
    name, _, value = each.needed.partition(":")
    everybody = pl.Series([not value] * wide.height, dtype=pl.Boolean)
    if not value or name not in wide.columns:
        return everybody
    return (wide[name] == value).fill_null(value=False)


def _of_families(
    read: CareFacts, units: pl.DataFrame, *, asked: Catalogue
) -> list[pl.DataFrame]:
    said = read.circumstances.filter(
        pl.col("participant").is_null() & pl.col("value").is_not_null()
    )
    families = units.with_columns(participant=pl.lit(None, dtype=pl.Int64))
    return [
        _wanted(
            families.join(said.filter(pl.col("name") == each.name), on="care_case", how="anti"),
            Wanted(each.name, each.words, each.factor),
        )
        for (whose, _), each in asked.items()
        if whose == told.FAMILY and each.needed == told.ALWAYS
    ]


def _without_care(read: CareFacts, children: pl.DataFrame) -> pl.DataFrame:
    """Families of whom no child has a provider; a child that needs no care needs none."""
    placed = read.arrangements.select("care_case", participant="child")
    some = children.join(placed, on=ON_PERSON, how="semi").select(ON_UNIT)
    return _wanted(children.join(some, on=ON_UNIT, how="anti"), PROVIDER)


def _wanted(rows: pl.DataFrame, wanted: Wanted) -> pl.DataFrame:
    return rows.select(
        *PERSON,
        name=pl.lit(wanted.name),
        words=pl.lit(wanted.words),
        factor=pl.lit(wanted.factor),
    )
