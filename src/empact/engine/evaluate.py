"""Any criteria, asked of a whole register in one call."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING

from ..criteria.nodes import Flag
from ..definitions.models import Library
from .evaluator import Evaluator
from .register import Register
from .session import Session

if TYPE_CHECKING:
    import pyarrow as pa

__all__ = ["evaluate"]


def evaluate(register: Register, flags: Mapping[str, Flag], as_of: date, library: Library) -> pa.Table:
    """One row per person in order of ``person_id`` (dead and departed included), one boolean column per name."""
    import pyarrow as pa

    from .duckdb import connect

    tables = []
    with connect(ordered=True) as db:
        session = Session.open(db, register, library, as_of)
        needs = session.needs(flags.values())
        for data in session.parts(needs):
            evaluator = Evaluator(data, library)
            columns = {name: pa.array(evaluator.flag(flag)) for name, flag in flags.items()}
            tables.append(pa.table({"person_id": pa.array(data.people.ids), **columns}))
    return pa.concat_tables(tables)
