"""Every worklist of enforcement by its name, and how many rows each has."""

from collections.abc import Mapping
from dataclasses import dataclass

from posse.services.pages.remedy_lists.listing import Asked, Listing
from posse.services.pages.remedy_lists.parents import NOTICES, PARENTS, STILL
from posse.services.pages.remedy_lists.people import EMPLOYERS, MATCHES, REVIEWS
from posse.services.pages.remedy_lists.rests import ASKED_RESTS, SUPPRESSIONS
from posse.services.pages.worklists import COUNT_MAX, counted

LISTINGS: Mapping[str, Listing] = {
    each.name: each
    for each in (
        MATCHES, REVIEWS, NOTICES, SUPPRESSIONS, ASKED_RESTS, EMPLOYERS, STILL, PARENTS,
    )
}  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A worklist with how many rows it has, up to one above the limit."""

    listing: Listing
    count: int

    @property
    def count_words(self) -> str:
        """How many there are, as far as counted."""
        return counted(self.count)


def waiting_lists(asked: Asked) -> list[Waiting]:
    """Each worklist with its count; that of all parents stands in the table of remedies."""
    return [
        Waiting(each, each.rows(asked).order_by()[: COUNT_MAX + 1].count())
        for each in LISTINGS.values()
        if each.name != "parents"
    ]
