"""Enforcement in the demo: matches, a levy, a lien, licenses, a call, rests and reviews.

The same parents are chosen each time, by the order in which they came into the register.
"""

from collections.abc import Iterator
from datetime import date, timedelta

from django.contrib.auth.models import User
from django.db import transaction

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import RemedyStanding, StepAct
from posse.apps.enforcement.models import AssetMatch, RemedyState, RemedyStep
from posse.apps.people.choices import IdentifierKind
from posse.apps.people.models import Identifier, Identity
from posse.services.corrections.kinds import suppression_asked
from posse.services.corrections.proposing import do_correct
from posse.services.enforcement.levies import do_levy_match, levy_tests
from posse.services.enforcement.licenses import (
    DRIVER,
    do_send_ability,
    do_send_intent,
    do_tell_of_court,
    do_try_plan,
)
from posse.services.enforcement.liens import LIEN, do_file_lien
from posse.services.enforcement.match_reading import Told
from posse.services.enforcement.match_taking import do_take_match
from posse.services.enforcement.passport import PASSPORT, do_take_passport_call
from posse.services.enforcement.reviews import do_open_review
from posse.services.enforcement.steps import Recipient, standing_in_case
from posse.services.enforcement.suppressions import Rest, do_suppress, open_cases_of

BANK = "Made-Up Bank of Cheyenne"
BANK_ADDRESS = ("Legal orders", "9 Example Avenue", "Cheyenne, WY 82001")
# By partner: the amount of each match; the last of several is in another name. Units: cents.
# What unclaimed property and the lottery find comes in by their files.
MATCHES = (("fidm", BANK, (240_000, 18_500, 960_000, None)),)
REFERENCE = "demo-"
LICENSES_MAX = 3
# Steps that a department's answer leaves, which a night takes in by itself.
ANSWERED = (StepAct.LICENSE_FOUND, StepAct.LICENSE_NONE)
FISHING = "recreational_license"
# What rests in the demo: the action, for how many days, and why.
RESTS = (
    ("ncp_billing", 20, "payment_plan"),
    ("credit_bureau", 60, "error_in_record"),
    ("income_withholding", 85, "court_order"),
)
LONG_DAYS = 900
OFFSET = "federal_tax_offset"
# How many days ago a parent objected, and in which words.
REVIEWS = ((31, "Two payments of the summer are missing."), (3, "The debt is not so large."))


@transaction.atomic
def do_make_demo_enforcement(*, on: date, by: str) -> int:
    """Matches and steps of a day; once. Gives how many matches were taken in.

    Needs remedies that a night has judged.
    """
    done = RemedyStep.objects.exclude(act__in=ANSWERED)
    if AssetMatch.objects.filter(reference__startswith=REFERENCE).exists() or done.exists():
        return 0
    matches = [match for each in MATCHES for match in _do_match(*each, on=on, by=by)]
    _do_levy_one(matches, on=on, by=by)
    _do_take_licenses(on=on, by=by)
    for case in list(_ready(LIEN, on=on))[:1]:
        do_file_lien(
            case=case, filed_on=on, filing_number="EX-0001", page_count=3, on=on, by=by
        )
    for case in list(_cases(PASSPORT))[:1]:
        do_take_passport_call(
            case=case, caller="The parent", text="Has booked a journey for the spring.",
            on=on, by=by,
        )  # fmt: skip
    _do_rest_some(on=on, by=by)
    _do_open_reviews(on=on, by=by)
    return len(matches)


def _do_rest_some(*, on: date, by: str) -> None:
    """A few actions rest, each for another while; a long one waits for a second person."""
    parents = RemedyState.objects.exclude(state="").order_by("-obligor_id")
    chosen = parents.values_list("obligor_id", flat=True).distinct()[: len(RESTS) + 1]
    found = [cases for each in chosen if (cases := open_cases_of(each, on=on))]
    for (kind, days, reason), cases in zip(RESTS, found, strict=False):
        rest = Rest(kind, on, on + timedelta(days=days), reason)
        do_suppress(cases=cases, rest=rest, note="Seen in the papers sent in.", on=on, by=by)
    proposer = User.objects.filter(username=by).first()
    if proposer is not None and len(found) > len(RESTS):
        long = Rest("ncp_billing", on, on + timedelta(days=LONG_DAYS), "bankruptcy")
        note = "A plan of three years was confirmed."
        asked = suppression_asked(cases=found[-1][:1], rest=long, note=note, on=on)
        do_correct(asked, user=proposer, on=on)


