"""What all notices of one folder share: values, the parts at their end, and what each must say.

A program whose law lists what its notices carry has a ``frame.yaml`` beside them. Each part
of a notice names the items that it tells; a notice without a part for an item that is asked
of its sort is refused when it is read, and a letter that leaves one out is never written.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from posse.notices.letter.parts import Part, Value, part_of, value_of
from posse.rules.yaml_files import read_checked

FRAME_NAME = "frame.yaml"


@dataclass(frozen=True)
class Item:
    """What a notice must say, by which clause; of every sort where ``of`` is empty.

    ``if_any`` names the value without which there is nothing to say.
    """

    name: str
    words: str
    cites: tuple[str, ...]
    of: tuple[str, ...] = ()
    if_any: str = ""

    @property
    def told(self) -> str:
        """The item with its law, for a reason why a notice is refused."""
        return f"{self.words} ({', '.join(self.cites)})"


@dataclass(frozen=True)
class Frame:
    """What the notices of a folder share; nothing of it where a program has no such list."""

    items: tuple[Item, ...] = ()
    values: Mapping[str, Value] = field(default_factory=dict)
    body: tuple[Part, ...] = ()

    def asked_of(self, sort: str) -> tuple[Item, ...]:
        """The items that a notice of a sort must tell."""
        return tuple(item for item in self.items if not item.of or sort in item.of)


def frame_of(folder: Path) -> Frame:
    """The frame of the notices in a folder. Raises: LawFileInvalid."""
    file = folder / FRAME_NAME
    if not file.exists():
        return Frame()
    raw = read_checked(file, "notice_frame")
    values = {name: value_of(name, each) for name, each in raw["values"].items()}
    return Frame(
        items=tuple(_item(each) for each in raw["items"]),
        values=MappingProxyType(values),
        body=tuple(part_of(each, values) for each in raw["body"]),
    )


def _item(raw: Mapping[str, Any]) -> Item:
    return Item(
        name=raw["item"],
        words=raw["words"],
        cites=tuple(raw["cites"]),
        of=tuple(raw.get("of", ())),
        if_any=raw.get("if_any", ""),
    )
