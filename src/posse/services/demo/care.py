"""Child care in the demo: families in every state of an application, and their providers.

Some applicants are parents whom the child support program knows, so that what they pay and
get stands in their estimate by itself; the others and all providers are made up here.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.contrib.auth.models import User
from django.db import transaction

from posse.apps.care.choices import CareApplicationKind, CareApplicationState, CareChannel
from posse.apps.care.models import CareApplication, CareCase
from posse.apps.cases.choices import Role
from posse.apps.cases.models import CaseRole
from posse.apps.people.models import Participant
from posse.apps.staff.models import StaffMember
from posse.apps.subsidy.models import CareProvider, ProviderRate, ProviderStanding
from posse.services.access import BENEFIT_SPECIALIST
from posse.services.care.activities import Span, do_record_activity
from posse.services.care.arranging import Arranged, do_arrange_care
from posse.services.care.cases import do_give_care_case, do_open_care_case
from posse.services.care.changing import do_report_change, do_work_change
from posse.services.care.circumstances import do_tell
from posse.services.care.deciding import do_approve, do_presume
from posse.services.care.denying import do_deny
from posse.services.care.filing import do_file_in_case
from posse.services.care.household import do_put_in_household, do_tie
from posse.services.care.incomes import do_record_income
from posse.services.care.night import do_run_care
from posse.services.care.numbering import next_care_application_number, next_provider_number
from posse.services.demo.care_online import do_make_demo_applications
from posse.services.demo.care_proofs import (
    do_ask_demo,
    do_prove_demo,
    do_prove_half_demo,
)
from posse.services.demo.care_releases import do_make_demo_releases
from posse.services.demo.care_supplements import do_make_demo_supplements
from posse.services.demo.care_turns import do_begin_power, do_lose_work
from posse.services.register.people import do_add_participant
from posse.services.staff.members import do_hire
from posse.units.days import add_months

DECISION_DAYS = 30
MORNING, EVENING = 8 * 60, 17 * 60
WORKDAYS = tuple(Span(day, MORNING, EVENING) for day in range(5))
# Number of the setting, name, town, ZIP code, county, and the price of a full day.
PROVIDERS = (
    ("center", "Made-Up Meadow Child Care", "Cheyenne", "82001", "56021", 3_150),
    ("center", "Pretend Prairie Learning", "Casper", "82601", "56025", 2_900),
    ("licensed_family", "Example Elm Family Home", "Laramie", "82070", "56001", 2_700),
    ("legally_exempt", "Invented Grandmother Care", "Gillette", "82716", "56005", 2_000),
)
UNREGISTERED = ("center", "Not Yet Open Center", "Sheridan", "82801", "56033", 3_000)
APPROVED, PRESUMED, OPEN, LATE = "approved", "presumed", "open", "late"
DENIED, LICENSE, CHANGED, ENDED = "denied", "license", "changed", "ended"
TOLD = "told"
# Whose months end soon: the form is out, or came back.
REVIEW, RETURNED = "review", "returned"
# Whose work took a turn.
POWER, SEARCH = "power", "search"


# The lease of a family ends this soon.
LEASE_DAYS = 21
# What a family that still waits has not brought.
UNPROVED = frozenset({"income", "citizenship"})
OF_ADULT = {"caretaker": "parent", "intends_to_stay": True, "is_identified": True,
            "gets_power": False}  # fmt: skip
OF_CHILD = {"intends_to_stay": True, "is_identified": True, "citizenship": "citizen"}


@dataclass(frozen=True)
class Story:
    """A family of the demo: its adults, the ages of its children, its pay, and what became.

    One that ``is_known`` is of the register where somebody there fits, else made up as said.
    """

    state: str
    surname: str
    adults: tuple[str, ...]
    children: tuple[tuple[str, int], ...]
    month_cents: int
    is_known: bool = False
    untold: str = ""


# Ages are in months.
STORIES = (
    Story(APPROVED, "Clovermantle", ("Astrid",), (("Ivo", 31),), 210_000, is_known=True),
    Story(APPROVED, "Ganderbutton", ("Solveig",), (("Nea", 18),), 290_000, is_known=True),
    Story(REVIEW, "Meadowfiddle", ("Inge",), (("Leif", 48),), 240_000, is_known=True),
    Story(OPEN, "Thistlecarpet", ("Ragna",), (("Pia", 60),), 260_000, is_known=True),
    Story(APPROVED, "Quillbasket", ("Maren",), (("Tess", 9), ("Odell", 40)), 195_000),
    Story(APPROVED, "Fernmitten", ("Ilse", "Oren"), (("Piet", 30), ("Sanne", 62)), 370_000),
    Story(TOLD, "Larkpocket", ("Dagny",), (("Bram", 75),), 265_000),
    Story(PRESUMED, "Mintcandle", ("Rosa",), (("Lio", 16),), 180_000),
    Story(OPEN, "Otterquilt", ("Hanne",), (("Jory", 27),), 220_000, untold="citizenship"),
    Story(LATE, "Sagewhistle", ("Petra",), (("Nils", 50),), 205_000, untold="is_identified"),
    Story(DENIED, "Winterwagon", ("Edda", "Knut"), (("Finn", 33),), 880_000),
    Story(LICENSE, "Cloudspindle", ("Greta",), (("Mika", 20),), 200_000),
    Story(RETURNED, "Briarsaddle", ("Thora",), (("Aksel", 55), ("Runa", 11)), 250_000),
    Story(CHANGED, "Hazelribbon", ("Lotte",), (("Emil", 36),), 330_000),
    Story(ENDED, "Willowkettle", ("Signe",), (("Vidar", 44),), 230_000),
    Story(POWER, "Rosehinge", ("Aud",), (("Siri", 29),), 60_000),
    Story(SEARCH, "Tallowbreeze", ("Turid",), (("Ask", 52),), 215_000),
    Story(OPEN, "Plumtrellis", ("Birte",), tuple((f"Kid{n}", 8 + 9 * n) for n in range(5)),
          310_000),
)  # fmt: skip


@dataclass(frozen=True)
class _At:
    """The day on which a family's story is written, and by whom."""

    on: date
    by: str

    @property
    def told(self) -> dict[str, Any]:
        return {"on": self.on, "by": self.by}


