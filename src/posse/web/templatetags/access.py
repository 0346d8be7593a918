"""What a page asks about who reads it."""

from collections.abc import Mapping

from django import template

from posse.services.access import (
    CERTIFY_RECORDS,
    CHANGE_PAYMENTS,
    DOWNLOAD_FILES,
    READ_ACCESS,
    READ_CARE,
    READ_CASES,
    READ_MONEY,
    REASSIGN_WORK,
    RELEASE_HOLDS,
    RESOLVE_SUSPENSE,
    RUN_CARE,
    SIMULATE_LAWS,
    Visitor,
    acts_of,
    may,
    roles_for_user,
)
from posse.services.pages.worklists import counted, overdue_count
from posse.web.acts.model import Act
from posse.web.workday import acting_date

register = template.Library()


@register.filter
def role_words(user: Visitor) -> str:
    """The user's roles in words."""
    return ", ".join(roles_for_user(user)) or "no role yet"


@register.filter
def may_resolve_suspense(user: Visitor) -> bool:
    """Whether the user may say whose a receipt is."""
    return may(user, RESOLVE_SUSPENSE)


@register.filter
def may_download_files(user: Visitor) -> bool:
    """Whether the user may have the bytes of a file."""
    return may(user, DOWNLOAD_FILES)


@register.filter
def may_certify_records(user: Visitor) -> bool:
    """Whether the user may have a certified record."""
    return may(user, CERTIFY_RECORDS)


@register.filter
def may_change_payments(user: Visitor) -> bool:
    """Whether the user may stop, void or reissue what was sent."""
    return may(user, CHANGE_PAYMENTS)


@register.filter
def may_release_holds(user: Visitor) -> bool:
    """Whether the user may release what is on hold."""
    return may(user, RELEASE_HOLDS)


@register.filter
def may_simulate_laws(user: Visitor) -> bool:
    """Whether the user may ask what another law would have given."""
    return may(user, SIMULATE_LAWS)


@register.filter
def may_read_cases(user: Visitor) -> bool:
    """Whether the user may see cases of child support."""
    return may(user, READ_CASES)


@register.filter
def may_read_care(user: Visitor) -> bool:
    """Whether the user may see cases of child care."""
    return may(user, READ_CARE)


@register.filter
def may_run_care(user: Visitor) -> bool:
    """Whether the user may recompute the child care caseload and see its reports."""
    return may(user, RUN_CARE)


@register.filter
def may_read_money(user: Visitor) -> bool:
    """Whether the user may see the accounts of the disbursement unit."""
    return may(user, READ_MONEY)


@register.filter
def may_read_access(user: Visitor) -> bool:
    """Whether the user may see who works here and who looked at what."""
    return may(user, READ_ACCESS)


@register.filter
def may_reassign_work(user: Visitor) -> bool:
    """Whether the user may give work to others."""
    return may(user, REASSIGN_WORK)


@register.simple_tag
def my_overdue(user: Visitor) -> str:
    """How many tasks of the user are overdue today, in words; empty for none."""
    count = overdue_count(user, on=acting_date())
    return "" if not count else f"{counted(count)} overdue"


@register.simple_tag
def open_acts(user: Visitor, acts: Mapping[str, Act]) -> list[tuple[str, Act]]:
    """The acts that one of the user's roles opens, by the name in their address."""
    allowed = acts_of(user)
    return [(name, act) for name, act in acts.items() if allowed & set(act.permissions)]
