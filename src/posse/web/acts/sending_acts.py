"""What can be done with files to partners: write one now, and lay one out again."""

from posse.apps.payments.models import OutboundFile
from posse.config.home import home
from posse.formats.codec import RecordError
from posse.rules.errors import LawError
from posse.services.access import DOWNLOAD_FILES, SEND_FILES
from posse.services.enforcement.files.kinds import WORDS
from posse.services.enforcement.files.sending import do_send_by_hand
from posse.services.money_out.outbound_files import OutboxNotWritable, do_write_again
from posse.web.acts.model import Act, ActForm, Doing, Said


class NothingForm(ActForm):
    """Nothing is asked."""


def _write(kind: str, _said: Said, doing: Doing) -> str:
    try:
        sent = do_send_by_hand(kind, on=doing.on, by=doing.by, today=doing.on)
        do_write_again(sent.file, outbox=home() / "outbox")
    except (LawError, RecordError, OutboxNotWritable) as refusal:
        raise ValueError(str(refusal)) from refusal
    if not sent.was_made:
        return f"{sent.file.name} was written before. It is the same bytes."
    left = len(sent.findings)
    left_out = f" {left} could not be told; the file's page says why." if left else ""
    return f"{WORDS[kind]}: {sent.file.name} is written.{left_out}"


def _again(file: OutboundFile, _said: Said, _doing: Doing) -> str:
    try:
        do_write_again(file, outbox=home() / "outbox")
    except OutboxNotWritable as refusal:
        raise ValueError(str(refusal)) from refusal
    return f"{file.name} lies in the outbox again, byte for byte as it was made."


WRITE = Act(
    title="Write the file now",
    consequence="The partner is told what changed since its last file, as of today. Remedies"
    " that the file brings out count as submitted from now on, and what it takes back is"
    " withdrawn. A file that was written today already stays as it is.",
    button="Write it",
    form=NothingForm,
    perform=_write,
    permissions=(SEND_FILES,),
)
AGAIN = Act(
    title="Lay it out again",
    consequence="The same bytes are laid into the outbox once more, for the transfer to the"
    " partner to take. Nothing else changes.",
    button="Lay it out",
    form=NothingForm,
    perform=_again,
    permissions=(DOWNLOAD_FILES,),
)
