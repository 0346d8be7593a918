"""The second calculation over facts as the engine reads them, for the tests of both."""

from posse.proof.walk import books_of
from posse.services.books.second_books import plain_facts as plain

__all__ = ["plain", "slow_fold"]


def slow_fold(facts, *, through, periods):
    """The books through a date, under the law's dated ``periods``, oldest first."""
    return books_of(plain(facts), through=through, law=periods)
