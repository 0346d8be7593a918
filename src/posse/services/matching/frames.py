"""All people of the register in the shape in which they are compared, as one frame.

The same columns as a :class:`~posse.services.matching.records.Record`, worked out once for
each distinct name, and keys by which Splink chooses the pairs worth comparing.
"""

from collections.abc import Callable
from typing import Any

import polars as pl

from posse.services.bulk import read_frame
from posse.services.matching.records import latin, sound_of
from posse.services.search.keys import sound_key
from posse.services.search.nicknames import groups_of

# The latest first, as a record has them.
IDENTITIES = """
    SELECT participant_id, surname, given_name, middle_name, birth_date, sex
    FROM people_identity ORDER BY participant_id, effective_on DESC, id DESC"""
NUMBERS = """
    SELECT participant_id, number FROM people_identifier WHERE kind = 'ssn'
    ORDER BY participant_id, effective_on DESC, id DESC"""
MERGES = """
    SELECT participant_id, into_id FROM (
        SELECT DISTINCT ON (participant_id) participant_id, into_id, is_ended
        FROM matching_personmerge ORDER BY participant_id, id DESC) AS last
    WHERE NOT is_ended"""
IDENTITY = {
    "participant": pl.Int64,
    "surname": pl.String,
    "given_name": pl.String,
    "middle_name": pl.String,
    "birth_date": pl.Date,
    "sex": pl.String,
}
# Two records are compared where one of these is the same in both, or a number.
BLOCKS = (
    "birth_surname",
    "birth_given",
    "birth_names",
    "names_year",
    "names_day",
)


def records_frame() -> pl.DataFrame:
    """Everybody who stands for himself, with a name: columns of a Record and of BLOCKS."""
    names = read_frame(IDENTITIES, schema=IDENTITY)
    schema = {"participant": pl.Int64, "ssn": pl.String}
    numbers = read_frame(NUMBERS, schema=schema)
    survivors = _survivors()
    return _with_blocks(_records(_told_of(names, survivors), _told_of(numbers, survivors)))


def _survivors() -> dict[int, int]:
    """Who stands for each merged participant, to the end of each chain."""
    schema = {"participant": pl.Int64, "into": pl.Int64}
    into = dict(read_frame(MERGES, schema=schema).iter_rows())
    ends: dict[int, int] = {}
    for participant in into:
        end = participant
        while end in into:
            end = into[end]
        ends[participant] = end
    return ends


def _told_of(frame: pl.DataFrame, survivors: dict[int, int]) -> pl.DataFrame:
    """Each row under whoever stands for its participant, that one's own rows first."""
    if not survivors:
        return frame
    stands = pl.col("participant").replace(survivors)
    is_own = pl.col("participant") == stands
    return frame.sort(stands, ~is_own, maintain_order=True).with_columns(participant=stands)


def _mapped(values: pl.Series, function: Callable[[str], Any], kind: Any) -> pl.Series:
    """``function`` of each value, worked out once for each distinct one."""
    distinct = values.unique()
    results = pl.Series([function(value) for value in distinct], dtype=kind)
    return values.to_frame("value").join(
        pl.DataFrame({"value": distinct, "result": results}), on="value", how="left",
        maintain_order="left",
    )["result"]  # fmt: skip


def _records(names: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """One row a participant, from all names and numbers, the latest first."""
    surnames = _mapped(names["surname"].fill_null(""), latin, pl.String)
    told = names.select(
        "participant",
        surname=surnames,
        family_words=_words(surnames),
        given=_mapped(names["given_name"].fill_null(""), latin, pl.String),
        middle=_mapped(names["middle_name"].fill_null(""), latin, pl.String),
        birth="birth_date",
        sex=pl.when(pl.col("sex").is_in(["F", "M"])).then("sex"),
    )
    people = told.group_by("participant", maintain_order=True).agg(
        pl.col("surname", "given", "middle").first(),
        pl.col("family_words").explode().drop_nulls().unique(maintain_order=True),
        pl.col("birth", "sex").drop_nulls().first(),
    )
    held = numbers.group_by("participant", maintain_order=True).agg(
        ssn=pl.col("ssn").first(), ssns=pl.col("ssn").unique(maintain_order=True)
    )
    return _with_derived(people.join(held, on="participant", how="left", maintain_order="left"))


def _words(names: pl.Series) -> pl.Series:
    """The words of names; none of an empty one."""
    return names.str.split(" ").list.eval(pl.element().filter(pl.element() != ""))


def _with_derived(people: pl.DataFrame) -> pl.DataFrame:
    first_given = people["given"].str.split(" ").list.first()
    return people.select(
        "participant",
        pl.col("ssn").fill_null(""),
        pl.col("ssns").fill_null([]),
        "surname",
        "family_words",
        "given",
        pl.col("sex").fill_null(""),
        surname_sound=_mapped(people["surname"], sound_of, pl.String),
        given_sound=_mapped(people["given"], sound_of, pl.String),
        middle_words=_words(people["middle"]),
        given_words=_words(people["given"]),
        given_groups=_mapped(first_given, groups_of, pl.List(pl.Int64)),
        birth=pl.col("birth").dt.strftime("%Y%m%d").fill_null(""),
        birth_swapped=pl.col("birth").dt.strftime("%Y%d%m").fill_null(""),
        family_key=_mapped(people["surname"].str.split(" ").list.first(), sound_key, pl.String),
        given_key=_mapped(first_given, sound_key, pl.String),
    )


def _with_blocks(people: pl.DataFrame) -> pl.DataFrame:
    """Keys that two records may share; null where a part is not known, which equals none."""
    family, given = _known("family_key"), _known("given_key")
    birth = _known("birth")
    names = pl.concat_str(family, given, separator=" ")
    either = pl.concat_str(
        pl.min_horizontal(family, given), pl.max_horizontal(family, given), separator=" "
    )
    return people.with_columns(
        birth_surname=pl.concat_str(birth, family, separator=" "),
        birth_given=pl.concat_str(birth, given, separator=" "),
        birth_names=pl.concat_str(birth, either, separator=" "),
        names_year=pl.concat_str(names, birth.str.slice(0, 4), separator=" "),
        names_day=pl.concat_str(names, birth.str.slice(4), separator=" "),
    ).drop("family_key", "given_key")


def _known(column: str) -> pl.Expr:
    return pl.when(pl.col(column) != "").then(column)
