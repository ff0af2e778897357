"""How somebody stands to a person: each relation is a set of persons, told by the app that keeps it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any, Final

from django.db.models import QuerySet
from django.utils import timezone

from ..kernel.who import Who
from ..people.access import care_relations_of
from ..people.models import CareRelation, InformalCarer, Person, Representative

__all__ = ["Relation", "Tie", "add_source", "of_people", "ties"]


class Relation(StrEnum):
    SELF = "self"
    REPRESENTATIVE = "representative"
    TREATING = "treating"
    STAY = "stay"
    MEMBER = "member"
    COORDINATOR = "coordinator"
    MANDATE = "mandate"
    NEAR = "near"
    NEIGHBOUR = "neighbour"
    EMERGENCY = "emergency"


@dataclass(frozen=True, slots=True)
class Tie:
    """``persons``: ids of those to whom the hat stands in this relation. ``part``: for this part of the matrix only."""

    relation: Relation
    persons: QuerySet[Any, Any]
    part: str = ""


Source = Callable[[Who, datetime], Iterable[Tie]]
_SOURCES: Final[list[Source]] = []


def add_source(source: Source) -> None:
    """An app tells which relations it keeps."""
    _SOURCES.append(source)


def ties(who: Who, at: datetime) -> tuple[Tie, ...]:
    """All relations this hat may have. Nobody signed in has none."""
    if who.user_id is None or not who.role:
        return ()
    return tuple(tie for source in _SOURCES for tie in source(who, at))


def of_people(who: Who, at: datetime) -> Iterable[Tie]:
    """Oneself, whom one speaks for, helps, or treats at the place of the hat."""
    on = timezone.localdate(at)
    if who.role == "person":
        yield Tie(Relation.SELF, Person.objects.filter(user=who.user_id, merged_into=None).values("pk"))
    elif who.role == "carer":
        speaks = Representative.objects.deciding(on).filter(by__user=who.user_id)
        yield Tie(Relation.REPRESENTATIVE, speaks.values("person"))
        yield Tie(Relation.NEAR, InformalCarer.objects.on(on).filter(carer__user=who.user_id).values("person"))
    else:
        here = care_relations_of(who, on)
        stay, case = CareRelation.Kind.STAY, CareRelation.Kind.CASE
        yield Tie(Relation.TREATING, here.exclude(kind__in=(stay, case)).values("person"))
        yield Tie(Relation.STAY, here.filter(kind=stay).values("person"))
