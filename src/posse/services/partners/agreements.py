"""Agreements with financial institutions: made, ended, and matched each quarter."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, timedelta

from django.db import transaction
from django.db.models import QuerySet

from posse.apps.partners.choices import MatchMethod
from posse.apps.partners.models import AgreementEnd, InstitutionAgreement, MatchRound
from posse.formats.record_lines import PartnerFile, ssn_text
from posse.services.law import current_law
from posse.services.register.entries import check_open_day, check_order_of_dates, required
from posse.units.days import day_words

TEXT_LENGTH = 300
EVERY = "support.institutions.match_every_quarters"
QUARTER_MONTHS = 3


@dataclass(frozen=True)
class AgreementRow:
    """An agreement as the register shows it; ``finding`` says what its institution owes."""

    agreement: InstitutionAgreement
    ended_on: date | None
    last_round: MatchRound | None
    finding: str


@transaction.atomic
def do_agree(
    *,
    name: str,
    tin: str,
    method: str,
    since: date,
    on: date,
    by: str,
    fee_cents: int | None = None,
    contact: str = "",
) -> InstitutionAgreement:
    """An institution agreed to the in-state match.

    Raises: ValueError in words.
    Source: CS-9.2-FIDM-1, CS-9.2-FIDM-2.
    """
    check_open_day(on)
    check_order_of_dates(since, on, earlier_what="the agreement", later_what="today")
    digits = tin.replace("-", "").strip()
    if len(digits) != 9 or not (digits.isascii() and digits.isdigit()):
        raise ValueError(f"a tax number of an institution is nine digits, not {tin!r}")
    running = agreement_of(digits)
    if running is not None:
        raise ValueError(
            f"{running.name} agreed on {day_words(running.effective_on)} under this number"
        )
    return InstitutionAgreement.objects.create(
        name=required(name, what="the institution's name", length_max=80),
        tin=digits,
        method=MatchMethod(method),
        fee_cents=fee_cents,
        contact=contact.strip()[:TEXT_LENGTH],
        effective_on=since,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_end_agreement(
    *, agreement: InstitutionAgreement, ended_on: date, note: str, on: date, by: str
) -> AgreementEnd:
    """An agreement ended; ``ended_on`` is the first day without it. Raises: ValueError."""
    check_open_day(on)
    found = InstitutionAgreement.objects.select_for_update().get(pk=agreement.pk)
    if hasattr(found, "end"):
        raise ValueError(f"it ended on {day_words(found.end.effective_on)} already")
    check_order_of_dates(
        found.effective_on, ended_on, earlier_what="the agreement", later_what="its end"
    )
    return AgreementEnd.objects.create(
        agreement=found,
        note=required(note, what="the reason", length_max=TEXT_LENGTH),
        effective_on=ended_on,
        recorded_on=on,
        recorded_by=by,
    )


@transaction.atomic
def do_note_round(
    *,
    agreement: InstitutionAgreement,
    matched_on: date,
    match_count: int,
    on: date,
    by: str,
    came_in: str = "",
) -> MatchRound:
    """An institution's accounts were matched; told twice of a day, it is one match.

    Raises: ValueError in words.
    Source: CS-9.2-FIDM-3.
    """
    check_open_day(on)
    check_order_of_dates(matched_on, on, earlier_what="the match", later_what="today")
    check_order_of_dates(
        agreement.effective_on, matched_on, earlier_what="the agreement", later_what="the match"
    )
    found, _ = MatchRound.objects.get_or_create(
        agreement=agreement,
        effective_on=matched_on,
        defaults={
            "match_count": match_count,
            "came_in": came_in[:120],
            "recorded_on": on,
            "recorded_by": by,
        },
    )
    return found


def do_note_rounds(file: PartnerFile, *, came_in: str, on: date, by: str) -> list[MatchRound]:
    """The match of each institution that an answer names, where it agreed to match.

    Source: CS-9.2-FIDM-3.
    """
    counts = Counter(str(record["institution_tin"]) for _, record in file.records)
    # An institution without any match still says that it matched.
    counts[ssn_text(file.control.get("institution_tin"))] += 0
    return [
        do_note_round(
            agreement=found, matched_on=on, match_count=count, came_in=came_in, on=on, by=by
        )
        for tin, count in counts.items()
        if (found := agreement_of(tin)) is not None and found.effective_on <= on
    ]


def agreement_of(tin: str) -> InstitutionAgreement | None:
    """The running agreement with the institution of a tax number, or None."""
    rows = InstitutionAgreement.objects.filter(tin=tin, end__isnull=True)
    return rows.order_by("-effective_on", "-id").first()


def agreement_by_id(agreement_id: int) -> InstitutionAgreement | None:
    """An agreement, or None."""
    return InstitutionAgreement.objects.filter(pk=agreement_id).first()


def agreements(*, on: date) -> list[AgreementRow]:
    """Every agreement with its last match, and what is missing, by name.

    Source: CS-9.2-FIDM-2, CS-9.2-FIDM-3.
    """
    rows = InstitutionAgreement.objects.select_related("end").prefetch_related("rounds")
    return [_row(each, on=on) for each in rows]


def unmatched(*, on: date) -> list[AgreementRow]:
    """Agreements whose institution let a quarter pass without a match."""
    return [row for row in agreements(on=on) if row.finding]


def rounds_of(agreement: InstitutionAgreement) -> QuerySet[MatchRound]:
    """The matches of an institution, the latest first."""
    return agreement.rounds.all()


def _row(agreement: InstitutionAgreement, *, on: date) -> AgreementRow:
    rounds = [each for each in agreement.rounds.all() if each.effective_on <= on]
    last = rounds[0] if rounds else None
    ended_on = agreement.end.effective_on if hasattr(agreement, "end") else None
    finding = "" if ended_on else _finding(agreement, last, on=on)
    return AgreementRow(agreement, ended_on, last, finding)


def _finding(agreement: InstitutionAgreement, last: MatchRound | None, *, on: date) -> str:
    """Which quarter passed without a match; empty where none did. Source: CS-9.2-FIDM-3."""
    quarters: int = current_law().value(EVERY, on=on)
    ends_on = _first_of_quarter(on)
    begins_on = ends_on
    for _ in range(quarters):
        begins_on = _first_of_quarter(begins_on - timedelta(days=1))
    if agreement.effective_on > begins_on or (last and last.effective_on >= begins_on):
        return ""
    through = ends_on - timedelta(days=1)
    return f"No match from {day_words(begins_on)} through {day_words(through)}"


def _first_of_quarter(day: date) -> date:
    month = day.month - (day.month - 1) % QUARTER_MONTHS
    return date(day.year, month, 1)
