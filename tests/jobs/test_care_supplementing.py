"""A supplement for special needs: nothing before all is on file, nor beyond its most."""

from datetime import date

import pytest
from tests.builders import BY, build_person
from tests.care_families import build_provider
from tests.jobs.test_care_changing import approved
from tests.records import picture

from posse.apps.subsidy.models import Authorization
from posse.apps.supplements.models import SupplementDecision
from posse.services.care.supplementing import (
    Asked,
    do_ask_supplement,
    do_decide_supplement,
    do_end_supplement,
    do_record_payment,
    do_show_condition,
    lacking,
    replayed,
    supplements_of_month,
)
from posse.services.records.uploads import do_store_upload

pytestmark = pytest.mark.django_db
JULY, AUGUST = date(2026, 7, 1), date(2026, 8, 1)
BOSS = "supervisor"


@pytest.fixture
def care() -> Authorization:
    """What is authorized for a child from June on."""
    family = approved(month_cents=320_000)
    return family.care_case.authorizations.earliest("id")


def ask(care, *, cents=180_00, provider=None, begins_on=JULY):
    asked = Asked(provider or care.provider, begins_on, cents, "Help with each meal")
    return do_ask_supplement(
        care_case=care.care_case, child=care.child, asked=asked, on=JULY, by=BY
    )


def show_all(row, *, but=()) -> None:
    for each in lacking(row):
        if each.name not in but:
            told = {"words": "Dr. Feverfew, on paper", "document": None, "on": JULY, "by": BY}
            do_show_condition(row, condition=each.name, **told)


def decide(row, *, is_approved=True, by=BOSS) -> SupplementDecision:
    return do_decide_supplement(row, is_approved=is_approved, words="Seen", on=JULY, by=by)


@pytest.mark.cites("CC-1101-O", "CC-1101-O-4", "CC-A1-C-10-d-iv")
def test_all_on_file_and_approved_by_another_it_is_granted_and_can_be_replayed(care):
    row = ask(care)
    show_all(row)
    with pytest.raises(ValueError, match="another person"):
        decide(row, by=BY)
    found = decide(row)
    assert found.granted_cents == 180_00
    assert found.inputs["asked_cents"] == 180_00
    assert found.result["is_met"]["supervisor_approved"] is True
    assert replayed(found) == found.result
    with pytest.raises(ValueError, match="is decided"):
        decide(row)


@pytest.mark.cites("CC-1101-O-1", "CC-1101-O-2", "CC-1101-O-3", "CC-A1-C-10-c")
@pytest.mark.parametrize(
    "missing", ["need_verified", "provider_qualified", "other_services_used", "undue_hardship"]
)
def test_while_a_condition_is_lacking_nothing_is_granted(care, missing):
    row = ask(care)
    show_all(row, but=(missing,))
    assert [each.name for each in lacking(row)] == [missing]
    with pytest.raises(ValueError, match="not every condition is on file"):
        decide(row)
    assert not SupplementDecision.objects.exists()
    assert decide(row, is_approved=False).granted_cents == 0


@pytest.mark.cites("CC-A1-C-10-d-iii", "CC-1101-O")
def test_two_supplements_of_a_child_share_the_most_of_a_month(care):
    first = ask(care)
    show_all(first)
    decide(first)
    second = ask(care, provider=build_provider(name="Second Example"))
    show_all(second)
    found = decide(second)
    assert (found.inputs["taken_cents"], found.granted_cents) == (180_00, 70_00)
    third = ask(care, provider=build_provider(name="Third Example"))
    show_all(third)
    with pytest.raises(ValueError, match=r"take \$250.00 a month, which leaves nothing"):
        decide(third)


@pytest.mark.cites("CC-200-special-needs-child")
def test_a_child_who_turns_eighteen_gets_no_more_from_that_month_on(care):
    row = ask(care)
    show_all(row)
    decide(row)
    [due] = supplements_of_month(JULY)
    assert (due.why_not, due.amount_cents) == ("", 180_00)
    born = row.child.identities.latest("id").birth_date
    eighteenth = date(born.year + 18, born.month, 1)
    later = [each.why_not for each in supplements_of_month(date(eighteenth.year, 12, 1))]
    assert later == ["The child is too old for it by then (CC-200-special-needs-child)"]


@pytest.mark.cites("CC-1101-O-5")
def test_a_month_is_paid_by_hand_once_and_only_while_care_is_authorized(care):
    row = ask(care)
    with pytest.raises(ValueError, match="nothing is approved"):
        do_record_payment(row, month=JULY, reference="W-1", on=AUGUST, by=BY)
    show_all(row)
    decide(row)
    with pytest.raises(ValueError, match="has not begun"):
        do_record_payment(row, month=AUGUST, reference="W-1", on=JULY, by=BY)
    with pytest.raises(ValueError, match="number"):
        do_record_payment(row, month=JULY, reference=" ", on=AUGUST, by=BY)
    paid = do_record_payment(row, month=JULY, reference="W-1", on=AUGUST, by=BY)
    assert (paid.month, paid.amount_cents, paid.reference) == (JULY, 180_00, "W-1")
    with pytest.raises(ValueError, match="paid already"):
        do_record_payment(row, month=JULY, reference="W-2", on=AUGUST, by=BY)
    other = ask(care, provider=build_provider(name="Elsewhere"), cents=10_00)
    show_all(other)
    decide(other)
    with pytest.raises(ValueError, match="No care at this provider is authorized"):
        do_record_payment(other, month=JULY, reference="W-3", on=AUGUST, by=BY)


def test_it_ends_with_its_day_and_may_be_asked_for_again(care):
    row = ask(care)
    with pytest.raises(ValueError, match="is open or runs"):
        ask(care)
    with pytest.raises(ValueError, match="only what was approved"):
        do_end_supplement(row, ends_on=JULY, words="Over", on=JULY, by=BY)
    show_all(row)
    decide(row)
    with pytest.raises(ValueError, match="first day or later"):
        do_end_supplement(row, ends_on=date(2026, 6, 30), words="Over", on=JULY, by=BY)
    do_end_supplement(row, ends_on=date(2026, 7, 31), words="Over", on=JULY, by=BY)
    assert [each.supplement for each in supplements_of_month(JULY)] == [row]
    assert supplements_of_month(AUGUST) == []
    assert ask(care, begins_on=AUGUST).pk != row.pk


def test_what_is_asked_must_make_sense(care):
    with pytest.raises(ValueError, match="more than nothing"):
        ask(care, cents=0)
    asked = Asked(care.provider, JULY, 100, " ")
    with pytest.raises(ValueError, match="what the need consists of"):
        do_ask_supplement(
            care_case=care.care_case, child=care.child, asked=asked, on=JULY, by=BY
        )
    with pytest.raises(ValueError, match="not of this case"):
        do_ask_supplement(
            care_case=care.care_case, child=build_person(on=JULY), asked=asked, on=JULY, by=BY
        )
    row, other = ask(care), approved(month_cents=180_000)
    paper = do_store_upload(
        name="other.png", content=picture(), media_type_claimed="image/png",
        care_case=other.care_case, on=JULY, by=BY,
    )  # fmt: skip
    told = {"condition": "need_verified", "words": "Seen", "on": JULY, "by": BY}
    with pytest.raises(ValueError, match="of another case"):
        do_show_condition(row, document=paper, **told)
    with pytest.raises(ValueError, match="nothing like it is needed"):
        do_show_condition(row, document=None, **{**told, "condition": "supervisor_approved"})
