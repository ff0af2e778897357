"""A proactive list of 40 places with a reserve: the rule asked of everybody, places drawn, each reason found again."""

from __future__ import annotations

from pathlib import Path

from empact.definitions.read import read_library
from empact.engine.reference.indicators import year_until
from empact.engine.register import open_register
from empact.engine.worklists import Wanted, make_lists, read_rule

from .describe import results_of
from .harness import Job

__all__ = ["prepare_list"]


def prepare_list(register: Path, rule: str) -> Job:
    """One list for the whole region: full where there are people enough, or it fails."""
    opened, results, library = open_register(register), results_of(register), read_library()
    asked = read_rule(rule, library, results, year_until(results.as_of))

    def work() -> dict[str, int]:
        (one,) = make_lists(opened, results, library, asked, Wanted(40, reserve=0.2)).lists
        if len(one.lines) != 40 and len(one.rows) >= 50:
            raise AssertionError(f"{len(one.lines)} people on a list of 40 places")
        return {"on the list": len(one.lines), "could be": len(one.rows)}

    return Job(work)
