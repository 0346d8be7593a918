"""What a night posts: the difference between what the facts say and what is posted."""

from collections import Counter
from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st
from polars.testing import assert_frame_equal
from tests.property.profile import laws

from posse.ledger.fold import POSTING_KEY, POSTINGS
from posse.services.books.posting import difference

few = st.integers(1, 3)
accounts = st.permutations([210, 300, 301, 1000]).map(lambda four: tuple(four[:2]))
# Few keys and small amounts, so that rows meet, cancel and turn round.
posting = st.builds(
    lambda number, day, pair, cents: (number, number, 0, 1, number, day, *pair, cents),
    few,
    st.sampled_from([date(2026, 1, 1), date(2026, 1, 2)]),
    accounts,
    st.integers(1, 3),
)
frames = st.lists(posting, max_size=12).map(
    lambda rows: pl.DataFrame(rows, schema=POSTINGS, orient="row")
)


def net(postings):
    """Cents by key, whichever way round the two accounts stand."""
    found = Counter()
    for *key, debit, credit, cents in postings.iter_rows():
        found[*key, *sorted((debit, credit))] += cents if debit < credit else -cents
    return {key: cents for key, cents in found.items() if cents}


@laws(300)
@given(derived=frames, posted=frames)
def test_posting_the_difference_makes_the_books_what_the_facts_say(derived, posted):
    missing = difference(derived, posted)
    assert net(pl.concat([posted, missing])) == net(derived)


@laws(300)
@given(derived=frames, posted=frames)
def test_once_the_difference_is_posted_nothing_is_missing(derived, posted):
    missing = difference(derived, posted)
    assert difference(derived, pl.concat([posted, missing])).is_empty()


@laws(200)
@given(derived=frames, posted=frames)
def test_a_difference_is_one_row_a_key_of_more_than_nothing(derived, posted):
    missing = difference(derived, posted)
    assert (missing["amount_cents"] > 0).all()
    assert missing.columns == list(POSTINGS)
    pairs = missing.with_columns(
        debit=pl.min_horizontal("debit", "credit"), credit=pl.max_horizontal("debit", "credit")
    )
    assert not pairs.select(POSTING_KEY).is_duplicated().any()


@laws(100)
@given(derived=frames, posted=frames)
def test_taking_back_is_the_difference_the_other_way_round(derived, posted):
    forth, back = difference(derived, posted), difference(posted, derived)
    turned = back.select(
        *POSTING_KEY[:-2], debit="credit", credit="debit", amount_cents="amount_cents"
    )
    assert_frame_equal(forth.sort(POSTING_KEY), turned.sort(POSTING_KEY))
