"""``empact demo``: a region that never was, from records to pages, with somebody to sign in as for each role."""

from __future__ import annotations

import argparse
import os
import shlex
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

__all__ = ["add", "run"]

PERIODS: Final = (("2023", "whole"), ("2022-01..2023-12", "quarter"))  # a year to read, quarters for its course
FOLDERS: Final = {"empact": "region", "leuven": "leuven"}
NAMES: Final = {"empact": "EMPACT", "leuven": "Leuven"}
AS_OF: Final = "2024-01-01"


def add(subparsers: Any) -> None:
    """The command and its options."""
    parser: argparse.ArgumentParser = subparsers.add_parser(
        "demo",
        help="a synthetic region, from records to pages in the browser",
        description="Make a synthetic region, load, segment and measure it, release the figures to a workspace with a cast, "
        "and open it in the browser of this machine. What is made once is kept in the folder.",
    )
    parser.add_argument("--folder", type=Path, metavar="DIR", help="default: demo/region, of Leuven demo/leuven")
    parser.add_argument(
        "--region", choices=("empact", "leuven"), default="empact",
        help="empact: its actions on their way; leuven: the plan of Zorgzaam Leuven as it is written (default: empact)",
    )  # fmt: skip
    parser.add_argument("--people", type=int, default=5000, metavar="N", help="size of the region (default: 5000)")
    parser.add_argument("--bind", default="127.0.0.1:8000", metavar="HOST:PORT", help="default: 127.0.0.1:8000")
    parser.add_argument("--once", action="store_true", help="set up and end, without opening it")
    parser.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """Set up what is not there yet, then serve; the exit code."""
    folder: Path = (args.folder or Path("demo", FOLDERS[args.region])).absolute()
    folder.mkdir(parents=True, exist_ok=True)
    code = _figures(folder, args.region, args.people)
    if code:
        return code
    os.environ |= {"EMPACT_WORKSPACE": str(folder / "workspace"), "EMPACT_DEMO": "1", "EMPACT_MILL": str(folder)}
    code = _fill(folder, args.region)
    if code or args.once:
        return code
    return _step("serve", "--demo", "--bind", args.bind, "--processes", "2")


def _figures(folder: Path, region: str, people: int) -> int:
    """From nothing to released figures; each step that was done before is left as it is."""
    records, register, measured = folder / "records", folder / "register", folder / "measured"
    steps: list[tuple[Path, list[str | Path]]] = [
        (records / "synthetic.json", ["synth", "--region", region, "--people", str(people), "--seed", "1", "--out", records]),
        (register / "CURRENT", ["load", records, "--from", "omop", "--register", register]),
        (folder / "results" / "CURRENT", ["run", "--register", register, "--as-of", AS_OF, "--results", folder / "results"]),
    ]
    for period, every in PERIODS:
        grid: list[str | Path] = ["--period", period, "--every", every, "--results", measured]
        steps.append((folder / f"measured-{every}", ["measure", "--register", register, *grid]))
    shown: list[str | Path] = ["--results", measured, "--run", folder / "results", "--register", register]
    steps.append((folder / "released" / "CURRENT", ["release", *shown, "--out", folder / "released"]))
    for made, command in steps:
        if not made.exists():
            code = _step(*command)
            if code:
                return code
            made.touch()
    return _step("show", "popbox", "--results", folder / "results")


def _fill(folder: Path, region: str) -> int:
    """A workspace with figures and a cast."""
    from ..web.site.start import start
    from .progress import progress

    start()
    from ..web.site.demo import PASSWORD, fill, open_figures, write_letters
    from ..web.site.ready import migrate

    now = datetime.now(UTC)
    with progress() as bar:
        migrate(at=now, progress=bar)
        seats = fill(_territories(region), plan=region, practice=_a_practice(folder / "released"), at=now, progress=bar)
    code = _step("import-results", folder / "released", "--release", "")
    if not code:
        open_figures(at=now)
        if letters := write_letters(at=now):
            print(f"{letters} letters of this week lie in {folder / 'workspace' / 'mail'}")
    print("\nSign in as one of these; the password of all is: " + PASSWORD)
    for seat in seats:
        print(f"  {seat.email:<22} {seat.title}")
    return code


def _territories(name: str) -> str:
    """The municipalities of the synthetic region, as a file of territories."""
    import csv
    import io

    from ..synthetic.reference import municipalities

    region = municipalities(name)
    out = io.StringIO()
    rows = csv.writer(out)
    rows.writerow(["code", "name", "zone", "region", "population", "population_on"])
    for at, nis in enumerate(region.nis):
        people = int(region.bands[at].sum())
        rows.writerow([nis, region.name[at], region.zone[at], NAMES[name], people, "2021-01-01"])
    return out.getvalue()


def _a_practice(released: Path) -> str:
    """One practice of the figures, for the demonstration's own to find itself in; empty where there is none."""
    import csv

    place = released / "versions" / (released / "CURRENT").read_text(encoding="ascii").strip() / "areas.csv"
    with place.open(encoding="utf-8", newline="") as file:
        nodes = [row["node"] for row in csv.DictReader(file) if row["level"] == "practice"]
    return min((n for n in nodes if not n.endswith("/")), key=lambda n: (len(n), n), default="")


def _step(*arguments: str | Path) -> int:
    """Another command in a process of its own, said first; its exit code."""
    print("\n$ empact " + shlex.join(str(a) for a in arguments), file=sys.stderr, flush=True)
    command = [sys.executable, "-m", "empact.cli.main", *map(str, arguments)]
    try:
        return subprocess.run(command, check=False).returncode
    except KeyboardInterrupt:
        return 0
