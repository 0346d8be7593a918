"""The options of a list to choose from, written at once, because some have thousands."""

from collections.abc import Iterable

from django import template
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

register = template.Library()


@register.simple_tag
def options(pairs: Iterable[tuple[str, str]], chosen: object) -> SafeString:
    """An ``option`` for each value and its words; the one whose value is ``chosen`` stands."""
    value_chosen = "" if chosen is None else str(chosen)
    return mark_safe(  # noqa: S308 - both parts of every option are escaped here
        "".join(_option(value, told, is_chosen=value == value_chosen) for value, told in pairs)
    )


def _option(value: str, told: str, *, is_chosen: bool) -> str:
    mark = " selected" if is_chosen else ""
    return f'<option value="{escape(value)}"{mark}>{escape(told)}</option>'
