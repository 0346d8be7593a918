"""The made-up caseload as a whole: one frame a table, rows numbered from zero."""

from collections.abc import Mapping
from datetime import date

import polars as pl

from posse.jobs.demo.cases import case_frames
from posse.jobs.demo.circumstances import with_circumstances
from posse.jobs.demo.mix import Request
from posse.jobs.demo.orders import order_frames
from posse.jobs.demo.paternity import with_paternity
from posse.jobs.demo.people import people_frames
from posse.jobs.demo.shape import draw_shape

BY = "demo"
NO_FACTS = {
    "people_participant", "people_employer", "cases_family", "cases_case", "orders_order",
}  # fmt: skip


def demo_caseload(request: Request) -> dict[str, pl.DataFrame]:
    """Frames by table, with the columns of the tables, in an order fit for writing."""
    shape = draw_shape(request)
    frames = {
        **people_frames(request, shape),
        **case_frames(request, shape),
        **order_frames(request, shape),
    }
    frames = with_paternity(request, shape, with_circumstances(request, shape, frames))
    return _as_facts(frames, request.opened_on)


def _as_facts(frames: Mapping[str, pl.DataFrame], on: date) -> dict[str, pl.DataFrame]:
    """Facts of the demo are all learned the day before the month, and from the demo."""
    done = {}
    for table, frame in frames.items():
        full = frame if "id" in frame.columns else frame.with_row_index("id")
        if table not in NO_FACTS:
            full = full.with_columns(recorded_on=pl.lit(on), recorded_by=pl.lit(BY))
            if "effective_on" not in full.columns:
                full = full.with_columns(effective_on=pl.lit(on))
        done[table] = full.with_columns(pl.col("id").cast(pl.Int64))
    return done
