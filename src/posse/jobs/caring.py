"""The night's step about child care: letters that a day brings due to families."""

from posse.apps.care.models import CareCase
from posse.apps.runs.models import Run
from posse.apps.subsidy.models import CareNotice
from posse.jobs.casework import Progress
from posse.rules.errors import LawError
from posse.services.care.night import do_run_care
from posse.services.runs import do_record_step

CHILD_CARE = "child care"


def do_care(run: Run, *, progress: Progress) -> list[str]:
    """Write what is due to families; what kept the program from being worked, in words.

    Each family is a transaction of its own, so that a night killed on the way goes on with
    whoever is left. The books never wait for this program.
    """
    if run.steps.filter(name=CHILD_CARE).exists():
        return []
    on, by = run.business_date, run.started_by
    notes = []
    refused = 0
    try:
        night = do_run_care(on=on, by=by)
        refused = night.refused_count
        notes += [f"Child care was not worked whole: {words}" for words in night.notes]
    except LawError as error:
        notes.append(f"Child care was not worked: {error}")
    # Counted from what is kept, so that a night killed on the way tells the same.
    sent = CareNotice.objects.filter(recorded_on=on, recorded_by=by).count()
    do_record_step(
        run=run,
        name=CHILD_CARE,
        in_count=CareCase.objects.count(),
        out_count=sent,
        rejected_count=refused,
    )
    progress(CHILD_CARE, 1, 1)
    return notes
