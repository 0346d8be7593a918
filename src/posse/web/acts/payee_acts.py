"""What can be done about money that was paid to the wrong payee."""

from collections.abc import Mapping

from posse.apps.people.models import Participant
from posse.apps.recovery.choices import TermsBasis
from posse.services.access import PROPOSE_CORRECTIONS, RECOVER_MONEY, WRITE_OFF_DEBTS
from posse.services.corrections.kinds import write_off_asked
from posse.services.corrections.proposing import do_correct
from posse.services.recovery.terms import do_agree_to_terms, do_end_terms, do_enter_repayment
from posse.units.money import format_dollars
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Count, Day, Dollars, Note

BASES = [(each.value, each.label) for each in TermsBasis if each != TermsBasis.ENDED]


class TermsForm(ActForm):
    """How a payee pays back."""

    basis = Choice(label="On what ground", choices=BASES)
    share_percent = Count(
        label="Percent of each later payment",
        required=False,
        help_text="Or an amount a month; with neither, the usual share counts.",
        count_max=100,
    )
    monthly_cents = Dollars(label="Amount a month", required=False)
    note = Note(label="Where the agreement or the order is")


class EndForm(ActForm):
    """Why terms end."""

    note = Note(label="Why")


class RepaymentForm(ActForm):
    """Money that came back."""

    amount_cents = Dollars(label="Amount")
    received_on = Day(label="Received on")
    note = Note(label="How it came")


class WriteOffForm(ActForm):
    """What is not asked for any more."""

    amount_cents = Dollars(label="Amount")
    reason = Note(label="Why")


def _agree(payee: Participant, said: Said, doing: Doing) -> str:
    do_agree_to_terms(payee=payee, **said, **doing.told)
    return "The terms count from today on; the next payments are kept accordingly."


def _end(payee: Participant, said: Said, doing: Doing) -> str:
    do_end_terms(payee=payee, **said, **doing.told)
    return "The terms have ended. What is owed stays owed."


def _repay(payee: Participant, said: Said, doing: Doing) -> str:
    do_enter_repayment(payee=payee, **said, **doing.told)
    return f"{format_dollars(said['amount_cents'])} less is owed now."


def _write_off(payee: Participant, said: Said, doing: Doing) -> str:
    asked = write_off_asked(payee=payee, **said)
    return do_correct(asked, user=doing.user, on=doing.on).words


PAYEE_ACTS: Mapping[str, Act] = {
    "terms": Act(
        title="Agree on repayment",
        consequence="From now on the share or the amount is kept out of each payment to this"
        " payee, until nothing is owed.",
        button="Record the terms",
        form=TermsForm,
        perform=_agree,
        permissions=(RECOVER_MONEY,),
    ),
    "end-terms": Act(
        title="End the terms",
        consequence="Nothing is kept out of later payments any more; what is owed stays owed.",
        button="End the terms",
        form=EndForm,
        perform=_end,
        permissions=(RECOVER_MONEY,),
    ),
    "repayment": Act(
        title="Enter a repayment",
        consequence="The money is booked into the bank and set against the oldest debt first.",
        button="Enter the repayment",
        form=RepaymentForm,
        perform=_repay,
        permissions=(RECOVER_MONEY,),
    ),
    "write-off": Act(
        title="Write off",
        consequence="No more is asked of the payee for so much; the State bears it. A large"
        " write-off waits for a second person.",
        button="Write it off",
        form=WriteOffForm,
        perform=_write_off,
        permissions=(WRITE_OFF_DEBTS, PROPOSE_CORRECTIONS),
    ),
}
