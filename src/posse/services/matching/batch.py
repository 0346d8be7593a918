"""The duplicate report: all people compared with all others that share a key, by Splink.

Splink runs on DuckDB in memory, under the weights of the law. A pair stands in the report
when its score is high enough, or when both have the same number though they do not look
alike: that number is wrong for one of them. A pair decided different does not come again.
"""

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import duckdb
import polars as pl
from django.db import connection, transaction

from posse.apps.matching.choices import PairKind, Verdict
from posse.apps.matching.models import DuplicatePair, DuplicateReport
from posse.services.bulk import read_frame, write_frame
from posse.services.law import current_law
from posse.services.matching.comparison import score_of, splink_settings, weights_on
from posse.services.matching.fields import DIFFERENT, FIELDS, Field
from posse.services.matching.frames import BLOCKS, records_frame

if TYPE_CHECKING:
    from splink import Linker

DECIDED_DIFFERENT = """
    SELECT one_id, other_id FROM (
        SELECT DISTINCT ON (one_id, other_id) one_id, other_id, verdict
        FROM matching_pairdecision ORDER BY one_id, other_id, id DESC) AS last
    WHERE verdict = %s"""
PAIR = {"one_id": pl.Int64, "other_id": pl.Int64}


@dataclass(frozen=True)
class Compared:
    """What comparing everybody with everybody else gave."""

    people_count: int
    compared_count: int
    placeholder_count: int
    pairs: pl.DataFrame


def do_report_duplicates(*, on: date, by: str) -> DuplicateReport:
    """Compare all people and keep the pairs that look alike, in place of the last report's."""
    found = compared_people(on=on)
    with transaction.atomic():
        _do_forget_last_pairs()
        report = DuplicateReport.objects.create(
            made_on=on,
            people_count=found.people_count,
            compared_count=found.compared_count,
            pair_count=found.pairs.height,
            placeholder_count=found.placeholder_count,
            law_fingerprint=current_law().fingerprint,
            recorded_by=by,
        )
        rows = found.pairs.with_columns(report_id=pl.lit(report.pk))
        write_frame("matching_duplicatepair", rows)
    return report


def _do_forget_last_pairs() -> None:
    """Empty the table of pairs, one report at a time."""
    with connection.cursor() as cursor:
        cursor.execute("LOCK TABLE matching_duplicatepair IN EXCLUSIVE MODE")
    DuplicatePair.objects.all().delete()


def compared_people(*, on: date) -> Compared:
    """The pairs worth showing, with kind, score, weight and the level of each field."""
    people, placeholders = without_placeholders(records_frame(), on=on)
    predictions = splink_pairs(people, on=on)
    score_min = current_law().value("support.matching.report_score", on=on)
    score = pl.col("match_weight").map_elements(score_of, return_dtype=pl.Int64)
    is_alike = pl.col("score") >= score_min
    shown = (
        predictions.with_columns(score=score)
        .filter(is_alike | (pl.col("ssn") == "same"))
        .with_columns(
            kind=pl.when(is_alike)
            .then(pl.lit(str(PairKind.ALIKE)))
            .otherwise(pl.lit(str(PairKind.SHARED_NUMBER)))
        )
        .join(_decided_different(), on=list(PAIR), how="anti")
    )
    levels = pl.struct(field.name for field in FIELDS).struct.json_encode()
    pairs = shown.sort("match_weight", "one_id", "other_id", descending=[True, False, False])
    return Compared(
        people_count=people.height,
        compared_count=predictions.height,
        placeholder_count=placeholders,
        pairs=pairs.select(
            *PAIR,
            "kind",
            "score",
            weight_millibits=(pl.col("match_weight") * 1000).round().cast(pl.Int64),
            levels=levels,
        ),
    )


def _decided_different() -> pl.DataFrame:
    return read_frame(DECIDED_DIFFERENT, schema=PAIR, params=[str(Verdict.DIFFERENT)])


def without_placeholders(people: pl.DataFrame, *, on: date) -> tuple[pl.DataFrame, int]:
    """People without the numbers that so many have that they tell nothing, and how many."""
    most = current_law().value("support.matching.shared_number_people", on=on)
    held = people.filter(pl.col("ssn") != "").group_by("ssn").len()
    placeholders = held.filter(pl.col("len") > most)["ssn"]
    is_placeholder = pl.col("ssn").is_in(placeholders.implode())
    without = people.with_columns(
        ssn=pl.when(is_placeholder).then(pl.lit("")).otherwise("ssn"),
        ssns=pl.when(is_placeholder)
        .then(pl.lit([], dtype=pl.List(pl.String)))
        .otherwise("ssns"),
    )
    return without, placeholders.len()


def splink_pairs(people: pl.DataFrame, *, on: date) -> pl.DataFrame:
    """Every pair that shares a key: each field's level, and ``match_weight`` in bits."""
    with duckdb.connect() as database:
        result = linker_of(people, database, on=on).inference.predict()
        found: pl.DataFrame = database.table(result.physical_name).pl()
    one, other = pl.col("participant_l"), pl.col("participant_r")
    return found.select(
        one_id=pl.min_horizontal(one, other),
        other_id=pl.max_horizontal(one, other),
        match_weight="match_weight",
        **{field.name: _level_names(field) for field in FIELDS},
    )


def linker_of(
    people: pl.DataFrame, database: duckdb.DuckDBPyConnection, *, on: date
) -> "Linker":
    """Splink over a frame of records, with the weights in force on a day."""
    # Imported here because Splink brings charts along, which cost every other command a second.
    from splink import DuckDBAPI, Linker  # noqa: PLC0415

    api = DuckDBAPI(database)
    settings = splink_settings(weights_on(on), keys=BLOCKS, lists=["ssns"])
    table = api.register(people.to_arrow(), table_name="people")
    return Linker(table, settings, log_level="WARNING")


def _level_names(field: Field) -> pl.Expr:
    """The names of levels for Splink's numbers of them, which count from the last one up."""
    names = [DIFFERENT, *(level.name for level in reversed(field.levels))]
    numbers = {-1: "", **dict(enumerate(names))}
    return pl.col(f"gamma_{field.name}").replace_strict(numbers, return_dtype=pl.String)
