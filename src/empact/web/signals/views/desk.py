"""The triage desk (S40): what came, what must be done first, and one page for each report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ...kernel import lists
from ...kernel.pages import form_page, require_form, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, policies, queries
from ..forms import CloseForm, DeskFilter, FeedbackForm, JoinForm, NoteForm, PassForm, TellForm, WhyForm, WordsForm
from ..models import Signal
from ..permissions import HANDLE

__all__ = ["desk", "one", "reporter", "verb"]

CARE = Purpose.CARE
_S = Signal.State


@allow(HANDLE, purpose=CARE)
@require_safe
def desk(request: Request) -> HttpResponse:
    """New at top with its clock. What worries is not in the list, nor who it is: a list is seen by who passes by."""
    now = timezone.now()
    form = DeskFilter(request.GET)
    said = form.cleaned_data if form.is_valid() else {}
    rows = queries.desk(
        request.who, state=said.get("state", ""), urgency=said.get("urgency", ""), late_at=now if said.get("late") else None
    )
    if lists.wants_csv(request):
        heading = ("received", "municipality", "how soon", "state", "until", "promised", "marked")
        cells = (
            (
                f"{timezone.localtime(r.reported_at):%Y-%m-%d %H:%M}", r.municipality or "", r.urgency, r.state,
                f"{timezone.localtime(r.until):%Y-%m-%d %H:%M}" if r.until else "",
                f"{timezone.localtime(r.promised_by):%Y-%m-%d %H:%M}", "yes" if r.marked or r.often else "",
            )
            for r in rows
        )  # fmt: skip
        return lists.as_csv("reports", heading, cells)
    return render(request, "signals/desk.html", {"page": lists.page_of(request, rows), "form": form, "now": now})


@allow(HANDLE, purpose=CARE)
@require_safe
def one(request: Request, pk: UUID) -> HttpResponse:
    """What was told, whose turn it was, the log, what looks alike, and what can be done now."""
    now = timezone.now()
    signal = _signal(request, pk)
    told = actions.open_signal(signal=signal, by=request.who, at=now)
    turns = list(signal.turns.select_related("organisation", "team", "user"))
    own = list(signal.turns.of(request.who).filter(returned_at=None))
    context = {
        "signal": signal,
        "told": told,
        "turns": turns,
        "notes": signal.notes.select_related("by"),
        "similar": queries.similar(signal, request.who),
        "verbs": [(name, one) for name, one in VERBS.items() if one.fits(signal, request)],
        "may_know_reporter": bool(signal.reporter_sealed) and policies.may_know_reporter(signal, own),
        "now": now,
    }
    return render(request, "signals/signal.html", context)


@allow(HANDLE, purpose=CARE)
@require_POST
def reporter(request: Request, pk: UUID) -> HttpResponse:
    """How to reach who reported: asked for with a button, because each look is written down."""
    signal = _signal(request, pk)
    found = actions.show_reporter(signal=signal, by=request.who, at=timezone.now())
    return render(request, "signals/reporter.html", {"signal": signal, "reporter": found})


@allow(HANDLE, purpose=CARE)
@require_form
def verb(request: Request, pk: UUID, name: str) -> HttpResponse:
    """One thing to do with a report. What needs no words is one button on its page."""
    signal = _signal(request, pk)
    known = VERBS.get(name)
    if known is None:
        raise Http404
    at = timezone.now()
    back = reverse("signals:signal", args=(pk,))
    if known.form is None:
        if request.method == "POST":
            known.act(signal=signal, by=request.who, at=at)
            messages.success(request, _("Saved."))
        return HttpResponseRedirect(back)
    said = request.POST if request.method == "POST" else None
    if known.form is JoinForm:
        form: forms.Form = JoinForm(said, others=[other for other, _same in queries.similar(signal, request.who)])
    else:
        form = known.form(said)
    return form_page(
        request,
        form,
        lambda said: known.act(signal=signal, **known.fixed, **said, by=request.who, at=at),
        template="signals/form.html",
        title=str(known.title),
        back=back,
        # who gives a report back does not see it any more
        then=lambda _made: reverse("signals:desk") if name == "return" else back,
    )


@dataclass(frozen=True, slots=True)
class Verb:
    """``states`` in which it is offered; ``mine``: only to who has it in hand."""

    title: Any
    act: Callable[..., Any]
    form: type[forms.Form] | None
    states: frozenset[str]
    mine: bool = True
    fixed: Any = None

    def fits(self, signal: Signal, request: Request) -> bool:
        if signal.state not in self.states or (self.mine and signal.handler_id != request.who.user_id):
            return False
        if signal.wiped_at is not None:
            return False
        if self.act is actions.second_read:
            unread = signal.told == Signal.Told.UNSAFE and signal.second_reader is None
            return unread and signal.told_by != request.who.user_id
        if self.act is actions.mark:
            return signal.marked != self.fixed["marked"]
        return True


def _verb(title: Any, act: Any, form: Any, *states: str, mine: bool = True, **fixed: Any) -> Verb:
    return Verb(title, act, form, frozenset(states), mine, fixed)


_IN_HAND = (_S.TRIAGE, _S.CONTACT, _S.ACTION)
_OPEN = (_S.RECEIVED, _S.PASSED, *_IN_HAND)
VERBS: Final = {
    "take": _verb(gettext_lazy("Take it up"), actions.take_up, None, _S.RECEIVED, _S.PASSED, mine=False),
    "note": _verb(gettext_lazy("Write down a call or fact"), actions.note, NoteForm, *_OPEN, mine=False),
    "contact": _verb(gettext_lazy("Contact was made"), actions.contact, WordsForm, _S.TRIAGE),
    "agree": _verb(gettext_lazy("Something was agreed"), actions.agree, WordsForm, _S.CONTACT),
    "pass": _verb(gettext_lazy("Pass it on"), actions.pass_on, PassForm, *_IN_HAND),
    "return": _verb(gettext_lazy("Give it back"), actions.return_it, WhyForm, _S.PASSED, mine=False),
    "feedback": _verb(gettext_lazy("Give the reporter feedback"), actions.feedback, FeedbackForm, *_IN_HAND),
    "tell": _verb(gettext_lazy("Does the person know"), actions.tell, TellForm, *_IN_HAND),
    "second": _verb(gettext_lazy("I agree that telling is not safe"), actions.second_read, None, *_OPEN, mine=False),
    "close": _verb(gettext_lazy("Close it"), actions.close, CloseForm, *_IN_HAND),
    "reopen": _verb(gettext_lazy("Open it again"), actions.reopen, None, _S.CLOSED, mine=False),
    "join": _verb(gettext_lazy("Join it to another report"), actions.join, JoinForm, _S.RECEIVED, _S.TRIAGE, mine=False),
    "part": _verb(gettext_lazy("It is another matter after all"), actions.part, None, _S.JOINED, mine=False),
    "mark": _verb(gettext_lazy("Mark as abuse"), actions.mark, WhyForm, *_OPEN, mine=False, marked=True),
    "unmark": _verb(gettext_lazy("Take the mark off"), actions.mark, WhyForm, *_OPEN, mine=False, marked=False),
}


def _signal(request: Request, pk: UUID) -> Signal:
    rows = Signal.objects.visible_to(request.who, CARE).select_related("municipality", "handler", "joined_to")
    found: Signal = the(rows, pk=pk)
    return found
