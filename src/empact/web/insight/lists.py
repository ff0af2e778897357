"""S42: a proactive list asked for on a page of figures: which rule, for whom, of which places; made by the mill, then brought.

What stays inside (who is held out, how the effect will be known) lies at the mill, in ``lists``; the house keeps none of it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext as _

from ...terms.periods import quarter_day
from ..kernel.permissions import may
from ..kernel.problems import NotNow
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..people.models import Worklist
from ..people.permissions import BRING_WORKLIST
from ..territory import queries
from ..territory.models import Site, Team, Territory
from . import drafts, mill, words
from .figures import Figures
from .levels import node_of
from .models import Draft

__all__ = [
    "KIND",
    "Waves",
    "cell",
    "draft_rule",
    "folder_of",
    "groups_of",
    "keep_waves",
    "may_ask",
    "nodes_of",
    "offered",
    "rule_for_mill",
    "rule_named",
    "runs_of",
    "waves_due",
    "waves_in",
    "wide_places",
]

KIND: Final = "insight.list"
_ASKED: Final = re.compile(r"(condition|determinant|indicator):(\w+)|segment:(\w+):(\w+)")
_DRAFT: Final = re.compile(r"draft:([0-9a-f-]{36})")
_WAVES: Final = "waves.json"
_WIDE: Final = (Territory.Kind.REGION, Territory.Kind.CARE_REGION, Territory.Kind.ZONE)
_CELL: Final = re.compile(r"segment:popbox:(\w+)(?:,determinant:(\w+))?")


def rule_named(figures: Figures, asked: str, who: Who) -> dict[str, Any] | None:
    """The definition behind ``condition:ID``, ``determinant:ID``, ``indicator:ID`` or ``segment:ID:CLASS``, if any; of a
    persona of the Pop-Box and one of its determinants (:func:`cell`), and of a draft (:func:`draft_rule`), what it is called.
    """
    if draft := _draft_asked(asked, who):
        return {"title": {"en": draft.title}}
    if cell_asked := _CELL.fullmatch(asked):
        return _cell_named(figures, *cell_asked.groups())
    found = _ASKED.fullmatch(asked)
    if found is None:
        return None
    kind, rule = (found[1], found[2]) if found[1] else ("segment", found[3])
    if kind == "indicator":
        return figures.indicators().get(rule)
    told = figures.told("definitions")
    return next((r for r in (told["definitions"] if told else ()) if (r["kind"], r["id"]) == (kind, rule)), None)


def cell(class_: str, determinant: str) -> str:
    """What a list of one cell of the Pop-Box asks."""
    return f"segment:popbox:{class_},determinant:{determinant}"


def _cell_named(figures: Figures, class_: str, determinant: str | None) -> dict[str, Any] | None:
    popbox = figures.about().get("popbox")
    persona = next((c for c in popbox["segment"]["classes"] if c["key"] == class_), None) if popbox else None
    if popbox is None or persona is None:
        return None
    if determinant is None:
        return {"title": persona["title"]}
    trait = popbox["determinants"].get(determinant)
    if trait is None:
        return None
    return {"title": {lang: f"{title} × {trait['title'][lang]}" for lang, title in persona["title"].items()}}


def draft_rule(draft: Draft) -> str:
    """What a list of an approved draft asks; empty where it makes none."""
    return f"draft:{draft.pk}" if draft.state == Draft.State.APPROVED and draft.kind != "segment" else ""


def _draft_asked(asked: str, who: Who) -> Draft | None:
    """The approved draft that a list asks for, if this reader may see it. Nobody gets a list by a rule that one pair of eyes
    saw."""
    found = _DRAFT.fullmatch(asked)
    draft = Draft.objects.visible_to(who, Purpose.POPULATION).filter(pk=found[1]).first() if found else None
    return draft if draft is not None and draft_rule(draft) else None


def rule_for_mill(asked: str) -> str:
    """The rule as the mill takes it: of a draft the file that was put there. Raises :class:`NotNow` where it is gone."""
    found = _DRAFT.fullmatch(asked)
    if found is None:
        return asked
    draft = Draft.objects.get(pk=found[1])
    file = drafts.kept(draft.kind, draft.rule, int(draft.newest.document.get("version", 1)))
    if file is None:
        raise NotNow(_("The draft is not there any more."))
    return f"file:{file}"


def may_ask(who: Who) -> bool:
    """May this reader have a list made here?"""
    return mill.at_hand() and may(who, BRING_WORKLIST, Purpose.POPULATION)


def offered(rule: Mapping[str, Any], who: Who) -> list[tuple[str, str]]:
    """What can be asked of a definition, with its name in the language of the reader: of a segment each class, of an
    indicator who is still open, if more is better. Nothing for who may not bring a list, or when the mill stands elsewhere."""
    if not may_ask(who):
        return []
    kind, id_ = rule["kind"], rule["id"]
    if kind == "segment":
        return [(f"segment:{id_}:{one['key']}", words.title(one)) for one in rule.get("classes", ())]
    if kind == "indicator" and (rule.get("scoring") != "proportion" or rule.get("direction") != "up" or rule.get("waits_for")):
        return []
    return [(f"{kind}:{id_}", words.title(rule))] if kind in ("condition", "determinant", "indicator") else []


def nodes_of(kind: str, place: UUID, today: date) -> list[str]:
    """The places of the mill that a recipient has its people in: practices of an organisation, or where a team works.

    Of one level: of a team whose territories are of several, the municipalities in them. Empty: not known to the mill.
    """
    if kind == "organisation":
        sites = Site.objects.on(today).filter(organisation_id=place).exclude(care_site="")
        return sorted(sites.values_list("care_site", flat=True))
    team = Team.objects.filter(pk=place).first()
    territories = list(team.territories.all()) if team else []
    if len({t.kind for t in territories}) > 1:
        inside = queries.within(territories, today)
        territories = list(Territory.objects.filter(pk__in=inside, kind=Territory.Kind.MUNICIPALITY))
    return sorted(node_of(t.kind, t.code) for t in territories)


def wide_places() -> list[tuple[UUID, str]]:
    """Places of which every practice can be given a list: the larger ones, by name."""
    return list(Territory.objects.filter(kind__in=_WIDE).values_list("pk", "name"))


def groups_of(place: UUID, today: date) -> dict[str, list[str]]:
    """By id, each organisation with practices in this territory, and what the mill calls those."""
    territory = Territory.objects.filter(pk=place)
    sites = Site.objects.on(today).filter(municipality__in=queries.within(territory, today)).exclude(care_site="")
    found: dict[str, list[str]] = {}
    for organisation, node in sites.order_by("care_site").values_list("organisation_id", "care_site"):
        found.setdefault(str(organisation), []).append(node)
    return found


def runs_of(rule: str, kind: str, place: UUID) -> Worklist | None:
    """The newest run of this list for this recipient; of every practice of a territory, for any of them: what the mill is
    told of a run is of all of its recipients."""
    of = {} if kind == "territory" else {f"{kind}_id": place}
    return Worklist.objects.filter(series=rule, **of).order_by("-brought_at").first()


def folder_of(rule: str, kind: str, place: UUID) -> Path | None:
    """Where what stays inside of this list lies, under a name that says nothing; ``None`` when the mill stands elsewhere."""
    home = mill.folder()
    name = sha256(f"{rule}\n{kind}:{place}".encode()).hexdigest()[:32]
    return None if home is None else home / "lists" / name


@dataclass(frozen=True, slots=True)
class Waves:
    """A list for every practice of a place, as it was last ``asked`` for: on which day it began, and the day on which it was
    last made. Without waves (0) all began at once."""

    asked: dict[str, Any]
    begun: date
    made: date

    def number_on(self, day: date) -> int:
        """How many waves have begun."""
        return sum(quarter_day(self.begun, n) <= day for n in range(self.asked["waves"]))


def waves_in(inside: Path) -> Waves | None:
    """What is kept in a folder of :func:`folder_of`, once a list of it was made."""
    file = inside / _WAVES
    if not file.exists():
        return None
    kept = json.loads(file.read_text(encoding="utf-8"))
    return Waves(kept["asked"], date.fromisoformat(kept["begun"]), date.fromisoformat(kept["made"]))


def keep_waves(inside: Path, asked: Mapping[str, Any], today: date) -> None:
    """Remember what was asked and that it was made today; when it began stays as it was."""
    before = waves_in(inside)
    begun = before.begun if before else today
    text = json.dumps({"asked": dict(asked), "begun": begun.isoformat(), "made": today.isoformat()})
    (inside / _WAVES).write_text(text, encoding="utf-8")


def waves_due(day: date) -> list[dict[str, Any]]:
    """What was asked of each list of which a wave began since it was last made; none when the mill stands elsewhere."""
    home = mill.folder()
    kept = [waves_in(file.parent) for file in sorted(home.glob(f"lists/*/{_WAVES}"))] if home else []
    return [one.asked for one in kept if one is not None and one.number_on(day) > one.number_on(one.made)]
