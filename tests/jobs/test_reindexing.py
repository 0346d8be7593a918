"""Lost or wrong search keys are made anew from names and numbers."""

import json

import pytest
from tests.builders import build_person
from typer.testing import CliRunner

from posse.apps.people.models import SearchKey
from posse.cli.app import app
from posse.services.search import search
from posse.services.search.keys import do_index_everybody

pytestmark = pytest.mark.django_db


def test_people_whose_keys_were_lost_are_found_again_and_wrong_keys_are_gone():
    ada = build_person(surname="Thistledown", given_name="Ada")
    eve = build_person(surname="Fernbobbin", given_name="Eve")
    before = set(SearchKey.objects.values_list("participant", "key"))
    SearchKey.objects.filter(participant=ada).delete()
    SearchKey.objects.create(participant=eve, key="n:NOBODY AT ALL")
    assert not search("Ada Thistledown")
    result = CliRunner().invoke(app, ["reindex", "--json"])
    assert json.loads(result.stdout) == {"people": 2, "keys": len(before)}
    assert set(SearchKey.objects.values_list("participant", "key")) == before
    assert len(search("Ada Thistledown")) == 1


def test_pieces_add_up_to_everybody():
    everybody = {build_person(given_name=name).pk for name in ("Ada", "Bo", "Cy")}
    assert [people for people, _ in do_index_everybody(at_once=2)] == [2, 1]
    assert set(SearchKey.objects.values_list("participant", flat=True)) == everybody
