"""The guide of a talk about what matters: beside the plan, and on paper in each language."""

from __future__ import annotations

from uuid import UUID

from django.conf import settings
from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.views.decorators.http import require_safe

from ...consent.matrix import Part
from ...kernel import pages
from ...kernel.request import Request
from ...kernel.rules import public
from .. import guide, paper, queries
from .sides import OWN, Side, opened

__all__ = ["as_pdf", "page", "printed"]


@require_safe
def page(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """Four questions, what the person said to each, and where it is written down."""
    person, sheet = opened(request, pk, (Part.GOALS, Part.TASKS), "guide", whole=True)
    shown = queries.plan_page(person, sheet, who=request.who, at=timezone.now())
    if shown.plan is None:
        raise Http404
    context = {
        "person": person, "side": side.name, "answers": guide.answers(shown, sheet, own=side is OWN),
        "goal": guide.LIFE_GOAL, "back": side.to("plan", pk), "tongues": settings.LANGUAGES,
    }  # fmt: skip
    return render(request, "care/guide.html", context)


@public("The questions tell nothing of anybody; who prepares a talk on paper needs no account.")
@require_safe
def printed(request: Request, language: str) -> HttpResponse:
    """A sheet to write on, in one language."""
    context = {"language": _known(language), "tongues": settings.LANGUAGES}
    with translation.override(language):
        article = render_to_string(
            "care/parts/guide_sheet.html", {"paper": guide.on_paper(language), "blank": range(guide.LINES)}
        )
    return render(request, "care/guide_print.html", {**context, "article": article})


@public("The same sheet as a file, to keep where there is no network.")
@require_safe
def as_pdf(request: Request, language: str) -> HttpResponse:
    """The same sheet as a tagged PDF."""
    with translation.override(_known(language)):
        content = guide.on_paper(language)
    return pages.as_pdf(f"guide-{language}", paper.paper(content))


def _known(language: str) -> str:
    if language not in dict(settings.LANGUAGES):
        raise Http404
    return language
