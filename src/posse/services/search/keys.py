"""Search keys: the normalised words, sounds, spellings and numbers of people.

Keys are derived from names and numbers and rebuilt from them at any time:

* ``n:SURNAME GIVEN`` and ``n:GIVEN SURNAME``, found by prefix in either order;
* ``m:SOUND``, the metaphone of a word, for names that sound alike;
* ``k:LETTERS``, the letters of a word in order, equal for words whose letters were
  swapped and one letter apart for words with one letter wrong, missing or too many;
* ``s:NUMBER``, a Social Security number.
"""

import unicodedata
from collections.abc import Callable, Iterable

import jellyfish
import polars as pl
from django.db import connection, transaction

from posse.services.bulk import read_frame, write_frame

KEY_LENGTH_MAX = 40
NAMES = {
    "participant_id": pl.Int64,
    "surname": pl.String,
    "given_name": pl.String,
    "ssn": pl.String,
}


def normalised(name: str) -> str:
    """A name as capitals without accents; marks inside a word vanish, others part words."""
    marks = unicodedata.normalize("NFKD", name.upper())
    kept = "".join(
        mark if mark.isalpha() else " "
        for mark in marks
        if mark not in "'\u2019`." and not unicodedata.combining(mark)
    )
    return " ".join(kept.split())


def sound(word: str) -> str:
    """How a normalised word sounds."""
    return jellyfish.metaphone(word)


def letters(word: str) -> str:
    """The letters of a normalised word in order of the alphabet."""
    return "".join(sorted(word))


def _mapped(values: pl.Series, function: Callable[[str], str]) -> pl.Series:
    """``function`` of each value, computed once for each distinct one."""
    distinct = values.unique().drop_nulls()
    results = pl.Series([function(value) for value in distinct], dtype=pl.String)
    return values.replace_strict(distinct, results, default=None, return_dtype=pl.String)


def _keys(rows: pl.DataFrame, prefix: str, expression: pl.Expr) -> pl.DataFrame:
    text = pl.concat_str(pl.lit(prefix), expression).str.slice(0, KEY_LENGTH_MAX)
    return rows.select("participant_id", key=text)


def search_keys(frame: pl.DataFrame) -> pl.DataFrame:
    """The search keys of people: ``participant_id`` and ``key``, each pair once.

    Args:
        frame: ``participant_id``, ``surname``, ``given_name`` and ``ssn`` (may be empty);
            a person with several names or numbers has several rows.
    """
    names = frame.select(
        "participant_id",
        family=_mapped(frame["surname"], normalised),
        given=_mapped(frame["given_name"], normalised),
    ).unique()
    family, given = pl.col("family"), pl.col("given")
    # The second of two family names is often the one that a caller gives.
    later = names.with_columns(family=family.str.extract(" (.+)$")).drop_nulls("family")
    words = _words(names)
    numbers = frame.filter(pl.col("ssn").fill_null("") != "")
    parts = [
        _keys(names, "n:", pl.concat_str(family, given, separator=" ")),
        _keys(names, "n:", pl.concat_str(given, family, separator=" ")),
        _keys(later, "n:", pl.concat_str(family, given, separator=" ")),
        _keys(words, "m:", pl.col("sound")),
        _keys(words, "k:", pl.col("letters")),
        _keys(numbers, "s:", pl.col("ssn")),
    ]
    return pl.concat(parts).drop_nulls().unique()


def _words(names: pl.DataFrame) -> pl.DataFrame:
    """Each word of each person's names, how it sounds, and its letters."""
    both = pl.concat_str("family", "given", separator=" ").str.split(" ")
    words = names.select("participant_id", word=both).explode("word").unique()
    known = words.filter(pl.col("word").str.len_chars() > 0)
    return known.with_columns(
        sound=_mapped(known["word"], sound), letters=_mapped(known["word"], letters)
    )


def _names_of(participants: list[int]) -> pl.DataFrame:
    """Every name and number ever recorded of ``participants``: former ones still find."""
    return read_frame(
        "SELECT identity.participant_id, surname, given_name, number"
        " FROM people_identity AS identity"
        " LEFT JOIN people_identifier AS identifier"
        "   ON identifier.participant_id = identity.participant_id AND kind IN ('ssn', 'itin')"
        " WHERE identity.participant_id = ANY(%s)",
        schema=NAMES,
        params=[participants],
    )


@transaction.atomic
def do_index_participants(ids: Iterable[int]) -> int:
    """Rebuild the search keys of people from their names and numbers; the keys written."""
    participants = sorted({int(participant) for participant in ids})
    with connection.cursor() as cursor:
        cursor.execute(
            "DELETE FROM people_searchkey WHERE participant_id = ANY(%s)", [participants]
        )
    return write_frame("people_searchkey", search_keys(_names_of(participants)))
