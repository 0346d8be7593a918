"""What the demo's desk writes into case records, and how it goes about closing cases."""

import io
from datetime import time, timedelta

import numpy as np
import polars as pl
from PIL import Image, ImageDraw

from posse.apps.cases.models import Case
from posse.jobs.demo.desk_day import Desk
from posse.services.closure.closing import do_close_case
from posse.services.closure.findings import do_find_candidates
from posse.services.closure.notices import do_record_answer, do_send_closure_notice
from posse.services.closure.recording import do_record_closure_fact, do_record_locate_try
from posse.services.demo.installation import RECORDED_BY as BY
from posse.services.demo.records import (
    do_write_demo_contacts,
    do_write_demo_notes,
    worked_cases,
)
from posse.services.records.calendar import do_enter_in_calendar
from posse.services.records.uploads import do_store_upload

# Of the cases, those with a note or a contact on a day of writing.
NOTED, CONTACTED = 0.08, 0.05
PAPERS = (("birth", "Birth record"), ("income", "Pay stub"), ("order", "Court order"))
NOTES = (
    ("Interview", "Spoke with her at the counter. She thinks he drives for a gravel company."),
    (
        "Locate attempt",
        "Source asked: motor vehicles. Answer: no address. Next: employers.",
    ),
    (
        "Service of process",
        "The sheriff tried twice at the old address; he moved.",
    ),
    ("Hearing", "Present: both parents. Ordered: support as calculated; insurance by him."),
    ("", "He called about the amount withheld and was told how to ask for a review."),
    ("", "She asked when the next payment comes. Explained that the employer pays on Fridays."),
    ("", "Wage report shows a second job at a feed store; withholding was sent there."),
)
# Reasons for closing with what a worker finds for them; one is answered, one not told yet.
PLANS = (
    ("b9", ("ssi_only",)),
    ("b4", ("parent_dead", "no_estate_action")),
    ("b8", ("incarcerated", "no_support_potential", "no_means")),
    ("b10", ("citizen_abroad", "no_reach", "no_reciprocity")),
)
ANSWERED, NOT_TOLD = 0, 3
METHODS, OUTCOMES = ("phone", "mail", "email"), ("reached", "message_left", "no_answer")


def write_notes(desk: Desk) -> None:
    """Notes about some cases, and who was called."""
    cases = worked_cases()
    noted = cases.filter(pl.Series(desk.draws.chances(NOTED, cases.height), dtype=pl.Boolean))
    chosen = desk.draws.whole(0, len(NOTES) - 1, noted.height).tolist()
    do_write_demo_notes(
        noted.select("case_id").with_columns(
            template=pl.Series([NOTES[each][0] for each in chosen], dtype=pl.String),
            text=pl.Series([NOTES[each][1] for each in chosen], dtype=pl.String),
            on=pl.lit(desk.on),
        )
    )
    called = cases.filter(
        pl.Series(desk.draws.chances(CONTACTED, cases.height), dtype=pl.Boolean)
    )
    do_write_demo_contacts(
        called.with_columns(
            method=desk.draws.words(METHODS, called.height),
            outcome=desk.draws.words(OUTCOMES, called.height),
            text=pl.lit(""),
            on=pl.lit(desk.on),
        )
    )


def _some_cases(desk: Desk, count: int) -> list[Case]:
    ids = worked_cases()["case_id"].to_list()
    places = np.sort(desk.draws.shuffled(len(ids))[:count]).tolist()
    return list(Case.objects.filter(pk__in=[ids[place] for place in places]).order_by("number"))


def file_papers(desk: Desk) -> None:
    """A few papers that came in, drawn as what they are: made up."""
    for place, case in enumerate(_some_cases(desk, len(PAPERS))):
        kind, words = PAPERS[place % len(PAPERS)]
        do_store_upload(
            name=f"{words}.png",
            content=made_up_paper(f"{words} of a made-up person"),
            media_type_claimed="image/png",
            case=case,
            kind=kind,
            is_from_family=place == 0,
            on=desk.on,
            by=BY,
        )


def made_up_paper(words: str) -> bytes:
    """A page that says what it is."""
    page = Image.new("RGB", (850, 1100), "white")
    ImageDraw.Draw(page).text((80, 90), words, fill="black")
    made = io.BytesIO()
    encode = page.save
    encode(made, "PNG")
    return made.getvalue()


def keep_calendar(desk: Desk) -> None:
    """Hearings and appointments of the weeks to come."""
    kinds = ("hearing", "appointment", "genetic_test", "review")
    for place, case in enumerate(_some_cases(desk, 2 + desk.count)):
        do_enter_in_calendar(
            case=case,
            kind=kinds[place % len(kinds)],
            title="Made up for the demo",
            day=desk.on + timedelta(days=2 + 3 * place),
            begins_at=time(9 + place % 7, 30 * (place % 2)),
            place="Example District Court",
            on=desk.on,
            by=BY,
        )


def go_about_closing(desk: Desk) -> None:
    """Facts, a search without success and notices, one of them answered."""
    for place, case in enumerate(_some_cases(desk, len(PLANS))):
        reason, tests = PLANS[place]
        for test in tests:
            do_record_closure_fact(
                case=case, test=test, is_so=True, evidence="Told (demo)", on=desk.on, by=BY
            )
        do_record_locate_try(
            case=case, source="Motor vehicles", text="No record", on=desk.on, by=BY
        )
        if place == NOT_TOLD:
            continue
        notice = do_send_closure_notice(case=case, reason=reason, on=desk.on, by=BY)
        if place == ANSWERED:
            do_record_answer(
                notice=notice, text="A new job (demo)", keeps_open=True, on=desk.on, by=BY
            )


def close_at_their_word(desk: Desk) -> None:
    """A recipient asks to close, and the day's list of who could be closed."""
    # Cases without an order, so that no money of the month is touched.
    waiting = Case.objects.filter(
        orders__isnull=True, family__assistance_periods__isnull=True, obligor__isnull=False,
        statuses__service="iv_d",
    )  # fmt: skip
    for case in waiting.order_by("number")[:1]:
        do_record_closure_fact(
            case=case,
            test="asked_to_close",
            is_so=True,
            evidence="Her letter (demo)",
            on=desk.on,
            by=BY,
        )
        do_close_case(case=case, reason="b12", on=desk.on, by=BY)
    do_find_candidates(on=desk.on)
