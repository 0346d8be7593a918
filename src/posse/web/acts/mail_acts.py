"""What can be done with letters on their way: print what waits, record what came back."""

from collections.abc import Mapping

from posse.apps.records.choices import ReturnReason
from posse.apps.records.models import Letter
from posse.config.home import home
from posse.services.access import PRINT_LETTERS, RECORD_CASES
from posse.services.notices.printing import do_print_letters
from posse.services.notices.returned import do_record_returned_mail
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Choice, Words


class PrintForm(ActForm):
    """Nothing is asked."""


class ReturnForm(ActForm):
    """What the post says about a letter."""

    reason = Choice(label="What does the envelope say?", choices=ReturnReason.choices)
    note = Words(
        label="Anything else on it",
        length_max=200,
        help_text="Such as a new address. Record the address itself with the person.",
    )


def _print(_: None, __: Said, doing: Doing) -> str:
    printed = do_print_letters(outbox=home() / "outbox", **doing.told)
    if printed is None:
        raise ValueError("no letter waits to be printed")
    batch = printed.batch
    return f"Batch {batch.pk}: {batch.letter_count} letters, {batch.page_count} pages."


def _return(letter: Letter, said: Said, doing: Doing) -> str:
    row = do_record_returned_mail(letter=letter, **said, **doing.told)
    return f"{row.get_reason_display()}: kept. The case's worker has a task."


PRINT = Act(
    "Print what waits",
    "The letters become one PDF in the order of the post, with a manifest. A letter is printed"
    " in one batch only; a batch can be saved again at any time.",
    "Print",
    PrintForm,
    _print,
    (PRINT_LETTERS,),
    guidance=("mail_to_child_care_families",),
)

LETTER_ACTS: Mapping[str, Act] = {
    "returned": Act(
        "This letter came back",
        "The worker of the case gets a task to find the right address. The letter itself stays"
        " as it was sent.",
        "Keep it",
        ReturnForm,
        _return,
        (RECORD_CASES, PRINT_LETTERS),
    ),
}
