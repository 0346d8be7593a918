"""A household drawn: each assistance unit a box, each person in it, and the ties between."""

from collections.abc import Sequence
from dataclasses import dataclass

from posse.services.care.units import LaidOut

# Units: pixels of a picture that is scaled to the width of the page.
PERSON_WIDTH, PERSON_HEIGHT, GAP, MARGIN = 150, 46, 14, 16
ROW, TITLE = PERSON_HEIGHT + 44, 30


@dataclass(frozen=True)
class Drawn:
    """A person in the picture."""

    participant: int
    name: str
    words: str
    is_adult: bool
    left: int
    top: int

    @property
    def middle(self) -> int:
        """Where lines meet the person."""
        return self.left + PERSON_WIDTH // 2

    @property
    def foot(self) -> int:
        """The lower edge."""
        return self.top + PERSON_HEIGHT

    @property
    def text_top(self) -> int:
        """Where the name stands."""
        return self.top + 19

    @property
    def words_top(self) -> int:
        """Where the words below the name stand."""
        return self.top + 36


@dataclass(frozen=True)
class Box:
    """An assistance unit in the picture, or people who are in none."""

    title: str
    is_whole: bool
    left: int
    width: int
    height: int
    people: tuple[Drawn, ...]


@dataclass(frozen=True)
class Line:
    """A tie in the picture; one that joins nothing is dashed."""

    from_left: int
    from_top: int
    to_left: int
    to_top: int
    joins: bool


@dataclass(frozen=True)
class Picture:
    """The whole picture, and what it says in words."""

    width: int
    height: int
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    words: str


@dataclass(frozen=True)
class Shown:
    """What stands on a person in the picture."""

    name: str
    words: str


def draw(laid_out: LaidOut, *, shown: dict[int, Shown]) -> Picture:
    """The household of one case as a picture. Source: CC-505."""
    boxes, left = [], MARGIN
    units = laid_out.people.partition_by("label", maintain_order=True)
    number = 0
    for members in sorted(units, key=lambda each: not each["is_whole"].any()):
        is_whole = bool(members["is_whole"].any())
        number += is_whole
        title = f"Assistance unit {number}" if is_whole else "In no assistance unit"
        rows = members.select("participant", "role").rows()
        box = _box(rows, title=title, is_whole=is_whole, left=left, shown=shown)
        boxes.append(box)
        left += box.width + MARGIN
    height = max((box.height for box in boxes), default=0) + 2 * MARGIN
    people = {each.participant: each for box in boxes for each in box.people}
    lines = [
        _line(people[tie["elder"]], people[tie["younger"]], joins=tie["outcome"] == "joins")
        for tie in laid_out.ties.iter_rows(named=True)
        if tie["elder"] in people and tie["younger"] in people
    ]
    words = "; ".join(
        f"{box.title}: {', '.join(each.name for each in box.people)}" for box in boxes
    )
    return Picture(max(left, 1), max(height, 1), tuple(boxes), tuple(lines), words)


def _box(
    rows: Sequence[tuple[int, str]],
    *,
    title: str,
    is_whole: bool,
    left: int,
    shown: dict[int, Shown],
) -> Box:
    adults = [participant for participant, role in rows if role == "adult"]
    others = [participant for participant, role in rows if role != "adult"]
    widest = max(len(adults), len(others), 1)
    people = []
    for row, members in enumerate((adults, others)):
        for place, participant in enumerate(members):
            told = shown.get(participant, Shown(str(participant), ""))
            people.append(
                Drawn(
                    participant,
                    told.name,
                    told.words,
                    is_adult=row == 0,
                    left=left + GAP + place * (PERSON_WIDTH + GAP),
                    top=MARGIN + TITLE + row * ROW,
                )
            )
    return Box(
        title,
        is_whole,
        left=left,
        width=GAP + widest * (PERSON_WIDTH + GAP),
        height=TITLE + ROW + PERSON_HEIGHT + GAP,
        people=tuple(people),
    )


def _line(elder: Drawn, younger: Drawn, *, joins: bool) -> Line:
    if elder.top == younger.top:
        first, last = sorted((elder, younger), key=lambda each: each.left)
        middle = first.top + PERSON_HEIGHT // 2
        return Line(first.left + PERSON_WIDTH, middle, last.left, middle, joins)
    return Line(elder.middle, elder.foot, younger.middle, younger.top, joins)
