"""Work for the mill, in the background."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from datetime import date, time
from hashlib import sha256
from pathlib import Path
from shutil import rmtree
from typing import Any
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..kernel.jobs import Running, kind
from ..kernel.problems import NotNow
from ..kernel.who import SYSTEM
from ..people import actions as people
from . import actions, drafts, environment, lists, mill, policies
from .figures import in_force

__all__ = ["count_preview", "make_list", "start_waves", "write_environment"]


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
    """Made by the mill and brought to its recipients in the stroke in which the job ends. A list that was made before goes on:
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
    mine = inside / f"{job.id}-{job.attempt}"
    wide, today = place_kind == "territory", timezone.localdate(job.at)
    command = _list_command(said, home) + (_by_practice(said, inside, mine, today) if wide else [])
    before = lists.runs_of(said["rule"], place_kind, place)
    if before is not None:
        left_out = mine.with_name(f"{mine.name}-left-out.csv")
        _write(left_out, ("pseudonym", "reason"), people.tell_outcomes(worklist=before, by=SYSTEM, at=job.at))
        command += ["--exclude", left_out]
    begun = inside if wide else inside / "list-inside.csv"
    if any(begun.glob("*-inside.csv")) if wide else begun.exists():
        command += ["--after", begun]
    try:
        mill.write(command, inside / ("lists" if wide else "list.csv"), job, threshold=figures.about()["threshold"])
        made = (
            [mine.with_suffix(".csv")] if not wide else sorted(f for f in mine.glob("*.csv") if not f.stem.endswith("-inside"))
        )
        made = [file for file in made if file.exists()]
        if not made:
            raise NotNow(_("Nobody is on this list."))
        with job.ending(rule=said["rule"], recipient=said["recipient"]):
            for file in made:
                people.bring_worklist(
                    title=said["title"], content=file.read_bytes(), record=file.with_suffix(".json").read_bytes(),
                    series=said["rule"], by=SYSTEM, at=job.at,
                    **({"organisation": UUID(file.stem)} if wide else {place_kind: place}),
                )  # fmt: skip
            _keep_inside(mine, inside, said, today, wide=wide)
    finally:
        for file in inside.glob(f"{job.id}-{job.attempt}*"):
            if file.is_dir():
                rmtree(file)
            else:
                file.unlink()


@kind("insight.waves", gettext_lazy("Start waves of lists whose day has come"), daily=time(4, 15))
def start_waves(job: Running) -> None:
    """Each list that is rolled out in waves is asked for anew on the day on which its next wave begins, as it was asked for
    last. What was asked for once is not asked for again: it is kept how many waves have begun."""
    due = lists.waves_due(timezone.localdate(job.at))
    with job.ending(lists=len(due)):
        for asked in due:
            actions.go_on(asked=asked, by=SYSTEM, at=job.at)


def _by_practice(said: Mapping[str, Any], inside: Path, mine: Path, today: date) -> list[str | Path]:
    """A list for each organisation, in waves if that was asked. What began in so many waves goes on in as many."""
    kept = lists.waves_in(inside)
    if kept is not None and kept.asked["waves"] != said["waves"]:
        raise NotNow(
            _("This list began in another number of waves."),
            _("It began in %(number)s. Keep that.") % {"number": kept.asked["waves"]},
        )
    groups = mine.with_name(f"{mine.name}-groups.csv")
    _write(groups, ("group", "member"), _members(said["groups"]))
    waves = ["--waves", str(said["waves"]), "--day", today.isoformat()] if said["waves"] else []
    return ["--by", "team", "--groups", groups, *waves]


def _members(groups: Mapping[str, Iterable[str]]) -> list[tuple[str, str]]:
    return [(of, node.partition(":")[2]) for of, nodes in groups.items() for node in nodes]


def _keep_inside(mine: Path, inside: Path, said: Mapping[str, Any], today: date, *, wide: bool) -> None:
    if wide:
        for file in (*mine.glob("*-inside.csv"), *mine.glob("compare.json")):
            file.replace(inside / file.name)
        lists.keep_waves(inside, said, today)
        return
    for name in ("inside.csv", "compare.json"):
        kept = mine.with_name(f"{mine.name}-{name}")
        if kept.exists():
            kept.replace(inside / f"list-{name}")


def _list_command(said: Mapping[str, Any], home: Path) -> list[str | Path]:
    recipient = sha256(said["recipient"].encode()).hexdigest()[:6]
    command: list[str | Path] = ["list", said["title"], "--register", home / "register", "--results", home / "results"]
    command += ["--rule", lists.rule_for_mill(said["rule"]), "--places", str(said["places"])]
    command += ["--reserve", str(said["reserve"] / 100), "--seed", str(int(recipient, 16)), "--language", said["language"]]
    command += ["--recipient", said["recipient"]]
    for name in ("project", "ground", "purpose"):
        command += [f"--{name}", said[name]]
    for node in said["nodes"]:
        command += ["--only", node]
    return command


def _write(file: Path, head: tuple[str, str], rows: Iterable[tuple[str, str]]) -> None:
    with file.open("w", encoding="utf-8", newline="") as stream:
        out = csv.writer(stream)
        out.writerow(head)
        out.writerows(rows)
