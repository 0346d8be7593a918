"""Files to partners for pages: what went out and when the next goes, and whom one left out."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Count, QuerySet

from posse.apps.enforcement.models import SendingFinding
from posse.apps.payments.models import OutboundFile
from posse.rules.support.remedies.register import remedies
from posse.services.enforcement.files.kinds import REMEDIES_OF_FILE, WORDS
from posse.services.enforcement.files.scheduled import NOT_MADE, next_days
from posse.services.law import current_law

# In addresses a kind is one word.
SLUGS = {kind: kind.replace(" ", "-").replace("_", "-") for kind in REMEDIES_OF_FILE}
KINDS = {slug: kind for kind, slug in SLUGS.items()}


@dataclass(frozen=True)
class PartnerRow:
    """A partner: what its file is for, which went out last, and when the next is due.

    ``refusal`` says why none went out on the last of its days, where it could not be made.
    """

    slug: str
    words: str
    remedies: str
    last: OutboundFile | None
    next_on: date | None
    refusal: str


@dataclass(frozen=True)
class SentRow:
    """A file that went out, with how many it left out."""

    file: OutboundFile
    words: str
    left_out_count: int


def partner_rows(*, on: date) -> list[PartnerRow]:
    """Every partner that a file of this house goes to. Source: CS-9.2-TOP-DIST-2."""
    days = next_days(on=on)
    named = {each.name: each.words for each in remedies(current_law(), on=on)}
    return [
        PartnerRow(
            slug=SLUGS[kind],
            words=WORDS[kind],
            remedies=", ".join(named[name] for name in names if name in named),
            last=(last := _last(kind)),
            next_on=days.get(kind),
            refusal=_refusal(kind, since=last),
        )
        for kind, names in REMEDIES_OF_FILE.items()
    ]


def _last(kind: str) -> OutboundFile | None:
    files = OutboundFile.objects.filter(kind=kind).defer("content")
    return files.order_by("-business_date").first()


def _refusal(kind: str, *, since: OutboundFile | None) -> str:
    rows = SendingFinding.objects.filter(kind=kind, code=NOT_MADE)
    if since is not None:
        rows = rows.filter(business_date__gte=since.business_date)
    found = rows.order_by("-id").first()
    return found.reason if found else ""


def sent_files(*, slug: str = "") -> QuerySet[OutboundFile]:
    """Files that went to partners, the latest first; of one partner, or of all."""
    kinds = [KINDS[slug]] if slug in KINDS else list(REMEDIES_OF_FILE)
    files = OutboundFile.objects.filter(kind__in=kinds).defer("content")
    return files.order_by("-business_date", "kind")


def rows_of_sent(files: Iterable[OutboundFile]) -> list[SentRow]:
    """Files of one page, each with how many it left out."""
    chosen = list(files)
    counted = SendingFinding.objects.filter(file__in=chosen).order_by().values("file_id")
    counts = {row["file_id"]: row["count"] for row in counted.annotate(count=Count("pk"))}
    return [SentRow(each, WORDS[each.kind], counts.get(each.pk, 0)) for each in chosen]


def sent_file_by_id(file: int) -> OutboundFile | None:
    """A file that went to a partner."""
    return sent_files().select_related("run").filter(pk=file).first()


def left_out_of(file: OutboundFile, *, hidden: Collection[int]) -> QuerySet[SendingFinding]:
    """Whom a file left out, and why, without the cases that are hidden from the viewer."""
    rows = SendingFinding.objects.filter(file=file).select_related("case").order_by("id")
    return rows.exclude(case__in=hidden) if hidden else rows
