"""People by name: as typed, begun, by nickname, by sound, or with a slip of the pen."""

from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from string import ascii_uppercase
from typing import NamedTuple

import jellyfish
from django.db import connection

from posse.apps.people.models import Identity
from posse.services.search.hits import Found
from posse.services.search.keys import KEY_LENGTH_MAX, letters, normalised, sound, sound_key
from posse.services.search.nicknames import nicknames

CANDIDATES_MAX = 300
# The keys come in order, whole names before longer ones, so the first few hold the best.
BEGUN_MAX = 60
# With so many found outright, near-misses of the name are not looked for.
OUTRIGHT_ENOUGH = 5
WORDS_MAX = 4
# Below four letters nearly every name is a slip of the pen from every other.
SLIP_LENGTH_MIN = 4
LIKENESS_MIN = 0.7

EXACT, BEGINS, NICKNAME, SOUND, SLIP = 100, 95, 85, 80, 75


@dataclass(frozen=True)
class WordMatch:
    """How well one typed word fits a person's name, and in words."""

    score: int
    why: str


class Borne(NamedTuple):
    """A name that a person bears or bore."""

    given_name: str
    middle_name: str
    surname: str
    suffix: str

    @property
    def in_full(self) -> str:
        """Given, middle and family name with suffix."""
        return " ".join(part for part in self if part)


def people_by_name(query: str, *, limit: int) -> list[Found]:
    """People whose name fits ``query``, best first; near-misses only to fill the list."""
    words = normalised(query).split()[:WORDS_MAX]
    if not words or len("".join(words)) < 2:
        return []
    found: list[Found] = []
    ways = ((_beginning_with, limit), (_all_begun, limit), (_sounding, limit))
    for candidates, enough in (*ways, (_nearly, OUTRIGHT_ENOUGH)):
        if len(found) < enough:
            known = {person.participant for person in found}
            others = [person for person in candidates(words) if person not in known]
            found += _ranked(others, words)
    found.sort(key=lambda person: -person.score)
    return found[:limit]


