"""How much an action matters, and how far components are: points that stay on record."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..choices import WEIGHTS
from ..events import ActionRated, ComponentScored
from ..models import Action, Item, Rating, SelfScore
from ..permissions import ANSWER, KEEP_FRAME, check_may_keep
from ..registers.ranking import MOST

__all__ = ["agree_rating", "rate", "score_component"]


@transaction.atomic
def rate(*, action: Action, scores: Mapping[str, int], note: str = "", today: date, by: Who, at: datetime) -> Rating:
    """The points of who keeps the action, or of the office; both are kept."""
    check_may_keep(by, action)
    return _rate(action, scores, note, False, today, by, at)


@transaction.atomic
def agree_rating(*, action: Action, scores: Mapping[str, int], note: str, today: date, by: Who, at: datetime) -> Rating:
    """What two raters agreed on after they talked, with what was said."""
    check_may(by, ANSWER, Purpose.PROJECT)
    if action.ratings.filter(agreed=False).values("rater").distinct().count() < 2:
        raise NotNow(_("First two people give their points, each by themselves."))
    return _rate(action, scores, check_words(note), True, today, by, at)


def _rate(action: Action, scores: Mapping[str, int], note: str, agreed: bool, today: date, by: Who, at: datetime) -> Rating:
    policies.check_open(action)
    if set(scores) != set(WEIGHTS) or any(points not in range(1, MOST + 1) for points in scores.values()):
        raise NotNow(_("Each criterion gets 1 to 5 points."))
    rating = Rating.objects.create(
        action=action, scores=dict(scores), agreed=agreed, note=note.strip(), rater=by.user_id, role=by.role, on=today, at=at
    )
    event = ActionRated(subject=f"portfolio.action:{action.pk}", agreed=agreed)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return rating


@transaction.atomic
def score_component(*, item: Item, year: int, score: int, reason: str = "", today: date, by: Who, at: datetime) -> SelfScore:
    """How far the region says it is, 0 to 4. Another score than was written down needs a reason; the earlier one stays."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    if item.kind != "component" or not item.title:
        raise NotNow(_("Only a component with a name gets a score."))
    if not 2000 <= year <= today.year:
        raise NotNow(_("That year has not begun yet."))
    if score not in range(5):
        raise NotNow(_("A score is 0, 1, 2, 3 or 4."))
    before = item.self_scores.filter(year=year).last()
    if before is not None and before.score == score:
        return before
    if before is not None and not reason.strip():
        raise NotNow(_("There is a score for that year already."), _("Write in one sentence why it is another one."))
    made = SelfScore.objects.create(
        frame_id=item.frame_id, item=item, year=year, score=score, reason=reason.strip(), role=by.role, on=today, at=at
    )
    event = ComponentScored(subject=f"portfolio.item:{item.pk}", year=year, score=score)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return made
