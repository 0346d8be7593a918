"""Income withholding in the demo: orders that stood before, benefits, and payors' words.

The caseload is taken over with the orders that its payors have; the same people are chosen
each time, by the order in which they came into the register.
"""

from datetime import date, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from posse.apps.cases.models import Case
from posse.apps.people.models import Employer, Participant
from posse.apps.withholding.choices import SourceKind, ToldBy
from posse.apps.withholding.models import IncomeSource, WithholdingOrder
from posse.services.register.people import do_add_employer
from posse.services.withholding.awards import Award, do_record_award
from posse.services.withholding.lump_sums import do_take_lump_sum
from posse.services.withholding.orders import do_bring_over_orders
from posse.services.withholding.sources import do_take_source

# One of so many cases has each of these.
CASES_A_BENEFIT, BENEFITS_MAX = 250, 12
CASES_A_LUMP_SUM, LUMP_SUMS_MAX = 400, 4
TOLD_DAYS = 5
# Numbers beginning with 00 are given to nobody.
AGENCY = {
    "name": "Example Benefits Agency",
    "fein": "009999901",
    "city": "Cheyenne",
    "state": "WY",
}
BENEFITS = (SourceKind.UNEMPLOYMENT, SourceKind.WORKERS_COMPENSATION)
AWARDS = ((41_200, "weekly"), (90_000, "biweekly"), (36_550, "weekly"))
NAMELESS = "Ranch without a known number"
LUMP_SUMS = ((150_000, True), (320_000, False), (80_000, True), (500_000, False))


@transaction.atomic
def do_make_demo_withholding(*, on: date, by: str) -> int:
    """Bring over the orders that stood, then let benefits and lump sums be told of.

    Needs books that were folded once. Gives how many orders were brought over.
    """
    count = do_bring_over_orders(on=on, by=by)
    cases = Case.objects.count()
    _do_tell_benefits(min(cases // CASES_A_BENEFIT + 2, BENEFITS_MAX), on=on, by=by)
    _do_tell_lump_sums(min(cases // CASES_A_LUMP_SUM + 1, LUMP_SUMS_MAX), on=on, by=by)
    return count


def _do_tell_benefits(count: int, *, on: date, by: str) -> None:
    """Parents without a job get benefits, and one works for a payor without a number."""
    agency = _do_know_agency()
    for place, parent in enumerate(_without_income()[: count + 1]):
        is_nameless = place == count
        source = do_take_source(
            obligor=parent,
            employer=None if is_nameless else agency,
            payor_name=NAMELESS if is_nameless else "",
            kind=SourceKind.WAGES if is_nameless else BENEFITS[place % len(BENEFITS)],
            began_on=on - timedelta(days=TOLD_DAYS),
            told_on=on,
            told_by=ToldBy.PARENT if is_nameless else ToldBy.MATCH,
            by=by,
        )
        if not is_nameless:
            award = _award(place, source)
            do_record_award(source=source, award=award, told_by=ToldBy.MATCH, on=on, by=by)


def _award(place: int, source: IncomeSource) -> Award:
    cents, frequency = AWARDS[place % len(AWARDS)]
    return Award(f"EX-{place + 1}", cents, frequency, source.began_on)


def _do_know_agency() -> Employer:
    known = Employer.objects.filter(fein=AGENCY["fein"]).first()
    if known is None:
        known = do_add_employer(**AGENCY)
        known.line_1, known.zip_code = "2 Example Plaza", "82001"
        known.save()
    return known


def _without_income() -> QuerySet[Participant]:
    mine = IncomeSource.objects.filter(obligor=OuterRef("pk"))
    parents = Participant.objects.filter(cases_owed_by__orders__isnull=False)
    return parents.filter(~Exists(mine)).distinct().order_by("pk")


def _do_tell_lump_sums(count: int, *, on: date, by: str) -> None:
    """Payors tell of a bonus or another payment to parents with past-due support."""
    owing = WithholdingOrder.objects.filter(
        income_source=OuterRef("pk"), arrears_cents__gt=0, past_due_child_cents__gt=0
    )
    sources = IncomeSource.objects.filter(Exists(owing), end__isnull=True).order_by("pk")
    for place, source in enumerate(sources[:count]):
        amount_cents, is_earnings = LUMP_SUMS[place % len(LUMP_SUMS)]
        do_take_lump_sum(
            source=source,
            amount_cents=amount_cents,
            is_earnings=is_earnings,
            payable_on=on + timedelta(days=TOLD_DAYS),
            on=on,
            by=by,
        )
