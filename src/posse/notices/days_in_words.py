"""A day as a family reads it, in its language."""

from datetime import date

MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June", "July", "August"),
        *("September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto"),
        *("septiembre", "octubre", "noviembre", "diciembre"),
    ),
}


def day_in(day: date, *, language: str) -> str:
    """Such as ``March 12, 2026`` or ``12 de marzo de 2026``."""
    month = MONTHS[language][day.month - 1]
    if language == "es":
        return f"{day.day} de {month} de {day.year}"
    return f"{month} {day.day}, {day.year}"


def month_in(month: date, *, language: str) -> str:
    """Such as ``March 2026`` or ``marzo de 2026``."""
    of = " de " if language == "es" else " "
    return f"{MONTHS[language][month.month - 1]}{of}{month.year}"


def near_day_in(day: date, *, on: date, language: str) -> str:
    """A day without its year where that is the year of ``on``, such as ``March 12``."""
    if day.year != on.year:
        return day_in(day, language=language)
    month = MONTHS[language][day.month - 1]
    return f"{day.day} de {month}" if language == "es" else f"{month} {day.day}"
