"""What feedback does by itself: figures open on the days that were planned."""

from __future__ import annotations

from datetime import time

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..insight.figures import in_force
from ..kernel.jobs import Running, kind
from ..kernel.problems import NotNow
from ..kernel.who import SYSTEM
from .actions.publications import move_publication
from .models import Publication

__all__ = ["open_figures"]


@kind("feedback.open", _("Open figures on their day"), daily=time(5, 30))
def open_figures(job: Running) -> None:
    """To teams on their day, to policy two weeks later; what has not arrived waits, and its page says so."""
    today = timezone.localdate(job.at)
    state = Publication.State
    due = [(p, state.TEAM) for p in Publication.objects.filter(state=state.DRAFT, team_from__lte=today)]
    due += [(p, state.POLICY) for p in Publication.objects.filter(state=state.TEAM, policy_from__lte=today)]
    job.step("Opening figures", len(due))
    figures, opened = in_force(), 0
    for publication, to in due:
        try:
            move_publication(publication=publication, state=to, figures=figures, by=SYSTEM, at=job.at)
            opened += 1
        except NotNow:
            continue
        finally:
            job.advance()
    with job.ending(opened=opened):
        pass
