"""One's own account: the second step at sign-in, recovery codes, passkeys, the password."""

from typing import Any, ClassVar

from allauth.account.views import ReauthenticateView
from allauth.mfa.base.views import AuthenticateView, IndexView
from allauth.mfa.base.views import ReauthenticateView as ReauthenticateByCodeView
from allauth.mfa.recovery_codes.views import GenerateRecoveryCodesView, ViewRecoveryCodesView
from allauth.mfa.totp.views import ActivateTOTPView, DeactivateTOTPView
from allauth.mfa.webauthn.views import (
    AddWebAuthnView,
    ReauthenticateWebAuthnView,
    RemoveWebAuthnView,
)
from django import forms
from django.contrib import messages
from django.contrib.auth.views import PasswordChangeView
from django.http import HttpRequest, HttpResponse
from django.urls import reverse_lazy
from django.utils import translation

from posse.services.access import Visitor
from posse.services.portal.accounts import is_parent
from posse.services.sign_in.second_factor import is_second_factor_required
from posse.web.family.speaking import family_page, language_of, said
from posse.web.security.second_factor import note_removed, note_used

Context = dict[str, Any]


class Dressed:
    """A page in the frame of the staff, or, for a parent, of the families in their language."""

    request: HttpRequest
    family_template: str
    # What a page for families says that one for staff says by itself.
    family_words: ClassVar[Context] = {}

    def reader(self) -> Visitor:
        """Who reads the page."""
        return self.request.user

    def render_to_response(self, context: Context, **named: Any) -> HttpResponse:
        """The page as its reader knows it."""
        if not is_parent(self.reader()):
            answer: HttpResponse = super().render_to_response(context, **named)  # type: ignore[misc]
            return answer
        with translation.override(language_of(self.request)):
            shown = context | self.family_words
            return family_page(self.request, self.family_template, shown)


class HouseForm:
    """Forms of the library with the fields of this house."""

    def get_form(self, *asked: Any) -> forms.Form:
        """The form, dressed."""
        return dressed(super().get_form(*asked))  # type: ignore[misc]


def dressed(form: forms.Form) -> forms.Form:
    """A form whose fields look as all others, and hint nothing inside the field."""
    for field in form.fields.values():
        field.widget.attrs["class"] = "usa-input"
        field.widget.attrs.pop("placeholder", None)
    return form


class SecondStep(Dressed, AuthenticateView):
    """The code of the app, a recovery code, or a passkey."""

    template_name = "account/second_step.html"
    family_template = "family/account/second_step.html"

    def reader(self) -> Visitor:
        """Whose password was right; nobody is signed in yet."""
        user: Visitor = self.stage.login.user
        return user

    def get_context_data(self, **named: Any) -> Context:
        """The forms, dressed; a passkey is offered only where one is set up."""
        found: Context = super().get_context_data(**named)
        dressed(found["form"])
        options = found["js_data"]["request_options"]["publicKey"]
        return (
            found
            | {"passkey_options": found["js_data"]["request_options"]}
            | {"has_passkey": bool(options.get("allowCredentials"))}
        )


class Security(Dressed, IndexView):
    """What opens the own account."""

    template_name = "account/security.html"
    family_template = "family/account/security.html"

    def get_context_data(self, **named: Any) -> Context:
        """What is set up, and whether some second step must be."""
        found: Context = super().get_context_data(**named)
        return found | {
            "app": found["authenticators"].get("totp"),
            "codes": found["authenticators"].get("recovery_codes"),
            "passkeys": found["authenticators"].get("webauthn", []),
            "is_required": is_second_factor_required(),
        }


class Confirm(Dressed, HouseForm, ReauthenticateView):
    """The password once more, before what opens the account is changed."""

    template_name = "account/confirm.html"
    family_template = "family/account/confirm.html"


class ConfirmByCode(Dressed, HouseForm, ReauthenticateByCodeView):
    """A code instead of the password."""

    template_name = "account/confirm.html"
    family_template = "family/account/confirm.html"


