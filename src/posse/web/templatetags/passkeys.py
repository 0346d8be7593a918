"""What a form for passkeys needs: data for a script, as an attribute."""

import json
from typing import Any

from django import template
from django.core.serializers.json import DjangoJSONEncoder

register = template.Library()


@register.filter
def as_json(value: Any) -> str:
    """Data as JSON; the template escapes it as any text."""
    return json.dumps(value, cls=DjangoJSONEncoder)
