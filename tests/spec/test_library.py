"""The library says what the law files say, and its list of places is the code's own."""

from dataclasses import replace
from datetime import date, timedelta

from posse.cli.clause_places import places_text
from posse.rules.library.finding import Wish, find
from posse.rules.library.places import places_file
from posse.rules.library.shelves import CARE, READING, library
from posse.rules.library.wording import plain, value_words
from posse.units.money import Ratio


def test_the_list_of_places_is_what_code_and_tests_cite() -> None:
    written = places_file().read_text(encoding="utf-8")
    missing = set(places_text().splitlines()) ^ set(written.splitlines())
    assert not missing, "run: posse clauses --write"


def test_nothing_of_the_law_is_left_out_of_the_library() -> None:
    held = library()
    ids = {(entry.kind, entry.id) for entry in held.entries}
    assert {("parameter", key) for key in held.law.keys()} <= ids  # noqa: SIM118 - a method
    assert {("clause", id_) for id_ in held.clauses} <= ids
    assert {("reading", id_) for id_ in held.readings} <= ids


def test_each_parameter_is_under_every_citation_of_its_values() -> None:
    held = library()
    for parameter in held.law.parameters.values():
        for value in parameter.values:
            for citation in value.cites:
                assert parameter in held.uses_of(citation).parameters


def test_every_value_can_be_told_in_words() -> None:
    for parameter in library().law.parameters.values():
        for value in parameter.values:
            said = value_words(value)
            assert said
            assert "mappingproxy" not in said
            assert "TimeFrame(" not in said


def test_a_rate_is_told_as_a_percentage_only_where_it_is_a_whole_one() -> None:
    assert plain(Ratio(1, 2)) == "1/2 (50 %)"
    assert plain(Ratio(2, 37)) == "2/37"


def test_what_takes_effect_later_is_told_with_what_holds_before_it() -> None:
    held = library()
    value = held.law.history("support.fees.annual_fee")[-1]
    before = value.effective_from - timedelta(days=1)
    coming = {each.key: earlier for each, earlier in held.coming(on=before)}
    assert coming["support.fees.annual_fee"] == held.law.history("support.fees.annual_fee")[-2]
    assert "support.fees.annual_fee" not in {
        each.key for each, _ in held.coming(on=value.effective_from)
    }


def test_the_name_itself_comes_before_what_only_mentions_it() -> None:
    found = find(library().entries, Wish(words="CS-9.2-TOP-FEE-1"))
    assert found.entries[0].id == "CS-9.2-TOP-FEE-1"
    assert len(found.entries) > 1


def test_a_date_narrows_to_what_took_effect_on_it_or_later() -> None:
    entry = library().entries[0]
    dated = (replace(entry, days=(date(2020, 1, 1),)), replace(entry, days=()))
    assert len(find(dated, Wish(since=date(2020, 1, 1))).entries) == 1
    assert not find(dated, Wish(since=date(2020, 1, 2))).entries


def test_unclear_places_of_the_child_care_manual_stand_on_its_shelf_with_the_reading_taken():
    held = library()
    care = [entry for entry in held.entries if entry.kind == READING and entry.program == CARE]
    assert len(care) >= 120
    assert all(held.readings[entry.id].taken for entry in care)
    assert "first birthday" in held.readings["CR-C16"].taken
    assert held.readings["CR-B1"] in held.uses_of("CC-905-EX-3").readings
