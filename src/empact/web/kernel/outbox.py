"""Messages between apps. Who hears which event stands on one page (``site/wiring.py``); delivery is exactly once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from functools import cache
from importlib import import_module

from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from .events import Event
from .models import AuditEntry, Delivery, Message

__all__ = ["Listener", "deliver", "put"]

Listener = Callable[[Message, datetime], None]
"""What hears an event: it may write, in the transaction in which the delivery is marked as done."""

_TRIES = 8
_AT_ONCE = 20
"""More than this is not done while somebody waits for a page."""


def put(event: Event, entry: AuditEntry) -> None:
    """Keep an event for its listeners. Called by :func:`audit.record` alone."""
    listeners = _wiring().get(event.name, ())
    if not listeners:
        return
    message = Message.objects.create(
        entry=entry, event=event.name, subject=event.subject, person=event.person, detail=event.detail(), at=entry.at
    )
    Delivery.objects.bulk_create(Delivery(message=message, listener=name, due=entry.at) for name in listeners)
    if not any(after[1] is _deliver_some for after in connection.run_on_commit):
        transaction.on_commit(_deliver_some, robust=True)


def _deliver_some() -> None:
    """Right after the write, so that whoever wrote sees what follows from it; the worker does what is left."""
    deliver(at=timezone.now(), most=_AT_ONCE)


def deliver(*, at: datetime, most: int = 200) -> int:
    """Hand over what is due, oldest first; how many were. A listener that fails is tried again, later each time."""
    handed = 0
    for pk in list(
        Delivery.objects.filter(done=None, due__lte=at, tries__lt=_TRIES).order_by("pk").values_list("pk", flat=True)[:most]
    ):
        handed += _hand_over(pk, at)
    return handed


def _hand_over(pk: int, at: datetime) -> int:
    with transaction.atomic():
        waiting = Delivery.objects.select_related("message").filter(pk=pk, done=None)
        if connection.features.has_select_for_update_skip_locked:
            waiting = waiting.select_for_update(skip_locked=True, of=("self",))
        delivery = waiting.first()
        if delivery is None:  # another worker was first
            return 0
        delivery.tries += 1
        try:
            with transaction.atomic():
                _listener(delivery.listener)(delivery.message, at)
        except Exception as error:  # whatever a listener does, the others get their message
            delivery.problem = type(error).__name__
            delivery.due = at + timedelta(minutes=2**delivery.tries)
            delivery.save(update_fields=("tries", "problem", "due"))
            return 0
        delivery.done, delivery.problem = at, ""
        delivery.save(update_fields=("tries", "problem", "done"))
        return 1


@cache
def _wiring() -> Mapping[str, Sequence[str]]:
    """Event name to the dotted names of its listeners."""
    return import_module(settings.WIRING).WIRING


@cache
def _listener(name: str) -> Listener:
    module, _, function = name.rpartition(".")
    return getattr(import_module(module), function)
