"""How a person comes on: a picture of each instrument that was used twice, and goals beside where they began."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ...instruments.attainment import Attainment, Goal, change, goal_of
from ...instruments.instrument import Instrument
from ..kernel.charts import Chart, Mark, Signs, trend
from . import words
from .models import Measurement

__all__ = ["Reached", "course", "goals_of", "reached", "weights"]


@dataclass(frozen=True, slots=True)
class Reached:
    """Goals of one measurement. ``same``: those of the one before, as heavy; only then two scores are compared.

    ``since``: how much the score moved from where the goals began that were measured before, in words; else empty.
    """

    goals: tuple[Goal, ...]
    same: bool
    since: str


def goals_of(row: Measurement) -> tuple[Goal, ...]:
    """What was answered, as goals; none for another instrument."""
    given = row.answers.get("goals", ())
    return tuple(map(goal_of, given)) if isinstance(given, list) else ()


def weights(rows: Iterable[Measurement]) -> dict[str, Decimal]:
    """What each goal weighed the last time; newest first."""
    found: dict[str, Decimal] = {}
    for row in rows:
        for goal in goals_of(row):
            found.setdefault(goal.name, goal.weight)
    return found


def reached(row: Measurement, older: Sequence[Measurement], used: Instrument) -> Reached:
    """``older``: the ones of this instrument before it, newest first. A goal begins where it was first measured."""
    now = goals_of(row)
    began: dict[str, int] = {}
    for one in older:
        began |= {goal.name: goal.level for goal in goals_of(one) if goal.name}
    known = [replace(goal, began=began[goal.name]) for goal in now if goal.name in began]
    since = ""
    if known:
        moved = words.signed(round(change(used, known), 2))
        said = ngettext(
            "%(moved)s since %(n)d goal was first measured", "%(moved)s since %(n)d goals were first measured", len(known)
        )
        since = said % {"moved": moved, "n": len(known)}
    return Reached(now, bool(older) and _weighed(now) == _weighed(goals_of(older[0])), since)


def course(rows: Sequence[Measurement], used: Instrument, csv: str) -> Chart | None:
    """The scores of one instrument over time, ``rows`` newest first; nothing before there are two."""
    if len(rows) < 2:
        return None
    last, first = rows[0], rows[-1]
    title = _("%(title)s: from %(before)s on %(first)s to %(now)s on %(day)s.") % {
        "title": words.title_of(used), "before": words.score(first.value), "first": _day(first),
        "now": words.score(last.value), "day": _day(last),
    }  # fmt: skip
    scaled = isinstance(used.method, Attainment)
    return trend(
        title,
        [Mark(_day(row), float(row.value)) for row in reversed(rows)],
        (_("measured on"), _("value"), _("from and to"), _("note")),
        reference=50 if scaled else None,
        signs=Signs(value=f"{words.title_of(used)} ({used.unit})" if used.unit else words.title_of(used),
                    reference=_("50: all as expected") if scaled else ""),
        csv=csv,
    )  # fmt: skip


def _weighed(goals: Iterable[Goal]) -> Mapping[str, Any]:
    return {goal.name: goal.weight for goal in goals}


def _day(row: Measurement) -> str:
    return date_format(row.measured_on, "SHORT_DATE_FORMAT")
