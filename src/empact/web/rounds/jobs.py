"""What the round does in the background: each night the figures of help, for the mill."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..kernel.jobs import Running, kind
from .waits import write_waits

__all__ = ["write_figures"]


@kind("rounds.help_figures", _("Write figures of requests for help"), daily=time(1, 50))
def write_figures(job: Running) -> None:
    """Into ``for-mill`` of the workspace, by whole quarter and without persons. Safe to do again."""
    job.step("Writing figures of requests for help", 0)
    with job.ending(lines=write_waits(settings.WORKSPACE.for_mill / "help.csv", at=job.at)):
        pass
