"""What government engaged itself to: taken up as it is told, and checked since."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ....definitions.government import Engagements
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_has_come, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..events import EngagementChecked, EngagementsTaken
from ..models import Check, Engagement
from ..permissions import FOLLOW, KEEP

__all__ = ["check_engagement", "take_up_engagements"]


@transaction.atomic
def take_up_engagements(*, told: Engagements, by: Who, at: datetime) -> list[Engagement]:
    """All of a source, in its words and with its dates, or without."""
    check_may(by, KEEP, Purpose.PROJECT)
    if Engagement.objects.filter(source=told.source).exists():
        raise NotNow(_("This was taken up already."))
    made = Engagement.objects.bulk_create(
        Engagement(
            number=n, code=one.code, title=one.title, by=one.by, said=one.said, year=one.year, text=one.text,
            source=told.source, language=told.language,
        )
        for n, one in enumerate(told.all, 1)
    )  # fmt: skip
    event = EngagementsTaken(subject=f"policy.engagement:{told.id}", number=len(made))
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return made


@transaction.atomic
def check_engagement(
    *, engagement: Engagement, state: str, proof: str, on: date, due: date | None = None, today: date, by: Who, at: datetime
) -> Check:
    """What was seen on a day, with its proof; ``due``: a whole date that was agreed on. The last check says the state."""
    check_may(by, FOLLOW, Purpose.PROJECT)
    check_has_come(on, today)
    check = Check.objects.create(
        engagement=engagement, on=on, at=at, state=Engagement.State(state), proof=check_words(proof, _("Say what proves it."))
    )
    last = engagement.checks.first()  # the newest stands first
    assert last is not None
    engagement.state, engagement.due = last.state, due
    engagement.save(update_fields=("state", "due"))
    event = EngagementChecked(subject=f"policy.engagement:{engagement.pk}", state=check.state)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return check
