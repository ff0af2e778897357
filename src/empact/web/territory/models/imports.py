"""A file between preview and applying."""

from __future__ import annotations

from django.db import models

from .dated import Known, Shared

__all__ = ["Import"]


class Imports(Shared["Import"]):
    pass


class Import(Known):
    """The file as it came. It is read again when it is applied, so that what is applied is what was shown or better.

    ``job``: what takes a large file in, in the background.
    """

    class Kind(models.TextChoices):
        ORGANISATIONS = "organisations"
        TERRITORIES = "territories"
        OUTLINES = "outlines"

    kind = models.CharField(max_length=13, choices=Kind, default=Kind.ORGANISATIONS)
    content = models.TextField()
    by_user = models.UUIDField(null=True)
    asked_at = models.DateTimeField()
    job = models.UUIDField(null=True)
    applied_at = models.DateTimeField(null=True)

    objects = Imports.as_manager()

    class Meta:
        ordering = ("-asked_at",)

    def __str__(self) -> str:
        return str(self.pk)
