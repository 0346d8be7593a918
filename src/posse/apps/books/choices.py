"""Coded values of the books."""

from django.db import models

from posse.ledger.accounts import account_words, all_accounts

AccountChoices = [(account, account_words(account)) for account in all_accounts()]


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
