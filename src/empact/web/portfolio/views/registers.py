"""Short registers beside the actions, each a table: how fresh, with whom, on what to build, what stood in the plan."""

from __future__ import annotations

from collections import Counter
from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from ...governance.models import Meeting
from ...kernel.pages import require_form, the
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from .. import actions as do
from ..forms import BaselineForm
from ..halves import half_name, half_of
from ..models import Contribution, Frame, Item, NetworkContact, Obstacle, PlanVersion, Strength, Update
from ..permissions import KEEP, KEEP_FRAME, SEE, check_may_keep
from ..policies import FRESH_DAYS
from ..registers import versions as plans
from ..registers.forms import ContactForm, NameForm, ObstacleForm, ScoreForm, SolutionForm, StrengthForm, VisionForm
from .shared import PROJECT, Link, Table, form_page, home, kept, seen, tables_page

__all__ = [
    "add_obstacle", "assignments", "close_obstacle", "components", "contacts", "fresh", "keep_version", "name_place",
    "new_contact", "new_strength", "say_vision", "score", "strengths", "version", "versions",
]  # fmt: skip


def _office(request: Request, *links: Link) -> list[Link]:
    return list(links) if may(request.who, KEEP_FRAME, PROJECT) else []


# ---------------------------------------------------------------- how fresh, and how many meetings


@allow(SEE, purpose=PROJECT)
@require_safe
def fresh(request: Request) -> HttpResponse:
    """PRT-30, PRT-26: of how many actions something was said in the last quarter; meetings beside what was said in writing."""
    today = timezone.localdate()
    rows = list(seen(request).going().select_related("programme", "puller").order_by("changed", "number"))
    groups: dict[str, list[bool]] = {}
    for one in rows:
        groups.setdefault(str(one.programme or "–"), []).append((today - one.changed).days <= FRESH_DAYS)
    whole = [new for group in groups.values() for new in group]
    share = [[_("all"), *_share(whole)]] + [[name, *_share(group)] for name, group in sorted(groups.items())]
    each = [
        [Link(f"{o.number} {o.title}", home(o)), o.puller.name if o.puller else "", o.changed, (today - o.changed).days]
        for o in rows
    ]
    tables = [
        Table(
            _("Told in the last three months"),
            (_("programme"), _("actions"), _("told"), "%"),
            share if rows else [],
            _("No action yet"),
        ),
        Table(_("Each action"), (_("action"), _("who pulls"), _("last news"), _("days ago")), each, _("No action yet")),
        _meetings(request),
    ]
    return tables_page(request, _("How fresh is it?"), tables, file="fresh")


def _share(new: list[bool]) -> list[Any]:
    return [len(new), sum(new), f"{100 * sum(new) / len(new):.0f}" if new else ""]


def _meetings(request: Request) -> Table:
    """By half-year, so that before and after stand side by side."""
    planned: Counter[Any] = Counter()
    held: Counter[Any] = Counter()
    for on, was_held in Meeting.objects.visible_to(request.who, PROJECT).values_list("on", "held"):
        planned[half_of(on)] += 1
        held[half_of(on)] += was_held
    told: Counter[Any] = Counter()
    answered: Counter[Any] = Counter()
    for on, answered_on in Update.objects.visible_to(request.who, PROJECT).values_list("on", "answered_on"):
        told[half_of(on)] += 1
        if answered_on:
            answered[half_of(answered_on)] += 1
    halves = sorted({*planned, *told, *answered})
    rows = [[half_name(h), planned[h], held[h], told[h], answered[h]] for h in halves]
    head = (
        _("half-year"),
        _("meetings planned"),
        _("meetings held"),
        _("news in writing"),
        _("questions answered in writing"),
    )
    return Table(_("Meetings, and what was said without one"), head, rows, _("No meeting yet"))


# ---------------------------------------------------------------- other networks, strengths


