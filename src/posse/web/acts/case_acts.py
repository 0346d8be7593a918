"""What can be done to the money of a case."""

from collections.abc import Mapping
from datetime import date

from django import forms

from posse.apps.cases.models import Case
from posse.apps.orders.choices import (
    BucketChoices,
    Charge,
    JudgmentKind,
    ObligationChoices,
)
from posse.apps.payments.choices import HoldReason, Source
from posse.apps.people.models import Participant
from posse.services.access import (
    ADJUST_BALANCES,
    HOLD_MONEY,
    POST_RECEIPTS,
    PROPOSE_CORRECTIONS,
    RECORD_CHARGES,
    REDIRECT_PAYMENTS,
)
from posse.services.corrections.kinds import adjustment_asked
from posse.services.corrections.proposing import do_correct
from posse.services.money_in.hand_posting import do_post_receipt
from posse.services.money_in.holds import do_hold_payee
from posse.services.pages.receivables import possible_payees
from posse.services.register.charges import (
    do_enter_judgment,
    do_file_penalty_affidavit,
    do_suppress_charges,
)
from posse.services.register.offsets import do_certify_for_offset, do_permit_excess
from posse.services.register.redirection import do_redirect_payments
from posse.units.days import day_words
from posse.units.money import format_dollars
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Day, Dollars, DollarsOrNothing, Note, Tick, Words

REASON_LENGTH = 120
RAISE, LOWER = "raise", "lower"
PAYEE_REASONS = (HoldReason.UNKNOWN_ADDRESS, HoldReason.RETURNED_PAYMENT, HoldReason.OTHER)
TONIGHT = "The next nightly job posts what follows from it."


class PaymentForm(ActForm):
    """A payment that came without a file."""

    amount_cents = Dollars(label="Amount")
    source = Choice(label="Where it came from", choices=Source.choices)
    collected_on = Day(label="Received by the disbursement unit on")
    withheld_on = Day(
        label="Withheld by the employer on", required=False, help_text="Where it was withheld."
    )
    payor_name = Words(label="Paid by", length_max=60)
    is_joint_return = Tick(label="A refund from a joint tax return")
    has_injured_spouse_form = Tick(label="The spouse's claim was settled with the return")
    release_affidavit_on = Day(label="Both spouses released it on", required=False)
    notice_on = Day(
        label="Notice of the offset or levy given on",
        required=False,
        help_text="For refunds and account money, whose holds count from it.",
    )
    note = Note(
        label="How do you know?", help_text="For example: “Money order at the counter.”"
    )


class AdjustmentForm(ActForm):
    """A debt that is wrong."""

    obligation = Choice(label="What kind of support", choices=ObligationChoices)
    bucket = Choice(label="Which debt", choices=BucketChoices)
    way = forms.ChoiceField(
        label="What is wrong",
        choices=[(RAISE, "Too little is owed: raise it"), (LOWER, "Too much: lower it")],
        widget=forms.RadioSelect(attrs={"class": "usa-radio__input"}),
        error_messages={"required": "Say which way."},
    )
    amount_cents = Dollars(label="By how much")
    effective_on = Day(label="Wrong since", help_text="The correction counts from this day.")
    reason = Note(label="Why", length_max=REASON_LENGTH)


class JudgmentForm(ActForm):
    """What a court reduced to judgment."""

    kind = Choice(label="What the judgment is for", choices=JudgmentKind.choices)
    amount_cents = Dollars(label="Amount")
    judged_on = Day(label="Given on")
    note = Note(label="Court and number of the judgment")


class CertificationForm(ActForm):
    """What of a case is certified for refund offset."""

    amount_cents = DollarsOrNothing(
        label="Certified amount", help_text="In dollars; 0 where nothing is certified any more."
    )
    effective_on = Day(label="From")


class PermissionForm(ActForm):
    """The parent's word about excess money."""

    effective_on = Day(label="Permitted on")
    note = Note(label="How the parent said so")


class AffidavitForm(ActForm):
    """The payee's sworn claim of penalties."""

    filed_on = Day(label="Sworn on")


class SuppressionForm(ActForm):
    """A charge that rests for a while."""

    kind = Choice(label="Which charge", choices=Charge.choices)
    starts_on = Day(label="From")
    ends_on = Day(label="Through", help_text="Every suppression has an end.")
    reason = Note(label="Why", length_max=REASON_LENGTH)


class PayeeHoldForm(ActForm):
    """A payee who cannot be paid."""

    reason = Choice(label="Why", choices=[(each.value, each.label) for each in PAYEE_REASONS])
    note = Note(label="How do you know?")


class RedirectionForm(ActForm):
    """Whom the child lives with now."""

    payee = Choice(label="Who is paid from then on", choices=[])
    effective_on = Day(label="For money received from")
    affidavit_filed_on = Day(
        label="Proof of the affidavit filed with the clerk of court on",
        required=False,
        help_text="Needed unless the money goes back to the custodial parent of the case.",
    )
    note = Note(label="How do you know?")

    def prepare(self, subject: Case, *, on: date) -> None:
        """Only people of these parents' cases can be chosen."""
        field = self.fields["payee"]
        assert isinstance(field, Choice)
        field.choices = [("", "Choose one"), *possible_payees(subject, on=on)]


def _post(case: Case, said: Said, doing: Doing) -> str:
    receipt = do_post_receipt(case=case, **said, **doing.told)
    amount = format_dollars(receipt.amount_cents)
    return f"{amount} is posted as receipt R{receipt.pk}. The next nightly job distributes it."


