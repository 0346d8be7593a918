"""Partners' files go out by themselves on the days of the law, each once."""

from datetime import date, timedelta

import pytest
from tests.builders import BY, build_case
from tests.payments import start_run
from tests.sent_files import ARREARS, ON, family, fold, offset, stand, told

from posse.apps.books.models import Refold
from posse.apps.enforcement.models import RemedyEvent, RemedyState, SendingFinding
from posse.apps.orders.models import OffsetCertification
from posse.apps.payments.models import OutboundFile
from posse.apps.runs.models import RunStep
from posse.services.books.balances import do_close_day
from posse.services.enforcement.files.kinds import REMEDIES_OF_FILE
from posse.services.enforcement.files.scheduled import do_send_due, kinds_due, next_days
from posse.services.enforcement.files.sending import do_write_credit_file
from posse.services.register.orders import do_adjust_balance

pytestmark = pytest.mark.django_db
QUARTER = date(2026, 10, 1)
ASKED = ["fidm", "lottery", "unclaimed_property", "credit_bureau"]
LISTS = {"credit bureaus", "fidm", "unclaimed_property", "lottery"}


@pytest.mark.cites("CS-9.2-TOP-DIST-2", "CS-9.2-CBR-1", "CS-9.2-FIDM-3", "CS-9.2-UCP-1")
@pytest.mark.parametrize(
    ("on", "due"),
    [
        (date(2026, 11, 9), {"federal offset"}),
        (date(2026, 11, 10), set()),
        (date(2026, 11, 16), set()),
        (date(2026, 11, 23), {"federal offset"}),
        # The first of November is a Sunday.
        (date(2026, 11, 2), {"credit bureaus", "lottery"}),
        (QUARTER, LISTS),
    ],
)
def test_each_file_has_its_days(on, due):
    assert set(kinds_due(on=on)) == due


def test_a_day_that_no_night_ran_is_caught_up_once():
    family()
    close(date(2026, 11, 6))
    assert kinds_due(on=date(2026, 11, 10)) == ["federal offset"]
    offset(date(2026, 11, 9))
    assert kinds_due(on=date(2026, 11, 10)) == []
    close(date(2026, 11, 10))
    assert kinds_due(on=date(2026, 11, 12)) == []


def close(day):
    do_close_day(on=day, run=start_run(day, key="close"))


def test_the_next_day_of_each_file_is_told():
    assert next_days(on=date(2026, 11, 10))["federal offset"] == date(2026, 11, 23)
    assert set(next_days(on=QUARTER)) == set(REMEDIES_OF_FILE)


def test_a_night_writes_what_is_due_and_written_again_changes_nothing():
    family(remedies=ASKED)
    RemedyState.objects.update(state="candidate", submitted_cents=None, last_submitted_on=None)
    run = start_run(QUARTER, key="night")
    assert do_send_due(run) == []
    files = dict(OutboundFile.objects.values_list("kind", "sha256"))
    assert set(files) == LISTS
    assert set(RemedyState.objects.values_list("state", "submitted_cents")) == {
        ("submitted", 320_050)
    }
    events, steps = RemedyEvent.objects.count(), RunStep.objects.count()
    assert (events, steps) == (4, 4)
    assert do_send_due(run) == []
    assert dict(OutboundFile.objects.values_list("kind", "sha256")) == files
    assert (RemedyEvent.objects.count(), RunStep.objects.count()) == (events, steps)


def test_a_partner_with_nothing_to_tell_gets_no_file():
    family(remedies=["lottery"])
    run = start_run(QUARTER, key="night")
    assert do_send_due(run) == []
    assert set(OutboundFile.objects.values_list("kind", flat=True)) == {"lottery"}
    assert run.steps.count() == len(LISTS)
    # Whom the lottery asked for is asked for no more; the last file said so by leaving out.
    RemedyState.objects.update(
        is_eligible=False, failing="arrears_threshold", state="submitted"
    )
    later = start_run(date(2026, 11, 2), key="later")
    assert do_send_due(later) == []
    assert OutboundFile.objects.count() == 1
    assert set(RemedyState.objects.values_list("state", flat=True)) == {"withdrawn"}


