"""Persons with care plans under load: 5,000 plans, served, visited by 50 at once.

    python -m benchmarks.care                                 5,000 plans, SQLite, 50 visitors
    python -m benchmarks.care --database postgresql://...     an empty database
    python -m benchmarks.care --folder DIR                    keeps the workspace, so that a second run starts at once

First each page in one process: questions to the database, rows on it, milliseconds of processor (without those of a database
server). Then under load, as ``benchmarks.web``: visitors think one to four seconds; each read writes its lines of the audit.
Ends with code 7 where 95 in 100 requests of a page take longer than they may, or one fails.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from empact.terms.errors import ExitCode

from . import care_region
from .harness import machine
from .web import served, sessions, visit

__all__ = ["LIMITS", "measured"]

PERSONS, USERS, SECONDS, ROUNDS = 5_000, 50, 60, 20
LIMITS: Final = {"person": 150.0, "summary": 150.0, "plan": 150.0, "scores": 150.0, "work list": 200.0}
"""Milliseconds within which 95 in 100 requests of a page are answered."""
_PAGES: Final = {
    "person": "/persons/{}/",
    "summary": "/persons/{}/summary/",
    "plan": "/persons/{}/plan/",
    "scores": "/persons/{}/scores/",
    "work list": "/work-list/",
}
_PERSON: Final = re.compile(r'href="/persons/([0-9a-f-]{36})/"')


def measured(
    folder: Path, *, database: str = "", persons: int = PERSONS, users: int = USERS, seconds: int = SECONDS
) -> Iterator[dict[str, Any]]:
    """One row for the filling, one per page alone, one per page under load; ``failed`` where a page is too late."""
    os.environ |= {"EMPACT_WORKSPACE": str(folder), "EMPACT_DATABASE": database, "EMPACT_DEMO": "1"}
    folder.mkdir(parents=True, exist_ok=True)
    alone, keys = folder / "alone.json", folder / "sessions.json"
    again = [sys.executable, "-m", "benchmarks.care", "--persons", str(persons), "--alone", str(alone), "--keys", str(keys)]
    subprocess.run(again, check=True)
    yield from json.loads(alone.read_text())
    with served() as server:
        before = _worked(server)
        rows = visit(
            users, seconds, keys, folder / "visit", visitor="care_visitor.py", limit_of=lambda page, _users: LIMITS.get(page)
        )
        worked = _worked(server) - before
    for row in rows:
        yield row | {"failed": not row["kept"]}
    asked = {row["request"]: row["number"] for row in rows if row["request"] in LIMITS}
    each = round(1000 * worked / max(sum(asked.values()), 1), 1)
    yield {"requests": sum(asked.values()), "server_cpu_ms_per_request": each, "failed": asked.keys() != LIMITS.keys()}


def _alone(persons: int, seed: int, keys: Path) -> list[dict[str, Any]]:
    """Fill what is empty, and ask each page in this process. Runs in the house."""
    from django.core.management import call_command
    from django.utils import timezone

    from empact.web.kernel.models import User
    from empact.web.site.ready import migrate

    migrate(at=datetime.now(UTC))
    call_command("collectstatic", interactive=False, verbosity=0)
    found: list[dict[str, Any]] = []
    if not User.objects.exists():
        began = time.perf_counter()
        rows = care_region.fill(persons, seed=seed, at=timezone.localtime())
        found.append({"persons": persons, "rows": rows, "fill_seconds": round(time.perf_counter() - began, 1)})
    staff = User.objects.filter(hats__role__in=("coordinator", "gp", "nurse")).order_by("email").prefetch_related("hats")
    signed_in = sessions(staff)
    keys.write_text(json.dumps({"keys": signed_in}))
    return found + [_page(name, signed_in["coordinator"][0], seed) for name in _PAGES]


def _page(name: str, key: str, seed: int) -> dict[str, Any]:
    """A page of the coordinator with a full caseload, another person each time."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    client, chance = Client(HTTP_HOST="localhost"), random.Random(seed)
    client.cookies["sessionid"] = key
    caseload = sorted(set(_PERSON.findall(client.get(_PAGES["work list"]).content.decode())))
    walls, works, asked, size, rows = [], [], 0, 0, 0
    for turn in range(ROUNDS + 3):
        address = _PAGES[name].format(chance.choice(caseload))
        if turn < 3:
            with CaptureQueriesContext(connection) as questions:
                answer = client.get(address)
            asked = max(asked, len(questions))
            if answer.status_code != 200:
                raise SystemExit(f"{name}: {answer.status_code}")
            continue
        wall, work = time.perf_counter(), time.process_time()
        answer = client.get(address)
        walls.append(time.perf_counter() - wall)
        works.append(time.process_time() - work)
        size, rows = max(size, len(answer.content)), max(rows, len(re.findall(rb"<tr|<li", answer.content)))
    half = ROUNDS // 2
    return {
        "page": name, "queries": asked, "rows": rows, "bytes": size, "cpu_ms": round(1000 * sorted(works)[half], 1),
        "p50_ms": round(1000 * sorted(walls)[half], 1), "p95_ms": round(1000 * sorted(walls)[int(0.95 * (ROUNDS - 1))], 1),
    }  # fmt: skip


def _worked(process: int) -> float:
    """Seconds of processor of a process and all that it started and that still run (Linux)."""
    stat = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    children = Path(f"/proc/{process}/task/{process}/children").read_text().split()
    return (int(stat[11]) + int(stat[12])) / os.sysconf("SC_CLK_TCK") + sum(_worked(int(child)) for child in children)


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.care", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=PERSONS)
    parser.add_argument("--users", type=int, default=USERS)
    parser.add_argument("--seconds", type=int, default=SECONDS)
    parser.add_argument("--database", default="", help="postgresql://... (default: SQLite)")
    parser.add_argument("--folder", type=Path, help="the workspace, kept (default: one that is thrown away)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--alone", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--keys", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.alone:
        from empact.web.site.start import start

        start()
        asked.alone.write_text(json.dumps(_alone(asked.persons, asked.seed, asked.keys)))
        return
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="empact-care-"))
    print(json.dumps(machine() | {"database": asked.database.partition(":")[0] or "sqlite"}), flush=True)
    failed = False
    try:
        said = {name: getattr(asked, name) for name in ("database", "persons", "users", "seconds")}
        for row in measured(folder, **said):
            print(json.dumps(row), flush=True)
            failed = failed or bool(row.get("failed"))
    finally:
        if not asked.folder:
            shutil.rmtree(folder, ignore_errors=True)
    if failed:
        sys.exit(int(ExitCode.CHECK_FAILED))


if __name__ == "__main__":
    main()
