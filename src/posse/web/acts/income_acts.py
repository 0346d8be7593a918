"""What can be done about a paying parent's income: told, ended, an order sent or taken back."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from posse.apps.cases.models import Case
from posse.apps.people.models import Employer
from posse.apps.withholding.choices import OrderKind, OrderReason, SourceKind, ToldBy
from posse.apps.withholding.models import IncomeSource, WithholdingOrder
from posse.services.access import WORK_WITHHOLDING
from posse.services.withholding.awards import Award, award_of, do_record_award
from posse.services.withholding.delinquency import do_tell_of_delinquency
from posse.services.withholding.employers import (
    PayrollAddress,
    do_record_payroll_address,
    employer_by_fein,
)
from posse.services.withholding.lump_sums import do_take_lump_sum
from posse.services.withholding.orders import Issued, do_issue_order, do_terminate_order
from posse.services.withholding.other_family import do_tell_of_other_family
from posse.services.withholding.sources import do_end_source, do_take_source
from posse.units.days import day_words
from posse.units.money import format_cents, format_dollars
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Dollars, Note, Tick, Words

FREQUENCIES = [
    ("weekly", "Every week"),
    ("biweekly", "Every two weeks"),
    ("semimonthly", "Twice a month"),
    ("monthly", "Every month"),
]
TOLD_BY = [(each.value, str(each.label)) for each in ToldBy]


@dataclass(frozen=True)
class CaseSource:
    """One of the paying parent's sources of income, seen from one case."""

    case: Case
    source: IncomeSource

    @property
    def running(self) -> WithholdingOrder | None:
        """The order that the payor has to follow in the case."""
        rows = self.case.withholding_orders.filter(income_source=self.source)
        last = rows.exclude(kind=OrderKind.ONE_TIME).order_by("id").last()
        return None if last is None or last.kind == OrderKind.TERMINATION else last


class SourceForm(ActForm):
    """Who pays the parent what."""

    fein = Words(
        label="Employer number (FEIN)",
        length_max=10,
        help_text="Nine digits. Without it nobody can be sent an order.",
    )
    payor_name = Words(
        label="Payor's name", length_max=60, help_text="Only where the number is not known."
    )
    kind = Choice(label="What is paid", choices=SourceKind.choices)
    began_on = Day(label="Since")
    told_by = Choice(label="Told by", choices=TOLD_BY)


class SourceEndForm(ActForm):
    """When a payor ceased to pay."""

    ended_on = Day(label="Last day of pay")
    told_by = Choice(label="Told by", choices=TOLD_BY)
    note = Note(label="What was told, such as a new employer")


class DelinquencyForm(ActForm):
    """How the notice of delinquency reaches the parent."""

    served_on = Day(
        label="Served in person on",
        required=False,
        help_text="Leave it empty where the notice goes by post.",
    )


class OtherFamilyForm(ActForm):
    """Whether the parent supports another family."""

    is_supported = Choice(
        label="The parent supports another spouse or child",
        choices=[("yes", "Yes"), ("no", "No, or no longer")],
    )
    since = Day(label="Since")
    told_by = Choice(label="Told by", choices=TOLD_BY)
    note = Note(label="Who it is, and how you know")


class LumpSumForm(ActForm):
    """What a payor will pay beside the usual pay."""

    amount_cents = Dollars(label="Amount")
    is_earnings = Tick(label="It is pay, such as a bonus, so the federal ceiling holds")
    payable_on = Day(label="Payable on", required=False)
    note = Note(label="What it is for, and who told")


class AwardForm(ActForm):
    """What an agency pays in one payment of a benefit."""

    claim_number = Words(label="Number of the claim", length_max=30)
    amount_cents = Dollars(
        label="One payment", help_text="What is left after what the law takes of it first."
    )
    frequency = Choice(label="How often it is paid", choices=FREQUENCIES)
    begins_on = Day(label="Paid so from")
    ends_on = Day(
        label="Awarded through",
        required=False,
        help_text="The last day, where one is known. Its orders end by themselves after it.",
    )
    told_by = Choice(label="Told by", choices=TOLD_BY)

    def prepare(self, subject: CaseSource, *, on: date) -> None:
        """Show the award that stands."""
        award = award_of(subject.source, on=on)
        if award is not None:
            for name in ("claim_number", "frequency", "ends_on"):
                self.fields[name].initial = getattr(award, name)
            self.fields["amount_cents"].initial = format_cents(award.amount_cents)


class NothingForm(ActForm):
    """Nothing is asked."""


class AddressForm(ActForm):
    """Where a payroll takes orders."""

    line_1 = Words(label="Street or box", length_max=60, is_needed=True)
    line_2 = Words(label="Second line", length_max=60)
    city = Words(label="City", length_max=40, is_needed=True)
    state = Words(label="State", length_max=2, is_needed=True, help_text="Two letters.")
    zip_code = Words(label="ZIP code", length_max=10, is_needed=True)
    phone = Words(label="Telephone", length_max=20)

    def prepare(self, subject: Employer, *, on: object) -> None:  # noqa: ARG002 - one shape
        """Show what is known."""
        for name in self.fields:
            self.fields[name].initial = getattr(subject, name)


