"""Parents who use the portal, for tests: accounts, browsers, and all pages they reach."""

import io
import re
from datetime import date
from html import unescape

import pypdfium2
from django.contrib.auth.models import User
from django.test import Client

from posse.apps.people.models import Participant
from posse.services.portal.accounts import do_accept_invitation, do_invite

PARENT_PASSWORD = "a long sentence of a parent"
HOME = "/family/"
LINK = re.compile(r'href="(/family/[^"#]*)"')
BORN = date(1988, 5, 4)


def give_portal(participant: Participant, *, username: str, on: date) -> User:
    """An account of the portal, made as a parent makes it."""
    code = do_invite(participant=participant, on=on, by="test")
    return do_accept_invitation(
        code=code, birth_date=BORN, username=username, password=PARENT_PASSWORD, on=on
    )


def browser_of(user: User, *, language: str = "en") -> Client:
    """A browser in which a parent is signed in and reads one language."""
    client = Client(headers={"accept-language": language})
    client.force_login(user)
    return client


def walk(client: Client, *, start: str = HOME) -> dict[str, str]:
    """Every page of the portal that links lead to, as text by its address."""
    found: dict[str, str] = {}
    waiting = [start]
    while waiting:
        address = waiting.pop()
        if address in found:
            continue
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, f"{address}: {answer.status_code}"
        found[address] = text_of(answer)
        waiting += [unescape(link) for link in LINK.findall(found[address])]
    return found


def text_of(answer) -> str:
    """What an answer says, a PDF's pages included."""
    content = b"".join(answer.streaming_content) if answer.streaming else answer.content
    if content[:5] != b"%PDF-":
        return unescape(content.decode(errors="replace"))
    document = pypdfium2.PdfDocument(io.BytesIO(content))
    return "\n".join(page.get_textpage().get_text_range() for page in document)
