"""Who may do what: roles are groups of users, and this table says what each opens."""

from collections.abc import Iterable

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, Group, User
from django.db import transaction

Visitor = AbstractBaseUser | AnonymousUser

CASEWORKER, SUPERVISOR, SDU_CLERK = "caseworker", "supervisor", "sdu clerk"
DISTRICT_MANAGER, STATE_OFFICE = "district manager", "state office"
FISCAL, INVESTIGATOR, QA_REVIEWER = "fiscal", "investigator", "qa reviewer"
HEARING_OFFICER, AUDITOR, ADMINISTRATOR = "hearing officer", "auditor", "administrator"
# Roles of the child care program, which open no page of child support. Supervisors, managers
# and administrators work for both programs.
BENEFIT_SPECIALIST = "benefit specialist"
LICENSING_SPECIALIST, CARE_VERIFIER = "licensing specialist", "exempt-care verifier"
ROLES = (
    *(CASEWORKER, SUPERVISOR, DISTRICT_MANAGER, STATE_OFFICE, SDU_CLERK, FISCAL),
    *(INVESTIGATOR, QA_REVIEWER, HEARING_OFFICER, AUDITOR, ADMINISTRATOR),
    *(BENEFIT_SPECIALIST, LICENSING_SPECIALIST, CARE_VERIFIER),
)
# Roles of families, which open nothing here: the portal asks whose case it is instead.
CUSTODIAL_PARENT, NONCUSTODIAL_PARENT = "custodial parent", "noncustodial parent"
PARENT_ROLES = (CUSTODIAL_PARENT, NONCUSTODIAL_PARENT)

