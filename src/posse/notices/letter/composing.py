"""A notice's form and values made into the blocks of a letter, in one language."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from posse.notices.days_in_words import day_in
from posse.notices.letter.forms import (
    OPTIONAL,
    Field,
    Kind,
    NoticeForm,
    Part,
    Value,
    kind_of,
)
from posse.rules.errors import LawError
from posse.rules.texts import filled, words
from posse.units.money import format_dollars

Values = Mapping[str, Any]
Block = dict[str, Any]

FIELD_HEADS = ("field", "meaning", "stated")


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
    blocks = []
    for part in form.body:
        if part.only_if and not values[part.only_if]:
            continue
        blocks.append(_block(form, part, values=values, shown=shown, language=language))
    return blocks


def check_values(form: NoticeForm, values: Values) -> None:
    """Whether a notice can be written from these values. Raises: LawError in words."""
    for fault in value_faults(form, values):
        raise LawError(f"the notice {form.name} {fault}")


def value_faults(form: NoticeForm, values: Values) -> Iterator[str]:
    """Each reason why the values do not fit the form."""
    for name in sorted(form.values.keys() - values.keys()):
        yield f"needs {name}"
    for name in sorted(values.keys() - form.values.keys()):
        yield f"does not state {name}"
    for name in sorted(form.values.keys() & values.keys()):
        yield from _kind_faults(form.values[name], values[name])


def _kind_faults(value: Value, told: Any) -> Iterator[str]:
    if value.rows is not None:
        for row in told:
            if row.keys() != value.rows.keys():
                yield f"needs {', '.join(value.rows)} in each row of {value.name}"
                return
            for name, kind in value.rows.items():
                yield from _one_fault(f"{value.name}.{name}", kind, row[name])
    elif value.choices:
        if told not in value.choices:
            yield f"knows for {value.name} only {', '.join(value.choices)}, not {told!r}"
    elif value.kind:
        yield from _one_fault(value.name, value.kind, told)


FITS: Mapping[Kind, type] = {
    "text": str, "money": int, "day": date, "count": int, "flag": bool,
}  # fmt: skip


def _one_fault(name: str, kind: str, told: Any) -> Iterator[str]:
    if told is None and kind.endswith(OPTIONAL):
        return
    kind = kind_of(kind)
    is_number = FITS[kind] is int
    if not isinstance(told, FITS[kind]) or (is_number and isinstance(told, bool)):
        yield f"needs {kind} for {name}, not {told!r}"
    elif isinstance(told, str) and not told.strip():
        yield f"needs words for {name}"
    elif kind == "money" and isinstance(told, int) and told < 0:
        yield f"states no negative amount, and {name} is {told} cents"


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
    kind = kind_of(kind)
    if kind == "money":
        return format_dollars(told)
    if kind == "day":
        return day_in(told, language=language)
    if kind == "flag":
        return _yes_or_no(is_so=told, language=language)
    return f"{told:,}" if kind == "count" else str(told)


def _yes_or_no(*, is_so: bool, language: str) -> str:
    return words("letters.yes" if is_so else "letters.no", language=language)


def _block(
    form: NoticeForm, part: Part, *, values: Values, shown: Mapping[str, Any], language: str
) -> Block:
    def said(name: str) -> str:
        return filled(words(form.key(name), language=language), shown)

    if part.shape == "table":
        kinds = form.values[part.rows].rows or {}
        return {
            "shape": "table",
            "heads": [said(head) for head, _ in part.columns],
            "numbers": [kind_of(kinds[name]) in {"money", "count"} for _, name in part.columns],
            "rows": _cells(part.columns, shown[part.rows]),
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
        return {"shape": "say", "text": said(f"{name}_{values[name]}")}
    if part.shape == "list":
        return {"shape": "list", "items": [said(name) for name in part.says]}
    return {"shape": part.shape, "text": said(part.says[0])}


def _cells(
    columns: Sequence[tuple[str, str]], rows: Sequence[Mapping[str, str]]
) -> list[list[str]]:
    return [[row[name] for _, name in columns] for row in rows]
