"""A cohort of a million people on one page, two beside each other: all tables in time, and each of them in the export.

Also, of any size: everybody, a condition beside everybody, and an environment analysis of the largest zone.
"""

from __future__ import annotations

import csv
import io
import tempfile
import time
import zipfile
from pathlib import Path
from typing import Any, Final

from empact.definitions.read import read_library
from empact.engine.describe import Cohort, describe, read_cohort
from empact.engine.describe.cohort import areas_of
from empact.engine.describe.environment import environment
from empact.engine.describe.files import write_page
from empact.engine.describe.word_document import write_docx
from empact.engine.register import open_register
from empact.engine.run import run
from empact.engine.run.results import Results, open_results

from .harness import Job, Scratch
from .registers import AS_OF

__all__ = ["SHOWS", "describe_a_million", "prepare_environment", "prepare_page", "results_of"]

SHOWS: Final = ("A17",)
_PEOPLE, _SECONDS = 1_000_000, 10


def describe_a_million(register: Path) -> dict[str, Any]:
    """All tables of everybody, and of a condition beside everybody; ``failed``: empty where the acceptance is met.

    The export is held against the screen: a file for each table of each view, a line for each line.
    """
    opened, results = open_register(register), results_of(register)
    failed = [] if opened.persons >= _PEOPLE else [f"{opened.persons} people are no million"]
    found: dict[str, Any] = {"failed": failed, "people": opened.persons, "limit_s": _SECONDS}
    for name, terms, other in (("everybody", "", None), ("compared", "condition:diabetes", "everybody")):
        began, used = time.perf_counter(), time.process_time()
        beside = read_cohort(other.split(), results) if other else None
        page = describe(results, read_cohort(terms.split(), results), beside, register=opened)
        with tempfile.TemporaryDirectory(prefix="empact-bench-") as place:
            write_page(page, Path(place) / "page.zip")
            wall, used = time.perf_counter() - began, time.process_time() - used
            with zipfile.ZipFile(Path(place) / "page.zip") as pack:
                held = {n: pack.read(n).decode("utf-8") for n in pack.namelist()}
        shown = [table for view in {t.view for t in page.tables} for table in page.view(view)]
        lines = {t.name: len(list(csv.reader(io.StringIO(held.get(f"{t.name}.csv", ""))))) - 1 for t in shown}
        failed += [f"{name}: table {t.name} is not whole in the export" for t in shown if lines[t.name] != len(t.lines)]
        failed += [f"{name} took {wall:.1f} s"] if wall >= _SECONDS else []
        found |= {f"{name}_s": round(wall, 2), f"{name}_cpu_s": round(used, 2), f"{name}_tables": len(shown)}
    return found


def prepare_page(register: Path, cohort: str = "", other: str = "") -> Job:
    """All tables of a cohort, and the export that holds them. ``cohort``: terms, by spaces."""
    opened, results = open_register(register), results_of(register)

    def work() -> dict[str, int]:
        one = read_cohort(cohort.split(), results)
        two = read_cohort(other.split(), results) if other else None
        page = describe(results, one, two, register=opened)
        with tempfile.TemporaryDirectory(prefix="empact-bench-") as place:
            write_page(page, Path(place) / "page.zip")
        return {"tables": len(page.tables), "lines": sum(len(t.lines) for t in page.tables)}

    return Job(work)


def prepare_environment(register: Path) -> Job:
    """The document of the zone with most people."""
    opened, results = open_register(register), results_of(register)
    areas = areas_of(results)
    lived = results.table("person_profile", ["area_zone"])["area_zone"].value_counts().to_pylist()
    zone = max((v for v in lived if v["values"] in areas.level), key=lambda v: v["counts"])["values"]
    place = Scratch()  # goes with the job

    def work() -> dict[str, int]:
        page = describe(results, read_cohort([f"area:{zone}"], results), Cohort(), register=opened, language="nl")
        document = environment(page, area=zone, level="zone")
        write_docx(document, Path(place.name) / "zone.docx")
        return {"blocks": len(document.blocks)}

    return Job(work)


def results_of(register: Path) -> Results:
    """A run over the register, kept beside it for the next time."""
    folder = register.parent / f"{register.name}-results"
    if not (folder / "CURRENT").exists():
        run(open_register(register), as_of=AS_OF, results=folder, library=read_library())
    return open_results(folder)
