"""The duplicate report for the screens: its pairs that still await a decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from posse.apps.matching.choices import PairKind, Verdict
from posse.apps.matching.models import DuplicatePair, DuplicateReport, PairDecision
from posse.services.matching.comparison import weights_on
from posse.services.matching.fields import DIFFERENT, FIELDS
from posse.services.pages.pairs import Person, people_for_pairs


@dataclass(frozen=True)
class PairRow:
    """A pair of the report, with the fields that speak for one person, in words."""

    one: Person
    other: Person
    kind: str
    score: int
    reasons: tuple[str, ...]

    @property
    def kind_words(self) -> str:
        """Why the pair stands in the report."""
        return str(PairKind(self.kind).label)

    @property
    def is_shared_number(self) -> bool:
        """Whether both only have a number in common."""
        return self.kind == PairKind.SHARED_NUMBER


def last_report() -> DuplicateReport | None:
    """The latest duplicate report."""
    return DuplicateReport.objects.order_by("-id").first()


def undecided_pairs(*, kind: str = "", without: Iterable[int] = ()) -> QuerySet[DuplicatePair]:
    """The last report's pairs of one kind, or of both, that nobody has decided yet.

    ``without`` are people who are closed to whoever looks.
    """
    decisions = PairDecision.objects.filter(one=OuterRef("one"), other=OuterRef("other"))
    verdict = Subquery(decisions.order_by("-id").values("verdict")[:1])
    closed = list(without)
    undecided = (
        DuplicatePair.objects.annotate(verdict=verdict)
        .filter(Q(verdict=None) | Q(verdict=Verdict.OPEN))
        .exclude(Q(one__in=closed) | Q(other__in=closed))
    )
    return undecided.filter(kind=kind) if kind in PairKind.values else undecided


def pair_rows(pairs: Iterable[DuplicatePair], *, on: date) -> list[PairRow]:
    """Pairs with the people's names and cases, and the words of the law for each field."""
    chosen = list(pairs)
    people = people_for_pairs(
        {each for pair in chosen for each in (pair.one_id, pair.other_id)}
    )
    levels = weights_on(on).levels
    return [
        PairRow(
            one=people[pair.one_id],
            other=people[pair.other_id],
            kind=pair.kind,
            score=pair.score,
            reasons=tuple(
                f"{field.label}: {levels[field.name][name].words.lower()}"
                for field in FIELDS
                if (name := pair.levels[field.name]) not in {"", DIFFERENT}
                and field.name != "sex"
            ),
        )
        for pair in chosen
    ]
