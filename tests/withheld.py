"""Made-up payors and cases of withholding, written through the services of the screens."""

from datetime import date

from tests.builders import BY, build_case
from tests.payments import start_run

from posse.apps.cases.models import Case
from posse.apps.people.models import Employer
from posse.apps.withholding.models import IncomeSource
from posse.services.books.posting import do_fold
from posse.services.register.people import do_add_employer
from posse.services.withholding.sources import do_take_source

TOLD_ON = date(2026, 10, 1)


def build_payor(fein: str = "990000001", *, has_address: bool = True) -> Employer:
    """A made-up employer, with the address of its payroll unless told otherwise."""
    employer = do_add_employer(name="Made-Up Mills Inc.", fein=fein, city="Casper", state="WY")
    if has_address:
        employer.line_1, employer.zip_code = "40 Example Road", "82601"
        employer.save()
    return employer


def build_source(
    case: Case, *, employer: Employer | None = None, told_on: date = TOLD_ON, **told
) -> IncomeSource:
    """That a payor pays the parent of a case."""
    assert case.obligor is not None
    return do_take_source(
        obligor=case.obligor,
        employer=employer or build_payor(),
        **{"kind": "wages", "began_on": told_on, "told_by": "new_hire", **told},
        told_on=told_on,
        by=BY,
    )


def build_withheld(**told) -> tuple[Case, IncomeSource]:
    """A case and the job of its parent."""
    case = build_case(**told)
    return case, build_source(case)


def fold(case: Case, *, through: date = TOLD_ON) -> None:
    """What the books say of the parent of a case, through a day."""
    run = start_run(through, key=f"fold {case.pk} {through}")
    do_fold(obligors=[case.obligor_id], through=through, run=run)