@transaction.atomic
def do_make_demo_care(*, on: date, by: str) -> int:
    """Families of child care, once; how many. Source: CC-100-B."""
    if CareCase.objects.exists():
        return 0
    providers = [_do_provider(each, on=on, by=by) for each in PROVIDERS]
    waiting = _do_provider(UNREGISTERED, on=on, by=by, is_registered=False)
    specialist = _do_specialist()
    known = _known_families(on=on)
    for place, story in enumerate(STORIES):
        chosen = providers[0] if story.state == PRESUMED else providers[place % len(providers)]
        provider = waiting if story.state == LICENSE else chosen
        started = _started(story, on=on)
        adults, children = _people(story, known, _At(started, by))
        case = _do_household(story, adults, children, provider=provider, at=_At(started, by))
        if specialist is not None and place % 4:
            do_give_care_case(care_case=case, specialist_id=specialist.pk, on=started, by=by)
        _do_story(story, case, adults[0], started=started, on=on, by=by)
    # What the nights until this one would have written of pending cases and of reviews.
    do_run_care(on=on, by=by)
    do_make_demo_applications(on=on, by=by)
    do_make_demo_releases(on=on, by=by)
    do_make_demo_supplements(on=on, by=by, supervisor=f"{by} supervisor")
    return len(STORIES)


def _started(story: Story, *, on: date) -> date:
    """When the application came in."""
    if story.state in {REVIEW, RETURNED}:
        return add_months(on, -11)
    if story.state in {CHANGED, ENDED}:
        return add_months(on, -2)
    if story.state == SEARCH:
        return add_months(on, -5)
    days = {POWER: 10, LATE: 36, OPEN: 12, DENIED: 8, LICENSE: 33, PRESUMED: 5}
    return on - timedelta(days=days.get(story.state, 20))


