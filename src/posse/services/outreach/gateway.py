"""How a reminder leaves the house: through a gateway, by default into a folder.

Whatever stands behind the folder carries the messages on and brings answers back; it minds the
quiet hours that each text message names.
"""

import os
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from email.message import EmailMessage
from email.policy import SMTP
from pathlib import Path
from typing import Protocol

SENDER = "reminders@posse.invalid"
# Folded at 78 letters, the link of a header would be written as coded words, which mail
# programs do not follow; 998 is the longest line that RFC 5322 allows.
POLICY = SMTP.clone(max_line_length=998)


@dataclass(frozen=True)
class Outgoing:
    """One message in its final words; ``number`` is that of its row and names its file."""

    number: int
    to: str
    body: str
    on: date
    subject: str = ""
    stop_link: str = ""
    quiet_from_hour: int = 0
    quiet_until_hour: int = 0


@dataclass(frozen=True)
class Answer:
    """What somebody wrote back from a telephone; ``name`` is how the gateway knows it."""

    name: str
    phone: str
    text: str


class GatewayRefuses(Exception):  # noqa: N818 - the name says what happened
    """The gateway takes nothing now; what was to go waits for the next night."""


class Gateway(Protocol):
    """Takes messages; taking the same one again changes nothing. Raises: GatewayRefuses."""

    def send_email(self, message: Outgoing) -> None:
        """Take an e-mail."""

    def send_text(self, message: Outgoing) -> None:
        """Take a text message."""

    def answers(self) -> Iterator[Answer]:
        """What came back and was not settled."""

    def settle(self, answer: Answer) -> None:
        """An answer was acted on."""


@dataclass(frozen=True)
class FolderGateway:
    """Writes each message as a file named by its row, whole or not at all."""

    folder: Path

    def send_email(self, message: Outgoing) -> None:
        """An ``.eml`` file that any mail program can send on."""
        self._write(message, ".eml", email_of(message).as_bytes())

    def send_text(self, message: Outgoing) -> None:
        """A ``.txt`` file: to whom, when not, an empty line, the words."""
        quiet = f"{message.quiet_from_hour:02}:00-{message.quiet_until_hour:02}:00"
        content = f"To: {message.to}\nQuiet-Hours: {quiet}\n\n{message.body}\n"
        self._write(message, ".txt", content.encode())

    def answers(self) -> Iterator[Answer]:
        """Files of ``answers``: the number on the first line, the words below."""
        for path in sorted((self.folder / "answers").glob("*.txt")):
            phone, _, text = path.read_text("utf-8", errors="replace").partition("\n")
            yield Answer(path.name, phone.removeprefix("From:").strip(), text.strip())

    def settle(self, answer: Answer) -> None:
        """Put the file among those taken."""
        taken = self.folder / "answers" / "taken"
        taken.mkdir(exist_ok=True)
        (self.folder / "answers" / answer.name).replace(taken / answer.name)

    def _write(self, message: Outgoing, suffix: str, content: bytes) -> None:
        path = self.folder / message.on.isoformat() / f"{message.number:010}{suffix}"
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            partial = path.with_suffix(".partial")
            with partial.open("wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            partial.replace(path)
        except OSError as error:
            raise GatewayRefuses(f"{path}: {error.strerror or error}") from error


def email_of(message: Outgoing) -> EmailMessage:
    """The e-mail as it is sent on; the same row gives the same bytes."""
    email = EmailMessage(policy=POLICY)
    email["From"] = SENDER
    email["To"] = message.to
    email["Subject"] = message.subject
    email["Date"] = datetime.combine(message.on, time(12), tzinfo=UTC)
    email["Message-ID"] = f"<{message.number}.{message.on}@posse.invalid>"
    if message.stop_link:
        email["List-Unsubscribe"] = f"<{message.stop_link}>"
    email.set_content(message.body)
    return email
