"""Writers of what workers find for the tests of closing, each with its evidence."""

from datetime import date

from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.closure.models import ClosureFact, LocateTry
from posse.apps.records.models import Document
from posse.services.closure.findings import test_words
from posse.services.records.twice import just_recorded
from posse.services.register.entries import required

EVIDENCE_LENGTH, SOURCE_LENGTH = 300, 60


@transaction.atomic
def do_record_closure_fact(
    *,
    case: Case,
    test: str,
    is_so: bool,
    evidence: str,
    on: date,
    by: str,
    found_on: date | None = None,
    document: Document | None = None,
) -> ClosureFact:
    """What was found for a test that no row of a table answers. Raises: ValueError in words."""
    words = test_words(on=on).get(test)
    if words is None or not words.evidence:
        raise ValueError(f"{test!r} is no test that a worker records")
    if document is not None and document.case_id != case.pk:
        raise ValueError("the document belongs to another case")
    if found_on is not None and found_on > on:
        raise ValueError("what was found lies in the past, so its day cannot lie ahead")
    told = {
        "case": case,
        "test": test,
        "is_so": is_so,
        "evidence": required(evidence, what="the evidence", length_max=EVIDENCE_LENGTH),
        "document": document,
        "effective_on": found_on or on,
        "recorded_on": on,
        "recorded_by": by,
    }
    twin = just_recorded(ClosureFact, **told)
    later = ClosureFact.objects.filter(case=case, test=test, pk__gt=twin.pk if twin else 0)
    # Found so, not so, and so again is three findings, however fast.
    return twin if twin and not later.exists() else ClosureFact.objects.create(**told)


@transaction.atomic
def do_record_locate_try(
    *, case: Case, source: str, on: date, by: str, text: str = "", tried_on: date | None = None
) -> LocateTry:
    """That a source was asked where the parent is, and did not know."""
    if tried_on is not None and tried_on > on:
        raise ValueError("the source was asked already, so the day cannot lie ahead")
    if len(text.strip()) > EVIDENCE_LENGTH:
        raise ValueError(f"the words are longer than {EVIDENCE_LENGTH} characters")
    told = {
        "case": case,
        "source": required(source, what="the source", length_max=SOURCE_LENGTH),
        "text": text.strip(),
        "effective_on": tried_on or on,
        "recorded_on": on,
        "recorded_by": by,
    }
    return just_recorded(LocateTry, **told) or LocateTry.objects.create(**told)
