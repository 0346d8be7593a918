"""Partners' answers in the demo: they lie in the inbox of the last night but one."""

from datetime import date
from pathlib import Path

from posse.apps.runs.models import Run
from posse.jobs.demo.inbox import BankFile, fill_inbox
from posse.services.demo.answers import demo_answers
from posse.services.runs import do_record_step

# By which the demo knows its own files in the inbox.
NAME_PART = "-demo-partner"
ANSWERS = "partners"


def do_answers_day(run: Run, *, inbox: Path, on: date, nights_left: int) -> None:
    """Lay the answers of the day, by when partners were asked; once."""
    if nights_left != 1 or run.steps.filter(name=ANSWERS).exists():
        return
    files = [
        BankFile(on, f"{on:%Y%m%d}{NAME_PART}{ending}", content)
        for ending, content in demo_answers(on=on)
    ]
    fill_inbox(inbox, files)
    do_record_step(run=run, name=ANSWERS, out_count=len(files))
