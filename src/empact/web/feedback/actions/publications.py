"""Planning when figures open, and opening them."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from ...insight.figures import Figures
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import PublicationMoved, PublicationPlanned
from ..models import Publication
from ..permissions import PUBLISH

__all__ = ["move_publication", "plan_publication"]


@transaction.atomic
def plan_publication(*, period: str, team_from: date, policy_from: date, by: Who, at: datetime) -> Publication:
    """One date for every team and practice, and a later one for policy."""
    check_may(by, PUBLISH, Purpose.POPULATION)
    policies.check_plan(team_from, policy_from)
    if Publication.objects.filter(period=period).exists():
        raise NotNow(_("This period is planned already."), _("Choose another period."))
    made = Publication.objects.create(period=period, team_from=team_from, policy_from=policy_from)
    subject = f"feedback.publication:{made.pk}"
    audit.record(
        PublicationPlanned(subject=subject, period=period, team_from=team_from, policy_from=policy_from), by=by, at=at
    )
    return made


@transaction.atomic
def move_publication(*, publication: Publication, state: str, figures: Figures | None, by: Who, at: datetime) -> Publication:
    """Open the figures to teams, later to policy; on the planned days, and only when they are there."""
    check_may(by, PUBLISH, Purpose.POPULATION)
    publication.refresh_from_db()
    day = timezone.localdate(at)
    policies.check_publication_moves(publication, state, day, figures)
    publication.state = state
    opened = "team_opened" if state == Publication.State.TEAM else "policy_opened"
    setattr(publication, opened, day)
    publication.save(update_fields=("state", opened))
    audit.record(PublicationMoved(subject=f"feedback.publication:{publication.pk}", state=state), by=by, at=at)
    return publication
