"""One line with what is bound and spent on it, and every entry of the ledger."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.db.models import Q
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel.pages import require_form, the
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from .. import queries
from ..forms import BindForm, EntryFilter, MoveForm, SpendForm, WhyForm
from ..models import Account, Commitment, Entry, Line
from ..permissions import KEEP, SEE, SPEND, may_spend
from ..queries import Stand
from .shared import PROJECT, Cell, Column, Table, day, euro, form_page, listed, money

__all__ = ["bind", "entries", "line", "move", "release", "spend", "take_back"]

_RELATED = ("budget__action", "budget__package", "budget__body", "source", "partner")


def _line(request: Request, pk: UUID) -> Line:
    found: Line = the(Line.objects.visible_to(request.who, PROJECT).select_related(*_RELATED), pk=pk)
    return found


def _home(line: Line | UUID) -> str:
    return reverse("budgets:line", args=[line.pk if isinstance(line, Line) else line])


@allow(SEE, purpose=PROJECT)
@require_safe
def line(request: Request, pk: UUID) -> HttpResponse:
    """What it holds, what is bound, for which team it was spent, and its last entries."""
    one = _line(request, pk)
    mine = may_spend(request.who, one.budget)
    commitments = [(c, queries.left_of(c)) for c in one.commitments.all()[:50]]
    bound = Table(
        _("Bound"),
        (Column("what", _("what")), Column("on", _("on")), Column("left", _("still bound"), True)),
        [
            [
                Cell(c.what), day(c.on),
                money(left, post=(_("Set free"), reverse("budgets:release", args=[c.pk])) if mine and left else None),
            ]
            for c, left in commitments
        ],
        _("Nothing is bound"),
    )  # fmt: skip
    teams = Table(
        _("Spent for each team"),
        (Column("team", _("for which team")), Column("spent", _("spent"), True)),
        [[Cell(team.name if team else _("for no team")), money(spent)] for team, spent in queries.by_team(one)],
    )
    last = Entry.objects.filter(Q(origin__line=one) | Q(target__line=one)).select_related(*_ENDS)[:20]
    context = {
        "line": one,
        "amounts": _amounts(queries.stands(Line.objects.filter(pk=pk)).get(pk, Stand())),
        "bound": bound,
        "teams": teams if one.teams.all() else None,
        "entries": Table(_("Last entries"), _columns(), [_row(request, e, one) for e in last], _("No entry yet")),
        "mine": mine,
        "keeps": may(request.who, KEEP, PROJECT),
        "all": f"{reverse('budgets:entries')}?line={pk}",
    }
    return render(request, "budgets/line.html", context)


def _amounts(stand: Stand) -> list[tuple[str, str]]:
    said = (
        (_("approved"), stand.approved), (_("moved"), stand.moved), (_("bound"), stand.bound), (_("spent"), stand.spent),
        (_("free"), stand.free),
    )  # fmt: skip
    return [(label, euro(cents)) for label, cents in said]


@allow(SPEND, purpose=PROJECT)
@require_form
def bind(request: Request, pk: UUID) -> HttpResponse:
    """An order or a contract."""
    one, today = _line(request, pk), timezone.localdate()
    return form_page(
        request,
        BindForm(request.POST or None, initial={"on": today}),
        lambda said: do.bind(line=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Bind means"),
        lead=str(one),
        back=_home(one),
    )


@allow(SPEND, purpose=PROJECT)
@require_POST
def release(request: Request, pk: UUID) -> HttpResponse:
    """What is left of it is free again."""
    related = tuple(f"line__{name}" for name in _RELATED)
    one: Commitment = the(Commitment.objects.visible_to(request.who, PROJECT).select_related(*related), pk=pk)
    do.release(commitment=one, today=timezone.localdate(), by=request.who, at=timezone.now())
    return HttpResponseRedirect(_home(one.line))


@allow(SPEND, purpose=PROJECT)
@require_form
def spend(request: Request, pk: UUID) -> HttpResponse:
    """What was paid, with its proof."""
    one, today = _line(request, pk), timezone.localdate()
    open_ = [c.pk for c in one.commitments.all() if queries.left_of(c) > 0]
    return form_page(
        request,
        SpendForm(request.POST or None, line=one, open_=open_, initial={"on": today}),
        lambda said: do.spend(line=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Write down what was paid"),
        lead=str(one),
        back=_home(one),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def move(request: Request, pk: UUID) -> HttpResponse:
    """To another line, by a decision."""
    one, today = _line(request, pk), timezone.localdate()
    return form_page(
        request,
        MoveForm(request.POST or None, line=one),
        lambda said: do.move(line=one, today=today, by=request.who, at=timezone.now(), **said),
        title=_("Move to another line"),
        lead=_("From: %(line)s. Only by a decision that was taken.") % {"line": one},
        back=_home(one),
    )


@allow(SPEND, purpose=PROJECT)
@require_form
def take_back(request: Request, pk: UUID) -> HttpResponse:
    """A counter-entry; both stay on record."""
    related = tuple(f"{end}__line__{name}" for end in ("origin", "target") for name in _RELATED)
    one: Entry = the(Entry.objects.visible_to(request.who, PROJECT).select_related(*related), pk=pk)
    of: Any = one.origin.line or one.target.line
    return form_page(
        request,
        WhyForm(request.POST or None),
        lambda said: do.take_back(entry=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("Take back entry %(number)s") % {"number": one.number},
        lead=one.why,
        back=_home(of),
    )


_ENDS = (
    "origin__line__budget__action", "origin__line__budget__package", "origin__line__budget__body", "origin__source",
    "target__line__budget__action", "target__line__budget__package", "target__line__budget__body", "target__source",
    "decision", "team", "reverses", "reversed_by",
)  # fmt: skip


def _columns() -> tuple[Column, ...]:
    return (
        Column("number", _("number")), Column("date", _("on")), Column("what", _("what")), Column("from", _("from")),
        Column("to", _("to")), Column("amount", _("amount"), True), Column("for", _("what for")), Column("proof", _("proof")),
    )  # fmt: skip


def _row(request: Request, one: Entry, of: Line | None = None) -> list[Cell]:
    tags: tuple[Any, ...] = ()
    if one.reverses is not None:
        tags = (_("takes back %(number)s") % {"number": one.reverses.number},)
    elif hasattr(one, "reversed_by"):
        tags = (_("taken back by %(number)s") % {"number": one.reversed_by.number},)
    can = not tags and one.kind not in (Entry.Kind.GRANT, Entry.Kind.MOVE) and of is not None
    links: tuple[tuple[Any, str], ...] = ()
    if can and of is not None and may_spend(request.who, of.budget):
        links = ((_("Take back"), reverse("budgets:take-back", args=[one.pk])),)
    proof = Cell(one.proof or "–", one.proof, tags=(one.team.name,) if one.team else ())
    if one.decision is not None:
        said = _("decision %(number)s") % {"number": one.decision.number}
        proof = Cell(said, said, address=reverse("governance:decision", args=[one.decision_id]))
    return [
        Cell(one.number, links=links), day(one.on), Cell(one.get_kind_display(), one.kind, tags=tags), _end(one.origin),
        _end(one.target), money(one.amount_minor), Cell(one.why), proof,
    ]  # fmt: skip


def _end(account: Account) -> Cell:
    if account.source is not None:
        return Cell(account.source.title)
    line = account.line
    assert line is not None, "an account is of a source or of a line"
    said = f"{line.budget.about_said} {line.budget.year}, {line}: {account.get_side_display()}"
    return Cell(said, address=reverse("budgets:line", args=[line.pk]))


@allow(SEE, purpose=PROJECT)
@require_safe
def entries(request: Request) -> HttpResponse:
    """FIN-19: everything that was booked, the newest first; the file is for the accounts."""
    form = EntryFilter(request.GET)
    rows: Any = Entry.objects.visible_to(request.who, PROJECT).select_related(*_ENDS)
    if form.is_valid():
        said = form.cleaned_data
        for word in said["q"].split():
            found = Q(why__icontains=word) | Q(proof__icontains=word)
            rows = rows.filter(found | Q(number=int(word)) if word.isdecimal() and len(word) < 10 else found)
        if said["kind"]:
            rows = rows.filter(kind=said["kind"])
        if said["source"]:
            rows = rows.filter(_of("source", said["source"].pk))
        if said["line"]:
            rows = rows.filter(_of("line", said["line"]))
        if said["since"]:
            rows = rows.filter(on__gte=said["since"])
        if said["until"]:
            rows = rows.filter(on__lte=said["until"])
    else:
        rows = rows.none()
    return listed(
        request, name="entries", title=_("Entries"), form=form, columns=_columns(), rows=rows,
        row=lambda one: _row(request, one), lead=_("Each moves an amount from one account to another. What was booked stays."),
        empty=_("No entry fits"),
    )  # fmt: skip


def _of(what: str, pk: UUID) -> Q:
    if what == "line":
        return Q(origin__line=pk) | Q(target__line=pk)
    return Q(origin__source=pk) | Q(target__source=pk) | Q(origin__line__source=pk) | Q(target__line__source=pk)
