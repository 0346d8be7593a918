"""Awards of benefits: what an agency pays in one payment, and what of it can be withheld."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.db.models import OuterRef, Subquery

from posse.apps.withholding.choices import ToldBy
from posse.apps.withholding.models import BenefitAward, IncomeSource
from posse.rules.support.withholding_amounts import AmountTerms
from posse.services.law import current_law
from posse.services.register.entries import BALANCE_CENTS_MAX, check_open_day
from posse.services.withholding.sources import REMEDY_OF, do_end_source
from posse.services.withholding.standing import PayShared, pay_shared
from posse.units.days import day_words

CLAIM_LENGTH = 30


@dataclass(frozen=True)
class Award:
    """A benefit as told: one payment after what the law takes of it first. Units: cents."""

    claim_number: str
    amount_cents: int
    frequency: str
    begins_on: date
    ends_on: date | None = None


@dataclass(frozen=True)
class AwardShared:
    """The award that stands at a source, and what of one payment the orders there get."""

    award: BenefitAward
    shared: PayShared

    @property
    def withheld_cents(self) -> int:
        """What all orders together get of one payment."""
        return sum(sum(parts) for _, parts in self.shared.parts_cents)


def is_benefit(kind: str) -> bool:
    """Whether an income is a benefit that an agency awards."""
    return kind in REMEDY_OF


@transaction.atomic
def do_record_award(
    *, source: IncomeSource, award: Award, told_by: str, on: date, by: str
) -> BenefitAward:
    """Keep an award; told again as it stands, it is the one that is known.

    Raises: ValueError in words.
    Source: 45 CFR 303.100(e), CS-IRG-G9.
    """
    check_open_day(on)
    found = IncomeSource.objects.select_for_update(of=("self",)).get(pk=source.pk)
    _check(found, award, on=on)
    last = award_of(found, on=max(on, award.begins_on))
    told = {
        "claim_number": award.claim_number.strip()[:CLAIM_LENGTH],
        "amount_cents": award.amount_cents,
        "frequency": award.frequency,
        "ends_on": award.ends_on,
        "effective_on": award.begins_on,
    }
    if last is not None and all(getattr(last, name) == value for name, value in told.items()):
        return last
    return BenefitAward.objects.create(
        income_source=found, told_by=ToldBy(told_by), recorded_on=on, recorded_by=by, **told
    )


def _check(source: IncomeSource, award: Award, *, on: date) -> None:
    """Raises: ValueError in words."""
    if not is_benefit(source.kind):
        raise ValueError(f"{source.get_kind_display().lower()} is no benefit that is awarded")
    if source.ended_on is not None:
        raise ValueError(f"it ended on {day_words(source.ended_on)}; tell of the income anew")
    if not 0 < award.amount_cents <= BALANCE_CENTS_MAX:
        raise ValueError(
            "one payment must be more than nothing, and not more than can be meant"
        )
    known = AmountTerms.from_law(current_law(), on=on).payments_a_year
    if award.frequency not in known:
        raise ValueError(f"it is paid {award.frequency!r}, which is none of {', '.join(known)}")
    if award.ends_on is not None and award.ends_on < award.begins_on:
        raise ValueError("the last day lies before the first")


def award_of(source: IncomeSource, *, on: date) -> BenefitAward | None:
    """The award that stands at a source on a day: the latest word on it."""
    rows = BenefitAward.objects.filter(income_source=source, effective_on__lte=on)
    return rows.order_by("effective_on", "id").last()


def award_shared(source: IncomeSource, *, on: date) -> AwardShared | None:
    """What of one payment of a benefit the orders at its agency get; None without an award.

    The federal shares hold for it as for pay: 50 to 65 percent, the agency's fee inside.
    Source: 15 USC 1673(b)(2), 45 CFR 303.100(a)(3), CS-IRG-G2.1-b, CS-IRG-G3.
    """
    award = award_of(source, on=on)
    if award is None:
        return None
    cents, frequency = award.amount_cents, award.frequency
    return AwardShared(
        award, pay_shared(source, disposable_cents=cents, frequency=frequency, on=on)
    )


@transaction.atomic
def do_end_run_out(*, on: date, by: str) -> int:
    """End each benefit whose last day has passed; how many. Its orders end the same night.

    Source: CS-IRG-G13, CS-IRG-G14.
    """
    last = BenefitAward.objects.filter(income_source=OuterRef("pk"), effective_on__lte=on)
    ends_on = last.order_by("-effective_on", "-id").values("ends_on")[:1]
    over = IncomeSource.objects.filter(kind__in=list(REMEDY_OF), end__isnull=True)
    over = over.annotate(runs_through=Subquery(ends_on)).filter(runs_through__lt=on)
    sources = list(over.order_by("id"))
    for source in sources:
        do_end_source(
            source=source, ended_on=source.runs_through, told_on=on, told_by=ToldBy.PAYOR,
            note="The benefit was awarded through that day.", by=by,
        )  # fmt: skip
    return len(sources)
