"""The night's steps about remedies: judged by the day's books, told of, and payors ordered."""

from posse.apps.enforcement.models import RemedyEvent
from posse.apps.runs.models import Run
from posse.apps.withholding.models import OrderRefusal, WithholdingOrder
from posse.jobs.casework import Progress
from posse.services.enforcement.collecting import do_mark_collected
from posse.services.enforcement.due_letters import do_send_due_letters
from posse.services.enforcement.files.scheduled import do_send_due
from posse.services.enforcement.files.sending import SUBMIT_STEP
from posse.services.enforcement.lifecycle import do_evaluate_everybody
from posse.services.enforcement.noticing import do_send_remedy_notices
from posse.services.enforcement.results import do_tell_results
from posse.services.enforcement.tallying import do_tally_remedies
from posse.services.partners.asking import do_ask_unmatched
from posse.services.runs import do_record_step
from posse.services.withholding.ending_letters import do_tell_of_ended_income
from posse.services.withholding.night import do_run_withholding
from posse.services.withholding.watching import do_watch_remittances

REMEDIES, WITHHOLDING = "remedies", "withholding"


def do_enforce(run: Run, *, progress: Progress, letters_max: int | None) -> None:
    """Judge every remedy for every parent, and write the notices that are due.

    No transaction holds all of it, because a night may write notices for many minutes: what
    was kept when it is killed stays, and the same night goes on with whoever is left.
    """
    if run.steps.filter(name=REMEDIES).exists():
        return
    on, by = run.business_date, run.started_by
    # Before remedies are judged, so that money of the day a remedy goes out is not its own.
    do_mark_collected(on=on, by=by)
    found = do_evaluate_everybody(on=on, by=by)
    do_send_remedy_notices(on=on, by=by, at_most=letters_max)
    do_tell_results(on=on, by=by)
    do_send_due_letters(on=on, by=by)
    do_ask_unmatched(on=on, by=by)
    # Counted from what is kept, so that a night killed on the way tells the same.
    moved = RemedyEvent.objects.filter(moved_on=on).count()
    do_record_step(run=run, name=REMEDIES, in_count=found.obligor_count, out_count=moved)
    progress(REMEDIES, 1, 1)


def do_submit(run: Run, *, progress: Progress) -> list[str]:
    """Write the files that are due to partners; what could not be written, in words.

    After remedies were judged, since a file tells how they stand.
    """
    notes = do_send_due(run)
    # After the files, which bring out most of what moves in a night.
    do_tally_remedies(on=run.business_date)
    progress(SUBMIT_STEP, 1, 1)
    return notes


def do_withhold(run: Run, *, progress: Progress, letters_max: int | None) -> None:
    """Find new payors, and send each the withholding order that should stand.

    Orders go out a few hundred at a time, so that a kill loses few. Counted from what is
    kept; an order that something keeps from going out counts as rejected.
    """
    if run.steps.filter(name=WITHHOLDING).exists():
        return
    on = run.business_date
    found = do_run_withholding(on=on, by=run.started_by, letters_max=letters_max)
    # After orders that end have ended, so that nobody is watched who owes nothing any more.
    do_watch_remittances(on=on, by=run.started_by)
    do_tell_of_ended_income(on=on, by=run.started_by, at_most=letters_max)
    orders = WithholdingOrder.objects.filter(issued_on=on, letter__isnull=False)
    refused = OrderRefusal.objects.filter(refused_on=on).exclude(code="")
    do_record_step(
        run=run,
        name=WITHHOLDING,
        in_count=found.pair_count,
        out_count=orders.count(),
        rejected_count=refused.count(),
    )
    progress(WITHHOLDING, 1, 1)
