"""What the ledger says: of each line, and rolled up by what it is for, by partner and by source; and who works on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from .models import Account, Entry, Hours, Line, Planned, Position, Version

__all__ = [
    "ABOUT", "PARTNER", "SOURCE", "Rolled", "Stand", "by_team", "given", "held", "left_of", "rolled_up", "stands", "work_of",
]  # fmt: skip

_S = Account.Side


@dataclass(slots=True)
class Stand:
    """Cents. ``approved`` is what bodies approved, ``moved`` what came from other lines or went to them.

    Percents of a full week: ``planned`` in the version in force, ``worked`` by positions that somebody works in, ``vacant``.
    ``seconds``: approved hours of who is paid by the hour.
    """

    approved: int = 0
    moved: int = 0
    bound: int = 0
    spent: int = 0
    free: int = 0
    planned: int = 0
    worked: int = 0
    vacant: int = 0
    seconds: int = 0

    @property
    def now(self) -> int:
        """What the line holds in all."""
        return self.approved + self.moved

    def add(self, other: Stand) -> None:
        for name in self.__slots__:
            setattr(self, name, getattr(self, name) + getattr(other, name))


@dataclass(slots=True)
class Rolled:
    """One row of a roll-up; ``about``: the action, package, body, partner or source it is of."""

    title: str
    about: Any = None
    stand: Stand = field(default_factory=Stand)


def held(account: Account) -> int:
    """What one account holds."""
    into = account.takes.aggregate(n=Sum("amount_minor"))["n"] or 0
    return int(into) - int(account.gives.aggregate(n=Sum("amount_minor"))["n"] or 0)


def left_of(commitment: Any) -> int:
    """What is still bound."""
    rows = commitment.entries.values("origin__side", "target__side").annotate(n=Sum("amount_minor")).order_by()
    return sum(r["n"] * ((r["target__side"] == _S.BOUND) - (r["origin__side"] == _S.BOUND)) for r in rows)


def stands(lines: QuerySet[Line]) -> dict[UUID, Stand]:
    """What the ledger says of each of these lines, and what their version in force plans for work. Three questions."""
    found: dict[UUID, Stand] = defaultdict(Stand)
    inside = lines.order_by().values("pk")
    for end, sign in (("target", 1), ("origin", -1)):
        rows = Entry.objects.filter(**{f"{end}__line__in": inside}).values(f"{end}__line", f"{end}__side", "kind")
        for row in rows.annotate(n=Sum("amount_minor")).order_by():
            stand, side, amount = found[row[f"{end}__line"]], row[f"{end}__side"], sign * row["n"]
            setattr(stand, side, getattr(stand, side) + amount)
            if row["kind"] == Entry.Kind.GRANT:
                stand.approved += amount
            elif row["kind"] == Entry.Kind.MOVE:
                stand.moved += amount
    for planned in _in_force().filter(line__in=inside):
        found[planned.line_id].planned = planned.percent
    return found


def _in_force() -> QuerySet[Planned]:
    """Of the last approved version of each budget."""
    approved = Version.objects.approved()
    later = approved.filter(budget=OuterRef("version__budget"), number__gt=OuterRef("version__number"))
    return Planned.objects.filter(version__in=approved).exclude(Exists(later))


ABOUT, PARTNER, SOURCE = "about", "partner", "source"
"""By what amounts are rolled up."""


def rolled_up(by: str, year: int, day: date, *, action: UUID | None = None) -> list[Rolled]:
    """Every line of a year and every position of a day, once each, by what it is for, by partner or by source.

    A row without a name is what belongs to none of them, so that the rows always add up to the whole. ``action``: only of that
    one.
    """
    related = ("budget__action", "budget__package", "budget__body", "partner", "source")
    of_lines, of_positions = ({"budget__action": action}, {"action": action}) if action else ({}, {})
    lines = Line.objects.filter(budget__year=year, **of_lines).select_related(*related)
    told = stands(lines)
    rows: dict[Any, Rolled] = {}

    def add(about: Any, title: str, stand: Stand) -> None:
        rows.setdefault(about and about.pk, Rolled(title if by == ABOUT else str(about or ""), about)).stand.add(stand)

    for line in lines:
        one = {ABOUT: line.budget.about, PARTNER: line.partner, SOURCE: line.source}[by]
        add(one, line.budget.about_said, told.get(line.pk, Stand()))
    for position, stand in work_of(Position.objects.filter(**of_positions), year, day):
        add({ABOUT: position.about, PARTNER: position.employer, SOURCE: position.source}[by], position.about_said, stand)
    return sorted(rows.values(), key=lambda row: (row.about is None, row.title))


def work_of(positions: QuerySet[Position], year: int, day: date) -> Iterator[tuple[Position, Stand]]:
    """Each position with what is worked in it on a day, and the hours approved in a year."""
    seconds = dict(
        Hours.objects.approved().filter(month__year=year).values_list("position").annotate(n=Sum("entry__seconds")).order_by()
    )
    related = ("action", "package", "body", "employer", "source")
    rows = positions.filter(Q(pk__in=Position.objects.on(day).values("pk")) | Q(pk__in=list(seconds)))
    for one in rows.select_related(*related):
        percent = (one.percent or 0) * one.many if one.is_on(day) else 0
        yield (
            one,
            Stand(
                worked=0 if one.is_vacant else percent, vacant=percent if one.is_vacant else 0, seconds=seconds.get(one.pk, 0)
            ),
        )


def by_team(line: Line) -> list[tuple[Any, int]]:
    """What was spent of a line for each of its teams, and for no team."""
    spent: dict[Any, int] = defaultdict(int)
    for end, sign in (("target", 1), ("origin", -1)):
        rows = Entry.objects.filter(**{f"{end}__line": line, f"{end}__side": _S.SPENT}).values("team")
        for row in rows.annotate(n=Sum("amount_minor")).order_by():
            spent[row["team"]] += sign * row["n"]
    teams = list(line.teams.all())
    return [(team, spent.pop(team.pk, 0)) for team in teams] + [(None, n) for n in [sum(spent.values())] if n or not teams]


def given() -> dict[UUID, int]:
    """Source to what it gave its lines."""
    found: dict[UUID, int] = defaultdict(int)
    for end, sign in (("origin", 1), ("target", -1)):
        rows = Entry.objects.filter(kind=Entry.Kind.GRANT, **{f"{end}__side": _S.GIVEN}).values(f"{end}__source")
        for row in rows.annotate(n=Sum("amount_minor")).order_by():
            found[row[f"{end}__source"]] += sign * row["n"]
    return found