def _adjust(case: Case, said: Said, doing: Doing) -> str:
    cents = said.pop("amount_cents")
    signed_cents = cents if said.pop("way") == RAISE else -cents
    asked = adjustment_asked(case=case, amount_cents=signed_cents, **said)
    return do_correct(asked, user=doing.user, on=doing.on).words


def _judge(case: Case, said: Said, doing: Doing) -> str:
    judgment = do_enter_judgment(case=case, **said, **doing.told)
    return f"A judgment for {format_dollars(judgment.amount_cents)} is recorded. {TONIGHT}"


def _certify(case: Case, said: Said, doing: Doing) -> str:
    do_certify_for_offset(case=case, **said, **doing.told)
    amount, day = format_dollars(said["amount_cents"]), day_words(said["effective_on"])
    return f"{amount} is certified for refund offset from {day} on."


def _permit(case: Case, said: Said, doing: Doing) -> str:
    if case.obligor is None:
        raise ValueError("the case has no identified noncustodial parent who could permit it")
    do_permit_excess(obligor=case.obligor, **said, **doing.told)
    return f"The permission counts from {day_words(said['effective_on'])} on."


def _claim(case: Case, said: Said, doing: Doing) -> str:
    do_file_penalty_affidavit(case=case, **said, **doing.told)
    return f"The affidavit is recorded. {TONIGHT}"


def _suppress(case: Case, said: Said, doing: Doing) -> str:
    do_suppress_charges(case=case, **said, **doing.told)
    label = str(Charge(said["kind"]).label)
    return f"{label} is suppressed through {day_words(said['ends_on'])}. {TONIGHT}"


def _hold_payee(case: Case, said: Said, doing: Doing) -> str:
    do_hold_payee(participant=case.obligee, **said, **doing.told)
    return "Nothing is paid to the custodial parent until the hold is released."


def _redirect(case: Case, said: Said, doing: Doing) -> str:
    payee = Participant.objects.get(pk=int(said.pop("payee")))
    do_redirect_payments(case=case, payee=payee, **said, **doing.told)
    return (
        f"The family's money is redirected from {day_words(said['effective_on'])} on. {TONIGHT}"
    )


CASE_ACTS: Mapping[str, Act] = {
    "post-payment": Act(
        title="Post a payment by hand",
        consequence="The next nightly job books it as received on that day, applies it in the"
        " order of the law and pays it out. What was posted wrongly can be taken back; money"
        " paid out is not pulled back.",
        button="Post the payment",
        form=PaymentForm,
        perform=_post,
        permissions=(POST_RECEIPTS,),
    ),
    "adjust": Act(
        title="Adjust a balance",
        consequence="A new fact corrects the debt from that day on; money received since then"
        " is applied anew, and what was paid to the wrong payee becomes a receivable. A large"
        " correction waits for a second person.",
        button="Adjust the balance",
        form=AdjustmentForm,
        perform=_adjust,
        permissions=(ADJUST_BALANCES, PROPOSE_CORRECTIONS),
    ),
    "judgment": Act(
        title="Enter a judgment",
        consequence="Retroactive support becomes owed; past-due support is owed already and is"
        " only put under judgment. Interest runs on both from that day.",
        button="Enter the judgment",
        form=JudgmentForm,
        perform=_judge,
        permissions=(RECORD_CHARGES,),
        guidance=("judgment",),
    ),
    "certify-offset": Act(
        title="Certify for federal tax refund offset",
        consequence="A refund offset received from that day on pays no more than this in the"
        " case.",
        button="Certify the amount",
        form=CertificationForm,
        perform=_certify,
        permissions=(RECORD_CHARGES,),
        guidance=("certification",),
    ),
    "permit-excess": Act(
        title="Record the parent's permission for excess offset money",
        consequence="From that day on, refund money above the certified amount pays other"
        " past-due support instead of going back to the parent.",
        button="Record the permission",
        form=PermissionForm,
        perform=_permit,
        permissions=(RECORD_CHARGES,),
        guidance=("excess_permission",),
    ),
    "penalty-affidavit": Act(
        title="Record the payee's affidavit on penalties",
        consequence="Every late-payment penalty that arose by that day becomes owed to the"
        " family (W.S. 1-16-103(c)).",
        button="Record the affidavit",
        form=AffidavitForm,
        perform=_claim,
        permissions=(RECORD_CHARGES,),
    ),
    "suppress": Act(
        title="Suppress interest or penalty",
        consequence="Nothing is charged for those days, and it is not made up for afterwards.",
        button="Suppress the charge",
        form=SuppressionForm,
        perform=_suppress,
        permissions=(RECORD_CHARGES,),
        guidance=("suppression",),
    ),
    "hold-payee": Act(
        title="Hold payments to the custodial parent",
        consequence="Support is still applied, so the paying parent is credited; nothing is"
        " paid out until the hold is released.",
        button="Hold the payments",
        form=PayeeHoldForm,
        perform=_hold_payee,
        permissions=(HOLD_MONEY,),
    ),
    "redirect-payments": Act(
        title="Redirect payments",
        consequence="The family's part of what is received from that day on goes to another"
        " payee. What the former payee was paid since then becomes a receivable.",
        button="Redirect the payments",
        form=RedirectionForm,
        perform=_redirect,
        permissions=(REDIRECT_PAYMENTS,),
        guidance=("redirection",),
    ),
}
