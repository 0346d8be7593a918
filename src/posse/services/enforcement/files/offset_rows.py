"""What the federal office is to have of each parent, and what brings it there."""

from collections.abc import Collection, Mapping
from datetime import date

import polars as pl

from posse.apps.cases.models import Case
from posse.apps.enforcement.choices import SuppressionKind
from posse.formats.federal_offset import (
    ADD,
    DELETE,
    MODIFY,
    NON_TANF,
    REPLACE_EXCLUSIONS,
    TANF,
)
from posse.formats.federal_offset.submission import (
    COLUMNS,
    DOLLAR_CENTS,
    KEY,
    TEXTS,
    exclusions_text,
)
from posse.formats.record_lines import fitting
from posse.rules.support.remedies.register import Remedy, remedy_named
from posse.services.enforcement.files.people import parents_for_files, standings_for_files
from posse.services.enforcement.suppressions import marked_cases, open_cases_of
from posse.services.law import current_law

TAX_OFFSET, ADMINISTRATIVE = "federal_tax_offset", "federal_admin_offset"
# One file serves them all. Source: CS-9.2-MSFIDM-2, CS-9.2-INS-2.
PROGRAMMES = (TAX_OFFSET, ADMINISTRATIVE, "passport_denial", "msfidm", "insurance_match")
ARREARS = {TANF: "assigned_cents", NON_TANF: "unassigned_cents"}
NAMES = ("surname", "given_name")
PLACES = ("line_1", "line_2", "city", "state", "zip_code")
CHANGES = {MODIFY: ("arrears_cents",), REPLACE_EXCLUSIONS: ("exclusions",), "B": NAMES,
           "C": ("case_id",), "Z": PLACES}  # fmt: skip
COMPARE = {">": pl.Expr.gt, ">=": pl.Expr.ge}


def offset_wanted(*, on: date) -> pl.DataFrame:
    """The rows that the federal office should have, one a parent and kind of arrears.

    A programme that does not stand for a parent is an exclusion. The tax refund is excluded
    where the kind of arrears does not qualify on its own: the two never mix.
    Source: CS-9.2-TOP-CRIT-6, 45 CFR 303.72(a)(2).
    """
    register = {name: remedy_named(current_law(), name, on=on) for name in PROGRAMMES}
    parents = parents_for_files(PROGRAMMES, on=on)
    standings = standings_for_files(PROGRAMMES)
    for name in PROGRAMMES:
        of_remedy = standings.filter(pl.col("remedy") == name)["obligor"]
        parents = parents.with_columns(pl.col("obligor").is_in(of_remedy.implode()).alias(name))
    noticed = standings.group_by("obligor").agg(pl.col("noticed_on").max())
    parents = parents.join(noticed, on="obligor", how="left", maintain_order="left")
    resting = _resting_parts(register[ADMINISTRATIVE], parents["obligor"], on=on)
    rows = [
        _of_kind(parents, kind, register=register, resting=resting) for kind in (TANF, NON_TANF)
    ]
    return pl.concat(rows).sort(KEY)


def _of_kind(
    parents: pl.DataFrame,
    kind: str,
    *,
    register: Mapping[str, Remedy],
    resting: Mapping[str, Collection[int]],
) -> pl.DataFrame:
    """The rows of one kind of arrears."""
    cents = pl.col(ARREARS[kind])
    is_taxed = pl.col(TAX_OFFSET) & _qualifies(register[TAX_OFFSET], ARREARS[kind])
    stands = {name: pl.col(name) for name in PROGRAMMES} | {TAX_OFFSET: is_taxed}
    excluded = {register[name].code: ~stands[name] for name in PROGRAMMES}
    for code, obligors in resting.items():
        is_resting = pl.col("obligor").is_in(list(obligors))
        excluded[code] = is_resting & pl.col(ADMINISTRATIVE)
    # In the chart's order, since exclusions are compared with what stands at the partner.
    order = exclusions_text(excluded).split(",")
    told = pl.concat_str(
        [pl.when(excluded[code]).then(pl.lit(code)) for code in order],
        separator=",",
        ignore_nulls=True,
    )
    rows = parents.filter((cents >= DOLLAR_CENTS) & pl.any_horizontal(*stands.values()))
    ready = rows.with_columns(
        *(fitting(name, length).str.to_uppercase() for name, length in TEXTS.items()),
        transaction=pl.lit(ADD),
        case_type=pl.lit(kind),
        local_code=pl.lit(""),
        arrears_cents=cents // DOLLAR_CENTS * DOLLAR_CENTS,
        exclusions=told,
        zip_code=pl.col("zip_code").str.replace_all(r"\D", ""),
    )
    return ready.select("obligor", *COLUMNS)


def _qualifies(remedy: Remedy, column: str) -> pl.Expr:
    """Whether one kind of arrears reaches the law's amount for it."""
    tests = remedy.criterion("arrears_threshold").tests
    test = next(each for each in tests if each.arrears == column.removesuffix("_cents"))
    assert test.threshold is not None, "each kind of arrears has its amount"
    return COMPARE[test.threshold.comparator](pl.col(column), pl.lit(test.threshold.value))


def _resting_parts(remedy: Remedy, obligors: pl.Series, *, on: date) -> dict[str, set[int]]:
    """For whom each part of the administrative offset rests, by its exclusion code.

    Source: CS-9.2-SUP-5.
    """
    known = set(obligors)
    found: dict[str, set[int]] = {}
    for part in remedy.parts:
        marked = marked_cases(SuppressionKind(part.suppression), on=on)
        parents = set(Case.objects.filter(pk__in=marked).values_list("obligor_id", flat=True))
        resting = {
            parent
            for parent in parents & known
            if {each.pk for each in open_cases_of(parent, on=on)} <= marked
        }
        found |= dict.fromkeys(part.codes, resting)
    return found


def transactions(wanted: pl.DataFrame, standing: pl.DataFrame) -> pl.DataFrame:
    """What brings the federal office from what it has to what it should have.

    Deletes come first, then adds and changes, each in the order of number and kind.
    Columns: those of a submission.
    """
    gone = standing.join(wanted, on=KEY, how="anti").with_columns(
        pl.lit(DELETE).alias("transaction"), pl.lit(0, dtype=pl.Int64).alias("arrears_cents")
    )
    new = wanted.select(*COLUMNS).join(standing, on=KEY, how="anti")
    both = wanted.select(*COLUMNS).join(standing, on=KEY, how="inner", suffix="_before")
    changed = [
        both.filter(
            pl.any_horizontal(pl.col(name) != pl.col(f"{name}_before") for name in names)
        )
        .with_columns(pl.lit(letter).alias("transaction"))
        .select(*COLUMNS)
        for letter, names in CHANGES.items()
    ]
    parts = [gone.select(*COLUMNS), new, *changed]
    return pl.concat([part.sort(KEY) for part in parts])
