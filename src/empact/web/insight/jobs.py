"""Work for the mill, in the background."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..kernel.jobs import Running, kind
from ..kernel.problems import NotNow
from ..kernel.who import SYSTEM
from ..people import actions as people
from . import drafts, environment, lists, mill, policies
from .figures import in_force

__all__ = ["count_preview", "make_list", "write_environment"]


@kind(environment.KIND, gettext_lazy("Write an environment analysis"))
def write_environment(job: Running) -> None:
    """The Word file of a place takes the place of an older one in the same stroke in which the job ends."""
    area, language, period = (job.arguments[name] for name in ("area", "language", "period"))
    policies.check_at_hand()
    place, figures = mill.folder(), in_force()
    if place is None or figures is None:
        raise NotNow(_("No figures have been brought in yet"))
    job.step(_("Reading the records of the place"), 0)
    command: list[str | Path] = [
        "report",
        "environment",
        "--area",
        area,
        "--language",
        language,
        "--results",
        place / "results",
    ]
    for name in ("register", "measured"):
        if (place / name / "CURRENT").exists():
            command += [f"--{name}", place / name]
    if "--measured" in command:
        command += ["--period", period]
    target = environment.file_of(area, language, period)
    half = mill.write(command, target, job, threshold=figures.about()["threshold"])
    with job.ending(area=area, language=language):
        half.replace(target)


@kind(drafts.KIND, gettext_lazy("Count whom a draft rule would move"))
def count_preview(job: Running) -> None:
    """People by class now and by the draft, small numbers hidden."""
    draft = job.arguments["draft"]
    policies.check_at_hand()
    place, folder, figures = mill.folder(), drafts.folder_of(draft), in_force()
    if place is None or folder is None or figures is None:
        raise NotNow(_("The draft is not there any more."))
    job.step(_("Counting people by the draft"), 0)
    command: list[str | Path] = ["show", "popbox", "--format", "json", "--results", place / "results", "--preview", folder]
    target = drafts.file_of(draft)
    half = mill.write(command, target, job, threshold=figures.about()["threshold"])
    with job.ending(draft=draft):
        half.replace(target)


@kind(lists.KIND, gettext_lazy("Make a proactive list"))
def make_list(job: Running) -> None:
    """Made by the mill and brought to its recipient in the stroke in which the job ends. A list that was made before goes on:
    who left and why is told to the mill, and what stays inside of it lies there."""
    said = job.arguments
    place_kind, _sep, identifier = said["recipient"].partition(":")
    place = UUID(identifier)
    policies.check_at_hand()
    home, inside, figures = mill.folder(), lists.folder_of(said["rule"], place_kind, place), in_force()
    if home is None or inside is None or figures is None:
        raise NotNow(_("No figures have been brought in yet"))
    job.step(_("Looking for who meets the rule"), 0)
    inside.mkdir(parents=True, exist_ok=True)
    command = _list_command(said, home)
    left_out = inside / f"{job.id}-{job.attempt}-left-out.csv"
    before = lists.runs_of(said["rule"], place_kind, place)
    if before is not None:
        _write(left_out, people.tell_outcomes(worklist=before, by=SYSTEM, at=job.at))
        command += ["--exclude", left_out]
    if (inside / "list-inside.csv").exists():
        command += ["--after", inside / "list-inside.csv"]
    made = inside / f"{job.id}-{job.attempt}.csv"
    try:
        mill.write(command, inside / "list.csv", job, threshold=figures.about()["threshold"])
        if not made.exists():
            raise NotNow(_("Nobody is on this list."))
        with job.ending(rule=said["rule"], recipient=said["recipient"]):
            people.bring_worklist(
                title=said["title"], content=made.read_bytes(), record=made.with_suffix(".json").read_bytes(),
                series=said["rule"], by=SYSTEM, at=job.at, **{place_kind: place},
            )  # fmt: skip
            for name in ("inside.csv", "compare.json"):
                kept = made.with_name(f"{made.stem}-{name}")
                if kept.exists():
                    kept.replace(inside / f"list-{name}")
    finally:
        for file in inside.glob(f"{job.id}-{job.attempt}*"):
            file.unlink()


def _list_command(said: Mapping[str, Any], home: Path) -> list[str | Path]:
    recipient = sha256(said["recipient"].encode()).hexdigest()[:6]
    command: list[str | Path] = ["list", said["title"], "--register", home / "register", "--results", home / "results"]
    command += [
        "--rule",
        lists.rule_for_mill(said["rule"]),
        "--places",
        str(said["places"]),
        "--reserve",
        str(said["reserve"] / 100),
    ]
    command += ["--seed", str(int(recipient, 16)), "--language", said["language"], "--recipient", said["recipient"]]
    for name in ("project", "ground", "purpose"):
        command += [f"--{name}", said[name]]
    for node in said["nodes"]:
        command += ["--only", node]
    return command


def _write(file: Path, rows: Iterable[tuple[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(("pseudonym", "reason"))
        out.writerows(rows)
