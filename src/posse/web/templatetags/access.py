"""What a page asks about who reads it."""

from django import template

from posse.services.access import (
    CERTIFY_RECORDS,
    DOWNLOAD_FILES,
    RESOLVE_SUSPENSE,
    Visitor,
    may,
    roles_for_user,
)

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
