"""Doors asked for rows that are not there, by anybody: never a fault, never a row."""

import pytest
from django.test import Client
from django.urls import URLPattern
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from posse.services.access import ROLES
from posse.web.urls import urlpatterns

pytestmark = pytest.mark.django_db

# Beside ids that no row has: what does not fit a column, and what is no id at all.
NUMBERS = st.one_of(
    st.integers(min_value=900_000, max_value=2**31),
    st.sampled_from([0, 2**31 - 1, 2**31, 2**63 - 1, 2**63, 10**30]),
)
WORDS = st.one_of(
    st.sampled_from(
        ["C99999999", "A0", "'", "%00", "..", "C10000111'--", "2026-13", "²", "1e9"]
    ),
    st.text("ABC019-_.~", min_size=1, max_size=30).map(lambda text: f"zz{text}"),
)
DOES = ("get", "post")
SLUGS = st.from_regex(r"zz[a-z-]{1,12}", fullmatch=True)


def with_objects() -> list[URLPattern]:
    """Pages that name a row in their address by a number or a word."""
    return [
        pattern
        for pattern in urlpatterns
        if any(kind_of(each) in {"int", "str"} for each in converters(pattern).values())
    ]


def converters(pattern):
    return pattern.pattern.converters


def kind_of(converter) -> str:
    return type(converter).__name__.removesuffix("Converter").replace("String", "str").lower()


@st.composite
def addresses(draw) -> str:
    pattern = draw(st.sampled_from(with_objects()))
    route = str(pattern.pattern)
    for name, converter in converters(pattern).items():
        kind = kind_of(converter)
        drawn = {"int": NUMBERS, "str": WORDS, "slug": SLUGS}.get(kind)
        value = draw(drawn) if drawn is not None else "2026-10-01"
        written = {"int": "int:", "str": "str:", "slug": "slug:", "day": "day:"}.get(kind, "")
        route = route.replace(f"<{written}{name}>", str(value)).replace(f"<{name}>", str(value))
    return f"/{route}"


@settings(
    max_examples=80,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(
    address=addresses(),
    role=st.sampled_from((*ROLES, "nobody", "")),
    does=st.sampled_from(DOES),
)
def test_a_row_that_is_not_there_is_refused_or_not_found(client_of, **asked) -> None:
    role, address = asked["role"], asked["address"]
    client = client_of(role) if role else Client()
    client.raise_request_exception = False
    answer = getattr(client, asked["does"])(address)
    expected = {400, 403, 404, 405} if role else {302}
    assert answer.status_code in expected


def test_the_property_asks_many_doors():
    assert len(with_objects()) > 30
    assert {kind_of(each) for page in with_objects() for each in converters(page).values()} <= {
        *("int", "str", "slug", "day", "uuid"),
    }
