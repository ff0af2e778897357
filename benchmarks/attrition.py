"""The attrition of an edited rule on a million people: ten rules, one of them changed again and again.

The register has one part per 250,000 people and is kept in ``--folder``. What is measured is the command that the pages of
rules keep open (``empact attrition --keep-open``): a line of JSON in, the line of the answer out. The first question reads all
ten rules; each edit after it changes one rule to something never asked before. The numbers are then compared with the batch:
all rules asked at once of the whole register.
"""

from __future__ import annotations

import json
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

from empact.definitions.grammar import Context, read_flag
from empact.definitions.place import Place
from empact.definitions.read import read_library
from empact.engine.evaluate import evaluate
from empact.engine.register import Register, open_register
from empact.engine.run.results import Results

from .describe import results_of
from .registers import region

__all__ = ["SHOWS", "attrition"]

SHOWS: Final = ("A3",)
LIMIT: Final = 1.0
TEN: Final = (
    {"aged": {"from": 18}},
    {"conditions_at_least": 1},
    {"dispensed": {"atc": ["A-V"]}, "within": "365 days", "at_least": 2},
    {"any_of": [{"has": "hypertension"}, {"has": "diabetes"}, {"has": "depression"}]},
    {"visited": {"kind": "outpatient"}, "within": "365 days", "at_least": 1},
    {"dispensed": {"atc": ["C"]}, "within": "730 days", "ddd_at_least": 30},
    {"recorded": {"icpc2": ["K86", "T90", "P76"], "icd10": ["A00-Z99"]}, "unless": [{"has": "dementia"}]},
    {"paid": {"domain": "any"}, "within": "365 days", "paid_at_least": 10},
    {"score": {"id": "charlson", "at_least": 0}},
    {"dispensed": {"atc": ["A-V"]}, "except": {"atc": ["D"]}, "within": "365 days", "codes_at_least": 1, "level": 3},
)


def edits() -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """Each of the ten rules changed: cut-offs, windows, codes; one taken out, one put in."""
    changes: list[tuple[str, int, dict[str, Any] | None]] = [
        ("age", 0, {"aged": {"from": 40}}),
        ("number of conditions", 1, {"conditions_at_least": 2}),
        ("cut-off of all medicines", 2, TEN[2] | {"at_least": 5}),
        ("window of all medicines", 2, TEN[2] | {"within": "400 days"}),
        ("one condition for another", 3, {"any_of": [{"has": "copd"}, {"has": "diabetes"}, {"has": "depression"}]}),
        ("window of contacts", 4, TEN[4] | {"within": "180 days"}),
        ("kind of contacts", 4, {"visited": {"kind": "emergency"}, "within": "730 days"}),
        ("codes of medicines", 5, TEN[5] | {"dispensed": {"atc": ["C09", "C07", "A10"]}}),
        ("codes of diagnoses", 6, {"recorded": {"icpc2": ["T90", "K74"], "icd10": ["I20-I25", "E10-E14"]}}),
        ("costs", 7, TEN[7] | {"paid_at_least": 250}),
        ("score", 8, {"score": {"id": "charlson", "at_least": 1}}),
        ("groups of medicines", 9, TEN[9] | {"codes_at_least": 4}),
        ("taken out", 9, None),
    ]
    for name, place, rule in changes:
        rules = [dict(r) for r in TEN]
        rules[place : place + 1] = [] if rule is None else [rule]
        yield name, rules
    yield "put in", [*TEN, {"measured": {"loinc": ["4548-4"]}, "within": "365 days"}]


def attrition(folder: Path, people: int = 1_000_000) -> dict[str, Any]:
    """Milliseconds of each edit; ``failed`` names those that took a second or more, or told another number than the batch."""
    register = open_register(region(people, folder, seed=3, parts=max(1, people // 250_000)))
    results = results_of(register.folder)
    batch = batch_of(register, results)
    command = [sys.executable, "-m", "empact.cli.main", "attrition", "--keep-open", "--register", str(register.folder)]
    found: dict[str, Any] = {}
    failed = []
    with subprocess.Popen(
        [*command, "--results", str(results.folder)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:

        def ask(rules: list[dict[str, Any]]) -> tuple[float, dict[str, Any]]:
            assert process.stdin is not None and process.stdout is not None
            began = time.perf_counter()
            process.stdin.write(json.dumps({"definition": {"rule": {"all_of": rules}}}) + "\n")
            process.stdin.flush()
            said: dict[str, Any] = json.loads(process.stdout.readline())
            if "problem" in said:
                raise SystemExit(f"{said['problem']} {said['hint']}")
            return time.perf_counter() - began, said

        took, said = ask([dict(r) for r in TEN])
        found["people"], found["start, and ten rules"] = said["people"], f"{took:.1f} s"
        for name, rules in edits():
            took, said = ask(rules)
            found[name] = f"{round(1000 * took)} ms"
            if took >= LIMIT:
                failed.append(name)
            if differs(batch, rules, said):
                failed.append(f"{name}: not as the batch")
    return {**found, "failed": failed}


def batch_of(register: Register, results: Results) -> dict[str, int]:
    """Every rule that is asked, by itself and after those before it, counted at once over the whole register."""
    library = read_library()

    def flag(rule: dict[str, Any]) -> Any:
        return read_flag(Place("rule"), rule, Context(library.codelists))

    wanted: dict[str, Any] = {}
    every: list[list[dict[str, Any]]] = [list(TEN), *(rules for _name, rules in edits())]
    for rules in every:
        wanted |= {json.dumps(rule): flag(rule) for rule in rules}
        wanted |= {json.dumps(rules[: i + 1]): flag({"all_of": rules[: i + 1]}) for i in range(1, len(rules))}
    table = evaluate(register, wanted, results.as_of, library)
    status = results.table("person_profile", ["status"])["status"].cast("string").to_numpy(zero_copy_only=False)
    observed = status == "observed"
    return {name: int((table[name].to_numpy() & observed).sum()) for name in wanted}


def differs(batch: dict[str, int], rules: list[dict[str, Any]], said: dict[str, Any]) -> bool:
    """Is a number other than that of the batch, or none told at all?"""
    steps = [s for s in said["steps"] if len(s["path"]) == 3]
    told = [(s["meets"], batch[json.dumps(rules[i])]) for i, s in enumerate(steps)]
    told += [(s["after"], batch[json.dumps(rules[: i + 1])]) for i, s in enumerate(steps) if i]
    return any(n is not None and n != expected for n, expected in told) or all(n is None for n, _expected in told)