# What a role may read. Whoever reads cases reads the money of all cases too.
READ_CASES, READ_MONEY = "read cases", "read the accounts of the disbursement unit"
READ_ACCESS = "read who works here and who looked at what"
READ_TAX_INFORMATION = "see what came out of federal tax refunds"
# What a role may do.
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
ANSWER_FINDINGS = "answer what partners' files ask"
SEND_FILES = "write files to partners by hand"
OPEN_PROTECTED_ADDRESSES = "open protected addresses with a reason"
BREAK_GLASS, REVIEW_GLASS = "open closed cases in an emergency", "review emergency openings"
MARK_DANGER = "mark family violence and confidential addresses"
DECLARE_CONFLICTS = "declare own conflicts of interest"
END_CONFLICTS = "end conflicts of interest of others"
PRINT_LETTERS = "print letters for the post"
WORK_INTAKE = "take in applications and open cases"
DECIDE_CHANGES = "decide on changes that parents told"
DECIDE_PAIRS = "decide that two people are different"
MERGE_PEOPLE = "merge and part the records of people"
WORK_TASKS, REASSIGN_WORK = "work on tasks", "give work to others"
CHANGE_EVENTS = "change the events table"
MANAGE_TOKENS = "make and revoke tokens of programs"
INVITE_PARENTS = "invite parents to the portal"
SUPPRESS_REMEDIES = "let enforcement actions rest"
APPROVE_SUPPRESSIONS = "approve long rests of enforcement actions"
WORK_REVIEWS, APPROVE_REVIEWS = "work reviews of remedies", "approve results of reviews"
WORK_MATCHES = "decide on matches of partners"
WORK_WITHHOLDING = "work income withholding"
WORK_STATE_REQUESTS = "work requests of other States"
KEEP_AGREEMENTS = "record agreements with financial institutions"
TAKE_STEPS = "suspend licenses and file liens"
APPROVE_LEVIES = "record that an attorney agrees to a levy"
TAKE_PASSPORT_CALLS = "take calls about denied passports"
DECIDE_PASSPORTS = "decide on passports for the director"
READ_CARE = "read child care cases"
WORK_CARE = "work child care cases"
APPROVE_CARE = "decide child care for a supervisor"
RELEASE_CARE = "release child care records"
KEEP_PROVIDERS = "register and license child care providers"
RUN_CARE = "recompute the child care caseload"
PAY_SUPPLEMENTS = "record supplements paid by hand"
_OFFICE = (CASEWORKER, SUPERVISOR, DISTRICT_MANAGER)
_ABOVE = (SUPERVISOR, DISTRICT_MANAGER, ADMINISTRATOR)
_READERS = (
    *(CASEWORKER, SUPERVISOR, DISTRICT_MANAGER, STATE_OFFICE, SDU_CLERK),
    *(INVESTIGATOR, QA_REVIEWER, HEARING_OFFICER, AUDITOR, ADMINISTRATOR),
)
_CARE = (BENEFIT_SPECIALIST, SUPERVISOR, DISTRICT_MANAGER, ADMINISTRATOR)
# The table of who may do what; a role that a line does not name may not.
MAY = {
    READ_CASES: _READERS,
    READ_MONEY: (*_READERS, FISCAL),
    READ_ACCESS: (*_ABOVE, STATE_OFFICE, QA_REVIEWER, AUDITOR),
    READ_TAX_INFORMATION: (*_OFFICE, STATE_OFFICE, SDU_CLERK, AUDITOR, ADMINISTRATOR),
    RESOLVE_SUSPENSE: (*_ABOVE, SDU_CLERK),
    DOWNLOAD_FILES: (*_ABOVE, SDU_CLERK, FISCAL, AUDITOR),
    CERTIFY_RECORDS: (*_OFFICE, QA_REVIEWER, HEARING_OFFICER, AUDITOR, ADMINISTRATOR),
    POST_RECEIPTS: (SDU_CLERK, ADMINISTRATOR),
    REVERSE_RECEIPTS: (SDU_CLERK, ADMINISTRATOR),
    ADJUST_BALANCES: _ABOVE,
    PROPOSE_CORRECTIONS: (*_OFFICE, SDU_CLERK, ADMINISTRATOR),
    APPROVE_CORRECTIONS: _ABOVE,
    HOLD_MONEY: (*_OFFICE, SDU_CLERK, ADMINISTRATOR),
    RELEASE_HOLDS: _ABOVE,
    RECORD_CHARGES: (*_OFFICE, ADMINISTRATOR),
    CHANGE_PAYMENTS: (*_ABOVE, SDU_CLERK),
    SIMULATE_LAWS: (*_ABOVE, STATE_OFFICE),
    RECOVER_MONEY: (*_ABOVE, SDU_CLERK, FISCAL),
    WRITE_OFF_DEBTS: (*_ABOVE, FISCAL),
    REDIRECT_PAYMENTS: (*_OFFICE, ADMINISTRATOR),
    RECORD_WAYS: (SDU_CLERK, ADMINISTRATOR),
    RETRY_FILES: (*_ABOVE, SDU_CLERK),
    ANSWER_FINDINGS: (*_OFFICE, STATE_OFFICE, SDU_CLERK, ADMINISTRATOR),
    SEND_FILES: (STATE_OFFICE, SDU_CLERK, ADMINISTRATOR),
    RECORD_CASES: (*_OFFICE, SDU_CLERK, INVESTIGATOR, HEARING_OFFICER, ADMINISTRATOR),
    DOWNLOAD_ORIGINALS: (
        *(*_OFFICE, INVESTIGATOR, QA_REVIEWER, HEARING_OFFICER, AUDITOR, ADMINISTRATOR),
        BENEFIT_SPECIALIST,
    ),
    DECLARE_CONFLICTS: _READERS,
    END_CONFLICTS: _ABOVE,
    PRINT_LETTERS: (STATE_OFFICE, SDU_CLERK, ADMINISTRATOR),
    CLOSE_CASES: (*_OFFICE, ADMINISTRATOR),
    APPROVE_CLOSURES: (STATE_OFFICE, ADMINISTRATOR),
    OPEN_PROTECTED_ADDRESSES: (*_OFFICE, INVESTIGATOR),
    MARK_DANGER: (*_OFFICE, INVESTIGATOR, ADMINISTRATOR),
    BREAK_GLASS: (*_OFFICE, INVESTIGATOR, ADMINISTRATOR),
    REVIEW_GLASS: (*_ABOVE, QA_REVIEWER, STATE_OFFICE),
    WORK_INTAKE: (*_OFFICE, ADMINISTRATOR),
    DECIDE_CHANGES: (*_OFFICE, ADMINISTRATOR),
    DECIDE_PAIRS: (*_OFFICE, ADMINISTRATOR),
    MERGE_PEOPLE: _ABOVE,
    WORK_TASKS: (*_OFFICE, SDU_CLERK, INVESTIGATOR, HEARING_OFFICER, ADMINISTRATOR),
    REASSIGN_WORK: _ABOVE,
    CHANGE_EVENTS: (ADMINISTRATOR,),
    MANAGE_TOKENS: (ADMINISTRATOR,),
    INVITE_PARENTS: (*_OFFICE, ADMINISTRATOR),
    SUPPRESS_REMEDIES: (*_OFFICE, ADMINISTRATOR),
    APPROVE_SUPPRESSIONS: _ABOVE,
    WORK_REVIEWS: (*_OFFICE, STATE_OFFICE, HEARING_OFFICER, ADMINISTRATOR),
    APPROVE_REVIEWS: _ABOVE,
    WORK_MATCHES: (*_OFFICE, STATE_OFFICE, ADMINISTRATOR),
    WORK_WITHHOLDING: (*_OFFICE, STATE_OFFICE, ADMINISTRATOR),
    WORK_STATE_REQUESTS: (*_OFFICE, STATE_OFFICE, ADMINISTRATOR),
    KEEP_AGREEMENTS: (STATE_OFFICE, ADMINISTRATOR),
    TAKE_STEPS: (*_OFFICE, ADMINISTRATOR),
    APPROVE_LEVIES: _ABOVE,
    TAKE_PASSPORT_CALLS: (STATE_OFFICE, ADMINISTRATOR),
    DECIDE_PASSPORTS: (STATE_OFFICE, ADMINISTRATOR),
    READ_CARE: (
        *(*_CARE, LICENSING_SPECIALIST, CARE_VERIFIER, STATE_OFFICE),
        *(FISCAL, INVESTIGATOR, QA_REVIEWER, HEARING_OFFICER, AUDITOR),
    ),
    WORK_CARE: _CARE,
    APPROVE_CARE: _ABOVE,
    RELEASE_CARE: (DISTRICT_MANAGER, ADMINISTRATOR),
    KEEP_PROVIDERS: (LICENSING_SPECIALIST, CARE_VERIFIER, *_ABOVE),
    RUN_CARE: (STATE_OFFICE, ADMINISTRATOR),
    PAY_SUPPLEMENTS: (FISCAL, ADMINISTRATOR),
}
ALLOWED = {
    role: frozenset(act for act, roles in MAY.items() if role in roles) for role in ROLES
}

