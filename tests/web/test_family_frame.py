"""The frame of the pages for families: readable by anybody, in the language they chose."""

import pytest
from django.test import Client

pytestmark = pytest.mark.django_db


def test_anybody_reads_the_first_page_and_finds_each_way_on():
    page = Client().get("/public/")
    assert page.status_code == 200
    assert "family/public_home.html" in [each.name for each in page.templates]
    text = page.content.decode()
    assert "Child support services" in text
    assert 'href="/law/"' in text
    assert 'href="/sign-in/"' in text


def test_the_language_is_chosen_once_and_kept():
    client = Client()
    answer = client.post("/language/", {"language": "es", "next": "/public/"})
    assert answer.status_code == 302
    assert answer["Location"] == "/public/"
    text = client.get("/public/").content.decode()
    assert '<html lang="es">' in text
    assert "Servicios de manutención" in text
    assert "Un traductor jurado todavía no ha revisado" in text


def test_the_browsers_language_is_taken_until_another_is_chosen():
    text = Client().get("/public/", headers={"Accept-Language": "es-MX,en;q=0.5"}).content
    assert b'<html lang="es">' in text


@pytest.mark.parametrize("back", ["https://example.org/", "//example.org/", "/\\example.org"])
def test_choosing_a_language_leads_nowhere_else(back):
    answer = Client().post("/language/", {"language": "es", "next": back})
    assert answer["Location"] == "/"


def test_a_language_that_is_not_there_changes_nothing():
    client = Client()
    client.post("/language/", {"language": "xx", "next": "/public/"})
    assert b'<html lang="en">' in client.get("/public/").content
