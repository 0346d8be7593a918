"""What the page of simulations offers and shows."""

from dataclasses import dataclass
from datetime import date
from itertools import groupby
from operator import attrgetter

from posse.rules.errors import LawError
from posse.rules.parameters import profile_names
from posse.services.books.simulating import SimulationRefused, simulation_for_law
from posse.services.books.simulation_report import By, ShareLine, Simulation
from posse.services.law import current_law, law_of

LIMIT_KEY = "support.simulation.screen_obligors_max"


@dataclass(frozen=True)
class SimulationGroup:
    """Some cases in words, and what each payee gets in them."""

    words: str
    lines: tuple[ShareLine, ...]


@dataclass(frozen=True)
class SimulationAnswer:
    """A simulation, or the sentence why there is none."""

    simulation: Simulation | None = None
    refusal: str = ""


def profiles_to_simulate() -> list[tuple[str, str]]:
    """Name and title of every profile of this installation but the one in force."""
    current = current_law().profile
    return [(name, law_of(name).title) for name in profile_names() if name != current]


def simulation_asked(
    *, profile: str, starts_on: date | None, through: date | None, on: date
) -> SimulationAnswer:
    """The simulation of a named profile, bounded to what a page may wait for.

    A file is never read here, whatever its name: only profiles of the installation are law
    that a page may ask for.
    """
    if profile not in profile_names():
        return SimulationAnswer(refusal="There is no profile of the law with this name.")
    limit = current_law().value(LIMIT_KEY, on=on)
    try:
        found = simulation_for_law(
            law_of(profile), starts_on=starts_on, through=through, obligors_max=limit
        )
    except (SimulationRefused, LawError) as error:
        words = str(error)
        return SimulationAnswer(refusal=f"{words[:1].upper()}{words[1:]}.")
    return SimulationAnswer(found)


def groups_of(simulation: Simulation, by: By) -> list[SimulationGroup]:
    """The lines of each group of cases together, and those of all cases last."""
    grouped = [
        SimulationGroup(words, tuple(lines))
        for words, lines in groupby(simulation.lines(by), key=attrgetter("group"))
    ]
    return [*grouped, SimulationGroup("All cases", tuple(simulation.totals()))]
