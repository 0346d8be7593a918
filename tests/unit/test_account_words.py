"""Accounts in words: debts read as English, whatever they are for."""

import pytest

from posse.ledger.accounts import (
    BUCKETS,
    CHILD_SUPPORT,
    CURRENT,
    FEE,
    FUTURES,
    INTEREST,
    MEDICAL,
    NEVER_ASSIGNED,
    OBLIGATIONS,
    PENALTY,
    PERMANENTLY_ASSIGNED,
    SUPPORT_OBLIGATIONS,
    account_words,
    all_accounts,
    debt_account,
)


@pytest.mark.parametrize(
    ("obligation", "bucket", "words"),
    [
        (CHILD_SUPPORT, NEVER_ASSIGNED, "Child support: past-due support owed to the family"),
        (MEDICAL, CURRENT, "Medical support: current support"),
        (INTEREST, NEVER_ASSIGNED, "Interest owed to the family"),
        (INTEREST, PERMANENTLY_ASSIGNED, "Interest assigned to the State"),
        (PENALTY, NEVER_ASSIGNED, "Late-payment penalty owed to the family"),
        (FEE, CURRENT, "Fee due now"),
        (FEE, FUTURES, "Fee paid ahead for coming months"),
    ],
)
def test_a_debt_reads_as_english(obligation: int, bucket: int, words: str) -> None:
    assert account_words(debt_account(obligation, bucket)) == words


def test_what_is_no_support_is_never_called_support() -> None:
    for obligation in OBLIGATIONS[SUPPORT_OBLIGATIONS:]:
        for bucket in BUCKETS:
            words = account_words(debt_account(obligation.index, bucket.index))
            assert "support" not in words.lower(), words


def test_no_two_accounts_have_the_same_words() -> None:
    accounts = all_accounts()
    assert len({account_words(account) for account in accounts}) == len(accounts)
