"""What the page of one remedy of a case shows: its why, its steps and their letters."""

from dataclasses import dataclass
from datetime import date

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import StepAct
from posse.apps.enforcement.models import AssetMatch, RemedyStep
from posse.services.enforcement.licenses import LICENSES, last_day_of_hearing
from posse.services.enforcement.liens import LIEN
from posse.services.enforcement.matches import matches_for_obligor, rules_on
from posse.services.enforcement.passport import PASSPORT, may_release
from posse.services.enforcement.steps import past_due_in, steps_of_case
from posse.services.notices.issuing import DISBURSEMENT_UNIT, office_lines
from posse.services.pages.case_work import worker_of
from posse.services.pages.enforcement import RemedyRow, remedies_for_case

MATCHES_SHOWN = 50
ENDS = {LIEN: StepAct.LIEN_RELEASED}


@dataclass(frozen=True)
class PassportWords:
    """Whether a refused passport is released, and whom the parent may call."""

    is_free: bool
    why: str
    office: tuple[str, ...]
    worker: str


@dataclass(frozen=True)
class RemedyPage:
    """One remedy of a case. ``taken`` are the acts since it last ended. Units: cents."""

    row: RemedyRow
    past_due_cents: int
    steps: tuple[RemedyStep, ...]
    taken: frozenset[str]
    matches: tuple[AssetMatch, ...]
    hearing_through: date | None
    passport: PassportWords | None

    @property
    def is_license(self) -> bool:
        """Whether it is about a license, which a plan gives back."""
        return self.row.name in LICENSES


def remedy_page_for(case: Case, remedy: str, *, on: date) -> RemedyPage | None:
    """A remedy of a case, judged now; None where the law has none of this name."""
    row = next((each for each in remedies_for_case(case, on=on) if each.name == remedy), None)
    if row is None:
        return None
    steps = tuple(steps_of_case(case, remedy))
    running = _running(steps, ENDS.get(remedy, StepAct.RESTORED))
    served = [each for each in running if each.act == StepAct.SERVED]
    return RemedyPage(
        row=row,
        past_due_cents=past_due_in(case, on=on),
        steps=steps,
        taken=frozenset(each.act for each in running),
        matches=_matches(case, remedy, on=on),
        hearing_through=last_day_of_hearing(served[-1].effective_on) if served else None,
        passport=passport_words(case, on=on) if remedy == PASSPORT else None,
    )


def _matches(case: Case, remedy: str, *, on: date) -> tuple[AssetMatch, ...]:
    """What partners found for the parent by a remedy, or what it may be used on."""
    sources = [
        name for name, rule in rules_on(on).items() if remedy in {rule.remedy, rule.levy}
    ]
    found = matches_for_obligor(case.obligor_id or 0).filter(source__in=sources)
    return tuple(found[:MATCHES_SHOWN])


def _running(steps: tuple[RemedyStep, ...], end: StepAct) -> tuple[RemedyStep, ...]:
    """The steps since the last that ended the remedy."""
    ends = [place for place, each in enumerate(steps) if each.act == end]
    return steps[ends[-1] + 1 :] if ends else steps


def passport_words(case: Case, *, on: date) -> PassportWords:
    """What the liaison tells a parent who calls.

    Source: CS-9.2-PASS-8, CS-9.2-PASS-9.
    """
    assert case.obligor_id is not None, "a remedy is judged for a parent"
    is_free, why = may_release(case.obligor_id, on=on)
    worker = worker_of(case, on=on)
    return PassportWords(
        is_free=is_free,
        why=why,
        office=office_lines(on=on).get(case.county_fips, (DISBURSEMENT_UNIT,)),
        worker=worker.full_name if worker else "",
    )