def _take(case: Case, said: Said, doing: Doing) -> str:
    if case.obligor is None:
        raise ValueError("the paying parent of this case is not identified yet")
    employer = employer_by_fein(said["fein"])
    if said["fein"] and employer is None:
        raise ValueError(
            "nobody in the register has this employer number; give the payor's name instead,"
            " and ask the administrator to add the employer"
        )
    told = {name: said[name] for name in ("kind", "began_on", "told_by", "payor_name")}
    source = do_take_source(
        obligor=case.obligor, employer=employer, told_on=doing.on, by=doing.by, **told
    )
    return f"Income from {source.payor} is kept. The next night looks whether an order is due."


def _delinquent(case: Case, said: Said, doing: Doing) -> str:
    letter = do_tell_of_delinquency(case=case, served_on=said["served_on"], **doing.told)
    return f"The notice is written. {letter.about}"


def _other_family(case: Case, said: Said, doing: Doing) -> str:
    if case.obligor is None:
        raise ValueError("the paying parent of this case is not identified yet")
    is_supported = said.pop("is_supported") == "yes"
    do_tell_of_other_family(
        obligor=case.obligor, is_supported=is_supported, **said, **doing.told
    )
    word = "lower" if is_supported else "higher"
    return f"It is kept. Orders and lump sums name the {word} ceiling from now on."


def _end(pair: CaseSource, said: Said, doing: Doing) -> str:
    end = do_end_source(source=pair.source, told_on=doing.on, by=doing.by, **said)
    return f"The income ended on {day_words(end.ended_on)}. Its orders end with the next night."


def _award(pair: CaseSource, said: Said, doing: Doing) -> str:
    told_by = said.pop("told_by")
    do_record_award(source=pair.source, award=Award(**said), told_by=told_by, **doing.told)
    return "The award is kept. What of it can be withheld stands with the income."


def _lump_sum(pair: CaseSource, said: Said, doing: Doing) -> str:
    taken = do_take_lump_sum(source=pair.source, **said, **doing.told)
    if not taken.orders:
        return f"The lump sum is kept, and no order goes out: {taken.refusal.lower()}."
    return f"{format_dollars(taken.asked_cents)} is asked of it; the letters wait for the post."


def _issue(pair: CaseSource, _said: Said, doing: Doing) -> str:
    issued = do_issue_order(case=pair.case, source=pair.source, **doing.told)
    return _told(issued, otherwise="The order that runs asks what is due; nothing is sent.")


def _stop(pair: CaseSource, _said: Said, doing: Doing) -> str:
    if pair.running is None:
        raise ValueError("no order runs at this payor")
    reason = OrderReason.ISSUED_IN_ERROR.value
    issued = do_terminate_order(order=pair.running, reason=reason, **doing.told)
    return _told(issued, otherwise="Nothing is sent.")


def _told(issued: Issued, *, otherwise: str) -> str:
    if issued.refusal:
        raise ValueError(issued.refusal)
    if issued.order is None:
        return otherwise
    return f"{issued.order.get_kind_display()}: the letter waits for the post."


def _address(employer: Employer, said: Said, _doing: Doing) -> str:
    do_record_payroll_address(employer=employer, told=PayrollAddress(**said))
    return "The payroll's address is kept. Orders that waited for it go out tonight."


_MAY = (WORK_WITHHOLDING,)
INCOME_ACTS: Mapping[str, Act] = {
    "tell": Act(
        "Tell of an income",
        "Where withholding is due, an order goes to the payor within two business days.",
        "Keep it",
        SourceForm,
        _take,
        _MAY,
        ("tell_income",),
    ),
    "other-family": Act(
        "Tell of another family",
        "The share of pay that may be withheld is lower for a parent who supports another"
        " spouse or child.",
        "Keep it",
        OtherFamilyForm,
        _other_family,
        _MAY,
        ("tell_other_family",),
    ),
    "delinquency": Act(
        "Write a notice of delinquency",
        "The parent reads what is past due, and until when and why it can be contested.",
        "Write it",
        DelinquencyForm,
        _delinquent,
        _MAY,
        ("issue_order",),
    ),
}
SOURCE_ACTS: Mapping[str, Act] = {
    "issue": Act(
        "Send the order now",
        "The order that is due is written now instead of tonight; what keeps it back is said.",
        "Send it",
        NothingForm,
        _issue,
        _MAY,
        ("issue_order",),
    ),
    "lump-sum": Act(
        "Tell of a lump sum",
        "Each of the parent's cases with support past due asks its part, once.",
        "Keep it",
        LumpSumForm,
        _lump_sum,
        _MAY,
        ("tell_income",),
    ),
    "award": Act(
        "Record what the benefit pays",
        "From the award follows what of each payment can be withheld, and for which order.",
        "Keep the award",
        AwardForm,
        _award,
        _MAY,
        ("tell_income",),
    ),
    "mistake": Act(
        "Take back an order sent by mistake",
        "The payor is told to stop. No night sends the order again; a worker may.",
        "Take it back",
        NothingForm,
        _stop,
        _MAY,
        ("issue_order",),
    ),
    "end": Act(
        "The income has ended",
        "Orders at this payor end, each by a termination, with the next night.",
        "Keep it",
        SourceEndForm,
        _end,
        _MAY,
        ("tell_income",),
    ),
}
EMPLOYER_ACTS: Mapping[str, Act] = {
    "address": Act(
        "Record where payroll takes orders",
        "Orders are mailed there from now on.",
        "Keep the address",
        AddressForm,
        _address,
        _MAY,
    ),
}
