"""The other model's answer for families of ``child_care.py``, in an environment of its own.

Run: PYTHON policyengine_wyoming.py FAMILIES.npz ANSWERS.npz, where PYTHON has the package
``policyengine-us`` installed. Nothing of the project is imported here. Prints one JSON row of
seconds.
"""

import json
import sys
import time

import numpy as np

began = time.perf_counter()
from policyengine_core.simulations import SimulationBuilder  # noqa: E402
from policyengine_us import CountryTaxBenefitSystem  # noqa: E402

SYSTEM = CountryTaxBenefitSystem()
READY_SECONDS = time.perf_counter() - began
PROVIDERS = np.array(["CENTER", "LICENSED_FAMILY", "LEGALLY_EXEMPT"])
DAYS_OF_YEAR = 365.25
ADULT_AGE = 35


class Persons:
    """Adults and children of all families, the adults of a family before its children."""

    def __init__(self, given: dict[str, np.ndarray]) -> None:
        """Lay the members of each family one after the other."""
        families = np.arange(len(given["adults"]))
        of_adults = np.repeat(families, given["adults"])
        of_children = np.repeat(families, given["children"])
        family = np.concatenate([of_adults, of_children])
        # A stable sort keeps the adults of a family before its children.
        self.order = np.argsort(family, kind="stable")
        self.family = family[self.order]
        self.adults, self.children = len(of_adults), len(of_children)
        self.is_adult = np.arange(len(family))[self.order] < self.adults

    def column(self, adults: object, children: object) -> np.ndarray:
        """One column of all persons, from those of adults and of children."""
        parts = [
            np.broadcast_to(np.asarray(part), count)
            for part, count in ((adults, self.adults), (children, self.children))
        ]
        return np.concatenate(parts)[self.order]


def simulation(given: dict[str, np.ndarray]) -> tuple[object, str]:
    """A simulation with every input set, and its month."""
    persons, families = Persons(given), len(given["adults"])
    builder = SimulationBuilder()
    builder.populations = SYSTEM.instantiate_entities()
    builder.declare_person_entity("person", np.arange(len(persons.family)))
    for entity in builder.populations:
        if entity == "person":
            continue
        group = builder.declare_entity(entity, np.arange(families))
        roles = np.array([group.entity.flattened_roles[0]] * len(persons.family))
        builder.join_with_persons(group, persons.family, roles)
    found = builder.build(SYSTEM)
    month = str(given["month"])
    return set_inputs(found, given, persons=persons, month=month), month


def set_inputs(
    found: object, given: dict[str, np.ndarray], *, persons: Persons, month: str
) -> object:
    """Lay the facts into the simulation; yearly amounts are twelve times those of a month."""
    year, families = month[:4], len(given["adults"])
    column = persons.column
    yearly = {
        "age": column(ADULT_AGE, (given["age_days"] / DAYS_OF_YEAR + 0.01).astype(int)),
        "weekly_hours_worked_before_lsr": column(given["hours"] / 100, 0),
        "employment_income": column(given["earned"] * 12 / 100, 0),
        "alimony_income": column(given["unearned"] * 12 / 100, 0),
        "is_disabled": column(0, given["is_special"]).astype(bool),
        "is_tax_unit_head_or_spouse": persons.is_adult,
        "childcare_hours_per_day": column(0, given["hours_day"] / 100),
        "childcare_attending_days_per_month": column(0, given["days"]),
        "is_tax_unit_dependent": ~persons.is_adult,
    }
    for name, values in yearly.items():
        found.set_input(name, year, values)
    charged = given["charge"] * given["days"] * 12 / 100
    found.set_input("pre_subsidy_childcare_expenses", year, column(0, charged))
    found.set_input(
        "wy_ccap_provider_type", month, column("CENTER", PROVIDERS[given["setting"]])
    )
    found.set_input("state_code", year, np.full(families, "WY"))
    found.set_input("wy_ccap_enrolled", month, given["is_continuing"])
    found.set_input("is_tanf_enrolled", month, np.zeros(families, dtype=bool))
    return found


def main() -> None:
    """Read, simulate, write."""
    given = dict(np.load(sys.argv[1]))
    found, month = simulation(given)
    start = time.perf_counter()
    answers = {
        "benefit": found.calculate("wy_ccap", month),
        "is_eligible": found.calculate("wy_ccap_eligible", month),
        "copay": found.calculate("wy_ccap_copay", month),
    }
    seconds = time.perf_counter() - start
    np.savez(sys.argv[2], **answers)
    families = len(given["adults"])
    print(json.dumps({
        "ready_seconds": round(READY_SECONDS, 1),
        "seconds": round(seconds, 2),
        "families_a_second": int(families / seconds),
    }))  # fmt: skip


if __name__ == "__main__":
    main()
