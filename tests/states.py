"""What the office of the page tests has of partners: a State's request, and an institution."""

from dataclasses import dataclass
from datetime import date

from posse.services.enforcement.match_reading import Told
from posse.services.partners.agreements import do_agree, do_note_round
from posse.services.partners.requests import AskedFor, do_take_request
from posse.services.partners.state_matches import do_take_state_match

BY = "state-office"
REQUESTED_SSN = "900556677"


@dataclass(frozen=True)
class Partners:
    """Ids of a State's request, of what was found for it, and of an agreement."""

    request: int
    found: int
    agreement: int


def build_partners(*, on: date) -> Partners:
    """Montana asks for a parent whose account was found; a bank agreed to match."""
    asked = AskedFor(
        state="MT", reference="MT-4471", surname="Quagworthy", given_name="Oriel",
        birth_date=date(1985, 4, 3), ssn=REQUESTED_SSN, certified_cents=240_000,
        certified_on=on, certified_by="Ida Example", has_due_process=True,
        tools=("levy", "fidm", "lottery"), address="1 Example Road, Example City MT",
    )  # fmt: skip
    request = do_take_request(asked=asked, on=on, by=BY)
    told = Told(
        source="fidm", reference="990000017/4417", institution="Example Savings",
        matched_on=on, ssn=REQUESTED_SSN, owner="Oriel Quagworthy", amount_cents=90_000,
        more={"account_ending": "4417"},
    )  # fmt: skip
    (found,) = do_take_state_match(told=told, on=on, by=BY)
    agreement = do_agree(
        name="Example Savings", tin="990000017", method="two", since=on, fee_cents=25_000,
        on=on, by=BY,
    )  # fmt: skip
    do_note_round(agreement=agreement, matched_on=on, match_count=1, on=on, by=BY)
    return Partners(request.pk, found.pk, agreement.pk)


def partner_addresses(partners: Partners) -> dict[str, str]:
    """Pages of partners that every role may read, by the name of their address."""
    return {
        "state-requests": "/states/",
        "state-requests-csv": "/states.csv",
        "state-request-new": "/states/new/",
        "state-request": f"/states/{partners.request}/",
        "state-request-csv": f"/states/{partners.request}.csv",
        "state-request-act": f"/states/{partners.request}/acts/certify/",
        "state-match-act": f"/states/found/{partners.found}/acts/levy/",
        "institutions": "/institutions/",
        "institutions-csv": "/institutions.csv",
        "institution-new": "/institutions/new/",
        "institution-act": f"/institutions/{partners.agreement}/acts/matched/",
    }
