"""Search keys: the normalised words, sounds, spellings and numbers of people.

Keys are derived from names and numbers and rebuilt from them at any time:

* ``n:SURNAME GIVEN`` and ``n:GIVEN SURNAME``, found by prefix in either order;
* ``m:SOUND``, the metaphone of a word, for names that sound alike;
* ``k:LETTERS``, the letters of a word in order, equal for words whose letters were
  swapped and one letter apart for words with one letter wrong, missing or too many;
* ``s:NUMBER``, a Social Security number;
* ``b:DAY SOUND``, the birth date (YYYYMMDD) with how a word of the name sounds, so that a
  changed family name still finds;
* ``p:SOUND SOUND DAY``, how family and given name sound, then the birth date where known.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator

import jellyfish
import polars as pl
from django.db import connection, transaction

from posse.apps.people.models import Participant
from posse.services.bulk import read_frame, write_frame

KEY_LENGTH_MAX = 40
# Letters that no decomposition brings to the Latin alphabet: of Europe's north and east, and
# Cyrillic ones as passports write them (ICAO Doc 9303).
WRITTEN_AS = """
    Æ AE Ð D Đ D Ł L Ø O Œ OE Þ TH А A Б B В V Г G Д D Е E Є IE Ж ZH З Z И I І I К K Л L М M
    Н N О O П P Р R С S Т T У U Ф F Х KH Ц TS Ч CH Ш SH Щ SHCH Ъ IE Ы Y Э E Ю IU Я IA
"""  # noqa: RUF001 - letters that look like Latin ones are the point
_PAIRS = WRITTEN_AS.split()
LATIN_LETTERS = str.maketrans(
    {
        **dict(zip(_PAIRS[::2], _PAIRS[1::2], strict=True)),
        "\N{CYRILLIC CAPITAL LETTER SOFT SIGN}": "",
    }
)
NAMES = {
    "participant_id": pl.Int64,
    "surname": pl.String,
    "given_name": pl.String,
    "birth_date": pl.Date,
    "ssn": pl.String,
}
SOUND_LENGTH_MAX = 12
PEOPLE_AT_ONCE = 20_000


def normalised(name: str) -> str:
    """A name as capitals without accents; marks inside a word vanish, others part words."""
    marks = unicodedata.normalize("NFKD", name.upper()).translate(LATIN_LETTERS)
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
        frame: ``participant_id``, ``surname``, ``given_name``, ``birth_date`` (may be null)
            and ``ssn`` (may be empty); a person with several names or numbers has several
            rows.
    """
    names = frame.select(
        "participant_id",
        born=pl.col("birth_date").dt.strftime("%Y%m%d"),
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
        *_birth_and_sound_keys(names),
    ]
    return pl.concat(parts).drop_nulls().unique()


def sound_key(word: str) -> str:
    """How a normalised word sounds, as it stands within a key."""
    return sound(word)[:SOUND_LENGTH_MAX]


def _birth_and_sound_keys(names: pl.DataFrame) -> list[pl.DataFrame]:
    """The keys by which people are compared: births and sounds of words, and of pairs."""
    words = {
        name: names.select("participant_id", "born", word=pl.col(name).str.split(" "))
        .explode("word")
        .unique()
        .pipe(lambda rows: rows.with_columns(sound=_mapped(rows["word"], sound_key)))
        .filter(pl.col("sound") != "")
        for name in ("family", "given")
    }
    both = ["participant_id", "born"]
    pairs = words["family"].join(words["given"], on=both, nulls_equal=True)
    day = pl.col("born").fill_null("")
    pair = pl.concat_str("sound", "sound_right", day, separator=" ")
    born = pl.concat(words.values()).drop_nulls("born")
    return [
        _keys(pairs, "p:", pair),
        _keys(born, "b:", pl.concat_str("born", "sound", separator=" ")),
    ]


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
        "SELECT identity.participant_id, surname, given_name, birth_date, number"
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


def do_index_everybody(*, at_once: int = PEOPLE_AT_ONCE) -> Iterator[tuple[int, int]]:
    """Rebuild the keys of all people; after each piece how many people, and their keys.

    Each piece is a transaction of its own: whoever searches meanwhile finds either the former
    keys or the new ones, and what a kill leaves undone is done when run again.
    """
    people = Participant.objects.order_by("pk").values_list("pk", flat=True)
    after = 0
    while piece := list(people.filter(pk__gt=after)[:at_once]):
        after = piece[-1]
        yield len(piece), do_index_participants(piece)
