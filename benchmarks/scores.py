"""A score of every person of a plain table: seconds and CPU, beside the bare scan of the same two columns in the same run.

    .venv/bin/python -m benchmarks.scores --people 1000000 --rows 5000000

Codes are drawn with a heavy head (a few codes are most of the rows) over ICD-10-like codes, seed fixed; people at random.
"""

from __future__ import annotations

import argparse
import json
import resource
import statistics
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import numpy
import pyarrow
from pyarrow import csv, parquet

from empact.engine.duckdb import connect
from empact.engine.scores import score_table

__all__ = ["main", "make_table"]

SEED = 20261122


def make_table(people: int, rows: int) -> pyarrow.Table:
    """``rows`` diagnoses of ``people`` persons, unsorted: a 64-bit person and a code such as I50.0."""
    draw = numpy.random.default_rng(SEED)
    letters, digits = list("ABCDEFGHIJKLMNOPQRSTVXYZ"), "0123456789"
    codes = [f"{a}{b:02}.{c}" for a in letters for b in range(100) for c in digits[:6]]
    order = draw.permutation(len(codes))
    popular = numpy.minimum(draw.zipf(1.3, rows) - 1, len(codes) - 1)
    chosen = pyarrow.array(codes).take(pyarrow.array(order[popular]))
    return pyarrow.table({"person": draw.integers(0, people, rows), "code": chosen})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1_000_000)
    parser.add_argument("--rows", type=int, default=5_000_000)
    parser.add_argument("--runs", type=int, default=5)
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        table = make_table(args.people, args.rows)
        files = {"parquet": Path(folder) / "diagnosis.parquet", "csv": Path(folder) / "diagnosis.csv"}
        parquet.write_table(table, files["parquet"], compression="zstd")
        csv.write_csv(table, files["csv"])
        del table
        print(
            json.dumps(
                {
                    "people": args.people,
                    "rows": args.rows,
                    "seed": SEED,
                    "runs": args.runs,
                    "bytes": {name: path.stat().st_size for name, path in files.items()},
                }
            )
        )
        scan = _timed("bare scan", lambda: _scan(files["parquet"]), args.runs)
        for score in ("charlson", "elixhauser", "hfrs"):
            _timed(f"{score} parquet", lambda s=score: _score(files["parquet"], s), args.runs, against=scan)
        _timed("charlson csv", lambda: _score(files["csv"], "charlson"), args.runs, against=scan)


def _score(path: Path, score: str) -> int:
    return score_table(path, score=score, person="person", code="code", system="icd10").num_rows


def _scan(path: Path) -> int:
    """Read both columns and count per person and per code: what no score can do without."""
    with connect() as db:
        db.register("diagnosis", path)
        return db.fetch("SELECT person, count(code) AS n FROM diagnosis GROUP BY person").num_rows


def _timed(name: str, work: Callable[[], int], runs: int, *, against: dict[str, float] | None = None) -> dict[str, float]:
    """Medians; CPU is of this process with all its threads."""
    seconds, cpu, rows = [], [], 0
    for _ in range(runs):
        started, used = time.perf_counter(), time.process_time()
        rows = work()
        seconds.append(time.perf_counter() - started)
        cpu.append(time.process_time() - used)
    found = {"seconds": round(statistics.median(seconds), 3), "cpu": round(statistics.median(cpu), 3)}
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    ratio = {"cpu_over_scan": round(found["cpu"] / against["cpu"], 1)} if against else {}
    print(json.dumps({"what": name, "people": rows, **found, **ratio, "peak_mb_so_far": peak}), flush=True)
    return found


if __name__ == "__main__":
    main()
