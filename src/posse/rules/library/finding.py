"""Finding entries by words, near-misses too, and by program, topic, sureness and date."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from difflib import get_close_matches
from functools import lru_cache

from posse.rules.library.shelves import Entry

_WORD = re.compile(r"[^\W_]+(?:[.-][^\W_]+)*")


@dataclass(frozen=True)
class Wish:
    """What a reader asked for; an empty field asks for nothing."""

    words: str = ""
    kind: str = ""
    program: str = ""
    topic: str = ""
    sure: str = ""
    since: date | None = None


@dataclass(frozen=True)
class Found:
    """What answers a wish, best first, and which words were read as others."""

    entries: tuple[Entry, ...]
    read_as: tuple[tuple[str, str], ...]


def find(entries: tuple[Entry, ...], wish: Wish) -> Found:
    """Every entry that holds all words; a word that stands nowhere is read as its nearest."""
    chosen = [entry for entry in entries if _fits(entry, wish)]
    asked = _WORD.findall(wish.words.lower())
    if not asked:
        return Found(tuple(chosen), ())
    meant, read_as = _meant(asked, entries)
    ranked = [(_rank(entry, meant), entry) for entry in chosen]
    hits = sorted((rank, place) for place, (rank, _) in enumerate(ranked) if rank)
    return Found(tuple(ranked[place][1] for _, place in hits), read_as)


def _fits(entry: Entry, wish: Wish) -> bool:
    return (
        wish.kind in {"", entry.kind}
        and wish.program in {"", entry.program}
        and wish.topic in {"", entry.topic}
        and (not wish.sure or wish.sure in entry.sure)
        and (wish.since is None or any(day >= wish.since for day in entry.days))
    )


def _rank(entry: Entry, words: Sequence[str]) -> int:
    """How near the top: 1 names the entry, 2 its title holds all, 3 its text; 0 is no hit."""
    if not all(word in entry.text for word in words):
        return 0
    if " ".join(words) == entry.id.lower():
        return 1
    title = f"{entry.id} {entry.title}".lower()
    return 2 if all(word in title for word in words) else 3


def _meant(
    asked: Sequence[str], entries: tuple[Entry, ...]
) -> tuple[list[str], tuple[tuple[str, str], ...]]:
    """Each word as it stands somewhere, or its nearest among all words of the library."""
    known = _vocabulary(entries)
    meant: list[str] = []
    read_as: list[tuple[str, str]] = []
    for word in asked:
        if any(word in other for other in known):
            meant.append(word)
            continue
        near = get_close_matches(word, known, n=1)
        meant.append(near[0] if near else word)
        read_as.extend((word, other) for other in near)
    return meant, tuple(read_as)


@lru_cache(maxsize=4)
def _vocabulary(entries: tuple[Entry, ...]) -> tuple[str, ...]:
    words = {word for entry in entries for word in _WORD.findall(entry.text)}
    return tuple(sorted(word for word in words if not word.isdecimal()))
