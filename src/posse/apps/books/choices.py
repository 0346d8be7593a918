"""Coded values of the books."""

from django.db import models

from posse.ledger.accounts import account_words, all_accounts


def account_choices() -> list[tuple[int, str]]:
    """Every account with its words; a function, so that other words need no migration."""
    return [(account, account_words(account)) for account in all_accounts()]


class Cause(models.IntegerChoices):
    """Which fact a posting follows from."""

    TERM = 1, "Support fell due"
    MONTH_END = 2, "The month ended with support unpaid"
    GRANT = 3, "Assistance was paid"
    ADJUSTMENT = 4, "Balance brought over or corrected"
    RECEIPT = 5, "A receipt"
    IDENTIFICATION = 6, "A receipt in suspense was identified"
    DISBURSEMENT = 7, "A disbursement"
    OVERPAYMENT = 8, "Paid out before a correction"
    ASSISTANCE = 9, "Assistance began or ended"
    REVERSAL = 10, "A receipt was taken back"
    RELEASE = 11, "A hold was released"
    JUDGMENT = 12, "A court gave judgment"
    INTEREST = 13, "Interest of a month"
    PENALTY = 14, "An installment was unpaid too long"
    PENALTY_CLAIMED = 15, "Penalties were claimed by affidavit"
    FEE_IMPOSED = 16, "The annual fee became owed"
    RETURNED = 17, "Money sent came back"
    RECOVERY = 18, "Recovered out of a later payment"
    REPAYMENT = 19, "Repaid by whoever was overpaid"
    WRITTEN_OFF = 20, "Written off"


# The causes that follow from facts alone; services write the others.
DERIVED = (
    *(Cause.TERM, Cause.MONTH_END, Cause.GRANT, Cause.ADJUSTMENT, Cause.RECEIPT),
    *(Cause.IDENTIFICATION, Cause.ASSISTANCE, Cause.REVERSAL, Cause.RELEASE, Cause.JUDGMENT),
    *(Cause.INTEREST, Cause.PENALTY, Cause.PENALTY_CLAIMED, Cause.FEE_IMPOSED),
)
