"""Sources of income of a family, and the checks that came of them."""

from collections.abc import Mapping
from datetime import date

from django.db import transaction

from posse.apps.care.models import CareCase, CareIncome, PayCheck
from posse.apps.people.models import Participant
from posse.rules.childcare.countable_income import income_types
from posse.services.law import current_law

FACTORS = "childcare.income.month_factors"
AMOUNTS = (
    *("check_cents", "week_cents", "rate_cents", "hours_low", "hours_high"),
    *("tips_week_cents", "spread_cents", "spread_months", "expenses_cents"),
)
CENTS_MAX = 10**11
REASONS_LENGTH, PAYER_LENGTH = 1000, 80


@transaction.atomic
def do_record_income(  # noqa: PLR0913 - one argument a column
    *,
    care_case: CareCase,
    participant: Participant,
    kind: str,
    frequency: str,
    expected: Mapping[str, int | None],
    on: date,
    by: str,
    effective_on: date | None = None,
    ended_on: date | None = None,
    payer: str = "",
    reasons: str = "",
    replaces: CareIncome | None = None,
    is_withdrawn: bool = False,
) -> CareIncome:
    """A source of income and what is expected of it, from a day on.

    ``expected`` are columns of CareIncome in cents and hundredths of hours; what is not known
    is left out. Raises: ValueError in words. Source: CC-901-A, CC-905-C-2, CC-905-A-8-h-ii.
    """
    _check(kind=kind, frequency=frequency, expected=expected, on=on)
    if replaces is not None and hasattr(replaces, "replaced_by"):
        raise ValueError("this income was corrected already; correct the latest of it")
    return CareIncome.objects.create(
        care_case=care_case,
        participant=participant,
        kind=kind,
        payer=payer.strip()[:PAYER_LENGTH],
        frequency=frequency,
        ended_on=ended_on,
        reasons=reasons.strip()[:REASONS_LENGTH],
        replaces=replaces,
        is_withdrawn=is_withdrawn,
        effective_on=effective_on or on,
        recorded_on=on,
        recorded_by=by,
        **expected,
    )


@transaction.atomic
def do_record_check(  # noqa: PLR0913 - one argument a column
    *,
    care_case: CareCase,
    participant: Participant,
    kind: str,
    paid_on: date,
    gross_cents: int,
    on: date,
    by: str,
    payer: str = "",
    is_missed: bool = False,
    why_left_out: str = "",
) -> PayCheck:
    """What came on a pay date before deductions, or that nothing came.

    A check that does not count says why. Raises: ValueError in words.
    Source: CC-905-A-2-a, CC-905-A-3-a, CC-905-B-2-a.
    """
    if not 0 <= gross_cents <= CENTS_MAX:
        raise ValueError("a check is an amount of money that is not negative")
    if is_missed and gross_cents:
        raise ValueError("a pay date without a check has no amount")
    _check(kind=kind, frequency=None, expected={}, on=on)
    return PayCheck.objects.create(
        care_case=care_case,
        participant=participant,
        kind=kind,
        payer=payer.strip()[:PAYER_LENGTH],
        gross_cents=gross_cents,
        is_missed=is_missed,
        is_left_out=bool(why_left_out.strip()),
        why_left_out=why_left_out.strip()[:300],
        effective_on=paid_on,
        recorded_on=on,
        recorded_by=by,
    )


def frequencies(*, on: date) -> tuple[str, ...]:
    """How often checks may come, as the law's factors name it. Source: CC-905-B-2-c."""
    return tuple(row["unit"] for row in current_law().value(FACTORS, on=on))


def _check(
    *, kind: str, frequency: str | None, expected: Mapping[str, int | None], on: date
) -> None:
    if kind not in income_types(current_law(), on=on):
        raise ValueError(f"there is no kind of income {kind!r}")
    if frequency is not None and frequency not in frequencies(on=on):
        raise ValueError(f"checks come {', '.join(frequencies(on=on))}, not {frequency!r}")
    unknown = expected.keys() - set(AMOUNTS)
    if unknown:
        raise ValueError(f"nothing is kept of {', '.join(sorted(unknown))}")
    for name, value in expected.items():
        if value is not None and not 0 <= value <= CENTS_MAX:
            raise ValueError(f"{name.replace('_', ' ')}: give an amount that is not negative")
    low, high = expected.get("hours_low"), expected.get("hours_high")
    if (low is None) != (high is None) or (low or 0) > (high or 0):
        raise ValueError("hours of a week are a range, the lower number first")
