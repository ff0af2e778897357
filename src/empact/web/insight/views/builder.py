"""S87, the builder: a definition is changed rule by rule, and each change shows at once how many people remain."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from ...kernel.lists import as_csv, page_of, wants_csv
from ...kernel.pages import form_page, require_form, the
from ...kernel.permissions import may
from ...kernel.problems import NotNow, Problem
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions, editing, lists, policies, warm, words
from ..figures import in_force
from ..forms import RefusalForm, RuleForm, TitleForm
from ..levels import views_of
from ..models import Draft, Edition
from ..permissions import DRAFT, PREVIEW, REVIEW
from ..states import DRAFT_MOVES

__all__ = ["add", "areas", "begin", "begin_own", "change", "drop_examples", "move", "one", "remove", "undo"]

_JOINED: Final = {
    "all": gettext_lazy("and"),
    "any": gettext_lazy("or"),
    "of": gettext_lazy("counted"),
    "class": gettext_lazy("class"),
    "except": gettext_lazy("except"),
}
_GROUPS: Final = {
    "all_of": gettext_lazy("all of these"),
    "any_of": gettext_lazy("one of these"),
    "at_least_of": gettext_lazy("at least so many of these"),
}
_BUTTONS: Final = {
    Draft.State.PROPOSED: gettext_lazy("Propose"),
    Draft.State.DRAFT: gettext_lazy("Write on"),
    Draft.State.WITHDRAWN: gettext_lazy("Withdraw"),
    Draft.State.APPROVED: gettext_lazy("Approve"),
    Draft.State.REFUSED: gettext_lazy("Do not approve"),
}


@allow(DRAFT, purpose=Purpose.POPULATION)
@require_POST
def begin(request: Request) -> HttpResponse:
    """A draft of the definition in force."""
    kind, rule = request.POST.get("kind", ""), request.POST.get("rule", "")
    opened = warm.answer({"open": f"{kind}:{rule}"}, wait=30.0)["document"]  # the mill may have to start
    document = {**opened, "version": int(opened["version"]) + 1}
    title = words.in_language(document["title"])
    draft = actions.begin_draft(kind=kind, rule=rule, title=title, document=document, by=request.who, at=timezone.now())
    return redirect("insight:draft", draft.pk)


@allow(DRAFT, purpose=Purpose.POPULATION)
@require_form
def begin_own(request: Request) -> HttpResponse:
    """A rule of one's own, from nothing."""

    def act(said: dict[str, Any]) -> Draft:
        title = said["title"]
        document = editing.new_rule(title)
        name = f"{slugify(title)[:59]}-{timezone.now():%Y%m%d%H%M%S%f}".strip("-")  # two may begin in one second
        return actions.begin_draft(kind="", rule=name, title=title, document=document, by=request.who, at=timezone.now())

    return form_page(
        request,
        TitleForm(request.POST or None),
        act,
        template="insight/form.html",
        title=_("A new rule"),
        lead=_("Begin with everybody of age, then add rules one by one."),
        back=reverse("insight:rules"),
        button=_("Begin"),
        then=lambda draft: reverse("insight:draft", args=(draft.pk,)),
    )


@allow(PREVIEW, purpose=Purpose.POPULATION)
@require_safe
def one(request: Request, pk: UUID) -> HttpResponse:
    """The draft as it is now: each rule with who meets it and who remains."""
    draft = _draft(request, pk)
    newest = draft.newest
    found = warm.ask({"definition": newest.document})
    rows = [_row(step, found["people"]) for step in found["steps"]] if found and "steps" in found else []
    if rows and wants_csv(request):
        heading = ("rule", "joined", "says", "meets", "after")
        return as_csv("rules", heading, [[r["at"], r["joined"], r["says"], r["meets"], r["after"]] for r in rows])
    moves = _moves(request, draft)
    writes = draft.state == Draft.State.DRAFT and may(request.who, DRAFT, Purpose.POPULATION)
    context = {
        "draft": draft,
        "edition": newest,
        "found": found,
        "rows": rows,
        "writes": writes,
        "editions": draft.editions.select_related("author"),
        "moves": [(s, _BUTTONS[s]) for s in moves],
        "list_rule": lists.draft_rule(draft) if lists.may_ask(request.who) else "",
        "refusal": RefusalForm() if Draft.State.REFUSED in moves else None,
    }
    return render(request, "insight/draft.html", context)


