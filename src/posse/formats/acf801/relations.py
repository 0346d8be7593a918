"""What the elements of an ACF-801 report say to each other.

The rows carry what the other parts know of them: ``children_served`` of a family,
``has_family`` and ``settings_used`` of a child, ``has_child`` and ``has_provider`` of a
setting.
"""

from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass

import polars as pl

from posse.formats.acf801.elements import (
    CHILD,
    CURRENT,
    FAMILY,
    PROVIDER,
    SETTING,
    Element,
    element,
)
from posse.formats.acf801.report import CHILD_KEY, FAMILY_KEY

MISSING = "missing"
NAMELESS = "The provider is told by its FEIN or by the State's identifier."
HOURS_OF_DAY = 12
# Reasons for care by which an element must be told.
INCOME_REASONS = ("1", "2", "3", "6", "7", "8")
SOURCE_REASONS = (*INCOME_REASONS, "0", "5")
WORK_REASONS = ("1", "3", "6", "8")
NO_SHARE_REASONS = ("4", "9")
SOURCES = (
    *("cash_assistance", "state_program", "housing"),
    *("food_assistance", "other_federal_cash"),
)


@dataclass(frozen=True)
class Check:
    """Where an element is wrong, and in which words."""

    element: Element
    code: str
    wrong: pl.Expr
    reason: str


def of_family(month: str) -> Iterator[Check]:
    """What the elements of one family say to each other."""
    single, size = pl.col("single_parent"), pl.col("family_size")
    reason, income = pl.col("reason_for_care"), pl.col("monthly_income_cents")
    share, works = pl.col("co_payment_cents"), pl.col("employment_income")
    served = pl.col("children_served")
    alone = single == "9"
    yield from (
        Check(_family("family_size"), "size", size < 1, "A family has at least one person."),
        Check(_family("family_size"), "size", alone & (size != 1),
              "It must be 1 where the child is reported as head of household."),
        Check(_family("family_size"), "size", (single != "9") & (size < served + 1),
              "It must be at least the children served and one more."),
        Check(_family("single_parent"), "children", alone & (served > 1),
              "A child reported as head of household is the family's only one."),
        Check(_family("monthly_income"), "income", income < share,
              "Income must be at least the co-payment."),
        Check(_family("employment_income"), "work",
              reason.is_in(WORK_REASONS) & (works != "1") & (income > 0),
              "Care for employment expects income from employment, so a 1 here."),
        Check(_family("monthly_income"), "work", reason.is_in(WORK_REASONS) & (income <= 0),
              "Care for employment expects income above zero; blank where it is not known."),
        Check(_family("month_year_assistance_started"), "later",
              pl.col("month_year_assistance_started") > month,
              "Assistance cannot have begun after the month of the report."),
        Check(_family("unique_state_identifier"), "children", served == 0,
              "A family is reported with the children that are paid for; none is here."),
        Check(_family("unique_state_identifier"), "repeated",
              pl.col(FAMILY_KEY).is_duplicated(), "The family stands here more than once."),
    )  # fmt: skip
    yield from _asked_by_reason(reason)


def _asked_by_reason(reason: pl.Expr) -> Iterator[Check]:
    """Elements that are told for some reasons of care only."""
    asked = {
        "co_payment": ~reason.is_in(NO_SHARE_REASONS),
        "monthly_income": reason.is_in(INCOME_REASONS),
        "employment_income": reason.is_in(INCOME_REASONS),
        **{name: reason.is_in(SOURCE_REASONS) for name in SOURCES},
    }
    for name, is_asked in asked.items():
        each = _family(name)
        wrong = is_asked & pl.col(each.column).is_null()
        words = f"{each.title} is missing; the reason for care asks for it."
        yield Check(each, MISSING, wrong, words)


def of_child(month: str) -> Iterator[Check]:
    """A child belongs to a family, was born by then, and was cared for somewhere."""
    birth = element("month_year_of_birth", part=CHILD)
    yield from (
        Check(birth, "later", pl.col("month_year_of_birth") > month,
              "The child cannot be born after the month of the report."),
        Check(birth, "family", ~pl.col("has_family"), "No family of this report has it."),
        Check(birth, "settings", pl.col("settings_used") == 0,
              "The child has no setting; one stands for each provider of the month."),
        Check(birth, "repeated", pl.struct(FAMILY_KEY, CHILD_KEY).is_duplicated(),
              "The family has this child's number twice."),
    )  # fmt: skip


def of_setting(month: str, version: str) -> Iterator[Check]:
    """A setting belongs to a child, its hours fit the month, and its provider is told."""
    days = monthrange(int(month[:4]), int(month[4:]))[1]
    most = HOURS_OF_DAY * days
    hours, care = element("total_hours", part=SETTING), element("type_of_care", part=SETTING)
    words = f"Hours must be from 1 to {most}, twelve for each day of the month."
    yield Check(hours, "hours", ~pl.col("total_hours").is_between(1, most), words)
    yield Check(care, "child", ~pl.col("has_child"), "No child of this report has it.")
    if version == CURRENT:
        yield from _of_its_provider()


def _of_its_provider() -> Iterator[Check]:
    """A setting of the current form names a provider that stands in the report."""
    each = element("provider_state_identifier", part=SETTING)
    yield Check(each, MISSING, _is_nameless(), NAMELESS)
    yield Check(each, "provider", ~pl.col("has_provider"),
                "No provider of this report has this FEIN or identifier.")  # fmt: skip


def of_provider() -> Iterator[Check]:
    """A provider of the current form is told by one of its numbers, once."""
    own = pl.col("provider_state_identifier")
    each = element("provider_state_identifier", part=PROVIDER)
    yield Check(each, MISSING, _is_nameless(), NAMELESS)
    is_twice = own.is_not_null() & own.is_duplicated()
    yield Check(each, "repeated", is_twice, "The provider stands here more than once.")


def _is_nameless() -> pl.Expr:
    names = pl.col("provider_fein", "provider_state_identifier")
    return pl.all_horizontal(names.is_null())


def _family(name: str) -> Element:
    return element(name, part=FAMILY)
