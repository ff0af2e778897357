"""A region that has no figures yet begins here: needs, what it builds on, wishes, means; and the note that is made of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from .models import Groundwork, Strength
from .papers import Section

__all__ = ["PAGES", "Step", "Walked", "add_step", "declare", "note", "walked"]

PAGES: Final = 2
"""So long is the note at most."""


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the start, which is a chapter of the note. ``lines``: what is written down by a day; ``doors``: title and name
    of the pages on which more is, with their arguments."""

    place: int
    title: Any
    sentence: Any
    lines: Callable[[date], Iterable[str]]
    doors: Sequence[tuple[Any, str, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class Walked:
    """A step with what is there by now."""

    step: Step
    lines: tuple[str, ...]

    @property
    def doors(self) -> list[tuple[Any, str]]:
        return [(title, reverse(name, args=arguments)) for title, name, arguments in self.step.doors]


_STEPS: Final[list[Step]] = []


def add_step(one: Step) -> None:
    """Another app's step; they stand by ``place``."""
    _STEPS.append(one)


def walked(today: date) -> list[Walked]:
    """Every step in its order."""
    return [Walked(one, tuple(one.lines(today))) for one in sorted(_STEPS, key=lambda s: s.place)]


def note(today: date) -> list[Section]:
    """ZON-24: needs, dynamics, possibilities, means. A chapter without a line says so."""
    empty = _("Nothing is written down for this chapter yet.")
    return [
        Section(f"{n}. {one.step.title}", () if one.lines else (empty,), one.lines) for n, one in enumerate(walked(today), 1)
    ]


def _said(*kinds: str) -> Callable[[date], Iterable[str]]:
    def lines(_today: date) -> Iterable[str]:
        for one in Groundwork.objects.filter(kind__in=kinds):
            yield f"{one.text} ({one.said_by})" if one.said_by else one.text

    return lines


def _built_on(today: date) -> Iterable[str]:
    yield from _said(Groundwork.Kind.DYNAMIC)(today)
    for one in Strength.objects.all():
        yield f"{one.what} ({one.holder})" if one.holder else one.what


def declare() -> None:
    """The three steps of the portfolio itself."""
    from django.utils.translation import gettext_lazy

    add_step(
        Step(
            10,
            gettext_lazy("Needs"),
            gettext_lazy("What people and partners run into, in their own words. Nothing has to be counted."),
            _said(Groundwork.Kind.NEED),
            ((gettext_lazy("Add a need"), "portfolio:add-groundwork", ("need",)),),
        )
    )
    add_step(
        Step(
            20,
            gettext_lazy("Dynamics and strengths"),
            gettext_lazy("What moves already, and what the region has to build on."),
            _built_on,
            (
                (gettext_lazy("Add what moves"), "portfolio:add-groundwork", ("dynamic",)),
                (gettext_lazy("Add a strength"), "portfolio:new-strength", ()),
            ),
        )
    )
    add_step(
        Step(
            30,
            gettext_lazy("Possibilities"),
            gettext_lazy("Where the partners want to go together."),
            _said(Groundwork.Kind.WISH),
            ((gettext_lazy("Add a wish"), "portfolio:add-groundwork", ("wish",)),),
        )
    )
