"""Taking up a frame of the library, and the activities that its document names."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ....definitions.frames import Frame as Told
from ....definitions.frames import Item as ToldItem
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.search import fold
from ..events import FrameTakenUp, PlaceNamed
from ..models import Action, Contribution, Frame, Item
from ..models.frames import said
from ..permissions import KEEP_FRAME

__all__ = ["BEFORE", "name_place", "take_up_frame"]

BEFORE: Final = "before"
"""The frame of actions that were there before the region had one: it names nothing, so the first real one takes them over."""


@transaction.atomic
def take_up_frame(*, told: Told, activities: bool, today: date, by: Who, at: datetime) -> Frame:
    """Lay down one version of a frame; new actions are laid in it from today on. What was laid in an earlier one stays there.

    With ``activities``, those that its document names become actions: ideas, with every cell still to be confirmed.
    """
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    if Frame.objects.filter(key=told.id, version=told.version).exists():
        raise NotNow(_("The region has taken up this version already."))
    frame = Frame.objects.create(
        key=told.id,
        version=told.version,
        title=dict(told.title),
        vision=dict(told.vision.text),
        by=told.vision.year,
        source=list(told.head.source),
        starts=today,
        at=at,
    )
    items: dict[tuple[str, str], Item] = {}
    for number, one in enumerate(told.items.values()):
        items[one.key] = Item.objects.create(
            frame=frame,
            kind=one.kind,
            code=one.code,
            number=number,
            title=dict(one.title),
            missing=dict(one.missing),
            parent=items[one.kind, one.parent] if one.parent else None,
            more=_more(one),
        )
    Action.objects.filter(frame__key=BEFORE).update(frame=frame)
    if activities:
        _lay_down(frame, told, items, today)
    event = FrameTakenUp(subject=f"portfolio.frame:{frame.pk}", key=told.id, version=told.version)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return frame


@transaction.atomic
def name_place(*, item: Item, name: str, language: str, by: Who, at: datetime) -> Item:
    """What a source counts and does not name gets a name by the region; one that it gave itself may be put right."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    if item.title and not item.missing:
        raise NotNow(_("The source names this: it stays as it is."))
    item.title = {**item.title, language: check_words(name)}
    item.save(update_fields=("title",))
    event = PlaceNamed(subject=f"portfolio.item:{item.pk}", kind=item.kind, code=item.code)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return item


def _more(one: ToldItem) -> dict[str, object]:
    found: dict[str, object] = {
        "scheme": one.scheme,
        "pattern": one.pattern,
        "colour": one.colour,
        "maps_to": list(one.maps_to or ()),
        "about": dict(one.about),
        "facts": {key: dict(text) for key, text in one.facts.items()},
        "unsure": dict(one.unsure),
    }
    return {name: value for name, value in found.items() if value}


def _lay_down(frame: Frame, told: Told, items: dict[tuple[str, str], Item], today: date) -> None:
    last = int(Action.objects.aggregate(last=Max("number"))["last"] or 0)
    for number, one in enumerate(told.activities, last + 1):
        title = said(dict(one.title))
        programme = items.get(("programme", one.line)) or items.get(("programme", one.programme))
        action = Action.objects.create(
            frame=frame,
            number=number,
            title=title,
            objective=items.get(("objective", one.objective)),
            programme=programme,
            proposed=today,
            changed=today,
            search=fold(str(number), title)[:700],
        )
        action.connections.set(items["actor", code] for code in one.actors)
        Contribution.objects.bulk_create(
            Contribution(
                action=action, item=items[cell], source=one.source[:200], confirmed=today if mark == "confirmed" else None
            )
            for cell, mark in one.contributes.items()
        )
