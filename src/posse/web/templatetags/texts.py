"""Sentences for families, in the language of whoever reads."""

from typing import Any

from django import template
from django.template import Context
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe

from posse.rules.texts import filled, words

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Context, key: str, **values: Any) -> SafeString:
    """The sentence of ``key`` in the page's ``language``, with its values escaped."""
    sentence = words(
        key, language=str(context.get("language") or "en"), count=values.get("count")
    )
    safe = {name: conditional_escape(value) for name, value in values.items()}
    # The sentence is escaped as a value is, so a file of texts can bring no markup in.
    return mark_safe(filled(str(conditional_escape(sentence)), safe))  # noqa: S308
