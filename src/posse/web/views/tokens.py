"""The page of tokens: what programs may do as whom, made and revoked by administrators."""

from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST

from posse.services.access import MANAGE_TOKENS
from posse.services.tokens.issuing import (
    DAYS_MAX,
    SCOPES,
    do_make_token,
    do_revoke_token,
    token_by_id,
    tokens_for_office,
)
from posse.web.doors import require
from posse.web.workday import now

INPUT, SELECT = {"class": "usa-input"}, {"class": "usa-select"}


class TokenForm(forms.Form):
    """What a token is for, as whom it acts, what it may, and how long."""

    name = forms.CharField(
        label="What it is for", max_length=80, widget=forms.TextInput(attrs=INPUT)
    )
    user = forms.ModelChoiceField(
        User.objects.filter(is_active=True, groups__isnull=False)
        .distinct()
        .order_by("username"),
        label="Acts as",
        widget=forms.Select(attrs=SELECT),
    )
    scopes = forms.MultipleChoiceField(
        label="May",
        choices=[(scope, f"{scope}: {words}") for scope, words in SCOPES.items()],
        widget=forms.SelectMultiple(attrs={"class": "usa-select posse-many"}),
    )
    days = forms.IntegerField(
        label="Days it lasts",
        min_value=1,
        max_value=DAYS_MAX,
        initial=30,
        widget=forms.NumberInput(attrs=INPUT),
    )


@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Every token, and a form for a new one, whose secret is shown this once."""
    require(request.user, MANAGE_TOKENS)
    form, secret = TokenForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        try:
            _, secret = do_make_token(**form.cleaned_data, by=request.user.get_username())
        except ValueError as error:
            form.add_error(None, str(error))
        else:
            form = TokenForm()
    context: dict[str, Any] = {
        "form": form,
        "secret": secret,
        "tokens": tokens_for_office(),
        "now": now(),
    }
    return render(request, "access/tokens.html", context)


@require_POST
def revoke(request: HttpRequest, token_id: int) -> HttpResponse:
    """End a token at once."""
    require(request.user, MANAGE_TOKENS)
    token = token_by_id(token_id)
    if token is None:
        raise Http404(f"There is no token {token_id}.")
    do_revoke_token(token=token, by=request.user.get_username())
    messages.success(request, f"Token “{token.name}” is revoked and opens nothing any more.")
    return redirect("tokens")
