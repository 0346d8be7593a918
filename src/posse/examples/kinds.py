"""The register of kinds: which modules run which examples."""

from collections.abc import Mapping, Sequence
from typing import Any, Protocol, cast

from posse.examples import (
    assistance_units,
    authorization,
    best_estimate,
    care_change,
    care_clock,
    care_disqualification,
    care_release,
    care_review,
    child_care_eligibility,
    clock,
    closure,
    deadline,
    distribution,
    ledger,
    next_action,
    reliability,
    remedies,
    withholding,
    withholding_amounts,
)
from posse.examples.keys import Keys
from posse.examples.model import Example
from posse.rules.errors import LawError
from posse.rules.parameters import Law


class Kind(Protocol):
    """What a module of a kind must have.

    ``run`` takes any number of examples in one array call and gives for each, in order,
    a mapping with the keys of EXPECTED_KEYS, written as an example would write them. It
    may raise LawError, or ValueError, for an example that cannot be answered.
    """

    KIND: str
    INPUT_KEYS: Keys
    REQUIRED_INPUT_KEYS: Sequence[str]
    EXPECTED_KEYS: Keys

    def run(self, examples: Sequence[Example], law: Law) -> list[dict[str, Any]]: ...


# A new kind is one module, one line here, and one word less below.
KINDS: Mapping[str, Kind] = {
    module.KIND: cast("Kind", module)
    for module in (
        deadline,
        distribution,
        withholding,
        withholding_amounts,
        ledger,
        reliability,
        clock,
        next_action,
        closure,
        remedies,
        best_estimate,
        authorization,
        assistance_units,
        child_care_eligibility,
        care_clock,
        care_review,
        care_change,
        care_disqualification,
        care_release,
    )
}

NOT_BUILT = (
    "guideline",
    "provider_payment",
    "performance",
)


class UnknownKind(LawError):  # noqa: N818 (named like the other law errors)
    """No module runs examples of this kind."""


def kind_named(name: str) -> Kind:
    """The kind of this name.

    Raises: UnknownKind, which says whether the kind is planned or nowhere known.
    """
    if name in KINDS:
        return KINDS[name]
    if name in NOT_BUILT:
        raise UnknownKind(f"kind {name!r} is not built yet; built: {', '.join(KINDS)}")
    known = ", ".join([*KINDS, *NOT_BUILT])
    raise UnknownKind(f"there is no kind {name!r}; kinds: {known}")
