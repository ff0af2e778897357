"""What people does in the background: names of sign-ups are not kept for long."""

from __future__ import annotations

from datetime import time

from django.utils.translation import gettext_lazy as _

from ..kernel.jobs import Running, kind
from ..kernel.who import SYSTEM
from .actions import wipe_sign_ups

__all__ = ["wipe_what_is_over"]


@kind("people.wipe_sign_ups", _("Wipe names of group activities that are over"), daily=time(3, 40))
def wipe_what_is_over(job: Running) -> None:
    """Each part is an action of its own: what an attempt that stopped has wiped stays wiped."""
    job.step("Wiping sign-ups", 0)
    wiped = 0
    while part := wipe_sign_ups(by=SYSTEM, at=job.at):
        wiped += part
        job.advance(part)
    with job.ending(wiped=wiped):
        pass