def _do_provider(
    told: tuple[str, str, str, str, str, int], *, on: date, by: str, is_registered: bool = True
) -> CareProvider:
    setting, name, city, zip_code, county, cents = told
    provider = CareProvider.objects.create(
        number=next_provider_number(), name=name, setting=setting, city=city, state="WY",
        zip_code=zip_code, county_fips=county,
    )  # fmt: skip
    since = add_months(on, -13)
    is_exempt = setting == "legally_exempt"
    at: dict[str, Any] = {"effective_on": since, "recorded_on": since, "recorded_by": by}
    ProviderStanding.objects.create(
        provider=provider,
        licence="exempt" if is_exempt else "licensed" if is_registered else "none",
        needs_license=not is_exempt,
        registered_on=since if is_registered else None,
        licensed_on=since if is_registered and not is_exempt else None,
        **at,
    )
    for is_full_day, charge in ((True, cents), (False, cents * 6 // 10)):
        ProviderRate.objects.create(
            provider=provider, is_full_day=is_full_day, charge_cents=charge,
            declared_cents=charge, **at,
        )  # fmt: skip
    return provider


def _do_specialist() -> StaffMember | None:
    """Whoever signs in as a benefit specialist works here."""
    user = User.objects.filter(groups__name=BENEFIT_SPECIALIST).order_by("pk").first()
    if user is None:
        return None
    known = StaffMember.objects.filter(user=user).first()
    return known or do_hire(user=user)


def _known_families(*, on: date) -> Iterator[tuple[Participant, list[Participant]]]:
    """Parents of the register with their small children, the lowest number first."""
    born_after = add_months(on, -12 * 12)
    rows = CaseRole.objects.filter(
        role=Role.CHILD,
        participant__identities__birth_date__gte=born_after,
        case__obligee__isnull=False,
    )
    cases: dict[int, tuple[Participant, list[Participant]]] = {}
    for row in rows.select_related("case__obligee", "participant").order_by("case_id")[:40]:
        obligee = row.case.obligee
        assert obligee is not None, "only cases with one were asked for"
        cases.setdefault(obligee.pk, (obligee, []))[1].append(row.participant)
    yield from cases.values()


def _people(
    story: Story, known: Iterator[tuple[Participant, list[Participant]]], at: _At
) -> tuple[list[Participant], list[Participant]]:
    parent, children = next(known, (None, [])) if story.is_known else (None, [])
    if parent is not None:
        return [parent], list(dict.fromkeys(children))
    adults = [
        do_add_participant(
            surname=story.surname, given_name=name, birth_date=add_months(at.on, -12 * 31),
            sex="F", **at.told,
        )
        for name in story.adults
    ]  # fmt: skip
    children = [
        do_add_participant(
            surname=story.surname, given_name=name, birth_date=add_months(at.on, -months),
            **at.told,
        )
        for name, months in story.children
    ]  # fmt: skip
    return adults, children


def _do_household(
    story: Story,
    adults: list[Participant],
    children: list[Participant],
    *,
    provider: CareProvider,
    at: _At,
) -> CareCase:
    case = do_open_care_case(applicant=adults[0], county_fips=provider.county_fips, **at.told)
    here: dict[str, Any] = {"care_case": case, **at.told}
    for adult in adults:
        do_put_in_household(participant=adult, role="adult", **here)
        do_tell(of="adult", participant=adult, told=_without(OF_ADULT, story), **here)
        do_record_activity(
            participant=adult, kind="employment", begins_on=add_months(at.on, -6),
            spans=WORKDAYS, place="Pretend Grocery", **here,
        )  # fmt: skip
    if len(adults) > 1:
        do_tie(elder=adults[0], younger=adults[1], kind="spouses", **here)
    do_tell(of="family", told={"assets": 250_000}, **here)
    do_record_income(
        participant=adults[0], kind="wages", frequency="monthly", payer="Pretend Grocery",
        expected={"check_cents": story.month_cents}, reasons="Employer statement", **here,
    )  # fmt: skip
    for child in children:
        do_put_in_household(participant=child, role="child", **here)
        for adult in adults:
            do_tie(elder=adult, younger=child, kind="parent_child", **here)
        told_of: dict[str, Any] = {
            "intends_to_stay": True,
            "is_identified": True,
            "citizenship": "citizen",
        }
        do_tell(of="child", participant=child, told=_without(told_of, story), **here)
        do_arrange_care(
            child=child, provider=provider,
            asked=Arranged(begins_on=at.on, weekdays="1111100", hours_day=850, days_month=21,
                           told_on=at.on, drop_off="07:45"),
            **here,
        )  # fmt: skip
    return case


def _without(told: dict[str, Any], story: Story) -> dict[str, Any]:
    return {name: value for name, value in told.items() if name != story.untold}


def _do_story(
    story: Story, case: CareCase, applicant: Participant, *, started: date, on: date, by: str
) -> None:
    """What became of the application, on the days on which it did."""
    application = _do_file(case, applicant, started=started, by=by)
    at: dict[str, Any] = {"on": min(started + timedelta(days=3), on), "by": by}
    if story.state == POWER:
        do_begin_power(application, started=started, on=on, by=by)
        return
    _do_prove(story, case, on=on, at=at)
    if story.state == PRESUMED:
        do_presume(application, **at)
    if story.state == DENIED:
        do_deny(application, **at)
    if story.state in {APPROVED, REVIEW, CHANGED, ENDED, RETURNED, TOLD, SEARCH}:
        do_approve(application, **at)
    if story.state == SEARCH:
        # Its three months ended, so the night of the demo's day ends assistance by notice.
        lost_on = add_months(on, -3) - timedelta(days=2)
        do_lose_work(case, applicant, lost_on=lost_on, by=by)
    if story.state == RETURNED:
        do_file_in_case(
            care_case=case, channel=CareChannel.PAPER, signature=application.signature,
            received_on=on - timedelta(days=2), on=on, by=by,
        )  # fmt: skip
    if story.state in {CHANGED, ENDED}:
        _do_change(story, case, applicant, on=on, by=by)
    if story.state == TOLD:
        do_report_change(
            care_case=case, kind="activity", channel="email", words="Fewer shifts till spring.",
            happened_on=on - timedelta(days=12), learned_on=on - timedelta(days=12),
            told_on=on - timedelta(days=1), is_passing=True, on=on, by=by,
        )  # fmt: skip


def _do_prove(story: Story, case: CareCase, *, on: date, at: dict[str, Any]) -> None:
    """The papers of a family; one that waits lacks some, and the lease of one ends soon."""
    if story.state not in {OPEN, LATE}:
        ends = {"residence": on + timedelta(days=LEASE_DAYS)} if story.state == TOLD else None
        do_prove_demo(case, ends=ends, **at)
        return
    do_prove_demo(case, without=UNPROVED, **at)
    do_ask_demo(case, **at)
    if story.state == LATE:
        do_prove_half_demo(case, on=on - timedelta(days=1), by=at["by"])


def _do_file(
    case: CareCase, applicant: Participant, *, started: date, by: str
) -> CareApplication:
    name = applicant.identities.latest("effective_on", "id").full_name
    return CareApplication.objects.create(
        number=next_care_application_number(),
        kind=CareApplicationKind.INITIAL,
        channel=CareChannel.PAPER,
        state=CareApplicationState.FILED,
        care_case=case,
        county_fips=case.county_fips,
        started_on=started,
        started_by=by,
        filed_on=started,
        decide_by=started + timedelta(days=DECISION_DAYS),
        signature=name,
    )


def _do_change(
    story: Story, case: CareCase, applicant: Participant, *, on: date, by: str
) -> None:
    """The pay changed a week ago: less, or far more."""
    cents = 190_000 if story.state == CHANGED else 990_000
    since = on - timedelta(days=7)
    do_record_income(
        care_case=case, participant=applicant, kind="wages", frequency="monthly",
        payer="Pretend Grocery", expected={"check_cents": cents}, effective_on=since,
        replaces=case.incomes.get(), on=on, by=by,
    )  # fmt: skip
    change = do_report_change(
        care_case=case, kind="income", channel="phone", happened_on=since, learned_on=since,
        words="The pay at the grocery changed.", on=on, by=by,
    )  # fmt: skip
    do_prove_demo(case, on=on, by=by)
    do_work_change(change, on=on, by=by)
