"""Institutions agree to the match, match each quarter, and are told where they did not."""

from datetime import date, timedelta

import pytest
from tests.builders import BY

from posse.apps.partners.models import MatchRound
from posse.apps.work.models import Task
from posse.formats.record_lines import PartnerFile
from posse.services.demo.partners import do_make_demo_partners
from posse.services.partners.agreements import (
    agreement_of,
    agreements,
    do_agree,
    do_end_agreement,
    do_note_round,
    do_note_rounds,
    unmatched,
)
from posse.services.partners.asking import do_ask_unmatched
from posse.services.partners.state_matches import counts_between

pytestmark = pytest.mark.django_db
SINCE = date(2026, 2, 10)
TIN = "990000017"


def agree(*, tin=TIN, since=SINCE, name="Example Savings", **other):
    told = {"method": "two", "fee_cents": 25_000, **other}
    return do_agree(name=name, tin=tin, since=since, on=max(since, SINCE), by=BY, **told)


def note(agreement, day, *, count=3):
    return do_note_round(agreement=agreement, matched_on=day, match_count=count, on=day, by=BY)


def findings(on):
    return [row.finding for row in unmatched(on=on)]


@pytest.mark.cites("CS-9.2-FIDM-2")
def test_an_agreement_is_recorded_with_its_method_fee_and_day():
    agree(contact="Match desk")
    (row,) = agreements(on=SINCE)
    kept = row.agreement
    assert (kept.tin, kept.method, kept.fee_cents) == (TIN, "two", 25_000)
    assert (kept.effective_on, row.last_round, row.finding) == (SINCE, None, "")


@pytest.mark.parametrize("tin", ["", "99-000001", "99000001x", "٩٩٠٠٠٠٠١٧"])
def test_an_institution_without_a_tax_number_of_nine_digits_is_refused(tin):
    with pytest.raises(ValueError, match="nine digits"):
        agree(tin=tin)


def test_one_agreement_of_an_institution_runs_at_a_time():
    first = agree(tin="99-0000017")
    with pytest.raises(ValueError, match="agreed on Feb 10, 2026 under this number"):
        agree()
    end = SINCE + timedelta(40)
    do_end_agreement(agreement=first, ended_on=end, note="Merged away", on=end, by=BY)
    with pytest.raises(ValueError, match="already"):
        do_end_agreement(agreement=first, ended_on=end, note="Again", on=end, by=BY)
    assert agreement_of(TIN) is None
    assert agree(since=end).pk


@pytest.mark.cites("CS-9.2-FIDM-3")
def test_a_whole_quarter_without_a_match_is_a_finding_until_the_next_match():
    agreement = agree()
    # The first whole quarter after the agreement is April through June.
    assert findings(date(2026, 6, 30)) == []
    assert findings(date(2026, 7, 1)) == ["No match from Apr 1, 2026 through Jun 30, 2026"]
    note(agreement, date(2026, 7, 2))
    assert findings(date(2026, 7, 2)) == []
    assert findings(date(2026, 12, 31)) == []
    assert findings(date(2027, 1, 1)) == ["No match from Oct 1, 2026 through Dec 31, 2026"]


@pytest.mark.cites("CS-9.2-FIDM-3")
def test_a_task_asks_for_the_match_once_a_quarter_and_is_closed_when_it_came():
    agreement, day = agree(), date(2026, 7, 1)
    assert do_ask_unmatched(on=day - timedelta(1), by=BY) == 0
    assert [do_ask_unmatched(on=day, by=BY) for _ in range(2)] == [1, 0]
    task = Task.objects.get()
    assert task.url == f"/institutions/{agreement.pk}/acts/matched/"
    assert (task.due_on, task.closed_on) == (date(2026, 7, 11), None)
    assert "No match from Apr 1, 2026" in task.subject
    note(agreement, date(2026, 7, 6))
    assert do_ask_unmatched(on=date(2026, 7, 6), by=BY) == 0
    task.refresh_from_db()
    assert task.closed_on == date(2026, 7, 6)
    assert do_ask_unmatched(on=date(2027, 1, 1), by=BY) == 1


def test_the_demo_shows_requests_of_states_and_an_institution_that_did_not_match_once():
    on = date(2026, 11, 2)
    assert do_make_demo_partners(on=on, by=BY) == 3
    assert do_make_demo_partners(on=on, by=BY) == 0
    assert [row.agreement.name for row in unmatched(on=on)] == ["Invented Savings of Laramie"]
    assert counts_between(on, on).collected_cents == 190_000


def test_an_institution_whose_agreement_ended_owes_no_match():
    agreement, end = agree(), date(2026, 6, 1)
    do_end_agreement(agreement=agreement, ended_on=end, note="Closed", on=end, by=BY)
    assert findings(date(2026, 7, 1)) == []


@pytest.mark.cites("CS-9.2-FIDM-3")
def test_an_answer_notes_the_match_of_each_institution_that_agreed_once_a_day():
    agree()
    agree(tin="990000025", name="Example Union")
    rows = tuple((line, {"institution_tin": TIN}) for line in (2, 3))
    stranger = (4, {"institution_tin": "990000033"})
    answer = PartnerFile((*rows, stranger), (), {"institution_tin": 990_000_025}, 3)
    day = date(2026, 4, 2)
    for _ in range(2):
        do_note_rounds(answer, came_in="april.fidm.txt", on=day, by=BY)
    told = MatchRound.objects.order_by("agreement__name")
    assert list(told.values_list("agreement__name", "match_count")) == [
        ("Example Savings", 2), ("Example Union", 0)
    ]  # fmt: skip
