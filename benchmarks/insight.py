"""The pages of figures on a package of a region's size: 44 indicators, 24 months, 1,146 places on five levels, four strata.

    python -m benchmarks.insight        a line per page: p50 and p95 in ms, and its size; ends with code 7 if too slow

The package is made up, in the layout that ``empact release`` writes: what is measured is reading and drawing, and that follows
from the number of rows, not from what stands in them. One process, no network, one visitor: the time of the server alone.
"""

from __future__ import annotations

import argparse
import csv
import gzip
import hashlib
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime
from math import cos, pi, sin
from pathlib import Path
from typing import Any, Final

from empact.terms.errors import ExitCode
from empact.terms.periods import parse_period

from .harness import machine

PLACES: Final = {"region": 1, "zone": 5, "municipality": 300, "neighbourhood": 600, "practice": 240}
STRATA: Final = {
    "age_band": [f"{low}-{low + 4}" for low in range(0, 90, 5)] + ["90+"],
    "sex": ["male", "female", "other", "unknown"],
    "increased_reimbursement": ["no", "yes"],
    "persona": ["P0", "P1", "P2", "P3"],
}
INDICATORS: Final = 44
DETERMINANTS: Final = 22
LIMITS: Final = {"popbox": 100.0, "indicator": 150.0, "map": 150.0}
"""Milliseconds, 95 in 100 requests, by how the name of a page begins."""
LARGEST: Final = {"map": 200_000}
"""Bytes over the wire, as a browser asks for them: compressed."""
_COLUMNS: Final = (
    "indicator", "strata", "node", "name", "level", "stratum", "status", "people", "numerator", "denominator", "value",
    "lower", "upper", "standardised", "standardised_lower", "standardised_upper", "position",
)  # fmt: skip


_PAGES: Final = {
    "popbox": "/popbox/?level=zone&determinant={determinant}",
    "popbox, 300 municipalities": "/popbox/?level=municipality&determinant={determinant}",
    "indicator, zones": "/figures/{indicator}/?level=zone",
    "indicator, 300 municipalities": "/figures/{indicator}/?level=municipality",
    "indicator, one of them by age": "/figures/{indicator}/?level=municipality&strata=age_band&place={town}",
    "map": "/map/?level=municipality&what={indicator}",
    "place": "/environment/place/?area={town}",
    "library": "/figures/",
}


def nodes() -> list[tuple[str, str]]:
    """(level, node) of every place."""
    return [(level, f"{level}:{n:05d}") for level, many in PLACES.items() for n in range(many)]


def write(place: Path, seed: int) -> None:
    """A package: figures, courses, peers and a Pop-Box of the places."""
    chance = random.Random(seed)
    (place / "figures").mkdir(parents=True)
    months = parse_period("2022-01..2023-12", "month")
    names = [f"indicator_{n:02d}" for n in range(INDICATORS)]
    for month in months:
        strata = STRATA if month is months[-1] else {}
        with (place / "figures" / f"{month.name}.csv").open("w", newline="") as file:
            out = csv.writer(file)
            out.writerow(_COLUMNS)
            for name in names:
                for level, node in [("all", "all"), *nodes()]:
                    out.writerow(_row(chance, name, "", level, node, ""))
                    for one, groups in strata.items():
                        for group in groups:
                            out.writerow(_row(chance, name, one, level, node, group))
    first, last = months[0].name, months[-1].name
    _table(
        place / "trends.csv",
        ("indicator", "level", "node", "first", "last", "periods", "centre", "lower", "upper", "signals"),
        ((i, level, node, first, last, 24, 0.5, 0.3, 0.7, f"{last}/concern") for i in names for level, node in nodes()),
    )
    _table(
        place / "peers.csv",
        ("indicator", "level", "period", "places", "median", "quarter", "benchmark"),
        ((i, level, m.name, many, 0.5, 0.6, 0.7) for i in names for level, many in PLACES.items() for m in months),
    )
    _table(
        place / "areas.csv",
        ("node", "level", "name", "parents"),
        ((node, level, f"{level} {node[-5:]}", "region:00000") for level, node in nodes()),
    )
    _table(place / "popbox.csv", ("level", "node", "class", "determinant", "status", "people"), _cells(chance))
    titles = dict.fromkeys(("nl", "fr", "de", "en"), "A title as long as most are")
    described = {
        "title": titles, "version": 1, "aim": "health", "owner": "", "direction": "up", "scoring": "proportion", "per": 1.0,
        "unit": "", "strata": list(STRATA), "target": 0.6, "waits_for": "", "source": [], "note": "", "says": {},
        "reviewer": "", "reviewed": "2026-01-01", "review_by": "2027-01-01",
    }  # fmt: skip
    classes = STRATA["persona"]
    asked = {
        "as_of": "2024-01-01", "threshold": 5, "classes": classes,
        "segment": {"version": 1, "classes": [{"key": c, "title": titles} for c in classes]},
        "determinants": {f"determinant_{n}": {"title": titles} for n in range(DETERMINANTS)},
    }  # fmt: skip
    fields = ("access", "prevention", "chronic care", "hospital", "cost", "medication safety")
    every = {name: described | {"type": "process", "component": fields[n % len(fields)]} for n, name in enumerate(names)}
    (place / "indicators.json").write_text(json.dumps(every))
    (place / "popbox.json").write_text(json.dumps(asked))
    manifest: dict[str, Any] = {"kind": "released results", "schema": 1, "threshold": 5, "rounding": 0, "measured": "v1"}
    manifest["periods"] = [{"name": m.name, "start": m.start.isoformat(), "end": m.end.isoformat(), "rows": 0} for m in months]
    manifest["files"] = {
        p.relative_to(place).as_posix(): {"sha256": hashlib.sha256(p.read_bytes()).hexdigest()}
        for p in sorted(place.rglob("*"))
        if p.is_file()
    }
    (place / "manifest.json").write_text(json.dumps(manifest))


