"""Reported hires: a paying parent's becomes an income source with its order, others nothing."""

from datetime import date

import pytest
from tests.builders import BY, build_case

from posse.apps.payments.models import InboundFile
from posse.apps.people.models import Employer, Employment, Identifier
from posse.apps.withholding.models import IncomeSource, WithholdingOrder
from posse.formats.new_hire import Address, NewHire, write_new_hires
from posse.formats.new_hire import Employer as TellingEmployer
from posse.services.enforcement.files.receiving import do_take_new_hires
from posse.services.withholding.night import do_run_withholding
from posse.services.withholding.sources import sources_of_obligor

pytestmark = pytest.mark.django_db

ON, HIRED_ON = date(2026, 10, 2), date(2026, 9, 28)
PLACE = Address(line_1="1 Example Way", city="Casper", state="WY", zip_code="82601")
EMPLOYER = TellingEmployer(fein="990000007", name="New Mills", address=PLACE)


def hire(ssn, **told):
    return NewHire(
        **{
            "line": 2, "ssn": ssn, "given_name": "Pat", "middle_name": "",
            "surname": "Testerly", "address": PLACE, "born_on": None,
            "hired_on": HIRED_ON, "state_of_hire": "WY", "employer": EMPLOYER, **told,
        }
    )  # fmt: skip


def take(tmp_path, *hires, name="hires.txt", batch=1):
    path = tmp_path / name
    path.write_bytes(write_new_hires(hires, state_fips="56", batch=batch, on=ON))
    return do_take_new_hires(path=path, on=ON, by=BY, today=ON)


def ssn_of(case):
    return Identifier.objects.get(participant=case.obligor, kind="ssn").number


@pytest.mark.cites("45 CFR 303.100(e)(2)")
def test_hire_of_a_paying_parent_becomes_a_source_and_an_order_in_two_business_days(tmp_path):
    case = build_case()
    taken = take(tmp_path, hire(ssn_of(case)))
    assert (taken.taken_count, taken.findings) == (1, ())
    (told,) = sources_of_obligor(case.obligor, on=ON)
    source = told.source
    assert (source.told_by, source.began_on, source.told_on) == ("new_hire", HIRED_ON, ON)
    # A Friday: Monday and Tuesday are the two business days.
    assert told.order_due_on == date(2026, 10, 6)
    assert Employment.objects.get().effective_on == HIRED_ON
    do_run_withholding(on=ON, by=BY)
    assert WithholdingOrder.objects.get().letter.address[1] == "1 EXAMPLE WAY"


def test_hires_of_other_people_are_counted_and_nothing_of_them_is_kept(tmp_path):
    taken = take(tmp_path, hire("900999999"))
    assert (taken.count, taken.taken_count) == (1, 0)
    assert not Employer.objects.exists()
    assert not IncomeSource.objects.exists()


def test_same_hire_in_another_file_and_the_same_file_again_add_nothing(tmp_path):
    case = build_case()
    take(tmp_path, hire(ssn_of(case)))
    assert take(tmp_path, hire(ssn_of(case))).is_repeat
    take(tmp_path, hire(ssn_of(case)), batch=2)
    assert (IncomeSource.objects.count(), Employment.objects.count()) == (1, 1)
    do_run_withholding(on=ON, by=BY)
    assert IncomeSource.objects.count() == 1


def test_hire_without_an_employer_number_is_a_finding_and_the_others_go_on(tmp_path):
    case = build_case()
    nameless = hire("900999998", employer=TellingEmployer(name="No Number"))
    taken = take(tmp_path, nameless, hire(ssn_of(case)))
    assert taken.taken_count == 1
    assert [(found.line, found.code) for found in taken.findings] == [(2, "fein")]


def test_cut_file_is_refused_whole(tmp_path):
    path = tmp_path / "cut.txt"
    path.write_bytes(b"H4 cut")
    assert do_take_new_hires(path=path, on=ON, by=BY, today=ON).is_refused
    assert InboundFile.objects.get().state == "refused"
