"""The engine's postings and lines, read as the slow reference states its books."""

from collections import defaultdict

from posse.ledger.accounts import (
    BUCKETS,
    OBLIGATIONS,
    PAYEES,
    REFUND,
    Account,
    debt_parts,
)
from posse.proof.collection import Line


def signed(postings):
    """Each posting twice: its account, whether that is raised, and the row."""
    for row in postings.to_dicts():
        yield row["debit"], row["amount_cents"], row
        yield row["credit"], -row["amount_cents"], row


def balances_of(folded):
    """Every debt that is not zero, by case, obligation and bucket."""
    found = defaultdict(int)
    for account, cents, row in signed(folded.postings):
        parts = debt_parts(account)
        if parts:
            obligation, bucket = parts
            found[row["case"], obligation.name, bucket.name] += cents
    return {key: cents for key, cents in found.items() if cents}


def unreimbursed_of(folded, facts):
    """Unreimbursed assistance by family, where there is any."""
    families = dict(facts.cases.select("case", "family").iter_rows())
    found = defaultdict(int)
    for account, cents, row in signed(folded.postings):
        if account == Account.ASSISTANCE_UNREIMBURSED:
            found[families[row["case"]]] += cents
    return {family: cents for family, cents in found.items() if cents}


def lines_of(folded):
    """The lines of each receipt that move money, in the order of the law."""
    found = defaultdict(list)
    for row in folded.lines.to_dicts():
        if row["amount_cents"]:
            found[row["receipt"]].append(
                Line(
                    case=row["case"],
                    obligation=OBLIGATIONS[row["obligation"]].name,
                    bucket=_bucket_name(row["bucket"]),
                    payee=PAYEES[row["payee"]].name,
                    cents=row["amount_cents"],
                )
            )
    return dict(found)


def _bucket_name(bucket):
    return "refund" if bucket == REFUND else BUCKETS[bucket].name
