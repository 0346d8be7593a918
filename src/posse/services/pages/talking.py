"""What the office sees of a change that a parent told: the old beside the new."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType

from posse.apps.people.models import Address, Employment
from posse.apps.portal.choices import ChangeKind
from posse.apps.portal.models import ChangeReport
from posse.rules.texts import words
from posse.services.access import Visitor
from posse.services.doors.addresses import PROTECTED, Whereabouts, addresses_for
from posse.services.matching.merged import same_person_as
from posse.services.portal.change_forms import FORMS, Asked
from posse.services.portal.changes import is_overtaken, standing_of
from posse.services.portal.sending import name_of
from posse.services.register.details import latest_detail
from posse.units.days import day_words

# Answers in a parent's own words, any of which may lead to where somebody lives.
IN_OWN_WORDS = frozenset({"text", "state", "zip", "phone", "email", "words"})
NOTHING = "Nothing recorded"


@dataclass(frozen=True)
class ReportPage:
    """A report as the office reads it; ``was`` is what the register knows now.

    ``is_hidden`` where the person is protected and the viewer has not opened the door.
    """

    report: ChangeReport
    name: str
    was: str
    told: tuple[tuple[str, str], ...]
    seen: str
    is_hidden: bool
    is_overtaken: bool


def report_page_for(report: ChangeReport, viewer: Visitor, *, on: date) -> ReportPage:
    """The old and the new, as far as the viewer may see where the person lives and works."""
    found = addresses_for(viewer, [report.participant_id], on=on)[report.participant_id]
    return ReportPage(
        report=report,
        name=name_of(report.participant_id),
        was=PROTECTED if found.is_hidden else STANDING[report.kind](report, found, on),
        told=tuple(
            (words(f"portal_talk.q_{asked.key}", language="en"), shown)
            for asked in FORMS[report.kind]
            if (shown := _shown(asked, report, is_hidden=found.is_hidden))
        ),
        seen=standing_of(report),
        is_hidden=found.is_hidden,
        is_overtaken=is_overtaken(report),
    )


def _shown(asked: Asked, report: ChangeReport, *, is_hidden: bool) -> str:
    text: str = report.answers.get(asked.key, "")
    if text and is_hidden and asked.kind in IN_OWN_WORDS:
        return PROTECTED
    if text and asked.choices:
        return words(f"portal_talk.c_{text}", language="en")
    return day_words(date.fromisoformat(text)) if text and asked.kind == "day" else text


def _address(report: ChangeReport, found: Whereabouts, _on: date) -> str:
    kind = report.answers.get("address_kind", "")
    same = [row for row in found.addresses if row.kind == kind]
    return _address_words(same[-1]) if same else NOTHING


def _address_words(row: Address) -> str:
    place = f"{row.city}, {row.state} {row.zip_code}"
    lines = ", ".join(filter(None, (row.line_1, row.line_2, place)))
    return f"{lines}, since {day_words(row.effective_on)}"


def _employers(_report: ChangeReport, found: Whereabouts, _on: date) -> str:
    return "; ".join(map(_job_words, found.employments)) or NOTHING


def _job_words(row: Employment) -> str:
    name = row.employer.name if row.employer else row.employer_name
    return f"{name}, since {day_words(row.effective_on)}"


def _phone(report: ChangeReport, found: Whereabouts, _on: date) -> str:
    return _reach_words(found, report.answers.get("phone_kind", ""))


def _email(_report: ChangeReport, found: Whereabouts, _on: date) -> str:
    return _reach_words(found, "email")


def _reach_words(found: Whereabouts, field: str) -> str:
    known = found.reached_by(field)
    return f"{known.value}, since {day_words(known.since)}" if known else NOTHING


def _income(report: ChangeReport, _found: Whereabouts, on: date) -> str:
    found = latest_detail(same_person_as(report.participant_id), "income_monthly", on=on)
    return f"{found.value}, since {day_words(found.effective_on)}" if found else NOTHING


def _nothing(_report: ChangeReport, _found: Whereabouts, _on: date) -> str:
    return "Told in words; nothing in the register stands for it"


STANDING: Mapping[str, Callable[[ChangeReport, Whereabouts, date], str]] = MappingProxyType({
    ChangeKind.ADDRESS: _address,
    ChangeKind.PHONE: _phone,
    ChangeKind.EMAIL: _email,
    ChangeKind.EMPLOYER: _employers,
    ChangeKind.CUSTODY: _nothing,
    ChangeKind.INCOME: _income,
    ChangeKind.OTHER: _nothing,
})  # fmt: skip