@allow(SEE, purpose=PROJECT)
@require_safe
def contacts(request: Request) -> HttpResponse:
    """PRT-34: talks with other networks, and how many a year."""
    rows = NetworkContact.objects.visible_to(request.who, PROJECT).select_related("organisation")
    many: Counter[tuple[str, int]] = Counter((o.organisation.name, o.on.year) for o in rows)
    each = [[o.on, o.organisation.name, o.about, o.result] for o in rows]
    tables = [
        Table(
            _("Per network and year"),
            (_("network"), _("year"), _("talks")),
            [[n, y, c] for (n, y), c in sorted(many.items())],
            _("No talk yet"),
        ),
        Table(_("Each talk"), (_("on"), _("network"), _("about what"), _("with which result")), each, _("No talk yet")),
    ]
    links = [Link(_("Write down a talk"), reverse("portfolio:new-contact"))] if may(request.who, KEEP, PROJECT) else []
    return tables_page(request, _("Talks with other networks"), tables, links=links, file="contacts")


@allow(KEEP, purpose=PROJECT)
@require_form
def new_contact(request: Request) -> HttpResponse:
    """A talk with another network."""
    today = timezone.localdate()
    return form_page(
        request,
        ContactForm(request.POST or None, initial={"on": today}),
        lambda said: do.note_contact(today=today, by=request.who, at=timezone.now(), **said),
        title=_("Write down a talk"),
        lead=_("Which network, not which person."),
        back=reverse("portfolio:contacts"),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def strengths(request: Request) -> HttpResponse:
    """MOD-25: what the region has to build on; prints on one page."""
    rows = Strength.objects.visible_to(request.who, PROJECT)
    each = [[o.what, o.holder, o.evidence] for o in rows]
    table = Table(
        _("Strengths"), (_("strength"), _("who holds it"), _("how we know")), each, _("No strength is written down yet")
    )
    links = _office(request, Link(_("Add a strength"), reverse("portfolio:new-strength")))
    return tables_page(request, _("What we build on"), [table], links=links, file="strengths")


@allow(KEEP_FRAME, purpose=PROJECT)
@require_form
def new_strength(request: Request) -> HttpResponse:
    """One more strength."""
    return form_page(
        request,
        StrengthForm(request.POST or None),
        lambda said: do.add_strength(by=request.who, at=timezone.now(), **said),
        title=_("Add a strength"),
        back=reverse("portfolio:strengths"),
    )


# ---------------------------------------------------------------- obstacles


@allow(KEEP, purpose=PROJECT)
@require_form
def add_obstacle(request: Request, pk: UUID) -> HttpResponse:
    """Something stands in the way of the action."""
    one = kept(request, pk)
    return form_page(
        request,
        ObstacleForm(request.POST or None),
        lambda said: do.add_obstacle(action=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("Something stands in the way"),
        back=home(one, "obstacles"),
    )


@allow(KEEP, purpose=PROJECT)
@require_form
def close_obstacle(request: Request, pk: UUID) -> HttpResponse:
    """It is out of the way, with what solved it."""
    one: Obstacle = the(Obstacle.objects.visible_to(request.who, PROJECT).select_related("action"), pk=pk)
    check_may_keep(request.who, one.action)
    return form_page(
        request,
        SolutionForm(request.POST or None, initial={"solution": one.solution}),
        lambda said: do.close_obstacle(obstacle=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=one.what,
        back=home(one.action_id, "obstacles"),
    )


# ---------------------------------------------------------------- the plan, vision, components, assignments


@allow(SEE, purpose=PROJECT)
@require_safe
def versions(request: Request) -> HttpResponse:
    """PRT-28: the plan as it was kept, the newest first."""
    rows = PlanVersion.objects.visible_to(request.who, PROJECT)
    each = [[Link(o.title, reverse("portfolio:version", args=[o.pk])), o.on, len(o.content)] for o in rows]
    table = Table(_("Versions of the plan"), (_("name"), _("on"), _("actions")), each, _("No version is kept yet"))
    links = _office(request, Link(_("Keep the plan as it is"), reverse("portfolio:keep-version")))
    return tables_page(request, _("Versions of the plan"), [table], links=links, file="versions")


@allow(SEE, purpose=PROJECT)
@require_safe
def version(request: Request, pk: UUID) -> HttpResponse:
    """What was added, changed and removed from one version to another (``?with=``), or to the plan of today."""
    rows = PlanVersion.objects.visible_to(request.who, PROJECT)
    one: PlanVersion = the(rows, pk=pk)
    others = {str(o.pk): o for o in rows.exclude(pk=pk)}
    other = others.get(request.GET.get("with", ""))
    found = plans.difference(one.content, other.content if other else plans.content())
    head = (_("action"), _("how"), _("what"), _("was"), _("is"))
    lines: list[list[Any]] = [[f"{n} {title}", _("added"), "", "", ""] for n, title in found.added]
    lines += [[f"{c.number} {c.title}", _("changed"), c.column, c.before, c.after] for c in found.changed]
    lines += [[f"{n} {title}", _("removed"), "", "", ""] for n, title in found.removed]
    links = [Link(_("with %(name)s") % {"name": o.title}, f"?with={key}") for key, o in others.items() if o != other]
    return tables_page(
        request,
        one.title,
        [Table(_("What is different"), head, lines, _("Nothing is different"))],
        lead=_("From %(before)s to %(after)s") % {"before": one.on, "after": other.title if other else _("today")},
        links=links,
        back=reverse("portfolio:versions"),
        back_title=_("Versions of the plan"),
        file="difference",
    )


@allow(KEEP_FRAME, purpose=PROJECT)
@require_form
def keep_version(request: Request) -> HttpResponse:
    """The plan as it is now."""
    today = timezone.localdate()
    return form_page(
        request,
        BaselineForm(request.POST or None),
        lambda said: do.keep_version(title=said["title"], today=today, by=request.who, at=timezone.now()),
        title=_("Keep the plan as it is"),
        lead=_("Later you see what was added, changed and removed since."),
        back=reverse("portfolio:versions"),
    )


@allow(KEEP_FRAME, purpose=PROJECT)
@require_form
def say_vision(request: Request) -> HttpResponse:
    """MOD-01: another vision, from today on."""
    today = timezone.localdate()
    return form_page(
        request,
        VisionForm(request.POST or None),
        lambda said: do.say_vision(today=today, by=request.who, at=timezone.now(), **said),
        title=_("What the region wants to reach"),
        lead=_("It holds from today on. Reports that were frozen keep the one of their day."),
        back=reverse("portfolio:frame"),
    )


@allow(KEEP_FRAME, purpose=PROJECT)
@require_form
def name_place(request: Request, pk: UUID) -> HttpResponse:
    """MOD-15: a name for what the source counts and does not name."""
    one: Item = the(Item.objects.visible_to(request.who, PROJECT), pk=pk)
    language = translation.get_language() or "nl"
    return form_page(
        request,
        NameForm(request.POST or None, initial={"name": one.title.get(language, "")}),
        lambda said: do.name_place(item=one, name=said["name"], language=language, by=request.who, at=timezone.now()),
        title=f"{one.kind} {one.code}",
        lead=one.reason,
        back=reverse("portfolio:frame"),
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def components(request: Request) -> HttpResponse:
    """MOD-13, MOD-14: what each component of integrated care gets from which actions, and how far the region says it is."""
    frame, today = Frame.objects.in_force(), timezone.localdate()
    rows = list(Item.objects.visible_to(request.who, PROJECT).filter(frame=frame, kind="component").order_by("number"))
    schemes = list(dict.fromkeys(i.more.get("scheme", "") for i in rows))
    scheme = request.GET.get("scheme", "")
    scheme = scheme if scheme in schemes else schemes[-1] if schemes else ""
    rows = [i for i in rows if i.more.get("scheme", "") == scheme]
    given = Contribution.objects.visible_to(request.who, PROJECT).filter(item__in=rows).select_related("action")
    adds: dict[UUID, list[Contribution]] = {}
    for one in given.order_by("action__number"):
        adds.setdefault(one.item_id, []).append(one)
    scored: dict[tuple[UUID, int], Any] = {}
    years = {today.year}
    for item in rows:
        for made in item.self_scores.all():
            scored[item.pk, made.year] = made
            years.add(made.year)
    names = {(i.kind, i.code): i for i in Item.objects.filter(frame=frame, kind="component")}
    office = may(request.who, KEEP_FRAME, PROJECT)

    def cell(item: Item, year: int) -> Any:
        held = scored.get((item.pk, year))
        text = "" if held is None else f"{held.score}{f' ({held.reason})' if held.reason else ''}"
        if not office or not item.title:
            return text
        return Link(text or _("Give a score"), reverse("portfolio:score", args=[item.pk, year]))

    def elsewhere(item: Item) -> str:
        to = names.get(tuple(item.more.get("maps_to", ())))
        back = [i for i in names.values() if tuple(i.more.get("maps_to", ())) == (item.kind, item.code)]
        return ", ".join(i.code for i in ([to] if to else back))

    lines = [
        [
            f"{i.code} {i.name or i.reason}",
            elsewhere(i),
            ", ".join(str(c.action.number) for c in adds.get(i.pk, ())),
            *(cell(i, y) for y in sorted(years)),
        ]
        for i in rows
    ]
    head = (_("component"), _("in the other scheme"), _("actions that add to it"), *(str(y) for y in sorted(years)))
    links = [Link(_("scheme of %(year)s") % {"year": s}, f"?scheme={s}") for s in schemes if s != scheme]
    return tables_page(
        request,
        _("Components of integrated care"),
        [Table(_("scheme of %(year)s") % {"year": scheme}, head, lines, _("The frame names no components"))],
        lead=_("0: nothing yet, 4: everywhere. An earlier score of a year stays on record."),
        links=links,
        file="components",
    )


@allow(KEEP_FRAME, purpose=PROJECT)
@require_form
def score(request: Request, pk: UUID, year: int) -> HttpResponse:
    """How far the region is with a component in a year."""
    one: Item = the(Item.objects.visible_to(request.who, PROJECT), pk=pk)
    last = one.self_scores.filter(year=year).last()
    form = ScoreForm(request.POST or None, initial={"score": last.score if last else 0})
    today = timezone.localdate()
    return form_page(
        request,
        form,
        lambda said: do.score_component(item=one, year=year, today=today, by=request.who, at=timezone.now(), **said),
        title=f"{one.name} ({year})",
        back=reverse("portfolio:components") + f"?scheme={one.more.get('scheme', '')}",
    )


@allow(SEE, purpose=PROJECT)
@require_safe
def assignments(request: Request) -> HttpResponse:
    """MOD-16: the answer to question a of the transition plan: for each assignment the connections made, and with whom."""
    frame = Frame.objects.in_force()
    items = list(Item.objects.of(frame, "assignment", "topic", "aim"))
    towards: dict[UUID, UUID] = {i.pk: i.pk for i in items}
    by_key = {(i.kind, i.code): i.pk for i in items}
    for one in items:
        key = tuple(one.more.get("maps_to", ()))
        if key in by_key:
            towards[one.pk] = by_key[key]
    rows = seen(request).filter(frame=frame).exclude(stage="stopped").order_by("number")
    rows = rows.prefetch_related("contributions", "connections", "promises__organisation")
    found: dict[UUID, list[Any]] = {}
    for action in rows:
        for pk in {towards.get(c.item_id) for c in action.contributions.all()} - {None}:
            found.setdefault(pk, []).append(action)  # type: ignore[arg-type]
    lines = []
    for one in (i for i in items if i.kind == "assignment"):
        actions = found.get(one.pk, [])
        actors = {(c.number, c.name) for a in actions for c in a.connections.all()}
        partners = {p.organisation.name for a in actions for p in a.promises.all() if p.ends is None}
        lines.append([
            f"{one.code} {one.name}",
            "; ".join(f"{a.number} {a.title}" for a in actions),
            "; ".join(name for _number, name in sorted(actors)),
            "; ".join(sorted(partners)),
        ])  # fmt: skip
    head = (_("assignment"), _("connections: through which actions"), _("with which actors"), _("with which partners"))
    table = Table(_("For each assignment"), head, lines, _("The frame names no assignments"))
    lead = _("Question a of the transition plan: which connections we make, and with which actors.")
    return tables_page(request, _("Integration assignments"), [table], lead=lead, file="assignments")
