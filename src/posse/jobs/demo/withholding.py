"""Withholding in the demo's month: what stood before is brought over on the second day."""

from datetime import date

from django.db import transaction

from posse.apps.runs.models import Run
from posse.services.demo.installation import RECORDED_BY
from posse.services.demo.payors import do_answer_payors
from posse.services.demo.withholding import do_make_demo_withholding
from posse.services.runs import do_record_step

BROUGHT_OVER, ANSWERED = "withholding orders", "payors"


@transaction.atomic
def do_withholding_day(run: Run, *, on: date, place: int) -> None:
    """The orders that payors have, once the first night has folded the books.

    On each later day a worker answers payors that the nights found.
    """
    if place > 1:
        _do_answer(run, on=on)
    if place != 1 or run.steps.filter(name=BROUGHT_OVER).exists():
        return
    count = do_make_demo_withholding(on=on, by=RECORDED_BY)
    do_record_step(run=run, name=BROUGHT_OVER, out_count=count)


def _do_answer(run: Run, *, on: date) -> None:
    part = on.isoformat()
    if run.steps.filter(name=ANSWERED, part=part).exists():
        return
    count = do_answer_payors(on=on, by=RECORDED_BY)
    do_record_step(run=run, name=ANSWERED, part=part, out_count=count)
