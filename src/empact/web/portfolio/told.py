"""What everybody may know of vision and actions: counts, and no name of anybody."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import ngettext

from ..kernel import modules
from ..kernel.modules import Group, Told
from .models import Action, Frame, Item

__all__ = ["learning_of_report", "learning_titled", "of_actions", "of_public_actions", "of_vision"]


def of_vision(day: date) -> Iterator[Told]:
    """Objectives of the frame in force."""
    many = Item.objects.of(Frame.objects.in_force(), "objective").filter(parent=None).count()
    text = ngettext("%(all)s strategic objective", "%(all)s strategic objectives", many)
    yield Told(many, text % {"all": many})


def of_public_actions(day: date) -> Iterator[Told]:
    """Actions that were written for everybody."""
    many = Action.objects.public().count()
    yield Told(
        many, ngettext("%(all)s action told in plain words", "%(all)s actions told in plain words", many) % {"all": many}
    )


def of_actions(day: date) -> Iterator[Told]:
    """Actions that were not stopped, and how many of them run."""
    rows = Action.objects.exclude(stage=Action.Stage.STOPPED)
    many, run = rows.count(), rows.filter(stage__in=(Action.Stage.RUNNING, Action.Stage.EVALUATION)).count()
    yield Told(
        many, ngettext("%(all)s action that was not stopped", "%(all)s actions that were not stopped", many) % {"all": many}
    )
    yield Told(run, ngettext("%(all)s of them runs", "%(all)s of them run", run) % {"all": run})


def learning_of_report(day: date) -> list[dict[str, Any]]:
    """MOD-19: each part of the learning network with what leads it, so that reports have the three blocks, too.

    They lead to the page of the network, which is open to every reader and leads on to whoever may go on.
    """
    return [
        {"title": m.id, "address": reverse("kernel:learning"), "number": next(iter(m.status(day))).number}
        for m in modules.of(Group.LEARNING)
    ]


def learning_titled(id_: str) -> Any:
    """The part as readers call it."""
    return next((m.title for m in modules.of(Group.LEARNING) if m.id == id_), id_)
