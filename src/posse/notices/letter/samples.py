"""The made-up letter of each notice, by which it is read over and shown to staff."""

from dataclasses import replace
from datetime import date
from typing import Any

from posse.notices.letter.data import LetterHead, letter_pdf
from posse.notices.letter.forms import NoticeForm
from posse.notices.letter.parts import kind_of
from posse.rules.yaml_files import read_yaml

SAMPLE = "sample.yaml"


def sample_pdf(form: NoticeForm, *, language: str = "en") -> bytes:
    """The made-up letter as a PDF. Raises: LawError when it leaves a gap."""
    head, values = sample_of(form)
    return letter_pdf(form, replace(head, language=language), values)


def sample_of(form: NoticeForm) -> tuple[LetterHead, dict[str, Any]]:
    """The head and the values of the made-up letter, with days as days."""
    raw = read_yaml(form.folder / SAMPLE)
    head = raw["head"]
    return (
        LetterHead(
            name=head["name"],
            address=tuple(head["address"]),
            is_address_protected=False,
            case_number=head["case_number"],
            office=tuple(head["office"]),
            issued_on=date.fromisoformat(head["issued_on"]),
        ),
        {name: _typed(form, name, told) for name, told in raw["values"].items()},
    )


def _typed(form: NoticeForm, name: str, told: Any) -> Any:
    value = form.values[name]
    if value.rows is not None:
        kinds = value.rows
        return [{key: _one(kinds[key], each) for key, each in row.items()} for row in told]
    return _one(value.kind, told)


def _one(kind: str, told: Any) -> Any:
    is_day = kind_of(kind) == "day" and told is not None
    return date.fromisoformat(told) if is_day else told
