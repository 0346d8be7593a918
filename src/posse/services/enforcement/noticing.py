"""Notices that come before a remedy: sent to whom nothing else is wanting, and each October.

Notices on a licence are not sent by themselves: a worker tries for a payment plan first.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np
from django.db.models import Min, QuerySet

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import RemedyStanding
from posse.apps.enforcement.models import RemedyState
from posse.apps.records.models import Letter
from posse.rules.support.remedies.register import PREFIX, remedies
from posse.rules.support.remedies.schedules import NOTICE, cycle_of, last_run
from posse.services.enforcement.facts import Read, facts_of_obligors
from posse.services.enforcement.lifecycle import do_evaluate_remedies
from posse.services.law import current_law
from posse.services.notices.issuing import NoticeRequest, do_issue_notices
from posse.services.outreach.preferences import languages_of
from posse.units.money import format_dollars

PRE_OFFSET, CREDIT_BUREAU = "pre_offset", "credit_bureau"
# One notice tells of three programs. Source: CS-9.2-TOP-NOT-1.
REMEDIES_OF = {
    PRE_OFFSET: ("federal_tax_offset", "federal_admin_offset", "passport_denial"),
    CREDIT_BUREAU: ("credit_bureau",),
}
WANTING = "notice"
LETTERS_A_NIGHT = "support.mail.letters_a_night"
WITH_PARTNER = (RemedyStanding.SUBMITTED, RemedyStanding.MATCHED, RemedyStanding.COLLECTED)


@dataclass(frozen=True)
class _Owed:
    """What a parent owes in each case, with the case that the letter is about. Units: cents."""

    obligor: int
    case: Case
    rows: tuple[dict[str, Any], ...]

    @property
    def total_cents(self) -> int:
        """Over all cases and both classes."""
        return sum(row["assigned_cents"] + row["unassigned_cents"] for row in self.rows)


def do_send_remedy_notices(*, on: date, by: str, at_most: int | None = None) -> int:
    """Send each notice that is due on a day, once; gives how many letters were written.

    Who qualifies but for the notice gets it at once; who is certified already gets the
    pre-offset notice again once a year (ambiguity A-10). Whom the house's limit, or a lower
    ``at_most`` of a kind, leaves out comes up the next night, those who wait longest first.
    Source: CS-9.2-TOP-NOT-1, CS-9.2-TOP-NOT-2, CS-9.2-TOP-NOT-4, CS-9.2-CBR-NOT-1.
    """
    limit = int(current_law().value(LETTERS_A_NIGHT, on=on))
    limit = limit if at_most is None else min(limit, at_most)
    count = 0
    for notice, names in REMEDIES_OF.items():
        # A night that was killed goes on with the room that it had left.
        room = max(limit - Letter.objects.filter(kind=notice, effective_on=on).count(), 0)
        first = list(_wanting(names)[:room])
        mailing = _mailing(names, on=on)
        again = list(_due_again(names, since=mailing)[: room - len(first)])
        count += _do_send(notice, first, key=on.isoformat(), on=on, by=by)
        count += _do_send(notice, again, key=f"mailing {mailing}", on=on, by=by)
        if first or again:
            do_evaluate_remedies(on=on, by=by, obligors=[*first, *again])
    return count


def _wanting(names: Sequence[str]) -> QuerySet[RemedyState, int]:
    """Parents whom only the notice keeps from a remedy."""
    rows = RemedyState.objects.filter(
        remedy__in=names, state=RemedyStanding.CANDIDATE, failing=WANTING
    )
    return _parents(rows, first=Min("since"))


def _mailing(names: Sequence[str], *, on: date) -> date | None:
    """The day on which the latest yearly mailing of a notice began; None where it has none."""
    cycles = (
        cycle_of(remedy, NOTICE)
        for remedy in remedies(current_law(), on=on)
        if remedy.name in names
    )
    days = (last_run(cycle, on=on) for cycle in cycles if cycle)
    return max(filter(None, days), default=None)


def _due_again(names: Sequence[str], *, since: date | None) -> QuerySet[RemedyState, int]:
    """Parents who are with the partner and were not told since the yearly mailing began.

    A night that was missed, and whom a night's limit left out, is therefore caught up.
    """
    if since is None:
        return RemedyState.objects.none().values_list("obligor", flat=True)
    rows = RemedyState.objects.filter(
        remedy__in=names, state__in=WITH_PARTNER, noticed_on__lt=since
    )
    return _parents(rows, first=Min("noticed_on"))


def _parents(rows: QuerySet[RemedyState], *, first: Min) -> QuerySet[RemedyState, int]:
    parents = rows.values("obligor").annotate(first=first).order_by("first", "obligor")
    return parents.values_list("obligor", flat=True)


def _do_send(notice: str, obligors: Collection[int], *, key: str, on: date, by: str) -> int:
    if not obligors:
        return 0
    languages = languages_of(obligors)
    requests = [
        NoticeRequest(
            key=f"{notice}:{owed.obligor}:{key}",
            case=owed.case,
            participant_id=owed.obligor,
            values=_values(notice, owed, on=on),
            about=f"{format_dollars(owed.total_cents)} was past due on the day of the notice.",
            language=languages.get(owed.obligor, "en"),
        )
        for owed in _owed(facts_of_obligors(on=on, obligors=obligors))
    ]
    return len(do_issue_notices(notice=notice, requests=requests, on=on, by=by))


def _owed(read: Read) -> Iterator[_Owed]:
    """What each parent owes by case, from the facts that the remedies were judged by."""
    cases = Case.objects.in_bulk([int(number) for number in read.cases])
    facts = read.facts.cases
    owed_cents = facts.assigned_cents + facts.unassigned_cents
    for place, obligor in enumerate(read.obligors):
        mine = range(int(read.facts.starts[place]), int(read.facts.starts[place + 1]))
        owing = [each for each in mine if facts.is_open[each] and owed_cents[each] > 0]
        if not owing:
            continue
        yield _Owed(
            obligor=int(obligor),
            case=cases[int(read.cases[owing[0]])],
            rows=tuple(
                {
                    "case_number": cases[int(read.cases[each])].number,
                    "assigned_cents": int(np.maximum(facts.assigned_cents[each], 0)),
                    "unassigned_cents": int(np.maximum(facts.unassigned_cents[each], 0)),
                }
                for each in owing
            ),
        )


def _values(notice: str, owed: _Owed, *, on: date) -> dict[str, Any]:
    law = current_law()

    def told(name: str) -> int:
        return int(law.value(f"{PREFIX}{name}", on=on))

    if notice == CREDIT_BUREAU:
        return {
            "report_after": on + timedelta(days=told("credit_bureau.notice_days")),
            "past_due_cents": owed.total_cents,
            "limit_cents": told("credit_bureau.threshold"),
            "years_count": told("credit_bureau.years_after_emancipation"),
            "result_days": told("credit_bureau.result_notice_days"),
        }
    return {
        "submit_from": on + timedelta(days=told("federal_tax_offset.notice_days")),
        "total_cents": owed.total_cents,
        "refund_assigned_cents": told("federal_tax_offset.assigned_threshold"),
        "refund_unassigned_cents": told("federal_tax_offset.unassigned_threshold"),
        "payments_cents": told("federal_admin_offset.threshold"),
        "payments_days": told("federal_admin_offset.age_days"),
        "passport_cents": told("passport_denial.threshold"),
        "cases": list(owed.rows),
    }
