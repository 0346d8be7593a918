"""Data and a Typst template made into an accessible PDF (PDF/UA-1)."""

import json
from importlib.resources import files
from typing import Any

import typst


def typeset(document: str, data: dict[str, Any]) -> bytes:
    """The PDF of a document's folder with its data; the same data give the same bytes.

    Only Typst's own fonts are used, so that a page breaks at one place on every machine.
    """
    template = files("posse.notices") / document / "template.typ"
    made = typst.compile(
        str(template),
        format="pdf",
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(data, ensure_ascii=False, sort_keys=True)},
        pdf_standards=["ua-1"],
        timestamp=0,
    )
    assert isinstance(made, bytes), "a PDF is one file"
    return made
