"""What a nightly run did, for people and for programs."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from posse.apps.runs.models import RunStep
from posse.services.books.balance_report import BalanceReport
from posse.units.money import format_cents


@dataclass(frozen=True)
class StepLine:
    """One committed piece of a run. Units: cents."""

    name: str
    part: str
    in_count: int
    out_count: int
    rejected_count: int
    amount_cents: int
    checksum: str

    @classmethod
    def of(cls, step: RunStep) -> "StepLine":
        """The line of a step's row."""
        return cls(
            name=step.name,
            part=step.part,
            in_count=step.in_count,
            out_count=step.out_count,
            rejected_count=step.rejected_count,
            amount_cents=step.amount_cents,
            checksum=step.checksum,
        )


@dataclass(frozen=True)
class NightlyOutcome:
    """A finished run: its steps, what is worth saying about it, and the day's balance."""

    business_date: date
    was_finished: bool
    notes: tuple[str, ...]
    steps: tuple[StepLine, ...]
    report: BalanceReport

    def total(self, name: str) -> StepLine:
        """All pieces of one step added up."""
        pieces = [step for step in self.steps if step.name == name]
        return StepLine(
            name=name,
            part="",
            in_count=sum(step.in_count for step in pieces),
            out_count=sum(step.out_count for step in pieces),
            rejected_count=sum(step.rejected_count for step in pieces),
            amount_cents=sum(step.amount_cents for step in pieces),
            checksum="",
        )

    def to_json(self) -> dict[str, Any]:
        """The run for a program: money as text, dates as YYYY-MM-DD."""
        return {
            "business_date": self.business_date.isoformat(),
            "was_finished": self.was_finished,
            "notes": list(self.notes),
            "steps": [
                {
                    "step": step.name,
                    "part": step.part,
                    "in": step.in_count,
                    "out": step.out_count,
                    "rejected": step.rejected_count,
                    "amount": format_cents(step.amount_cents),
                    "checksum": step.checksum,
                }
                for step in self.steps
            ],
            "report": self.report.to_json(),
        }
