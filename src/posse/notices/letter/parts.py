"""What a notice is made of: the values it is told, and the parts that state them in order."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Any, Literal

Kind = Literal["text", "money", "day", "count", "flag", "minutes", "said", "law"]
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
class Column:
    """A column of a table: its heading and its value; ``if_any`` leaves out an empty one."""

    head: str
    value: str
    if_any: bool = False


@dataclass(frozen=True)
class Part:
    """One part of a notice: sentences, a table of ``columns``, or fields.

    ``tells`` names the items of the frame that it states.
    """

    shape: Shape
    says: tuple[str, ...] = ()
    rows: str = ""
    columns: tuple[Column, ...] = ()
    fields: tuple[Field, ...] = ()
    only_if: str = ""
    tells: tuple[str, ...] = ()


def kind_of(told: str) -> Kind:
    """The kind itself of a kind that may be optional."""
    return told.removesuffix(OPTIONAL)  # type: ignore[return-value]


def value_of(name: str, raw: Any) -> Value:
    """A value as the YAML of a notice has it."""
    if isinstance(raw, str):
        return Value(name, kind=raw)
    if "rows" in raw:
        return Value(name, rows=MappingProxyType(dict(raw["rows"])))
    return Value(name, choices=tuple(raw["one_of"]))


def part_of(raw: Mapping[str, Any], values: Mapping[str, Value]) -> Part:
    """A part as the YAML of a notice has it; ``values`` are those of the notice."""
    return replace(
        _shape_of(raw, values),
        only_if=raw.get("only_if", ""),
        tells=tuple(raw.get("tells", ())),
    )


def _shape_of(raw: Mapping[str, Any], values: Mapping[str, Value]) -> Part:
    if "table" in raw:
        columns = tuple(Column(**each) for each in raw["table"]["columns"])
        return Part("table", rows=raw["table"]["rows"], columns=columns)
    if "choose" in raw:
        name = raw["choose"]
        value = values.get(value_chosen_by(name))
        choices = value.choices if value else ()
        return Part("choose", says=(name, *(f"{name}_{choice}" for choice in choices)))
    if "list" in raw:
        return Part("list", says=tuple(raw["list"]))
    if "fields" in raw:
        return Part("fields", fields=tuple(_field(each) for each in raw["fields"]))
    for shape in SENTENCES:
        if shape in raw:
            return Part(shape, says=(raw[shape],))
    raise ValueError("the schema lets no part through that says nothing")


def _field(raw: Mapping[str, Any]) -> Field:
    return Field(
        number=raw["field"],
        sure=raw["sure"],
        value=raw.get("value", ""),
        choice=raw.get("is", ""),
        says=raw.get("says", ""),
    )


def value_chosen_by(sentence: str) -> str:
    """The value that chooses a sentence, such as ``period`` for ``care_letters.period``."""
    return sentence.rpartition(".")[2]
