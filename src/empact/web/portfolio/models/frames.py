"""The frame in which a region lays its actions: vision, objectives, programmes, aims, values, in versions."""

from __future__ import annotations

from typing import Any, Self

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .shared import Open

__all__ = ["Frame", "Item", "said"]


def said(texts: dict[str, str]) -> str:
    """A text in the reader's language; else in the first language it was written in."""
    return texts.get(get_language() or "", "") or next(iter(texts.values()), "")


class Frames(Open["Frame"]):
    def in_force(self) -> Frame | None:
        """The one that new actions are laid in."""
        return self.order_by("-starts", "-at").first()


class Frame(Known):
    """One version of a frame, as it was taken from the library; a later version is a new row, and this one stays.

    ``key`` and ``version``: as the library has them. ``vision``: what the region wants to reach, by language;
    ``by``: in which year.
    """

    key = models.CharField(max_length=60)
    version = models.PositiveSmallIntegerField()
    title = models.JSONField()
    vision = models.JSONField(default=dict)
    by = models.PositiveSmallIntegerField(null=True)
    source = models.JSONField(default=list)
    starts = models.DateField(_("in force from"))
    at = models.DateTimeField()

    objects = Frames.as_manager()

    class Meta:
        ordering = ("-starts", "-at")
        constraints = (models.UniqueConstraint(name="portfolio_frame_once", fields=("key", "version")),)

    def __str__(self) -> str:
        return said(self.title)


class Items(Open["Item"]):
    def of(self, frame: Frame | None, *kinds: str) -> Self:
        """Those of a frame, of these kinds, that have a name."""
        return self.filter(frame=frame, kind__in=kinds).exclude(title={})


class Item(Known):
    """One thing a frame names: an objective, a programme or its line, an aim, a value, a component, a phase ...

    ``title`` by language; empty where the source names none: ``missing`` says why. An action line has its programme as
    ``parent``. ``more``: pattern and colour of a phase, the scheme it is of, what the source adds.
    """

    frame = models.ForeignKey(Frame, on_delete=models.PROTECT, related_name="items")
    kind = models.CharField(max_length=20)
    code = models.CharField(max_length=20)
    number = models.PositiveSmallIntegerField()
    title = models.JSONField(default=dict)
    missing = models.JSONField(default=dict)
    parent = models.ForeignKey("self", on_delete=models.PROTECT, null=True, related_name="children")
    more: models.JSONField[dict[str, Any], dict[str, Any]] = models.JSONField(default=dict)

    objects = Items.as_manager()

    class Meta:
        ordering = ("kind", "number")
        constraints = (models.UniqueConstraint(name="portfolio_item_once", fields=("frame", "kind", "code")),)

    def __str__(self) -> str:
        return f"{self.code} {said(self.title)}".strip() if self.title else self.code

    @property
    def name(self) -> str:
        return said(self.title)

    @property
    def stands_for(self) -> str:
        """The code of the item of its kind that it is in the main scheme; its own where it is in that one."""
        kind, _, code = ".".join(self.more.get("maps_to", ())).partition(".")
        return code if kind == self.kind else self.code

    @property
    def facts(self) -> dict[str, str]:
        """What the table of a plan says of it, in the reader's language."""
        return {key: said(text) for key, text in self.more.get("facts", {}).items()}

    @property
    def reason(self) -> str:
        """Why it has no name."""
        return said(self.missing)
