"""Code lists that a region extends: categories of actors, types, sectors, disciplines, functions, kinds of help."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.db.models import Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .dated import Known

__all__ = ["Code"]


class Codes(models.QuerySet["Code"]):
    def visible_to(self, who: Who, purpose: Purpose) -> Self:
        """Lists of words are no secret: somebody who wants to join reads them too."""
        return self

    def current(self, codelist: str, day: date) -> Self:
        """What may be chosen on a day: a retired code keeps its label where it stands and is not offered any more."""
        return self.filter(Q(retired=None) | Q(retired__gt=day), codelist=codelist)


class Code(Known):
    """One code of one list, in four languages. ``number`` orders a numbered list; ``retired`` is the first day without it."""

    class List(models.TextChoices):
        CATEGORY = "category", _("category of actors")
        TYPE = "type", _("type of actor")
        SECTOR = "sector", _("sector")
        DISCIPLINE = "discipline", _("discipline")
        FUNCTION = "function", _("function")
        HELP = "help", _("kind of help")
        WORK = "work", _("kind of work")

    codelist = models.CharField(_("list"), max_length=12, choices=List)
    code = models.SlugField(_("code"), max_length=40)
    number = models.PositiveSmallIntegerField(_("number"), null=True, blank=True)
    nl = models.CharField(_("in Dutch"), max_length=120)
    fr = models.CharField(_("in French"), max_length=120)
    de = models.CharField(_("in German"), max_length=120)
    en = models.CharField(_("in English"), max_length=120)
    retired = models.DateField(_("not used since"), null=True, blank=True)

    objects = Codes.as_manager()

    class Meta:
        ordering = ("codelist", "number", "code")
        constraints = (models.UniqueConstraint(name="territory_code_once", fields=("codelist", "code")),)

    def __str__(self) -> str:
        return self.label

    @property
    def label(self) -> str:
        """In the reader's language."""
        language = (get_language() or "en")[:2]
        said = str(getattr(self, language if language in ("nl", "fr", "de") else "en"))
        return f"{self.number}. {said}" if self.number is not None else said
