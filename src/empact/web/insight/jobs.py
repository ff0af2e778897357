"""Work for the mill, in the background."""

from __future__ import annotations

from pathlib import Path

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..kernel.jobs import Running, kind
from ..kernel.problems import NotNow
from . import drafts, environment, mill, policies
from .figures import in_force

__all__ = ["count_preview", "write_environment"]


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
