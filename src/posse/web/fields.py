"""Fields of forms as staff fill them in: dollars, days and notes, with errors in words.

What was typed is kept as it was typed, so that an error shows it again beside itself.
"""

from typing import Any

from django import forms

from posse.units.money import read_cents

NOTE_LENGTH = 300
MISSING = {"required": "This is needed."}


class Dollars(forms.CharField):
    """An amount above zero such as ``1,234.50``; it is cleaned to whole cents."""

    def __init__(self, *, label: str, required: bool = True, help_text: str = "") -> None:
        attributes = {"class": "usa-input posse-amount", "inputmode": "decimal"}
        super().__init__(
            label=label,
            required=required,
            help_text=help_text or "In dollars, such as 1,234.50.",
            max_length=20,
            widget=forms.TextInput(attrs={**attributes, "autocomplete": "off"}),
            error_messages=MISSING,
        )

    def clean(self, value: Any) -> int | None:
        """The cents, or None where nothing was given."""
        text: str = super().clean(value)
        if not text.replace("$", "").strip():
            return None
        try:
            cents = read_cents(text)
        except ValueError:
            raise forms.ValidationError("Write dollars and cents, such as 1234.50.") from None
        if cents <= 0:
            raise forms.ValidationError("The amount must be more than nothing.")
        return cents


class DollarsOrNothing(Dollars):
    """The same where nothing at all, ``0``, is an answer."""

    def clean(self, value: Any) -> int | None:
        """The cents, zero included."""
        return 0 if str(value).strip() in {"0", "0.00", "$0"} else super().clean(value)


class Day(forms.DateField):
    """A day, chosen in the browser's calendar or written as 2026-03-10."""

    def __init__(self, *, label: str, required: bool = True, help_text: str = "") -> None:
        widget = forms.DateInput(
            attrs={"type": "date", "class": "usa-input"}, format="%Y-%m-%d"
        )
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            input_formats=["%Y-%m-%d"],
            widget=widget,
            error_messages={**MISSING, "invalid": "Write a day that exists, as 2026-03-10."},
        )


class Note(forms.CharField):
    """Words that are kept with the fact for good."""

    def __init__(
        self, *, label: str = "Note", help_text: str = "", length_max: int = NOTE_LENGTH
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text or f"Kept for good, at most {length_max} characters.",
            max_length=length_max,
            widget=forms.Textarea(attrs={"class": "usa-textarea posse-note", "rows": 3}),
            error_messages={"required": "Say in a note how you know."},
        )


class Words(forms.CharField):
    """A line of text."""

    def __init__(
        self, *, label: str, length_max: int, help_text: str = "", is_needed: bool = False
    ) -> None:
        super().__init__(
            label=label,
            help_text=help_text,
            max_length=length_max,
            required=is_needed,
            widget=forms.TextInput(attrs={"class": "usa-input", "autocomplete": "off"}),
            error_messages=MISSING,
        )


class Lines(forms.CharField):
    """The lines of an address; it is cleaned to the lines that say something."""

    def __init__(self, *, label: str, help_text: str = "") -> None:
        super().__init__(
            label=label,
            help_text=help_text or "One line below the other, as on the envelope.",
            max_length=NOTE_LENGTH,
            widget=forms.Textarea(attrs={"class": "usa-textarea posse-note", "rows": 3}),
            error_messages=MISSING,
        )

    def clean(self, value: Any) -> tuple[str, ...]:
        """The lines, without those that are empty."""
        text: str = super().clean(value)
        return tuple(line.strip() for line in text.splitlines() if line.strip())


class Count(forms.IntegerField):
    """A whole number from 1 on."""

    def __init__(
        self, *, label: str, count_max: int, required: bool = True, help_text: str = ""
    ) -> None:
        attributes = {"class": "usa-input posse-amount", "inputmode": "numeric"}
        super().__init__(
            label=label,
            required=required,
            help_text=help_text,
            min_value=1,
            max_value=count_max,
            widget=forms.TextInput(attrs={**attributes, "autocomplete": "off"}),
            error_messages={**MISSING, "invalid": "Write a whole number."},
        )


class Tick(forms.BooleanField):
    """Something that is so, or is not."""

    def __init__(self, *, label: str) -> None:
        widget = forms.CheckboxInput(attrs={"class": "usa-checkbox__input"})
        super().__init__(label=label, required=False, widget=widget)


class Choice(forms.ChoiceField):
    """One of a few words."""

    def __init__(
        self, *, label: str, choices: list[tuple[str, str]], help_text: str = ""
    ) -> None:
        super().__init__(
            label=label,
            choices=[("", "Choose one"), *choices],
            help_text=help_text,
            widget=forms.Select(attrs={"class": "usa-select posse-choice"}),
            error_messages={**MISSING, "invalid_choice": "Choose one of the list."},
        )


class Choices(forms.MultipleChoiceField):
    """Any of a few words, each with its box."""

    def __init__(
        self,
        *,
        label: str,
        choices: list[tuple[str, str]],
        help_text: str = "",
        is_needed: bool = True,
    ) -> None:
        super().__init__(
            label=label,
            choices=choices,
            help_text=help_text,
            required=is_needed,
            widget=forms.CheckboxSelectMultiple(attrs={"class": "usa-checkbox__input"}),
            error_messages={"required": "Choose at least one."},
        )


def sentence(words: str) -> str:
    """A writer's refusal as a sentence: it begins with a capital and ends with a stop."""
    text = words.strip()
    return f"{text[:1].upper()}{text[1:]}{'' if text.endswith('.') else '.'}"
