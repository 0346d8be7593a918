"""The notices of a profile as they lie in ``policy``: values they need, parts they have."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType
from typing import Any, Literal

from posse.rules.citations import citation_fault
from posse.rules.errors import LawError, LawFileInvalid
from posse.rules.locations import policy_root
from posse.rules.texts import load_texts
from posse.rules.yaml_files import read_checked

FILE_NAME = "notice.yaml"
LETTERS = "letters"

Kind = Literal["text", "money", "day", "count", "flag"]
# A kind with a question mark, such as ``day?``, is told as None where it is not known.
OPTIONAL = "?"
Shape = Literal["say", "box", "heading", "list", "choose", "table", "fields"]
Sureness = Literal["seen", "second_hand", "derived", "unverified"]
SENTENCES: tuple[Shape, ...] = ("say", "box", "heading")


@dataclass(frozen=True)
class Value:
    """What a notice must be told: one thing, one of several names, or rows of things."""

    name: str
    kind: str = ""
    choices: tuple[str, ...] = ()
    rows: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Field:
    """A numbered field of a form, with how well its number and meaning are known.

    It states a value; or whether that value is ``choice``; or the sentence ``says``; or
    nothing, where whoever gets the form fills it in.
    """

    number: str
    sure: Sureness
    value: str = ""
    choice: str = ""
    says: str = ""

    @property
    def label(self) -> str:
        """The name of the sentence that says what stands in the field."""
        return f"field_{self.number}"


@dataclass(frozen=True)
class Part:
    """One part of a notice: sentences, a table of ``columns`` (heading, value), or fields."""

    shape: Shape
    says: tuple[str, ...] = ()
    rows: str = ""
    columns: tuple[tuple[str, str], ...] = ()
    fields: tuple[Field, ...] = ()
    only_if: str = ""


@dataclass(frozen=True)
class NoticeForm:
    """A notice before anybody is named in it."""

    name: str
    words: str
    to: str
    remedies: tuple[str, ...]
    cites: tuple[str, ...]
    note: str
    values: Mapping[str, Value]
    body: tuple[Part, ...]
    folder: Path

    def key(self, sentence: str) -> str:
        """Where a sentence of this notice stands in ``policy/texts``."""
        return f"notice_{self.name}.{sentence}"


def kind_of(told: str) -> Kind:
    """The kind itself of a kind that may be optional."""
    return told.removesuffix(OPTIONAL)  # type: ignore[return-value]


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
            form = _form(file)
            _check(form, file, texts=load_texts(root))
            forms[form.name] = form
    return MappingProxyType(forms)


def _form(file: Path) -> NoticeForm:
    raw = read_checked(file, "notice")
    values = {name: _value(name, each) for name, each in raw["values"].items()}
    return NoticeForm(
        name=file.parent.name,
        words=raw["words"],
        to=raw["to"],
        remedies=tuple(raw.get("remedies", ())),
        cites=tuple(raw["cites"]),
        note=" ".join(raw.get("note", "").split()),
        values=MappingProxyType(values),
        body=tuple(_part(each, values) for each in raw["body"]),
        folder=file.parent,
    )


def _value(name: str, raw: Any) -> Value:
    if isinstance(raw, str):
        return Value(name, kind=raw)
    if "rows" in raw:
        return Value(name, rows=MappingProxyType(dict(raw["rows"])))
    return Value(name, choices=tuple(raw["one_of"]))


def _part(raw: Mapping[str, Any], values: Mapping[str, Value]) -> Part:
    only_if = raw.get("only_if", "")
    if "table" in raw:
        columns = tuple((each["head"], each["value"]) for each in raw["table"]["columns"])
        return Part("table", rows=raw["table"]["rows"], columns=columns, only_if=only_if)
    if "choose" in raw:
        name = raw["choose"]
        choices = values[name].choices if name in values else ()
        says = (name, *(f"{name}_{choice}" for choice in choices))
        return Part("choose", says=says, only_if=only_if)
    if "list" in raw:
        return Part("list", says=tuple(raw["list"]), only_if=only_if)
    if "fields" in raw:
        fields = tuple(
            Field(
                number=each["field"],
                sure=each["sure"],
                value=each.get("value", ""),
                choice=each.get("is", ""),
                says=each.get("says", ""),
            )
            for each in raw["fields"]
        )
        return Part("fields", fields=fields, only_if=only_if)
    for shape in SENTENCES:
        if shape in raw:
            return Part(shape, says=(raw[shape],), only_if=only_if)
    raise ValueError("the schema lets no part through that says nothing")


def _check(form: NoticeForm, file: Path, *, texts: Mapping[str, Any]) -> None:
    """Whatever the notice names is there. Raises: LawFileInvalid."""
    for fault in [*_citation_faults(form), *_part_faults(form), *_text_faults(form, texts)]:
        raise LawFileInvalid(file, "", fault)


def _citation_faults(form: NoticeForm) -> Iterator[str]:
    yield from filter(None, map(citation_fault, form.cites))


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
                f"the table shows {value!r}, which its rows do not have"
                for _, value in part.columns
                if value not in (rows or {})
            )


def _field_faults(form: NoticeForm, field: Field) -> Iterator[str]:
    if field.value and field.value not in form.values:
        yield f"field {field.number} states {field.value!r}, which is not there"
    elif field.value and (field.choice or form.values[field.value].choices):
        choices = form.values[field.value].choices
        if field.choice not in choices:
            yield f"field {field.number} is no choice of {field.value}: {', '.join(choices)}"


def _text_faults(form: NoticeForm, texts: Mapping[str, Any]) -> Iterator[str]:
    for sentence in ("title", *sentences_of(form)):
        if form.key(sentence) not in texts:
            yield f"policy/texts has no sentence {form.key(sentence)!r}"


def sentences_of(form: NoticeForm) -> Iterator[str]:
    """The names of all sentences that the parts can say."""
    for part in form.body:
        yield from part.says[1:] if part.shape == "choose" else part.says
        yield from (head for head, _ in part.columns)
        for field in part.fields:
            yield field.label
            if field.says:
                yield field.says
