"""Warnings of the load behind the figures in force: findings of the checks that are not in order, rows that were not taken up,
and places in which many more or fewer people live than by the load before. Each has a name that stays while it is the same
load, and an answer once somebody gave one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Any, Final, Literal

from django.utils.translation import gettext as _

from ..kernel.purposes import Purpose
from ..kernel.who import Who
from . import words
from .figures import Figures
from .models import LoadAnswer, LoadRelease

__all__ = ["Warned", "name_of_load", "note_of", "rejected", "warned"]

_LONGEST: Final = 300
_MUCH: Final = 0.1
"""Of the people of a place: so much more or fewer is asked about. Our choice; births, deaths and moves of a year are less."""


@dataclass(frozen=True, slots=True)
class Warned:
    """``says`` and ``hint`` in the reader's language."""

    kind: Literal["finding", "rejected", "people"]
    name: str
    says: str
    hint: str
    answer: LoadAnswer | None = None


def name_of_load(told: Mapping[str, Any] | None) -> str:
    """The version of the register, and when it was loaded; empty where the package did not say."""
    return f"{told['register']} {told['last_load'] or ''}".strip()[:80] if told else ""


def note_of(figures: Figures) -> str:
    """What whoever released the load wrote for everybody who reads its figures."""
    load = name_of_load(figures.told("loads"))
    found = LoadRelease.objects.filter(load=load, verdict=LoadRelease.Verdict.RELEASED).first() if load else None
    return found.note if found is not None else ""


def warned(figures: Figures, who: Who, then: Figures | None) -> dict[str, Warned]:
    """By name, in the order of the package: what is not in order, what was not taken up, and who is more or fewer than
    ``then``, by the load before."""
    told = figures.told("loads")
    if told is None:
        return {}
    answers: dict[str, LoadAnswer] = {}
    given = LoadAnswer.objects.visible_to(who, Purpose.POPULATION).filter(load=name_of_load(told)).select_related("author")
    for one in given:  # the newest first
        answers.setdefault(one.warning, one)
    return {one.name: replace(one, answer=answers.get(one.name)) for one in (*_told(told), *_people(figures, then))}


def _told(told: Mapping[str, Any]) -> Iterator[Warned]:
    for f in told["findings"]:
        if f["verdict"] != "ok":
            yield Warned("finding", f["id"][:_LONGEST], words.in_language(f["finding"]), words.in_language(f["hint"]))
    for r in told["rejects"]:
        yield Warned("rejected", rejected(r), f"{r['source']} {r['file']}: {r['reason']}", r["hint"] or "")


def _people(figures: Figures, then: Figures | None) -> Iterator[Warned]:
    """Both numbers were released; a change of fewer people than may be shown is not told."""
    if then is None or "municipality" not in figures.popbox_levels():
        return
    least = max(int(figures.about()["threshold"]), int(then.about()["threshold"]))
    known = then.popbox("municipality")
    now = figures.popbox("municipality")
    for area in figures.areas(level="municipality"):
        n, was = now.get((area.node, "all")), known.get((area.node, "all"))
        if n is None or not was or abs(n - was) < max(least, _MUCH * was):
            continue
        said = {
            "place": area.name,
            "share": words.percent(abs(n - was) / was),
            "was": words.number(was),
            "now": words.number(n),
        }
        says = (
            _("%(place)s: %(share)s fewer people than by the load before (%(was)s, now %(now)s).")
            if n < was
            else _("%(place)s: %(share)s more people than by the load before (%(was)s, now %(now)s).")
        )
        yield Warned(
            "people", f"people.{area.node}"[:_LONGEST], says % said, _("Ask whoever supplied it whether records are missing.")
        )


def rejected(row: Mapping[str, Any]) -> str:
    """What rows of one file that were not taken up for one reason are called."""
    return f"rejected.{row['source']}.{row['file']}.{row['reason']}"[:_LONGEST]