def _beginning_with(words: list[str]) -> list[int]:
    """People one of whose names, in one order or the other, begins with the typed words."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT participant_id FROM people_searchkey WHERE key LIKE %s"
            " ORDER BY key USING ~<~, participant_id LIMIT %s",
            [f"n:{' '.join(words)}"[:KEY_LENGTH_MAX] + "%", BEGUN_MAX],
        )
        return list(dict.fromkeys(row[0] for row in cursor.fetchall()))


def _all_begun(words: list[str]) -> list[int]:
    """People whose family and given name begin with the typed words, such as "lark rob"."""
    if len(words) < 2:
        return []
    # The longest word narrows most; both orders of a name are keys, so it may come first.
    first, *others = sorted(words, key=len, reverse=True)
    begun = "SELECT DISTINCT participant_id FROM people_searchkey WHERE key LIKE %s"
    all_begun = begun + " AND key LIKE %s" * len(others)
    patterns = [f"n:{first}%", *(f"% {word}%" for word in others)]
    with connection.cursor() as cursor:
        cursor.execute(f"{all_begun} LIMIT %s", [*patterns, BEGUN_MAX])
        return [row[0] for row in cursor.fetchall()]


def _sounding(words: list[str]) -> list[int]:
    """People whose family and given name sound like two typed words, also by a nickname."""
    if len(words) != 2:
        return []
    heard = [{sound_key(name) for name in (word, *nicknames(word))} - {""} for word in words]
    pairs = [(one, other) for one in heard[0] for other in heard[1]]
    keys = [f"p:{one} {other} %" for pair in pairs for one, other in (pair, pair[::-1])]
    if not keys:
        return []
    one = "(SELECT participant_id FROM people_searchkey WHERE key LIKE %s LIMIT %s)"
    with connection.cursor() as cursor:
        cursor.execute(
            " UNION ".join([one] * len(keys)),
            [value for key in keys for value in (key, CANDIDATES_MAX // len(keys) + 1)],
        )
        return [row[0] for row in cursor.fetchall()]


def _nearly(words: list[str]) -> list[int]:
    """People who have, for each typed word, a name near it."""
    near_one = "SELECT participant_id FROM people_searchkey WHERE key = ANY(%s)"
    near_all = " INTERSECT ".join([near_one] * len(words))
    with connection.cursor() as cursor:
        cursor.execute(
            f"{near_all} LIMIT %s", [*(_keys_near(word) for word in words), CANDIDATES_MAX]
        )
        return [row[0] for row in cursor.fetchall()]


def _keys_near(word: str) -> list[str]:
    """The keys of names that are, sound like, or are a slip or nickname of a word."""
    spellings = {letters(name) for name in {word, *nicknames(word)}} | _slips(letters(word))
    keys = [f"m:{sound(word)}", *(f"k:{spelling}" for spelling in sorted(spellings))]
    return [key[:KEY_LENGTH_MAX] for key in keys]


def _slips(ordered: str) -> set[str]:
    """Ordered letters of words with one letter wrong, missing or too many."""
    if len(ordered) < SLIP_LENGTH_MIN:
        return set()
    shorter = {ordered[:place] + ordered[place + 1 :] for place in range(len(ordered))}
    return shorter | {
        letters(rest + new) for rest in {*shorter, ordered} for new in ascii_uppercase
    }


def _ranked(participants: list[int], words: list[str]) -> list[Found]:
    """Those of ``participants`` whose name fits every word, with how well and why."""
    names = _names_of(participants)
    fits = [_fit(participant, names[participant], words) for participant in participants]
    return [fit for fit in fits if fit is not None]


def _names_of(participants: list[int]) -> dict[int, list[Borne]]:
    """Every name of each person, the one in force first; bare, since most fit nothing."""
    names: dict[int, list[Borne]] = defaultdict(list)
    rows = Identity.objects.filter(participant__in=participants).order_by(
        "-effective_on", "-id"
    )
    columns = ("participant_id", "given_name", "middle_name", "surname", "suffix")
    for participant, *name in rows.values_list(*columns):
        names[participant].append(Borne(*name))
    return names


def _fit(participant: int, borne: list[Borne], words: list[str]) -> Found | None:
    """The best fit over a person's present and former names."""
    best: Found | None = None
    for place, name in enumerate(borne):
        known = _words_of(name)
        matches = [_match(word, known) for word in words]
        worst = min(matches, key=lambda match: match.score)
        score = sum(match.score for match in matches) // len(matches) - 3 * (place > 0)
        if worst.score == 0 or (best is not None and best.score >= score):
            continue
        why = worst.why + (f" (former name {name.in_full})" if place else "")
        best = Found(participant, why, score, is_near_miss=worst.score < BEGINS)
    return best


def _words_of(name: Borne) -> list[str]:
    return words_of(name.surname) + words_of(name.given_name) + words_of(name.middle_name)


@lru_cache(maxsize=50_000)
def words_of(name: str) -> list[str]:
    """The normalised words of a name; few names make up most of a caseload."""
    return normalised(name).split()


def _match(word: str, names: list[str]) -> WordMatch:
    """The best match of a typed word among the words of a name."""
    return max((_match_one(word, name) for name in names), key=lambda match: match.score)


@lru_cache(maxsize=50_000)
def _match_one(word: str, name: str) -> WordMatch:
    typed, known = word.title(), name.title()
    if word == name:
        return WordMatch(EXACT, "Name matches")
    if name.startswith(word):
        return WordMatch(BEGINS, f"Name begins with {typed}")
    if name in nicknames(word):
        return WordMatch(NICKNAME, f"{typed} is also used for {known}")
    likeness = jellyfish.jaro_winkler_similarity(word, name)
    if sound(word) == sound(name) and likeness >= LIKENESS_MIN:
        return WordMatch(SOUND + round(4 * likeness), f"{typed} sounds like {known}")
    if len(word) < SLIP_LENGTH_MIN or jellyfish.damerau_levenshtein_distance(word, name) > 1:
        return WordMatch(0, "")
    return WordMatch(
        SLIP + round(4 * likeness), f"{typed} is {_slip_words(word, name)} {known}"
    )


def _slip_words(word: str, name: str) -> str:
    if len(word) == len(name):
        is_swap = letters(word) == letters(name)
        return "two swapped letters from" if is_swap else "one letter from"
    return "one letter short of" if len(word) < len(name) else "one letter more than"
