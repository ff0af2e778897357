"""Everything that may leave, as one folder of files: what the house of people and any other reader work from.

A package is a version of a folder (``engine.versions``): ``indicators.json`` says what was asked, ``areas.csv`` where, and
``figures/PERIOD.csv`` holds a row per indicator, level, area or practice, and stratum; with a run, ``popbox.csv`` a row per
level, area, class and determinant, and ``popbox.json`` what they mean. ``trends.csv`` has the limits of chance of each series
and ``peers.csv`` what the places of a level reach; ``loads.json`` says what was loaded, ``definitions.json`` by which rules.
All masked: no exact cell is in it.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import astuple, fields
from pathlib import Path
from typing import Any, Final

from ...terms.errors import UserError
from ...terms.periods import Period
from ...terms.progress import Progress, Silent
from ..areas import LEVELS
from ..indicators.levels import SHOWN_LEVELS
from ..indicators.results import Measures
from ..release.indicators import THRESHOLD
from ..release.released import Released, Releases, Row
from ..run.results import Results
from ..versions import building, write_json
from .comparators import LevelPeers, level_peers
from .counted import EVERYBODY, EVERYWHERE, counted
from .courses import COURSE_COLUMNS, Courses
from .views import popbox_view, statement

__all__ = ["COLUMNS", "KIND", "SCHEMA", "write_package"]

KIND: Final = "released results"
SCHEMA: Final = 1
# What only those who work inside may see is not a column here, so that it cannot slip in.
_SHOWN: Final = tuple(f.name for f in fields(Row) if f.name not in ("excluded", "exception", "initial_population"))
COLUMNS: Final = ("indicator", "strata", *_SHOWN)
_PEERS: Final = ("indicator", "level", "period", *(f.name for f in fields(LevelPeers)))


def write_package(
    measures: Measures,
    folder: Path,
    *,
    stratified: Sequence[Period],
    threshold: int = THRESHOLD,
    rounding: int = 0,
    groups: Mapping[str, Sequence[str]] | None = None,
    run: Results | None = None,
    loads: Mapping[str, Any] | None = None,
    definitions: Mapping[str, Any] | None = None,
    flows: Mapping[str, Any] | None = None,
    evaluations: Mapping[str, Any] | None = None,
    progress: Progress | None = None,
) -> Mapping[str, Any]:
    """Release all measured periods into the next version of ``folder``; its manifest. Strata for the periods named.

    ``run``: also the Pop-Box of this run. ``loads``, ``definitions`` and ``flows``: from :func:`loads_of`,
    :func:`catalogue_of` and :func:`flows_of`. ``evaluations``: those that are whole, by their id.

    Raises :class:`UserError` when nothing is measured, or for a threshold below 5.
    """
    if not measures.periods:
        raise UserError("Nothing is measured yet.", hint="Measure it: empact measure.")
    bar = progress or Silent()
    bar.step("Release", len(measures.periods))
    manifest: dict[str, Any] = {
        "kind": KIND,
        "schema": SCHEMA,
        "threshold": threshold,
        "rounding": rounding,
        "register": measures.manifest.get("register"),
        "measured": measures.version,
        "periods": [],
        "files": {},
    }
    with building(folder, manifest) as (_version, place):
        (place / "figures").mkdir()
        areas: dict[str, tuple[str, str, str]] = {}
        courses, peers = Courses(measures), list[tuple[Any, ...]]()
        for period in measures.periods:
            releases = Releases(measures, period, threshold=threshold, rounding=rounding, groups=groups)
            rows = _rows(releases, courses, peers, strata=period in stratified)
            count = _write(place / "figures" / f"{period.name}.csv", COLUMNS, rows)
            _places(releases, areas)
            manifest["periods"].append(
                {"name": period.name, "start": period.start.isoformat(), "end": period.end.isoformat(), "rows": count}
            )
            bar.advance()
        _write(place / "areas.csv", ("node", "level", "name", "parents"), ((n, *said) for n, said in sorted(areas.items())))
        _write(place / "trends.csv", COURSE_COLUMNS, courses.rows())
        _write(place / "peers.csv", _PEERS, peers)
        if run is not None:
            _popbox(place, run, threshold)
        for name, said in (
            ("loads.json", loads),
            ("definitions.json", definitions),
            ("flows.json", flows),
            ("evaluations.json", evaluations),
        ):
            if said is not None:
                write_json(place / name, said)
        write_json(place / "indicators.json", {i: dict(d) for i, d in measures.indicators.items()})
        for path in sorted(p for p in place.rglob("*") if p.is_file()):
            name = path.relative_to(place).as_posix()
            manifest["files"][name] = {"sha256": hashlib.sha256(path.read_bytes()).hexdigest(), "bytes": path.stat().st_size}
    return manifest


def _rows(releases: Releases, courses: Courses, peers: list[tuple[Any, ...]], *, strata: bool) -> Iterator[tuple[Any, ...]]:
    """The figures of a period; what they say of courses and peers is kept on the way."""
    measures, period = releases.measures, releases.period
    measured, levels = measures.measured(period), _levels(releases)
    for indicator, described in measures.indicators.items():
        if described["waits_for"] or indicator in measures.unseen or indicator not in measured:
            continue
        for level in (None, *levels):
            for stratum in ("", *(described["strata"] if strata else ())):
                released = releases.release(indicator, level, stratum)
                courses.add(released)
                if level and not stratum and (found := level_peers(released)):
                    peers.append((indicator, level, period.name, *astuple(found)))
                yield from _of(released)


def _levels(releases: Releases) -> list[str]:
    """Levels this register knows, from the largest to the smallest."""
    known = {level for hierarchy in releases.sheet.hierarchies.values() for level in hierarchy.at}
    return [level for level in SHOWN_LEVELS if level in known]


def _of(released: Released) -> Iterator[tuple[Any, ...]]:
    for row in released.rows:
        yield (released.indicator, released.stratum, *(getattr(row, name) for name in _SHOWN))


def _places(releases: Releases, into: dict[str, tuple[str, str, str]]) -> None:
    for hierarchy in releases.sheet.hierarchies.values():
        for level, nodes in hierarchy.at.items():
            for node in nodes:
                parents = " ".join(sorted(releases.sheet.areas.parents.get(node, ())))
                into.setdefault(node, (level, hierarchy.name.get(node, node), parents))


def _popbox(place: Path, run: Results, threshold: int) -> None:
    """The Pop-Box at every level there is, hidden over the whole hierarchy at once."""
    numbers = counted(run, down_to=LEVELS[-1], threshold=threshold)
    view = popbox_view(numbers, "en")
    described = run.manifest["definitions"]
    asked = {"segment": described["segment"]["popbox"], "determinants": described.get("determinant", {})}
    write_json(place / "popbox.json", {**statement(view), **asked, "classes": list(view.classes)})
    traits = [group.trait for group in view.groups]

    def rows() -> Iterator[tuple[Any, ...]]:
        for level in ("", *numbers.levels):
            for area in numbers.at(level or None):
                for trait in traits:
                    for class_ in (EVERYBODY, *view.classes):
                        shown = numbers.shown(area, class_, trait)
                        name = trait.partition("/")[2]
                        yield level or EVERYWHERE, area, class_, name, "hidden" if shown.hidden else "ok", shown.n

    _write(place / "popbox.csv", ("level", "node", "class", "determinant", "status", "people"), rows())


def _write(path: Path, columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(columns)
        for row in rows:
            writer.writerow(["" if v is None else repr(v) if isinstance(v, float) else v for v in row])
            count += 1
    return count
