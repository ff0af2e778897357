"""Reads that span tables: what lies in what, how many people live there, which parts no team covers, who signed what."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, Final
from uuid import UUID

from django.db.models import Count, QuerySet, Sum

from ..kernel.who import Who
from . import policies
from .models import (
    BoundaryVersion,
    Code,
    Contact,
    Declaration,
    Membership,
    Organisation,
    Population,
    Post,
    SignatureLine,
    Team,
    Territory,
)
from .states import Signature

__all__ = [
    "Coverage",
    "Figure",
    "Joined",
    "Node",
    "boundary_on",
    "coverage",
    "figure_of",
    "joined",
    "lies_in",
    "organisation_cells",
    "own_organisation",
    "parts_of",
    "people_by_function",
    "signatories",
    "signed_older_only",
    "surroundings",
    "tree",
    "within",
]

_COUNTED_IN: Final = {"municipality": ("sector", "neighbourhood"), "neighbourhood": ("sector",)}


def within(territories: Iterable[Territory], day: date) -> set[UUID]:
    """These territories and all that lies in them on a day."""
    return _below((t.pk for t in territories), _inside(day))


def _inside(day: date) -> dict[UUID, list[UUID]]:
    """What lies directly in what, all of it in one query."""
    inside: dict[UUID, list[UUID]] = defaultdict(list)
    for part, whole in Membership.objects.on(day).values_list("part_id", "whole_id"):
        inside[whole].append(part)
    return inside


def _below(tops: Iterable[UUID], inside: dict[UUID, list[UUID]]) -> set[UUID]:
    found = set(tops)
    front = list(found)
    while front:
        front = [part for whole in front for part in inside.get(whole, ()) if part not in found]
        found.update(front)
    return found


def lies_in(territory: Territory, day: date) -> list[Territory]:
    """All that this territory lies in on a day, sets included; largest first."""
    found: set[UUID] = set()
    front = {territory.pk}
    while front:
        wholes = Membership.objects.on(day).filter(part__in=front).values_list("whole_id", flat=True)
        front = set(wholes) - found
        found |= front
    order = list(Territory.Kind.values)
    return sorted(Territory.objects.filter(pk__in=found), key=lambda t: (order.index(t.kind), t.name))


def parts_of(territory: Territory, day: date) -> list[Territory]:
    """What people are counted in: the municipalities of a larger territory, the sectors of a municipality."""
    kinds = _COUNTED_IN.get(territory.kind, ("municipality",))
    inside = Territory.objects.on(day).filter(pk__in=within([territory], day)).exclude(pk=territory.pk)
    for kind in kinds:
        if parts := list(inside.filter(kind=kind)):
            return parts
    return []


def boundary_on(region: Territory, day: date) -> BoundaryVersion | None:
    """The boundaries in force on a day, by name."""
    return BoundaryVersion.objects.filter(region=region, starts__lte=day).order_by("-starts").first()


@dataclass(frozen=True, slots=True)
class Figure:
    """Inhabitants of a territory on a day. ``own``: given for the whole. ``total``: its parts of that day, added up.

    ``without``: parts that have no figure; then the total is too low, and says so.
    """

    territory: Territory
    day: date
    own: Population | None
    total: int
    parts: list[tuple[Territory, Population | None]]

    @property
    def without(self) -> list[Territory]:
        return [t for t, p in self.parts if p is None]

    @property
    def difference(self) -> int | None:
        """What was given minus the sum of the parts; ``None`` where there is nothing to compare."""
        return self.own.number - self.total if self.own and self.parts and not self.without else None

    @property
    def sources(self) -> list[tuple[date, str]]:
        return sorted({(p.on, p.source) for _t, p in self.parts if p is not None})


def figure_of(territory: Territory, day: date) -> Figure:
    """The latest figures that were known for a day on or before it."""
    parts = parts_of(territory, day)
    latest: dict[UUID, Population] = {}
    rows = Population.objects.current().filter(territory__in=[territory, *parts], on__lte=day).order_by("on")
    for row in rows:
        latest[row.territory_id] = row
    counted = [(t, latest.get(t.pk)) for t in parts]
    return Figure(territory, day, latest.get(territory.pk), sum(p.number for _t, p in counted if p), counted)


@dataclass(frozen=True, slots=True)
class Node:
    """A territory with its place in the tree."""

    territory: Territory
    depth: int


def tree(day: date) -> list[Node]:
    """Regions with all that lies in them, depth first; then what lies in no region. Sectors are left to their own page.

    A municipality stands under its zone and again under its care region: both divisions are shown.
    """
    known = {t.pk: t for t in Territory.objects.on(day).exclude(kind=Territory.Kind.SECTOR)}
    inside = {w: [p for p in parts if p in known] for w, parts in _inside(day).items() if w in known}
    lying = {p for parts in inside.values() for p in parts}
    order = list(Territory.Kind.values)
    nodes: list[Node] = []

    def add(pk: UUID, depth: int) -> None:
        nodes.append(Node(known[pk], depth))
        below = {p for child in inside.get(pk, ()) for p in inside.get(child, ())}
        for child in sorted(inside.get(pk, ()), key=lambda c: (order.index(known[c].kind), known[c].name)):
            if child not in below:  # it is shown one step lower
                add(child, depth + 1)

    for pk in sorted((pk for pk in known if pk not in lying), key=lambda c: (order.index(known[c].kind), known[c].name)):
        add(pk, 0)
    return nodes


@dataclass(frozen=True, slots=True)
class Coverage:
    """Which teams work in each part of a region; ``gaps`` has none."""

    parts: list[tuple[Territory, list[Team]]]

    @property
    def gaps(self) -> list[Territory]:
        return [t for t, teams in self.parts if not teams]


def coverage(region: Territory, day: date) -> Coverage:
    """Neighbourhood teams per smallest part that the region knows: sectors, else neighbourhoods, else municipalities."""
    inside = _inside(day)
    known = Territory.objects.on(day).filter(pk__in=_below([region.pk], inside))
    parts: list[Territory] = []
    for kind in ("sector", "neighbourhood", "municipality"):
        if parts := list(known.filter(kind=kind)):
            break
    working: dict[UUID, list[Team]] = defaultdict(list)
    for team in Team.objects.on(day).filter(kind=Team.Kind.NEIGHBOURHOOD).prefetch_related("territories"):
        for pk in _below((t.pk for t in team.territories.all()), inside):
            working[pk].append(team)
    return Coverage([(t, working[t.pk]) for t in parts])


def signatories(kind: str) -> dict[UUID, set[int]]:
    """Organisation to the versions of a text it has signed and not withdrawn, whatever the language."""
    state: dict[tuple[UUID, UUID], tuple[int, str]] = {}
    lines = SignatureLine.objects.filter(declaration__kind=kind, organisation__merged_into=None).order_by("at", "pk")
    for organisation, declaration, version, move in lines.values_list(
        "organisation_id", "declaration_id", "declaration__version", "move"
    ):
        state[organisation, declaration] = (version, move)
    signed: dict[UUID, set[int]] = defaultdict(set)
    for (organisation, _declaration), (version, move) in state.items():
        if move == SignatureLine.Move.SIGN:
            signed[organisation].add(version)
    return dict(signed)


def signed_older_only(kind: str, signed: Mapping[UUID, set[int]]) -> list[Organisation]:
    """Of the :func:`signatories` of a text, who signed an earlier version and not the one in force."""
    newest = Declaration.objects.filter(kind=kind).order_by("-version").values_list("version", flat=True).first()
    old = [pk for pk, versions in signed.items() if newest not in versions]
    return list(Organisation.objects.filter(pk__in=old))


@dataclass(frozen=True, slots=True)
class Joined:
    """What an organisation takes part in. ``texts``: each text in force, and whether it has signed that."""

    organisation: Organisation
    places: list[Territory]
    texts: list[tuple[Declaration, bool]]
    partners: int


def joined(organisation: Organisation, day: date) -> Joined:
    """Where it works, what it signed or can sign, and with how many others."""
    home = organisation.municipality
    newest: dict[tuple[str, str], Declaration] = {}
    for text in Declaration.objects.filter(published__lte=day).order_by("version"):
        newest[text.kind, text.language] = text
    return Joined(
        organisation,
        [home, *lies_in(home, day)] if home else [],
        [(t, policies.signature_of(organisation, t) == Signature.SIGNED) for t in newest.values()],
        Organisation.objects.kept().on(day).exclude(pk=organisation.pk).count(),
    )


def own_organisation(who: Who) -> Organisation | None:
    """That of the hat worn now."""
    return Organisation.objects.filter(pk=who.scope_id).first() if who.scope_kind == "organisation" else None


def organisation_cells(rows: QuerySet[Organisation], day: date) -> Iterator[tuple[Any, ...]]:
    """Rows of the file of organisations, in the order of its columns: what goes out can come in again.

    Three queries however many rows there are, and no objects.
    """
    these = rows.order_by().values("pk")
    works_in: dict[UUID, list[str]] = defaultdict(list)
    links = Organisation.works_in.through._default_manager.filter(organisation__in=these)
    for organisation, code in links.order_by("territory__name").values_list("organisation_id", "territory__code"):
        works_in[organisation].append(code)
    contacts = Contact.objects.on(day).filter(function__code="contact", organisation__in=these).order_by("-starts")
    reach = {c[0]: c[1:] for c in contacts.values_list("organisation_id", "mailbox", "phone")}
    fields = ("name", "short_name", "kbo", "riziv", "number_reason", "category__code", "actor_type__code", "sector__code",
              "line", "street", "postcode", "website", "pk")  # fmt: skip
    for *before, website, pk in rows.values_list(*fields):
        yield (*before, " ".join(works_in.get(pk, ())), website, *reach.get(pk, ("", "")))


def people_by_function(day: date) -> list[tuple[Code, int, Decimal | None]]:
    """How many different people held each function on a day, and how many full-time equivalents together, as far as said."""
    rows = Post.objects.on(day).order_by().values("function")
    counted = {r["function"]: r for r in rows.annotate(n=Count("practitioner", distinct=True), fte=Sum("fte_proportion"))}
    codes = Code.objects.filter(pk__in=counted)
    fte = {pk: None if r["fte"] is None else r["fte"].quantize(Decimal("0.01")) for pk, r in counted.items()}
    return [(code, counted[code.pk]["n"], fte[code.pk]) for code in codes]


def surroundings(territories: Iterable[Territory], day: date) -> dict[UUID, set[UUID]]:
    """Each of them to itself, all that it lies in and all that lies in it on a day: where somebody who lives there may go.

    One question, however many there are.
    """
    inside, above = _inside(day), defaultdict[UUID, list[UUID]](list)
    for whole, parts in inside.items():
        for part in parts:
            above[part].append(whole)
    return {t.pk: _below([t.pk], inside) | _below([t.pk], above) for t in territories}
