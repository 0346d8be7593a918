"""Referrals become applications once, whoever sends them how often, and survive a kill."""

import json
from datetime import date

import pytest
from tests.files.test_referrals import CHILD, FATHER, HEAD, MOTHER, as_csv, as_json
from tests.intake import open_case
from typer.testing import CliRunner

from posse.apps.cases.models import Case
from posse.apps.intake.models import Application, Referral
from posse.apps.payments.models import InboundFile
from posse.cli.app import app
from posse.services.intake import referring
from posse.services.intake.referring import do_receive_referrals

ON = date(2026, 10, 5)
FAMILY = (HEAD, MOTHER, FATHER, CHILD)


def receive(content, *, on=ON, name="power.csv"):
    return do_receive_referrals(content=content, name=name, received_on=on, by="test")


def the_case():
    application = Application.objects.get()
    return open_case(application)


@pytest.mark.django_db
@pytest.mark.cites("45 CFR 303.2(a)(2)", "45 CFR 303.2(b)")
def test_a_referral_is_a_filed_application_with_both_clocks_running():
    outcome = receive(as_csv(FAMILY))
    assert (outcome.application_count, outcome.rejected_count) == (1, 0)
    referral = Referral.objects.get()
    assert referral.information_due_on == date(2026, 10, 13)  # Columbus Day is not counted
    assert referral.application.channel == "referral"
    assert referral.application.open_by == date(2026, 10, 25)


@pytest.mark.django_db
def test_the_case_of_a_referral_knows_the_agencys_number_and_the_assistance():
    receive(as_csv((HEAD | {"started_on": "2026-09-01"}, MOTHER, FATHER, CHILD)))
    case = the_case()
    assert case.agency_cases.get().number == "P-100"
    period = case.family.assistance_periods.get()
    assert (period.program, period.effective_on, period.ends_on) == (
        "power",
        date(2026, 9, 1),
        None,
    )


@pytest.mark.django_db
def test_an_end_by_the_agencys_number_ends_the_assistance():
    receive(as_csv(FAMILY))
    case = the_case()
    ended = HEAD | {"action": "end", "ended_on": "2026-10-31"}
    outcome = receive(as_json((ended,)), name="ends.json")
    assert outcome.ended_count == 1
    assert case.family.assistance_periods.order_by("id").last().ends_on == date(2026, 10, 31)


@pytest.mark.django_db
def test_an_end_by_an_unknown_number_is_a_finding():
    outcome = receive(as_json((HEAD | {"action": "end"},)))
    assert [(each.field, each.code) for each in outcome.findings] == [
        ("agency_number", "unknown")
    ]
    assert not Referral.objects.exists()


@pytest.mark.django_db
def test_a_file_or_a_referral_that_came_before_adds_nothing():
    receive(as_csv(FAMILY))
    assert receive(as_csv(FAMILY)).is_repeat
    longer = as_csv(FAMILY, (HEAD | {"agency_number": "P-101"}, MOTHER, CHILD))
    outcome = receive(longer)
    assert (outcome.application_count, outcome.repeated_count) == (1, 1)
    assert Referral.objects.count() == 2
    assert Application.objects.count() == 2


@pytest.mark.django_db
def test_the_same_referral_twice_in_one_file_is_one():
    outcome = receive(as_json(FAMILY, FAMILY))
    assert (outcome.application_count, outcome.repeated_count) == (1, 1)


@pytest.mark.django_db(transaction=True)
def test_a_file_whose_taking_in_is_cut_off_leaves_nothing_and_is_taken_in_the_next_time(
    monkeypatch,
):
    content = as_csv(FAMILY, (HEAD | {"agency_number": "P-101"}, MOTHER, CHILD))
    whole, taken = referring.do_take_referral, []

    def cut_off(referred, **told):
        if taken:
            raise KeyboardInterrupt
        taken.append(referred)
        return whole(referred, **told)

    with monkeypatch.context() as patched:
        patched.setattr(referring, "do_take_referral", cut_off)
        with pytest.raises(KeyboardInterrupt):
            receive(content)
    assert not InboundFile.objects.exists()
    assert not Application.objects.exists()
    assert receive(content).application_count == 2
    assert Referral.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.cites("45 CFR 302.52")
def test_a_foster_care_referral_opens_a_case_against_each_parent():
    mother = {"role": "other_parent", "surname": "Fernbobbin", "given_name": "Wren", "sex": "F"}
    receive(as_csv((HEAD | {"program": "foster_care"}, FATHER, mother, CHILD)))
    application = Application.objects.get()
    first = open_case(application)
    child = first.roles.get(role="child").participant
    second = open_case(application, known={"Wyoming": first.obligee, "Kim": child})
    assert first.family == second.family
    assert first.family.assistance_periods.get().program == "iv_e"
    assert Case.objects.filter(family=first.family).count() == 2


@pytest.mark.django_db
@pytest.mark.cites("45 CFR 303.7(b)")
@pytest.mark.parametrize("program", ["state", "tribe", "country"])
def test_a_referral_from_elsewhere_opens_a_responding_case(program):
    receive(as_csv((HEAD | {"program": program, "agency_place": "08"}, MOTHER, FATHER, CHILD)))
    case = the_case()
    assert case.interstate_roles.get().role == "responding"
    assert case.agency_cases.get().place == "08"
    assert not case.family.assistance_periods.exists()


@pytest.mark.django_db(transaction=True)
def test_the_command_takes_in_an_inbox_and_says_what_is_wrong(tmp_path):
    day = tmp_path / "2026-10-05"
    day.mkdir()
    (day / "good.csv").write_bytes(as_csv(FAMILY))
    (day / "bad.json").write_bytes(as_json((HEAD | {"program": "welfare"}, MOTHER, CHILD)))
    (tmp_path / "notes").mkdir()
    runner = CliRunner()
    asked = ["refer", "--inbox", str(tmp_path), "--date", "2026-10-05"]
    done = runner.invoke(app, [*asked, "--check"])
    assert done.exit_code == 1
    assert not Referral.objects.exists()
    done = runner.invoke(app, [*asked, "--json"])
    assert done.exit_code == 1
    told = {each["name"]: each for each in json.loads(done.stdout)}
    assert told["good.csv"]["application_count"] == 1
    assert told["bad.json"]["findings"][0]["field"] == "program"
    refused = tmp_path / "broken.csv"
    refused.write_bytes(b"\xff\xfe")
    assert runner.invoke(app, ["refer", str(refused)]).exit_code == 2
    assert runner.invoke(app, ["refer", str(tmp_path / "missing.csv")]).exit_code == 2
    assert runner.invoke(app, ["refer"]).exit_code == 2
