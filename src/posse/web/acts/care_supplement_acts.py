"""Acts on supplements for children with special needs: ask, show, decide, end, pay by hand."""

from collections.abc import Mapping
from datetime import date

from posse.apps.care.models import CareCase
from posse.apps.records.models import Document
from posse.apps.supplements.models import Supplement
from posse.services.access import APPROVE_CARE, PAY_SUPPLEMENTS, WORK_CARE
from posse.services.care.letters import names_of
from posse.services.care.supplementing import (
    Asked,
    do_ask_supplement,
    do_decide_supplement,
    do_end_supplement,
    do_record_payment,
    do_show_condition,
    lacking,
    supplements_of_month,
)
from posse.units.days import add_months
from posse.units.money import format_dollars
from posse.web.acts.care_forms import optional
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Dollars, Note, Words

YES, NO = "yes", "no"
MONTHS_BACK = 12


class AskForm(ActForm):
    """For which child at whom, from when, how much, and why."""

    care = Choice(
        label="Child and provider", choices=[],
        help_text="Where a child has no care recorded yet, record the care first.",
    )  # fmt: skip
    begins_on = Day(label="From")
    amount = Dollars(label="More a month")
    need = Note(label="What the need consists of", length_max=500)

    def prepare(self, subject: CareCase, *, on: date) -> None:
        """Show each child's care, the latest first."""
        rows = subject.arrangements.filter(replaced_by__isnull=True, is_withdrawn=False)
        found = list(rows.select_related("provider").order_by("-effective_on", "-id"))
        names = names_of([row.child_id for row in found], on=on)
        _offer(self, "care", [
            (str(row.pk), f"{names.get(row.child_id, '')} at {row.provider.name}")
            for row in found
        ])  # fmt: skip


class ShowForm(ActForm):
    """Which condition is on file, and by what."""

    condition = Choice(label="What is on file", choices=[])
    words = Note(label="By whom, on which day, and where it lies", length_max=300)
    document = optional(Choice(label="The paper", choices=[]))

    def prepare(self, subject: Supplement, *, on: date) -> None:  # noqa: ARG002 - one shape
        """Show what is lacking, and the papers of the case."""
        _offer(self, "condition", [(each.name, each.words) for each in lacking(subject)])
        papers = subject.care_case.documents.all()
        _offer(self, "document", [(str(each.pk), each.name) for each in papers])


class DecideForm(ActForm):
    """Whether it is approved, and why."""

    is_approved = Choice(label="Answer", choices=[(YES, "Approved"), (NO, "Refused")])
    words = Note(label="Why", length_max=500)


class EndForm(ActForm):
    """With which day it ends."""

    ends_on = Day(label="Last day")
    words = Note(label="Why it ends", length_max=300)


class PayForm(ActForm):
    """Which month was paid, and its number."""

    month = Choice(label="Month", choices=[])
    reference = Words(label="Number in WOLFS", length_max=40, is_needed=True)

    def prepare(self, subject: Supplement, *, on: date) -> None:
        """Show the months of the last year that may be paid and were not."""
        firsts = [add_months(on.replace(day=1), -back) for back in range(MONTHS_BACK)]
        _offer(self, "month", [
            (f"{first}", f"{first:%B %Y}") for first in firsts if _is_unpaid(subject, first)
        ])  # fmt: skip


def _is_unpaid(supplement: Supplement, first: date) -> bool:
    return any(
        each.supplement.pk == supplement.pk and not each.payment and not each.why_not
        for each in supplements_of_month(first)
    )


def _offer(form: ActForm, name: str, choices: list[tuple[str, str]]) -> None:
    form.fields[name].choices = [("", "Choose one"), *choices]  # type: ignore[attr-defined]


def _ask(subject: CareCase, said: Said, doing: Doing) -> str:
    care = subject.arrangements.select_related("provider", "child").get(pk=said["care"])
    asked = Asked(care.provider, said["begins_on"], said["amount"], said["need"])
    row = do_ask_supplement(care_case=subject, child=care.child, asked=asked, **doing.told)
    return f"Supplement {row.pk} is asked for. Nothing is added before it is approved."


def _show(row: Supplement, said: Said, doing: Doing) -> str:
    paper = Document.objects.get(pk=said["document"]) if said["document"] else None
    do_show_condition(
        row, condition=said["condition"], words=said["words"], document=paper, **doing.told
    )
    left = len(lacking(row))
    return (
        f"Kept. {left} more to be shown." if left else "All is on file; a supervisor decides."
    )


def _decide(row: Supplement, said: Said, doing: Doing) -> str:
    found = do_decide_supplement(
        row, is_approved=said["is_approved"] == YES, words=said["words"], **doing.told
    )
    if not found.is_approved:
        return "The refusal is kept."
    return f"{format_dollars(found.granted_cents)} a month are approved."


def _end(row: Supplement, said: Said, doing: Doing) -> str:
    do_end_supplement(row, ends_on=said["ends_on"], words=said["words"], **doing.told)
    return "The end is kept."


def _pay(row: Supplement, said: Said, doing: Doing) -> str:
    month = date.fromisoformat(said["month"])
    do_record_payment(row, month=month, reference=said["reference"], **doing.told)
    return f"{month:%B %Y} is recorded as paid by hand."


ASK = Act(
    "Ask for a supplement", "Nothing is added before all is on file and a supervisor approves.",
    "Ask for it", AskForm, _ask, (WORK_CARE,), guidance=("care_supplement",),
)  # fmt: skip
SUPPLEMENT_ACTS: Mapping[str, Act] = {
    "show": Act(
        "Record what is on file", "It counts toward what the law asks.",
        "Keep it", ShowForm, _show, (WORK_CARE,), guidance=("care_supplement",),
    ),
    "decide": Act(
        "Approve or refuse",
        "What is approved is paid by hand each month, at most what the law adds.",
        "Keep the decision", DecideForm, _decide, (APPROVE_CARE,),
        guidance=("care_supplement_decision",),
    ),
    "end": Act(
        "End it", "From the day after, nothing is added.",
        "Keep the end", EndForm, _end, (WORK_CARE,), guidance=("care_record",),
    ),
    "pay": Act(
        "Record a payment by hand", "The month counts as paid.",
        "Keep it", PayForm, _pay, (PAY_SUPPLEMENTS,), guidance=("care_supplement_payment",),
    ),
}  # fmt: skip
