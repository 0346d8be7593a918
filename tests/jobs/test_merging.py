"""Two records of one person become one, and two again, without losing anything."""

from datetime import date

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from tests.builders import build_case, build_person
from tests.payments import payment, payment_file, receive, start_run

from posse.apps.books.models import Posting, Refold
from posse.apps.matching.choices import Verdict
from posse.apps.matching.models import PairDecision, PersonMerge
from posse.apps.payments.models import Receipt
from posse.apps.people.choices import ViolenceBasis
from posse.services.books.fold_list import obligors_to_fold
from posse.services.books.posting import do_fold
from posse.services.doors.addresses import protections
from posse.services.matching.merged import (
    members_for,
    same_person_as,
    survivor_of,
    survivors_for,
)
from posse.services.matching.merging import do_merge_people, do_unmerge_people
from posse.services.register.safety import do_mark_family_violence

pytestmark = pytest.mark.django_db

ON = date(2026, 10, 1)
NOTE = "Same person by birth certificate."


def merge(merged, into) -> PersonMerge:
    return do_merge_people(merged=merged, into=into, note=NOTE, on=ON, by="test")


def part(merged) -> PersonMerge:
    return do_unmerge_people(merged=merged, note="Two people after all.", on=ON, by="test")


def fold_everybody() -> None:
    do_fold(obligors=obligors_to_fold(through=ON), through=ON, run=start_run(ON, key="fold"))


def people(count):
    return [
        build_person(surname=f"Thistle{place}down", given_name="Ada") for place in range(count)
    ]


def test_a_merged_person_is_stood_for_by_the_other() -> None:
    one, other = people(2)
    merge(one, other)
    assert (survivor_of(one.pk), survivor_of(other.pk)) == (other.pk, other.pk)
    assert same_person_as(one.pk) == (other.pk, one.pk)


def test_of_a_chain_its_end_stands_for_all() -> None:
    first, second, third = people(3)
    merge(first, second)
    merge(second, third)
    assert survivors_for([first.pk, second.pk]) == {first.pk: third.pk, second.pk: third.pk}
    assert members_for([third.pk]) == {third.pk: (third.pk, first.pk, second.pk)}


def test_parting_the_middle_of_a_chain_leaves_its_beginning_merged() -> None:
    first, second, third = people(3)
    merge(first, second)
    merge(second, third)
    part(second)
    assert survivors_for([first.pk, second.pk, third.pk]) == {
        first.pk: second.pk, second.pk: second.pk, third.pk: third.pk,
    }  # fmt: skip


def test_a_circle_is_refused_in_words() -> None:
    one, other = people(2)
    merge(one, other)
    with pytest.raises(ValueError, match=f"{one.pk} is merged into person {other.pk} already"):
        merge(other, one)
    with pytest.raises(ValueError, match="into themselves"):
        merge(other, other)


@pytest.mark.parametrize("places", [(1, 0), (0, 2), (2, 0)], ids=["circle", "again", "into it"])
def test_the_database_itself_refuses_what_could_close_a_circle(places) -> None:
    persons = people(3)
    merge(persons[0], persons[1])
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonMerge.objects.create(
            participant=persons[places[0]], into=persons[places[1]], note="x",
            effective_on=ON, recorded_on=ON, recorded_by="test",
        )  # fmt: skip


def test_an_end_without_a_merge_is_refused_by_writer_and_database() -> None:
    one, other = people(2)
    with pytest.raises(ValueError, match="merged into nobody"):
        part(one)
    with pytest.raises(IntegrityError), transaction.atomic():
        PersonMerge.objects.create(
            participant=one, into=other, is_ended=True, note="x",
            effective_on=ON, recorded_on=ON, recorded_by="test",
        )  # fmt: skip


def test_two_parts_of_one_case_are_not_one_person() -> None:
    case = build_case(number="C10000991")
    with pytest.raises(ValueError, match=r"In case C10000991 person .* cannot be both"):
        merge(case.obligor, case.obligee)


def test_merge_and_its_end_are_decisions_about_the_pair() -> None:
    one, other = people(2)
    merge(other, one)
    part(other)
    verdicts = PairDecision.objects.filter(one=one, other=other).values_list(
        "verdict", flat=True
    )
    assert list(verdicts.order_by("id")) == [Verdict.SAME, Verdict.DIFFERENT]


class MergeLaws(TestCase):
    """Laws over random merges and ends among a few people."""

    @settings(max_examples=40, deadline=None)
    @given(
        st.lists(st.tuples(st.booleans(), st.integers(0, 4), st.integers(0, 4)), max_size=12)
    )
    def test_every_chain_ends_and_parts_what_was_merged(self, acts) -> None:
        persons = people(5)
        pks = [person.pk for person in persons]
        for is_merge, one, other in acts:
            before = survivors_for(pks)
            try:
                if not is_merge:
                    part(persons[one])
                    continue
                merge(persons[one], persons[other])
            except ValueError:
                assert survivors_for(pks) == before
                continue
            after = survivors_for(pks)
            assert all(after[end] == end for end in after.values())
            assert after[pks[one]] == after[pks[other]] == pks[other]
            with transaction.atomic():
                part(persons[one])
                assert survivors_for(pks) == before
                merge(persons[one], persons[other])
            assert survivors_for(pks) == after


def test_a_payment_under_either_number_is_the_obligors_once_they_are_one() -> None:
    case = build_case()
    other = build_person(surname="Testerly", ssn="900777111")
    strange = payment(case, obligor_ssn="900777111")
    assert receive(payment_file(strange)).suspended_count == 1
    merge(other, case.obligor)
    again = payment(case, 41_000, obligor_ssn="900777111")
    assert receive(payment_file(again), name="again.ach").suspended_count == 0
    assert Receipt.objects.latest("id").obligor == case.obligor
    part(other)
    last = payment(case, 42_000, obligor_ssn="900777111")
    assert receive(payment_file(last), name="last.ach").suspended_count == 1


def test_books_of_two_obligors_stay_apart_and_are_folded_again() -> None:
    cases = [build_case(arrears={"never_assigned": 70_000}) for _ in range(2)]
    fold_everybody()
    before = list(Posting.objects.order_by("id").values())
    merge(cases[0].obligor, cases[1].obligor)
    marked = set(Refold.objects.values_list("obligor", flat=True))
    assert marked == {case.obligor_id for case in cases}
    fold_everybody()
    assert list(Posting.objects.order_by("id").values()) == before


@pytest.mark.cites("CS-6.3-FV-2")
def test_danger_of_one_record_protects_the_other_while_they_are_one() -> None:
    one, other = people(2)
    danger = {"basis": ViolenceBasis.WORKER, "note": "She said so.", "on": ON, "by": "test"}
    do_mark_family_violence(participant=one, is_on=True, **danger)
    assert protections([other.pk], on=ON) == {}
    merge(one, other)
    assert set(protections([other.pk], on=ON)) == {other.pk}
    part(one)
    assert protections([other.pk], on=ON) == {}
