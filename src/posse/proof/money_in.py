"""Money of an obligor as it comes in, is held, let go, and taken back."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date

from posse.proof.books import Applied, Books, Line
from posse.proof.collection import applied_lines, held_line
from posse.proof.facts import Case, FactRows, Grant, LawPeriod, Receipt, Reversal
from posse.proof.fees import impose_annual_fees
from posse.proof.paying import Collection, OfCase
from posse.proof.reversals import taken_back
from posse.proof.status import case_type, count_of, is_on, law_on, monthly


class MoneyIn:
    """What each receipt did to the books so far. ``cases`` stand oldest order first."""

    def __init__(
        self, facts: FactRows, cases: Sequence[Case], *, law: Sequence[LawPeriod], books: Books
    ) -> None:
        self.facts = facts
        self.cases = cases
        self.law = law
        self.books = books
        self.families = {row.case: row.family for row in cases}
        # Lines by receipt and obligor: one taken back may be identified as another's.
        self.applied: dict[tuple[int, int], list[Applied]] = defaultdict(list)

    def grant(self, row: Grant) -> None:
        """Assistance, or a foster care payment, that support may repay."""
        if row.program == "iv_e":
            self.books.foster_care[row.family] += row.amount_cents
            month = row.effective_on.replace(day=1)
            self.books.maintenance[row.family, month] += row.amount_cents
        else:
            self.books.unreimbursed[row.family] += row.amount_cents

    def receive(self, row: Receipt, day: date) -> None:
        """A collection, applied unless something holds it."""
        money = self._collection(row, row.amount_cents, day)
        scopes = {hold.scope for hold in self.facts.holds if hold.receipt == row.id}
        if "whole" in scopes:
            self._keep(row, [held_line(money, row.amount_cents)])
            return
        money.is_held_for_arrears = "arrears" in scopes
        self._distribute(row, money)

    def release(self, row: Receipt, day: date) -> None:
        """What is still held is distributed on the day on which it is let go."""
        for held in self.applied[row.id, row.obligor]:
            if held.line.payee == "hold" and held.left:
                cents, held.left = held.left, 0
                self.books.lines[row.id].append(held.line._replace(cents=-cents))
                self._distribute(row, self._collection(row, cents, day))

    def take_back(self, row: Reversal, day: date) -> None:
        """A receipt, or part of it, taken back."""
        self.books.lines[row.receipt] += taken_back(
            self.applied[row.receipt, row.obligor],
            row.amount_cents,
            day=day,
            families=self.families,
            books=self.books,
        )

    def _distribute(self, row: Receipt, money: Collection) -> None:
        self._keep(row, applied_lines(money, self.books))
        impose_annual_fees(money, books=self.books)

    def _keep(self, row: Receipt, lines: list[Applied]) -> None:
        self.applied[row.id, row.obligor] += lines
        told: list[Line] = self.books.lines[row.id]
        told += [each.line for each in lines]

    def _collection(self, row: Receipt, cents: int, day: date) -> Collection:
        law = law_on(self.law, row.effective_on)
        if law is None:
            raise ValueError(f"no law of distribution is known on {row.effective_on}")
        is_offset = law.source_classes[row.source] == "offset"
        cases = [each for each in self.cases if each.obligor == row.obligor]
        certified = self._certified(cases, day)
        return Collection(
            cents=cents,
            day=day,
            law=law,
            source=row.source,
            cases=[self._of_case(each, day, certified=certified) for each in cases],
            has_permission=any(
                each.obligor == row.obligor and each.effective_on <= day
                for each in self.facts.permissions
            ),
            offset_fee_cents=law.offset_fee_cents if is_offset else 0,
        )

    def _certified(self, cases: Sequence[Case], day: date) -> dict[int, int]:
        """What is certified by case; empty where nothing of the obligor ever was."""
        numbers = {row.case for row in cases}
        rows = [
            row
            for row in self.facts.certifications
            if row.case in numbers and row.effective_on <= day
        ]
        latest = {
            row.case: row.amount_cents
            for row in sorted(rows, key=lambda row: (row.effective_on, row.id))
        }
        return dict.fromkeys(numbers, 0) | latest if rows else {}

    def _of_case(self, row: Case, day: date, *, certified: dict[int, int]) -> OfCase:
        told = self.facts.circumstances
        return OfCase(
            case=row.case,
            family=row.family,
            type=case_type(self.facts, row.family, on=day),
            children=count_of(told, row.case, "child", on=day),
            ordered=monthly(self.facts, row.case, "arrears_payment", on=day),
            running=monthly(self.facts, row.case, "child_support", on=day),
            certified=certified.get(row.case),
            is_responding=count_of(told, row.case, "responding", on=day) > 0,
            is_on_medicaid=is_on(self.facts, row.family, "medicaid", on=day),
            is_fee_exempt=count_of(told, row.case, "fee_exemption", on=day) > 0,
        )
