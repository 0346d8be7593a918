"""Partners in the demo: States that ask for enforcement, and institutions that agreed.

The parents of the requests are made up and owe nothing here; numbers that begin with 9 or 00
are given to nobody.
"""

from datetime import date, timedelta

from django.db import transaction

from posse.apps.partners.models import StateRequest
from posse.services.enforcement.match_reading import Told
from posse.services.partners.agreements import do_agree, do_note_round
from posse.services.partners.requests import AskedFor, do_take_request, do_withdraw_request
from posse.services.partners.state_matches import (
    do_levy_for_state,
    do_record_collection,
    do_take_state_match,
)

YEAR_DAYS = 365
BANK, TIN = "Made-Up Bank of Cheyenne", "009999917"
# Name, tax number, method, fee of a quarter, and how many days ago it matched last.
INSTITUTIONS: tuple[tuple[str, str, str, int | None, int | None], ...] = (
    (BANK, TIN, "two", 25_000, 4),
    ("Example Prairie Credit Union", "009999925", "one", None, 6),
    ("Invented Savings of Laramie", "009999933", "one", 18_000, None),
)
# State, its number, first name, surname, number, certified cents, and the tools asked for.
REQUESTS: tuple[tuple[str, str, str, str, str, int, tuple[str, ...]], ...] = (
    ("MT", "4471-220", "Oriel", "Quagworthy", "900550001", 842_000, ("levy", "fidm")),
    ("ID", "C-90817", "Teska", "Brindlemoor", "900550002", 61_500, ("levy", "fidm")),
    ("NE", "8830042", "Ansel", "Umberfield", "900550003", 315_075, ("lottery",)),
)


@transaction.atomic
def do_make_demo_partners(*, on: date, by: str) -> int:
    """Agreements and requests, with a levy for one State; once. Gives how many requests."""
    if StateRequest.objects.exists():
        return 0
    _do_agree(on=on, by=by)
    requests = [_do_request(place, on=on, by=by) for place in range(len(REQUESTS))]
    told = Told(
        source="fidm", reference=f"{TIN}/demo-state", institution=BANK, matched_on=on,
        ssn=REQUESTS[0][4], owner="Oriel Quagworthy", amount_cents=190_000,
        more={"account_ending": "7741"},
    )  # fmt: skip
    for match in do_take_state_match(told=told, on=on, by=by):
        note = "Notice of Interstate Lien and Levy, payable to Montana."
        do_levy_for_state(match=match, note=note, on=on, by=by)
        paid = "Told by the bank."
        do_record_collection(match=match, amount_cents=190_000, note=paid, on=on, by=by)
    do_withdraw_request(request=requests[-1], note="Paid in full there.", on=on, by=by)
    return len(requests)


def _do_agree(*, on: date, by: str) -> None:
    since = on - timedelta(days=YEAR_DAYS)
    for name, tin, method, fee_cents, days in INSTITUTIONS:
        agreement = do_agree(
            name=name, tin=tin, method=method, since=since, fee_cents=fee_cents, on=on, by=by
        )
        if days is not None:
            matched_on = on - timedelta(days=days)
            do_note_round(
                agreement=agreement, matched_on=matched_on, match_count=days, on=on, by=by
            )


def _do_request(place: int, *, on: date, by: str) -> StateRequest:
    state, reference, given_name, surname, ssn, cents, tools = REQUESTS[place]
    asked = AskedFor(
        state=state, reference=reference, surname=surname, given_name=given_name,
        birth_date=date(1984 + place, 5, 11), ssn=ssn, certified_cents=cents,
        certified_on=on - timedelta(days=2), certified_by="A made-up director",
        has_due_process=True, tools=tools, known_assets="An account in Cheyenne",
        came_in="by hand",
    )  # fmt: skip
    return do_take_request(asked=asked, on=on, by=by)
