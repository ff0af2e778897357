"""What the round puts on Mijn dag: no name and no word of a question stands here."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ..care.models import Coordination
from ..kernel.day import Todo
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .helping import answer_days, unanswered_before
from .models import Agreement, HelpRequest, Question
from .permissions import MEET, WORK

__all__ = ["agreed", "help_unanswered", "questions"]


def questions(who: Who, today: date) -> Iterator[Todo]:
    """Of whom one coordinates, each with the day that was promised to who asked."""
    if not may(who, WORK, Purpose.CARE):
        return
    mine = Coordination.objects.filter(ended_at=None, member__user=who.user_id, member__role=who.role).values("person")
    waiting = Question.objects.waiting().filter(person__in=mine)
    if not waiting.exists():  # who may read it is a long question, and mostly about nothing
        return
    evening = timezone.make_aware(datetime.combine(today, time.max))
    for one in waiting.visible_to(who, Purpose.CARE, evening)[:4]:
        yield Todo(_("A question waits"), _("An answer was promised."), reverse("rounds:answer", args=(one.pk,)), one.due)


def agreed(who: Who, today: date) -> Iterator[Todo]:
    """What one took on in a meeting of a team and is due within a week."""
    if not may(who, MEET, Purpose.CARE):
        return
    mine = Agreement.objects.open().filter(owner=who.user_id, due__lte=today + timedelta(days=7))
    if not mine.exists():
        return
    for one in mine.visible_to(who, Purpose.CARE, today).select_related("item").order_by("due", "pk")[:4]:
        assert one.due is not None
        page = reverse("rounds:talk", args=(one.item.meeting_id,))
        yield Todo(_("An action of a team meeting"), _("You took it on; its day comes."), page, one.due)


def help_unanswered(who: Who, today: date) -> Iterator[Todo]:
    """Of who asked, and of whom it was asked by name: what has waited for an answer longer than the region wants."""
    if not may(who, WORK, Purpose.CARE):
        return
    late = HelpRequest.objects.unanswered(unanswered_before(today))
    if not late.exists():
        return
    evening = timezone.make_aware(datetime.combine(today, time.max))
    mine = Q(asker__user=who.user_id, asker__role=who.role)
    ours = Q(asked_of=who.scope_id) if who.scope_kind == "organisation" else Q(pk=None)
    found = late.visible_to(who, Purpose.CARE, evening).filter(mine | ours)
    for one in found.select_related("kind", "asker").order_by("since", "pk")[:4]:
        asked = one.asker.user_id == who.user_id
        why = (
            _("You asked, and nobody has answered yet.") if asked else _("Your organisation was asked, and has not answered.")
        )
        page = reverse("rounds:help_one", args=(one.pk,))
        yield Todo(_("Help is asked for"), why, page, one.since + timedelta(days=answer_days()))
