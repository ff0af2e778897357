"""What people puts on Mijn dag."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ..kernel.day import Todo
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from .models import Handover, Worklist
from .queries import standing_of

__all__ = ["next_steps", "people_without_anybody", "unread_lists"]


def unread_lists(who: Who, today: date) -> Iterator[Todo]:
    """Lists that were brought and nobody has read yet; the oldest first."""
    for one in Worklist.objects.visible_to(who, Purpose.CARE, today).filter(named_at=None).order_by("brought_at")[:4]:
        why = _("This list was brought on %(day)s and nobody has read it yet.") % {
            "day": timezone.localdate(one.brought_at).strftime("%d/%m/%Y")
        }
        yield Todo(one.title, why, reverse("people:worklist", args=(one.pk,)), timezone.localdate(one.brought_at))


def people_without_anybody(who: Who, today: date) -> Iterator[Todo]:
    """Approved lists with people of whom nobody has said anything within the days agreed; no name stands here."""
    lists = list(Worklist.objects.visible_to(who, Purpose.CARE, today).filter(state=Worklist.State.APPROVED))
    standing = standing_of(lists, today) if lists else {}
    for one in lists:
        here = standing[one.pk]
        if here.late and here.late_from:
            why = ngettext(
                "%(people)d person on this list has nobody yet.",
                "%(people)d people on this list have nobody yet.",
                here.waiting,
            )
            yield Todo(one.title, why % {"people": here.waiting}, reverse("people:worklist", args=(one.pk,)), here.late_from)


def next_steps(who: Who, today: date) -> Iterator[Todo]:
    """Steps that this user took up and whose day has come. Who said no or was not reached has none."""
    mine = Handover.objects.visible_to(who, Purpose.CARE, today).filter(
        assigned_to=who.user_id, state=Handover.State.ACCEPTED, next_step__lte=today, worklist__state=Worklist.State.APPROVED
    )
    for one in mine.select_related("worklist").order_by("next_step")[:4]:
        why = _("Your next step for a person on this list is due.")
        yield Todo(
            one.worklist.title, why, reverse("people:on_list", args=(one.worklist_id, one.person_id)), one.next_step or today
        )
