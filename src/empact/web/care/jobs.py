"""What care does by itself: its facts are written for the mill each night, where the region wants figures of care."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..kernel import region
from ..kernel.jobs import Running, kind
from ..kernel.who import SYSTEM
from . import delivery
from .actions import write_facts

__all__ = ["nightly_facts"]


@kind("care.facts", _("Write facts of care for figures"), daily=time(1, 30))
def nightly_facts(job: Running) -> None:
    """Into ``for-mill/care`` of the workspace; nothing where the region named no project. Safe to do again."""
    project = str(region.read("care.figures_project"))
    job.step("Gathering facts of care", 0)
    told = delivery.gather(project, job.at) if project else None
    with job.ending():
        if told is not None:
            write_facts(told=told, folder=settings.WORKSPACE.for_mill / "care", by=SYSTEM, at=job.at)
