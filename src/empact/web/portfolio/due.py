"""What of the portfolio is due at a meeting of a body that decides about actions."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from django.urls import reverse
from django.utils.translation import gettext as _

from ..governance.agenda import Due
from ..governance.models import Body
from . import queries
from .models import Action, Decided, Update

__all__ = ["actions_due"]


def actions_due(body: Body, day: date) -> Iterator[Due]:
    """Help that is asked, and actions whose last news says that they are stuck: where this body decides about actions."""
    if not Decided.objects.filter(decision__body=body).exists():
        return
    asked = list(queries.asks().filter(on__lte=day))
    for one in asked:
        yield Due(one.action.title, one.asked, reverse("portfolio:action", args=[one.action_id]), one.on)
    told = {one.action_id for one in asked}
    for action in Action.objects.going().exclude(pk__in=told).prefetch_related("updates"):
        last = next((u for u in action.updates.all() if u.on <= day), None)
        if last is not None and last.light == Update.Light.RED:
            yield Due(action.title, _("It is stuck."), reverse("portfolio:action", args=[action.pk]), last.on)
