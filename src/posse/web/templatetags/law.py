"""Citations on pages lead to the library, where the law and what carries it out stand."""

from collections.abc import Iterable

from django import template
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from posse.rules.citations import is_clause_id
from posse.rules.library.shelves import Entry, is_known
from posse.services.law import law_library

register = template.Library()


@register.simple_tag
def cited(citations: Iterable[str] | str, between: str = ", ") -> SafeString:
    """The citations, each that the library knows as a link to it."""
    each = [citations] if isinstance(citations, str) else citations
    return format_html_join(between, "{}", ((_linked(citation),) for citation in each))


@register.filter
def law_address(entry: Entry) -> str:
    """The stable address of what was found in the library."""
    return reverse(f"law-{entry.kind}", args=[entry.id])


@register.filter
def sure_words(sure: str) -> str:
    """How sure a value is, as pages say it."""
    return {
        "seen": "read in the source",
        "second_hand": "second-hand",
        "derived": "derived",
    }.get(sure, "not verified")


@register.filter
def spaced(name: str) -> str:
    """A name such as ``close_case`` as words."""
    return name.replace("_", " ")


def _linked(citation: str) -> SafeString | str:
    if not is_known(citation, law_library()):
        return citation
    name = "law-clause" if is_clause_id(citation) else "law-citation"
    return format_html('<a href="{}">{}</a>', reverse(name, args=[citation]), citation)
