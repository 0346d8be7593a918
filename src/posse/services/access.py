"""Who may do what: roles are groups of users, and this table says what each opens."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, User
from django.db import transaction

Visitor = AbstractBaseUser | AnonymousUser

CASEWORKER, SUPERVISOR, SDU_CLERK = "caseworker", "supervisor", "sdu clerk"
AUDITOR, ADMINISTRATOR = "auditor", "administrator"
ROLES = (CASEWORKER, SUPERVISOR, SDU_CLERK, AUDITOR, ADMINISTRATOR)

# What a role may do beyond reading the staff pages, which all of them may.
RESOLVE_SUSPENSE, DOWNLOAD_FILES = "resolve suspense", "download files"
CERTIFY_RECORDS = "certify records"
POST_RECEIPTS, REVERSE_RECEIPTS = "post receipts by hand", "take back receipts"
ADJUST_BALANCES, PROPOSE_CORRECTIONS = "adjust balances", "propose corrections"
APPROVE_CORRECTIONS = "approve corrections"
HOLD_MONEY, RELEASE_HOLDS = "hold money", "release holds"
RECORD_CHARGES = "record judgments, certifications and suppressions"
CHANGE_PAYMENTS = "stop, void and reissue payments"
SIMULATE_LAWS = "simulate another law"
RECOVER_MONEY, WRITE_OFF_DEBTS = "recover what was paid wrongly", "write off debts"
REDIRECT_PAYMENTS = "redirect payments"
RECORD_CASES, DOWNLOAD_ORIGINALS = "write into case records", "save original documents"
CLOSE_CASES, APPROVE_CLOSURES = "close and reopen cases", "approve closing for the director"
# Caseworkers and supervisors say to whom money goes, so they do not say into which account.
RECORD_WAYS = "record the accounts and cards by which payees are paid"
RETRY_FILES = "try refused files again"
OPEN_PROTECTED_ADDRESSES = "open protected addresses with a reason"
MARK_DANGER = "mark family violence and confidential addresses"
WORK_INTAKE = "take in applications and open cases"
DECIDE_PAIRS = "decide that two people are different"
MERGE_PEOPLE = "merge and part the records of people"
WORK_TASKS, REASSIGN_WORK = "work on tasks", "give work to others"
CHANGE_EVENTS = "change the events table"
ALLOWED = {
    CASEWORKER: frozenset({
        DECIDE_PAIRS,
        CERTIFY_RECORDS, PROPOSE_CORRECTIONS, HOLD_MONEY, RECORD_CHARGES, REDIRECT_PAYMENTS,
        RECORD_CASES, DOWNLOAD_ORIGINALS, OPEN_PROTECTED_ADDRESSES, MARK_DANGER, CLOSE_CASES,
        WORK_INTAKE,
        WORK_TASKS,
    }),
    SUPERVISOR: frozenset({
        DECIDE_PAIRS, MERGE_PEOPLE,
        RESOLVE_SUSPENSE, DOWNLOAD_FILES, CERTIFY_RECORDS, PROPOSE_CORRECTIONS, ADJUST_BALANCES,
        APPROVE_CORRECTIONS, HOLD_MONEY, RELEASE_HOLDS, RECORD_CHARGES, SIMULATE_LAWS,
        RECORD_CASES, DOWNLOAD_ORIGINALS, CLOSE_CASES,
        RECOVER_MONEY, WRITE_OFF_DEBTS, REDIRECT_PAYMENTS, CHANGE_PAYMENTS,
        RETRY_FILES, OPEN_PROTECTED_ADDRESSES, MARK_DANGER, WORK_INTAKE,
        WORK_TASKS, REASSIGN_WORK,
    }),
    SDU_CLERK: frozenset({
        RESOLVE_SUSPENSE, DOWNLOAD_FILES, PROPOSE_CORRECTIONS, POST_RECEIPTS, REVERSE_RECEIPTS,
        RECORD_CASES,
        HOLD_MONEY, RECOVER_MONEY, CHANGE_PAYMENTS, RECORD_WAYS, RETRY_FILES,
        WORK_TASKS,
    }),
    AUDITOR: frozenset({DOWNLOAD_FILES, CERTIFY_RECORDS, DOWNLOAD_ORIGINALS}),
    ADMINISTRATOR: frozenset({
        DECIDE_PAIRS, MERGE_PEOPLE,
        RESOLVE_SUSPENSE, DOWNLOAD_FILES, CERTIFY_RECORDS, PROPOSE_CORRECTIONS, POST_RECEIPTS,
        REVERSE_RECEIPTS, ADJUST_BALANCES, APPROVE_CORRECTIONS, HOLD_MONEY, RELEASE_HOLDS,
        RECORD_CASES, DOWNLOAD_ORIGINALS, CLOSE_CASES, APPROVE_CLOSURES,
        RECORD_CHARGES, SIMULATE_LAWS, RECOVER_MONEY, WRITE_OFF_DEBTS, REDIRECT_PAYMENTS,
        CHANGE_PAYMENTS, RECORD_WAYS, RETRY_FILES, MARK_DANGER, WORK_INTAKE,
        WORK_TASKS, REASSIGN_WORK, CHANGE_EVENTS,
    }),
}  # fmt: skip


def roles_for_user(user: Visitor) -> tuple[str, ...]:
    """The roles a user has, in the order of the table; a superuser is an administrator."""
    if not isinstance(user, User) or not user.is_active:
        return ()
    names = set(user.groups.values_list("name", flat=True))
    if user.is_superuser:
        names.add(ADMINISTRATOR)
    return tuple(role for role in ROLES if role in names)


def acts_of(user: Visitor) -> frozenset[str]:
    """Every act that one of the user's roles allows, in one look at the roles."""
    return frozenset().union(*(ALLOWED[role] for role in roles_for_user(user)))


def may(user: Visitor, act: str) -> bool:
    """Whether one of the user's roles allows an act."""
    return act in acts_of(user)


@transaction.atomic
def do_give_roles(user: User, roles: Iterable[str]) -> None:
    """Give a user these roles and no others."""
    chosen = tuple(roles)
    unknown = set(chosen) - set(ROLES)
    if unknown:
        raise ValueError(f"no such role: {', '.join(sorted(unknown))}")
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in chosen])
