"""Benefits that agencies tell of: a source, its award, its order, what it bears, its end."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, build_case
from tests.partners import number_of, table
from tests.payments import night, put_in_inbox, start_run
from tests.withheld import build_payor, build_source, fold

from posse.apps.enforcement.models import RemedyState
from posse.apps.payments.choices import FileKind
from posse.apps.people.models import Employer
from posse.apps.withholding.models import (
    BenefitAward,
    IncomeSource,
    OrderRefusal,
    WithholdingOrder,
)
from posse.services.enforcement.files.receiving import do_take_answer
from posse.services.enforcement.lifecycle import do_evaluate_remedies
from posse.services.matching.merging import do_merge_people
from posse.services.withholding.awards import (
    Award,
    award_shared,
    do_end_run_out,
    do_record_award,
)
from posse.services.withholding.night import do_run_withholding

pytestmark = pytest.mark.django_db
ON, NEXT = date(2026, 10, 1), date(2026, 10, 2)
BEGAN_ON = date(2026, 9, 20)
FEIN = "990000031"


def row(case, **changes):
    told = {
        "program": "workers_compensation", "act": "award", "agency_fein": FEIN,
        "agency_name": "Made-Up Compensation Office", "ssn": number_of(case),
        "claimant_name": "Testerly Noel", "claim_number": "C-7", "frequency": "weekly",
        "amount": 41_200, "effective_on": str(BEGAN_ON), "ends_on": "",
    }  # fmt: skip
    return {**told, **changes}


def take(*rows, on=ON, name="week.benefits.csv"):
    run = start_run(on, key=f"{name} {on}")
    content = table("benefit_award", *rows, on=on)
    return do_take_answer(
        content=content, name=name, kind=FileKind.BENEFITS, received_on=on, run=run
    )


def reasons(taken):
    return [found.reason for found in taken.findings]


def orders():
    return list(WithholdingOrder.objects.order_by("id").values_list("kind", "reason"))


@pytest.mark.cites("CS-IRG-G9.1", "CS-IRG-M7.1", "45 CFR 303.100(e)(2)")
def test_an_award_becomes_an_order_to_the_agency_at_the_address_that_the_law_names(tmp_path):
    case = build_case()
    put_in_inbox(
        tmp_path, table("benefit_award", row(case), on=ON), on=ON, name="a.benefits.csv"
    )
    night(tmp_path)
    source = IncomeSource.objects.get()
    assert (source.kind, source.began_on, source.told_by) == (
        "workers_compensation", BEGAN_ON, "match",
    )  # fmt: skip
    assert orders() == [("original", "income_known")]
    letter = WithholdingOrder.objects.get().letter
    assert "1510 E PERSHING BLVD" in [line.upper() for line in letter.address]
    assert BenefitAward.objects.get().amount_cents == 41_200


def test_unemployment_makes_its_own_remedy_usable_and_waits_for_the_agencys_address():
    case = build_case()
    taken = take(row(case, program="unemployment"))
    assert (taken.taken_count, taken.findings) == (1, ())
    fold(case)
    do_evaluate_remedies(on=ON, by=BY)
    state = RemedyState.objects.get(obligor=case.obligor, remedy="unemployment_withholding")
    assert state.is_eligible
    do_run_withholding(on=ON, by=BY)
    assert orders() == []
    assert OrderRefusal.objects.get(case=case).code == "no_address"


def test_a_claimant_of_nobody_is_counted_and_nothing_of_him_is_kept():
    case = build_case()
    taken = take(row(case, ssn="900999999"))
    assert (taken.count, taken.taken_count, taken.findings) == (1, 0, ())
    assert not IncomeSource.objects.exists()
    assert not Employer.objects.filter(fein=FEIN).exists()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"claimant_name": "Somebody Else"}, "another name than Somebody Else"),
        ({"agency_fein": "12"}, "is not nine digits"),
        ({"amount": 0}, "more than nothing"),
        ({"frequency": ""}, "is none of weekly"),
        ({"ends_on": "2026-09-19"}, "the last day lies before the first"),
        ({"act": "end", "amount": 0}, "nobody told before that it is paid"),
    ],
)
def test_a_bad_record_is_a_finding_and_the_others_go_on(changes, words):
    bad, good = build_case(), build_case()
    taken = take(row(bad, **changes), row(good, claim_number="C-8"))
    assert taken.taken_count == 1
    assert len(taken.findings) == 1
    assert words in reasons(taken)[0]
    assert IncomeSource.objects.get().obligor == good.obligor


def test_the_same_award_told_again_adds_nothing_and_a_new_amount_is_the_one_that_stands():
    case = build_case()
    take(row(case))
    take(row(case), name="again.benefits.csv", on=NEXT)
    assert BenefitAward.objects.count() == 1
    take(row(case, amount=50_000, effective_on="2026-10-02"), name="b.benefits.csv", on=NEXT)
    source = IncomeSource.objects.get()
    assert award_shared(source, on=ON).award.amount_cents == 41_200
    assert award_shared(source, on=NEXT).award.amount_cents == 50_000


@pytest.mark.cites("CS-IRG-G14", "CS-IRG-G13")
def test_a_benefit_that_ends_ends_its_order_and_once():
    case = build_case()
    take(row(case))
    fold(case)
    do_run_withholding(on=ON, by=BY)
    end = row(case, act="end", amount=0, frequency="", effective_on="2026-10-01")
    assert take(end, on=NEXT, name="end.benefits.csv").findings == ()
    assert take(end, on=NEXT, name="twice.benefits.csv").findings == ()
    do_run_withholding(on=NEXT, by=BY)
    assert orders()[-1] == ("termination", "obligor_left")


def test_an_award_that_has_run_out_ends_by_itself_after_its_last_day():
    case = build_case()
    take(row(case, ends_on="2026-10-01"))
    assert do_end_run_out(on=ON, by=BY) == 0
    assert do_end_run_out(on=NEXT, by=BY) == 1
    assert do_end_run_out(on=NEXT, by=BY) == 0
    assert IncomeSource.objects.get().ended_on == ON


def test_an_award_told_anew_does_not_run_out_with_the_one_before():
    case = build_case()
    take(row(case, ends_on="2026-10-01"))
    take(row(case, effective_on="2026-10-02"), on=NEXT, name="anew.benefits.csv")
    assert do_end_run_out(on=NEXT + timedelta(days=1), by=BY) == 0


@pytest.mark.cites("15 USC 1673(b)(2)", "45 CFR 303.100(a)(3)", "CS-IRG-G2.1-b")
def test_of_a_benefit_no_more_is_withheld_than_the_federal_share():
    case = build_case(monthly_cents=200_000)
    take(row(case))
    fold(case)
    do_run_withholding(on=ON, by=BY)
    shared = award_shared(IncomeSource.objects.get(), on=ON)
    order = WithholdingOrder.objects.get()
    # 60 or, where support is past due for more than twelve weeks, 65 percent of 412.00.
    limit = 26_780 if order.is_over_12_weeks else 24_720
    assert (shared.shared.limit_cents, shared.withheld_cents) == (limit, limit)


def test_wages_are_no_benefit_that_could_be_awarded():
    source = build_source(build_case(), employer=build_payor())
    with pytest.raises(ValueError, match="no benefit that is awarded"):
        do_record_award(
            source=source, award=Award("C-1", 100, "weekly", ON), told_by="worker", on=ON, by=BY
        )


def test_two_parents_with_one_number_are_for_a_person_and_one_merged_from_two_is_not():
    first, second = build_case(), build_case()
    number = number_of(first)
    second.obligor.identifiers.create(
        kind="ssn", number=number, effective_on=ON, recorded_on=ON, recorded_by=BY
    )
    assert "two paying parents" in reasons(take(row(first)))[0]
    do_merge_people(
        merged=second.obligor, into=first.obligor, note="The same man", on=NEXT, by=BY
    )
    taken = take(row(first), name="merged.benefits.csv", on=NEXT)
    assert (taken.taken_count, taken.findings) == (1, ())
    told = set(IncomeSource.objects.values_list("obligor_id", flat=True))
    assert told == {first.obligor_id, second.obligor_id}
