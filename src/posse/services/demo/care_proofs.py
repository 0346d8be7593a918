"""Proofs of the demo's families of child care: plain papers, requests, and what is awaited."""

import io
from collections import defaultdict
from collections.abc import Mapping
from datetime import date, timedelta

from PIL import Image, ImageDraw

from posse.apps.care.models import CareCase
from posse.apps.proofs.choices import EvidenceGrade, EvidenceWay
from posse.apps.records.choices import DocumentKind
from posse.services.care.asking import do_ask_for_proof
from posse.services.care.proofs import Narrative, Weight, do_record_evidence
from posse.services.care.proving import MISSING, PROVED, standings_of
from posse.services.records.uploads import do_store_upload

# What paper shows each factor, and who gave it.
PAPERS = {
    "age": ("Birth certificate", "Vital Statistics"),
    "citizenship": ("Birth certificate", "Vital Statistics"),
    "relationship": ("Birth certificate", "Vital Statistics"),
    "identity": ("School or clinic record", "The applicant"),
    "residence": ("Lease", "The landlord"),
    "activity": ("Employer statement", "Pretend Grocery"),
    "income": ("Employer statement", "Pretend Grocery"),
}
OTHER = ("Letter", "The applicant")


def do_prove_demo(
    care_case: CareCase,
    *,
    on: date,
    by: str,
    without: frozenset[str] = frozenset(),
    ends: Mapping[str, date] | None = None,
) -> None:
    """Record papers for all that is not proved, but for some factors; of some with an end.

    Source: CC-301, CC-303-B-3.
    """
    papers: dict[tuple[int, str, str, date | None], list[str]] = defaultdict(list)
    for each in standings_of(care_case, on=on):
        participant, factor = each.need.pair
        if each.state != PROVED and factor not in without:
            kind, giver = PAPERS.get(factor, OTHER)
            papers[participant, kind, giver, (ends or {}).get(factor)].append(factor)
    for (participant, kind, giver, until), factors in papers.items():
        do_record_evidence(
            care_case,
            proves=[(participant, factor) for factor in factors],
            weight=Weight(EvidenceWay.DOCUMENT, EvidenceGrade.PRIMARY, holds_until=until),
            narrative=Narrative(
                says="It says what the family told.",
                obtained_on=on,
                given_by=giver,
                document_kind=kind,
            ),
            on=on,
            by=by,
        )


def do_ask_demo(care_case: CareCase, *, on: date, by: str) -> None:
    """Ask the family for whatever is missing. Source: CC-301-F, CC-404-E."""
    asks = [each.need.pair for each in standings_of(care_case, on=on) if each.state == MISSING]
    if asks:
        do_ask_for_proof(
            care_case, asks=asks, words="She asked for time to find them.", on=on, by=by
        )


def do_prove_half_demo(care_case: CareCase, *, on: date, by: str) -> None:
    """One secondary proof of the pay, and a paper of the family that nobody looked at.

    Source: CC-303-B, CC-303-B-2, CC-302-A.
    """
    applicant = care_case.applicant_id
    do_record_evidence(
        care_case,
        proves=[(applicant, "income")],
        weight=Weight(
            EvidenceWay.STATEMENT, EvidenceGrade.SECONDARY, "The grocery's office is closed"
        ),
        narrative=Narrative(
            says="She works at the grocery and is paid by the month.",
            obtained_on=on,
            given_by="A neighbour",
        ),
        on=on,
        by=by,
    )
    do_store_upload(
        name="pay stub.png",
        content=_do_draw(f"Pretend Grocery\nPay stub, made up\n{on - timedelta(days=3)}"),
        media_type_claimed="image/png",
        care_case=care_case,
        kind=DocumentKind.INCOME,
        is_from_family=True,
        on=on,
        by=by,
    )


def _do_draw(words: str) -> bytes:
    """A made-up paper as a picture."""
    sheet = Image.new("RGB", (640, 400), "white")
    drawing = ImageDraw.Draw(sheet)
    drawing.rectangle((20, 20, 620, 380), outline="gray", width=3)
    drawing.multiline_text((60, 70), words, fill="black", font_size=36, spacing=24)
    made = io.BytesIO()
    sheet.save(made, "PNG")
    return made.getvalue()
