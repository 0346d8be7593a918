"""An act: what it is called, who may do it, what is asked, and the writer that does it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django import forms
from django.contrib.auth.models import User

from posse.services.access import Visitor, acts_of

Said = dict[str, Any]


@dataclass(frozen=True)
class Doing:
    """Who does something, and on which business date."""

    user: User
    on: date

    @property
    def by(self) -> str:
        """The name that is kept with the fact."""
        return str(self.user.get_username())

    @property
    def told(self) -> dict[str, Any]:
        """Date and name, as every writer takes them."""
        return {"on": self.on, "by": self.by}


class ActForm(forms.Form):
    """What an act asks; a form whose choices depend on its subject reads them there."""

    def __init__(self, *args: Any, subject: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.prepare(subject, on=on)

    def prepare(self, subject: Any, *, on: date) -> None:
        """Fill in what depends on the subject; most forms depend on nothing."""


@dataclass(frozen=True)
class Act:
    """An act on a case, a receipt or a hold.

    ``perform`` takes the subject, what the form says and who does it; it gives the sentence
    of success and raises ValueError in words. ``guidance`` names acts of the law's guidance.
    """

    title: str
    consequence: str
    button: str
    form: type[ActForm]
    perform: Callable[[Any, Said, Doing], str]
    permissions: tuple[str, ...]
    guidance: tuple[str, ...] = ()

    def is_open_to(self, user: Visitor) -> bool:
        """Whether one of the user's roles allows it."""
        return bool(acts_of(user) & set(self.permissions))
