"""Proofs of the demo's families of child care: plain papers, requests, and what is awaited."""

from collections import defaultdict
from datetime import date

from posse.apps.care.models import CareCase
from posse.apps.proofs.choices import EvidenceGrade, EvidenceWay
from posse.services.care.asking import do_ask_for_proof
from posse.services.care.proofs import Narrative, Weight, do_record_evidence
from posse.services.care.proving import MISSING, PROVED, standings_of

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
    care_case: CareCase, *, on: date, by: str, without: frozenset[str] = frozenset()
) -> None:
    """Record papers for all that is not proved, but for some factors.

    Source: CC-301, CC-303-B-3.
    """
    papers: dict[tuple[int, str, str], list[str]] = defaultdict(list)
    for each in standings_of(care_case, on=on):
        participant, factor = each.need.pair
        if each.state != PROVED and factor not in without:
            kind, giver = PAPERS.get(factor, OTHER)
            papers[participant, kind, giver].append(factor)
    for (participant, kind, giver), factors in papers.items():
        do_record_evidence(
            care_case,
            proves=[(participant, factor) for factor in factors],
            weight=Weight(EvidenceWay.DOCUMENT, EvidenceGrade.PRIMARY),
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
        do_ask_for_proof(care_case, asks=asks, on=on, by=by)
