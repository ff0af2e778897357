"""What was not taken up at loading, and why."""

from __future__ import annotations

from typing import Any

from ..database import Database
from ..register import Register
from .listing import Listing

__all__ = ["rejects_of", "stated"]


def rejects_of(db: Database, register: Register) -> Listing:
    """One row per source, file and reason; and the sum that must hold: rows in = rows kept + rows rejected."""
    rows: list[tuple[Any, ...]] = []
    if "reject" in register.tables and register.rows("reject"):
        db.register("reject", register.files("reject"))
        found = db.fetch(
            "SELECT source, file, reason, min(hint) AS hint, count(*) AS n, min(line) AS line FROM reject "
            "GROUP BY source, file, reason ORDER BY source, file, reason"
        ).to_pylist()
        rows = [(r["source"], r["file"], r["reason"], r["n"], r["line"], r["hint"]) for r in found]
    files = [f for source in register.manifest.get("sources", ()) for f in source["files"]]
    total = {key: sum(f[key] for f in files) for key in ("rows_in", "rows_kept", "rows_rejected")}
    holds = total["rows_in"] == total["rows_kept"] + total["rows_rejected"]
    said = f"{total['rows_in']} rows in = {total['rows_kept']} kept + {total['rows_rejected']} rejected"
    return Listing(
        "rejects",
        "Rows that were not taken up",
        ("source", "file", "reason", "rows", "first_line", "hint"),
        tuple(rows),
        stated(register) | {"equation": {**total, "holds": holds}},
        (said + ("" if holds else ": THIS DOES NOT ADD UP"),),
    )


def stated(register: Register) -> dict[str, Any]:
    """What a reader has to know of a register."""
    return {
        "register": register.version,
        "last_load": register.manifest.get("created_at") or None,
        "sources": sorted({s["name"] for s in register.manifest.get("sources", ())}),
    }
