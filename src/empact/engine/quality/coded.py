"""Checks of codes and of measured values: which codes a register holds, and what each of them can measure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ...tables import Table
from ...terms.codes import SYSTEMS
from ..database import Database, sql_text
from .check import Check
from .rules import Plausible, Rules

__all__ = ["code_checks", "number_codes"]


def number_codes(db: Database) -> list[dict[str, Any]]:
    """Makes ``quality_code`` of the register's concepts (which must be at hand as ``concept``); gives them as rows."""
    import pyarrow as pa

    rows = db.rows("SELECT concept_id, vocabulary_id, concept_code FROM concept ORDER BY concept_id")
    for row in rows:
        known = SYSTEMS.get(row["vocabulary_id"])
        row["is_local"] = known is None or known.id == "local"
        row["is_misshapen"] = known is not None and not known.is_valid(row["concept_code"])
    unique = {row["concept_id"]: row for row in rows}
    types = {"concept_id": pa.int32(), "is_local": pa.bool_(), "is_misshapen": pa.bool_()}
    made = {name: pa.array([row[name] for row in unique.values()], type=kind) for name, kind in types.items()}
    db.register("quality_code", pa.table(made))
    return rows


def code_checks(table: Table, concepts: Sequence[dict[str, Any]], rules: Rules) -> Iterator[Check]:
    """Checks on the code of a row and, for measurements, on number and unit of every code we know limits of."""
    column = table.concept_column
    if not column:
        return
    said = f"e.{column} IS NOT NULL"
    for kind, flag in (("local_code", "is_local"), ("code_shape", "is_misshapen")):
        some = any(concept[flag] for concept in concepts)  # else there is nothing to look up row by row
        yield Check(kind, table.name, column, f"c.{flag}" if some else "1 = 0", said)
    if table.name != "measurement":
        return
    numeric = "e.value_as_number IS NOT NULL"
    yield Check("unit_missing", table.name, "unit_source_value", "e.unit_source_value IS NULL", numeric)
    for concept in concepts:
        limits = rules.plausible.get(concept["concept_code"]) if concept["vocabulary_id"] == "loinc" else None
        if limits:
            of_code = f"e.measurement_concept_id = {int(concept['concept_id'])} AND {numeric}"
            yield from _of_value(concept["concept_code"], limits, of_code)


def _of_value(code: str, limits: Sequence[Plausible], of_code: str) -> Iterator[Check]:
    known = " OR ".join(_in_unit(of) for of in limits)
    outside = " OR ".join(f"({_in_unit(of)} AND NOT ({_within(of)}))" for of in limits)
    other = " OR ".join(f"({_in_unit(of)} AND {_within(than)})" for of in limits for than in limits if of is not than)
    name = f"{limits[0].name} ({code})"
    with_unit = f"{of_code} AND e.unit_source_value IS NOT NULL"
    yield Check("unit_unknown", "measurement", "unit_source_value", f"NOT ({known})", with_unit, name, code)
    fails = f"({outside}) AND NOT ({other})" if other else outside
    yield Check("value_implausible", "measurement", "value_as_number", fails, f"{of_code} AND ({known})", name, code)
    if other:
        mixed = f"({outside}) AND ({other})"
        yield Check("unit_mixed_up", "measurement", "unit_source_value", mixed, f"{of_code} AND ({known})", name, code)


def _in_unit(of: Plausible) -> str:
    listed = ", ".join(map(sql_text, of.units))
    return f"e.unit_source_value IN ({listed})"


def _within(of: Plausible) -> str:
    return f"e.value_as_number BETWEEN {of.low!r} AND {of.high!r}"
