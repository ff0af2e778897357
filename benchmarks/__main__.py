"""``python3 run.py bench``: measure on this machine, in rounds, and print ratios.

    python3 run.py bench                          limit, shared_scan, peers and waiting, on 360,000 people
    python3 run.py bench peers --people 36000     one suite, another size
    python3 run.py bench cohorts                  against a cohort generator on PostgreSQL: half an hour
    python3 run.py bench scaling nation           large registers (10 to 20 GB in --folder)
    python3 run.py bench generate quality months  acceptance of sizes too large for a test: ends with code 7 where not met
    python3 run.py bench care                     5,000 care plans visited by 50 at once: ends with code 7 where too slow

``python -m benchmarks.load`` and ``python -m benchmarks.scores`` measure loading and plain tables; ``benchmarks.web``,
``benchmarks.care``, ``benchmarks.insight`` and ``benchmarks.feedback`` the house of people.
"""

from __future__ import annotations

import argparse
import json
import tempfile
from pathlib import Path

from empact.terms.errors import ExitCode

from .harness import machine, write_json
from .suites import SUITES, Plan


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="run.py bench", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=", ".join(SUITES))
    parser.add_argument("--people", type=int, default=360_000)
    parser.add_argument("--rounds", type=int, default=5, help="measured runs of each contender (default: 5)")
    parser.add_argument("--parts", type=int, default=34, help="parts of the nation (default: 34)")
    parser.add_argument("--part", type=int, default=360_000, help="people in each part of the nation (default: 360000)")
    parser.add_argument("--seeds", type=int, default=2, help="different regions the nation is made of (default: 2)")
    parser.add_argument(
        "--folder", type=Path, default=Path(tempfile.gettempdir()) / "empact-benchmarks", help="kept between runs"
    )
    parser.add_argument("--database", default="", help="of care: an empty postgresql://... (default: SQLite)")
    parser.add_argument("--json", type=Path, metavar="FILE", help="also write the records there")
    args = parser.parse_args()
    unknown = [s for s in args.suites if s not in SUITES]
    if unknown:
        parser.error(f"there is no suite '{unknown[0]}'. Known: {', '.join(SUITES)}")
    print(json.dumps(machine()), flush=True)
    args.folder.mkdir(parents=True, exist_ok=True)
    plan = Plan(args.people, args.rounds, args.folder, args.part, args.seeds, args.parts, args.database)
    records = []
    for name in args.suites or ["limit", "shared_scan", "peers", "waiting"]:
        records += SUITES[name](plan)
    if args.json:
        write_json(args.json, [machine(), *records])
    if any(record.get("failed") for record in records):
        raise SystemExit(int(ExitCode.CHECK_FAILED))


if __name__ == "__main__":
    main()
