"""What a person waits for at a terminal: each run is a whole process, from start to exit."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from empact.engine.register import open_register

from .harness import Job, Scratch
from .registers import AS_OF

__all__ = ["prepare_command", "prepare_incremental", "prepare_synthetic"]

# The same class keys with other cut-offs: nothing but the segment has to be done again.
_OTHER_CUTOFFS = """
id: popbox
kind: segment
version: 2
title: {nl: Pop-Box, fr: Pop-Box, de: Pop-Box, en: Pop-Box}
source: [benchmark]
reviewer: to be appointed
reviewed: 2026-11-22
review_by: 2027-11-22
valid_from: 2026-01-01
valid_to: null
classes:
  - {key: P3, title: {nl: a, fr: a, de: a, en: a}, when: {conditions_at_least: 5}}
  - {key: P2, title: {nl: b, fr: b, de: b, en: b}, when: {conditions_at_least: 2}}
  - {key: P1, title: {nl: c, fr: c, de: c, en: c}, when: {conditions_at_least: 1}}
  - {key: P0, title: {nl: d, fr: d, de: d, en: d}, otherwise: true}
"""


def prepare_command(arguments: list[str], clear: str = "") -> Job:
    """``empact`` with these arguments; ``clear`` is a folder to remove before each time."""
    starter = "import sys; from empact.cli.main import main; sys.exit(main())"
    command = [sys.executable, "-c", starter, *arguments]

    def before() -> None:
        if clear:
            shutil.rmtree(clear, ignore_errors=True)

    def work() -> None:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(done.stderr[-500:] or done.stdout[-500:])

    return Job(work, before)


def prepare_incremental(register: Path, what: str, workers: int | None = None) -> Job:
    """A second run into the folder of a first. ``what`` changed: 'nothing', 'segment' or 'part' (the records of the first)."""
    from empact.definitions.read import read_library
    from empact.engine.run import run

    opened, library = open_register(register), read_library()
    changed, changed_library = opened, library
    place = Scratch()  # goes with the job
    folder = Path(place.name)
    if what == "segment":
        overlay = folder / "overlay"
        (overlay / "segments").mkdir(parents=True)
        (overlay / "segments" / "popbox.yaml").write_text(_OTHER_CUTOFFS, encoding="utf-8")
        changed_library = read_library(overlay)
    if what == "part":
        changed = type(opened)(opened.folder, opened.version, _with_part_touched(opened.manifest))
    results, kept = folder / "results", folder / "kept"
    run(opened, as_of=AS_OF, results=kept, library=library, workers=workers)

    def before() -> None:
        assert place.name
        shutil.rmtree(results, ignore_errors=True)
        shutil.copytree(kept, results, copy_function=_link)

    def work() -> dict[str, int]:
        report = run(changed, as_of=AS_OF, results=results, library=changed_library, workers=workers)
        return {"rebuilt": report.rebuilt, "kept": report.kept, "definitions_changed": report.definitions_changed}

    return Job(work, before)


def prepare_synthetic(people: int) -> Job:
    """The synthetic region onto disk, as OMOP."""
    from empact.synthetic import write_region

    place = Scratch()

    def work() -> int:
        return sum(write_region(people=people, seed=1, out=Path(place.name) / "region", as_="omop").rows.values())

    return Job(work, lambda: shutil.rmtree(Path(place.name) / "region", ignore_errors=True))


def _with_part_touched(manifest: Mapping[str, object]) -> Mapping[str, object]:
    import copy

    touched: dict[str, object] = copy.deepcopy(dict(manifest))
    touched["tables"]["drug_exposure"]["files"][0]["sha256"] = "0" * 64  # type: ignore[index]
    return touched


def _link(source: str, target: str) -> str:
    Path(target).hardlink_to(source)
    return target
