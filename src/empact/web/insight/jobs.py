"""Work for the mill, in the background."""

from __future__ import annotations

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..kernel.jobs import Running, kind
from ..kernel.problems import NotNow
from . import environment, mill, policies
from .figures import in_force

__all__ = ["write_environment"]


@kind(environment.KIND, gettext_lazy("Write an environment analysis"))
def write_environment(job: Running) -> None:
    """The Word file of a place takes the place of an older one in the same stroke in which the job ends."""
    area, language = job.arguments["area"], job.arguments["language"]
    policies.check_at_hand()
    place, figures = mill.folder(), in_force()
    if place is None or figures is None:
        raise NotNow(_("No figures have been brought in yet"))
    job.step(_("Reading the records of the place"), 0)
    command = ["report", "environment", "--area", area, "--language", language, "--results", place / "results"]
    for name in ("register", "measured"):
        if (place / name / "CURRENT").exists():
            command += [f"--{name}", place / name]
    target = environment.file_of(area, language)
    half = mill.write(command, target, job, threshold=figures.about()["threshold"])
    with job.ending(area=area, language=language):
        half.replace(target)
