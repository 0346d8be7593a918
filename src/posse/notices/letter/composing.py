"""A notice's form and values made into the blocks of a letter, in one language."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from posse.notices.days_in_words import day_in
from posse.notices.letter.checking import Values, check_values, is_written
from posse.notices.letter.forms import NoticeForm
from posse.notices.letter.laws import regulations
from posse.notices.letter.parts import (
    Column,
    Field,
    Kind,
    Part,
    Value,
    kind_of,
    value_chosen_by,
)
from posse.rules.texts import filled, words
from posse.units.money import format_dollars

Block = dict[str, Any]

FIELD_HEADS = ("field", "meaning", "stated")
DASH = "\N{EN DASH}"
NUMBERS = {"money", "count", "minutes"}


def blocks_of(form: NoticeForm, values: Values, *, language: str) -> list[Block]:
    """What stands on the letter below its title, part by part.

    Money is whole cents, a day a date. Raises: LawError for a value that is missing, of
    another kind, or that the form does not know: a notice never goes out with a gap.
    """
    check_values(form, values)
    shown = {
        name: _shown(value, values[name], language=language)
        for name, value in form.values.items()
    }
    return [
        _block(form, part, values=values, shown=shown, language=language)
        for part in form.body
        if is_written(part, values)
    ]


def _shown(value: Value, told: Any, *, language: str) -> Any:
    if value.rows is not None:
        kinds = value.rows
        return [
            {name: _as_words(kinds[name], row[name], language=language) for name in kinds}
            for row in told
        ]
    return _as_words(value.kind or "text", told, language=language)


def _as_words(kind: str, told: Any, *, language: str) -> str:
    if told is None:
        return words("letters.not_stated", language=language)
    return WRITERS[kind_of(kind)](told, language)


def _yes_or_no(*, is_so: bool, language: str) -> str:
    return words("letters.yes" if is_so else "letters.no", language=language)


def _minutes(told: int) -> str:
    hours, minutes = divmod(told, 60)
    return f"{hours} h {minutes} min" if minutes else f"{hours} h"


# What was told, and the language, in words.
WRITERS: Mapping[Kind, Callable[[Any, str], str]] = {
    "text": lambda told, _: str(told),
    "money": lambda told, _: format_dollars(told),
    "day": lambda told, language: day_in(told, language=language),
    "count": lambda told, _: f"{told:,}",
    "flag": lambda told, language: _yes_or_no(is_so=told, language=language),
    "minutes": lambda told, _: _minutes(told),
    "said": lambda told, language: filled(words(told, language=language), {}),
    "law": lambda told, language: regulations(told, language=language),
}


def _block(
    form: NoticeForm, part: Part, *, values: Values, shown: Mapping[str, Any], language: str
) -> Block:
    def said(name: str) -> str:
        return filled(words(form.key(name), language=language), shown)

    if part.shape == "table":
        kinds = form.values[part.rows].rows or {}
        columns = [each for each in part.columns if _is_drawn(each, values[part.rows])]
        return {
            "shape": "table",
            "heads": [said(column.head) for column in columns],
            "numbers": [kind_of(kinds[column.value]) in NUMBERS for column in columns],
            "rows": [
                [_in_cell(each, told, row) for each in columns]
                for told, row in zip(values[part.rows], shown[part.rows], strict=True)
            ],
        }
    if part.shape == "fields":

        def stated(field: Field) -> str:
            if field.choice:
                is_so = values[field.value] == field.choice
                return _yes_or_no(is_so=is_so, language=language)
            return said(field.says) if field.says else str(shown.get(field.value, ""))

        return {
            "shape": "fields",
            "heads": [words(f"letters.{head}", language=language) for head in FIELD_HEADS],
            "rows": [[field.number, said(field.label), stated(field)] for field in part.fields],
        }
    if part.shape == "choose":
        name = part.says[0]
        return {"shape": "say", "text": said(f"{name}_{values[value_chosen_by(name)]}")}
    if part.shape == "list":
        return {"shape": "list", "items": [said(name) for name in part.says]}
    return {"shape": part.shape, "text": said(part.says[0])}


def _is_drawn(column: Column, rows: Sequence[Mapping[str, Any]]) -> bool:
    return not column.if_any or any(row[column.value] is not None for row in rows)


def _in_cell(column: Column, told: Mapping[str, Any], row: Mapping[str, str]) -> str:
    """A row's value in a column; where others have one, a dash says that this has none."""
    return DASH if column.if_any and told[column.value] is None else row[column.value]
