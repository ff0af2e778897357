"""What can be asked: a document of one place, or what a draft definition would change. The work is done in the background."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.utils import timezone

from ..kernel import audit, jobs
from ..kernel.models import Job
from ..kernel.permissions import check_may
from ..kernel.problems import Missing
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from . import drafts, policies
from .environment import KIND, may_see
from .events import EnvironmentAsked, PreviewAsked
from .permissions import ASK, PREVIEW

__all__ = ["ask_environment", "ask_preview"]


@transaction.atomic
def ask_environment(*, area: str, language: str, by: Who, at: datetime) -> Job:
    """The environment analysis of a zone or municipality, in one language. One that waits or runs already is the answer."""
    check_may(by, ASK, Purpose.POPULATION)
    policies.check_at_hand()
    if not may_see(by, area, timezone.localdate(at)):
        raise Missing
    job = jobs.enqueue(KIND, {"area": area, "language": language}, by=by, at=at, once=f"{area} {language}")
    if job.asked == at:  # else it was asked before, and that is on record
        audit.record(EnvironmentAsked(subject=f"kernel.job:{job.pk}", area=area, language=language), by=by, at=at)
    return job


@transaction.atomic
def ask_preview(*, draft: str, by: Who, at: datetime) -> Job:
    """How many people a draft would move to another class of the Pop-Box."""
    check_may(by, PREVIEW, Purpose.POPULATION)
    policies.check_at_hand()
    if draft not in drafts.names():
        raise Missing
    job = jobs.enqueue(drafts.KIND, {"draft": draft}, by=by, at=at, once=draft)
    if job.asked == at:
        audit.record(PreviewAsked(subject=f"kernel.job:{job.pk}", draft=draft), by=by, at=at)
    return job
