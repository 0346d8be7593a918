"""Made-up people to compare, with the slips that real records have."""

from datetime import date

from hypothesis import strategies as st

from posse.services.matching.records import Description, Record, record_of

SURNAMES = [
    "Garcia",
    "García López",
    "Lopez",
    "Gonzalez",
    "Gonzales",
    "Larkthimble",
    "Li",
    "Lee",
]
GIVEN = ["Robert", "Bob", "R", "Roberta", "Maria", "Maria Elena", "José", "Garcia", "Jon", ""]
NUMBERS = ["900214321", "900124321", "900214327", "912344321", "988776655"]
DAYS = [date(1980, 5, 4), date(1980, 4, 5), date(1981, 5, 4), date(1975, 12, 31), None]


def _descriptions() -> st.SearchStrategy[Description]:
    return st.builds(
        Description,
        surname=st.one_of(st.sampled_from(SURNAMES), st.text("ABLÑ -", max_size=6)),
        given_name=st.one_of(st.sampled_from(GIVEN), st.text("ABLÑ -", max_size=6)),
        middle_name=st.sampled_from(["", "Lopez", "Elena", "Ann"]),
        birth_date=st.sampled_from(DAYS),
        sex=st.sampled_from(["", "F", "M", "X"]),
    )


def records() -> st.SearchStrategy[Record]:
    """Records of people with one to three names and up to two numbers."""
    return st.builds(
        lambda described, ssns: record_of(described, ssns=ssns),
        st.lists(_descriptions(), min_size=1, max_size=3),
        st.lists(st.sampled_from(NUMBERS), max_size=2),
    )
