"""A plain table with a heading: what is shown of a register, and of people who moved between two results."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

__all__ = ["Listing"]

Value = str | int | float | None


@dataclass(frozen=True, slots=True)
class Listing:
    """``facts`` hold what the reader has to know of all rows; ``notes`` are sentences below the table."""

    name: str
    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Value, ...], ...]
    facts: Mapping[str, Any] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
