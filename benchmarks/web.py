"""The house of people under load: a workspace of a region's size, served, visited by many at once.

    python -m benchmarks.web                                 360,000 persons, SQLite, 50 and 200 visitors
    python -m benchmarks.web --database postgresql://...     an empty database
    python -m benchmarks.web --folder DIR                    keeps the workspace, so that a second run starts at once
    python -m benchmarks.web --think tpc-w                   visitors who read what they asked for

Visitors are in a hurry, with 1 to 4 seconds between two pages, or think as those of the TPC-W benchmark do: 7 seconds on
average, negative exponential, 70 at most (TPC-W 1.8, clause 5.3.2.1). Three in four are practices:
six in seven of their requests read, each read of persons writes a line of the audit per person, one in seven writes a record.
One in four reads figures: 44 indicators, 24 months, 1,146 places on five levels (``benchmarks/insight.py``). Persons are laid
down in bulk: what is measured is serving, not filling. Ends with code 7 where 95 in 100 requests of a kind take longer than
they may, or one fails.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import json
import os
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from empact.terms.errors import ExitCode

from .harness import machine
from .insight import DETERMINANTS, INDICATORS, PLACES, outlines, write

ORGANISATIONS, STARTS, PORT = 240, date(2020, 1, 1), 8123
LIMITS = {50: 150.0, 200: 300.0}
"""Milliseconds within which 95 in 100 requests of every kind are answered, by the number of visitors."""
COMING = 20
"""Seconds in which they come in; measured is what follows. All at once ask twice as much as they do then."""
FILTER, FEW = 100.0, 50
"""A filter of the Pop-Box, with so many visitors."""
Limit = Callable[[str, int], "float | None"]
"""Of a kind of request and a number of visitors: the milliseconds within which 95 in 100 are answered."""


def fill(persons: int, seats: int, out: Path) -> None:
    """A region of persons, each cared for at one organisation; and sessions of so many professionals. Runs in the house."""
    from django.conf import settings
    from django.db import connection, transaction

    from empact.web.insight.bring import bring, put_in_force
    from empact.web.insight.figures import in_force
    from empact.web.kernel.models import Hat, User
    from empact.web.people.models import CareRelation, Person
    from empact.web.site.ready import migrate
    from empact.web.territory.models import Organisation, Territory
    from empact.web.territory.search import fold

    migrate(at=datetime.now(UTC))
    if not User.objects.exists():
        with transaction.atomic():
            places = Organisation.objects.bulk_create(
                Organisation(name=f"Practice {n:03d}", search=fold(f"Practice {n:03d}"), starts=STARTS)
                for n in range(ORGANISATIONS)
            )
            for first in range(0, persons, 10_000):
                people = Person.objects.bulk_create(
                    Person(
                        family_name=f"Family{n * 7919 % 9973}",
                        given_names=f"Given{n % 499}",
                        search=fold(f"Given{n % 499} Family{n * 7919 % 9973}"),
                        birth_year=1925 + n % 95,
                    )
                    for n in range(first, min(first + 10_000, persons))
                )
                CareRelation.objects.bulk_create(
                    CareRelation(
                        person=p, kind="registered", ground="asked", starts=STARTS, organisation=places[n % ORGANISATIONS]
                    )
                    for n, p in enumerate(people, first)
                )
            users = User.objects.bulk_create(User(email=f"v{n}@example.org", name=f"Visitor {n}") for n in range(seats))
            Hat.objects.bulk_create(
                Hat(user=u, role="policy", starts=STARTS)
                if n % 4 == 3
                else Hat(
                    user=u, role="gp", scope_kind="organisation", scope_id=str(places[n % ORGANISATIONS].pk), starts=STARTS
                )
                for n, u in enumerate(users)
            )
            Territory.objects.bulk_create(
                Territory(code=code, name=f"municipality {code}", kind="municipality", starts=STARTS, outline=outline)
                for code, outline in outlines()
            )
        with connection.cursor() as cursor:
            cursor.execute("ANALYZE")  # as each night
    if in_force() is None:
        with tempfile.TemporaryDirectory(prefix="empact-package-") as package:
            write(Path(package), 1)
            put_in_force(settings.WORKSPACE.results, bring(Path(package), settings.WORKSPACE.results))
    keys = sessions(User.objects.order_by("email").prefetch_related("hats")[:seats])
    there = {"indicators": INDICATORS, "determinants": DETERMINANTS, "towns": PLACES["municipality"]}
    out.write_text(json.dumps({"keys": keys, **there}))


def sessions(users: Iterable[Any]) -> dict[str, list[str]]:
    """Who is signed in, by role: the keys of their sessions. Runs in the house."""
    from empact.web.kernel.sessions import SessionStore

    keys: defaultdict[str, list[str]] = defaultdict(list)
    for user in users:
        session = SessionStore()
        session["_auth_user_id"] = str(user.pk)
        session["_auth_user_backend"] = "allauth.account.auth_backends.AuthenticationBackend"
        session["_auth_user_hash"] = user.get_session_auth_hash()
        session.save()
        keys[user.hats.all()[0].role].append(str(session.session_key))
    return keys


@contextmanager
def served() -> Iterator[int]:
    """``empact serve`` on the workspace of the environment, until the block ends; gives the id of its process."""
    serve = ["serve", "--demo", "--bind", f"127.0.0.1:{PORT}"]
    server = subprocess.Popen([sys.executable, "-m", "empact.cli.main", *serve], stderr=subprocess.PIPE, text=True)
    try:
        assert server.stderr is not None
        select.select([server.stderr], [], [], 120)
        yield server.pid
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(60)


def visit(
    users: int,
    seconds: int,
    keys: Path,
    out: Path,
    *,
    visitor: str = "web_visitor.py",
    limit_of: Limit | None = None,
    think: str = "hurried",
) -> list[dict[str, Any]]:
    """Let so many work for so long; one row per kind of request, and one for all."""
    locust = os.environ.get("EMPACT_LOCUST") or shutil.which(
        "locust", path=f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    )
    if locust is None:
        raise SystemExit("locust is not installed; python3 run.py install bench")
    subprocess.run(
        [
            locust, "-f", str(Path(__file__).with_name(visitor)), "--headless", "--host", f"http://127.0.0.1:{PORT}",
            "-u", str(users), "-r", str(users / COMING), "-t", f"{seconds + COMING}s", "--csv", str(out), "--only-summary",
            "--reset-stats", "--loglevel", "ERROR",
        ],
        env=os.environ | {"EMPACT_SESSIONS": str(keys), "EMPACT_THINK": think}, check=False,
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    with Path(f"{out}_stats.csv").open(newline="") as file:
        rows = list(csv.DictReader(file))
    return [
        {
            "users": users,
            "think": think,
            "request": row["Name"],
            "number": int(row["Request Count"]),
            "failed": int(row["Failure Count"]),
            "per_second": round(float(row["Requests/s"]), 1),
            "p50_ms": _number(row["50%"]),
            "p95_ms": _number(row["95%"]),
            "p99_ms": _number(row["99%"]),
        }
        | _kept(row, (limit_of or _limit)(row["Name"], users))
        for row in rows
    ]


def _limit(request: str, users: int) -> float | None:
    """What 95 in 100 may take with so many visitors. Between two numbers: that of the higher one."""
    limit = next((most for many, most in sorted(LIMITS.items()) if users <= many), None)
    return FILTER if request == "Pop-Box" and users <= FEW else limit


def _kept(row: dict[str, str], limit: float | None) -> dict[str, Any]:
    late = limit is not None and (_number(row["95%"]) or 0) > limit
    return {"limit_ms": limit, "kept": not late and row["Failure Count"] == "0"}


def first_load() -> dict[str, int]:
    """Bytes over the wire of the first visit, compressed: the page and everything it asks for."""
    found: dict[str, int] = {}

    def get(path: str) -> bytes:
        request = urllib.request.Request(f"http://127.0.0.1:{PORT}{path}", headers={"Accept-Encoding": "gzip"})
        with urllib.request.urlopen(request, timeout=30) as answer:  # noqa: S310 - our own server
            body = answer.read()
            found[path] = len(body)
            return gzip.decompress(body) if answer.headers.get("Content-Encoding") == "gzip" else body

    page = get("/").decode()
    for path in sorted(set(re.findall(r'(?:href|src)="(/static/[^"]+)"', page))):
        get(path)
    return found


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.web", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--persons", type=int, default=360_000)
    parser.add_argument("--users", type=int, nargs="+", default=[50, 200])
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("--database", default="", help="postgresql://... (default: SQLite)")
    parser.add_argument("--folder", type=Path, help="the workspace, kept (default: one that is thrown away)")
    parser.add_argument("--think", choices=("hurried", "tpc-w"), default="hurried", help="time between two pages")
    parser.add_argument("--fill", type=Path, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    if asked.fill:
        from empact.web.site.start import start

        start()
        fill(asked.persons, max(asked.users), asked.fill)
        return
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="empact-web-"))
    os.environ |= {"EMPACT_WORKSPACE": str(folder), "EMPACT_DATABASE": asked.database, "EMPACT_DEMO": "1"}
    keys = folder / "sessions.json"
    folder.mkdir(parents=True, exist_ok=True)
    again = [sys.executable, "-m", "benchmarks.web", "--persons", str(asked.persons), "--fill", str(keys), "--users"]
    subprocess.run([*again, *map(str, asked.users)], check=True)
    kept = True
    try:
        with served():
            print(json.dumps(machine() | {"database": asked.database.partition(":")[0] or "sqlite", "persons": asked.persons}))
            sizes = first_load()
            print(json.dumps({"first_load_bytes": sum(sizes.values()), "parts": sizes}))
            for users in asked.users:
                for row in visit(users, asked.seconds, keys, folder / f"visit-{users}", think=asked.think):
                    print(json.dumps(row), flush=True)
                    kept = kept and row["kept"]
    finally:
        if not asked.folder:
            shutil.rmtree(folder, ignore_errors=True)
    if not kept:
        sys.exit(int(ExitCode.CHECK_FAILED))


def _number(text: str) -> float | None:
    return None if text in ("", "N/A") else float(text)


if __name__ == "__main__":
    main()
