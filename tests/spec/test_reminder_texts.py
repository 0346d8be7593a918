"""A reminder fits a telephone and tells nothing that a stranger may not read."""

import re
import string
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from posse.notices.days_in_words import day_in
from posse.rules.parameters import load_law
from posse.rules.texts import LANGUAGES, filled, load_texts, words

ON = date(2026, 10, 1)
CHOSEN = [row["kind"] for row in load_law("wyoming").value("support.outreach.reminders", on=ON)]
# An applicant is asked for a reminder of the form on a page of its own.
KINDS = [*CHOSEN, "form_waits"]
BASIC = set(
    string.ascii_letters + string.digits + "@$_!\"#%&'()*+,-./:;<=>? \n"
    "\u00a3\u00a5\u00e8\u00e9\u00f9\u00ec\u00f2\u00c7\u00d8\u00f8\u00c5\u00e5\u00c6\u00e6\u00df\u00c9\u00a4"
    "\u00a1\u00bf\u00c4\u00d6\u00d1\u00dc\u00a7\u00e4\u00f6\u00f1\u00fc\u00e0"
)
TELLING = re.compile(
    r"support|manuten|child|ni\u00f1|hij|dad|father|mother|padre|madre|court|corte|hearing|audiencia"
    r"|pay|pag|money|dinero|owe|debe|test|prueba|case|caso|\$|violen|paternity",
    re.IGNORECASE,
)
DAYS = st.dates(date(2000, 1, 1), date(2099, 12, 31))


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
@given(day=DAYS)
def test_a_text_fits_one_message_of_the_basic_alphabet_with_its_way_out(kind, language, day):
    open_words = words(f"outreach.text_{kind}", language=language)
    text = filled(open_words, {"day": day_in(day, language=language)})
    assert len(text) <= 160
    assert set(text) <= BASIC, set(text) - BASIC
    assert "STOP" in text


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("kind", KINDS)
def test_a_reminder_has_no_place_for_anything_but_a_day(kind, language):
    for way in ("text", "email"):
        text = words(f"outreach.{way}_{kind}", language=language)
        places = {name for _, name, _, _ in string.Formatter().parse(text) if name}
        assert places == {"day"}
        assert not TELLING.search(text), text


def test_every_kind_has_its_words_for_each_way_and_for_the_page():
    known = load_texts()
    for kind in CHOSEN:
        for way in ("text", "email", "kind"):
            assert f"outreach.{way}_{kind}" in known


@pytest.mark.parametrize("day", [ON, ON + timedelta(days=91)])
def test_a_day_in_spanish_keeps_to_the_basic_alphabet(day):
    assert set(day_in(day, language="es")) <= BASIC
