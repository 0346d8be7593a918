"""What the office of the page tests has of withholding: a payor, and what goes wrong."""

from dataclasses import dataclass
from datetime import date

from posse.apps.cases.models import Case
from posse.apps.people.models import Employer
from posse.apps.withholding.choices import NonComplianceState, OrderKind, OrderReason
from posse.apps.withholding.models import NonCompliance, OrderRefusal, WithholdingOrder
from posse.services.withholding.non_compliance import VIOLATIONS, do_begin
from posse.services.withholding.sources import do_take_source

BY = "caseworker"


@dataclass(frozen=True)
class Paid:
    """Ids of a source of income, and of a payor who does not do what an order says."""

    source: int
    trouble: int


def build_income(case: Case, *, employer: int, on: date) -> Paid:
    """A job at the office's employer, whose order is kept back, and money that did not come."""
    payor = Employer.objects.get(pk=employer)
    source = do_take_source(
        obligor=case.obligor, employer=payor, kind="wages", began_on=on, told_on=on,
        told_by="new_hire", by=BY,
    )  # fmt: skip
    # Sent before this system, so that there is something to break.
    WithholdingOrder.objects.create(
        case=case, income_source=source, kind=OrderKind.ORIGINAL, issued_on=on,
        current_child_cents=45_000, reason=OrderReason.INCOME_KNOWN, recorded_by=BY,
    )  # fmt: skip
    OrderRefusal.objects.create(
        case=case, income_source=source, code="no_address", refused_on=on, recorded_by=BY
    )
    trouble = NonCompliance(
        employer=payor, income_source=source, case=case, state=NonComplianceState.FOUND,
        violation=VIOLATIONS["not_sent"], opened_on=on, due_on=on, liable_cents=45_000,
    )  # fmt: skip
    do_begin(trouble, on=on, by=BY)
    return Paid(source.pk, trouble.pk)


def income_addresses(paid: Paid, *, case: str, employer: int) -> dict[str, str]:
    """Pages of withholding that every role may read, by the name of their address."""
    return {
        "withholding": "/withholding/",
        "income-act": f"/cases/{case}/income/tell/",
        "source-act": f"/cases/{case}/income/{paid.source}/issue/",
        "employer-act": f"/employers/{employer}/acts/address/",
        "trouble": f"/withholding/{paid.trouble}/",
        "trouble-act": f"/withholding/{paid.trouble}/acts/tell/",
    }
