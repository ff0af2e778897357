"""Who gets which reports."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import transaction

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import RouteMoved
from ..models import Route, Signal
from ..permissions import KEEP_ROUTES
from .clock import begin_waiting

__all__ = ["end_route", "make_route"]


@transaction.atomic
def make_route(*, values: dict[str, Any], by: Who, at: datetime) -> Route:
    """A line of the table; what waited for nobody goes on at once."""
    check_may(by, KEEP_ROUTES, Purpose.ADMINISTRATION)
    route = Route(made_at=at, **values)
    policies.check_receives(route)
    route.save(force_insert=True)
    audit.record(RouteMoved(subject=f"signals.route:{route.pk}"), by=by, at=at)
    for waiting in Signal.objects.open().exclude(nobody_since=None):
        begin_waiting(signal=waiting, by=by, at=at)
    return route


@transaction.atomic
def end_route(*, route: Route, ended: bool = True, by: Who, at: datetime) -> Route:
    """Not any more, or (``ended`` false) taken back."""
    check_may(by, KEEP_ROUTES, Purpose.ADMINISTRATION)
    route.ended_at = at if ended else None
    route.save(update_fields=("ended_at",))
    audit.record(RouteMoved(subject=f"signals.route:{route.pk}", ended=ended), by=by, at=at)
    return route