@allow(PREVIEW, purpose=Purpose.POPULATION)
@require_safe
def areas(request: Request, pk: UUID) -> HttpResponse:
    """Where the people live who meet the draft as it is now, beside how many live there."""
    draft = _draft(request, pk)
    figures = in_force()
    known = figures.popbox_levels() if figures else []
    levels = [v.level for v in views_of(request.who, timezone.localdate()) if v.level in known and v.level != "all"]
    level = request.GET.get("level", "")
    level = level if level in levels else next(iter(levels), "region")
    found = warm.ask({"definition": draft.newest.document, "by": level})
    people = figures.popbox(level) if figures else {}
    rows = [
        {**one, "share": one["meets"] / of if one["meets"] is not None and (of := people.get((one["area"], "all"))) else None}
        for one in (found or {}).get("places", ())
    ]
    if rows and wants_csv(request):
        return as_csv("areas", ("area", "name", "meets"), [[r["area"], r["name"], r["meets"]] for r in rows])
    context = {
        "draft": draft,
        "found": found,
        "page": page_of(request, rows),
        "levels": [(name, words.LEVEL_NAMES[name]) for name in levels],
        "level": level,
        "list_rule": lists.draft_rule(draft) if lists.may_ask(request.who) else "",
    }
    return render(request, "insight/draft_areas.html", context)


@allow(DRAFT, purpose=Purpose.POPULATION)
@require_form
def change(request: Request, pk: UUID) -> HttpResponse:
    """One rule: its cut-offs, its window, its codes."""
    draft = _draft(request, pk)
    newest = draft.newest
    path = _path(request, newest)
    rule = _rule(newest, path)
    form = RuleForm(request.POST or None, initial=RuleForm.of(rule), kept=rule, is_new=False)
    return _edit(request, draft, newest, form, lambda: editing.changed(newest.document, path, form.rule()), _("Change a rule"))


@allow(DRAFT, purpose=Purpose.POPULATION)
@require_form
def add(request: Request, pk: UUID) -> HttpResponse:
    """A rule beside one that stands there."""
    draft = _draft(request, pk)
    newest = draft.newest
    path = _path(request, newest)
    _rule(newest, path)
    form = RuleForm(request.POST or None, initial={"how": "and", "subject": "has"})
    return _edit(
        request,
        draft,
        newest,
        form,
        lambda: editing.added(newest.document, path, form.rule(), form.cleaned_data["how"]),
        _("Add a rule"),
    )


@allow(DRAFT, purpose=Purpose.POPULATION)
@require_POST
def remove(request: Request, pk: UUID) -> HttpResponse:
    draft = _draft(request, pk)
    newest = draft.newest
    try:
        document = editing.removed(newest.document, _path(request, newest))
    except editing.Missing:
        raise NotNow(_("The last rule cannot be taken out."), _("Change it instead.")) from None
    return _keep_counted(request, draft, document)


@allow(DRAFT, purpose=Purpose.POPULATION)
@require_POST
def undo(request: Request, pk: UUID) -> HttpResponse:
    """Back to what it said before the last change; that, too, is an edition."""
    draft = _draft(request, pk)
    before = draft.editions.filter(number=draft.newest.number - 1).first()
    if before is None:
        raise NotNow(_("Nothing was changed yet."))
    return _keep(request, draft, before.document)


@allow(DRAFT, purpose=Purpose.POPULATION)
@require_POST
def drop_examples(request: Request, pk: UUID) -> HttpResponse:
    """Without the examples that say otherwise."""
    draft = _draft(request, pk)
    document = editing.without_examples(draft.newest.document, request.POST.getlist("example"))
    return _keep_counted(request, draft, document)


