"""What partners' answers are called in the inbox, and by that what each of them is."""

import re
from collections.abc import Mapping

from posse.apps.payments.choices import FileKind

# The end of a file's name says which partner's answer it is; the layout must agree then.
SUFFIXES: Mapping[FileKind, str] = {
    FileKind.OFFSET_REJECTS: ".offset-rejects.txt",
    FileKind.OFFSET_COLLECTIONS: ".offset-collections.txt",
    FileKind.OFFSET_STANDING: ".offset-standing.txt",
    FileKind.MSFIDM: ".msfidm.txt",
    FileKind.FIDM: ".fidm.txt",
    FileKind.INSURANCE: ".insurance.txt",
    FileKind.UNCLAIMED_PROPERTY: ".unclaimed-property.csv",
    FileKind.LOTTERY: ".lottery.csv",
    FileKind.LICENSES: ".licenses.csv",
    FileKind.NEW_HIRES: ".new-hires.txt",
    FileKind.EMPLOYER_HIRES: ".employer-hires.txt",
    FileKind.CREDIT_DISPUTES: ".credit-disputes.txt",
    FileKind.STATE_REQUESTS: ".state-requests.csv",
    FileKind.BENEFITS: ".benefits.csv",
}
ANSWER_SUFFIXES = tuple(SUFFIXES.values())
ANSWER_KINDS = frozenset(SUFFIXES)
# An employer's own file does not say whose it is, so its name does.
FEIN_IN_NAME = re.compile(r"(?<!\d)(\d{2}-?\d{7})\.employer-hires\.txt$", re.IGNORECASE)


def kind_of(name: str) -> FileKind | None:
    """Which partner's answer a file is by its name; None where it is none."""
    lower = name.lower()
    return next((kind for kind, suffix in SUFFIXES.items() if lower.endswith(suffix)), None)


def fein_in(name: str) -> str:
    """The employer's number in the name of its file; empty where none stands there."""
    found = FEIN_IN_NAME.search(name)
    return found[1].replace("-", "") if found else ""
