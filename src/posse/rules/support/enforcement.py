"""What the law says of suppressing, reviewing and matching: its tables, and their days.

The criteria of the remedies themselves stand in :mod:`posse.rules.support.remedies`.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from posse.rules.parameters import Law
from posse.units.days import add_business_days

PREFIX = "support.enforcement."
MATCH_PREFIX = "support.asset_matches."
LIEN_PREFIX = "support.remedies.lien."
PARENT, CASE = "parent", "case"
BUSINESS = "business"
# What a review stops while it lasts.
MONEY, SUBMISSION, NOTHING = "money", "submission", "nothing"


@dataclass(frozen=True)
class Suppressible:
    """An action that can rest, on the parent or in the case, and the remedies it stops."""

    name: str
    words: str
    scope: str
    remedies: tuple[str, ...]
    cites: tuple[str, ...]


@dataclass(frozen=True)
class Ground:
    """Why a parent may object."""

    name: str
    words: str


@dataclass(frozen=True)
class Outcome:
    """How a review can end, and what that does."""

    name: str
    words: str
    changes_amount: bool
    ends_remedy: bool


@dataclass(frozen=True)
class ReviewKind:
    """A review, dispute or hearing as the law's table gives it. Units: days.

    ``ask_within_days`` counts from the notice, ``decide_days`` from the request; empty where
    no text gives a time. ``money`` names the sources whose receipts wait meanwhile.
    """

    name: str
    words: str
    remedies: tuple[str, ...]
    ask_within_days: int | None
    asks_in_business_days: bool
    decide_days: int | None
    needs_manager: bool
    stops: str
    money: tuple[str, ...]
    transfer_days: int | None
    elsewhere_days: int | None
    grounds: tuple[Ground, ...]
    outcomes: tuple[Outcome, ...]
    cites: tuple[str, ...]

    def ground(self, name: str) -> Ground:
        """A ground of this kind. Raises: ValueError in words.

        Source: CS-IRG-G10-b, CS-IRG-J5.9.
        """
        for each in self.grounds:
            if each.name == name:
                return each
        allowed = "; ".join(each.words for each in self.grounds)
        raise ValueError(f"{self.words}: {name!r} is no ground; the grounds are: {allowed}")

    def outcome(self, name: str) -> Outcome:
        """An outcome of this kind. Raises: ValueError in words.

        Source: CS-9.2-TOP-REV-8, CS-9.2-TOP-REV-9, CS-9.2-TOP-REV-10.
        """
        for each in self.outcomes:
            if each.name == name:
                return each
        allowed = "; ".join(each.words for each in self.outcomes)
        raise ValueError(f"{self.words} cannot end with {name!r}, but so: {allowed}")


@dataclass(frozen=True)
class MatchRule:
    """What becomes of a partner's match. ``levy`` is the remedy whose tests allow a levy."""

    name: str
    words: str
    remedy: str
    takes_money: bool
    levy: str
    cites: tuple[str, ...]


def suppressibles(law: Law, *, on: date) -> Mapping[str, Suppressible]:
    """Everything that can be suppressed, each on its own.

    Source: CS-9.2-SUP-1, CS-9.2-SUP-4.
    """
    rows = law.value(f"{PREFIX}suppression_kinds", on=on)
    return {
        row["name"]: Suppressible(
            row["name"], row["words"], row["scope"], row["remedies"], row["cites"]
        )
        for row in rows
    }


def review_kinds(law: Law, *, on: date) -> Mapping[str, ReviewKind]:
    """Every review, dispute and hearing by its name.

    Source: CS-9.2-TOP-REV-1, CS-9.2-CBR-DISP-1, CS-IRG-J5.7, CS-IRG-G10, CS-IRG-J28.
    """
    outcomes = {
        row["name"]: Outcome(
            row["name"], row["words"], row["changes_amount"], row["ends_remedy"]
        )
        for row in law.value(f"{PREFIX}review_outcomes", on=on)
    }
    rows = law.value(f"{PREFIX}reviews", on=on)
    return {row["name"]: _kind(row, outcomes) for row in rows}


def _kind(row: Mapping[str, Any], outcomes: Mapping[str, Outcome]) -> ReviewKind:
    transfer = row["transfer"] or {}
    return ReviewKind(
        name=row["name"],
        words=row["words"],
        remedies=row["remedies"],
        ask_within_days=row["ask_within_days"],
        asks_in_business_days=row["ask_clock"] == BUSINESS,
        decide_days=row["decide_days"],
        needs_manager=row["approval"] == "manager",
        stops=row["stops"],
        money=row["money"],
        transfer_days=transfer.get("to_other_state_days"),
        elsewhere_days=transfer.get("decision_days"),
        grounds=tuple(Ground(each["name"], each["words"]) for each in row["grounds"]),
        outcomes=tuple(outcomes[name] for name in row["outcomes"]),
        cites=row["cites"],
    )


def last_day_to_ask(
    kind: ReviewKind,
    *,
    notice_on: date,
    law: Law,
    is_out_of_state: bool = False,
    closed_days: Iterable[date] = (),
) -> date | None:
    """The last day on which a request reaches the office in time; None where none is set.

    Source: CS-IRG-J5.7, CS-IRG-G10, CS-IRG-J28, CS-IRG-M5.2.
    """
    days = kind.ask_within_days
    if days is None:
        return None
    if kind.name == "insurance_appeal" and is_out_of_state:
        days = law.value(f"{PREFIX}insurance_appeal_out_of_state_days", on=notice_on)
    if kind.asks_in_business_days:
        return add_business_days(notice_on, days, closed_days=closed_days)
    return notice_on + timedelta(days=days)


def decide_by(kind: ReviewKind, *, requested_on: date, law: Law) -> date:
    """When a review is to be decided, counted from the request.

    Source: CS-9.2-TOP-REV-4.
    """
    days = kind.decide_days
    if days is None:
        days = law.value(f"{PREFIX}review_days_without_limit", on=requested_on)
    return requested_on + timedelta(days=days)


def match_rules(law: Law, *, on: date) -> Mapping[str, MatchRule]:
    """What becomes of a match, by who found it.

    Source: CS-9.2-UCP-2, CS-9.2-UCP-4, CS-9.2-MSFIDM-7, CS-9.2-FIDM-6, CS-9.2-INS-5.
    """
    rows = law.value(f"{MATCH_PREFIX}match_sources", on=on)
    return {
        row["name"]: MatchRule(
            row["name"], row["words"], row["remedy"], row["takes_money"], row["levy"],
            row["cites"],
        )
        for row in rows
    }  # fmt: skip


def lien_fee_cents(law: Law, *, page_count: int, on: date) -> int:
    """What the filing of a lien of so many pages costs. Units: cents.

    Raises: ValueError for no page at all.
    Source: CS-IRG-J2.3, CS-IRG-J2.4.
    """
    if page_count < 1:
        raise ValueError("a filing has at least one page")
    is_short = page_count <= int(law.value(f"{LIEN_PREFIX}fee_pages", on=on))
    name = "fee" if is_short else "fee_above"
    return int(law.value(f"{LIEN_PREFIX}{name}", on=on))
