"""The notices of a profile as they lie in ``policy``: values they need, parts they have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posse.notices.letter.frames import Frame, Item, frame_of
from posse.notices.letter.parts import Field, Part, Value, part_of, value_of
from posse.rules.citations import citation_fault
from posse.rules.errors import LawError, LawFileInvalid
from posse.rules.locations import policy_root
from posse.rules.texts import load_texts
from posse.rules.yaml_files import read_checked

FILE_NAME = "notice.yaml"
LETTERS = "letters"


@dataclass(frozen=True)
class NoticeForm:
    """A notice before anybody is named in it; ``items`` are what it must tell by law."""

    name: str
    words: str
    to: str
    sort: str
    remedies: tuple[str, ...]
    cites: tuple[str, ...]
    note: str
    values: Mapping[str, Value]
    body: tuple[Part, ...]
    items: tuple[Item, ...]
    folder: Path

    @property
    def program(self) -> str:
        """The folder of the program in ``policy``, such as ``support``."""
        return self.folder.parent.parent.name

    def key(self, sentence: str) -> str:
        """Where a sentence stands in ``policy/texts``; one that is shared names its file."""
        return sentence if "." in sentence else f"notice_{self.name}.{sentence}"


def notice_form(name: str, *, profile: str = "wyoming") -> NoticeForm:
    """The notice of a name. Raises: LawError when there is none."""
    forms = notice_forms(profile=profile)
    if name not in forms:
        raise LawError(f"there is no notice {name!r}; there is {', '.join(forms)}")
    return forms[name]


def notice_forms(
    *, profile: str = "wyoming", root: Path | None = None
) -> Mapping[str, NoticeForm]:
    """Every notice of a profile by its name; a later layer's replaces an earlier one's.

    Raises: LawFileInvalid for a sentence, value or citation that is not there.
    """
    return _load(profile, (root or policy_root()).resolve())


@lru_cache(maxsize=4)
def _load(profile: str, root: Path) -> Mapping[str, NoticeForm]:
    forms: dict[str, NoticeForm] = {}
    for layer in read_checked(root / "profiles" / f"{profile}.yaml", "profile")["layers"]:
        for file in sorted((root / layer).rglob(FILE_NAME)):
            form = _form(file, frame=frame_of(file.parent.parent))
            _check(form, file, texts=load_texts(root))
            forms[form.name] = form
    return MappingProxyType(forms)


def _form(file: Path, *, frame: Frame) -> NoticeForm:
    raw = read_checked(file, "notice")
    own = {name: value_of(name, each) for name, each in raw["values"].items()}
    values = {**frame.values, **own}
    sort = raw.get("sort", "")
    return NoticeForm(
        name=file.parent.name,
        words=raw["words"],
        to=raw["to"],
        sort=sort,
        remedies=tuple(raw.get("remedies", ())),
        cites=tuple(raw["cites"]),
        note=" ".join(raw.get("note", "").split()),
        values=MappingProxyType(values),
        body=(*(part_of(each, values) for each in raw["body"]), *frame.body),
        items=frame.asked_of(sort),
        folder=file.parent,
    )


def _check(form: NoticeForm, file: Path, *, texts: Mapping[str, Any]) -> None:
    """Whatever the notice names is there. Raises: LawFileInvalid."""
    faults = [
        *_citation_faults(form),
        *_part_faults(form),
        *_item_faults(form),
        *_text_faults(form, texts),
    ]
    for fault in faults:
        raise LawFileInvalid(file, "", fault)


def _citation_faults(form: NoticeForm) -> Iterator[str]:
    of_items = (cite for item in form.items for cite in item.cites)
    yield from filter(None, map(citation_fault, (*form.cites, *of_items)))


def _part_faults(form: NoticeForm) -> Iterator[str]:
    for part in form.body:
        if part.only_if and part.only_if not in form.values:
            yield f"only_if names the value {part.only_if!r}, which is not there"
        if part.shape == "choose" and len(part.says) == 1:
            yield f"choose names {part.says[0]!r}, which is no value with choices"
        for field in part.fields:
            yield from _field_faults(form, field)
        if part.shape == "table":
            rows = form.values[part.rows].rows if part.rows in form.values else None
            yield from (
                f"the table shows {column.value!r}, which its rows do not have"
                for column in part.columns
                if column.value not in (rows or {})
            )


def _field_faults(form: NoticeForm, field: Field) -> Iterator[str]:
    if field.value and field.value not in form.values:
        yield f"field {field.number} states {field.value!r}, which is not there"
    elif field.value and (field.choice or form.values[field.value].choices):
        choices = form.values[field.value].choices
        if field.choice not in choices:
            yield f"field {field.number} is no choice of {field.value}: {', '.join(choices)}"


def _item_faults(form: NoticeForm) -> Iterator[str]:
    told = {name for part in form.body for name in part.tells}
    for item in form.items:
        if item.name not in told:
            yield f"no part tells {item.told}"
        if item.if_any and item.if_any not in form.values:
            yield f"the item {item.name} asks for the value {item.if_any!r}, not there"


def _text_faults(form: NoticeForm, texts: Mapping[str, Any]) -> Iterator[str]:
    for sentence in ("title", *sentences_of(form)):
        if form.key(sentence) not in texts:
            yield f"policy/texts has no sentence {form.key(sentence)!r}"


def sentences_of(form: NoticeForm) -> Iterator[str]:
    """The names of all sentences that the parts can say."""
    for part in form.body:
        yield from part.says[1:] if part.shape == "choose" else part.says
        yield from (column.head for column in part.columns)
        for field in part.fields:
            yield field.label
            if field.says:
                yield field.says
