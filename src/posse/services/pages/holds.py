"""Holds for the screens: the worklist with its ages, and the page of one hold."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from posse.apps.payments.choices import HoldReason, HoldScope
from posse.apps.payments.models import Hold, HoldRelease
from posse.apps.people.models import Identity
from posse.services.money_in.holds import OpenHold, open_holds

# How long money has waited, for the ageing report; after half a year it wants a decision.
BANDS = ((30, "up to 30 days"), (90, "31 to 90 days"), (180, "91 to 180 days"))
OLDEST = "more than 180 days"


@dataclass(frozen=True)
class AgeLine:
    """Holds of one reason and age together. Units: cents."""

    reason: str
    words: str
    age: str
    count: int
    amount_cents: int
    oldest_on: date


@dataclass(frozen=True)
class HoldPage:
    """One hold: what it holds and why, until when, and how it ended. Units: cents."""

    hold: Hold
    reason_words: str
    scope_words: str
    age_days: int
    amount_cents: int
    payee: str
    release: HoldRelease | None


def age_band(days: int) -> str:
    """The band of an age in days."""
    return next((words for limit, words in BANDS if days <= limit), OLDEST)


def ageing_of(holds: Iterable[OpenHold]) -> list[AgeLine]:
    """Holds summed by reason and age, in the order of the reasons, the youngest first."""
    order = [*(words for _, words in BANDS), OLDEST]
    groups: dict[tuple[str, int], list[OpenHold]] = {}
    for hold in holds:
        groups.setdefault((hold.reason, order.index(age_band(hold.age_days))), []).append(hold)
    return [
        AgeLine(
            reason=reason,
            words=str(HoldReason(reason).label),
            age=order[band],
            count=len(each),
            amount_cents=sum(hold.amount_cents for hold in each),
            oldest_on=min(hold.held_on for hold in each),
        )
        for (reason, band), each in sorted(groups.items())
    ]


def hold_by_id(hold: int) -> Hold | None:
    """A hold with its receipt."""
    return Hold.objects.select_related("receipt", "receipt__case").filter(pk=hold).first()


def holds_for_receipt(receipt: int) -> list[Hold]:
    """Every hold that was ever on a receipt, with its release, the latest first."""
    rows = Hold.objects.filter(receipt=receipt).select_related("release")
    return list(rows.order_by("-id"))


def hold_page_for(hold: Hold, *, on: date) -> HoldPage:
    """What the page of a hold shows, on a date."""
    is_open = {each.hold_id: each for each in open_holds(on=on)}
    found = is_open.get(hold.pk)
    return HoldPage(
        hold=hold,
        reason_words=str(HoldReason(hold.reason).label),
        scope_words=str(HoldScope(hold.scope).label),
        age_days=(on - hold.effective_on).days,
        amount_cents=found.amount_cents if found else 0,
        payee=_payee(hold),
        release=HoldRelease.objects.filter(hold=hold).first(),
    )


def _payee(hold: Hold) -> str:
    if hold.participant_id is None:
        return ""
    names = Identity.objects.filter(participant=hold.participant_id)
    latest = names.order_by("effective_on", "id").last()
    return latest.full_name if latest else "A person not named"
