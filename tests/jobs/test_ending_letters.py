"""When a payor tells that income ended, the clerk and the parent are told, each once."""

from datetime import date, timedelta

import pytest
from tests.builders import BY
from tests.unit.test_payment_record_page import text_of
from tests.withheld import TOLD_ON, build_withheld

from posse.apps.records.models import Letter
from posse.services.withholding.ending_letters import do_tell_of_ended_income
from posse.services.withholding.orders import do_issue_order
from posse.services.withholding.sources import do_end_source

pytestmark = pytest.mark.django_db
ENDED_ON = date(2026, 10, 14)
ON = date(2026, 10, 20)
D = timedelta(days=1)


@pytest.fixture
def withheld():
    case, source = build_withheld()
    do_issue_order(case=case, source=source, on=TOLD_ON, by=BY)
    return case, source


def end(source, *, told_by="payor", told_on=ON):
    return do_end_source(
        source=source, ended_on=ENDED_ON, told_on=told_on, told_by=told_by, by=BY
    )


def letters():
    return {
        "clerk" if row.participant_id is None else "parent": row
        for row in Letter.objects.filter(kind="employment_ended")
    }


def text(letter):
    return text_of(bytes(letter.stored.content)).replace("\n", " ")


@pytest.mark.cites("CS-IRG-G13", "CS-IRG-G14")
def test_the_clerk_and_the_parent_are_told_once(withheld):
    end(withheld[1])
    assert do_tell_of_ended_income(on=ON, by=BY) == 2
    assert do_tell_of_ended_income(on=ON + D, by=BY) == 0
    assert set(letters()) == {"clerk", "parent"}
    clerk = text(letters()["clerk"])
    for told in (
        "Clerk of District Court, Laramie County",
        "Payor: Made-Up Mills Inc.",
        "ended on October 14, 2026",
        "A payor has 30 days to tell",
        "The payor keeps it until it gets a notice that ends it.",
    ):
        assert told in clerk, told


@pytest.mark.cites("42 USC 654(26)")
def test_the_parent_does_not_read_where_the_other_one_worked(withheld):
    case, source = withheld
    end(source)
    do_tell_of_ended_income(on=ON, by=BY)
    letter = letters()["parent"]
    assert letter.participant_id == case.obligee_id
    assert "Mills" not in text(letter)
    assert "Mills" not in letter.about


@pytest.mark.parametrize("told_by", ["worker", "parent", "new_hire"])
def test_nobody_is_told_of_what_no_payor_said(withheld, told_by):
    end(withheld[1], told_by=told_by)
    assert do_tell_of_ended_income(on=ON, by=BY) == 0


def test_no_letter_is_about_a_payor_that_had_no_order():
    _, source = build_withheld()
    end(source)
    assert do_tell_of_ended_income(on=ON, by=BY) == 0


@pytest.mark.parametrize(("days", "count"), [(39, 2), (40, 0), (41, 0)])
def test_a_night_that_was_missed_is_caught_up_and_an_old_end_is_not_told(withheld, days, count):
    end(withheld[1])
    assert do_tell_of_ended_income(on=ON + days * D, by=BY) == count


@pytest.mark.parametrize(("at_most", "nights"), [(0, [0, 0]), (1, [1, 0]), (2, [2, 0])])
def test_a_night_writes_no_more_than_it_may(withheld, at_most, nights):
    end(withheld[1])
    wrote = [do_tell_of_ended_income(on=ON, by=BY, at_most=at_most) for _ in nights]
    assert wrote == nights
    assert do_tell_of_ended_income(on=ON + D, by=BY) == 2 - sum(nights)
