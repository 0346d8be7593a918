"""Writers of notes, and the search over the notes of all cases."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from django.contrib.postgres.search import SearchHeadline, SearchQuery
from django.db import IntegrityError, transaction
from django.db.models import F, QuerySet

from posse.apps.cases.models import Case
from posse.apps.records.models import Note
from posse.services.law import current_law
from posse.services.records.twice import just_recorded
from posse.services.register.entries import required

NOTE_LENGTH = 10_000
TEMPLATES = "support.records.note_templates"
# More than anybody reads; a search that finds more asks for another word.
FOUND_MAX = 500
# Neither mark can stand in a note, for a form refuses control characters.
BEGIN, END = "\x02", "\x03"


@dataclass(frozen=True)
class NoteTemplate:
    """A note that many begin with: its name, its title, and its words with gaps."""

    name: str
    title: str
    text: str


def note_templates(*, on: date) -> tuple[NoteTemplate, ...]:
    """The templates of this installation."""
    rows = current_law().value(TEMPLATES, on=on)
    return tuple(NoteTemplate(row["name"], row["title"], row["text"]) for row in rows)


@transaction.atomic
def do_write_note(
    *,
    case: Case,
    text: str,
    on: date,
    by: str,
    template: str = "",
    corrects: Note | None = None,
    effective_on: date | None = None,
) -> Note:
    """A note about a case; one that ``corrects`` another stands beside it, not over it.

    Raises: ValueError in words.
    """
    text = checked_text(text)
    titles = {each.name: each.title for each in note_templates(on=on)}
    if template and template not in titles:
        raise ValueError(f"there is no template {template!r}")
    if corrects is not None and corrects.case_id != case.pk:
        raise ValueError("a note can only correct one of the same case")
    if effective_on is not None and effective_on > on:
        raise ValueError("a note tells what happened, so its day cannot lie ahead")
    told = {
        "case": case,
        "text": text,
        "template": titles.get(template, ""),
        "corrects": corrects,
        "effective_on": effective_on or on,
        "recorded_on": on,
        "recorded_by": by,
    }
    try:
        with transaction.atomic():
            return just_recorded(Note, **told) or Note.objects.create(**told)
    except IntegrityError as twice:
        raise ValueError(
            "that note was corrected already; correct its latest wording instead"
        ) from twice


def checked_text(text: str) -> str:
    """The words of a note: some, not too many, and no control characters."""
    plain = text.replace("\r\n", "\n")
    if any(ord(letter) < 32 and letter not in "\n\t" for letter in plain):
        raise ValueError("the note holds characters that cannot be shown")
    return required(plain, what="the note", length_max=NOTE_LENGTH)


@dataclass(frozen=True)
class Part:
    """A piece of a found note; ``is_hit`` where it is one of the words asked for."""

    words: str
    is_hit: bool


@dataclass(frozen=True)
class FoundNote:
    """A note that a search found, with the pieces around the words."""

    note: Note
    parts: tuple[Part, ...]


def notes_found(
    words: str, *, hidden_cases: Collection[int] = (), limit: int = FOUND_MAX
) -> QuerySet[Note]:
    """The newest notes of all cases with these words in any of their forms.

    Words in quotes must follow each other, ``or`` finds either, a minus leaves out. Cases
    that may not be seen are left out.
    """
    query = SearchQuery(words, config="english", search_type="websearch")
    found = Note.objects.filter(stems=query).exclude(case__in=hidden_cases)
    return found.select_related("case", "corrected_by").order_by("-id")[:limit]


def with_headlines(notes: Collection[Note], words: str) -> list[FoundNote]:
    """The notes of one page with the pieces in which the words stand."""
    query = SearchQuery(words, config="english", search_type="websearch")
    headline = SearchHeadline(
        F("text"), query, config="english", start_sel=BEGIN, stop_sel=END,
        max_fragments=2, max_words=30, min_words=12,
    )  # fmt: skip
    rows = Note.objects.filter(pk__in=[note.pk for note in notes]).annotate(headline=headline)
    headlines = dict(rows.values_list("pk", "headline"))
    return [FoundNote(note, _parts(headlines.get(note.pk, note.text))) for note in notes]


def _parts(headline: str) -> tuple[Part, ...]:
    first, *rest = headline.split(BEGIN)
    parts = [Part(first, is_hit=False)]
    for piece in rest:
        hit, _, after = piece.partition(END)
        parts += [Part(hit, is_hit=True), Part(after, is_hit=False)]
    return tuple(part for part in parts if part.words)
