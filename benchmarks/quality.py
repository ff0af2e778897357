"""All quality checks of a million people with planted errors: how long they take, and the slowest of them.

    python benchmarks/quality.py --register REGISTER --rounds 3
    python benchmarks/quality.py --people 36000 --times 3

``--people`` makes a synthetic region, loaded as anybody would load it. ``--times`` repeats the people of a register under
other numbers, with keys and pseudonyms of their own: the work is that of so many different people. Each round is a process of
its own, with ``--threads`` threads. Printed as JSON: people, rows, checks, medians of seconds (wall and CPU), peak memory, the
readings in order of time (wall). The seconds of a check are those of the whole reading it shares with others, so no check
takes longer than the slowest reading.
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable
from datetime import date
from pathlib import Path
from typing import Any, Final

__all__ = ["SHOWS", "quality", "repeated"]

SHOWS: Final = ("A18",)
_PEOPLE, _TIMES = 36_000, 28  # more than a million together
_SECONDS, _SECONDS_OF_ONE = 120, 10


def quality(folder: Path) -> dict[str, Any]:
    """All checks of a million people with planted errors on two threads; ``failed`` first, empty where the acceptance is met.

    Planted: measurements in the future, HbA1c in kilograms, and three people of four without a practice. Needs about 5 GB in
    ``folder``; the register is kept there for the next time.
    """
    from empact.definitions.read import read_library
    from empact.engine.duckdb import connect
    from empact.engine.quality import characterise, read_rules
    from empact.engine.register import open_register

    place = folder / "spoiled"
    place.mkdir(parents=True, exist_ok=True)
    register = open_register(repeated(_spoiled(_region(_PEOPLE, folder), place), _TIMES, place))
    rules = read_rules()
    began = time.perf_counter()
    with connect(threads=2) as database:
        report = characterise(database, register, rules, read_library())
    wall = time.perf_counter() - began
    found = {f.check.id: f.failed for f in report.findings if rules.threshold(f.check).verdict(f.failed, f.of) == "failed"}
    wanted = {
        "future.measurement.measurement_date": _TIMES,
        "unit_unknown.measurement.unit_source_value.4548-4": _TIMES,
        "no_practice.person": register.persons * 3 // 4,
    }
    slowest = max(f.seconds for f in report.findings)
    failed = [f"{check}: {found.get(check, 0)} found" for check, least in wanted.items() if found.get(check, 0) < least]
    failed += [f"all checks took {wall:.0f} s"] if wall >= _SECONDS else []
    failed += [f"one check took {slowest:.1f} s"] if slowest >= _SECONDS_OF_ONE else []
    failed += [f"{register.persons} people are no million"] if register.persons < 1_000_000 else []
    return {
        "failed": failed,
        "people": register.persons,
        "checks": len(report.findings),
        "wall_s": round(wall, 1),
        "limit_s": _SECONDS,
        "slowest_check_s": round(slowest, 2),
        "limit_of_one_s": _SECONDS_OF_ONE,
    }


def _spoiled(source: Path, folder: Path) -> Path:
    """A copy of a register with errors planted in it."""
    from empact.engine.register import open_register

    planted = folder / "planted"
    if not planted.exists():
        half = folder / "planted.half"
        shutil.rmtree(half, ignore_errors=True)
        shutil.copytree(source, half)
        register = open_register(half)
        _rewrite(register.files("measurement"), _spoil_measurement)
        _rewrite(register.files("person"), lambda row, n: row.update(care_site_id=None) if row["person_id"] % 4 else None)
        _rewrite(register.files("care_relation"), lambda row, n: row.update(person_id=row["person_id"] // 4 * 4 or 4))
        half.rename(planted)
    return planted


def _rewrite(files: Iterable[Path], change: Callable[[dict[str, Any], int], None]) -> None:
    """Change every row of some Parquet files."""
    import pyarrow as pa
    import pyarrow.parquet as pq

    number = 0
    for file in files:
        schema, rows = pq.read_schema(file), pq.read_table(file).to_pylist()
        for row in rows:
            change(row, number)
            number += 1
        pq.write_table(pa.Table.from_pylist(rows, schema=schema), file, compression="zstd")


def _spoil_measurement(row: dict[str, Any], number: int) -> None:
    """One row in fifty lies in the future; every tenth HbA1c is in kilograms."""
    if number % 50 == 0:
        row["measurement_date"] = date(2091, 1, 1)
    if number % 10 == 1 and row["unit_source_value"] == "%":
        row["unit_source_value"] = "kg"


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--register", type=Path, help="the register to check")
    parser.add_argument("--people", type=int, default=36_000, help="people of a synthetic region, where no register is given")
    parser.add_argument("--times", type=int, default=1, help="how often its people are repeated")
    parser.add_argument("--rounds", type=int, default=3, help="rounds; the median is told")
    parser.add_argument("--threads", type=int, default=2, help="threads of the database (default: 2)")
    parser.add_argument("--scratch", type=Path, help="where registers are made, and kept (default: a temporary folder)")
    parser.add_argument("--child", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(_measured(args.register, args.threads)))
        return 0
    scratch = args.scratch or Path(tempfile.mkdtemp(prefix="empact-bench-"))
    try:
        register = args.register or _region(args.people, scratch)
        if args.times > 1:
            register = repeated(register, args.times, scratch)
        command = [sys.executable, __file__, "--child", "--register", str(register), "--threads", str(args.threads)]
        rounds = []
        for _ in range(args.rounds):
            load = os.getloadavg()[0]
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            rounds.append(json.loads(done.stdout) | {"load_average_before": round(load, 1)})
        print(json.dumps(_told(rounds), indent=1))
    finally:
        if args.scratch is None:
            shutil.rmtree(scratch, ignore_errors=True)
    return 0


def _told(rounds: list[dict[str, Any]]) -> dict[str, Any]:
    first = rounds[0]
    slowest = {name: statistics.median(r["readings"][name] for r in rounds) for name in first["readings"]}
    listed = sorted(slowest.items(), key=lambda item: -item[1])
    return {
        **{key: first[key] for key in ("people", "parts", "rows", "checks", "failed", "attention")},
        "rounds": len(rounds),
        "cores": os.cpu_count(),
        "threads": first["threads"],
        "python": platform.python_version(),
        "wall_s": round(statistics.median(r["wall"] for r in rounds), 2),
        "cpu_s": round(statistics.median(r["cpu"] for r in rounds), 2),
        "peak_mb": max(r["peak_mb"] for r in rounds),
        "slowest_check_s": round(listed[0][1], 2),
        "checks_over_10_s": statistics.median(r["over_10_s"] for r in rounds),
        "readings_s": {name: round(seconds, 2) for name, seconds in listed[:12]},
        "walls": [round(r["wall"], 2) for r in rounds],
        "load_averages_before": [r["load_average_before"] for r in rounds],
    }


def _measured(folder: Path, threads: int) -> dict[str, Any]:
    from empact.definitions.read import read_library
    from empact.engine.duckdb import connect
    from empact.engine.quality import characterise, read_rules
    from empact.engine.register import open_register

    before = resource.getrusage(resource.RUSAGE_SELF)
    began = time.perf_counter()
    register, rules = open_register(folder), read_rules()
    with connect(threads=threads) as database:
        report = characterise(database, register, rules, read_library())
    wall = time.perf_counter() - began
    used = resource.getrusage(resource.RUSAGE_SELF)
    verdicts = [rules.threshold(f.check).verdict(f.failed, f.of) for f in report.findings]
    return {
        "people": register.persons,
        "parts": len(register.parts),
        "rows": sum(report.rows.values()),
        "checks": len(report.findings),
        "failed": verdicts.count("failed"),
        "attention": verdicts.count("attention"),
        "threads": threads,
        "wall": wall,
        "cpu": used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime,
        "peak_mb": used.ru_maxrss // 1024,
        "over_10_s": sum(f.seconds > 10 for f in report.findings),
        "readings": dict(report.readings),
    }


def _region(people: int, scratch: Path) -> Path:
    sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
    from benchmarks.registers import region

    return region(people, scratch)


def repeated(source: Path, times: int, scratch: Path) -> Path:
    """The people of a register ``times`` over, each time with numbers, keys and pseudonyms of their own."""
    import duckdb

    from empact.engine.register import open_register
    from empact.tables import TABLES

    register = open_register(source)
    place = scratch / f"repeated-{register.persons}-{times}"
    if (place / "CURRENT").exists():
        return place
    shutil.rmtree(place, ignore_errors=True)
    version = place / "versions" / "v000001"
    manifest: dict[str, Any] = dict(register.manifest) | {"version": "v000001", "tables": {}, "parts": []}
    manifest["persons"] = register.persons * times
    for n in range(times):
        for part in register.parts:
            shift = n * register.persons
            number = n * len(register.parts) + part.part
            manifest["parts"].append({"part": number, "first": part.first + shift, "last": part.last + shift})
    database = duckdb.connect(config={"threads": 2})
    database.execute("SET enable_progress_bar = false")
    for name in register.tables:
        entry = manifest["tables"][name] = {"rows": 0, "files": []}
        split = TABLES[name].person_sorted
        for number in range(times * len(register.parts) if split else 1):
            files = register.files(name)
            turn, at = divmod(number, len(files)) if split else (0, 0)
            path = f"tables/{name}/part-{number:05d}.parquet" if split else f"tables/{name}.parquet"
            (version / path).parent.mkdir(parents=True, exist_ok=True)
            moved = _moved(name, turn, register.persons, register.rows("visit_occurrence"), register.rows(name))
            database.execute(
                f"COPY (SELECT * {moved} FROM read_parquet('{files[at]}')) TO '{version / path}' "
                "(FORMAT parquet, COMPRESSION zstd, ROW_GROUP_SIZE 122880)"
            )
            rows = database.execute(f"SELECT count(*) FROM read_parquet('{version / path}')").fetchone()[0]
            entry["rows"] += rows
            entry["files"].append({"path": path, "rows": rows, "bytes": (version / path).stat().st_size, "sha256": ""})
    (version / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    (place / "CURRENT").write_text("v000001", encoding="ascii")
    return place


def _moved(name: str, turn: int, people: int, visits: int, rows: int) -> str:
    from empact.tables import TABLES

    table = TABLES[name]
    if not table.person_sorted or not turn:
        return ""
    names = [c.name for c in table.columns]
    shift = {"person_id": people, "visit_occurrence_id": visits}
    if table.key.endswith("_id") and table.column(table.key).about == "Row number.":
        shift[table.key] = rows
    listed = [f"CAST({c} + {turn * by} AS BIGINT) AS {c}" for c, by in shift.items() if c in names]
    if name == "person":
        listed.append(f"concat(person_source_value, '-{turn}') AS person_source_value")
    return f"REPLACE ({', '.join(listed)})"


if __name__ == "__main__":
    raise SystemExit(main())
