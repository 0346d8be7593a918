"""What families read: each sentence in every language of the site, from ``policy/texts``.

A key names the file and the sentence, such as ``site.sign_in``. Every sentence stands in
every language, with the same places for values, so that no language says less.
"""

import string
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posse.rules.errors import LawError, LawFileInvalid
from posse.rules.locations import policy_root
from posse.rules.yaml_files import read_checked

LANGUAGES = MappingProxyType({"en": "English", "es": "Español"})


@dataclass(frozen=True)
class Words:
    """A sentence in one language; ``one`` is its form for a count of one, where it differs."""

    other: str
    one: str

    def for_count(self, count: object) -> str:
        """The form for a count; whatever is not one takes the other form."""
        return self.one if count == 1 else self.other


Texts = Mapping[str, Mapping[str, Words]]


def words(key: str, *, language: str, count: object = None) -> str:
    """The sentence of a key, with places such as ``{name}`` still open.

    Raises: LawError for a key or a language that is not there.
    """
    known = load_texts()
    if key not in known:
        raise LawError(f"policy/texts has no sentence {key!r}")
    if language not in LANGUAGES:
        raise LawError(f"there is no language {language!r}; there is {', '.join(LANGUAGES)}")
    return known[key][language].for_count(count)


def load_texts(root: Path | None = None) -> Texts:
    """Every sentence by its key and language. Raises: LawFileInvalid."""
    return _load_texts((root or policy_root()).resolve())


def is_reviewed(key: str, *, language: str) -> bool:
    """Whether somebody who may vouch for the language has reviewed the sentence's file."""
    return _sureness(policy_root().resolve())[key.partition(".")[0]][language] == "reviewed"


@lru_cache(maxsize=4)
def _load_texts(root: Path) -> Texts:
    return MappingProxyType(dict(_sentences(root)))


@lru_cache(maxsize=4)
def _sureness(root: Path) -> Mapping[str, Mapping[str, str]]:
    return {file.stem: read_checked(file, "texts")["sure"] for file in _files(root)}


def _files(root: Path) -> list[Path]:
    return sorted((root / "texts").glob("*.yaml"))


def _sentences(root: Path) -> Iterator[tuple[str, Mapping[str, Words]]]:
    for file in _files(root):
        for name, forms in read_checked(file, "texts")["texts"].items():
            said = {language: _words(form) for language, form in forms.items()}
            _check_places(said, file=file, name=name)
            yield f"{file.stem}.{name}", said


def _words(form: str | Mapping[str, str]) -> Words:
    if isinstance(form, str):
        form = {"one": form, "other": form}
    return Words(other=" ".join(form["other"].split()), one=" ".join(form["one"].split()))


def _check_places(said: Mapping[str, Words], *, file: Path, name: str) -> None:
    """What one language says of a value, every language says. Raises: LawFileInvalid."""
    places = {language: places_in(form.other) for language, form in said.items()}
    if len(set(places.values())) > 1:
        listed = "; ".join(
            f"{key}: {', '.join(sorted(found)) or 'none'}" for key, found in places.items()
        )
        raise LawFileInvalid(
            file, f"texts.{name}", f"the languages name other values ({listed})"
        )
    for language, form in said.items():
        # "one apple" needs no count, so that form may leave places out, never add any.
        if not places_in(form.one) <= places[language]:
            raise LawFileInvalid(
                file, f"texts.{name}.{language}.one", "names a value of its own"
            )


def places_in(text: str) -> frozenset[str]:
    """The values that a sentence names, such as ``name`` of ``Dear {name}``."""
    return frozenset(field for _, field, _, _ in string.Formatter().parse(text) if field)


def filled(text: str, values: Mapping[str, Any]) -> str:
    """A sentence with its values in place. Raises: LawError for a value that is missing."""
    missing = places_in(text) - values.keys()
    if missing:
        raise LawError(f"the sentence {text!r} needs {', '.join(sorted(missing))}")
    return text.format_map(values)
