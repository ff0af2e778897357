"""Which drawing of the areas was in force: what results say of it, and who works where."""

from __future__ import annotations

import hashlib
import json
from datetime import date, timedelta
from typing import Any

from .areas import Areas
from .register import Register

__all__ = ["area_tree", "boundaries_on", "fingerprint_of", "practice_names"]

Tree = dict[str, Any]


def area_tree(register: Register, day: date) -> Tree:
    """The areas as they lay on a day, for whoever adds cells up: level, name and parents by area."""
    areas = Areas.on(_rows(register, "area"), day)
    return {
        a: {"level": areas.level[a], "name": areas.name[a], "parents": list(areas.parents.get(a, ()))}
        for a in sorted(areas.level)
    }


def fingerprint_of(tree: Tree) -> str:
    return hashlib.sha256(json.dumps(tree, sort_keys=True).encode()).hexdigest()


def boundaries_on(register: Register, day: date) -> dict[str, Any] | None:
    """Since when the drawing of the areas holds, and a fingerprint of the tree; ``None`` where no areas are known."""
    rows = _rows(register, "area")
    if not rows:
        return None
    changes = {r["valid_start_date"] for r in rows} | {
        r["valid_end_date"] + timedelta(days=1) for r in rows if r["valid_end_date"]
    }
    since = max((d for d in changes if d <= day), default=None)
    return {"since": since.isoformat() if since else None, "fingerprint": fingerprint_of(area_tree(register, day))}


def practice_names(register: Register) -> dict[str, str]:
    """The name of each care site, by its number as text; its number where it has no name."""
    return {
        str(r["care_site_id"]): r["care_site_name"] or r["care_site_source_value"] or str(r["care_site_id"])
        for r in _rows(register, "care_site")
    }


def _rows(register: Register, table: str) -> list[dict[str, Any]]:
    import pyarrow.parquet as pq

    files = register.files(table) if table in register.tables else []
    return [row for f in files for row in pq.read_table(f).to_pylist()]
