"""What was loaded and what the checks found in it, for the package: counts of rows, and findings hidden as everywhere."""

from __future__ import annotations

from typing import Any, Final

from ...definitions.models import Library
from ..database import Database
from ..quality import Rules, characterise
from ..register import Register
from .counted import THRESHOLD
from .quality import quality_listing
from .rejects import rejects_of, stated
from .words import LANGUAGES

__all__ = ["loads_of"]

_ROWS: Final = ("rows_in", "rows_kept", "rows_rejected")
_KEPT: Final = ("id", "verdict", "category", "subcategory", "kind", "table", "column", "counted", "n", "of", "hidden", "share")


def loads_of(
    db: Database, register: Register, rules: Rules, library: Library, *, threshold: int = THRESHOLD
) -> dict[str, Any]:
    """Sources with their files and rows, rejects by reason, and every check with its sentence in each language.

    How long a check took is left out: the same register gives the same bytes.
    """
    rejects = rejects_of(db, register)
    report = characterise(db, register, rules, library)
    told = {
        language: quality_listing(report, rules, library, stated(register), language=language, threshold=threshold, plain=True)
        for language in LANGUAGES
    }
    first = told["en"]
    at = {name: first.columns.index(name) for name in (*_KEPT, "finding", "hint")}
    findings = []
    for i, row in enumerate(first.rows):
        said = {part: {lang: listing.rows[i][at[part]] for lang, listing in told.items()} for part in ("finding", "hint")}
        findings.append({name: row[at[name]] for name in _KEPT} | said)
    return {
        "register": register.version,
        "last_load": register.manifest.get("created_at") or None,
        "persons": report.people,
        "sources": [
            {
                "name": source["name"],
                "format": source["format"],
                "notes": list(source["notes"]),
                "provenance": source.get("provenance", {}),
                **{key: sum(file[key] for file in source["files"]) for key in _ROWS},
                "files": [
                    {"file": f["file"], **{key: f[key] for key in _ROWS}, "types": sorted(f["by_type"])}
                    for f in source["files"]
                ],
            }
            for source in register.manifest.get("sources", ())
        ],
        "rejects": [dict(zip(rejects.columns, row, strict=True)) for row in rejects.rows],
        "equation": rejects.facts["equation"],
        "findings": findings,
        "verdicts": first.facts["verdicts"],
    }
