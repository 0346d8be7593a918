"""One collection over the debts of its obligor: 42 USC 657 and 45 CFR 302.51."""

from collections.abc import Iterator, Mapping, Sequence

from posse.proof.books import SUPPORT, Applied, Books, Line
from posse.proof.paying import Collection, Debt, OfCase, Step, paid
from posse.proof.sharing import largest_remainder, shared

# Support that is assigned to somebody and not paid yet: nothing is paid ahead before it.
ASSIGNED = ("permanently_assigned", "temporarily_assigned", "assigned_iv_e")


def applied_lines(money: Collection, books: Books) -> list[Applied]:
    """Where each cent goes; the debts in ``books`` are lowered as it goes there.

    Current support of all cases, then arrears of all, those of responding cases last,
    then interest and penalties, then fees: CS-IRG-G11, A-30, CS-IRG-G19.
    """
    walk = _Walk(money, books)
    walk.share("current")
    if money.is_held_for_arrears and walk.left and walk.has_arrears():
        # Whoever appeals against arrears pays his current support on: CS-IRG-G19.
        return [*walk.lines, held_line(money, walk.left)]
    walk.share_arrears(is_capped=True)
    if money.is_offset:
        # By the obligor's word the excess may pay other arrears: CS-9.2-TOP-SINGLE-3.
        if money.has_permission:
            walk.share_arrears(is_capped=False)
    else:
        walk.share("charges")
        walk.share("fee")
    walk.pay_ahead()
    if walk.left:
        # What nothing owes goes back to the obligor: 45 CFR 303.72(h)(4).
        walk.lines.append(_of_oldest(money, walk.left, bucket="refund", payee="obligor"))
    return walk.lines


def held_line(money: Collection, cents: int) -> Applied:
    """Money that waits for a decision, told in the oldest case."""
    return _of_oldest(money, cents, bucket="held", payee="hold")


def _of_oldest(money: Collection, cents: int, *, bucket: str, payee: str) -> Applied:
    oldest = money.cases[0]
    line = Line(oldest.case, "child_support", bucket, payee, cents)
    return Applied(line, on=money.day, left=cents)


def steps_of(of: OfCase, money: Collection) -> list[Step]:
    """The order of distribution for this money in a case of its type."""
    wanted = (of.type, money.law.source_classes[money.source])
    (row,) = (
        row
        for row in money.law.table
        if row["election"] in {money.law.election, "any"}
        and (row["case_type"], row["source_class"]) == wanted
    )
    return list(row["steps"])


def phase_of(step: Step) -> str:
    """With what of other cases a step shares the money."""
    if step["bucket"] in {"futures", "refund"}:
        return str(step["bucket"])
    if step.get("obligation") == "fee":
        return "fee"
    if step.get("obligation") in {"interest", "penalty"}:
        return "charges"
    return "current" if step["bucket"] == "current" else "arrears"


def _obligations(step: Step, of: OfCase) -> Iterator[str]:
    """The debts that a step pays: child support before medical before spousal: CS-IRG-G18."""
    for obligation in (step["obligation"],) if "obligation" in step else SUPPORT:
        # Spousal support is collected only beside current child support: CS-IRG-F9.1.
        if obligation != "spousal" or of.running:
            yield obligation


class _Walk:
    """The phases of one collection, with what is left of it."""

    def __init__(self, money: Collection, books: Books) -> None:
        self.money = money
        self.books = books
        self.left = money.cents
        self.lines: list[Applied] = []
        self.steps = {of.case: steps_of(of, money) for of in money.cases}

    def steps_in(self, of: OfCase, phase: str) -> list[Step]:
        return [step for step in self.steps[of.case] if phase_of(step) == phase]

    def claims(self, cases: Sequence[OfCase], phase: str) -> dict[int, int]:
        """What cases may claim in a phase."""
        return {
            of.case: sum(
                max(0, self.books.owed(of.case, obligation, step["bucket"]))
                for step in self.steps_in(of, phase)
                for obligation in _obligations(step, of)
            )
            for of in cases
        }

    def arrears_claims(self, cases: Sequence[OfCase], *, is_capped: bool) -> dict[int, int]:
        """What cases may claim of past-due support; of an offset, what is certified."""
        claims = self.claims(cases, "arrears")
        if self.money.is_offset and is_capped:
            for of in cases:
                if of.certified is not None:
                    claims[of.case] = min(claims[of.case], of.certified)
        return claims

    def has_arrears(self) -> bool:
        """Whether past-due support would be paid, by the obligor's word also uncertified."""
        return any(
            any(self.arrears_claims(self.money.cases, is_capped=is_capped).values())
            for is_capped in ((True, False) if self.money.has_permission else (True,))
        )

    def share(self, phase: str) -> None:
        """A phase over all cases, by balances."""
        claims = self.claims(self.money.cases, phase)
        self.pay_parts(shared(self.left, claims), phase)

    def share_arrears(self, *, is_capped: bool) -> None:
        """Past-due support, first of the State's own cases, then of others: CS-IRG-G19."""
        for is_responding in (False, True):
            cases = [of for of in self.money.cases if of.is_responding == is_responding]
            claims = self.arrears_claims(cases, is_capped=is_capped)
            # Payments ordered out of income do not bind a refund: CS-9.2-TOP-DIST-1.
            ordered = None
            if not self.money.is_offset:
                ordered = {of.case: of.ordered for of in cases}
            split = self.money.law.arrears_split
            self.pay_parts(shared(self.left, claims, split=split, ordered=ordered), "arrears")

    def pay_parts(self, parts: Mapping[int, int], phase: str) -> None:
        for of in self.money.cases:
            if parts.get(of.case):
                self.pay_in_steps(of, parts[of.case], phase)

    def pay_in_steps(self, of: OfCase, share: int, phase: str) -> None:
        """One case's part, step after step."""
        self.left -= share
        for step in self.steps_in(of, phase):
            for obligation in _obligations(step, of):
                owed = max(0, self.books.owed(of.case, obligation, step["bucket"]))
                part = min(share, owed)
                share -= part
                if part:
                    self.pay((of, obligation), part, step)
        assert share == 0, "a case was given more than it may claim"

    def pay(self, debt: Debt, cents: int, step: Step) -> None:
        self.lines += paid(debt, cents, step, books=self.books, money=self.money)

    def pay_ahead(self) -> None:
        """What all debts leave pays coming months where support runs: 45 CFR 302.51(b).

        Nothing is paid ahead while support assigned to somebody is owed.
        """
        owes = any(
            self.books.owed(of.case, obligation, bucket) > 0
            for of in self.money.cases
            for obligation in SUPPORT
            for bucket in ASSIGNED
        )
        if owes or not self.left:
            return
        ahead = {
            of.case: step for of in self.money.cases for step in self.steps_in(of, "futures")
        }
        # Child support is what runs on: nothing else is paid ahead.
        running = {of.case: of.running for of in self.money.cases if of.case in ahead}
        parts = largest_remainder(self.left, running)
        for of in self.money.cases:
            if parts.get(of.case):
                self.left -= parts[of.case]
                self.pay((of, "child_support"), parts[of.case], ahead[of.case])
