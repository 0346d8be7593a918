"""The engine's postings and lines, read as the slow reference states its books."""

from collections import defaultdict

from posse.ledger.accounts import (
    BUCKETS,
    HELD_BUCKET,
    OBLIGATIONS,
    PAYEE_ACCOUNTS,
    PAYEES,
    REFUND,
    Account,
    debt_parts,
)
from posse.proof.books import Line

# Which assistance a line pays back, by its number in the engine, or that it passes through.
REPAYS = ("", "power", "iv_e", "passed_through")


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


def owed_of_families(folded, facts, account):
    """What stands on an account of assistance, by family, where there is anything."""
    families = dict(facts.cases.select("case", "family").iter_rows())
    found = defaultdict(int)
    for case, cents in owed_of_cases(folded, account).items():
        found[families[case]] += cents
    return {family: cents for family, cents in found.items() if cents}


def unreimbursed_of(folded, facts):
    """Unreimbursed assistance by family, where there is any."""
    return owed_of_families(folded, facts, Account.ASSISTANCE_UNREIMBURSED)


def owed_of_cases(folded, account):
    """What stands on an account, by case, where there is anything."""
    found = defaultdict(int)
    for moved, cents, row in signed(folded.postings):
        if moved == account:
            found[row["case"]] += cents
    return {case: cents for case, cents in found.items() if cents}


def entitlements_of(folded):
    """What payees hold out of each receipt, by receipt, case and account."""
    found = defaultdict(int)
    for account, cents, row in signed(folded.postings):
        if account in PAYEE_ACCOUNTS:
            found[row["receipt"], row["case"], account] -= cents
    return {key: cents for key, cents in found.items() if cents}


def lines_of(folded):
    """The lines of each receipt that move money, in the order in which they did."""
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
                    repays=REPAYS[row["repays"]],
                )
            )
    return dict(found)


def by_obligor(lines, facts):
    """Lines of each receipt by whose money it was: it may be two obligors', in turn."""
    obligors = dict(facts.cases.select("case", "obligor").iter_rows())
    found = defaultdict(list)
    for receipt, told in lines.items():
        for line in told:
            found[receipt, obligors[line.case]].append(line)
    return dict(found)


def _bucket_name(bucket):
    names = {REFUND: "refund", HELD_BUCKET: "held"}
    return names.get(bucket) or BUCKETS[bucket].name
