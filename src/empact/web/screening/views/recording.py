"""Scores written down by who may: typed, from a file that is shown first, or worked out here."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods

from ....instruments.attainment import Attainment
from ....instruments.instrument import Instrument
from ....terms.errors import UserError
from ...care.models import CareGoal, LifeGoal
from ...consent.parts import Part
from ...kernel.pages import form_page, require_form, the
from ...kernel.problems import Problem
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from ...people.models import Person
from .. import actions, arrivals, literacy, progress, rulebook, words
from ..forms import KNOWN, EstimateForm, FileForm, GoalsForm, MeasureForm, ReasonForm, ResultForm
from ..models import Estimate, Measurement, Origin, ScreenerResult
from ..permissions import RECORD
from .sides import must_write, opened

__all__ = ["bring", "choose", "estimate", "measure", "result", "withdraw"]


@allow(RECORD, purpose=Purpose.CARE)
@require_form
def result(request: Request, pk: UUID) -> HttpResponse:
    """An official result, typed from the BelRAI application."""
    person, sheet = opened(request, pk)
    must_write(sheet)
    now = timezone.now()
    form = ResultForm(request.POST or None, initial={"assessed_on": timezone.localdate(now)})
    return form_page(
        request, form, lambda _data: actions.record_result(person=person, **form.said(), by=request.who, at=now),
        title=_("Write an official result down"), back=_back(pk),
        lead=_("As the BelRAI application gives it. Nothing of it is changed here."),
    )  # fmt: skip


@allow(RECORD, purpose=Purpose.CARE)
@require_form
def bring(request: Request, pk: UUID) -> HttpResponse:
    """A file, then what is in it with what is wrong, then all of it or nothing."""
    person, sheet = opened(request, pk)
    must_write(sheet)
    page: dict[str, Any] = {"person": person, "back": _back(pk)}
    again = "content" in request.POST
    first = FileForm(request.POST or None, request.FILES or None)
    if request.method != "POST" or not (again or first.is_valid()):
        return render(request, "screening/file.html", page | {"form": first}, status=422 if first.errors else 200)
    content = request.POST["content"] if again else first.cleaned_data["file"]
    try:
        rows = [ResultForm(row) for row in arrivals.rows_in(content, person)]
    except Problem as problem:
        fresh = FileForm(request.POST)
        fresh.errors.clear()
        fresh.add_error(None, f"{problem.message} {problem.hint}".strip())
        return render(request, "screening/file.html", page | {"form": fresh}, status=422)
    wrong = [(n, form.errors.items(), form) for n, form in enumerate(rows, start=1) if not form.is_valid()]
    page |= {"content": content, "rows": [form.cleaned_data for form in rows], "wrong": _wrong(wrong)}
    if again and not wrong:
        try:
            made = actions.record_results(
                person=person, rows=[form.said() for form in rows], by=request.who, at=timezone.now()
            )
        except Problem as problem:
            page["refused"] = f"{problem.message} {problem.hint}".strip()
        else:
            done = ngettext("%(n)d result was written down.", "%(n)d results were written down.", len(made))
            messages.success(request, done % {"n": len(made)})
            return redirect(_back(pk))
    return render(request, "screening/file.html", page, status=422 if wrong or "refused" in page else 200)


@allow(RECORD, purpose=Purpose.CARE)
@require_form
def estimate(request: Request, pk: UUID) -> HttpResponse:
    """The screener as far as it can be scored here."""
    person, sheet = opened(request, pk)
    must_write(sheet)
    now = timezone.now()
    today = timezone.localdate(now)
    form = EstimateForm(request.POST or None, on=today, initial={"assessed_on": today})
    lead = words.estimate_said()
    if form.unpublished:
        lead += " " + _("How these modules are scored is not published: %(modules)s.") % {
            "modules": ", ".join(form.unpublished)
        }

    def act(data: dict[str, Any]) -> Estimate:
        given: dict[str, Any] = {"assessed_on": data["assessed_on"], "answers": form.answers()}
        return actions.record_estimate(person=person, **given, by=request.who, at=now)

    return form_page(request, form, act, title=_("Make an estimate"), back=_back(pk), lead=lead)


@allow(RECORD, purpose=Purpose.CARE)
@require_http_methods(["GET", "HEAD"])
def choose(request: Request, pk: UUID) -> HttpResponse:
    """Which instrument."""
    person, sheet = opened(request, pk)
    must_write(sheet)
    today = timezone.localdate()
    offered = [
        (reverse("screening:measure", args=(pk, one.code)), words.title_of(one), one.licence)
        for one in rulebook.shelf()
        if one.code != rulebook.SCREENER and not literacy.is_kept_apart(one.code) and one.is_valid_on(today)
    ]
    return render(request, "screening/choose.html", {"person": person, "offered": offered, "back": _back(pk)})


@allow(RECORD, purpose=Purpose.CARE)
@require_form
def measure(request: Request, pk: UUID, code: str) -> HttpResponse:
    """One instrument: what it asks, less what is known."""
    person, sheet = opened(request, pk)
    must_write(sheet)
    now = timezone.now()
    today = timezone.localdate(now)
    try:
        used = rulebook.shelf().named(code, on=today)
    except UserError:
        raise Http404 from None
    if code == rulebook.SCREENER or literacy.is_kept_apart(code):
        raise Http404
    form: MeasureForm | GoalsForm
    if isinstance(used.method, Attainment):
        if not sheet.read[Part.GOALS]:
            raise Http404
        goals = CareGoal.objects.filter(plan__person=person).exclude(state=LifeGoal.State.DROPPED).values_list("pk", "text")
        weights = progress.weights(Measurement.objects.standing().filter(person=person, instrument=code))
        form = GoalsForm(request.POST or None, goals=list(goals), weights=weights, initial={"measured_on": today})
    else:
        form = MeasureForm(request.POST or None, instrument=used, initial={"measured_on": today})

    def act(data: dict[str, Any]) -> Measurement:
        known, origins = _known(person, used, data["measured_on"])
        answers = form.answers()
        typed = form.origins() if isinstance(form, GoalsForm) else dict.fromkeys(answers, str(Origin.TYPED))
        return actions.record_measurement(
            person=person, instrument=code, measured_on=data["measured_on"], answers=answers | known,
            origins={**typed, **origins}, by=request.who, at=now,
        )  # fmt: skip

    lead = _("Age and sex are taken from the record of the person.") if set(KNOWN) & set(used.items) else ""
    return form_page(request, form, act, title=words.title_of(used), back=_back(pk), lead=lead)


@allow(RECORD, purpose=Purpose.CARE)
@require_form
def withdraw(request: Request, pk: UUID, table: str, row: UUID) -> HttpResponse:
    """Written down by mistake: the line stays, with the reason."""
    person, sheet = opened(request, pk)
    must_write(sheet)
    tables: dict[str, Any] = {"result": ScreenerResult, "estimate": Estimate, "measurement": Measurement}
    if table not in tables:
        raise Http404
    one = the(tables[table].objects.filter(person=person).select_related("person"), pk=row)
    return form_page(
        request, ReasonForm(request.POST or None),
        lambda data: actions.withdraw(row=one, why=data["why"], by=request.who, at=timezone.now()),
        title=_("Withdraw a score"), back=_back(pk), button=_("Withdraw"),
        lead=_("The line stays with your reason, and nothing hangs on it any more."),
    )  # fmt: skip


def _known(person: Person, used: Instrument, day: Any) -> tuple[dict[str, Any], dict[str, str]]:
    """What is in the record. Raises :class:`Problem` where it says too little."""
    record = {"age": person.age_on(day), "sex": person.sex, "region": "low"}
    known = {key: record[key] for key in KNOWN if key in used.items}
    if known.get("age", 0) is None or known.get("sex", "male") not in ("male", "female"):
        raise Problem(
            _("The record does not say enough: age, and woman or man."), _("This score cannot be worked out without them.")
        )
    return known, dict.fromkeys(known, str(Origin.DERIVED))


def _wrong(found: list[tuple[int, Any, ResultForm]]) -> list[tuple[int, str, str]]:
    """Row, column and what is wrong with it."""
    return [
        (n, str(form.fields[name].label) if name in form.fields else "", str(said[0]))
        for n, errors, form in found
        for name, said in errors
    ]


def _back(pk: UUID) -> str:
    return reverse("screening:care_scores", args=(pk,))
