"""How sign-in with a second factor works here: no sign-up, no e-mail, secrets encrypted."""

import base64
from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.mfa.adapter import DefaultMFAAdapter
from cryptography.fernet import Fernet
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.contrib import messages
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest

from posse.services.portal.accounts import is_parent
from posse.web.family.speaking import said

WORDS = {
    "totp_activated": "The authenticator app is set up. Sign-ins ask for its code from now on.",
    "totp_deactivated": "The authenticator app no longer opens your account.",
    "webauthn_added": "The passkey is set up. Sign-ins offer it from now on.",
    "webauthn_removed": "The passkey no longer opens your account.",
    "recovery_codes_generated": "Recovery codes are made; earlier ones no longer work.",
}


class AccountAdapter(DefaultAccountAdapter):
    """Accounts are made by an administrator; nothing is told by e-mail."""

    def is_open_for_signup(self, request: HttpRequest) -> bool:  # noqa: ARG002
        """Nobody gives oneself an account of the staff."""
        return False

    def send_notification_mail(self, *_args: Any, **_named: Any) -> None:
        """Staff are told on the page."""

    def add_message(
        self,
        request: HttpRequest,
        level: int,
        message_template: str | None = None,
        *_more: Any,
        **named: Any,
    ) -> None:
        """Say it in the words of this house; what the page shows anyway is not said twice."""
        name = (message_template or "").removesuffix(".txt").rpartition("/")[2]
        words = named.get("message") or WORDS.get(name)
        if name in WORDS and is_parent(request.user):
            words = said(request, f"portal.done_{name}")
        if words:
            messages.add_message(request, level, words)


class SecondFactorAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps and recovery codes lie encrypted in the database."""

    def encrypt(self, text: str) -> str:
        """Encrypted with a key derived from the installation's."""
        return _cipher().encrypt(text.encode()).decode()

    def decrypt(self, encrypted_text: str) -> str:
        """The text again."""
        return _cipher().decrypt(encrypted_text.encode()).decode()

    def get_public_key_credential_rp_entity(self) -> dict[str, str]:
        """What a passkey shows: the name of the system."""
        entity: dict[str, str] = super().get_public_key_credential_rp_entity()
        return entity | {"name": "Posse"}

    def generate_authenticator_name(self, user: AbstractBaseUser, type: Any) -> str:  # noqa: A002
        """A first name for a passkey."""
        made = user.authenticator_set.filter(type=type).count()  # type: ignore[attr-defined]
        return f"Passkey {made + 1}"


def _cipher() -> Fernet:
    derived = HKDF(algorithm=SHA256(), length=32, salt=None, info=b"posse second factor")
    return Fernet(base64.urlsafe_b64encode(derived.derive(settings.SECRET_KEY.encode())))
