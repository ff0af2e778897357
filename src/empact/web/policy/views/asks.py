"""POL-01, POL-05, POL-07: what is asked of authorities: register, annex, ageing list, and one ask with its steps."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, csv_address, page_of, wants_csv
from ...kernel.pages import require_form
from ...kernel.request import Request
from ...kernel.rules import allow
from ...territory.search import fold
from .. import actions as do
from .. import policies, queries
from ..forms import AnswerForm, AskFilter, AskForm, CloseForm, SendForm
from ..models import Ask
from ..permissions import FOLLOW, KEEP, RAISE, SEE
from .shared import PROJECT, form_page, the

__all__ = ["annex", "answer", "ask", "asks", "change", "close", "new", "reopen", "send", "waiting"]

_COLUMNS: Final = (
    "number", "kind", "level", "title", "rule", "law", "obstacle", "evidence", "actions", "proposal", "asked of",
    "written down", "sent", "state", "outcome", "answer", "answered",
)  # fmt: skip


def _cells(rows: Iterable[Ask]) -> Iterable[tuple[Any, ...]]:
    for a in rows:
        actions = "; ".join(f"{one.number} {one.title}" for one in a.actions.all())
        yield (
            a.number, a.kind, a.level, a.title, a.rule, a.law, a.obstacle, a.evidence, actions, a.proposal, a.addressee or "",
            a.raised, a.sent or "", a.state, a.outcome, a.answer, a.answered or "",
        )  # fmt: skip


def _found(request: Request, form: AskFilter) -> Any:
    rows = Ask.objects.visible_to(request.who, PROJECT).select_related("addressee__organisation")
    rows = rows.prefetch_related("actions")
    if not form.is_valid():  # a filter that cannot be read is not left out in silence
        return rows.none()
    said = form.cleaned_data
    for word in fold(said["q"]).split():
        rows = rows.filter(search__contains=word)
    return rows.filter(**{name: said[name] for name in ("kind", "level", "state") if said[name]})


@allow(SEE, purpose=PROJECT)
@require_safe
def asks(request: Request) -> HttpResponse:
    """All of them, by number."""
    form = AskFilter(request.GET)
    rows = _found(request, form)
    if wants_csv(request):
        return as_csv("asked-of-government", _COLUMNS, _cells(rows))
    today = timezone.localdate()
    page = page_of(request, rows)
    waiting_for = [(one, one.waits(today) if one.state in (Ask.State.NOTED, Ask.State.SENT) else None) for one in page]
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {"form": form, "page": page, "rows": waiting_for, "csv": csv_address(request), "query": asked.urlencode()}
    return render(request, "policy/asks.html", context)


@allow(SEE, purpose=PROJECT)
@require_safe
def annex(request: Request) -> HttpResponse:
    """Everything in full, to be printed with a plan or a letter; under the same filters as the register."""
    form = AskFilter(request.GET)
    rows = _found(request, form)
    context = {"rows": rows, "csv": f"{reverse('policy:asks')}{csv_address(request)}", "today": timezone.localdate()}
    return render(request, "policy/annex.html", context)


@allow(SEE, purpose=PROJECT)
@require_safe
def waiting(request: Request) -> HttpResponse:
    """POL-05: the ageing list: how long what was written down or sent waits, by level."""
    today = timezone.localdate()
    rows = queries.ages(today)
    if wants_csv(request):
        head = ("number", "title", "level", "asked of", "state", "since", "days")
        cells = ((a.number, a.title, a.level, a.addressee or "", a.state, a.sent or a.raised, days) for a, days in rows)
        return as_csv("waiting", head, cells)
    bands = queries.BANDS
    context = {
        "page": page_of(request, rows),
        "levels": queries.ageing(today),
        "heads": [_("up to %(days)s days") % {"days": band} for band in bands]
        + [_("more than %(days)s days") % {"days": bands[-1]}],
        "oldest": rows[0][1] if rows else 0,
    }
    return render(request, "policy/waiting.html", context)


def _the(request: Request, pk: UUID) -> Ask:
    found: Ask = the(Ask.objects.visible_to(request.who, PROJECT).select_related("addressee__organisation"), pk=pk)
    return found


def _home(pk: UUID) -> str:
    return reverse("policy:ask", args=[pk])


@allow(SEE, purpose=PROJECT)
@require_safe
def ask(request: Request, pk: UUID) -> HttpResponse:
    """What is asked and why, what is missing before it can go, each step, and the answer."""
    one = _the(request, pk)
    context = {
        "ask": one,
        "actions": one.actions.all(),
        "missing": policies.missing(one) if one.state == Ask.State.NOTED else [],
        "moves": one.moves.all(),
    }
    return render(request, "policy/ask.html", context)


def _split(said: dict[str, Any]) -> dict[str, Any]:
    return {"actions": said.pop("actions"), "values": said}


@allow(RAISE, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """Written down by any partner."""
    return form_page(
        request,
        AskForm(request.POST or None, initial={"kind": request.GET.get("kind", Ask.Kind.BOTTLENECK)}),
        lambda said: do.raise_ask(today=timezone.localdate(), by=request.who, at=timezone.now(), **_split(said)),
        title=_("Write down what stands in the way"),
        lead=_("The first four are enough to begin with."),
        back=reverse("policy:asks"),
        then=lambda made: _home(made.pk),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def change(request: Request, pk: UUID) -> HttpResponse:
    """Until it is sent."""
    one = _the(request, pk)
    names = ("kind", "title", "obstacle", "level", "rule", "law", "evidence", "proposal")
    initial = {n: getattr(one, n) for n in names} | {"addressee": one.addressee_id}
    initial |= {"actions": [a.pk for a in one.actions.all()]}
    return form_page(
        request,
        AskForm(request.POST or None, initial=initial),
        lambda said: do.change(ask=one, by=request.who, at=timezone.now(), **_split(said)),
        title=one.title,
        back=_home(pk),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def send(request: Request, pk: UUID) -> HttpResponse:
    """To the addressee."""
    one, today = _the(request, pk), timezone.localdate()
    again = one.state == Ask.State.ANSWERED
    return form_page(
        request,
        SendForm(request.POST or None, again=again, initial={"on": today}),
        lambda said: do.send(ask=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Ask again") if again else _("Sent"),
        lead=str(one.addressee or ""),
        back=_home(pk),
    )


@allow(FOLLOW, purpose=PROJECT)
@require_form
def answer(request: Request, pk: UUID) -> HttpResponse:
    """What came back."""
    one, today = _the(request, pk), timezone.localdate()
    return form_page(
        request,
        AnswerForm(request.POST or None, initial={"on": today}),
        lambda said: do.answer(ask=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("What was answered"),
        lead=one.title,
        back=_home(pk),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def close(request: Request, pk: UUID) -> HttpResponse:
    """Solved, or not asked any more."""
    one = _the(request, pk)
    return form_page(
        request,
        CloseForm(request.POST or None),
        lambda said: do.close(ask=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("Close it"),
        lead=one.title,
        back=_home(pk),
    )


@allow(KEEP, purpose=PROJECT)
@require_POST
def reopen(request: Request, pk: UUID) -> HttpResponse:
    """What was closed is written down again."""
    do.reopen(ask=_the(request, pk), today=timezone.localdate(), by=request.who, at=timezone.now())
    return HttpResponseRedirect(_home(pk))
