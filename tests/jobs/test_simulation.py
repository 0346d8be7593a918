"""Another law over the whole caseload: hand-worked differences, and books left alone."""

import json
from datetime import date
from hashlib import sha256

import pytest
from django.db import DatabaseError, connection
from tests.builders import build_case
from tests.jobs.test_posting import RECEIVED_ON, fold_all, start_run
from typer.testing import CliRunner

from posse.apps.payments.models import Receipt
from posse.cli.app import app
from posse.ledger.accounts import FAMILY, OBLIGOR, STATE
from posse.services.books import simulating
from posse.services.books.refold import do_mark_for_fold
from posse.services.books.simulating import (
    SimulationRefused,
    law_by_name_or_file,
    simulation_for_law,
)
from posse.services.books.simulation_report import FEDERAL, By
from posse.services.money_in.holds import do_hold_receipt
from posse.services.money_in.reversing import do_reverse_receipt

pytestmark = pytest.mark.django_db

THROUGH = date(2026, 10, 30)
# Assistance of $600.00 that was paid before October and is not reimbursed.
PAST = (date(2026, 8, 1), date(2026, 8, 31), [(date(2026, 8, 1), 60_000)])


@pytest.fixture
def refund():
    """$1,000.00 of a tax refund for a former case that owes $400, $300 and, assigned, $500."""
    case = build_case(
        arrears={"never_assigned": 30_000, "permanently_assigned": 50_000}, assistance=PAST
    )
    receipt = Receipt.objects.create(
        source="federal_tax_refund_offset",
        amount_cents=100_000,
        effective_on=RECEIVED_ON,
        recorded_on=RECEIVED_ON,
        recorded_by="test",
        obligor=case.obligor,
        case=case,
    )
    do_mark_for_fold([case.obligor_id])
    return receipt


def simulated(profile="dra_election", **days):
    law = law_by_name_or_file(str(profile))
    return simulation_for_law(law, **{"through": THROUGH, **days})


def differences(simulation):
    return [line.difference_cents for line in simulation.totals()]


def posse(*words):
    return CliRunner().invoke(app, ["simulate", *map(str, words), "--through", str(THROUGH)])


def books():
    """How many rows the tables of the books and facts have, and a sum over all their text."""
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(
                f"SELECT count(*), string_agg(t::text, '|' ORDER BY t::text) FROM {table} AS t"
            )
            count, text = cursor.fetchone()
            found[table] = count, sha256((text or "").encode()).hexdigest()
    return found


def test_under_the_same_law_all_differences_are_zero(refund):
    simulation = simulated("wyoming")
    assert differences(simulation) == [0, 0, 0, 0]
    assert all(line.difference_cents == 0 for line in simulation.lines(By.BOTH))
    comparison = simulation.comparison
    assert (comparison.receipt_count, comparison.changed_receipt_count) == (1, 0)
    assert "divides all of this money as the current law does" in simulation.sentence


@pytest.mark.cites("CS-IRG-F16", "42 USC 657(a)(2)")
def test_the_deficit_reduction_act_gives_a_refund_to_the_family_first(refund):
    """Now: $500 kept, $300 family, $200 back. Then: $400 and $300 family, $300 kept.

    Of what is kept the federal side has half.
    """
    simulation = simulated()
    totals = [simulation.total_of(payee) for payee in (FAMILY, STATE, FEDERAL, OBLIGOR)]
    assert [line.current_cents for line in totals] == [30_000, 25_000, 25_000, 20_000]
    assert [line.simulated_cents for line in totals] == [70_000, 15_000, 15_000, 0]
    assert simulation.comparison.gaining_family_count == 1
    (group,) = {line.group for line in simulation.lines(By.BOTH)}
    assert group == "Laramie County, Formerly on assistance"


@pytest.mark.cites("42 USC 657(a)(6)", "CS-IRG-F13")
def test_a_pass_through_gives_a_month_to_the_family_and_only_once():
    """$350.00 in two payments, the family on assistance: $100.00 is passed through."""
    assistance = (date(2026, 8, 1), None, [(date(2026, 8, 1), 60_000)])
    case = build_case(assistance=assistance)
    for cents in (25_000, 10_000):
        Receipt.objects.create(
            source="income_withholding",
            amount_cents=cents,
            effective_on=RECEIVED_ON,
            recorded_on=RECEIVED_ON,
            recorded_by="test",
            obligor=case.obligor,
            case=case,
        )
    do_mark_for_fold([case.obligor_id])
    simulation = simulated("pass_through_100_200")
    totals = [simulation.total_of(payee) for payee in (FAMILY, STATE, FEDERAL)]
    assert [line.current_cents for line in totals] == [0, 17_500, 17_500]
    assert [line.simulated_cents for line in totals] == [10_000, 12_500, 12_500]
    assert simulation.comparison.changed_receipt_count == 1


