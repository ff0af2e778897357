"""A cohort on one page: everybody, a condition beside everybody, an environment analysis of the largest zone."""

from __future__ import annotations

import tempfile
from pathlib import Path

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

__all__ = ["prepare_environment", "prepare_page", "results_of"]


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
