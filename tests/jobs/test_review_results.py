"""A parent is told the result of a review once, with what is owed."""

from datetime import date

import pytest
from tests.builders import BY, build_case, give_address
from tests.jobs.test_posting import fold_all, start_run
from tests.jobs.test_remedy_reviews import BOSS, CHALLENGE, CONTEST, HEARING, OFFSET, ask, close
from tests.unit.test_payment_record_page import text_of

from posse.apps.records.models import Letter
from posse.services.enforcement.results import OUTCOMES, PROGRAMS, do_tell_results
from posse.services.enforcement.reviews import do_answer_result, kinds_on, reviews_to_tell

pytestmark = pytest.mark.django_db

ON = date(2026, 11, 2)


@pytest.fixture
def case():
    # October's 400 dollars were not paid, and November's are due.
    made = build_case(arrears={"never_assigned": 284_050})
    give_address(made.obligor)
    fold_all(start_run("results"), ON)
    return made


def told(letter) -> str:
    return " ".join(text_of(bytes(letter.stored.content)).split())


@pytest.mark.cites("CS-9.2-TOP-REV-7", "CS-9.2-TOP-REV-9")
def test_the_result_goes_out_once_with_a_calculation_of_the_arrears(case):
    review = ask(case, **OFFSET)
    close(review, "changes_continues", after_cents=200_000)
    do_answer_result(review=review, is_approved=True, text="Complete.", on=ON, by=BOSS)
    assert do_tell_results(on=ON, by=BY) == 1
    [letter] = Letter.objects.filter(kind="review_result")
    shown = told(letter)
    assert "from $3,240.50 to $2,000.00. We use the new amount" in shown
    assert "A second person in our office" in shown
    print(shown)
    assert f"{case.number} Child support: past due to the family $3,240.50" in shown
    review.refresh_from_db()
    assert review.result_notice_on == ON
    assert do_tell_results(on=ON, by=BY) == 0


@pytest.mark.cites("CS-9.2-TOP-REV-6")
def test_nothing_is_told_before_the_manager_approves(case):
    close(ask(case, **OFFSET), "stands")
    assert do_tell_results(on=ON, by=BY) == 0
    assert not reviews_to_tell(on=ON)


@pytest.mark.parametrize(
    ("kind", "says"),
    [
        (CHALLENGE, "money in your account"),
        (CONTEST, "withheld from"),
        (HEARING, "your license"),
    ],
)
def test_each_kind_of_review_says_what_it_is_about(case, kind, says):
    close(ask(case, notice_on=ON, **kind), "stands")
    assert do_tell_results(on=ON, by=BY) == 1
    assert says in told(Letter.objects.get(kind="review_result"))


def test_every_outcome_and_remedy_of_the_law_has_its_words():
    for kind in kinds_on(ON).values():
        assert {outcome.name for outcome in kind.outcomes} <= OUTCOMES.keys(), kind.name
        federal = {"federal_tax_offset", "federal_admin_offset", "passport_denial"}
        assert set(kind.remedies) <= PROGRAMS.keys() | federal, kind.name
