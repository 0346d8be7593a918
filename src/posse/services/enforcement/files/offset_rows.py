"""What the federal office is to have of each parent, and what brings it there."""

from collections.abc import Collection, Mapping
from datetime import date

import numpy as np
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
from posse.rules.support.remedies.class_amounts import class_amounts
from posse.rules.support.remedies.register import ASSIGNED, UNASSIGNED, Remedy, remedy_named
from posse.services.enforcement.facts import facts_of_obligors
from posse.services.enforcement.files.kinds import ADMINISTRATIVE, OFFSET, REMEDIES_OF_FILE
from posse.services.enforcement.files.people import people_for_files, standings_for_files
from posse.services.enforcement.suppressions import marked_cases, open_cases_of
from posse.services.law import current_law

PROGRAMMES = REMEDIES_OF_FILE[OFFSET]
CLASSES = {TANF: ASSIGNED, NON_TANF: UNASSIGNED}
AT_A_TIME = 100_000
NAMES = ("surname", "given_name")
PLACES = ("line_1", "line_2", "city", "state", "zip_code")
CHANGES = {MODIFY: ("arrears_cents",), REPLACE_EXCLUSIONS: ("exclusions",), "B": NAMES,
           "C": ("case_id",), "Z": PLACES}  # fmt: skip


def offset_wanted(*, on: date) -> pl.DataFrame:
    """The rows that the federal office should have, one a parent and kind of arrears.

    A programme that does not stand for a parent is an exclusion. The tax refund is excluded
    where the kind of arrears does not qualify on its own: the two never mix.
    Source: CS-9.2-TOP-CRIT-6, 45 CFR 303.72(a)(2).
    """
    register = {name: remedy_named(current_law(), name, on=on) for name in PROGRAMMES}
    standings = standings_for_files(register.values())
    parents = people_for_files(standings["obligor"], on=on)
    noticed = standings.group_by("obligor").agg(pl.col("noticed_on").max())
    parents = parents.join(noticed, on="obligor", how="left", maintain_order="left")
    resting = _resting_parts(register[ADMINISTRATIVE], parents["obligor"], on=on)
    amounts = _amounts(register, standings, on=on)
    parents = parents.join(amounts, on="obligor", how="left", maintain_order="left")
    rows = [
        _of_kind(parents, kind, register=register, resting=resting) for kind in (TANF, NON_TANF)
    ]
    return pl.concat(rows).sort(KEY)


def _amounts(
    register: Mapping[str, Remedy], standings: pl.DataFrame, *, on: date
) -> pl.DataFrame:
    """By parent: what each programme may tell of each kind, nothing where it does not stand.

    The cases and amounts are those by which the night judges, so that no case of another
    State, and no debt that a programme may not count, is ever certified.
    Source: CS-9.2-TOP-INIT-1, CS-9.2-TOP-CRIT-6, CS-IRG-J36.
    """
    obligors = standings["obligor"].unique().sort()
    parts = []
    for first in range(0, max(len(obligors), 1), AT_A_TIME):
        read = facts_of_obligors(on=on, obligors=obligors[first : first + AT_A_TIME].to_list())
        columns = {"obligor": pl.Series(read.obligors, dtype=pl.Int64)}
        for name, remedy in register.items():
            stands = standings.filter(remedy=name)["obligor"].to_numpy()
            is_used = np.isin(read.obligors, stands)
            found = class_amounts(read.facts, remedy, law=current_law(), on=on)
            for kind, arrears in CLASSES.items():
                cents = np.where(is_used, found[arrears], 0)
                columns[f"{name} {kind}"] = pl.Series(cents, dtype=pl.Int64)
        parts.append(pl.DataFrame(columns))
    return pl.concat(parts)


def _of_kind(
    parents: pl.DataFrame,
    kind: str,
    *,
    register: Mapping[str, Remedy],
    resting: Mapping[str, Collection[int]],
) -> pl.DataFrame:
    """The rows of one kind of arrears."""
    told = {name: pl.col(f"{name} {kind}").fill_null(0) for name in PROGRAMMES}
    stands = {name: cents >= DOLLAR_CENTS for name, cents in told.items()}
    # One amount serves all: that of the first programme that stands, the tax refund before
    # the others, so that no refund is taken for more than qualifies.
    amount = pl.coalesce(*(pl.when(stands[name]).then(told[name]) for name in PROGRAMMES))
    excluded = {register[name].code: ~stands[name] for name in PROGRAMMES}
    for code, obligors in resting.items():
        is_resting = pl.col("obligor").is_in(list(obligors))
        excluded[code] = is_resting & stands[ADMINISTRATIVE]
    # In the chart's order, since exclusions are compared with what stands at the partner.
    order = exclusions_text(excluded).split(",")
    left_out = pl.concat_str(
        [pl.when(excluded[code]).then(pl.lit(code)) for code in order],
        separator=",",
        ignore_nulls=True,
    )
    rows = parents.filter(pl.any_horizontal(*stands.values()))
    ready = rows.with_columns(
        *(fitting(name, length).str.to_uppercase() for name, length in TEXTS.items()),
        transaction=pl.lit(ADD),
        case_type=pl.lit(kind),
        local_code=pl.lit(""),
        arrears_cents=amount // DOLLAR_CENTS * DOLLAR_CENTS,
        exclusions=left_out,
        zip_code=pl.col("zip_code").str.replace_all(r"\D", ""),
    )
    return ready.select("obligor", *COLUMNS)


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
