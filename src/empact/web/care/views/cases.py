"""Case management (S38): asking for it, and for the case manager, what was asked and what runs."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel import lists
from ...kernel.pages import form_page, require_form, the
from ...kernel.problems import Problem
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ...people.queries import open_person, persons_seen
from .. import actions
from ..forms import AnswerCaseForm, CaseForm, CloseCaseForm, LengthenForm
from ..models import CaseMandate
from ..permissions import ASK_CASE, MANAGE_CASE

__all__ = ["ask", "lengthen", "listing", "one"]

CARE = Purpose.CARE


@allow(ASK_CASE, purpose=CARE)
@require_form
def ask(request: Request, pk: UUID) -> HttpResponse:
    """Three reasons, how soon, and what is asked."""
    now = timezone.now()
    person = open_person(pk, who=request.who, purpose=CARE, at=now, part="case")
    return form_page(
        request,
        CaseForm(request.POST or None),
        lambda said: actions.ask_case(person=person, **said, by=request.who, at=now),
        title=_("Ask for a case manager"),
        lead=_("Somebody from outside the care team, for a time."),
        back=reverse("people:person", args=(pk,)),
        done=_("Asked. The team of case managers answers."),
    )


@allow(MANAGE_CASE, purpose=CARE)
@require_safe
def listing(request: Request) -> HttpResponse:
    """What was asked of this team, and the own mandates."""
    rows = CaseMandate.objects.filter(asked_of=_team(request)).select_related("person", "manager")
    page = lists.page_of(request, rows)
    now = timezone.now()
    persons_seen((one.person for one in page.object_list), who=request.who, purpose=CARE, at=now, part="case")
    return render(request, "care/cases.html", {"page": page, "today": timezone.localdate(now)})


@allow(MANAGE_CASE, purpose=CARE)
@require_form
def one(request: Request, pk: UUID) -> HttpResponse:
    """Take it up or not; and, once it runs, end it with a report."""
    case = the(CaseMandate.objects.filter(asked_of=_team(request)).select_related("person", "manager"), pk=pk)
    now = timezone.now()
    persons_seen((case.person,), who=request.who, purpose=CARE, at=now, part="case")
    done = {"case": case, "by": request.who, "at": now}
    form: AnswerCaseForm | CloseCaseForm | None = None
    if case.state == CaseMandate.State.ASKED:
        form = AnswerCaseForm(request.POST or None)
    elif case.state == CaseMandate.State.ACTIVE and case.manager_id == request.who.user_id:
        form = CloseCaseForm(request.POST or None)
    if request.method == "POST" and form is not None and form.is_valid():
        try:
            (actions.answer_case if isinstance(form, AnswerCaseForm) else actions.close_case)(**form.cleaned_data, **done)
        except Problem as problem:
            form.add_error(None, f"{problem.message} {problem.hint}".strip())
        else:
            messages.success(request, _("Saved."))
            return redirect("care:case", pk)
    context = {"case": case, "form": form, "longer": LengthenForm(), "today": timezone.localdate(now)}
    return render(
        request, "care/case.html", context, status=422 if form is not None and form.is_bound and form.errors else 200
    )


@allow(MANAGE_CASE, purpose=CARE)
@require_POST
def lengthen(request: Request, pk: UUID) -> HttpResponse:
    """A later last day, with a reason."""
    case = the(CaseMandate.objects.filter(asked_of=_team(request)), pk=pk)
    form = LengthenForm(request.POST)
    if not form.is_valid():
        raise Problem(_("The new last day is after the former one."))
    actions.lengthen_case(case=case, **form.cleaned_data, by=request.who, at=timezone.now())
    messages.success(request, _("Saved."))
    return redirect("care:case", pk)


def _team(request: Request) -> UUID:
    """The team of the hat; without one, a team that is none."""
    return UUID(request.who.scope_id) if request.who.scope_kind == "team" and request.who.scope_id else UUID(int=0)
