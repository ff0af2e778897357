"""Who works with whom, as a network without a top: bodies, roles, partners, teams, and what other apps add; and what lacks.

The picture stands in columns, each in the order of the alphabet: no place in it is above another.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ..kernel.charts import cut, svg
from ..kernel.models import Hat
from ..kernel.roles import PROFESSIONALS, ROLES
from ..territory.models import Organisation, Post, Practitioner, Team, TeamMember
from ..territory.search import fold
from .models import Body, Seat
from .regions import told

__all__ = ["KINDS", "MOST", "Gaps", "Link", "Node", "add_source", "around", "draw", "gaps", "links", "partner"]

KINDS: Final = {
    "body": gettext_lazy("bodies"),
    "role": gettext_lazy("roles"),
    "partner": gettext_lazy("partners"),
    "team": gettext_lazy("teams"),
    "action": gettext_lazy("actions"),
}
_COLUMN: Final = {"body": 0, "role": 0, "partner": 1, "team": 2, "action": 2}
MOST: Final = 60
"""More than so many names in a column nobody reads: then the reader chooses one to look around."""


@dataclass(frozen=True, slots=True)
class Node:
    """``key``: its kind and id, as it stands in an address."""

    kind: str
    id: str
    name: str
    address: str

    @property
    def key(self) -> str:
        return f"{self.kind}:{self.id}"

    @property
    def order(self) -> tuple[int, str, str]:
        return list(KINDS).index(self.kind), fold(self.name), self.id


@dataclass(frozen=True, slots=True)
class Link:
    """Two that work together; ``said``: how."""

    one: Node
    other: Node
    said: str


Source = Callable[[date], Iterable[Link]]
_SOURCES: Final[list[Source]] = []


def add_source(source: Source) -> None:
    """An app's own part of the network, on a day."""
    _SOURCES.append(source)


def partner(organisation: Organisation) -> Node:
    return Node("partner", str(organisation.pk), organisation.name, reverse("territory:organisation", args=[organisation.pk]))


def links(day: date, kinds: Collection[str] = tuple(KINDS)) -> list[Link]:
    """All of them on a day, between the kinds that are asked, in the order of the alphabet."""
    own = (*_seats(day), *_members(day), *_support(day), *_hats(day))
    every = {(x.one.key, x.other.key, x.said): x for x in (*own, *(x for source in _SOURCES for x in source(day)))}
    wanted = (x for x in every.values() if x.one.kind in kinds and x.other.kind in kinds)
    return sorted(wanted, key=lambda x: (x.one.order, x.other.order, x.said))


def around(every: Sequence[Link], key: str) -> list[Link]:
    """What touches one of them, and what those who touch it have among themselves."""
    near = {key, *(b.key for x in every for a, b in ((x.one, x.other), (x.other, x.one)) if a.key == key)}
    return [x for x in every if x.one.key in near and x.other.key in near]


def _seats(day: date) -> Iterator[Link]:
    for seat in Seat.objects.on(day).exclude(organisation=None).select_related("body", "organisation"):
        assert seat.organisation is not None
        body = Node("body", str(seat.body_id), seat.body.name, reverse("governance:body", args=[seat.body_id]))
        yield Link(body, partner(seat.organisation), _("has a seat"))


def _team(team: Team) -> Node:
    return Node("team", str(team.pk), team.name, reverse("territory:team", args=[team.pk]))


def _members(day: date) -> Iterator[Link]:
    """A partner works in a team through the people who hold a function there."""
    homes: dict[UUID, list[Organisation]] = defaultdict(list)
    for post in Post.objects.on(day).exclude(organisation=None).select_related("organisation"):
        assert post.organisation is not None
        homes[post.practitioner_id].append(post.organisation)
    for member in TeamMember.objects.on(day).filter(team__in=Team.objects.on(day)).select_related("team"):
        for home in homes.get(member.practitioner_id, ()):
            yield Link(partner(home), _team(member.team), _("works in the team"))


def _support(day: date) -> Iterator[Link]:
    there = Team.objects.on(day)
    for team in there.prefetch_related("supports"):
        for helped in team.supports.all():
            if helped.is_on(day):
                yield Link(_team(team), _team(helped), _("supports"))


def _hats(day: date) -> Iterator[Link]:
    """Roles by where they are worn: nobody is named."""
    worn = Hat.objects.worn_on(day).filter(
        user__is_active=True, role__in=PROFESSIONALS, scope_kind__in=("organisation", "team")
    )
    places = set(worn.values_list("role", "scope_kind", "scope_id"))
    ids = {kind: {UUID(pk) for _role, k, pk in places if k == kind} for kind in ("organisation", "team")}
    nodes = {str(o.pk): partner(o) for o in Organisation.objects.filter(pk__in=ids["organisation"])}
    nodes |= {str(t.pk): _team(t) for t in Team.objects.filter(pk__in=ids["team"])}
    for role, _kind, pk in places:
        if pk in nodes:
            there = Node("role", role, str(ROLES[role].title), reverse("governance:role", args=[role]))
            yield Link(there, nodes[pk], _("works here"))


