"""TGT-09: what was done together and what changed, each from the room that counts it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from typing import Any

from ..insight import words
from ..insight.figures import Figures
from ..insight.opening import open_periods
from ..kernel.who import Who
from .models import Action, Promise, Task

__all__ = ["Changed", "Done", "changed", "done"]


@dataclass(frozen=True, slots=True)
class Done:
    """Counts of what the partners did together."""

    running: int
    embedded: int
    partners: int
    milestones: int
    delivered: int


def done(day: date) -> Done:
    """Until a day."""
    stages = Counter(Action.objects.values_list("stage", flat=True))
    held = Promise.objects.exclude(delivered=None).filter(delivered__lte=day)
    return Done(
        stages[Action.Stage.RUNNING] + stages[Action.Stage.EVALUATION],
        stages[Action.Stage.EMBEDDED],
        Promise.objects.on(day).exclude(confirmed=None).order_by().values("organisation").distinct().count(),
        Task.objects.filter(done__lte=day).count(),
        held.count(),
    )


@dataclass(frozen=True, slots=True)
class Changed:
    """An aim: of how many indicators the last value of everybody is better or worse by more than chance, is chance, is too
    early to tell, or is not measured. No sum is made of aims."""

    aim: Any
    better: int
    worse: int
    chance: int
    early: int
    absent: int


def changed(figures: Figures | None, who: Who) -> list[Changed]:
    """The five aims in their order, from the courses of everybody together, as far as periods are open to this reader."""
    counted: dict[str, Counter[str]] = {aim: Counter() for aim in words.AIMS}
    periods = open_periods(figures, who) if figures else []
    names = {p.name for p in periods}
    if figures is not None:
        measured = figures.of_place("all", "all", periods[-1].name) if periods else {}
        for name, described in figures.indicators().items():
            counted[described["aim"]][_how(figures, name, described, name in measured, names)] += 1
    return [
        Changed(words.AIMS[aim], c["better"], c["worse"], c["chance"], c["early"], c["absent"]) for aim, c in counted.items()
    ]


def _how(figures: Figures, name: str, described: Any, measured: bool, open_: set[str]) -> str:
    if described["waits_for"] or not measured:
        return "absent"
    course = figures.course(name, "all", "all")
    if course is None or course.last not in open_:
        return "early"
    return {"improvement": "better", "concern": "worse"}.get(course.signals.get(course.last, ""), "chance")
