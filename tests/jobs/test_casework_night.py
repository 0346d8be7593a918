"""The night takes in referrals, closes cases that are due, and scores what changed, once."""

from datetime import date

import pytest
from tests.builders import BY, build_case
from tests.files.test_referrals import CHILD, FATHER, HEAD, MOTHER, as_csv

from posse.apps.closure.models import CaseClosure, ClosureCandidate
from posse.apps.intake.models import Application, CaseQuality
from posse.apps.runs.models import RunStep
from posse.jobs import casework
from posse.jobs.casework import do_score
from posse.jobs.nightly import run_nightly
from posse.services.closure.findings import do_find_candidates
from posse.services.closure.notices import do_send_closure_notice
from posse.services.closure.recording import do_record_closure_fact
from posse.services.register.paternity import do_record_paternity
from posse.services.runs import do_start_run

pytestmark = pytest.mark.django_db
FIRST, SECOND = date(2026, 10, 1), date(2026, 10, 2)
# The notice of the first of October has waited its sixty days by then.
WAITED = date(2026, 12, 1)
BIRTH = {"born_out_of_wedlock": "yes", "status": "unknown", "birth_state": "WY"}


def night(home, on=FIRST):
    outcome = run_nightly(
        business_date=on, inbox=home / "inbox", outbox=home / "outbox", today=on
    )
    return {step.name: step for step in outcome.steps}


def put(home, name, content, *, on=FIRST):
    folder = home / "inbox" / str(on)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(content)


def case_with_notice():
    case = build_case()
    told = {"test": "ssi_only", "is_so": True, "evidence": "Benefit match", "on": FIRST}
    do_record_closure_fact(case=case, **told, by=BY)
    do_send_closure_notice(case=case, reason="b9", on=FIRST, by=BY)
    return case


def test_a_night_brings_waiting_referrals_to_intake_and_the_next_one_adds_nothing(tmp_path):
    content = as_csv((HEAD | {"referred_on": str(FIRST)}, MOTHER, FATHER, CHILD))
    put(tmp_path, "power.referrals.csv", content)
    put(tmp_path, "of another kind.csv", b"not a referral")
    step = night(tmp_path)["referrals"]
    assert (step.part, step.in_count, step.out_count, step.rejected_count) == (
        "2026-10-01/power.referrals.csv", 1, 1, 0,
    )  # fmt: skip
    assert Application.objects.get().filed_on == FIRST
    # The same bytes under another name came before.
    put(tmp_path, "again.referrals.csv", content, on=SECOND)
    assert "referrals" not in night(tmp_path, SECOND)
    assert Application.objects.count() == 1


def test_a_refused_file_of_referrals_hinders_no_night_and_is_told(tmp_path):
    put(tmp_path, "bad.referrals.json", b"\xff\xfe")
    steps = night(tmp_path)
    assert "referrals" in steps
    assert "close" in steps
    assert not Application.objects.exists()


@pytest.mark.cites("45 CFR 303.11(d)(1)")
def test_a_night_closes_what_waited_unanswered_but_not_a_day_early(tmp_path):
    case = case_with_notice()
    first = night(tmp_path, date(2026, 11, 27))["closures"]
    assert (first.in_count, first.out_count) == (1, 0)
    assert ClosureCandidate.objects.get().case == case
    assert night(tmp_path, WAITED)["closures"].out_count == 1
    assert CaseClosure.objects.get().case == case
    assert not ClosureCandidate.objects.exists()


def test_a_night_leaves_open_what_no_longer_meets_its_tests_and_counts_it(tmp_path):
    case = case_with_notice()
    told = {"test": "ssi_only", "is_so": False, "evidence": "A job", "on": date(2026, 11, 2)}
    do_record_closure_fact(case=case, **told, by=BY)
    step = night(tmp_path, WAITED)["closures"]
    assert (step.out_count, step.rejected_count) == (0, 1)
    assert not CaseClosure.objects.exists()


def test_a_night_cut_off_while_closing_closes_all_of_it_when_run_again(tmp_path, monkeypatch):
    case = case_with_notice()

    def cut_off(**_told):
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(casework, "do_record_step", cut_off)
        with pytest.raises(KeyboardInterrupt):
            night(tmp_path, WAITED)
    assert not CaseClosure.objects.exists()
    assert night(tmp_path, WAITED)["closures"].out_count == 1
    assert CaseClosure.objects.get().case == case


@pytest.mark.cites("CS-6.3-DATA-4")
def test_the_first_night_scores_all_cases_and_later_ones_those_that_changed(tmp_path):
    changed, still = build_case(), build_case()
    assert night(tmp_path)["reliability"].out_count == 2
    child = changed.roles.get(role="child").participant
    do_record_paternity(child=child, case=changed, **BIRTH, on=SECOND, by=BY)
    steps = night(tmp_path, date(2026, 10, 5))
    assert steps["reliability"].out_count == 1
    days = dict(CaseQuality.objects.values_list("case", "scored_on"))
    assert days == {changed.pk: date(2026, 10, 5), still.pk: FIRST}
    assert "birth_place" not in CaseQuality.objects.get(case=changed).failed


def test_another_law_has_every_case_scored_anew(tmp_path):
    build_case()
    night(tmp_path)
    RunStep.objects.filter(name="reliability").update(checksum="another law")
    run = do_start_run(key="a night", kind="nightly", business_date=SECOND, by=BY)
    do_score(run, progress=lambda *_told: None)
    assert run.steps.get(name="reliability").out_count == 1


def test_candidates_found_by_day_are_those_of_the_night(tmp_path):
    case_with_notice()
    night(tmp_path)
    by_night = set(ClosureCandidate.objects.values_list("case", "reason"))
    do_find_candidates(on=FIRST)
    assert set(ClosureCandidate.objects.values_list("case", "reason")) == by_night
