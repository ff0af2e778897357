"""What stands on paper: a frozen report, the brief and the plan of an action, the plan of the region in seven chapters.

Each is a list of sections taken from the records: nobody retypes a word or a number. Page and PDF draw the same sections.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from importlib.resources import files
from typing import Any, Final

from django.utils import translation
from django.utils.formats import number_format
from django.utils.translation import gettext as _

from ..governance.chapter import chapter
from ..insight.figures import Figures
from ..kernel.amounts import counted_in, euro, fte
from ..kernel.paper import pdf, pictures
from ..kernel.problems import NotNow
from . import queries
from .halves import half_name, phase_on
from .means import means_of
from .models import Action, Argument, Frame, Item, Update, Vision
from .models.frames import said
from .reporting import Section as AddedSection
from .reporting import section
from .yearly import drawn as year

__all__ = [
    "CHAPTERS", "Section", "add_chapter", "added", "brief", "changed", "paper", "plan", "region", "report",
    "year",
]  # fmt: skip

_SIZES: Final = (10, 9, 8, 7)


@dataclass(frozen=True, slots=True)
class Section:
    """A heading with text, a list and a table, as far as there are any."""

    title: str
    text: Sequence[str] = ()
    items: Sequence[str] = ()
    head: Sequence[str] = ()
    rows: Sequence[Sequence[str]] = field(default=())

    @property
    def lines(self) -> list[list[tuple[str, str]]]:
        """Each row with the name of its column beside each cell."""
        return [list(zip(self.head, row, strict=True)) for row in self.rows]


def paper(
    title: str, sections: Iterable[Section], *, lead: str = "", foot: str = "", pages: int | None = None, strict: bool = False
) -> bytes:
    """As a tagged PDF in the reader's language. ``pages``: in smaller letters until it fits on so many.

    Raises :class:`NotNow` where it is ``strict`` and it does not fit in the smallest letters either.
    """
    content: dict[str, Any] = {
        "title": title, "lead": lead, "foot": foot or title, "lang": translation.get_language() or "en",
        "sections": [asdict(one) | {"title": one.title[:1].upper() + one.title[1:]} for one in sections],
    }  # fmt: skip
    template = files(__package__) / "paper.typ"
    for size in _SIZES:
        content["size"] = size
        if pages is None or len(pictures(template, content, ppi=5)) <= pages:
            break
    else:
        if strict:
            raise NotNow(_("This is longer than %(pages)s pages.") % {"pages": pages}, _("Say less, or say it shorter."))
    return pdf(template, content)


# ---------------------------------------------------------------- a report


def report(content: Mapping[str, Any]) -> list[Section]:
    """A frozen report: only what was frozen, asks first."""
    stages = {s.value: str(s.label) for s in Action.Stage}
    lights, tags = dict(Update.Light.choices), dict(Argument.Tag.choices)

    def named(row: Mapping[str, Any]) -> str:
        return f"{row['number']} {row['title']}"

    told = year(content)
    return [
        *([Section(_("Quarter by quarter"), head=[str(h) for h in told[0]], rows=told[1])] if told else []),
        Section(_("Help is asked"), items=[f"{named(r)}: {r['asked']}" for r in content["asks"]] or [_("Nothing is asked")]),
        Section(
            _("To be decided"),
            items=[f"{r['number']} {r['question']}" for r in content["decisions"]] or [_("No decision is open")],
        ),
        Section(
            _("What changed"),
            items=[f"{r['on']} {named(r)}: {changed(r)}" for r in content["changes"]] or [_("Nothing changed")],
        ),
        Section(
            _("How far"),
            head=(_("stage"), _("actions")),
            rows=[[stages[r["stage"]], str(r["number"])] for r in content["stages"]],
        ),
        Section(
            _("programme"),
            head=(_("programme"), _("actions")),
            rows=[[f"{r['code']} {said(r['title'])}".strip() or "–", str(r["number"])] for r in content["programmes"]],
        ),
        Section(
            _("What the region set itself"),
            head=(_("tag"), _("actions"), _("at least")),
            rows=[[str(tags[r["tag"]]), f"{r['number']} / {r['all']}", f"{r['wanted']} %"] for r in content["shares"]],
        ),
        Section(_("Late"), items=[f"{named(r)}: {r['task']} {r['due']}" for r in content["late"]] or [_("Nothing is late")]),
        Section(
            _("Nothing heard for three months"),
            items=[f"{named(r)}, {r['last']}" for r in content["silent"]] or [_("Of every action something was heard")],
        ),
        Section(
            _("Every action"),
            head=(_("action"), _("stage"), _("how it goes"), _("indicators")),
            rows=[
                [
                    named(r),
                    stages[r["stage"]],
                    f"{lights.get(r['light'], '–')}; {_('by its dates')}: {lights[r['computed']]}",
                    "; ".join(_indicator(k) for k in r["indicators"]) or "–",
                ]
                for r in content["actions"]
            ],
        ),
        *(
            Section(
                str(title),
                head=["", *map(str, heads)],
                rows=[[str(row["title"]) or "–", *(str(v) for _h, v in cells)] for row, cells in drawn],
            )
            for title, heads, drawn in added(content)
        ),
    ]


def _indicator(said: Mapping[str, Any]) -> str:
    value = f"{said['title']}: {said['value'] or '–'}"
    return f"{value} ({_('too early to tell')})" if said.get("early") else value


def added(content: Mapping[str, Any]) -> Iterator[tuple[Any, list[Any], list[Any]]]:
    """Title, heads and rows of what other apps added; of each row what leads, and the rest as people read it."""
    for name, rows in content.get("added", {}).items():
        if (known := section(name)) is None or not rows:
            continue
        heads = list(known.columns.values())
        drawn = [
            (dict(row) | {"title": known.called(row)}, [(h, _read(known, n, row[n])) for n, h in known.columns.items()])
            for row in rows
        ]
        yield known.title, heads, drawn


def _read(known: AddedSection, name: str, value: Any) -> Any:
    """An amount with the decimal sign of who reads it; the frozen copy keeps its point."""
    if name.endswith("_minor"):
        return euro(value)
    if name == "unit":
        return counted_in(value)
    if name in known.numbers:
        return number_format(value, 2, force_grouping=True)
    return fte(value) if name.endswith("_percent") else value


def changed(row: Mapping[str, Any]) -> str:
    """One change of a report in words."""
    if row["how"] == "step":
        stages = {s.value: s.label for s in Action.Stage}
        return _("%(before)s, then %(after)s") % {"before": stages[row["before"]], "after": stages[row["after"]]}
    if row["how"] == "done":
        return _("is there: %(what)s") % {"what": row["what"]}
    return f"{dict(Update.Light.choices)[row['light']]}: {row['what']}"


# ---------------------------------------------------------------- an action


def brief(action: Action, figures: Figures | None, today: date) -> list[Section]:
    """PRT-16: need, goal, scope, for whom, approach, aims, values, what comes after, how we will know. One page."""
    start = action.start_place
    place = start.territory if start else None
    measured = queries.measured(action, figures, place)
    goals = [one.goal.title for one in queries.goals_of(action, measured)]
    reach = queries.reach(action, figures, place)
    people = (
        [f"{reach.definition}: {_number(reach.here)} ({reach.start}), {_number(reach.everywhere)} ({_('whole region')})"]
        if reach
        else []
    )
    argued = {a.value_id: a.text for a in action.arguments.exclude(value=None)}
    values = [f"{v.name}: {argued.get(v.pk) or _('not argued')}" for v in queries.items_of(action, "value")]
    aims = [c.item.name for c in action.contributions.filter(item__kind="aim").select_related("item")]
    steps = [f"{t.due.isoformat()} {t.title}" for t in action.tasks.all()]
    return [
        Section(_("which need it answers"), [action.need or "–", *filter(None, [action.supply])]),
        Section(_("Goals"), items=[*filter(None, [str(action.objective or "")]), *goals] or ["–"]),
        Section(_("Where"), [", ".join(p.territory.name for p in action.running_places(today)) or "–"]),
        Section(_("For whom"), [action.target or "–", *people]),
        Section(_("Approach"), [str(action.puller or "–")], items=steps),
        Section(_("aims"), [", ".join(aims) or "–"]),
        Section(_("Values"), items=values),
        Section(_("after the project"), [action.afterwards or "–"]),
        Section(_("how we will know"), items=[_known(m) for m in measured] or ["–"]),
    ]


def plan(action: Action, figures: Figures | None, today: date) -> list[Section]:
    """PRT-17: all of the brief as it stands, then what a plan adds: milestones, team, means, time, risks, indicators."""
    tasks = action.tasks.select_related("organisation")
    promises = action.promises.on(today).select_related("organisation")
    means = [
        f"{p.organisation.name}: {p.get_contribution_display()}{f', {p.what}' if p.what else ''}"
        f" ({_('promised') if p.confirmed else _('expected')})"
        for p in promises
    ]
    phases = [f"{half_name(p.starts)}: {p.phase.name}" for p in action.phases.select_related("phase")]
    risks = [o.what for o in action.obstacles.filter(closed=None)]
    rows = [
        [
            t.title,
            f"{f'{t.starts.isoformat()} – ' if t.starts else ''}{t.due.isoformat()}",
            f"{t.organisation.name if t.organisation else '–'}{f', {t.function}' if t.function else ''}",
            t.done.isoformat() if t.done else "–",
        ]
        for t in tasks
    ]
    return [
        *(one for one in brief(action, figures, today) if one.title != _("Approach")),
        Section(
            _("Milestones and agreements"),
            [] if rows else ["–"],
            head=(_("what is there then"), _("ready by"), _("who does it"), _("done on")) if rows else (),
            rows=rows,
        ),
        Section(_("Phases"), items=phases or ["–"]),
        Section(_("Who carries it"), [str(action.puller or "–")], items=means),
        Section(_("what it takes this year"), items=_takes(action, today) or ["–"]),
        Section(_("What stands in the way"), items=risks or ["–"]),
    ]


def _takes(action: Action, today: date) -> list[str]:
    """Money and full-time equivalents, as the card shows them."""
    return [
        f"{_('given')} {m.said['given']}, {_('bound')} {m.said['bound']}, {_('spent')} {m.said['spent']}; "
        f"{_('FTE')} {m.said['planned']} {_('planned')}, {m.said['worked']} {_('worked')}"
        for m in means_of(action.pk, today)
    ]


def _number(people: int | None) -> str:
    return _("small number, hidden") if people is None else str(people)


def _known(one: queries.Measured) -> str:
    value = f": {one.text}" if one.text else f": {_('not measured yet')}"
    target = f", {_('target')} {one.kpi.target:g}" if one.kpi.target is not None else ""
    early = f", {_('too early to tell')}" if one.early else ""
    return one.title + value + (f" ({one.interval})" if one.interval else "") + target + early


# ---------------------------------------------------------------- the region

Chapter = Callable[[date], Iterable[Section]]
CHAPTERS: Final[dict[str, list[Chapter]]] = {"communication": [], "finance": [], "governance": []}
"""What other apps add to a chapter of the plan."""


def add_chapter(name: str, source: Chapter) -> None:
    """An app's part of a chapter: what it would show on that day."""
    CHAPTERS[name].append(source)


