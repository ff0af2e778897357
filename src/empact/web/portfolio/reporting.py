"""What a report of the portfolio says, taken from the records of a day: nobody retypes a number."""

from __future__ import annotations

import hashlib
import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse

from ..governance.models import Decision
from ..insight.figures import Figures
from . import balance, policies, queries
from .models import Action, Frame, Item, Place, StageMove, Task, Update, Vision

__all__ = ["SECTIONS", "Section", "add_section", "digest_of", "frozen", "section"]

SECTIONS: Final = ("asks", "decisions", "changes", "stages", "programmes", "shares", "late", "silent", "actions")
"""In the order of a report: what is asked first, every action last."""


@dataclass(frozen=True, slots=True)
class Section:
    """What another app adds to a report. ``columns``: name to title; a name that ends in ``_minor`` holds cents, one that ends
    in ``_percent`` percents of a full week. ``rows``: of a day, plain JSON by those names; ``title`` and ``address`` lead.
    ``names``: how a reader calls what ``title`` holds a code of; ``None``: it holds the name itself. ``numbers``: columns that
    hold a number as text, with a point.
    """

    name: str
    title: Any
    columns: Mapping[str, Any]
    rows: Callable[[date], Sequence[Mapping[str, Any]]]
    names: Callable[[str], Any] | None = None
    numbers: frozenset[str] = frozenset()

    def called(self, row: Mapping[str, Any]) -> Any:
        """What leads a row, in the reader's language."""
        return self.names(row["title"]) if self.names else row["title"]


_ADDED: Final[dict[str, Section]] = {}


def add_section(one: Section) -> None:
    """Stands before the list of every action."""
    _ADDED[one.name] = one


def section(name: str) -> Section | None:
    """How a section that was frozen is drawn; ``None`` where no app knows it any more."""
    return _ADDED.get(name)


def frozen(since: date, today: date, *, wanted: Mapping[str, int], figures: Figures | None) -> dict[str, Any]:
    """Plain JSON: section to rows, each with what is said and where its list is.

    ``wanted``: the share of actions with a tag that the region set itself, in a hundred.
    """
    frame = Frame.objects.in_force()
    related = ("objective", "programme", "puller", "frame")
    actions = list(Action.objects.select_related(*related).order_by("number"))
    going = [a for a in actions if a.stage != Action.Stage.STOPPED]
    return {
        "since": since.isoformat(),
        "on": today.isoformat(),
        "frame": {"key": frame.key, "version": frame.version} if frame else None,
        "vision": _vision(frame),
        "asks": [_of(u.action, asked=u.asked, on=u.on.isoformat()) for u in queries.asks()],
        "decisions": [
            {
                "number": d.number,
                "question": d.question,
                "state": d.state,
                "address": reverse("governance:decision", args=[d.pk]),
            }
            for d in Decision.objects.filter(state=Decision.State.OPEN).order_by("number")
        ],
        "changes": _changes(since, today),
        "stages": _stages(actions),
        "programmes": _programmes(going, frame),
        "shares": [
            {"tag": s.tag, "number": s.number, "all": s.all, "wanted": s.wanted, "address": _list(tag=s.tag)}
            for s in balance.shares(going, wanted)
        ],
        "late": [_of(t.action, task=t.title, due=t.due.isoformat()) for t in queries.late_tasks(today)],
        "silent": [_of(a, last=a.changed.isoformat()) for a in going if (today - a.changed).days > policies.FRESH_DAYS],
        "actions": [_action(a, figures, today) for a in actions],
        "added": {name: [dict(row) for row in one.rows(today)] for name, one in _ADDED.items()},
    }


def digest_of(content: Mapping[str, Any]) -> str:
    """SHA-256 of the content in one spelling."""
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _of(action: Action, **said: Any) -> dict[str, Any]:
    address = reverse("portfolio:action", args=[action.pk])
    return {"number": action.number, "title": action.title, "address": address, **said}


def _list(**asked: str) -> str:
    return reverse("portfolio:actions") + "?" + "&".join(f"{name}={value}" for name, value in asked.items())


def _vision(frame: Frame | None) -> dict[str, Any]:
    """That of the region from the last day it said one; else that of the frame."""
    own = Vision.objects.first()
    if own is not None:
        return {"text": {"": own.text}, "by": own.by}
    return {"text": dict(frame.vision), "by": frame.by} if frame else {"text": {}, "by": None}


def _changes(since: date, today: date) -> list[dict[str, Any]]:
    """Steps, what became done, and news, in the order of the days."""
    inside = {"on__gte": since, "on__lte": today}
    rows = [
        _of(m.action, on=m.on.isoformat(), how="step", before=m.before, after=m.after, reason=m.reason)
        for m in StageMove.objects.filter(**inside).select_related("action")
    ]
    done = Task.objects.filter(done__gte=since, done__lte=today).select_related("action")
    rows += [_of(t.action, on=t.done.isoformat(), how="done", what=t.title) for t in done if t.done is not None]
    news = Update.objects.filter(**inside).select_related("action")
    rows += [_of(u.action, on=u.on.isoformat(), how="news", light=u.light, computed=u.computed, what=u.changed) for u in news]
    return sorted(rows, key=lambda r: (r["on"], r["number"], r["how"]))


def _stages(actions: Sequence[Action]) -> list[dict[str, Any]]:
    many = Counter(a.stage for a in actions)
    return [{"stage": s.value, "number": many[s], "address": _list(stage=s.value)} for s in Action.Stage]


def _programmes(actions: Sequence[Action], frame: Frame | None) -> list[dict[str, Any]]:
    programmes = list(Item.objects.of(frame, "programme").filter(parent=None))
    return [
        {
            "code": line.item.code if line.item else "",
            "title": dict(line.item.title) if line.item else {},
            "number": len(line.actions),
            "address": _list(programme=line.item.code) if line.item else reverse("portfolio:actions"),
        }
        for line in balance.by_item(actions, programmes, {})
    ]


def _action(action: Action, figures: Figures | None, today: date) -> dict[str, Any]:
    """One action with every indicator and every deviation."""
    place = action.places.filter(role=Place.Role.START).select_related("territory").first()
    last = action.updates.first()
    late = action.tasks.late(today)
    return _of(
        action,
        stage=action.stage,
        programme=action.programme.code if action.programme else "",
        puller=action.puller.name if action.puller else "",
        start=place.territory.name if place else "",
        light=last.light if last else "",
        computed=policies.computed_light(action, today),
        late=[{"task": t.title, "due": t.due.isoformat()} for t in late],
        indicators=[
            {
                "title": m.title, "value": m.text, "interval": m.interval, "period": m.period, "source": m.source,
                "target": m.kpi.target, "direction": m.kpi.direction, "met": m.met, "early": m.early,
            }
            for m in queries.measured(action, figures, place.territory if place else None)
        ],
    )  # fmt: skip
