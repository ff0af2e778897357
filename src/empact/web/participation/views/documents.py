"""Documents, their versions, and for each: who was asked, who answered, what changed."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Count, Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ....definitions.tracks import read_tracks
from ...kernel.lists import as_csv, csv_address, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from .. import policies, queries
from ..forms import DocumentFilter, DocumentForm, TextForm, TrackForm
from ..models import Comment, Consultation, Document, Version
from ..permissions import KEEP, SEE, TAKE_PART
from .shared import PROJECT, form_page, the

__all__ = ["document", "documents", "finish", "new", "next_version", "rewrite", "take_up", "version"]

_ROUNDS = "versions__consultations"


@allow(SEE, purpose=PROJECT)
@require_safe
def documents(request: Request) -> HttpResponse:
    """The newest first, with what was said and what waits."""
    form = DocumentFilter(request.GET)
    rows: Any = Document.objects.visible_to(request.who, PROJECT).prefetch_related("versions")
    said = f"{_ROUNDS}__comments"
    rows = rows.annotate(
        rounds=Count(_ROUNDS, distinct=True),
        comments=Count(said, distinct=True),
        waits=Count(said, filter=Q(**{f"{said}__outcome": ""}), distinct=True),
    ).order_by("-made", "title", "pk")
    if form.is_valid():
        for word in form.cleaned_data["q"].split():
            rows = rows.filter(title__icontains=word)
        if form.cleaned_data["waiting"]:
            rows = rows.filter(waits__gt=0)
    else:
        rows = rows.none()
    if wants_csv(request):
        head = ("document", "version", "rounds", "comments", "without answer")
        cells = ((d.title, next(iter(d.versions.all()), ""), d.rounds, d.comments, d.waits) for d in rows)
        return as_csv("documents", head, cells)
    context = {"form": form, "page": page_of(request, rows), "csv": csv_address(request)}
    return render(request, "participation/documents.html", context)


def _the(request: Request, pk: UUID) -> Document:
    found: Document = the(Document.objects.visible_to(request.who, PROJECT), pk=pk)
    return found


@allow(TAKE_PART, purpose=PROJECT)
@require_safe
def document(request: Request, pk: UUID) -> HttpResponse:
    """GOV-19: who was asked, who answered, what changed; and the way it went before."""
    one, today = _the(request, pk), timezone.localdate()
    changes = queries.changes_of(one)
    steps = list(one.steps.all())
    odd = policies.suspicious(steps)
    if wants_csv(request):
        return as_csv("changes", _CHANGES, (_change(c) for c in changes))
    asked = Consultation.objects.filter(version__document=one).select_related("version")
    reached = queries.reached(*asked)
    rounds = [(c, c.is_open(today), reached[c.pk]) for c in asked]
    context = {
        "document": one,
        "versions": one.versions.all(),
        "rounds": rounds,
        "changes": changes,
        "waits": sum(1 for c in changes if not c.outcome),
        "steps": [(s, s.number in odd, odd.get(s.number)) for s in steps],
    }
    return render(request, "participation/document.html", context)


_CHANGES = ("version", "round", "number", "paragraph", "said by", "comment", "answer", "why", "seen in")


def _change(one: Comment) -> tuple[Any, ...]:
    by = one.organisation or one.participant and one.participant.group
    where = f"{one.change.version} §{one.change.number}" if one.change else ""
    paragraph = f"§{one.paragraph.number}" if one.paragraph else ""
    version = one.consultation.version
    return version, one.consultation.opened, one.number, paragraph, by, one.text, one.outcome, one.reason, where


@allow(TAKE_PART, purpose=PROJECT)
@require_safe
def version(request: Request, pk: UUID) -> HttpResponse:
    """The text by paragraph; where one comes from a comment, the comment."""
    rows = Version.objects.visible_to(request.who, PROJECT).select_related("document")
    one: Version = the(rows, pk=pk)
    related = "comes_from__consultation"
    context = {
        "version": one,
        "paragraphs": one.paragraphs.prefetch_related(related),
        "rounds": one.consultations.all(),
        "is_last": one == one.document.versions.first(),
    }
    return render(request, "participation/version.html", context)


@allow(KEEP, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """One more document."""
    return form_page(
        request,
        DocumentForm(request.POST or None),
        lambda said: do.make_document(today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("New document"),
        back=reverse("participation:documents"),
        then=lambda made: reverse("participation:document", args=[made.pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def take_up(request: Request) -> HttpResponse:
    """The way a shipped plan went, with its dates as they stand there."""
    told = read_tracks()
    return form_page(
        request,
        TrackForm(request.POST or None, offered=[(t.id, t.title) for t in told.values()]),
        lambda said: do.take_up_track(
            track=told[said["track"]], today=timezone.localdate(), by=request.who, at=timezone.now()
        ),
        title=_("Take up the way a plan went"),
        lead=_("Every step comes over in the words of its source. A date that cannot be right is shown as suspicious."),
        back=reverse("participation:documents"),
        then=lambda made: reverse("participation:document", args=[made.pk]),
    )


def _text(one: Version | None) -> str:
    return "\n\n".join(one.paragraphs.values_list("text", flat=True)) if one else ""


@allow(KEEP, purpose=PROJECT)
@require_form
def next_version(request: Request, pk: UUID) -> HttpResponse:
    """The text of the last one, to be changed."""
    one = _the(request, pk)
    return form_page(
        request,
        TextForm(request.POST or None, initial={"text": _text(one.versions.first())}),
        lambda said: do.next_version(document=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("Next version"),
        back=reverse("participation:document", args=[pk]),
        then=lambda made: reverse("participation:version", args=[made.pk]),
    )


def _version(request: Request, pk: UUID) -> Version:
    found: Version = the(Version.objects.visible_to(request.who, PROJECT).select_related("document"), pk=pk)
    return found


@allow(KEEP, purpose=PROJECT)
@require_form
def rewrite(request: Request, pk: UUID) -> HttpResponse:
    """A draft that nobody was asked about."""
    one = _version(request, pk)
    return form_page(
        request,
        TextForm(request.POST or None, initial={"text": _text(one)}),
        lambda said: do.rewrite(version=one, by=request.who, at=timezone.now(), **said),
        title=_("Write it anew"),
        back=reverse("participation:version", args=[pk]),
    )


@allow(KEEP, purpose=PROJECT)
@require_POST
def finish(request: Request, pk: UUID) -> HttpResponse:
    """It becomes the next whole number."""
    one = _version(request, pk)
    do.finish(version=one, today=timezone.localdate(), by=request.who, at=timezone.now())
    return HttpResponseRedirect(reverse("participation:document", args=[one.document_id]))
