"""What the round puts on Mijn dag: no name and no word of a question stands here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..care.models import Coordination
from ..kernel.day import Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import Question
from .permissions import WORK

__all__ = ["questions"]


def questions(who: Who, today: date) -> Iterator[Todo]:
    """Of whom one coordinates, each with the day that was promised to who asked."""
    if not may(who, WORK, Purpose.CARE):
        return
    mine = Coordination.objects.filter(ended_at=None, member__user=who.user_id, member__role=who.role).values("person")
    evening = timezone.make_aware(datetime.combine(today, time.max))
    waiting = Question.objects.visible_to(who, Purpose.CARE, evening).waiting().filter(person__in=mine)
    for one in waiting[:4]:
        yield Todo(_("A question waits"), _("An answer was promised."), reverse("rounds:answer", args=(one.pk,)), one.due)
