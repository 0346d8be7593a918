"""What can be done to an inbound file: try it again where it was refused."""

from collections.abc import Mapping

from posse.apps.payments.choices import FileState
from posse.apps.payments.models import InboundFile
from posse.services.access import RETRY_FILES
from posse.services.enforcement.files.answer_kinds import ANSWER_KINDS
from posse.services.money_in.retrying import do_retry_file
from posse.units.money import format_dollars
from posse.web.acts.model import Act, ActForm, Doing, Said
from posse.web.fields import Note


class RetryForm(ActForm):
    """Why a refused file may be good now."""

    note = Note(
        label="What was mended?",
        help_text="For example: “The limit for one payment was too low.”",
    )


def _retry(file: InboundFile, said: Said, doing: Doing) -> str:
    # The acting date is today or the next day still open, so it is never too far ahead.
    outcome = do_retry_file(file=file, today=doing.on, **said, **doing.told)
    if outcome.state == FileState.REFUSED:
        return "The file was refused again. What is wrong now stands below."
    if file.kind in ANSWER_KINDS:
        return f"The file is accepted: {outcome.receipt_count} records of it were acted on."
    amount = format_dollars(outcome.receipt_cents)
    return f"The file is accepted: {amount} in it. The next nightly job does the rest."


FILE_ACTS: Mapping[str, Act] = {
    "retry": Act(
        title="Try the file again",
        consequence="The bytes that came in are read once more. Where they are good now, their"
        " payments are posted as received on the day on which the file came. That can happen"
        " once. What is wrong in the bytes themselves only the sender can mend, by another"
        " file.",
        button="Try it again",
        form=RetryForm,
        perform=_retry,
        permissions=(RETRY_FILES,),
    ),
}
