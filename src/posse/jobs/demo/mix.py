"""How many of what: the mix of the demo caseload.

Every share here is chosen for the demo: the reference material gives no published figure
for any of them. They are set so that each kind of case, order and trouble occurs in a
caseload of 2,000, not to describe any state.
"""

from dataclasses import dataclass, field
from datetime import date, timedelta

from posse.units.days import month_end


@dataclass(frozen=True)
class Mix:
    """Shares of the demo caseload; each tuple of shares adds up to one."""

    obligors_with_cases: tuple[float, ...] = (0.87, 0.10, 0.03)
    families_with_children: tuple[float, ...] = (0.50, 0.35, 0.15)
    is_second_case_of_family: float = 0.05
    is_non_iv_d: float = 0.15
    assistance: tuple[float, float, float] = (0.50, 0.12, 0.38)
    """Never, current and former assistance, of the IV-D cases."""
    has_no_obligor: float = 0.01
    has_no_order: float = 0.06
    bases: tuple[float, float, float] = (0.50, 0.44, 0.06)
    """Paternity, divorce decree, other state."""
    frequencies: tuple[float, float, float, float] = (0.80, 0.05, 0.07, 0.08)
    """Monthly, twice a month, every two weeks, weekly."""
    has_medical_term: float = 0.22
    has_spousal_term: float = 0.05
    has_arrears: float = 0.62
    has_arrears_payment: float = 0.70
    """Of those with arrears."""
    has_legacy_buckets: float = 0.06
    """Of the assistance cases with arrears: balances assigned under the older rules."""
    in_foster_care: float = 0.03
    """Of the families that never had assistance, as the next."""
    on_medicaid: float = 0.12
    is_unpaid_for_months: float = 0.12
    """Of the orders; counts where nothing was brought over, so that a penalty can arise."""
    claims_penalty: float = 0.35
    """Of those."""
    is_judged: float = 0.05
    is_suppressed: float = 0.03
    is_responding: float = 0.04
    is_fee_exempt: float = 0.03
    is_certified: float = 0.75
    """Of the IV-D cases with past-due support of $500 or more."""
    permits_excess: float = 0.08
    gets_refund: float = 0.15
    """Of the obligors with something certified, in the month."""
    is_joint_return: float = 0.25
    has_account: float = 0.93
    without_account: tuple[float, float, float] = (0.55, 0.37, 0.08)
    """A card, a warrant by mail, or no known address."""
    has_ssn: float = 0.996
    is_employed: float = 0.84
    pay_frequencies: tuple[float, float, float, float] = (0.32, 0.40, 0.20, 0.08)
    """Employers paying weekly, every two weeks, twice a month, monthly."""
    pays_short: float = 0.08
    pays_more: float = 0.03
    pays_nothing: float = 0.06
    unknown_remittance_id: float = 0.004
    ssn_differs: float = 0.004
    fips_differs: float = 0.001
    bad_routing_digit: float = 0.001
    ends_employment: float = 0.006
    """Of the employed obligors; the employer says so in a payment record of zero dollars."""


@dataclass(frozen=True)
class Request:
    """What demo is asked for; the same request gives the same people and the same bytes."""

    cases: int = 2_000
    seed: int = 1
    month: date = date(2026, 10, 1)
    mix: Mix = field(default_factory=Mix)

    def __post_init__(self) -> None:
        """Refuse what cannot be made."""
        if not 1 <= self.cases <= 2_000_000:
            raise ValueError("the demo makes between 1 and 2,000,000 cases")
        if self.month.day != 1 or not 2010 <= self.month.year <= 2100:
            raise ValueError("the month must be one of 2010 to 2100, such as 2026-10")

    @property
    def opened_on(self) -> date:
        """The day before the month: as of it the balances are brought over."""
        return self.month - timedelta(days=1)

    @property
    def last_day(self) -> date:
        """The last day of the month."""
        return month_end(self.month)

    @property
    def key(self) -> str:
        """By which a second demo recognises the first."""
        return f"demo {self.cases} cases, seed {self.seed}, {self.month:%Y-%m}"
