"""How a table is declared: grain in a sentence; per column its type, unit, meaning of null and origin."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

__all__ = ["Column", "Table", "Type"]

Type = Literal["BOOLEAN", "INTEGER", "BIGINT", "DOUBLE", "DATE", "VARCHAR"]


@dataclass(frozen=True, slots=True)
class Column:
    """One column.

    ``null`` says the one thing a null means; ``None`` means the column is never null.
    ``ours`` marks what OMOP CDM 5.4 does not have. ``concept`` marks a key into this register's own ``concept`` table.
    """

    name: str
    type: Type
    about: str
    null: str | None = None
    unit: str = ""
    ours: bool = False
    concept: bool = False
    refers_to: str = ""
    minimum: float | None = None
    maximum: float | None = None

    @property
    def required(self) -> bool:
        return self.null is None


@dataclass(frozen=True, slots=True)
class Table:
    """One table of the canonical model.

    ``key`` is the primary key; ``person_sorted`` tables are split into parts by person range and
    sorted by (person_id, ``date``); the others are small and whole.
    """

    name: str
    grain: str
    columns: tuple[Column, ...]
    key: str
    date: str = ""
    person_sorted: bool = True
    ours: bool = False
    concept_domain: str = ""

    def __post_init__(self) -> None:
        names = [c.name for c in self.columns]
        if len(names) != len(set(names)):
            raise ValueError(f"{self.name}: a column is declared twice")
        for needed in (self.key, self.date):
            if needed and needed not in names:
                raise ValueError(f"{self.name}: no column {needed}")

    def column(self, name: str) -> Column:
        return next(c for c in self.columns if c.name == name)

    @property
    def concept_column(self) -> str:
        """The column that says what happened, as a key into ``concept``; empty where there is none."""
        return next((c.name for c in self.columns if c.concept), "")

    @property
    def order(self) -> tuple[str, ...]:
        """How rows are sorted on disk.

        Person first, then code, then date: all the engine wants to know of a person and a code lies side by side.
        The key comes last, so that equal input gives equal bytes.
        """
        if not self.person_sorted:
            return (self.key,)
        return tuple(dict.fromkeys(n for n in ("person_id", self.concept_column, self.date, self.key) if n))

    def ddl(self) -> str:
        """``CREATE TABLE`` in the portable subset of SQL."""
        lines = [f"  {c.name} {c.type}{' NOT NULL' if c.required else ''}" for c in self.columns]
        return f"CREATE TABLE {self.name} (\n" + ",\n".join(lines) + "\n)"