def region(figures: Figures | None, today: date) -> list[Section]:
    """MOD-22: the seven sections of a loco-regional action plan, with the numbers of the screens on that day."""
    frame = Frame.objects.in_force()
    related = ("objective", "programme", "puller", "frame")
    rows = list(
        Action.objects.exclude(stage=Action.Stage.STOPPED)
        .select_related(*related)
        .prefetch_related("places__territory", "phases__phase")
        .order_by("number")
    )
    own = Vision.objects.first()
    vision = own.text if own else said(frame.vision) if frame else ""
    objectives = Item.objects.of(frame, "objective").filter(parent=None).order_by("number")
    programmes = Item.objects.of(frame, "programme").order_by("number")
    under = Counter(a.objective_id for a in rows)
    return [
        _numbered(1, _("Target group"), *_target_group(rows, figures)),
        _numbered(
            2,
            _("Vision and objectives"),
            Section("", [vision or "–"], [], (_("objective"), _("actions")), [[str(o), str(under[o.pk])] for o in objectives]),
        ),
        _numbered(3, _("Project plan"), *_project_plan(rows, list(programmes), today)),
        _numbered(4, _("Self-evaluation: indicators"), *_evaluation(rows, figures)),
        _numbered(5, _("Communication"), *_communication(rows), *_told("communication", today)),
        _numbered(6, _("Finance"), *_money(today), *_told("finance", today)),
        _numbered(7, _("Governance"), *_governance(today), *_told("governance", today)),
    ]