class ConfirmByPasskey(Dressed, ReauthenticateWebAuthnView):
    """A passkey instead of the password."""

    template_name = "account/confirm.html"
    family_template = "family/account/confirm.html"

    def get_context_data(self, **named: Any) -> Context:
        """What the browser is asked to prove."""
        found: Context = super().get_context_data(**named)
        return found | {"passkey_options": found["js_data"]["request_options"]}


class AddApp(Dressed, HouseForm, ActivateTOTPView):
    """Set up an authenticator app."""

    template_name = "account/app.html"
    family_template = "family/account/app.html"

    def form_valid(self, form: Any) -> HttpResponse:
        """Set up: this session has used it now."""
        answer: HttpResponse = super().form_valid(form)
        note_used(self.request)
        return answer


class RemoveApp(Dressed, DeactivateTOTPView):
    """Take the authenticator app away."""

    template_name = "account/remove.html"
    family_template = "family/account/remove.html"
    extra_context = {
        "heading": "Take the authenticator app away",
        "words": "Its codes no longer open your account.",
        "button": "Take it away",
    }
    family_words: ClassVar[Context] = {"asked": "portal.take_app"}

    def form_valid(self, form: Any) -> HttpResponse:
        """Taken away: the pages may close again."""
        answer: HttpResponse = super().form_valid(form)
        note_removed(self.request)
        return answer


class Codes(Dressed, ViewRecoveryCodesView):
    """The recovery codes that are left."""

    template_name = "account/codes.html"
    family_template = "family/account/codes.html"


class NewCodes(Dressed, GenerateRecoveryCodesView):
    """New recovery codes instead of the old."""

    template_name = "account/remove.html"
    family_template = "family/account/remove.html"
    extra_context = {
        "heading": "Make new recovery codes",
        "words": "The codes you have no longer work once the new ones are made.",
        "button": "Make new codes",
    }
    family_words: ClassVar[Context] = {"asked": "portal.make_codes"}


class AddPasskey(Dressed, HouseForm, AddWebAuthnView):
    """Set up a passkey."""

    template_name = "account/passkey.html"
    family_template = "family/account/passkey.html"

    def get_context_data(self, **named: Any) -> Context:
        """What the browser is asked to make; an address in figures can have no passkeys."""
        found: Context = super().get_context_data(**named)
        host = self.request.get_host().partition(":")[0]
        return found | {
            "passkey_options": found["js_data"]["creation_options"],
            "is_address_in_figures": host.replace(".", "").isdigit(),
        }

    def form_valid(self, form: Any) -> HttpResponse:
        """Set up: this session has used it now."""
        answer: HttpResponse = super().form_valid(form)
        note_used(self.request)
        return answer


class RemovePasskey(Dressed, RemoveWebAuthnView):
    """Take a passkey away."""

    template_name = "account/remove.html"
    family_template = "family/account/remove.html"
    success_url = reverse_lazy("mfa_index")
    extra_context = {
        "heading": "Take the passkey away",
        "words": "It no longer opens your account.",
        "button": "Take it away",
    }
    family_words: ClassVar[Context] = {"asked": "portal.take_key"}

    def form_valid(self, form: Any) -> HttpResponse:
        """Taken away: the pages may close again."""
        answer: HttpResponse = super().form_valid(form)
        note_removed(self.request)
        return answer


class ChangePassword(Dressed, PasswordChangeView):
    """A new password, which ends every other session of the account."""

    template_name = "account/password.html"
    family_template = "family/account/password.html"
    success_url = reverse_lazy("mfa_index")

    def get_form(self, form_class: Any = None) -> Any:
        """The form, dressed."""
        return dressed(super().get_form(form_class))

    def form_valid(self, form: Any) -> HttpResponse:
        """Change it, and say what that ended."""
        answer = super().form_valid(form)
        words = "The password is changed; you are signed out everywhere else."
        if is_parent(self.request.user):
            words = said(self.request, "portal.done_password")
        messages.success(self.request, words)
        return answer
