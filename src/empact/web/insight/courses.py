"""Figures as marks of a chart, and the course of one place over time with its limits of chance."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from django.utils.translation import gettext as _

from ..kernel.charts import Chart, Mark, Signs, trend
from . import words
from .figures import Course, Figure, Period

__all__ = ["as_long_as", "head", "mark", "of_place", "over_time", "shown", "signs"]

_UNLIKE: Final = timedelta(days=3)  # months and quarters differ by so much


def as_long_as(one: Period, periods: Iterable[Period]) -> list[Period]:
    """Those of the same length: a year does not lie between its months."""
    return [p for p in periods if abs((p.ends - p.starts) - (one.ends - one.starts)) <= _UNLIKE]


def shown(described: Mapping[str, Any], value: float | None) -> float | None:
    """A value in the unit it is drawn in."""
    return None if value is None else words.scaled(described, value)


def mark(described: Mapping[str, Any], label: str, figure: Figure, stands_out: str) -> Mark:
    """One figure with its interval, or why it has no value."""
    value, lower, upper = (shown(described, v) for v in (figure.value, figure.lower, figure.upper))
    return Mark(label, value, lower, upper, said=words.said_of(figure), stands_out=stands_out)


def head(first: str) -> tuple[str, ...]:
    """The head of the table below a chart."""
    return first, _("value"), words.interval_name(), _("note")


def signs(described: Mapping[str, Any], reference: str) -> Signs:
    """What the signs of a picture mean; ``reference``: what its line is."""
    return Signs(
        value=", ".join(filter(None, (_("value"), words.unit(described)))),
        interval=words.interval_name(),
        limits=_("what chance allows"),
        reference=reference,
        apart=_("more than chance"),
        missing=_("not shown"),
    )


def of_place(
    title: str, described: Mapping[str, Any], periods: Iterable[Period], found: Mapping[str, Figure], course: Course | None
) -> Chart | None:
    """Figures of one place by period, over these periods; with a course, over those of its length, each signal in words."""
    shown = [p for p in periods if p.name in found]
    signals: dict[str, str] = {}
    if course is not None:
        signals = {period: words.signal(kind) for period, kind in course.signals.items()}
        first = next((p for p in shown if p.name == course.first), None)
        shown = as_long_as(first, shown) if first else shown
    return over_time(title, described, [found[p.name] for p in shown], course, described["target"], signals)


def over_time(
    title: str,
    described: Mapping[str, Any],
    found: Sequence[Figure],
    course: Course | None,
    target: float | None,
    signals: Mapping[str, str],
) -> Chart | None:
    """Figures in order of time; ``None`` with fewer than two. ``signals``: a word by period that chance does not explain."""
    if len(found) < 2:
        return None
    marks = [mark(described, f.period, f, signals.get(f.period, "")) for f in found]
    limits = None
    if course is not None:
        lower, centre, upper = (words.scaled(described, v) for v in (course.lower, course.centre, course.upper))
        limits = (lower, centre, upper)
    return trend(
        title, marks, head(_("period")), reference=shown(described, target), limits=limits, signs=signs(described, _("target"))
    )
