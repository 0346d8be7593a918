"""How long money is held before it is applied, and which joint tax refunds are held at all.

A hold ends on the day that :func:`hold_until` gives, in the night of that day: what reaches
the office on its last day still counts. Holds without a fixed length end by a decision.

Clauses: CS-9.2-TOP-JOINT-3, CS-9.2-TOP-JOINT-4, CS-9.2-TOP-JOINT-5, CS-IRG-J5.7,
CS-IRG-J5.17.
"""

from collections.abc import Iterable
from datetime import date, timedelta

from posse.rules.parameters import Law
from posse.units.days import add_business_days, add_months

JOINT_REFUND, FROZEN_ACCOUNT = "joint_refund", "frozen_account"
# What is held until somebody decides; no text gives these a length.
OPEN_ENDED = frozenset({"appeal_on_arrears", "administrative_review"})

_DISBURSEMENT = "support.disbursement."


def hold_until(
    kind: str,
    *,
    received_on: date,
    notice_on: date | None,
    law: Law,
    closed_days: Iterable[date] = (),
) -> date | None:
    """The day on which a hold ends by itself; None where a decision has to end it.

    ``notice_on`` is the day of the notice of offset, or of the notice of the levy; the day
    of receipt stands in for one that is not on file.

    Raises: ValueError for a kind of hold that no rule knows.
    Source: CS-9.2-TOP-JOINT-3, 45 CFR 303.72(h)(5), CS-IRG-J5.7, CS-IRG-J5.17.
    """
    if kind == JOINT_REFUND:
        return _joint_refund_until(notice_on or received_on, law=law)
    if kind == FROZEN_ACCOUNT:
        return _frozen_account_until(
            received_on, notice_on or received_on, law=law, closed_days=closed_days
        )
    if kind in OPEN_ENDED:
        return None
    raise ValueError(f"no rule says how long money is held for {kind!r}")


def _joint_refund_until(notice_on: date, *, law: Law) -> date:
    # Six months at most, from the notice of offset: the reading of ambiguity A-11.
    months = law.value(f"{_DISBURSEMENT}joint_refund_hold_months", on=notice_on)
    return add_months(notice_on, months)


def _frozen_account_until(
    received_on: date, notice_on: date, *, law: Law, closed_days: Iterable[date]
) -> date:
    """The later of the hold at the disbursement unit and of the time to challenge."""
    # Twenty calendar days from receipt can run out before twenty business days from the
    # notice do; money paid out before could not be given back: ambiguity A-23.
    days = law.value(f"{_DISBURSEMENT}seized_asset_hold_calendar_days", on=received_on)
    count = law.value(f"{_DISBURSEMENT}seized_asset_challenge_business_days", on=notice_on)
    challenge = add_business_days(notice_on, count, closed_days=closed_days)
    return max(received_on + timedelta(days=days), challenge)


def is_joint_refund_held(
    *,
    received_on: date,
    has_injured_spouse_form: bool,
    has_release_affidavit: bool,
    owes_unassigned: bool,
    law: Law,
) -> bool:
    """Whether a refund of a joint return waits for a claim of the spouse.

    ``owes_unassigned`` tells whether past-due support that is not the State's is owed.

    Source: CS-9.2-TOP-JOINT-3, CS-9.2-TOP-JOINT-4, CS-9.2-TOP-JOINT-5, 42 USC 664(a)(3)(B).
    """
    # The spouse's share is out of the offset already, or the spouse gave it up.
    if has_injured_spouse_form or has_release_affidavit:
        return False
    which = law.value(f"{_DISBURSEMENT}joint_refund_hold", on=received_on)
    return bool(which == "every" or (which == "unassigned_only" and owes_unassigned))
