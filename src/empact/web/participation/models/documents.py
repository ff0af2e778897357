"""Documents in versions, laid apart by paragraph, and the way a document went before it was kept here."""

from __future__ import annotations

from datetime import date
from typing import Self

from django.db import models
from django.utils.translation import gettext_lazy as _

from ...territory.models import Known
from .shared import Read, Shown

__all__ = ["Document", "Paragraph", "Step", "Version"]


class Documents(Read["Document"]):
    path = "versions__consultations__asked__group__participants"


class Document(Known):
    """A text that several write: a plan, a note, an agreement to come."""

    title = models.CharField(_("title"), max_length=200)
    about = models.TextField(_("what it is for"), blank=True)
    made = models.DateField()

    objects = Documents.as_manager()

    class Meta:
        ordering = ("-made", "title")

    def __str__(self) -> str:
        return self.title


class DocumentVersions(Read["Version"]):
    path = "consultations__asked__group__participants"


class Version(Known):
    """0.1, 0.2 ... are drafts; a draft that is finished becomes the next whole number. ``finished`` empty: a draft."""

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="versions")
    major = models.PositiveSmallIntegerField(default=0)
    minor = models.PositiveSmallIntegerField(default=1)
    made = models.DateField()
    finished = models.DateField(null=True)

    objects = DocumentVersions.as_manager()

    class Meta:
        ordering = ("-major", "-minor")
        constraints = (models.UniqueConstraint(name="participation_version_once", fields=("document", "major", "minor")),)

    def __str__(self) -> str:
        return f"{self.major}.{self.minor}"

    @property
    def place(self) -> tuple[int, int]:
        return self.major, self.minor


class Paragraphs(Read["Paragraph"]):
    path = "version__consultations__asked__group__participants"


class Paragraph(Known):
    """One paragraph of a version, as it is called in comments: version and number."""

    version = models.ForeignKey(Version, on_delete=models.PROTECT, related_name="paragraphs")
    number = models.PositiveSmallIntegerField()
    text = models.TextField()

    objects = Paragraphs.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(name="participation_paragraph_once", fields=("version", "number")),)

    def __str__(self) -> str:
        return f"{self.version} §{self.number}"


class Steps(Shown["Step"]):
    def dated(self) -> Self:
        return self.exclude(starts=None)


class Step(Known):
    """A step that was taken before the document was kept here, in the words of its ``source``.

    ``said``: the date as the source writes it; ``starts`` and ``ends`` are empty where it gives no whole date.
    """

    document = models.ForeignKey(Document, on_delete=models.PROTECT, related_name="steps")
    number = models.PositiveSmallIntegerField()
    said = models.CharField(max_length=60)
    starts = models.DateField(null=True)
    ends = models.DateField(null=True)
    what = models.TextField()
    partners = models.CharField(max_length=200, blank=True)
    version = models.CharField(max_length=200, blank=True)
    result = models.TextField(blank=True)
    source = models.CharField(max_length=300)
    language = models.CharField(max_length=2)

    objects = Steps.as_manager()

    class Meta:
        ordering = ("number",)
        constraints = (models.UniqueConstraint(name="participation_step_once", fields=("document", "number")),)

    def __str__(self) -> str:
        return f"{self.number}. {self.said}"

    @property
    def last_day(self) -> date | None:
        return self.ends or self.starts
