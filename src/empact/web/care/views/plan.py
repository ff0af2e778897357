"""The plan: read (S20, S31), begun, written (S21, S34), looked at again, printed, and as it was."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any, Final
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ...consent.access import Sheet
from ...consent.matrix import Part
from ...consent.relations import Relation
from ...kernel import audit, lists, pages
from ...kernel.pages import form_page, require_form
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ...people.models import Person
from .. import actions, official, paper, policies, queries, versions, words
from ..forms import OnDayForm, ReviewForm, TextForm
from ..models import PlanVersion
from ..permissions import OWN_PLAN
from .sides import OWN, Side, back_from, opened

__all__ = ["as_pdf", "close", "home", "page", "printed", "review", "start", "text", "was"]

TITLES: Final = {
    "matters": gettext_lazy("What matters to me"),
    "myself": gettext_lazy("What I do myself"),
    "agreements": gettext_lazy("What we agreed"),
    "crisis": gettext_lazy("If it goes wrong"),
    "crisis_phone": gettext_lazy("Whom to call then"),
}


@allow(OWN_PLAN, purpose=Purpose.OWN)
@require_safe
def home(request: Request) -> HttpResponse:
    """One's own plan; and for who helps, a list of whom they may read."""
    if request.who.role == "person":
        person = Person.objects.filter(user=request.who.user_id, merged_into=None).first()
        return page(request, OWN, person.pk) if person else render(request, "care/no_record.html")
    rows = lists.page_of(request, queries.shared_with(request.who, timezone.now()))
    return render(request, "care/plans.html", {"page": rows})


@require_safe
def page(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """What matters first, then goals, who does what, the care team, and what if it goes wrong."""
    before = queries.seen_before(pk, request.who)
    person, sheet = opened(request, pk)
    now = timezone.now()
    shown = queries.plan_page(person, sheet, who=request.who, at=now)
    mine = request.who.user_id
    speakers = [one.by_id for one in shown.representatives if one.by.user_id != mine]
    audit.seen(speakers, by=request.who, at=now, purpose=side.purpose, part="near")
    limited = [one.near_id for one in shown.members if one.near_id and one.limit is not None and one.account_id != mine]
    audit.seen(limited, by=request.who, at=now, purpose=side.purpose, part="limits")
    context = {
        "person": person, "shown": shown, "sheet": sheet, "side": side.name, "parts": words.named(sheet.parts),
        "hidden": words.named(part for part in sheet.hidden if part != Part.LOG), "today": timezone.localdate(now),
        "age": person.age_on(timezone.localdate(now)), "lead": words.shared_with(shown),
        "before": before, "changes": _changes(before, shown, sheet), "urgent": Relation.EMERGENCY in sheet.relations,
        "official": official.standings(person, sheet),
    }  # fmt: skip
    return render(request, "care/plan.html", context)


def _changes(before: PlanVersion | None, shown: queries.PlanPage, sheet: Sheet) -> list[tuple[Any, str, str]]:
    """What is different from the last look of whoever reads, in the parts they read whole."""
    if before is None or shown.plan is None or before.number == shown.plan.version:
        return []
    then, now = (versions.shared(one, sheet.whole) for one in (before.content, versions.content_of(shown.plan)))
    return words.changes(versions.difference(then, now), shown.names)


@require_POST
def start(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """Begin a care plan."""
    person, _sheet = opened(request, pk)
    actions.start_plan(person=person, by=request.who, at=timezone.now())
    messages.success(request, _("The care plan has begun. Start with what matters."))
    return redirect(side.to("plan", pk))


@require_form
def text(request: Request, side: Side, pk: UUID, field: str) -> HttpResponse:
    """S21 and S34: one text, alone on its page."""
    if field not in TITLES:
        raise Http404
    person, _sheet = opened(request, pk, writes=versions.PART_OF_TEXT[field])
    plan = policies.plan_of(person)
    if plan is None:
        raise Http404
    form = TextForm(request.POST or None, initial={"text": getattr(plan, field), "read": plan.version})
    helper = side.name == "care"
    return form_page(
        request,
        form,
        lambda said: actions.write_text(person=person, field=field, **said, helper=helper, by=request.who, at=timezone.now()),
        title=str(TITLES[field]),
        lead=words.who_reads(person, versions.PART_OF_TEXT[field], timezone.now()),
        back=back_from(request, side, pk),
    )


@require_form
def review(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """When the plan is looked at again."""
    person, _sheet = opened(request, pk, writes=Part.TASKS)
    now = timezone.now()
    return form_page(
        request,
        ReviewForm(request.POST or None, today=timezone.localdate(now)),
        lambda said: actions.review(person=person, **said, by=request.who, at=now),
        title=_("Look at the plan again"),
        back=side.to("plan", pk),
    )


@require_safe
def printed(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """Two pages in large letters, in the language of the person, with the number of the coordinator on top."""
    person, sheet = opened(request, pk, shown="plan_print")
    shown = queries.plan_page(person, sheet, who=request.who, at=timezone.now())
    context = {"person": person, "shown": shown, "side": side.name, "on": timezone.localdate()}
    with translation.override(person.language):
        article = render_to_string("care/parts/sheet.html", context)
    return render(request, "care/print.html", {**context, "article": article})


@require_safe
def as_pdf(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """The same two pages as a tagged PDF; its name says nothing about whose it is."""
    person, sheet = opened(request, pk, shown="plan_print")
    shown = queries.plan_page(person, sheet, who=request.who, at=timezone.now())
    with translation.override(person.language):
        content = paper.told(shown, person.language, timezone.localdate())
    return pages.as_pdf("plan", paper.paper(content))


@require_safe
def was(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """The plan as it was on a day, and what changed since the version before it."""
    person, sheet = opened(request, pk, shown="plan_versions")
    plan = policies.plan_of(person)
    if plan is None:
        raise Http404
    rows = PlanVersion.objects.filter(plan=plan)
    form = OnDayForm(request.GET)
    on = form.cleaned_data.get("on") if form.is_valid() else None
    version = None
    if request.GET.get("number", "").isdigit():
        version = rows.filter(number=int(request.GET["number"])).first()
    elif on is not None:
        end = timezone.make_aware(datetime.combine(on, time.max))
        version = versions.as_of(plan, end)
    else:
        version = rows.first()
    before = rows.filter(number=version.number - 1).first() if version is not None else None
    parts = sheet.whole
    shown = versions.shared(version.content, parts) if version is not None else None
    former = versions.shared(before.content if before is not None else words.EMPTY, parts)
    names = words.members_of(plan) if shown is not None else {}
    context = {
        "person": person, "side": side.name, "form": form, "version": version,
        "content": words.told(shown, names) if shown is not None else None,
        "changes": words.changes(versions.difference(former, shown), names) if shown is not None else [],
        "page": lists.page_of(request, rows.only("number", "at", "role", "why", "plan"), 20), "back": side.to("plan", pk),
    }  # fmt: skip
    return render(request, "care/versions.html", context)


@require_POST
def close(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """The plan is not used any more."""
    person, _sheet = opened(request, pk)
    actions.close_plan(person=person, why=request.POST.get("why", ""), by=request.who, at=timezone.now())
    messages.success(request, _("The care plan is closed. It stays on record."))
    return redirect(side.to("plan", pk))
