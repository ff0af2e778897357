"""What care does by itself: its facts are written for the mill each night, where the region wants figures of care."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..kernel import region
from ..kernel.jobs import Running, kind
from ..kernel.who import SYSTEM
from .actions import write_facts

__all__ = ["nightly_facts"]


@kind("care.facts", _("Write facts of care for figures"), daily=time(1, 30))
def nightly_facts(job: Running) -> None:
    """Into ``for-mill/care`` of the workspace; nothing where the region named no project. Safe to do again."""
    project = str(region.read("care.figures_project"))
    job.step("Writing facts of care", 0)
    with job.ending():
        if project:
            write_facts(folder=settings.WORKSPACE.for_mill / "care", project=project, by=SYSTEM, at=job.at)