_WIDTH, _ROW, _TOP = 720, 26, 40
_X: Final = ((230, "end", -12), (360, "middle", 0), (490, "start", 12))
"""Per column: where its signs stand, and how its names are set beside them."""
_SIGN: Final = {
    "body": '<rect class="point" x="{x0}" y="{y0}" width="10" height="10"/>',
    "role": '<path class="point" d="M{x} {y1}l6 10h-12z"/>',
    "partner": '<circle class="point" cx="{x}" cy="{y}" r="5"/>',
    "team": '<path class="apart" d="M{x} {y1}l6 6l-6 6l-6 -6z"/>',
    "action": '<circle class="limits" cx="{x}" cy="{y}" r="5"/>',
}


def draw(title: str, found: Sequence[Link]) -> SafeString | None:
    """Three columns and a line for each link; ``None`` where there is nothing to draw, or more than anybody reads."""
    nodes = sorted({n.key: n for x in found for n in (x.one, x.other)}.values(), key=lambda n: n.order)
    columns = [[n for n in nodes if _COLUMN[n.kind] == number] for number in range(3)]
    if not nodes or max(map(len, columns)) > MOST:
        return None
    kinds = [kind for kind in KINDS if any(n.kind == kind for n in nodes)]
    top = _TOP + 22 * ((len(kinds) + 2) // 3)
    height = top + _ROW * max(map(len, columns)) + 10
    at: dict[str, tuple[float, float]] = {}
    for number, column in enumerate(columns):
        step = (height - top - 10) / max(1, len(column))
        at |= {n.key: (float(_X[number][0]), top + step * (i + 0.5)) for i, n in enumerate(column)}
    parts = [
        _sign(kind, 30 + 240 * (i % 3), 20 + 22 * (i // 3))
        + f'<text class="label" x="{44 + 240 * (i % 3)}" y="{25 + 22 * (i // 3)}">{escape(KINDS[kind])}</text>'
        for i, kind in enumerate(kinds)
    ]
    drawn: set[tuple[str, str]] = set()
    for link in found:
        if (link.one.key, link.other.key) in drawn:
            continue
        drawn.add((link.one.key, link.other.key))
        (a, b), (c, d) = at[link.one.key], at[link.other.key]
        bow = 60.0 if a == c else 0.0  # within a column: a line beside it
        bend = f"{(a + c) / 2 + bow} {(b + d) / 2:.0f}"
        told = escape(f"{link.one.name} – {link.other.name}: {link.said}")
        parts.append(f'<path class="middle" fill="none" d="M{a} {b:.0f}Q{bend} {c} {d:.0f}"><title>{told}</title></path>')
    for node in nodes:
        x, y = at[node.key]
        _x, anchor, aside = _X[_COLUMN[node.kind]]
        place = f'x="{x + aside}" y="{y + (-9 if anchor == "middle" else 5):.0f}" text-anchor="{anchor}"'
        said = f'<text class="label soft" {place}>{escape(cut(node.name, 27))}</text><title>{escape(node.name)}</title>'
        parts.append(f'<a href="{escape(node.address)}">{_sign(node.kind, x, y)}{said}</a>')
    return svg(title, height, parts, role="group")


def _sign(kind: str, x: float, y: float) -> str:
    return _SIGN[kind].format(x=x, y=f"{y:.0f}", x0=x - 5, y0=f"{y - 5:.0f}", y1=f"{y - 6:.0f}")


@dataclass(frozen=True, slots=True)
class Gaps:
    """What lacks on a day: teams without a coach, seats that nobody holds, roles of a plan in which nobody works, and who has
    more than a full week, with the percent."""

    teams: list[Team]
    seats: list[Seat]
    roles: list[tuple[str, Any]]
    overloaded: list[tuple[Practitioner, int]]


def gaps(day: date) -> Gaps:
    """Neighbourhood teams have a coach: a member, or somebody who works in that role for the team.

    A week is the functions somebody holds and the seats that take a share of it.
    """
    coached = TeamMember.objects.on(day).filter(role=TeamMember.Role.COACH).values("team")
    hats = Hat.objects.worn_on(day).filter(user__is_active=True)
    worn_for = [UUID(pk) for pk in hats.filter(role="team_coach", scope_kind="team").values_list("scope_id", flat=True)]
    teams = Team.objects.on(day).filter(kind=Team.Kind.NEIGHBOURHOOD).exclude(pk__in=coached).exclude(pk__in=worn_for)
    seats = (
        Seat.objects.on(day)
        .filter(organisation=None, holder=None, body__in=Body.objects.on(day))
        .select_related("body", "group")
    )
    worn = set(hats.values_list("role", flat=True))
    asked = {one.role for region in told().values() for one in region.roles if one.role}
    share: dict[UUID, float] = defaultdict(float)
    for who, part in Post.objects.on(day).exclude(fte_proportion=None).values_list("practitioner_id", "fte_proportion"):
        share[who] += float(part or 0) * 100
    for who, percent in Seat.objects.on(day).exclude(holder=None).values_list("holder_id", "share"):
        if who is not None:
            share[who] += percent
    much = {pk: round(s) for pk, s in share.items() if round(s) > 100}
    people = Practitioner.objects.filter(pk__in=much)
    return Gaps(
        list(teams),
        list(seats),
        [(r, ROLES[r].title) for r in ROLES if r in asked and r not in worn],
        [(p, much[p.pk]) for p in people],
    )