@allow(PREVIEW, purpose=Purpose.POPULATION)
@require_POST
def move(request: Request, pk: UUID) -> HttpResponse:
    """Propose it, take it back, approve it or not."""
    draft = _draft(request, pk)
    said = {"state": request.POST.get("state", ""), "reason": request.POST.get("reason", "")[:500]}
    actions.move_draft(draft=draft, edition=_number(request), by=request.who, at=timezone.now(), **said)
    return redirect("insight:draft", draft.pk)


def _draft(request: Request, pk: UUID) -> Draft:
    found: Draft = the(Draft.objects.visible_to(request.who, Purpose.POPULATION).select_related("author", "reviewer"), pk=pk)
    return found


def _edit(
    request: Request, draft: Draft, newest: Edition, form: RuleForm, make: Callable[[], Mapping[str, Any]], title: str
) -> HttpResponse:
    """Show the form, or keep the edition that it makes; what the mill says is wrong with it stands on top."""
    if request.method == "POST" and form.is_valid():
        document = make()
        try:
            return _keep_counted(request, draft, document)
        except Problem as problem:
            form.add_error(None, f"{problem.message} {problem.hint}".strip())
    context = {"form": form, "draft": draft, "edition": newest, "title": title}
    return render(request, "insight/draft_rule.html", context, status=422 if form.is_bound else 200)


def _keep_counted(request: Request, draft: Draft, document: Mapping[str, Any]) -> HttpResponse:
    """Keep an edition that the mill can count by; what it says is wrong is raised."""
    warm.answer({"definition": document})
    return _keep(request, draft, document)


def _keep(request: Request, draft: Draft, document: Mapping[str, Any]) -> HttpResponse:
    actions.change_draft(draft=draft, edition=_number(request), document=document, by=request.who, at=timezone.now())
    return redirect("insight:draft", draft.pk)


def _number(request: Request) -> int:
    try:
        return int(request.POST.get("edition", ""))
    except ValueError:
        return -1


def _path(request: Request, edition: Edition) -> list[str | int]:
    """Where the address points, as ``evidence.gp_code`` or ``rule.all_of.2``: a number where a list stands."""
    found: list[str | int] = []
    here: Any = edition.document
    for key in (request.POST.get("at") or request.GET.get("at", "")).split("."):
        step: str | int = int(key) if isinstance(here, list) and key.isdecimal() else key
        try:
            here = here[step]
        except (KeyError, IndexError, TypeError):
            raise _gone() from None
        found.append(step)
    return found


def _rule(edition: Edition, path: list[str | int]) -> dict[str, Any]:
    try:
        return editing.at(edition.document, path)
    except editing.Missing:
        raise _gone() from None


def _gone() -> NotNow:
    return NotNow(_("This rule is not there any more."), _("Look at the draft again."))


def _moves(request: Request, draft: Draft) -> list[Draft.State]:
    """The next steps that this reader may take."""
    moves = [(after, permission) for (before, after), permission in DRAFT_MOVES.items() if before == draft.state]
    found = [(after, permission) for after, permission in moves if may(request.who, permission, Purpose.POPULATION)]
    own = any(permission == REVIEW for _after, permission in found) and policies.has_written(draft, request.who)
    return [after for after, permission in found if not (own and permission == REVIEW)]


def _row(step: Mapping[str, Any], people: int) -> dict[str, Any]:
    at = ".".join(map(str, step["path"]))
    says = words.in_language(step["says"])
    return {
        "at": at,
        "query": urlencode({"at": at}),
        "depth": min(step["depth"], 4),
        "joined": _JOINED.get(step["joined"], ""),
        "name": step["name"],
        "says": str(_GROUPS[step["group"]]) if step["group"] else says or str(_("everybody else")),
        "is_rule": step["given"] is not None,
        "is_open": bool(step["says"]["en"]),
        "meets": step["meets"],
        "asked": not (step["joined"] == "class" and not step["says"]["en"]),
        "after": step["after"],
        "share": None if step["after"] is None or not people else step["after"] / people,
    }
