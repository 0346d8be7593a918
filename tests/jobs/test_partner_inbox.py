"""Partners' answers in the inbox: each taken in once at night, by its name, and none lost."""

from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.builders import BY, build_case
from tests.partners import license_answer, number_of, prize, stand, table
from tests.payments import NEXT_DAY, RECEIVED_ON, night, put_in_inbox

from posse.apps.enforcement.models import AssetMatch, RemedyStep
from posse.apps.payments.choices import FileKind
from posse.apps.payments.models import FileFinding, InboundFile
from posse.apps.runs.models import RunStep
from posse.apps.withholding.models import IncomeSource
from posse.formats.new_hire import Address, Employer, NewHire, write_new_hires
from posse.jobs import answers
from posse.services.enforcement.files.answer_kinds import SUFFIXES, fein_in, kind_of
from posse.services.enforcement.files.answer_readings import READERS, Arrival, reading_of
from posse.services.money_in.retrying import do_retry_file

pytestmark = pytest.mark.django_db
SUBMITTED_ON = date(2026, 9, 1)


@pytest.fixture
def case():
    found = build_case(monthly_cents=None, arrears={"never_assigned": 320_050})
    for remedy in ("lottery", "unclaimed_property", "fidm"):
        stand(found, remedy, on=SUBMITTED_ON)
    return found


def lottery(*rows, on=RECEIVED_ON):
    return table("lottery_answer", *rows, on=on)


def lay(home, content, *, name="draw.lottery.csv", on=RECEIVED_ON):
    return put_in_inbox(home, content, on=on, name=name)


def codes(**of):
    return list(FileFinding.objects.filter(**of).order_by("id").values_list("code", flat=True))


def steps():
    rows = RunStep.objects.filter(name="answers").order_by("id")
    return list(rows.values_list("part", "in_count", "out_count", "rejected_count"))


def test_every_kind_of_answer_has_a_name_and_a_reader():
    assert SUFFIXES.keys() == READERS.keys()
    for kind, suffix in SUFFIXES.items():
        assert kind_of(f"2026-10-01{suffix.upper()}") == kind
    assert kind_of("2026-10-01.ach") is None
    assert fein_in("mill-99-0000007.employer-hires.txt") == "990000007"
    assert fein_in("1990000007.employer-hires.txt") == ""


def test_the_document_of_files_names_every_kind_of_answer():
    told = (Path(__file__).parents[2] / "docs" / "files.md").read_text(encoding="utf-8")
    assert [suffix for suffix in SUFFIXES.values() if f"{suffix}`" not in told] == []


@pytest.mark.cites("CS-9.2-UCP-2")
def test_the_night_takes_in_a_partners_answer_once(case, tmp_path):
    lay(tmp_path, lottery(prize(case), prize(case, claim_number="L-2", request_number="0")))
    night(tmp_path)
    assert AssetMatch.objects.get().reference == "L-1"
    assert steps() == [("2026-10-01/draw.lottery.csv", 2, 1, 1)]
    assert codes() == ["match"]
    lay(tmp_path, lottery(prize(case), prize(case, claim_number="L-2", request_number="0")),
        name="again.lottery.csv", on=NEXT_DAY)  # fmt: skip
    night(tmp_path, on=NEXT_DAY)
    assert (AssetMatch.objects.count(), InboundFile.objects.count()) == (1, 1)
    assert len(steps()) == 1


def test_a_night_killed_between_two_answers_goes_on_with_the_second(
    case, tmp_path, monkeypatch
):
    lay(tmp_path, lottery(prize(case)), name="a.lottery.csv")
    lay(tmp_path, lottery(prize(case, claim_number="L-2")), name="b.lottery.csv")
    taken = []
    take = answers.do_take_answer

    def stop_at_second(**told):
        taken.append(told["name"])
        if len(taken) == 2:
            raise KeyboardInterrupt
        return take(**told)

    monkeypatch.setattr(answers, "do_take_answer", stop_at_second)
    with pytest.raises(KeyboardInterrupt):
        night(tmp_path)
    monkeypatch.undo()
    night(tmp_path)
    assert AssetMatch.objects.count() == 2
    assert [part for part, *_ in steps()] == [
        "2026-10-01/a.lottery.csv", "2026-10-01/b.lottery.csv",
    ]  # fmt: skip


