"""Lists of what waits for a person: matches, reviews and employers that do not comply."""

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import QuerySet

from posse.apps.enforcement.choices import OPEN_MATCHES, MatchSource, MatchState, ReviewState
from posse.apps.enforcement.models import AssetMatch, Review
from posse.apps.withholding.choices import NonComplianceState
from posse.apps.withholding.models import NonCompliance
from posse.services.enforcement.reviews import kind_of, kinds_on
from posse.services.pages.remedy_lists.listing import (
    NOBODY,
    Asked,
    Cell,
    Listing,
    case_cell,
    cents_cell,
    day_cell,
    parents_told,
    shown,
)

OVERDUE = "overdue"
SOURCES = {each.value: str(each.label) for each in MatchSource}


def matches(asked: Asked) -> QuerySet[AssetMatch]:
    """Matches; of the state asked for, or those to decide on."""
    rows = AssetMatch.objects.all()
    if asked.state in MatchState.values:
        rows = rows.filter(state=asked.state)
    elif asked.state != "all":
        rows = rows.filter(state__in=OPEN_MATCHES)
    if asked.kind:
        rows = rows.filter(source=asked.kind)
    return shown(rows, asked)


def match_lines(rows: Sequence[AssetMatch], on: date) -> list[tuple[Cell, ...]]:
    """A line a match, with what of it differs from the register."""
    told = parents_told((row.obligor_id for row in rows), on=on)
    return [
        (
            Cell(f"Match {row.pk}", to="match", args=(row.pk,)),
            Cell(row.get_source_display()),
            Cell(told.get(row.obligor_id, NOBODY).name),
            case_cell(told.get(row.obligor_id, NOBODY).number),
            Cell(told.get(row.obligor_id, NOBODY).county),
            Cell(row.institution),
            day_cell(row.matched_on),
            cents_cell(row.amount_cents),
            Cell("; ".join(str(each) for each in row.differences) or "Nothing differs"),
            Cell(row.get_state_display()),
        )
        for row in rows
    ]


def reviews(asked: Asked) -> QuerySet[Review]:
    """Reviews; of the state asked for, or all that are not decided."""
    rows = Review.objects.select_related("case")
    if asked.state in ReviewState.values:
        rows = rows.filter(state=asked.state)
    else:
        rows = rows.exclude(state=ReviewState.CLOSED)
    if asked.state == OVERDUE:
        rows = rows.filter(due_on__lt=asked.on)
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    return shown(rows, asked)


def review_lines(rows: Sequence[Review], on: date) -> list[tuple[Cell, ...]]:
    """A line a review."""
    told = parents_told((row.obligor_id for row in rows), on=on)
    return [
        (
            Cell(f"Review {row.pk}", to="review", args=(row.pk,)),
            Cell(kind_of(row).words),
            Cell(told.get(row.obligor_id, NOBODY).name),
            case_cell(row.case.number),
            day_cell(row.requested_on),
            day_cell(row.due_on),
            cents_cell(row.before_cents),
            Cell(row.get_state_display()),
        )
        for row in rows
    ]


def employers(asked: Asked) -> QuerySet[NonCompliance]:
    """Employers that do not do what an order says; the open ones if no state is asked for."""
    rows = NonCompliance.objects.select_related("case", "employer")
    if asked.state in NonComplianceState.values:
        rows = rows.filter(state=asked.state)
    else:
        rows = rows.exclude(state=NonComplianceState.CLOSED)
    return shown(rows, asked, path="case__obligor")


def employer_lines(rows: Sequence[NonCompliance], on: date) -> list[tuple[Cell, ...]]:
    """A line an employer and case."""
    obligors = [row.case.obligor_id for row in rows if row.case.obligor_id]
    told = parents_told(obligors, on=on)
    return [
        (
            Cell(row.employer.name, to="trouble", args=(row.pk,)),
            Cell(told.get(row.case.obligor_id or 0, NOBODY).name),
            case_cell(row.case.number),
            day_cell(row.opened_on),
            day_cell(row.due_on),
            day_cell(row.hearing_on),
            cents_cell(row.liable_cents),
            Cell(row.get_state_display()),
        )
        for row in rows
    ]


def _review_kinds(on: date) -> Mapping[str, str]:
    return {name: kind.words for name, kind in kinds_on(on).items()}


MATCHES = Listing(
    name="matches", words="Matches",
    intro="Accounts, claims, property and prizes that partners found. Where something differs, "
    "a person decides whose it is.",
    empty="No match waits. Accounts, claims and property that partners find come here.",
    header=("Match", "Found by", "Parent", "Case", "County", "Where", "Matched", "Amount",
            "What differs", "Stands"),
    kind_words="Found by", kinds=lambda _: SOURCES,
    states={"all": "All, the decided ones too"}
    | {each.value: str(each.label) for each in MatchState},
    sorts={
        "oldest": ("Oldest first", ("matched_on", "id")),
        "latest": ("Latest first", ("-matched_on", "-id")),
        "amount": ("Smallest amount first", ("amount_cents", "id")),
    },
    rows=matches, lines=match_lines,
)  # fmt: skip
REVIEWS = Listing(
    name="reviews", words="Reviews and disputes",
    intro="What parents asked to have looked at again, by the day on which it is due.",
    empty="No review is so. A review opens when a parent objects to a remedy.",
    header=("Review", "What it is", "Parent", "Case", "Asked for", "Due", "In question",
            "Stands"),
    kind_words="What it is", kinds=_review_kinds,
    states={OVERDUE: "Past its day"} | {each.value: str(each.label) for each in ReviewState},
    sorts={
        "due": ("First due first", ("due_on", "id")),
        "asked": ("Longest asked for first", ("requested_on", "id")),
        "latest": ("Latest asked for first", ("-requested_on", "-id")),
    },
    rows=reviews, lines=review_lines,
)  # fmt: skip
EMPLOYERS = Listing(
    name="employers", words="Employers that do not comply",
    intro="Payors that do not withhold, or do not send, what an order says.",
    empty="No employer is so. One comes here when its payment stays out.",
    header=("Employer", "Parent", "Case", "Since", "Due", "Hearing", "Not withheld", "Stands"),
    kind_words="", kinds=lambda _: {},
    states={each.value: str(each.label) for each in NonComplianceState},
    sorts={
        "oldest": ("Oldest first", ("opened_on", "id")),
        "due": ("First due first", ("due_on", "id")),
        "name": ("By employer", ("employer__name", "id")),
        "amount": ("Largest amount first", ("-liable_cents", "id")),
    },
    rows=employers, lines=employer_lines,
)  # fmt: skip