def _row(chance: random.Random, name: str, strata: str, level: str, node: str, group: str) -> tuple[Any, ...]:
    head = (name, strata, node, node, level, group)
    if strata and chance.random() < 0.2:
        return (*head, "hidden", 40, *[""] * 9)
    value = round(0.3 + 0.4 * chance.random(), 6)
    return (
        *head,
        "ok",
        1200,
        600,
        1200,
        value,
        value - 0.03,
        value + 0.03,
        value,
        value - 0.03,
        value + 0.03,
        chance.randint(-2, 2),
    )


def _cells(chance: random.Random) -> Iterator[tuple[Any, ...]]:
    for level, node in [("all", "all"), *(n for n in nodes() if n[0] != "practice")]:
        for determinant in ["", *(f"determinant_{n}" for n in range(DETERMINANTS))]:
            for class_ in ("all", *STRATA["persona"]):
                hidden = chance.random() < 0.05
                yield level, node, class_, determinant, "hidden" if hidden else "ok", "" if hidden else chance.randint(5, 900)


def _table(path: Path, columns: tuple[str, ...], rows: Iterator[tuple[Any, ...]]) -> None:
    with path.open("w", newline="") as file:
        out = csv.writer(file)
        out.writerow(columns)
        out.writerows(rows)


def outlines() -> Iterator[tuple[str, dict[str, Any]]]:
    """Every municipality as a shape of 200 corners."""
    for n in range(PLACES["municipality"]):
        x, y = 3 + n % 20 / 10, 50 + n // 20 * 0.07
        corners = [(x + 0.05 * cos(2 * pi * i / 200), y + 0.05 * sin(2 * pi * i / 200)) for i in range(200)]
        yield f"{n:05d}", {"type": "Polygon", "coordinates": [[*corners, corners[0]]]}


def visit(rounds: int, seed: int) -> list[dict[str, Any]]:
    """Each page so often, with other filters each time."""
    from django.test import Client

    from empact.web.kernel.models import Hat, User
    from empact.web.territory.models import Territory

    starts = date(2020, 1, 1)
    user = User.objects.create(email="visitor@example.org", name="Visitor", language="en")
    Hat.objects.create(user=user, role="policy", starts=starts)
    Territory.objects.bulk_create(
        Territory(code=code, name=f"municipality {code}", kind="municipality", starts=starts, outline=outline)
        for code, outline in outlines()
    )
    client = Client(HTTP_HOST="localhost")
    client.force_login(user, "allauth.account.auth_backends.AuthenticationBackend")
    chance = random.Random(seed)
    found = []
    for name, address in _PAGES.items():
        times, size, wire = [], 0, 0
        for i in range(rounds + 3):
            asked = address.format(
                indicator=f"indicator_{chance.randrange(INDICATORS):02d}",
                determinant=f"determinant_{chance.randrange(DETERMINANTS)}",
                town=f"municipality:{chance.randrange(PLACES['municipality']):05d}",
            )
            start = time.perf_counter()
            answer = client.get(asked)
            took = time.perf_counter() - start
            if answer.status_code != 200:
                raise SystemExit(f"{asked}: {answer.status_code}")
            size, wire = max(size, len(answer.content)), max(wire, len(gzip.compress(answer.content)))
            times += [took] if i >= 3 else []
        times.sort()
        p95 = round(1000 * times[int(0.95 * (rounds - 1))], 1)
        limit = next((most for begins, most in LIMITS.items() if name.startswith(begins)), None)
        found.append(
            {"page": name, "p50_ms": round(1000 * times[rounds // 2], 1), "p95_ms": p95, "bytes": size, "wire_bytes": wire}
            | {"limit_ms": limit, "failed": (limit is not None and p95 > limit) or wire > LARGEST.get(name, wire)}
        )
    return found


@contextmanager
def house(seed: int) -> Iterator[Path]:
    """The house of people in this process, ready but empty, on a workspace thrown away; and the package to bring into it."""
    with tempfile.TemporaryDirectory(prefix="empact-house-") as home:
        os.environ |= {
            "EMPACT_WORKSPACE": f"{home}/workspace",
            "EMPACT_DEMO": "1",
            "EMPACT_DATABASE": "",
            "EMPACT_LANGUAGE": "en",
        }
        from empact.web.site.start import start

        start()
        from django.core.management import call_command

        from empact.web.site.ready import migrate

        migrate(at=datetime.now(UTC))
        call_command("collectstatic", interactive=False, verbosity=0)
        package = Path(home) / "package"
        write(package, seed)
        yield package


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.insight", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--rounds", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    with house(asked.seed) as package:
        from django.conf import settings

        from empact.web.insight.bring import bring, put_in_force

        began = time.perf_counter()
        name = bring(package, settings.WORKSPACE.results)
        put_in_force(settings.WORKSPACE.results, name)
        size = (settings.WORKSPACE.results / name).stat().st_size
        print(json.dumps(machine() | {"bring_seconds": round(time.perf_counter() - began, 1), "file_mb": round(size / 2**20)}))
        rows = visit(asked.rounds, asked.seed)
    for row in rows:
        print(json.dumps(row), flush=True)
    if any(row.get("failed") for row in rows):
        sys.exit(int(ExitCode.CHECK_FAILED))


if __name__ == "__main__":
    main()
