"""From one ``law.yaml`` to its parameters, checked field by field."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from posse.rules.citations import citation_fault, is_clause_id
from posse.rules.clauses import clauses
from posse.rules.errors import LawFileInvalid
from posse.rules.value_units import read_value
from posse.rules.yaml_files import read_checked

# The law of a remedy has tables of fixed columns, so a schema of its own looks at them too.
REMEDIES = "remedies"


@dataclass(frozen=True)
class DatedValue:
    """What held from a day on, who says so, and how sure that is.

    ``value`` is in the type of its unit: whole cents for ``cents``, a Ratio for ``ratio``,
    a tuple of read-only rows for ``table``, a TimeFrame for ``time_frame``. ``sure`` is
    ``seen``, ``second_hand``, ``derived`` or ``unverified``.
    """

    key: str
    label: str
    unit: str
    comparator: str | None
    value: Any
    effective_from: date
    cites: tuple[str, ...]
    sure: str
    source: str
    note: str


@dataclass(frozen=True)
class Parameter:
    """One named quantity of the law and all its dated values, oldest first."""

    key: str
    label: str
    unit: str
    comparator: str | None
    choices: tuple[str, ...]
    values: tuple[DatedValue, ...]
    file: Path


def layer_parameters(layer: Path) -> Iterator[Parameter]:
    """Every parameter of the law files below ``layer``.

    The key is the folder's path and the name, with dots: ``support/disbursement/law.yaml``
    holds ``support.disbursement.…``.
    Raises: LawFileInvalid.
    """
    for file in sorted(layer.rglob("law.yaml")):
        prefix = ".".join(file.parent.relative_to(layer).parts)
        content = read_checked(file, "law")
        if REMEDIES in file.parent.parts:
            read_checked(file, "remedy")
        for name, raw in content["parameters"].items():
            yield _parameter(f"{prefix}.{name}", raw, file)


def dated_value(
    raw: dict[str, Any], parameter: Parameter, *, file: Path, where: str
) -> DatedValue:
    """One entry of ``values``, or a profile's setting, read in the parameter's unit.

    Raises: LawFileInvalid for a value, date or citation that cannot stand.
    """
    try:
        value = read_value(raw["value"], parameter.unit, parameter.choices)
        effective_from = date.fromisoformat(raw["from"])
    except ValueError as error:
        raise LawFileInvalid(file, where, f"{error} (unit {parameter.unit})") from error
    _check_cites(raw, file=file, where=where)
    return DatedValue(
        key=parameter.key,
        label=parameter.label,
        unit=parameter.unit,
        comparator=parameter.comparator,
        value=value,
        effective_from=effective_from,
        cites=tuple(raw["cites"]),
        sure=raw["sure"],
        source=raw.get("source", ""),
        note=raw.get("note", ""),
    )


def _parameter(key: str, raw: dict[str, Any], file: Path) -> Parameter:
    name = key.rpartition(".")[2]
    choices = tuple(raw.get("choices", ()))
    if (raw["unit"] == "choice") != bool(choices):
        reason = "unit 'choice' and a list of choices go together"
        raise LawFileInvalid(file, f"parameters.{name}", reason)
    # Built without values first, because each value carries its parameter's words.
    bare = Parameter(
        key, raw["label"], raw["unit"], raw.get("comparator"), choices, values=(), file=file
    )
    values = tuple(
        dated_value(entry, bare, file=file, where=f"parameters.{name}.values[{place}]")
        for place, entry in enumerate(raw["values"])
    )
    dates = [value.effective_from for value in values]
    if dates != sorted(set(dates)):
        reason = "the dates of 'from' must rise, each one once"
        raise LawFileInvalid(file, f"parameters.{name}.values", reason)
    return Parameter(key, bare.label, bare.unit, bare.comparator, choices, values, file)


def _check_cites(raw: dict[str, Any], *, file: Path, where: str) -> None:
    """Citations have a fixed form, name clauses that exist, and are missing only openly."""
    for citation in (*raw["cites"], *_row_cites(raw["value"])):
        fault = citation_fault(citation)
        if fault:
            raise LawFileInvalid(file, f"{where}.cites", fault)
        if is_clause_id(citation) and citation not in clauses():
            raise LawFileInvalid(file, f"{where}.cites", f"there is no clause {citation!r}")
    if not raw["cites"] and not (raw["sure"] == "unverified" and raw.get("note")):
        reason = "a value without a citation must be 'unverified' and say in a note whose it is"
        raise LawFileInvalid(file, f"{where}.cites", reason)


def _row_cites(raw: Any) -> Iterator[str]:
    """The citations that rows of a table carry, however deep."""
    if isinstance(raw, list):
        for each in raw:
            yield from _row_cites(each)
    elif isinstance(raw, dict):
        for key, each in raw.items():
            yield from each if key == "cites" else _row_cites(each)