def test_money_taken_back_is_nobodys_and_money_held_is_told_as_held(refund):
    do_reverse_receipt(
        receipt=refund, reason="treasury", note="Taken back", on=THROUGH, by="test",
        amount_cents=40_000,
    )  # fmt: skip
    totals = simulated("wyoming").totals()
    assert sum(line.current_cents for line in totals) == 60_000
    held = Receipt.objects.create(
        source="voluntary",
        amount_cents=5_000,
        effective_on=RECEIVED_ON,
        recorded_on=RECEIVED_ON,
        recorded_by="test",
        obligor=refund.obligor,
        case=refund.case,
    )
    do_hold_receipt(
        receipt=held, reason="administrative_review", note="Asked", on=THROUGH, by="test"
    )
    (line,) = [each for each in simulated("wyoming").totals() if each.payee.name == "hold"]
    assert (line.current_cents, line.simulated_cents) == (5_000, 5_000)


def test_money_collected_before_the_first_day_stays_under_the_current_law(refund):
    later = date.fromordinal(refund.effective_on.toordinal() + 1)
    assert differences(simulated(starts_on=refund.effective_on)) == [
        40_000,
        -10_000,
        -10_000,
        -20_000,
    ]
    assert simulated(starts_on=later).comparison.receipt_count == 0


def test_what_the_current_law_gives_is_what_the_books_say(refund):
    fold_all(start_run())
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT credit, sum(amount_cents) FROM books_posting WHERE debit = 210"
            " GROUP BY credit ORDER BY credit"
        )
        booked = [int(cents) for _, cents in cursor.fetchall()]
    family, state, federal, obligor = (line.current_cents for line in simulated().totals())
    assert [family, state + federal, obligor] == booked


def test_a_simulation_leaves_every_row_of_the_database_as_it_was(refund):
    fold_all(start_run())
    before = books()
    simulated()
    assert books() == before
    assert before["books_posting"][0] > 0


def test_the_database_itself_refuses_a_write_while_a_law_is_simulated(refund, monkeypatch):
    def write(**_words):
        with connection.cursor() as cursor:
            cursor.execute("DELETE FROM books_refold")

    monkeypatch.setattr(simulating, "facts_of_chosen", write)
    with pytest.raises(DatabaseError, match="read-only transaction"):
        simulated()


def test_a_profile_may_lie_anywhere(refund, tmp_path):
    file = tmp_path / "elsewhere.yaml"
    file.write_text(
        "name: elsewhere\ntitle: A law that lies elsewhere\nlayers: [federal, wyoming]\n"
        "settings:\n  support.distribution.election:\n    value: DRA\n"
        '    cites: ["42 USC 654(34)"]\n    sure: unverified\n    note: For a test.\n'
    )
    assert differences(simulated(file)) == [40_000, -10_000, -10_000, -20_000]


def test_days_that_cannot_be_meant_are_refused(refund):
    with pytest.raises(SimulationRefused, match="lies after the last"):
        simulated(starts_on=date(2026, 12, 1))
    with pytest.raises(SimulationRefused, match="cannot be meant"):
        simulated(through=date(2126, 10, 30))
    with pytest.raises(SimulationRefused, match="no business day is closed"):
        simulated(through=None)


def test_the_command_prints_a_table_json_and_a_picture(refund, tmp_path):
    picture = tmp_path / "difference.svg"
    told = posse("--profile", "dra_election", "--by", "both", "--picture", picture)
    assert told.exit_code == 0
    assert "+$400.00" in told.output
    assert "Money in suspense" in told.output
    assert picture.read_text().startswith("<svg")
    as_json = json.loads(posse("--profile", "dra_election", "--json").output)
    assert as_json["totals"][FAMILY]["difference"] == "400.00"
    assert as_json["lines"][0]["case_type"] == "former"


def test_the_command_says_what_it_cannot_do_and_exits_2(refund, tmp_path):
    for profile in ("nope", tmp_path / "absent.yaml"):
        result = posse("--profile", profile)
        assert result.exit_code == 2
        assert result.stderr.startswith("posse: ")
    nowhere = tmp_path / "absent" / "a.svg"
    result = posse("--profile", "dra_election", "--picture", nowhere)
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr
