"""What a region wants to reach, on two levels (TGT-08): each action programme, and the whole. Counted anew each time."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ..insight import words
from ..insight.figures import Figures
from ..insight.opening import newest
from ..kernel import region
from ..kernel.who import Who
from ..territory.models import Code, Organisation
from . import balance
from .choices import SHARES
from .models import Action, Argument, Growth, Item

__all__ = ["TARGETS", "Grown", "Level", "Row", "Target", "grown", "rows"]

PAGE: Final = gettext_lazy("page of EMPACT at the federal project of integrated care")  # two levels; the second is lost
NOTE: Final = gettext_lazy("note of EMPACT with its action plan, June 2017")  # has all of them


class Level(StrEnum):
    PROGRAMMES = "programmes"
    WHOLE = "whole"


@dataclass(frozen=True, slots=True)
class Target:
    """``wanted`` in a hundred, where the source gives a number; ``sources``: where it stands."""

    id: str
    level: Level
    title: Any
    sources: tuple[Any, ...]
    wanted: float | None = None


TARGETS: Final = (
    Target("preventive", Level.PROGRAMMES, gettext_lazy("preventive actions"), (NOTE,)),
    Target("vulnerability", Level.PROGRAMMES, gettext_lazy("actions with extra attention for vulnerability"), (NOTE,)),
    Target("social", Level.PROGRAMMES, gettext_lazy("actions with a socially entrepreneurial component"), (PAGE, NOTE)),
    Target("care_efficiency", Level.WHOLE, gettext_lazy("care efficiency within four years"), (PAGE, NOTE), 1.0),
    Target("reach", Level.WHOLE, gettext_lazy("people reached, of the population"), (PAGE, NOTE), 10.0),
    Target("aims", Level.WHOLE, gettext_lazy("positive impact on each of the five aims"), (NOTE,)),
    Target("growth", Level.WHOLE, gettext_lazy("positive growth scenario for all care actors"), (NOTE,)),
    Target("evidence", Level.WHOLE, gettext_lazy("actions that rest on evidence"), (NOTE,)),
)


@dataclass(frozen=True, slots=True)
class Row:
    """A target with how far it is, in words; ``of``: the programme, on that level. ``address``: what is behind the number."""

    target: Target
    of: str
    wanted: str
    said: str
    reached: bool | None
    address: str


def rows(actions: Sequence[Action], programmes: Sequence[Item], figures: Figures | None, who: Who, year: int) -> list[Row]:
    """Every target in its order; one of programmes for each of them and for all together."""
    least = dict(zip(SHARES, region.read_many(*SHARES.values()), strict=True))
    found: list[Row] = []
    for target in TARGETS:
        if target.level == Level.PROGRAMMES:
            found += _by_programme(target, actions, programmes, least[target.id])
        elif target.id == "evidence":
            found.append(_evidence(target, actions))
        elif target.id == "growth":
            found.append(_growth(target, year))
        elif target.id == "aims":
            found.append(Row(target, "", "–", _("five separate statements"), None, reverse("portfolio:impact") + "#changed"))
        else:
            found.append(_measured(target, figures, who))
    return found


def _by_programme(target: Target, actions: Sequence[Action], programmes: Sequence[Item], least: int) -> list[Row]:
    tagged = set(Argument.objects.filter(tag=target.id, action__in=actions).values_list("action_id", flat=True))
    address = reverse("portfolio:actions") + f"?tag={target.id}"
    found = [_share(target, _("all programmes"), actions, tagged, least, address)]
    for line in balance.by_item(actions, programmes, {}):
        if line.item is not None:
            found.append(_share(target, str(line.item), line.actions, tagged, least, f"{address}&programme={line.item.code}"))
    return found


def _share(target: Target, of: str, actions: Sequence[Action], held: set[UUID], least: int | None, address: str) -> Row:
    many, whole = sum(a.pk in held for a in actions), len(actions)
    share = 100 * many / whole if whole else 0.0
    said = _("%(part)s of %(all)s actions (%(share)s %%)") % {"part": many, "all": whole, "share": f"{share:.0f}"}
    reached = None if least is None or not whole else share >= least
    return Row(target, of, "–" if least is None else f"{least} %", said, reached, address)


def _evidence(target: Target, actions: Sequence[Action]) -> Row:
    """TGT-10."""
    held = {a.pk for a in actions if a.evidence}
    return _share(target, "", actions, held, None, reverse("portfolio:actions") + "?evidence=1")


def _measured(target: Target, figures: Figures | None, who: Who) -> Row:
    """Reached only where the whole interval is: never on a point estimate alone."""
    wanted = f"{target.wanted:g} %" if target.wanted is not None else "–"
    known = figures.indicators().get(target.id) if figures else None
    period = newest(figures, who) if figures else None
    figure = figures.whole(target.id, period.name) if figures and known and period else None
    if known is None or figure is None or figure.value is None:
        return Row(target, "", wanted, _("not measured"), None, "")
    said = f"{words.value_text(known, figure.value)} ({words.interval(known, figure)}), {figure.period}"
    reached = None if figure.lower is None or target.wanted is None else 100 * figure.lower >= target.wanted
    return Row(target, "", wanted, said, reached, reverse("insight:indicator", args=[target.id]))


@dataclass(frozen=True, slots=True)
class Grown:
    """A category of actors: its partners, what they answered. ``state``: not_measured, too_few, positive or not_positive."""

    category: str
    partners: int
    answers: Mapping[str, int]
    state: str

    @property
    def answered(self) -> int:
        return sum(self.answers.values())


def grown(year: int) -> list[Grown]:
    """TGT-07: by category in its order, those with partners. A few answers alone are not told apart."""
    least = int(region.read("region.small_number"))
    names = {c.pk: str(c) for c in Code.objects.filter(codelist=Code.List.CATEGORY).order_by("number", "code")}
    of: dict[UUID, UUID | None] = dict(Organisation.objects.kept().values_list("pk", "category"))
    partners = Counter(of.values())
    told: dict[UUID | None, Counter[str]] = {}
    for organisation, answer in Growth.objects.filter(year=year).values_list("organisation", "answer"):
        told.setdefault(of.get(organisation), Counter())[answer] += 1
    found = []
    for pk in (*names, None):
        if partners[pk]:
            answers = told.get(pk, Counter())
            name = names.get(pk, "–") if pk else _("without a category")
            found.append(Grown(name, partners[pk], answers, _state(answers, least)))
    return found


def _state(answers: Mapping[str, int], least: int) -> str:
    many = sum(answers.values())
    if not many:
        return "not_measured"
    if many < least:
        return "too_few"
    return "positive" if answers.get("better", 0) > answers.get("worse", 0) else "not_positive"


def _growth(target: Target, year: int) -> Row:
    """For all: one category that is not measured, or has too few answers, leaves it open."""
    lines, address = grown(year), reverse("portfolio:growth")
    known = [one for one in lines if one.state in ("positive", "not_positive")]
    if not known:
        return Row(target, "", "–", _("not measured"), None, address)
    positive = sum(one.state == "positive" for one in known)
    said = ngettext(
        "positive in %(part)s of %(all)s category of actors, %(year)s",
        "positive in %(part)s of %(all)s categories of actors, %(year)s",
        len(lines),
    ) % {"part": positive, "all": len(lines), "year": year}
    reached = False if positive < len(known) else True if len(known) == len(lines) else None
    return Row(target, "", "–", said, reached, address)
