"""What the office of the page tests has of enforcement: a review and a match."""

from dataclasses import dataclass
from datetime import date

from posse.apps.cases.models import Case
from posse.apps.enforcement.models import RemedyState
from posse.apps.people.models import Identifier
from posse.services.enforcement.match_reading import Told
from posse.services.enforcement.matches import do_take_match
from posse.services.enforcement.reviews import do_open_review

BY = "caseworker"


@dataclass(frozen=True)
class Enforced:
    """Ids of a review that runs and of a match that somebody decides on."""

    review: int
    match: int


def build_enforcement(case: Case, *, on: date) -> Enforced:
    """A review of the tax offset, and property in nearly the parent's name."""
    for remedy in ("federal_tax_offset", "unclaimed_property"):
        RemedyState.objects.update_or_create(
            obligor=case.obligor, remedy=remedy,
            defaults={
                "is_eligible": True, "state": "submitted", "since": on, "amount_cents": 90_000,
                "submitted_cents": 90_000, "last_submitted_on": on, "noticed_on": on,
            },
        )  # fmt: skip
    review = do_open_review(
        case=case, kind="offset_records_review", remedy="federal_tax_offset", ground="amount",
        text="Two payments are missing.", requested_on=on, on=on, by=BY,
    )  # fmt: skip
    told = Told(
        source="unclaimed_property", reference="office", institution="Example Trust",
        matched_on=on, owner="Somebody Nearly", amount_cents=80_000,
        ssn=Identifier.objects.get(participant=case.obligor, kind="ssn").number,
    )  # fmt: skip
    taken = do_take_match(told=told, on=on, by=BY)
    assert taken.match is not None, taken.finding
    return Enforced(review.pk, taken.match.pk)


def enforcement_addresses(enforced: Enforced) -> dict[str, str]:
    """Pages of enforcement that every role may read, by the name of their address."""
    return {
        "enforcement": "/enforcement/",
        "review": f"/reviews/{enforced.review}/",
        "review-act": f"/reviews/{enforced.review}/acts/result/",
        "match": f"/matches/{enforced.match}/",
        "match-act": f"/matches/{enforced.match}/acts/confirm/",
    }
