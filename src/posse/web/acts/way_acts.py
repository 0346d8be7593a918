"""What can be done about how somebody is paid: an account, a card, no card any more."""

from collections.abc import Mapping
from typing import Any

from posse.apps.people.choices import AccountKind
from posse.apps.people.models import Participant
from posse.services.access import RECORD_WAYS
from posse.services.register.cards import do_close_card, do_enrol_card
from posse.services.register.people import do_add_payee_account
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Words

CLOSE_CARD = "close-card"
ROUTING_NUMBER_LENGTH, ACCOUNT_NUMBER_LENGTH, REFERENCE_LENGTH = 9, 17, 20


class AccountForm(ActForm):
    """A bank account, its number written twice: a slip would send money to a stranger."""

    kind = Choice(label="Kind of account", choices=AccountKind.choices)
    routing_number = Words(
        label="Routing number of the bank",
        length_max=ROUTING_NUMBER_LENGTH,
        is_needed=True,
        help_text="Nine digits, at the lower left of a check.",
    )
    account_number = Words(
        label="Account number", length_max=ACCOUNT_NUMBER_LENGTH, is_needed=True
    )
    account_number_again = Words(
        label="Account number once more", length_max=ACCOUNT_NUMBER_LENGTH, is_needed=True
    )

    def clean(self) -> dict[str, Any]:
        """Both account numbers are the same."""
        said: dict[str, Any] = super().clean() or {}
        again = said.pop("account_number_again", None)
        if again is not None and again != said.get("account_number", again):
            self.add_error("account_number_again", "This is not the number written above.")
        return said


class CardForm(ActForm):
    """An enrolment in the card programme."""

    reference = Words(
        label="The card programme's reference of the enrolment",
        length_max=REFERENCE_LENGTH,
        is_needed=True,
        help_text="Never the number of the card itself, which is not kept.",
    )


class CloseForm(ActForm):
    """Nothing needs to be said."""


def _record_account(payee: Participant, said: Said, doing: Doing) -> str:
    do_add_payee_account(participant=payee, **said, **doing.told)
    return "The account is recorded. The next payment goes there."


def _enrol(payee: Participant, said: Said, doing: Doing) -> str:
    do_enrol_card(participant=payee, **said, **doing.told)
    return "The card is recorded. The next payment is loaded on it."


def _close(payee: Participant, said: Said, doing: Doing) -> str:
    do_close_card(participant=payee, **said, **doing.told)
    return "The card is closed. The next payment goes to the account on file, or by mail."


WAY_ACTS: Mapping[str, Act] = {
    "account": Act(
        title="Record an account for direct deposit",
        consequence="From now on the payee is paid into this account, whatever account or card"
        " was on file before. Money that came back and waits for a good account goes out with"
        " the next payments.",
        button="Record the account",
        form=AccountForm,
        perform=_record_account,
        permissions=(RECORD_WAYS,),
        guidance=("direct_deposit",),
    ),
    "card": Act(
        title="Enrol a debit card",
        consequence="From now on the payee's money is loaded on the card, whatever account or"
        " card was on file before.",
        button="Record the card",
        form=CardForm,
        perform=_enrol,
        permissions=(RECORD_WAYS,),
        guidance=("debit_card",),
    ),
    CLOSE_CARD: Act(
        title="Close the debit card",
        consequence="Nothing is loaded on the card any more. The payee is paid into the account"
        " on file, and without one by warrant in the mail.",
        button="Close the card",
        form=CloseForm,
        perform=_close,
        permissions=(RECORD_WAYS,),
    ),
}
