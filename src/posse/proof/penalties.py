"""The penalty on installments unpaid too long: W.S. 1-16-103(b) and (c), reading A-32."""

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from posse.proof.books import SUPPORT, Books
from posse.proof.facts import FactRows, LawPeriod, Term
from posse.proof.status import is_suppressed, law_on

# Case and obligation.
Key = tuple[int, str]


@dataclass
class Unpaid:
    """What of an installment was unpaid at its month's end, and where it stands in line.

    ``place`` is the cents of it and of all installments before it. Units: cents.
    """

    term: int
    due_on: date
    cents: int
    place: int


class Penalties:
    """Installments in the order in which they fell due, and what pays them.

    Money of the month pays the month's installments, oldest first. Later, money for
    past-due support pays the oldest unpaid installment; debts brought over are older than
    any of them.
    """

    def __init__(self, facts: FactRows, law: Sequence[LawPeriod]) -> None:
        self.facts = facts
        self.law = law
        # An order of paternity, not a decree of divorce: W.S. 1-16-103(b).
        self.cases = {row.case for row in facts.cases if row.basis == "paternity"}
        self.of_month: dict[Key, list[tuple[Term, date]]] = defaultdict(list)
        self.queue: dict[Key, list[Unpaid]] = defaultdict(list)
        self.brought_over: dict[Key, int] = defaultdict(int)

    def day_of(self, due_on: date) -> date | None:
        """The day at whose end an installment's penalty arises; None without a penalty."""
        law = law_on(self.law, due_on)
        if law is None or not law.penalty_percent:
            return None
        return due_on + timedelta(days=law.penalty_days)

    def fall_due(self, term: Term, day: date) -> None:
        """An installment of the month."""
        if term.case in self.cases and term.obligation in SUPPORT:
            self.of_month[term.case, term.obligation].append((term, day))

    def bring_over(self, key: Key, cents: int) -> None:
        """A debt of the past brought over, or corrected."""
        self.brought_over[key] += cents

    def end_month(self, books: Books) -> None:
        """What is unpaid of the month's installments stands in line from now on."""
        for key in {*self.of_month, *books.current}:
            if key[0] in self.cases and key[1] in SUPPORT:
                self._end_month_of(key, books.current[key].cents)
        self.of_month.clear()

    def _end_month_of(self, key: Key, unpaid_current: int) -> None:
        installments = self.of_month.get(key, [])
        charged = sum(term.amount_cents for term, _ in installments)
        paid = max(0, charged - unpaid_current)
        queue, through, in_line = self.queue[key], 0, 0
        for term, day in installments:
            through += term.amount_cents
            unpaid = min(max(0, through - paid), term.amount_cents)
            in_line += unpaid
            before = queue[-1].place if queue else 0
            queue.append(Unpaid(term.id, day, unpaid, before + unpaid))
        # What no installment explains was put there by a correction.
        self.brought_over[key] += unpaid_current - in_line

    def arise(self, books: Books, day: date) -> None:
        """At a day's end, a percentage of what is unpaid of installments due long enough."""
        for (case, obligation), queue in self.queue.items():
            paid = max(0, books.applied[case, obligation] - self.brought_over[case, obligation])
            for each in self._arising(queue, day):
                unpaid = min(max(0, each.place - paid), each.cents)
                if not is_suppressed(self.facts.suppressions, case, "penalty", on=day):
                    books.penalties[case] += self._penalty(unpaid, each.due_on)

    def _arising(self, queue: Sequence[Unpaid], day: date) -> Iterator[Unpaid]:
        return (each for each in queue if self.day_of(each.due_on) == day)

    def _penalty(self, unpaid: int, due_on: date) -> int:
        """The percentage, half up to the cent."""
        law = law_on(self.law, due_on)
        return (2 * unpaid * law.penalty_percent + 100) // 200 if law else 0


def claim(books: Books, case: int) -> None:
    """The family's affidavit makes everything pending a debt: W.S. 1-16-103(c)."""
    books.arrears[case, "penalty", "never_assigned"] += books.penalties.pop(case, 0)
