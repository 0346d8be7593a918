"""What the office of the page tests has of enforcement: a review and a match."""

from dataclasses import dataclass, replace
from datetime import date, timedelta

from tests.partners import build_answer

from posse.apps.cases.models import Case
from posse.apps.enforcement.models import RemedyState
from posse.apps.people.models import Identifier
from posse.services.enforcement.files.sending import do_write_match_inquiry
from posse.services.enforcement.match_reading import Told
from posse.services.enforcement.match_taking import do_take_match
from posse.services.enforcement.reviews import do_open_review
from posse.services.enforcement.suppressions import Rest, do_suppress
from posse.services.enforcement.tallying import do_tally_remedies

BY = "caseworker"


@dataclass(frozen=True)
class Enforced:
    """Ids of a review that runs, of matches to decide on, of a suppression, and their case."""

    review: int
    match: int
    account: int
    rest: int
    answer: int
    finding: int
    sent: int
    case: str


def build_enforcement(case: Case, *, on: date) -> Enforced:
    """A review of the tax offset, and property in nearly the parent's name."""
    for remedy in ("federal_tax_offset", "unclaimed_property", "fidm"):
        RemedyState.objects.update_or_create(
            obligor=case.obligor, remedy=remedy,
            defaults={
                "is_eligible": True, "state": "submitted", "since": on, "amount_cents": 90_000,
                "submitted_cents": 90_000, "last_submitted_on": on, "noticed_on": on,
            },
        )  # fmt: skip
    # The night counted before, and these standings came by no move.
    do_tally_remedies(on=on)
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
    account = do_take_match(told=_account(told), on=on, by=BY)
    assert account.match is not None, account.finding
    rest = Rest("ncp_billing", on, on + timedelta(days=20), "bankruptcy")
    do_suppress(cases=[case], rest=rest, note="Chapter 13 was filed.", on=on, by=BY)
    answer, finding = build_answer(case, on=on)
    sent = do_write_match_inquiry(on=on, partner="lottery", by=BY, today=on).file
    return Enforced(
        answer=answer,
        finding=finding,
        sent=sent.pk,
        review=review.pk,
        match=taken.match.pk,
        account=account.match.pk,
        rest=case.remedy_suppressions.get().pk,
        case=case.number,
    )


def _account(told: Told) -> Told:
    """An account at a bank, in the parent's own number."""
    more = {"account_ending": "4417", "codes": "Checking", "second_owner": ""}
    return replace(told, source="fidm", reference="account", more=more)


def enforcement_addresses(enforced: Enforced) -> dict[str, str]:
    """Pages of enforcement that every role may read, by the name of their address."""
    return {
        "enforcement": "/enforcement/",
        "enforcement-csv": "/enforcement.csv",
        "collected-csv": "/enforcement/money.csv",
        "remedy-list": "/enforcement/matches/",
        "remedy-list-csv": "/enforcement/suppressions.csv",
        "answers": "/answers/",
        "answers-csv": "/answers.csv",
        "finding-act": f"/findings/{enforced.finding}/acts/answer/",
        "sent": "/sent/",
        "sent-csv": "/sent.csv",
        "sent-file": f"/sent/{enforced.sent}/",
        "sent-write": "/sent/federal-offset/write/",
        "review": f"/reviews/{enforced.review}/",
        "review-act": f"/reviews/{enforced.review}/acts/result/",
        "resting-act": f"/cases/{enforced.case}/rest/suppress/",
        "lift": f"/suppressions/{enforced.rest}/lift/",
        "remedy": f"/cases/{enforced.case}/remedies/drivers_license/",
        "remedy-act": f"/cases/{enforced.case}/remedies/lien/acts/file/",
        "match": f"/matches/{enforced.match}/",
        "match-act": f"/matches/{enforced.match}/acts/confirm/",
    }
