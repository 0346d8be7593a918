"""Whether a notice can be written from what it is told: no gap, and all that the law asks."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from posse.notices.letter.forms import NoticeForm
from posse.notices.letter.parts import OPTIONAL, Kind, Part, Value, kind_of, value_chosen_by
from posse.rules.citations import citation_fault, is_clause_id
from posse.rules.clauses import clauses
from posse.rules.errors import LawError
from posse.rules.texts import load_texts, places_in, words

Values = Mapping[str, Any]
# Every language names the same values, so one of them shows which.
LANGUAGE = "en"


def check_values(form: NoticeForm, values: Values) -> None:
    """Whether a notice can be written from these values. Raises: LawError in words."""
    for fault in value_faults(form, values):
        raise LawError(f"the notice {form.name} {fault}")
    for fault in item_faults(form, values):
        raise LawError(f"the notice {form.name} {fault}")


def item_faults(form: NoticeForm, values: Values) -> Iterator[str]:
    """Each item of the law that a letter with these values would leave out.

    Source: CC-1401-A.
    """
    for item in form.items:
        parts = (part for part in form.body if item.name in part.tells)
        is_due = not item.if_any or is_any(values[item.if_any])
        if is_due and not any(_is_told(form, part, values) for part in parts):
            yield f"lacks {item.told}"


def _is_told(form: NoticeForm, part: Part, values: Values) -> bool:
    """Whether a part is on the letter and knows whatever its sentences state."""
    if not is_written(part, values):
        return False
    if part.shape == "table":
        return bool(values[part.rows])
    if part.shape == "choose":
        name = part.says[0]
        sentences: tuple[str, ...] = (f"{name}_{values[value_chosen_by(name)]}",)
    else:
        sentences = part.says
    return all(
        values.get(place) is not None
        for sentence in sentences
        for place in places_in(words(form.key(sentence), language=LANGUAGE))
    )


def is_written(part: Part, values: Values) -> bool:
    """Whether a part stands on a letter with these values."""
    return not part.only_if or is_any(values[part.only_if])


def is_any(told: Any) -> bool:
    """Whether there is something to tell: no row and a no are nothing, an amount of zero is."""
    return told is not None and told is not False and told not in ([], ())


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


FITS: Mapping[Kind, type | tuple[type, ...]] = {
    "text": str, "money": int, "day": date, "count": int, "flag": bool, "minutes": int,
    "said": str, "law": (list, tuple),
}  # fmt: skip
WHOLE_AMOUNTS = {"money", "minutes"}


def _one_fault(name: str, kind: str, told: Any) -> Iterator[str]:
    if told is None and kind.endswith(OPTIONAL):
        return
    kind = kind_of(kind)
    is_fit = isinstance(told, FITS[kind])
    if not is_fit or (FITS[kind] is int and isinstance(told, bool)):
        yield f"needs {kind} for {name}, not {told!r}"
    elif kind == "law":
        yield from _law_faults(name, told)
    elif kind == "said" and told not in load_texts():
        yield f"needs a sentence of policy/texts for {name}, not {told!r}"
    elif isinstance(told, str) and not told.strip():
        yield f"needs words for {name}"
    elif kind in WHOLE_AMOUNTS and told < 0:
        unit = "cents" if kind == "money" else "minutes"
        yield f"states no negative amount, and {name} is {told} {unit}"


def _law_faults(name: str, told: Sequence[str]) -> Iterator[str]:
    if not told:
        yield f"needs the law that {name} rests on"
    for cite in told:
        if fault := citation_fault(cite):
            yield f"cannot name {name}: {fault}"
        elif is_clause_id(cite) and cite not in clauses():
            yield f"cannot name {name}: there is no clause {cite!r}"
