"""Two years of months of a million people: every indicator at five levels and by every stratum, on the clock.

The register has one part per 250,000 people and is kept in ``--folder``. A process of its own measures all months into an
empty folder, and then works out every value with its interval from what was measured.
"""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any, Final

from .harness import Contender, Job, Scratch, measure
from .registers import region, size_of

__all__ = ["months", "prepare"]

MONTHS: Final = "2022-01..2023-12"
LEVELS: Final = ("all", "zone", "municipality", "neighbourhood", "practice")
_PART: Final = {"age_band": 0, "sex": 1}  # of the stratum of ages and sexes together
_SECONDS, _MEGABYTES, _INDICATORS = 120, 3_000, 40


def months(folder: Path, people: int = 1_000_000) -> dict[str, Any]:
    """Seconds, and the largest size of the process; ``failed`` first, empty where the goal is met.

    Needs about 6 GB in ``folder`` while the region is made; half a gigabyte of it stays.
    """
    register = region(people, folder, seed=3, parts=max(1, people // 250_000))
    (found,) = measure([Contender("months", "benchmarks.months:prepare", {"register": register})], rounds=0).values()
    size, answer = size_of(register), dict(found.answer)
    wall = answer["measured_s"] + answer["read_s"]
    failed = [f"{wall:.0f} s"] if wall >= _SECONDS else []
    failed += [f"{found.peak:.0f} MB"] if found.peak >= _MEGABYTES else []
    failed += [f"{answer['indicators']} indicators"] if answer["indicators"] < _INDICATORS else []
    failed += [f"nothing at level {level}" for level in LEVELS if not answer["values"].get(level)]
    return {
        "failed": failed,
        "people": size["people"],
        "event_rows": size["event_rows"],
        **answer,
        "limit_s": _SECONDS,
        "peak_mb": round(found.peak),
        "limit_mb": _MEGABYTES,
    }


def prepare(register: Path, periods: str = MONTHS) -> Job:
    """All months measured, and every value of them worked out: seconds of both, and values per level."""
    from empact.definitions.read import read_library
    from empact.engine.indicators import measure as measure_indicators
    from empact.engine.register import open_register
    from empact.terms.periods import parse_period

    opened, library, place = open_register(register), read_library(), Scratch()

    def work() -> dict[str, Any]:
        began, cpu = time.perf_counter(), time.process_time()
        asked = parse_period(periods, "month")
        measures = measure_indicators(opened, periods=asked, results=Path(place.name) / "m", library=library).measures
        measured, measured_cpu = time.perf_counter(), time.process_time()
        values = _values(measures)
        return {
            "months": len(asked),
            "indicators": len({i for period in asked for i in measures.measured(period)}),
            "measured_s": round(measured - began, 1),
            "measured_cpu_s": round(measured_cpu - cpu, 1),
            "read_s": round(time.perf_counter() - measured, 1),
            "read_cpu_s": round(time.process_time() - measured_cpu, 1),
            "values": values,
        }

    return Job(work)


def _values(measures: Any) -> dict[str, int]:
    """How many values there are per level, over all periods, indicators and strata; each worked out with its interval."""
    import numpy as np

    from empact.engine.indicators.axes import AREA, PRACTICE
    from empact.engine.indicators.levels import Sheet
    from empact.engine.indicators.values import values_of

    found = dict.fromkeys(LEVELS, 0)
    for period in measures.periods:
        sheet = Sheet(measures, period)
        for id_ in measures.measured(period):
            described = measures.indicators[id_]
            for by in (AREA, PRACTICE):
                ages = sheet.rolled(id_, by, "age_sex")
                if not ages.strata:  # nobody is asked
                    continue
                tables = [ages.collapsed(_PART[s]) if s in _PART else sheet.rolled(id_, by, s) for s in described["strata"]]
                read = [values_of(ages, described, together=True), *(values_of(t, described) for t in tables)]
                there = sum((~np.isnan(values.value)).sum(axis=1) for values in read)
                at = {level: nodes for level, nodes in ages.hierarchy.at.items() if level in LEVELS}
                for level, nodes in (at | ({"all": ("all",)} if by == AREA else {})).items():
                    found[level] += int(sum(there[ages.row(node)] for node in nodes))
    return found