def _numbered(number: int, title: str, *parts: Section) -> Section:
    """One chapter: its parts put together; empty, with a sentence that says so."""
    text = [line for one in parts for line in one.text]
    items = [line for one in parts for line in one.items]
    with_table = next((one for one in parts if one.rows), Section(""))
    if not text and not items and not with_table.rows:
        text = [_("Nothing is written down for this chapter yet.")]
    return Section(f"{number}. {title}", text, items, with_table.head if with_table.rows else (), with_table.rows)


def _target_group(rows: Sequence[Action], figures: Figures | None) -> Iterable[Section]:
    found: dict[str, tuple[str, list[int]]] = {}
    for one in rows:
        if reach := queries.reach(one, figures, None):
            found.setdefault(reach.definition, (_number(reach.everywhere), []))[1].append(one.number)
    lines = [[name, people, ", ".join(map(str, numbers))] for name, (people, numbers) in sorted(found.items())]
    yield Section("", head=(_("cell of the Pop-Box"), _("people"), _("actions")), rows=lines)


def _project_plan(rows: Sequence[Action], programmes: Sequence[Item], today: date) -> Iterable[Section]:
    names = {p.pk: str(p) for p in programmes}
    lines = []
    for one in sorted(rows, key=lambda a: (a.programme.number if a.programme else 9999, a.number)):
        now = phase_on(list(one.phases.all()), today)
        place = one.start_place
        lines.append([
            f"{one.number} {one.title}",
            names.get(one.programme_id, "–") if one.programme_id else "–",
            str(one.get_stage_display()),
            now.phase.name if now else "–",
            one.puller.name if one.puller else "–",
            place.territory.name if place else "–",
        ])  # fmt: skip
    head = (_("action"), _("programme"), _("stage"), _("phase"), _("who pulls"), _("where"))
    yield Section("", [_("%(number)s actions in all.") % {"number": len(rows)}], head=head, rows=lines)