def test_a_bad_answer_changes_nothing_and_the_others_go_on(case, tmp_path):
    good = lottery(prize(case))
    lay(tmp_path, good[: len(good) * 2 // 3], name="a-cut.lottery.csv")
    lay(tmp_path, good, name="b-whole.lottery.csv")
    outcome = night(tmp_path)
    assert InboundFile.objects.get(name__contains="a-cut").state == "refused"
    assert AssetMatch.objects.count() == 1
    assert outcome.total("answers").rejected_count == 1


def test_disputes_of_a_bureau_are_kept_and_refused_because_their_layout_is_not_known(tmp_path):
    lay(tmp_path, b"whatever a bureau sends", name="bureau.credit-disputes.txt")
    night(tmp_path)
    file = InboundFile.objects.get()
    assert (file.state, file.kind) == ("refused", "credit_disputes")
    assert bytes(file.content) == b"whatever a bureau sends"
    assert "is not known" in FileFinding.objects.get().reason


def test_negative_and_overflowing_amounts_are_findings_and_the_good_record_goes_on(
    case, tmp_path
):
    rows = lottery(
        prize(case), prize(case, claim_number="L-2", amount=7_777),
        prize(case, claim_number="L-3", amount=9_999_999_999_999),
    ).decode()  # fmt: skip
    lay(tmp_path, rows.replace("77.77", "-77.77").encode())
    night(tmp_path)
    assert AssetMatch.objects.get().reference == "L-1"
    reasons = " ".join(FileFinding.objects.values_list("reason", flat=True))
    assert "must not be negative" in reasons
    assert "more than can be meant" in reasons


def test_an_answer_of_an_earlier_day_that_comes_later_is_told(case, tmp_path):
    lay(tmp_path, lottery(prize(case)))
    night(tmp_path)
    late = lottery(prize(case, claim_number="L-0"), on=date(2026, 9, 30))
    lay(tmp_path, late, on=NEXT_DAY, name="late.lottery.csv")
    night(tmp_path, on=NEXT_DAY)
    assert codes() == ["order"]
    assert AssetMatch.objects.count() == 2


def test_an_answer_in_another_persons_name_is_a_finding_or_a_partial_match(case, tmp_path):
    lay(tmp_path, lottery(prize(case, winner_name="Nell Tester")))
    night(tmp_path)
    match = AssetMatch.objects.get()
    assert (match.is_full, match.state) == (False, "district")


def hires(case, **employer):
    hire = NewHire(
        line=2, ssn=number_of(case), given_name="Noel", middle_name="", surname="Testerly",
        address=Address(), born_on=None, hired_on=date(2026, 9, 28), state_of_hire="WY",
        employer=Employer(**{"fein": "990000007", "name": "New Mills", **employer}),
    )  # fmt: skip
    return write_new_hires([hire], state_fips="56", batch=1, on=RECEIVED_ON)


@pytest.mark.cites("45 CFR 303.100(e)(2)")
def test_new_hires_of_the_inbox_become_sources_of_income(case, tmp_path):
    lay(tmp_path, hires(case), name="ndnh.new-hires.txt")
    night(tmp_path)
    assert IncomeSource.objects.get().obligor == case.obligor


def test_an_employers_own_file_without_a_number_in_its_name_is_refused(case, tmp_path):
    lay(tmp_path, hires(case), name="mill.employer-hires.txt")
    night(tmp_path)
    assert InboundFile.objects.get().state == "refused"
    assert codes() == ["fein"]


def licenses(*rows, on=RECEIVED_ON):
    return table("licence_answer", *rows, on=on)


def asked(case, act="suspension_asked", on=date(2026, 9, 14)):
    return RemedyStep.objects.create(
        case=case, remedy="drivers_license", act=act, effective_on=on, recorded_on=on,
        recorded_by=BY,
    )  # fmt: skip


@pytest.mark.cites("W.S. 20-6-111")
def test_a_department_that_suspends_is_kept_with_the_case_that_asked(case, tmp_path):
    other = build_case(monthly_cents=None, obligor=case.obligor, obligee=case.obligee)
    asked(other)
    lay(tmp_path, licenses(license_answer(case, result="suspended")), name="d.licenses.csv")
    night(tmp_path)
    step = RemedyStep.objects.latest("id")
    assert (step.case, step.act, step.reference) == (other, "suspended", "EX-77")
    assert codes() == []


@pytest.mark.parametrize(
    "unasked",
    [
        ({"result": "suspended"}, "nobody asked for it"),
        ({"result": "released"}, "nobody asked for it"),
        ({"holder_name": "Nell Tester"}, "in the name of Nell Tester"),
        ({"request_number": "0"}, "Nobody of this office"),
    ],
)
def test_a_license_that_nobody_asked_about_is_a_finding(case, tmp_path, unasked):
    changes, words = unasked
    lay(tmp_path, licenses(license_answer(case, **changes)), name="d.licenses.csv")
    night(tmp_path)
    assert words in FileFinding.objects.get().reason
    assert not RemedyStep.objects.exists()


def test_an_answer_of_a_day_before_the_question_is_out_of_order(case, tmp_path):
    asked(case, on=date(2026, 9, 30))
    lay(tmp_path, licenses(license_answer(case, result="suspended")), name="d.licenses.csv")
    night(tmp_path)
    assert "it was asked on Sep 30, 2026" in FileFinding.objects.get().reason


def test_a_department_that_refuses_asks_a_person(case, tmp_path):
    asked(case)
    told = license_answer(case, result="refused", reason="No such license")
    lay(tmp_path, licenses(told), name="d.licenses.csv")
    night(tmp_path)
    assert RemedyStep.objects.latest("id").act == "suspension_refused"
    assert "No such license" in FileFinding.objects.get().reason


def test_a_refused_answer_is_read_again_as_what_it_is(case, tmp_path):
    lay(tmp_path, lottery(prize(case), on=NEXT_DAY), name="early.lottery.csv")
    night(tmp_path)
    file = InboundFile.objects.get()
    assert codes() == ["day"]
    outcome = do_retry_file(file=file, note="Looked again", on=NEXT_DAY, by=BY, today=NEXT_DAY)
    assert (outcome.state, outcome.findings[0].code) == ("refused", "day")
    assert not AssetMatch.objects.exists()


def test_a_file_whose_name_says_nothing_is_told_once_and_left_alone(case, tmp_path):
    lay(tmp_path, lottery(prize(case)), name="LOTTERY_2026.DAT")
    lay(tmp_path, lottery(prize(case)), name="half.lottery.csv.part")
    [note] = [note for note in night(tmp_path).notes if "not taken in" in note]
    assert "LOTTERY_2026.DAT" in note
    assert not InboundFile.objects.exists()
    assert not [note for note in night(tmp_path, on=NEXT_DAY).notes if "not taken in" in note]


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kind=st.sampled_from(sorted(READERS)), content=st.data())
def test_no_bytes_stop_the_reading_of_an_answer(case, kind, content):
    good = lottery(prize(case)) + licenses(license_answer(case)) + hires(case)
    place = content.draw(st.integers(0, len(good)))
    spoiled = good[:place] + content.draw(st.binary(max_size=200)) + good[place:]
    arrival = Arrival("a", RECEIVED_ON, RECEIVED_ON, BY, fein="990000007")
    for told in (spoiled, content.draw(st.binary(max_size=400))):
        reading = reading_of(FileKind(kind), told, arrival)
        assert all(found.reason for found in reading.findings)
