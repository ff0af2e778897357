"""How fast files become a register, as a ratio to merely parsing the same files, and whether memory grows with them.

    python -m benchmarks.load fhir --data shared/data/fhir-synthea-319/ndjson --times 50 --larger 3
    python -m benchmarks.load omop --data shared/data/omop-synthea27 --times 400
    empact synth --people 360000 --seed 1 --out scratch/region --as omop
    python -m benchmarks.load omop --data scratch/region --times 1 --larger 4

The data set is repeated with fresh identifiers into a scratch folder; then each round parses the files with the database
alone (same columns, count only) and loads them, in a process of its own. Printed: rows, bytes, medians of seconds (wall and
CPU), rows and megabytes per second, peak memory, ratio; as JSON. With ``--larger`` a set so many times as large is loaded
once more, and its rows, seconds and peak memory stand beside the first.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import platform
import re
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from datetime import datetime
from pathlib import Path
from typing import Any

_REFERENCE = re.compile(r'("reference":\s*"[A-Z][A-Za-z]+/)([^"]+)"')
_ID = re.compile(r'^(\{"resourceType":"[A-Za-z]+","id":")([^"]+)"')
_SHARED = ("Organization", "Practitioner")
_TOLD_ONCE = ("area", "care_site", "cdm_source", "concept", "location", "provider")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("format", choices=("fhir", "omop"))
    parser.add_argument("--data", type=Path, required=True, help="the data set to repeat")
    parser.add_argument("--times", type=int, default=50, help="how often it is repeated")
    parser.add_argument("--rounds", type=int, default=5, help="rounds; the median is told")
    parser.add_argument("--memory", help="limit for the database, as in 1GB")
    parser.add_argument("--larger", type=int, default=0, help="load this many times as much as well, once")
    parser.add_argument("--parquet", action="store_true", help="OMOP as Parquet instead of CSV")
    parser.add_argument("--scratch", type=Path, help="where the repeated data go (default: a temporary folder)")
    parser.add_argument("--child", choices=("parse", "load"), help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.child:
        print(json.dumps(_measured(args)))
        return 0
    keep = args.scratch is not None
    scratch = args.scratch or Path(tempfile.mkdtemp(prefix="empact-bench-"))
    try:
        data = _repeated(args, scratch, args.times)
        found: dict[str, list[dict[str, Any]]] = {"parse": [], "load": []}
        for _ in range(args.rounds):
            for child in found:
                found[child].append(_child(args, data, child))
        said = {"format": args.format, "times": args.times, "rounds": args.rounds, "cores": os.cpu_count()}
        said |= {"python": platform.python_version(), "memory": args.memory or "default"}
        said |= {"load_average": round(os.getloadavg()[0], 1)} | _speed(found["load"], _bytes(data))
        parse_wall, parse_cpu = (statistics.median(r[k] for r in found["parse"]) for k in ("wall", "cpu"))
        said |= {
            "parse_wall_s": round(parse_wall, 2),
            "parse_cpu_s": round(parse_cpu, 2),
            "ratio_wall": round(said["load_wall_s"] / parse_wall, 2),
            "ratio_cpu": round(said["load_cpu_s"] / parse_cpu, 2),
            "load_walls": [round(r["wall"], 2) for r in found["load"]],
        }
        if args.larger:
            data = _repeated(args, scratch, args.times * args.larger)
            larger = _speed([_child(args, data, "load")], _bytes(data))
            said["larger"] = {"times": args.times * args.larger} | larger
            said["peak_grew"] = round(larger["peak_mb"] / said["peak_mb"], 2)
        print(json.dumps(said, indent=1))
    finally:
        if not keep:
            shutil.rmtree(scratch, ignore_errors=True)
    return 0


def _repeated(args: argparse.Namespace, scratch: Path, times: int) -> Path:
    data = scratch / f"{args.format}-{times}{'-parquet' if args.parquet else ''}"
    if not data.exists():
        (_repeat_fhir if args.format == "fhir" else _repeat_omop)(args.data, data, times, args.parquet)
    return data


def _bytes(data: Path) -> int:
    return sum(f.stat().st_size for f in data.rglob("*") if f.is_file())


def _speed(loads: list[dict[str, Any]], size: int) -> dict[str, Any]:
    rows = loads[0]["rows"]
    wall, cpu = (statistics.median(r[k] for r in loads) for k in ("wall", "cpu"))
    return {
        "rows": rows,
        "bytes": size,
        "load_wall_s": round(wall, 2),
        "load_cpu_s": round(cpu, 2),
        "rows_per_s": round(rows / wall),
        "rows_per_cpu_s": round(rows / cpu),
        "mb_per_s": round(size / wall / 1e6),
        "peak_mb": max(r["peak_mb"] for r in loads),
    }


def _child(args: argparse.Namespace, data: Path, child: str) -> dict[str, Any]:
    command = [sys.executable, __file__, args.format, "--data", str(data), "--child", child]
    command += ["--memory", args.memory] if args.memory else []
    return dict(json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout))


def _measured(args: argparse.Namespace) -> dict[str, Any]:
    began = time.perf_counter()
    if args.child == "parse":
        rows = _parse(args.data, args.format)
    else:
        from empact.engine.ingest import load

        with tempfile.TemporaryDirectory(dir=args.data.parent) as folder:
            began = time.perf_counter()
            rows = load(
                [args.data],
                format=args.format,
                register=Path(folder) / "register",
                now=datetime(2026, 11, 22),
                memory=args.memory,
            ).rows_in
    used = resource.getrusage(resource.RUSAGE_SELF)
    return {
        "rows": rows,
        "wall": time.perf_counter() - began,
        "cpu": used.ru_utime + used.ru_stime,
        "peak_mb": used.ru_maxrss // 1024,
    }


def _parse(data: Path, form: str) -> int:
    """What the database alone needs to read the same columns and count."""
    from empact.engine.duckdb import connect
    from empact.engine.duckdb.loading import read_ndjson
    from empact.engine.ingest.fhir_shapes import HEAD
    from empact.engine.ingest.fhir_types import FHIR_TYPES

    rows = 0
    with connect() as database:
        for file in sorted(f for f in data.rglob("*") if f.is_file()):
            if form == "fhir":
                spec = FHIR_TYPES.get(file.name.split(".")[0])
                columns = HEAD | dict(spec.read) if spec else HEAD
                source = read_ndjson(file, columns)
                counted = ", ".join(f'count("{c}")' for c in columns)
            else:
                reader = "read_parquet" if file.suffix == ".parquet" else "read_csv"
                source = f"{reader}('{file}'" + (", all_varchar=true)" if reader == "read_csv" else ")")
                counted = "count(COLUMNS(*))"
            rows += database.fetch(f"SELECT count(*) AS n, {counted} FROM {source}").to_pylist()[0]["n"]
    return rows


def _repeat_fhir(source: Path, target: Path, times: int, _: bool) -> None:
    """Every resource but organisations and practitioners again and again, each time with ids of its own."""
    target.mkdir(parents=True)
    for file in sorted(source.glob("*.ndjson.gz")):
        kind = file.name.split(".")[0]
        with gzip.open(file, "rt", encoding="utf-8") as stream:
            lines = stream.readlines()
        with (target / f"{kind}.ndjson").open("w", encoding="utf-8") as out:
            for n in range(1 if kind in _SHARED else times):
                for line in lines:
                    out.write(line if n == 0 else _renamed(line, f"z{n:03d}"))


def _renamed(line: str, mark: str) -> str:
    line = _ID.sub(lambda m: f'{m[1]}{mark}{m[2][4:]}"', line, count=1)
    return _REFERENCE.sub(
        lambda m: m[0] if m[1].endswith(tuple(f"{s}/" for s in _SHARED)) else f'{m[1]}{mark}{m[2][4:]}"', line
    )


def _repeat_omop(source: Path, target: Path, times: int, parquet: bool) -> None:
    """The event tables repeated, with person, visit and row numbers shifted each time; codes and providers once."""
    from empact.engine.duckdb import connect

    target.mkdir(parents=True)
    shift = {"person_id": 100, "visit_occurrence_id": 10_000}
    with connect(memory="1GB") as database:
        for file in sorted(source.rglob("*.parquet")):
            _repeat_parquet(database, file, target / file.parent.name, times)
        for file in sorted(source.glob("*.csv.gz")):
            table = file.name.split(".")[0].lower()
            if table in ("concept_relationship", "visit_detail", "condition_era"):
                continue
            once = table in ("concept", "provider", "cdm_source", "vocabulary")
            read = f"read_csv('{file}', all_varchar=true)"
            columns = [r["column_name"] for r in database.fetch(f"DESCRIBE SELECT * FROM {read}").to_pylist()]
            own = columns[0]
            moved = {c: shift.get(c, 1_000_000) for c in columns if c in shift or c == own}
            listed = ", ".join(
                f'CAST(CAST("{c}" AS BIGINT) + n * {moved[c]} AS BIGINT) AS "{c}"' if c in moved and not once else f'"{c}"'
                for c in columns
            )
            ending = "parquet" if parquet else "csv"
            database.run(
                f"COPY (SELECT {listed} FROM {read}, range({1 if once else times}) t(n)) TO '{target / table}.{ending}' "
                + ("(FORMAT parquet, COMPRESSION zstd)" if parquet else "(FORMAT csv, HEADER)")
            )


def _repeat_parquet(database: Any, file: Path, target: Path, times: int) -> None:
    """A file of a synthetic region, in the folder of its table, the first time as it is."""
    target.mkdir(exist_ok=True)
    table, place = target.name.lower(), f"read_parquet('{file}')"
    shutil.copyfile(file, target / f"{file.stem}-0.parquet")
    own = {f"{table}_id", "person_id", "visit_occurrence_id", "cost_event_id"}
    columns = [r["column_name"] for r in database.rows(f"DESCRIBE SELECT * FROM {place}")]
    for n in range(1, 1 if table in _TOLD_ONCE else times):
        listed = ", ".join(f'"{c}" + {n * 200_000_000} AS "{c}"' if c in own else f'"{c}"' for c in columns)
        database.write(f"SELECT {listed} FROM {place}", target / f"{file.stem}-{n}.parquet")


if __name__ == "__main__":
    raise SystemExit(main())