def test_a_file_that_cannot_be_made_is_told_and_the_others_go_out(settings):
    case = family(remedies=ASKED)
    settings.POSSE_BANK_PROFILE = "wyoming"
    run = start_run(QUARTER, key="night")
    [note] = do_send_due(run)
    assert "No file to Credit bureaus went out" in note
    assert set(OutboundFile.objects.values_list("kind", flat=True)) == LISTS - {
        "credit bureaus"
    }
    finding = SendingFinding.objects.get()
    assert (finding.kind, finding.file, finding.code) == ("credit bureaus", None, "not_made")
    assert "furnisher" in finding.reason
    assert run.steps.get(part="credit bureaus").rejected_count == 1
    assert do_send_due(run) == [note]
    assert SendingFinding.objects.count() == 1
    # Nothing moved of what nobody was told.
    state = RemedyState.objects.get(obligor=case.obligor, remedy="credit_bureau")
    assert state.last_submitted_on == ON


def test_whom_a_file_left_out_is_kept_with_the_case():
    case = family(ssn="", remedies=["federal_admin_offset"])
    sent = offset()
    found = SendingFinding.objects.all()
    assert {(each.case, each.file, each.code) for each in found} == {(case, sent.file, "ssn")}


@pytest.mark.cites("CS-9.2-CBR-SUB-6", "CS-9.2-SUP-5")
def test_an_account_that_rests_is_told_on_and_one_no_longer_met_is_deleted():
    resting, gone = family(remedies=["credit_bureau"]), family(remedies=["credit_bureau"])
    do_write_credit_file(on=ON, by=BY, today=ON)
    stand(resting, "credit_bureau", is_eligible=False, failing="suppression")
    stand(gone, "credit_bureau", is_eligible=False, failing="years_after_emancipation")
    later = date(2026, 12, 1)
    do_write_credit_file(on=later, by=BY, today=later)
    states = RemedyState.objects.filter(remedy="credit_bureau")
    assert states.get(obligor=resting.obligor).state == "submitted"
    assert states.get(obligor=gone.obligor).state == "withdrawn"
    event = RemedyEvent.objects.get(obligor=gone.obligor, to_state="withdrawn")
    assert event.reason == "Not met: years after emancipation"


def certified(case):
    rows = OffsetCertification.objects.filter(case=case).order_by("id")
    return list(rows.values_list("effective_on", "amount_cents"))


@pytest.mark.cites("45 CFR 303.72(a)(1)", "CS-9.2-TOP-DIST-1")
def test_a_file_certifies_each_case_and_what_was_certified_stands_until_it_is_modified():
    case = family(arrears={"never_assigned": 60_030})
    other = build_case(
        monthly_cents=None, arrears={"never_assigned": 40_030}, obligor=case.obligor
    )
    fold(other)
    Refold.objects.all().delete()
    assert told(offset()) == [("A", "N", 100_000, "")]
    assert (certified(case), certified(other)) == ([(ON, 59_970)], [(ON, 40_030)])
    assert Refold.objects.filter(obligor=case.obligor).exists()
    later = ON + timedelta(days=7)
    do_adjust_balance(
        case=other, bucket="never_assigned", amount_cents=5_000, reason="Found", on=later, by=BY
    )
    fold(case, later)
    assert certified(other) == [(ON, 40_030)]
    offset(later)
    assert certified(other) == [(ON, 40_030), (later, 45_030)]
    assert certified(case) == [(ON, 59_970)]
    stand(case, "federal_tax_offset", state="withdrawn")
    last = later + timedelta(days=7)
    offset(last)
    assert certified(case)[-1] == certified(other)[-1] == (last, 0)


@pytest.mark.cites("45 CFR 303.72(a)(2)")
def test_arrears_that_take_no_refund_are_certified_for_none():
    assert sum(ARREARS.values()) > 50_000
    case = family(arrears={"never_assigned": 50_000})
    assert told(offset()) == [("A", "N", 50_000, "TAX")]
    assert certified(case) == []
