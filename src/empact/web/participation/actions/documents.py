"""A document and its versions; the way it went before, taken up from what is shipped."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ....definitions.tracks import Track
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import DocumentKept
from ..models import Document, Paragraph, Step, Version
from ..permissions import KEEP

__all__ = ["finish", "make_document", "next_version", "rewrite", "take_up_track"]


@transaction.atomic
def make_document(*, title: str, about: str = "", text: str, today: date, by: Who, at: datetime) -> Document:
    """With its first draft, 0.1. An empty line divides paragraphs."""
    check_may(by, KEEP, Purpose.PROJECT)
    document = Document.objects.create(title=check_words(title), about=about.strip(), made=today)
    version = Version.objects.create(document=document, made=today)
    _lay(version, text)
    _record(document, "made", by, at, version)
    return document


@transaction.atomic
def next_version(*, document: Document, text: str, today: date, by: Who, at: datetime) -> Version:
    """A draft that comes after the last version."""
    check_may(by, KEEP, Purpose.PROJECT)
    last = Document.objects.select_for_update().get(pk=document.pk).versions.first()  # the newest stands first
    major, minor = (last.major, last.minor + 1) if last else (0, 1)
    version = Version.objects.create(document=document, major=major, minor=minor, made=today)
    _lay(version, text)
    _record(document, "version", by, at, version)
    return version


@transaction.atomic
def rewrite(*, version: Version, text: str, by: Who, at: datetime) -> Version:
    """A draft that nobody was asked about yet; a paragraph that an answer points to stays."""
    check_may(by, KEEP, Purpose.PROJECT)
    policies.check_rewritable(version)
    _lay(version, text)
    _record(version.document, "written anew", by, at, version)
    return version


@transaction.atomic
def finish(*, version: Version, today: date, by: Who, at: datetime) -> Version:
    """The draft becomes the next whole number. Refused while a comment waits for its answer or its pointer."""
    check_may(by, KEEP, Purpose.PROJECT)
    Document.objects.select_for_update().get(pk=version.document_id)
    policies.check_finish(version, today)
    version.major, version.minor, version.finished = version.major + 1, 0, today
    version.save(update_fields=("major", "minor", "finished"))
    _record(version.document, "finished", by, at, version)
    return version


@transaction.atomic
def take_up_track(*, track: Track, today: date, by: Who, at: datetime) -> Document:
    """The document with all steps it went, in the words of the source. Its dates are kept as they stand there."""
    check_may(by, KEEP, Purpose.PROJECT)
    if Step.objects.filter(source=track.source, document__title=track.title).exists():
        raise NotNow(_("This was taken up already."))
    document = Document.objects.create(title=track.title, about=track.about, made=today)
    Step.objects.bulk_create(
        Step(
            document=document, number=s.number, said=s.said, starts=s.starts, ends=s.ends, what=s.what, partners=s.partners,
            version=s.version, result=s.result, source=track.source, language=track.language,
        )
        for s in track.steps
    )  # fmt: skip
    _record(document, "track", by, at)
    return document


def _lay(version: Version, text: str) -> None:
    told = [part.strip() for part in re.split(r"\n\s*\n", text.replace("\r\n", "\n")) if part.strip()]
    check_words(" ".join(told))
    there = {p.number: p for p in version.paragraphs.all()}
    for number, part in enumerate(told, 1):
        if number in there:
            there[number].text = part
            there[number].save(update_fields=("text",))
    Paragraph.objects.bulk_create(
        Paragraph(version=version, number=n, text=part) for n, part in enumerate(told, 1) if n not in there
    )
    gone = version.paragraphs.filter(number__gt=len(told))
    if gone.filter(comes_from__isnull=False).exists():
        raise NotNow(_("An answer points to a paragraph that would be gone."), _("Point it elsewhere first."))
    gone.delete()


def _record(document: Document, how: str, by: Who, at: datetime, version: Version | None = None) -> None:
    event = DocumentKept(subject=f"participation.document:{document.pk}", how=how, version=str(version or ""))
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
