"""The page that asks what another law would have given."""

from datetime import date
from html.parser import HTMLParser
from re import findall

import pytest
from tests.office import SECOND_NIGHT

from posse.rules.parameters import load_law
from posse.services.access import ROLES
from posse.services.books import simulating
from posse.services.counties import county_names
from posse.services.pages import simulations as page_of_simulations

pytestmark = pytest.mark.django_db

MAY_SIMULATE = {"district manager", "state office", "supervisor", "administrator"}
ASKED = f"/simulations/?profile=dra_election&last={SECOND_NIGHT}"


@pytest.fixture
def supervisor(office, client_of):
    return client_of("supervisor")


def words_of(answer):
    """What a page says, without its marks and runs of blanks."""
    parts = []
    parser = HTMLParser()
    parser.handle_data = parts.append
    parser.feed(answer.content.decode())
    return " ".join(" ".join(parts).split())


@pytest.mark.parametrize("role", ROLES)
def test_only_who_answers_for_money_may_simulate_a_law(office, client_of, role) -> None:
    client = client_of(role)
    assert client.get("/simulations/").status_code == (200 if role in MAY_SIMULATE else 403)
    assert (b'href="/simulations/"' in client.get("/").content) == (role in MAY_SIMULATE)


def test_the_result_is_a_sentence_a_table_and_a_picture_with_words(supervisor) -> None:
    answer = supervisor.get(f"{ASKED}&by=both")
    sentence = answer.context["simulation"].sentence
    assert words_of(answer).count(sentence) == 1
    (picture,) = findall(r'<img src="data:image/svg\+xml;base64,[^"]+" alt="([^"]+)"',
                         answer.content.decode())  # fmt: skip
    assert picture == sentence.replace("'", "&#x27;")
    assert "Laramie County, Never on assistance The family" in words_of(answer)
    assert "56021" not in words_of(answer)


def test_groups_end_with_all_cases_whose_lines_are_their_sum(supervisor) -> None:
    *groups, total = supervisor.get(f"{ASKED}&by=county").context["groups"]
    assert total.words == "All cases"
    for law in ("current_cents", "simulated_cents"):
        summed = sum(getattr(line, law) for group in groups for line in group.lines)
        assert summed == sum(getattr(line, law) for line in total.lines) > 0


@pytest.mark.parametrize(
    "profile", ["nope", "../../../etc/passwd", "policy/profiles/dra_election.yaml"]
)
def test_a_page_reads_no_file_and_knows_only_profiles(supervisor, profile) -> None:
    answer = supervisor.get("/simulations/", {"profile": profile})
    assert answer.status_code == 200
    assert "There is no profile of the law with this name." in words_of(answer)
    assert "simulation" not in answer.context


def test_days_that_cannot_be_meant_are_refused_in_words(supervisor) -> None:
    asked = {"profile": "dra_election", "first": "2026-10-05", "last": "2026-10-02"}
    answer = supervisor.get("/simulations/", asked)
    assert "The first day, 2026-10-05, lies after the last, 2026-10-02." in words_of(answer)


def test_a_caseload_too_large_for_a_page_is_sent_to_the_command(
    supervisor, monkeypatch
) -> None:
    limit = load_law().value(page_of_simulations.LIMIT_KEY, on=SECOND_NIGHT)
    assert limit == 5_000
    monkeypatch.setattr(simulating, "partitions", lambda _obligors: pytest.fail("folded"))
    refused = simulating.SimulationRefused
    with pytest.raises(refused, match=r"has \d paying parents, .* posse simulate takes any"):
        simulating.simulation_for_law(load_law("dra_election"), obligors_max=1)


def test_all_counties_of_the_state_have_a_name_of_their_own() -> None:
    names = county_names(on=date(2026, 10, 1))
    assert len(set(names.values())) == len(names) == 23
    assert sorted(names) == [f"56{odd:03d}" for odd in range(1, 47, 2)]
