"""Making a good-practice card."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from ...insight.figures import Figures
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...portfolio.models import Action
from ...portfolio.reporting import digest_of
from ..cards import content_of
from ..events import CardMade
from ..models import Card
from ..permissions import KEEP

__all__ = ["make_card"]


@transaction.atomic
def make_card(*, action: Action, figures: Figures | None, today: date, by: Who, at: datetime) -> Card:
    """What the action is and what was measured of it, kept as it is today."""
    check_may(by, KEEP, Purpose.PROJECT)
    content = content_of(action, figures, today)
    card = Card.objects.create(action=action, on=today, at=at, content=content, digest=digest_of(content))
    event = CardMade(subject=f"policy.card:{card.pk}", digest=card.digest)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return card