KNOWN_ROLES = "_known_roles"


def roles_for_user(user: Visitor) -> tuple[str, ...]:
    """The roles a user has, in the order of the table; a superuser is an administrator."""
    if not isinstance(user, User) or not user.is_active:
        return ()
    known: tuple[str, ...] | None = getattr(user, KNOWN_ROLES, None)
    if known is None:
        names = set(user.groups.values_list("name", flat=True))
        if user.is_superuser:
            names.add(ADMINISTRATOR)
        known = tuple(role for role in ROLES if role in names)
        # A page asks several times, of one object that lasts as long as the request.
        setattr(user, KNOWN_ROLES, known)
    return known


def acts_of(user: Visitor) -> frozenset[str]:
    """Every act that one of the user's roles allows, in one look at the roles."""
    return frozenset().union(*(ALLOWED[role] for role in roles_for_user(user)))


def may(user: Visitor, act: str) -> bool:
    """Whether one of the user's roles allows an act."""
    return act in acts_of(user)


@transaction.atomic
def do_give_roles(user: User, roles: Iterable[str]) -> None:
    """Give a user these roles and no others. Raises: ValueError."""
    chosen = tuple(roles)
    unknown = set(chosen) - {*ROLES, *PARENT_ROLES}
    if unknown:
        raise ValueError(f"no such role: {', '.join(sorted(unknown))}")
    if set(chosen) & set(PARENT_ROLES) and set(chosen) & set(ROLES):
        raise ValueError("who works here signs in to the portal by another account")
    user.groups.set([Group.objects.get_or_create(name=role)[0] for role in chosen])
    vars(user).pop(KNOWN_ROLES, None)
