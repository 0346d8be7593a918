"""Social Security numbers as pages show them: the last four digits alone."""

import re

_NINE_DIGITS = re.compile(r"(?<!\d)(\d{5})(\d{4})(?!\d)")


def masked_ssn(number: str) -> str:
    """``***-**-1234``, or nothing where no number is known."""
    return f"***-**-{number[-4:]}" if number else ""


def masked_record(text: str) -> str:
    """A record's text with every run of nine digits masked down to its last four.

    A record names its person by a Social Security number among other fields; a routing
    number of nine digits is masked along with it, which costs nothing that is needed.
    """
    return _NINE_DIGITS.sub(r"*****\2", text)