def _evaluation(rows: Sequence[Action], figures: Figures | None) -> Iterable[Section]:
    lines = []
    for one in rows:
        place = one.start_place
        for m in queries.measured(one, figures, place.territory if place else None):
            target = "–" if m.kpi.target is None else f"{m.kpi.target:g}"
            value = m.text + (f" ({m.interval})" if m.interval else "") if m.text else _("not measured yet")
            lines.append([m.title, str(one.number), value, m.period or "–", target])
    head = (_("indicator"), _("action"), _("value"), _("period"), _("target"))
    yield Section("", head=head, rows=lines)


def _communication(rows: Sequence[Action]) -> Iterable[Section]:
    public = [one for one in rows if one.public_sentence and one.stage != Action.Stage.IDEA]
    if public:
        text = [_("What everybody may read on the public page:")]
        yield Section("", text, [f"{one.title}: {one.public_sentence}" for one in public])


def _governance(today: date) -> Iterable[Section]:
    """The registers of governance on the day: bodies with their tasks, and who sits in them."""
    registers = chapter(today)
    for one in registers.partnerships:
        yield Section("", [f"{one.name}: {one.entity.name}"])
    for part in registers.parts:
        yield Section("", items=[": ".join((part.body.name, part.body.purpose)), *part.tasks])
    sits = [
        [part.body.name, str(seat.organisation or "–"), str(seat.holder or "–"), seat.role or seat.group.label]
        for part in registers.parts
        for seat in part.seats
    ]
    yield Section("", head=(_("who decides"), _("organisation"), _("who"), _("speaks for")), rows=sits)


def _money(today: date) -> Iterable[Section]:
    """What the app that counts means would freeze in a report today."""
    for known in (section("money"), section("brought")):
        rows = list(known.rows(today)) if known else []
        if known and rows:
            lines = [[str(known.called(row) or "–"), *(str(_read(known, n, row[n])) for n in known.columns)] for row in rows]
            yield Section("", head=(str(known.title), *map(str, known.columns.values())), rows=lines)
            return


def _told(name: str, today: date) -> Iterable[Section]:
    for source in CHAPTERS[name]:
        yield from source(today)
