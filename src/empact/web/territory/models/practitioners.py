"""Professionals, and the functions they hold for a time."""

from __future__ import annotations

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .codes import Code
from .dated import Dated, Known, Lasting, Shared, period_is_whole
from .organisations import Organisation
from .territories import Territory

__all__ = ["Post", "Practitioner"]


class Practitioners(Shared["Practitioner"]):
    pass


class Practitioner(Known):
    """A professional, known by name and, for providers, by the first eight digits of the RIZIV number. Nothing private."""

    name = models.CharField(_("name"), max_length=120)
    riziv = models.CharField(_("RIZIV number"), max_length=11, blank=True)
    number_reason = models.CharField(_("why this number is right"), max_length=200, blank=True)
    discipline = models.ForeignKey(
        Code, verbose_name=_("discipline"), on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="practitioner"
    )
    search = models.CharField(max_length=200, editable=False, default="")

    objects = Practitioners.as_manager()

    class Meta:
        ordering = ("search", "pk")
        constraints = (models.UniqueConstraint(name="territory_riziv_once", fields=("riziv",), condition=~Q(riziv="")),)

    def __str__(self) -> str:
        return self.name


class Posts(Lasting["Post"]):
    pass


class Post(Dated):
    """A professional in a function: at an organisation, for a territory, or for a territory on behalf of an organisation.

    ``fte_proportion``: 1 is full time; empty: not said.
    """

    practitioner = models.ForeignKey(
        Practitioner, verbose_name=_("professional"), on_delete=models.PROTECT, related_name="posts"
    )
    function = models.ForeignKey(Code, verbose_name=_("function"), on_delete=models.PROTECT, related_name="+")
    organisation = models.ForeignKey(
        Organisation, verbose_name=_("organisation"), on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    territory = models.ForeignKey(
        Territory, verbose_name=_("territory"), on_delete=models.PROTECT, null=True, blank=True, related_name="posts"
    )
    fte_proportion = models.DecimalField(
        _("full-time equivalents"),
        max_digits=3,
        decimal_places=2,
        null=True,
        blank=True,
        validators=(MinValueValidator(0), MaxValueValidator(1.5)),
    )

    objects = Posts.as_manager()

    class Meta:
        ordering = ("practitioner__search", "starts")
        constraints = (
            period_is_whole("territory_post_period"),
            models.CheckConstraint(
                name="territory_post_somewhere", condition=Q(organisation__isnull=False) | Q(territory__isnull=False)
            ),
        )

    def __str__(self) -> str:
        return f"{self.practitioner}, {self.function}"
