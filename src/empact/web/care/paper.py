"""The plan on paper, as a tagged PDF (PDF/UA-1): two pages in large letters, in the language of the person.

What is said comes as data and is never read as markup, so that a bracket in somebody's words stays a bracket.
"""

from __future__ import annotations

from datetime import date
from importlib.resources import files
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _

from ..kernel.paper import pdf
from . import limits
from .models import Member, Task
from .queries import PlanPage

__all__ = ["paper", "told"]


def told(shown: PlanPage, language: str, on: date) -> dict[str, Any]:
    """What stands on the two pages; parts that are not shared are not there. Call it in the language of the person."""
    first = shown.coordinator
    who = _("Nobody coordinates yet.")
    if first is not None:
        who = f"{_('Questions? Call')} {first.name}" + (f": {first.call}" if first.call else "")
    sections: list[dict[str, Any]] = []

    def add(title: str, text: str = "", items: list[list[str]] | None = None) -> None:
        lines = [line for line in text.splitlines() if line.strip()]
        if lines or items:
            sections.append({"title": title, "text": lines, "items": items or []})

    texts = shown.texts
    add(_("What matters to me"), texts.get("matters", ""))
    add(_("What I do myself"), texts.get("myself", ""))
    add(
        _("What I want"),
        items=[
            [life.text, *(line for goal, tasks in cares for line in (goal.text, *map(_line, _open(tasks))))]
            for life, cares in shown.goals
        ],
    )
    add(_("Who does what"), items=[[_line(task, mark="")] for task in _open(shown.loose)])
    add(_("What we agreed"), texts.get("agreements", ""))
    call = [f"{_('Call')} {texts['crisis_phone']}"] if texts.get("crisis_phone") else []
    add(_("If it goes wrong"), "\n".join([*call, texts.get("crisis", "")]))
    if texts.get("review_on"):
        add(_("We look at it again on"), date_format(texts["review_on"], "SHORT_DATE_FORMAT"))
    team = [m for m in shown.members if m.kind != Member.Kind.SELF]
    add(_("My care team"), items=[[_reached(m), *_limited(m)] for m in team])
    return {
        "title": _("My plan"), "heading": _("My plan"), "lang": language, "call": who,
        "danger": _("Acute danger? Call 112."), "sections": sections,
        "foot": f"{shown.person.name}, {date_format(on, 'SHORT_DATE_FORMAT')}",
    }  # fmt: skip


def paper(content: dict[str, Any]) -> bytes:
    """The PDF."""
    return pdf(files("empact.web.care") / "paper.typ", content)


def _reached(member: Member) -> str:
    return f"{member.name}, {member.title}" + (f": {member.call}" if member.call else "")


def _limited(member: Member) -> list[str]:
    """What an informal carer can and cannot do stands on paper where they agreed to that."""
    return [limits.line(member.limit)] if member.limit is not None and member.limit.on_paper else []


def _open(tasks: list[Task]) -> list[Task]:
    return [task for task in tasks if task.state == Task.State.OPEN]


def _line(task: Task, mark: str = "– ") -> str:
    return f"{mark}{task.what}: {task.owner.name}, {_('by')} {date_format(task.due, 'SHORT_DATE_FORMAT')}"
