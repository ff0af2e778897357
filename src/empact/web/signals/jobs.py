"""The clock in the background: one look for each turn when its time is over, and one at all of them each morning."""

from __future__ import annotations

from datetime import time

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from ..kernel.jobs import Running, kind
from ..kernel.who import SYSTEM
from .actions import escalate, wipe
from .entered import write_entered
from .models import Signal

__all__ = ["look", "look_at_all", "wipe_what_is_over", "write_figures"]


@kind("signals.clock", _("Call the next one for a report"), attempts=8)
def look(job: Running) -> None:
    """Safe to do again: what was moved on has another clock now."""
    with job.ending():
        signal = Signal.objects.filter(pk=job.arguments["signal"]).first()
        if signal is not None:
            escalate(signal=signal, by=SYSTEM, at=job.at)


@kind("signals.sweep", _("Look at the clocks of all reports"), daily=time(6, 0))
def look_at_all(job: Running) -> None:
    """What a look of its own has missed, whatever went wrong."""
    late = list(Signal.objects.open().filter(until__lte=job.at))
    job.step("Looking at clocks", len(late))
    moved = 0
    for signal in late:
        moved += escalate(signal=signal, by=SYSTEM, at=job.at)
        job.advance()
    with job.ending(moved=moved):
        pass


@kind("signals.figures", _("Write figures of the red button"), daily=time(1, 45))
def write_figures(job: Running) -> None:
    """Into ``for-mill`` of the workspace, by whole quarter and without persons. Safe to do again."""
    job.step("Writing figures of the red button", 0)
    with job.ending(lines=write_entered(settings.WORKSPACE.for_mill / "red-button.csv", at=job.at)):
        pass


@kind("signals.wipe", _("Wipe closed reports that are no longer kept"), daily=time(3, 45))
def wipe_what_is_over(job: Running) -> None:
    """Each part is an action of its own: what an attempt that stopped has wiped stays wiped."""
    job.step("Wiping closed reports", 0)
    wiped = 0
    while part := wipe(by=SYSTEM, at=job.at):
        wiped += part
        job.advance(part)
    with job.ending(wiped=wiped):
        pass
