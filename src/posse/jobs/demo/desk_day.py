"""One day at the demo's desk, as its acts see it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TypeVar

from posse.jobs.demo.draws import Draws
from posse.jobs.demo.mix import Request

Chosen = TypeVar("Chosen")


@dataclass(frozen=True)
class Desk:
    """One day at the desk; ``count`` is how often it does what only a person can do."""

    request: Request
    on: date
    count: int
    draws: Draws

    def some(self, candidates: Sequence[Chosen]) -> list[Chosen]:
        """A few of the candidates, the same ones for the same seed."""
        places = self.draws.shuffled(len(candidates))[: self.count]
        return [candidates[place] for place in sorted(places.tolist())]


Act = Callable[[Desk], None]
