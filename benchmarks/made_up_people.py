"""Made-up people in bulk, of whom some are entered twice with the slips that records have."""

import numpy as np
import polars as pl

from posse.services.search.nicknames import GROUPS

BEGINNINGS = (
    *("Lark", "Thistle", "Umber", "Quill", "Fen", "Harrow", "Mos", "Brim", "Cal", "Dor"),
    *("Esk", "Gar", "Hol", "Ister", "Jun", "Kel", "Lin", "Mar", "Nor", "Ost"),
)
MIDDLES = (
    *("", "a", "e", "i", "o", "u", "el", "an", "or", "in", "ar", "es", "it", "ul", "om"),
    *("en", "is", "al", "er", "un"),
)
ENDINGS = (
    *("field", "down", "thimble", "wick", "by", "ton", "son", "ez", "man", "ford", "ley"),
    *("worth", "croft", "berg", "ski", "ova", "dale", "gate", "more", "ney"),
)
EPOCH = np.datetime64("1950-01-01")
DAYS = 26_000
COPIES_SHARE = 0.02
# What is wrong with the second record of a person; several may be at once.
SLIPS = ("ssn_swap", "ssn_none", "nickname", "married", "letter", "day_month", "day_slip")


def _common_first(
    count: int, size: int, rng: np.random.Generator, *, flat: float
) -> np.ndarray:
    """Places of names, the first ones most often, as with real names."""
    shares = 1 / (np.arange(count) + flat) ** 0.9
    return rng.choice(count, size=size, p=shares / shares.sum())


def made_up_people(count: int, *, seed: int = 1) -> tuple[pl.DataFrame, pl.DataFrame]:
    """``count`` records, and which pairs of them are of one person: ``one`` and ``other``.

    Numbers are of areas that are never issued.
    """
    rng = np.random.default_rng(seed)
    copies = int(count * COPIES_SHARE)
    alone = count - copies
    surnames = pl.Series([a + b + c for a in BEGINNINGS for b in MIDDLES for c in ENDINGS])
    surnames = surnames.gather(rng.permutation(len(surnames)))
    names = sorted({name.title() for group in GROUPS for name in group.split()})
    given = pl.Series(names).gather(rng.permutation(len(names)))
    # A stride that shares no factor with the range meets every number once.
    numbers = 900_000_000 + np.arange(alone) * 48_271 % 90_000_000
    days = EPOCH + rng.integers(0, DAYS, alone).astype("timedelta64[D]")
    people = pl.DataFrame(
        {
            "participant_id": np.arange(1, alone + 1),
            "surname": surnames.gather(_common_first(len(surnames), alone, rng, flat=8)),
            "given_name": given.gather(_common_first(len(given), alone, rng, flat=12)),
            "middle_name": pl.Series(["", *"ABCDEJLMRS"]).gather(rng.integers(0, 11, alone)),
            "birth_date": pl.Series(days).cast(pl.Date),
            "sex": pl.Series(["F", "M"]).gather(rng.integers(0, 2, alone)),
            "ssn": pl.Series(numbers).cast(pl.String),
        }
    )
    originals = rng.permutation(alone)[:copies]
    second = _slipped(people[originals], surnames, rng).with_columns(
        participant_id=pl.int_range(alone + 1, count + 1)
    )
    pairs = pl.DataFrame(
        {"one": people["participant_id"].gather(originals), "other": second["participant_id"]}
    )
    return pl.concat([people, second]), pairs


def _slipped(
    people: pl.DataFrame, surnames: pl.Series, rng: np.random.Generator
) -> pl.DataFrame:
    """The people as somebody else took them down, with a slip or two in most."""
    size = people.height
    slips = [rng.random(size) < 0.2 for _ in SLIPS]
    marked = people.with_columns(
        **{name: pl.Series(mark) for name, mark in zip(SLIPS, slips, strict=True)},
        other_name=surnames.gather(rng.integers(0, len(surnames), size)),
    )
    groups = [group.title().split() for group in GROUPS]
    nick = {name: names[place - 1] for names in groups for place, name in enumerate(names)}
    ssn, surname, born = pl.col("ssn"), pl.col("surname"), pl.col("birth_date")
    swapped = ssn.str.slice(0, 4) + ssn.str.slice(5, 1) + ssn.str.slice(4, 1) + ssn.str.slice(6)
    letter = surname.str.slice(0, 2) + surname.str.slice(3)
    day_month = (
        pl.when(born.dt.day() <= 12)
        .then(pl.date(born.dt.year(), born.dt.day(), born.dt.month()))
        .otherwise(born)
    )
    return marked.select(
        "participant_id",
        surname=pl.when((pl.col("sex") == "F") & pl.col("married"))
        .then("other_name")
        .when("letter")
        .then(letter)
        .otherwise(surname),
        given_name=pl.when("nickname")
        .then(pl.col("given_name").replace(nick))
        .otherwise("given_name"),
        middle_name=pl.lit(""),
        birth_date=pl.when("day_month")
        .then(day_month)
        .when("day_slip")
        .then(born.dt.offset_by("10y"))
        .otherwise(born),
        sex="sex",
        ssn=pl.when("ssn_none").then(pl.lit("")).when("ssn_swap").then(swapped).otherwise(ssn),
    )
