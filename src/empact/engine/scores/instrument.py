"""An instrument on a plain table with one row per assessment: its items are the columns."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ...instruments.instrument import Instrument
from ...instruments.scoring import score
from ...terms.errors import UserError
from .source import read_columns, require_columns

if TYPE_CHECKING:
    import pyarrow

__all__ = ["instrument_table"]


def instrument_table(table: pyarrow.Table | Path | str, *, instrument: Instrument, person: str) -> pyarrow.Table:
    """Score every row of an Arrow table, or of a CSV or Parquet file, in the order of the rows.

    Columns: the person as it came, ``value``, ``label``, and ``refused``: the sentence for a
    row that has no score, outside the population or with an answer that cannot be. No row is lost.
    Raises :class:`UserError` for a column that is missing, or an instrument that does not ask items.
    """
    import pyarrow

    needed = tuple(key for key, item in instrument.items.items() if item.needed)
    optional = tuple(key for key, item in instrument.items.items() if not item.needed)
    if not needed:
        raise UserError(f"{instrument.code} is not scored from the columns of a table.", hint="Score it from code.")
    if isinstance(table, (str, Path)):
        table = read_columns(Path(table), (person, *needed), optional)
    else:
        require_columns(table.column_names, (person, *needed))
    values: list[float | None] = []
    labels: list[str | None] = []
    refused: list[str | None] = []
    for row in table.select([c for c in (*needed, *optional) if c in table.column_names]).to_pylist():
        try:
            scored = score(instrument, row)
        except UserError as error:
            values.append(None)
            labels.append(None)
            refused.append(error.message)
        else:
            values.append(float(scored.value))
            labels.append(scored.label or None)
            refused.append(None)
    return pyarrow.table(
        {
            person: table.column(person),
            "value": pyarrow.array(values, pyarrow.float64()),
            "label": pyarrow.array(labels, pyarrow.string()),
            "refused": pyarrow.array(refused, pyarrow.string()),
        }
    )
