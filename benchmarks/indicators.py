"""Measuring indicators: one of them, all of them, two years of months, a month more; statistics and release over all areas."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from empact.definitions.read import read_library
from empact.engine.indicators import measure, open_measures
from empact.engine.register import open_register
from empact.terms.periods import parse_period

from .harness import Job, Scratch

__all__ = ["prepare_measure", "prepare_release", "prepare_statistics"]


def prepare_measure(
    register: Path, periods: str, every: str = "whole", indicators: str = "", before: str = "", workers: int | None = None
) -> Job:
    """``empact measure`` into an empty folder; or, with ``before``, into one in which those periods are measured already."""
    opened, library = open_register(register), read_library()
    place = Scratch()  # goes with the job
    folder, kept = Path(place.name) / "measured", Path(place.name) / "kept"
    named = indicators.split() if indicators else []
    if before:
        measure(opened, periods=parse_period(before, every), results=kept, library=library, indicators=named, workers=workers)

    def prepare() -> None:
        assert place.name
        shutil.rmtree(folder, ignore_errors=True)
        if before:
            shutil.copytree(kept, folder)

    def work() -> dict[str, int]:
        asked = parse_period(periods, every)
        report = measure(opened, periods=asked, results=folder, library=library, indicators=named, workers=workers)
        return {"computed": report.computed}

    return Job(work, prepare)


def prepare_release(register: Path) -> Job:
    """Every indicator, at every level of both hierarchies and by every stratum, through disclosure control."""
    from empact.engine.release.released import Releases

    place = Scratch()
    measure(open_register(register), periods=parse_period("2023"), results=Path(place.name) / "m", library=read_library())
    measures = open_measures(Path(place.name) / "m")

    def work() -> dict[str, int]:
        assert place.name
        releases = Releases(measures, measures.period(None))
        rows = 0
        for indicator, described in measures.indicators.items():
            if described["waits_for"] or indicator in measures.unseen:
                continue
            for level in ("zone", "municipality", "neighbourhood", "practice"):
                for stratum in ("", *described["strata"]):
                    rows += len(releases.release(indicator, level, stratum).rows)
        return {"rows": rows}

    return Job(work)


def prepare_statistics(areas: int = 300, indicators: int = 40, periods: int = 24) -> Job:
    """Standardised rates with limits, ratios and funnels of so many areas at once: arrays in, arrays out, no loop."""
    import numpy as np

    from empact.stats.funnel import ratio_position
    from empact.stats.standardisation import directly_standardised_rate, expected_events, indirectly_standardised_ratio

    draw = np.random.default_rng(1)
    people = draw.integers(50, 2000, (periods, 1, areas, 19)).astype(float)
    counts = draw.poisson(people * draw.uniform(0.002, 0.1, (1, indicators, 1, 19)))

    def work() -> dict[str, Any]:
        rate = directly_standardised_rate(counts, people)
        whole, everybody = counts.sum(axis=2), people.sum(axis=2)
        expected = expected_events(people, whole[:, :, None, :], everybody[:, :, None, :])
        ratio = indirectly_standardised_ratio(counts.sum(axis=-1), expected)
        position = ratio_position(counts.sum(axis=-1), expected)
        return {"rates": int(rate.value.size), "ratios": int(ratio.value.size), "apart": int((position != 0).sum())}

    return Job(work)
