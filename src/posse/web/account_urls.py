"""Addresses of one's own account, under the names by which the library finds them."""

from allauth.mfa.recovery_codes.views import download_recovery_codes
from django.urls import URLPattern, path
from django.views.generic import RedirectView

from posse.web.views import accounts, sign_in

urlpatterns: list[URLPattern] = [
    path("sign-in/", sign_in.SignIn.as_view(), name="account_login"),
    path("sign-out/", sign_in.sign_out, name="account_logout"),
    path("account/second-step/", accounts.SecondStep.as_view(), name="mfa_authenticate"),
    path("account/security/", accounts.Security.as_view(), name="mfa_index"),
    path("account/confirm/", accounts.Confirm.as_view(), name="account_reauthenticate"),
    path("account/confirm/code/", accounts.ConfirmByCode.as_view(), name="mfa_reauthenticate"),
    path(
        "account/confirm/passkey/",
        accounts.ConfirmByPasskey.as_view(),
        name="mfa_reauthenticate_webauthn",
    ),
    path("account/app/", accounts.AddApp.as_view(), name="mfa_activate_totp"),
    path("account/app/remove/", accounts.RemoveApp.as_view(), name="mfa_deactivate_totp"),
    path("account/codes/", accounts.Codes.as_view(), name="mfa_view_recovery_codes"),
    path("account/codes/new/", accounts.NewCodes.as_view(), name="mfa_generate_recovery_codes"),
    path("account/codes/file/", download_recovery_codes, name="mfa_download_recovery_codes"),
    path(
        "account/passkeys/",
        RedirectView.as_view(pattern_name="mfa_index"),
        name="mfa_list_webauthn",
    ),
    path("account/passkey/", accounts.AddPasskey.as_view(), name="mfa_add_webauthn"),
    path(
        "account/passkey/<int:pk>/remove/",
        accounts.RemovePasskey.as_view(),
        name="mfa_remove_webauthn",
    ),
    path(
        "account/password/", accounts.ChangePassword.as_view(), name="account_change_password"
    ),
]
