"""Parents judged in several parts at once come to the same as all judged together."""

from datetime import date

import pytest
from tests.builders import BY, build_case
from tests.payments import start_run

from posse.apps.enforcement.models import RemedyDecision, RemedyEvent, RemedyState
from posse.services.books.posting import do_fold
from posse.services.enforcement import lifecycle
from posse.services.enforcement.lifecycle import do_evaluate_everybody, do_evaluate_remedies

pytestmark = pytest.mark.django_db(transaction=True)
ON = date(2026, 11, 2)
OWED_CENTS = (300_000, 60_000, 1, 250_000, 900)


@pytest.fixture
def parents(monkeypatch):
    """Five parents, judged two at a time."""
    monkeypatch.setattr(lifecycle, "AT_A_TIME", 2)
    found = []
    for cents in OWED_CENTS:
        case = build_case(monthly_cents=None, arrears={"never_assigned": cents})
        run = start_run(ON, key=f"fold {case.pk}")
        do_fold(obligors=[case.obligor_id], through=ON, run=run)
        found.append(case.obligor_id)
    return found


def standings():
    rows = RemedyState.objects.order_by("obligor_id", "remedy")
    return list(rows.values_list("obligor_id", "remedy", "is_eligible", "state", "failing"))


def test_parts_judged_at_once_write_what_one_part_would_and_then_nothing_more(parents):
    found = do_evaluate_everybody(on=ON, by=BY)
    assert (found.obligor_count, found.event_count) == (5, RemedyEvent.objects.count())
    assert found.decision_count == RemedyDecision.objects.count() > 0
    again = do_evaluate_everybody(on=ON, by=BY)
    assert (again.decision_count, again.event_count) == (0, 0)
    kept = standings()
    RemedyState.objects.all().delete()
    do_evaluate_remedies(on=ON, by=BY)
    assert standings() == kept


def test_a_part_that_fails_stops_the_night_and_the_next_run_goes_on(parents, monkeypatch):
    judge = lifecycle.do_evaluate_remedies

    def fail(*, on, by, obligors):
        if parents[-1] in obligors:
            raise OSError("the disk is full")
        return judge(on=on, by=by, obligors=obligors)

    monkeypatch.setattr(lifecycle, "do_evaluate_remedies", fail)
    with pytest.raises(OSError, match="the disk is full"):
        do_evaluate_everybody(on=ON, by=BY)
    assert not RemedyEvent.objects.filter(obligor=parents[-1]).exists()
    monkeypatch.setattr(lifecycle, "do_evaluate_remedies", judge)
    do_evaluate_everybody(on=ON, by=BY)
    events = RemedyEvent.objects.values_list("obligor_id", "remedy", "to_state")
    assert len(events) == len(set(events))
