"""A simulation as a picture: what each payee gains or loses, group by group."""

from typing import Any

import vl_convert

from posse.services.books.simulation_report import (
    ALWAYS_TOLD,
    PLACES,
    TOLD,
    By,
    Simulation,
)

PANEL_WIDTH = 190
INK, LINE, ACCENT = "#1b1b1b", "#dfe1e2", "#005ea2"


def picture_of(simulation: Simulation, *, by: By) -> str:
    """The differences as SVG, drawn without a network.

    Payees stand beside each other, so that colour is never needed.
    """
    svg: str = vl_convert.vegalite_to_svg(_chart(simulation, by), allowed_base_urls=[])
    return svg


def _chart(simulation: Simulation, by: By) -> dict[str, Any]:
    """The chart in the words of Vega-Lite; cents stay whole until they are written."""
    amount = {
        "field": "difference_cents",
        "type": "quantitative",
        "title": None,
        "axis": {"labelExpr": "format(datum.value / 100, '$,.3~s')", "tickCount": 4},
    }
    return {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": {
            "text": f"More or less than under {simulation.current_title}",
            "subtitle": [
                simulation.title,
                f"Money collected from {simulation.starts_on} through {simulation.through}",
            ],
            "anchor": "start",
        },
        "data": {"values": _values(simulation, by)},
        "mark": {"type": "bar", "color": ACCENT},
        "width": PANEL_WIDTH,
        "height": {"step": 20},
        "encoding": {
            "column": {
                "field": "payee",
                "sort": [TOLD[payee].words for payee in PLACES],
                "title": None,
                "header": {"labelFontWeight": "bold", "labelFontSize": 12},
            },
            "y": {"field": "group", "sort": None, "title": None, "axis": {"labelLimit": 300}},
            "x": amount,
        },
        "config": {
            "font": "sans-serif",
            "axis": {"labelColor": INK, "gridColor": LINE, "labelFontSize": 11},
            "view": {"stroke": LINE},
        },
    }


def _values(simulation: Simulation, by: By) -> list[dict[str, Any]]:
    """What changes, group by group; where nothing does, the zeros of all cases.

    Payees and groups without any difference are left out, so that what is left can be read.
    """
    changed = [line for line in simulation.lines(by) if line.difference_cents]
    payees = dict.fromkeys(line.payee for line in changed)
    groups = dict.fromkeys(line.group for line in changed)
    drawn = [
        line for line in simulation.lines(by) if line.payee in payees and line.group in groups
    ]
    lines = drawn or simulation.totals()[: len(ALWAYS_TOLD)]
    return [
        {
            "group": line.group,
            "payee": line.payee.words,
            "difference_cents": line.difference_cents,
        }
        for line in lines
    ]