def _do_open_reviews(*, on: date, by: str) -> None:
    """Parents object after their notice; the first asked so long ago that it is overdue."""
    states = RemedyState.objects.filter(remedy=OFFSET, noticed_on__isnull=False)
    for (days, text), state in zip(REVIEWS, states.order_by("obligor"), strict=False):
        case = Case.objects.filter(obligor=state.obligor_id).order_by("id").first()
        if case is not None:
            do_open_review(
                case=case, kind="offset_records_review", remedy=OFFSET, ground="amount",
                text=text, requested_on=on - timedelta(days=days), on=on, by=by,
            )  # fmt: skip


def _do_match(
    source: str, institution: str, amounts: tuple[int | None, ...], *, on: date, by: str
) -> Iterator[AssetMatch]:
    """As many matches as there are amounts; the last of several is in another name."""
    states = RemedyState.objects.filter(remedy=source, last_submitted_on__isnull=False)
    for place, state in enumerate(states.order_by("obligor")[: len(amounts)]):
        number = Identifier.objects.filter(
            participant=state.obligor_id, kind=IdentifierKind.SSN
        ).last()
        name = Identity.objects.filter(participant=state.obligor_id).last()
        if number is None or name is None:
            continue
        is_nickname = len(amounts) > 1 and place == len(amounts) - 1
        told = Told(
            source=source,
            reference=f"{REFERENCE}{place}",
            institution=institution,
            matched_on=on,
            ssn=number.number,
            owner=f"Bo {name.surname}" if is_nickname else name.full_name,
            amount_cents=amounts[place],
            more={"account_ending": f"{4417 + place}", "codes": "Checking"}
            if source == "fidm"
            else {},
        )
        taken = do_take_match(told=told, on=on, by=by)
        if taken.match is not None:
            yield taken.match


def _do_levy_one(matches: list[AssetMatch], *, on: date, by: str) -> None:
    """The first account whose tests are met is levied."""
    for match in matches:
        tests = levy_tests(match, on=on) if match.is_full else ()
        if tests and all(each.is_met for each in tests):
            do_levy_match(
                match=match, to=Recipient(BANK, BANK_ADDRESS),
                note="A checking account without benefits", on=on, by=by,
            )  # fmt: skip
            return


def _do_take_licenses(*, on: date, by: str) -> None:
    """A few parents were offered a plan and told; the first got the notice of intent too."""
    owing = (case for case in _cases(DRIVER) if _is_candidate(case, on=on))
    for place, case in enumerate(list(owing)[:LICENSES_MAX]):
        do_try_plan(case=case, remedy=DRIVER, text="Called twice; no answer.", on=on, by=by)
        do_send_ability(case=case, on=on, by=by)
        if place == 0:
            do_send_intent(case=case, on=on, by=by)
    for case in list(_ready(FISHING, on=on))[:1]:
        do_try_plan(case=case, remedy=FISHING, text="The parent hunts.", on=on, by=by)
        do_tell_of_court(case=case, remedy=FISHING, on=on, by=by)


def _is_candidate(case: Case, *, on: date) -> bool:
    return standing_in_case(case, DRIVER, on=on).is_candidate


def _ready(remedy: str, *, on: date) -> Iterator[Case]:
    for case in _cases(remedy):
        if standing_in_case(case, remedy, on=on).is_ready:
            yield case


def _cases(remedy: str) -> Iterator[Case]:
    """The first case of each parent who could be the next for a remedy."""
    waiting = [RemedyStanding.CANDIDATE, RemedyStanding.NOTICED, RemedyStanding.WAITING]
    states = RemedyState.objects.filter(remedy=remedy, state__in=waiting).order_by("obligor")
    for state in states[: LICENSES_MAX * 4]:
        case = Case.objects.filter(obligor=state.obligor_id).order_by("id").first()
        if case is not None:
            yield case
