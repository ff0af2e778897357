"""Passages of the governance handbook: what the region holds to, in words it keeps itself."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .shared import Shown

__all__ = ["Passage"]


class Passages(Shown["Passage"]):
    pass


class Passage(Known):
    """``lines``: one a line. ``source``: where it was taken from, as long as nobody changed it."""

    code = models.SlugField(max_length=40, unique=True)
    title = models.CharField(_("title"), max_length=200)
    lines = models.TextField(_("text, one line for each point"))
    source = models.CharField(_("source"), max_length=300, blank=True)
    changed = models.DateField()

    objects = Passages.as_manager()

    class Meta:
        ordering = ("title",)

    def __str__(self) -> str:
        return self.title
