"""Make a region and write it: chunks of people side by side, then what belongs to all, then the note on what came out."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass
from datetime import date
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Final, Literal

from ..terms.errors import StorageError, UserError
from ..terms.progress import Progress, Silent
from .calibration import Check, Tally, checks, tally
from .chunk import Plan, make_chunk
from .groups import check_plants
from .places import Places, make_places
from .scenario import Scenario
from .truth import Counted, counted, truth_of

__all__ = ["Form", "SyntheticReport", "write_region"]

Form = Literal["fhir", "omop", "csv"]
NOTE: Final = "synthetic.json"
WORTH_A_POOL: Final = 4  # chunks; fewer are made sooner than workers start


@dataclass(frozen=True, slots=True)
class SyntheticReport:
    """What was written. ``rows`` counts per table or resource type; ``bytes`` is all data files together.

    ``checks`` compares with the calibration targets; ``calibrated`` asks whether all that can be judged hold.
    ``truth``: the file with what was planted, where a scenario was given.
    """

    folder: Path
    form: Form
    people: int
    rows: dict[str, int]
    files: int
    bytes: int
    checks: tuple[Check, ...]
    truth: Path | None = None

    @property
    def calibrated(self) -> bool:
        return all(check.passed for check in self.checks if check.judged)


def write_region(
    *,
    people: int,
    seed: int,
    out: Path,
    as_: Form,
    end: date = date(2024, 1, 1),
    years: int = 3,
    region: str = "empact",
    workers: int | None = None,
    progress: Progress | None = None,
    scenario: Scenario | None = None,
    truth: Path | None = None,
) -> SyntheticReport:
    """Write ``people`` people (alive, dead and departed) with their records of the ``years`` before ``end``.

    Same arguments: same bytes, whatever ``workers`` (default: one per processor; a script of your own then needs the
    guard ``if __name__ == "__main__"``). ``out`` must be empty or absent. ``synthetic.json`` beside the data holds
    the arguments, the counts and the calibration. Raises UserError or StorageError.

    ``scenario``: truths to plant; they are written to ``truth`` (default: ``out`` with ``.truth.json`` after its name),
    which may not lie among the records and is replaced where it exists.
    """
    _check(people, seed, years, as_, end)
    plan = Plan(people, seed, end, years, region, scenario)
    places = make_places(region, people, seed)
    truth = _truth_file(plan, out, truth)
    check_plants(plan, places, as_)
    progress = progress or Silent()
    try:
        if out.exists() and any(out.iterdir()):
            raise StorageError(f"The folder {out.name} is not empty.", hint="Give a folder that does not exist yet.")
        out.mkdir(parents=True, exist_ok=True)
        rows = dict(_form(as_).write_region_tables(plan, places, out))
        total, found = Tally(), Counted()
        progress.step("Making people", people)
        for done, (made, tallied, true) in enumerate(_chunks(plan, places, as_, out, workers)):
            for name, n in made.items():
                rows[name] = rows.get(name, 0) + n
            total.add(tallied)
            found.add(true)
            progress.advance(min(people, (done + 1) * _per_chunk()) - min(people, done * _per_chunk()))
        sizes = [path.stat().st_size for path in sorted(out.rglob("*")) if path.is_file()]
        report = SyntheticReport(
            out, as_, people, dict(sorted(rows.items())), len(sizes), sum(sizes), tuple(checks(total)), truth
        )
        _write(out / NOTE, _note(plan, report))
        if truth is not None:
            _write(truth, truth_of(plan, places, found))
    except OSError as error:
        raise StorageError(
            f"The synthetic region cannot be written: {error.strerror or 'storage error'}.",
            hint="Free some space, or give another folder.",
        ) from error
    return report


def _check(people: int, seed: int, years: int, as_: str, end: date) -> None:
    if people < 1:
        raise UserError("A region has at least one person.", hint="Give --people 1 or more.")
    if not 1 <= years <= 20:
        raise UserError(f"{years} years cannot be made.", hint="Give 1 to 20 years.")
    if seed < 0:
        raise UserError("A seed is zero or more.", hint="Give --seed 0 or more.")
    if as_ not in ("fhir", "omop", "csv"):
        raise UserError(f"There is no form '{as_}'.", hint="Known: fhir, omop, csv.")
    if not 1995 <= end.year <= 2100:
        raise UserError(f"A window that ends in {end.year} cannot be made.", hint="Give an end between 1995 and 2100.")


def _truth_file(plan: Plan, out: Path, truth: Path | None) -> Path | None:
    if plan.scenario is None:
        if truth is not None:
            raise UserError("Without a scenario there is no truth to write.", hint="Give --truths or --scenario FILE too.")
        return None
    truth = truth or out.with_name(out.resolve().name + ".truth.json")
    if truth.resolve().is_relative_to(out.resolve()):
        raise UserError("The truth may not lie among the records.", hint="Give --truth a file outside the --out folder.")
    if truth.is_dir() or not (truth.parent.is_dir() or truth.parent.resolve() == out.resolve().parent):
        raise UserError(f"The truth cannot be written to '{truth}'.", hint="Give a file in a folder that exists.")
    return truth


def _write(file: Path, said: dict[str, Any]) -> None:
    file.write_text(json.dumps(said, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


def _per_chunk() -> int:
    from .chunk import PEOPLE_PER_CHUNK

    return PEOPLE_PER_CHUNK


def _form(as_: str) -> Any:
    """The writer of the form: a module with ``write_chunk`` and ``write_region_tables``."""
    if as_ == "omop":
        from . import as_omop

        return as_omop
    if as_ == "csv":
        from . import as_csv

        return as_csv
    from . import as_fhir

    return as_fhir


Made = tuple[dict[str, int], Tally, Counted]


def _make(plan: Plan, places: Places, as_: str, out: Path, number: int) -> Made:
    chunk = make_chunk(plan, places, number)
    true = counted(chunk, plan, places) if plan.scenario else Counted()
    return _form(as_).write_chunk(chunk, places, out), tally(chunk), true


def _chunks(plan: Plan, places: Places, as_: str, out: Path, workers: int | None) -> Iterator[Made]:
    """Every chunk, in order. Where a worker is lost (no memory, or a script without a guard), the rest is made here."""
    hands = min(workers or os.cpu_count() or 1, plan.chunks)
    done = 0
    if hands > 1 and (workers or plan.chunks >= WORTH_A_POOL):
        with ProcessPoolExecutor(hands, mp_context=get_context("spawn")) as pool:
            waiting = [pool.submit(_make, plan, places, as_, out, number) for number in range(plan.chunks)]
            try:
                for made in waiting:
                    yield made.result()
                    done += 1
            except BrokenProcessPool:
                pass
            finally:
                pool.shutdown(cancel_futures=True)
    for number in range(done, plan.chunks):
        yield _make(plan, places, as_, out, number)


def _note(plan: Plan, report: SyntheticReport) -> dict[str, Any]:
    return {
        "made_by": "empact synth: no real person",
        "people": plan.people,
        "seed": plan.seed,
        "region": plan.region,
        "start": plan.start.isoformat(),
        "end": plan.end.isoformat(),
        "years": plan.years,
        **({"scenario": plan.scenario.id} if plan.scenario else {}),
        "form": report.form,
        "rows": report.rows,
        "files": report.files,
        "bytes": report.bytes,
        "calibrated": report.calibrated,
        "checks": [asdict(check) | {"passed": check.passed, "judged": check.judged} for check in report.checks],
    }
