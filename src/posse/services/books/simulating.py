"""Simulation: the whole caseload under another law, read from the facts and never written.

Each partition is read and folded twice in a transaction of its own that PostgreSQL holds to
reading, so that no slip of the code can touch the books.
"""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

from django.db import connection, transaction

from posse.apps.cases.models import Case
from posse.apps.payments.models import Receipt
from posse.ledger.order import DistributionOrder
from posse.ledger.simulation import COUNTIES, Comparison, Laws, simulate, spliced
from posse.rules.parameters import Law, law_of_file, profile_names
from posse.services.books.facts import choose_obligors, facts_of_chosen
from posse.services.books.federal_share import with_federal_share
from posse.services.books.fold_list import partitions
from posse.services.books.simulation_report import Simulation
from posse.services.bulk import read_frame
from posse.services.business_dates import last_closed_day, refusal_of_far_day
from posse.services.counties import county_names
from posse.services.law import current_law, law_of

Tell = Callable[[int, int], None]


class SimulationRefused(Exception):  # noqa: N818 - the name says what is wrong
    """The caseload cannot be folded under this law over these days."""


def law_by_name_or_file(words: str) -> Law:
    """The law of a profile of this installation, or of a profile's file anywhere.

    Raises: LawError.
    """
    is_file = words not in profile_names() and Path(words).suffix in {".yaml", ".yml"}
    return law_of_file(Path(words)) if is_file else law_of(words)


def simulation_for_law(
    law: Law,
    *,
    starts_on: date | None = None,
    through: date | None = None,
    obligors_max: int | None = None,
    tell: Tell = lambda _done, _total: None,
) -> Simulation:
    """What the money collected from one day through another gives under ``law`` instead.

    Before ``starts_on`` the current law holds in both folds. The first day is that of the
    oldest receipt if not said, the last that of the last closed books; facts are those
    known on it. Where somebody waits, ``obligors_max`` bounds the caseload. ``tell`` hears
    how many partitions of how many are done.

    Raises: SimulationRefused, LawError.
    """
    last = _last_day(through)
    first = _first_day(starts_on, last)
    laws = _laws(law, first, last)
    chosen = partitions(_obligors(obligors_max))
    parts = []
    for done, part in enumerate(chosen):
        tell(done, len(chosen))
        parts.append(_comparison_of(part, laws, through=last))
    tell(len(chosen), len(chosen))
    current, comparison = current_law(), Comparison.of_parts(parts)
    return Simulation(
        profile=law.profile,
        title=law.title,
        law_fingerprint=law.fingerprint,
        current_profile=current.profile,
        current_title=current.title,
        current_fingerprint=current.fingerprint,
        starts_on=first,
        through=last,
        comparison=replace(
            comparison, shares=with_federal_share(comparison.shares, law=current)
        ),
        county_names=county_names(on=last),
    )


def _obligors(obligors_max: int | None) -> list[int]:
    """Everybody who owes in a case, unless they are too many to wait for."""
    known = Case.objects.exclude(obligor=None).order_by("obligor_id")
    obligors = list(known.values_list("obligor_id", flat=True).distinct())
    if obligors_max is not None and len(obligors) > obligors_max:
        raise SimulationRefused(
            f"this caseload has {len(obligors):,} paying parents, and a page simulates no more"
            f" than {obligors_max:,}; the command posse simulate takes any number"
        )
    return obligors


def _last_day(through: date | None) -> date:
    last = through or last_closed_day()
    if last is None:
        raise SimulationRefused("no business day is closed yet; name the last day")
    # Decades of support not yet due would be folded for a slip of the year.
    if refusal := refusal_of_far_day(last, today=None):
        raise SimulationRefused(refusal)
    return last


def _first_day(starts_on: date | None, last: date) -> date:
    oldest = Receipt.objects.order_by("effective_on").values_list("effective_on", flat=True)
    first: date = starts_on or oldest.first() or last
    if first > last:
        raise SimulationRefused(f"the first day, {first}, lies after the last, {last}")
    return first


def _laws(law: Law, first: date, last: date) -> Laws:
    try:
        current, other = (
            DistributionOrder.from_law(each, through=last) for each in (current_law(), law)
        )
        simulated = spliced(current, other, starts_on=first)
    except ValueError as error:
        raise SimulationRefused(f"the order of distribution cannot be made: {error}") from error
    return Laws(current, simulated, first)


@transaction.atomic
def _comparison_of(obligors: list[int], laws: Laws, *, through: date) -> Comparison:
    """One partition under both laws, in a transaction that may only read."""
    choose_obligors(obligors)
    with connection.cursor() as cursor:
        # Only now, because the list of those chosen is a temporary table.
        cursor.execute("SET TRANSACTION READ ONLY")
    counties = read_frame(
        "SELECT id, county_fips FROM folding JOIN cases_case USING (obligor_id)",
        schema=COUNTIES,
    )
    facts = facts_of_chosen(known_on=through)
    return simulate(facts, laws=laws, counties=counties, through=through)
