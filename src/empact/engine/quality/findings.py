"""From what was counted to findings: one per check, with its time, by source, practice and month."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ...tables import TABLES
from .check import AXES, WHOLE, Check, Finding
from .declared import EVENTS
from .prevalence import outlying
from .volume import Volume, silent, volume
from .whole import shared_pseudonyms
from .work import PEOPLE, SKIPPED, Work

__all__ = ["findings_of"]


def findings_of(work: Work) -> tuple[Finding, ...]:
    """In order of table, then as the checks are declared."""
    return tuple(_findings(work))


def _findings(work: Work) -> Iterator[Finding]:
    for name, table in TABLES.items():
        if name not in SKIPPED:
            yield Finding(Check("no_rows", name), int(name not in work.tables), 1, 0.0)
        if name not in work.margins:
            continue
        yield from _of_rows(work, name, f"rows {name}")
        rows = work.margins[name].rows
        if name in work.keys:
            check = Check("key", name, table.key)
            yield Finding(check, work.keys[name].total(), rows, work.seconds[f"keys {name}"])
        if name in work.repeated:
            yield _of_repeated(work, name)
        if name in work.overlapping:
            yield Finding(Check("overlap", name), work.overlapping[name], rows, work.seconds[f"overlap {name}"])
        if name in EVENTS:
            yield from _of_volume(work, name)
    if PEOPLE in work.margins:
        yield from _of_rows(work, PEOPLE, PEOPLE)
        work.db.register("person", work.register.files("person"))
        with work.clock("pseudonyms"):
            n = shared_pseudonyms(work.db)
        yield Finding(
            Check("pseudonym", "person", "person_source_value"), n, work.register.persons, work.seconds["pseudonyms"]
        )
    yield from _of_prevalence(work)


def _of_rows(work: Work, name: str, reading: str) -> Iterator[Finding]:
    margins = work.margins[name]
    for place, check in enumerate(margins.checks):
        by = {axis: {key: margins.of(place, axis, key) for key in margins.totals[axis]} for axis in AXES}
        failed, of = margins.of(place)
        yield Finding(check, failed, of, work.seconds.get(reading, 0.0), len(margins.checks), by)


def _of_repeated(work: Work, name: str) -> Finding:
    found, margins = work.repeated[name], work.margins[name]
    by = {axis: {key: (found[axis].get(key, 0), int(v[0])) for key, v in margins.totals[axis].items()} for axis in AXES}
    return Finding(Check("duplicate", name), found[WHOLE].get("", 0), margins.rows, work.seconds[f"repeated {name}"], by=by)


def _of_volume(work: Work, name: str) -> Iterator[Finding]:
    """Months of sources and practices, and practices that never sent anything."""
    margins = work.margins[name]
    for axis in ("source", "practice"):
        series = margins.series[axis]
        reading = f"volume {name} {axis}"
        with work.clock(reading):
            judged = volume(series, work.loaded, among_peers=axis == "practice")
        for kind in ("gap", "drop"):
            by = _by_months(judged, kind, axis)
            check = Check(kind, name, axis)
            yield Finding(check, len(judged.found[kind]), len(judged.judged), work.seconds[reading], 2, by)
    people = {k: int(v[0]) for k, v in work.margins[PEOPLE].totals["practice"].items() if k}
    rows = {k: int(v[0]) for k, v in margins.totals["practice"].items()}
    looked, quiet = silent(rows, people)
    by = {"practice": {k: (int(k in quiet), 1) for k in looked}}
    yield Finding(Check("silent_practice", name), len(quiet), len(looked), work.seconds[f"rows {name}"], by=by)


def _by_months(judged: Volume, kind: str, axis: str) -> Mapping[str, Mapping[str, tuple[int, int]]]:
    found = set(judged.found[kind])
    by: dict[str, dict[str, tuple[int, int]]] = {axis: {}, "month": {}}
    for key, month in judged.judged:
        for where, what in ((axis, key), ("month", str(month))):
            failed, of = by[where].get(what, (0, 0))
            by[where][what] = (failed + ((key, month) in found), of + 1)
    return by


def _of_prevalence(work: Work) -> Iterator[Finding]:
    recordings = work.recordings
    if recordings is None:
        return
    for place, condition in enumerate(recordings.conditions):
        found = outlying(recordings.people, recordings.with_condition.get(place, {}))
        if found is not None:
            by = {"practice": {k: (int(k in found.outside), 1) for k in found.judged}}
            check = Check("prevalence", "condition_occurrence", mark=condition.id, detail=condition.id)
            shared = len(recordings.conditions)
            yield Finding(check, len(found.outside), len(found.judged), work.seconds.get("prevalence", 0.0), shared, by)
