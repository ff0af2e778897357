"""Reading persons: each read starts from who may be seen, and leaves a line that the person can read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Set
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Final
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...terms.errors import UserError
from ...terms.identifiers import Insz, check_insz
from ..kernel import audit, scopes
from ..kernel.models import AuditEntry, User
from ..kernel.purposes import Purpose
from ..kernel.roles import ROLES
from ..kernel.who import Who
from ..territory.search import fold
from . import insz
from .models import Buddy, CareRelation, InformalCarer, Person, Representative

__all__ = [
    "FOUND_AT_MOST",
    "Look",
    "Page",
    "by_number",
    "find",
    "helpers_seen",
    "looks",
    "looks_of",
    "open_page",
    "open_person",
    "page_of",
    "persons_seen",
    "say_about",
    "say_parts",
    "speaks_for",
]

FOUND_AT_MOST: Final = 50
PARTS: Final[dict[str, Any]] = {
    "list": _("name in a list"),
    "search": _("name after a search"),
    "header": _("name, contact and who helps"),
    "number": _("national number in full"),
    "near": _("name and phone, as somebody who helps"),
    "worklist": _("name on a list with a reason"),
    "sign_up": _("name and phone, signed up for a group activity"),
    "looks": _("who looked"),
    "edit": _("name and address, to correct them"),
    "merge": _("name, to put double records together"),
}
CHANGES: Final[dict[str, Any]] = {
    "people.person_added": _("made the record"),
    "people.person_corrected": _("corrected name, address or contact"),
    "people.account_linked": _("linked an account"),
    "people.account_unlinked": _("took the account off"),
    "people.care_relation_begun": _("began to care"),
    "people.care_relation_ended": _("ended care"),
    "people.carer_added": _("added an informal carer"),
    "people.carer_ended": _("ended an informal carer"),
    "people.representative_added": _("added a representative"),
    "people.representative_ended": _("ended a representative"),
    "people.persons_merged": _("put two records together"),
    "people.merge_undone": _("took two records apart"),
    "people.handover_moved": _("said what was agreed after a list"),
    "people.sign_up_moved": _("changed a sign-up for a group activity"),
    "people.buddy_linked": _("linked a buddy"),
    "people.buddy_ended": _("ended a buddy link"),
}


STAND_OUT: Final[set[str]] = set()
"""Parts and changes that a person should not miss."""


def say_parts(parts: Mapping[str, Any], changes: Mapping[str, Any], stand_out: Iterable[str] = ()) -> None:
    """An app tells in which words its reads and writes stand in 'who looked'."""
    PARTS.update(parts)
    CHANGES.update(changes)
    STAND_OUT.update(stand_out)


_ABOUT: Final[dict[str, Callable[[Set[UUID]], Iterable[str]]]] = {}


def say_about(event: str, words: Any, subjects: Callable[[Set[UUID]], Iterable[str]]) -> None:
    """An app tells which event is a look at a thing that is about a person and does not name them, in which words it stands
    in 'who looked', and (``subjects``) which of these things a person knows of. Only the person reads these looks.
    """
    CHANGES[event] = words
    _ABOUT[event] = subjects


def by_number(number: Insz, family_name: str) -> Person | None:
    """The one with this national number, if the family name fits, as on the card in somebody's hand."""
    person = Person.objects.filter(insz_index=insz.index(number), merged_into=None).first()
    return person if person is not None and fold(person.family_name) == fold(family_name) else None


def open_person(pk: UUID, *, who: Who, purpose: Purpose, at: datetime, part: str, reason: str = "") -> Person:
    """One person, and the line that says so. Whoever may not see the person gets the same answer as for nobody."""
    person = _visible(pk, who=who, purpose=purpose, at=at)
    audit.seen((person.pk,), by=who, at=at, purpose=purpose, part=part, reason=reason)
    return person


def _visible(pk: UUID, *, who: Who, purpose: Purpose, at: datetime) -> Person:
    people = Person.objects.visible_to(who, purpose, timezone.localdate(at), pk)
    person = people.select_related("municipality").first()
    if person is None:
        raise Http404
    return person


def persons_seen(
    people: Iterable[Person], *, who: Who, purpose: Purpose, at: datetime, part: str = "list", reason: str = ""
) -> list[Person]:
    """The same people, each with a line."""
    shown = list(people)
    audit.seen((p.pk for p in shown), by=who, at=at, purpose=purpose, part=part, reason=reason)
    return shown


def find(asked: str, *, who: Who, purpose: Purpose, on: date) -> QuerySet[Person]:
    """By name (each word stands in one of the names) or, where a whole national number was typed, by that."""
    people = Person.objects.visible_to(who, purpose, on)
    try:
        number = check_insz(asked, today=on)
    except UserError:
        pass
    else:
        return people.filter(insz_index=insz.index(number))
    words = fold(asked).split()
    if not words:
        return people.none()
    for word in words:
        people = people.filter(search__contains=word)
    return people


def cared_for_as(kind: str, *, who: Who, on: date) -> Exists:
    """A condition on persons: this kind of care, at the organisation or team of the hat, on this day."""
    here = {f"{who.scope_kind}_id": who.scope_id}
    return Exists(CareRelation.objects.on(on).filter(person=OuterRef("pk"), kind=kind, **here))


@dataclass(frozen=True, slots=True)
class Page:
    """What stands on the page of a person; of each relation, whether it is with the place of the hat.

    Who keeps the register sees none of them: they tell of care.
    """

    person: Person
    age: int | None
    number: str
    representatives: list[Representative]
    carers: list[InformalCarer]
    buddies: list[Buddy]
    relations: list[tuple[CareRelation, bool]]


def open_page(pk: UUID, *, who: Who, purpose: Purpose, at: datetime, part: str, reason: str = "") -> Page:
    """As :func:`open_person`, with what stands on the page: the lines of the person and of who helps, in one stroke."""
    person = _visible(pk, who=who, purpose=purpose, at=at)
    shown = page_of(person, who=who, purpose=purpose, on=timezone.localdate(at))
    near = {"near": _helpers(shown, who)}
    audit.seen((person.pk,), by=who, at=at, purpose=purpose, part=part, reason=reason, also=near)
    return shown


def helpers_seen(shown: Page, *, who: Who, purpose: Purpose, at: datetime) -> None:
    """Names and phones of those who help stand on the page of a person: each of them can read who saw that, too."""
    audit.seen(_helpers(shown, who), by=who, at=at, purpose=purpose, part="near")


def _helpers(shown: Page, who: Who) -> list[UUID]:
    """Who helps, except whoever looks."""
    near = {one.carer for one in shown.carers} | {one.by for one in shown.representatives}
    near |= {one.buddy for one in shown.buddies}
    return sorted(one.pk for one in near if one.user_id is None or one.user_id != who.user_id)


def page_of(person: Person, *, who: Who, purpose: Purpose, on: date) -> Page:
    """Five queries, however much there is."""
    helping = purpose != Purpose.ADMINISTRATION
    relations = CareRelation.objects.on(on).filter(person=person).select_related("organisation", "team", "professional")
    return Page(
        person,
        person.age_on(on),
        insz.masked(person),
        list(Representative.objects.on(on).filter(person=person).select_related("by")) if helping else [],
        list(InformalCarer.objects.on(on).filter(person=person).select_related("carer")) if helping else [],
        list(Buddy.objects.on(on).filter(person=person).select_related("buddy")) if helping else [],
        [(r, who.at("organisation", r.organisation_id) or who.at("team", r.team_id)) for r in relations] if helping else [],
    )


@dataclass(frozen=True, slots=True)
class Look:
    """One line of who looked, in words."""

    at: datetime
    who: str
    role: Any
    place: str
    part: Any
    purpose: Any
    reason: str
    is_change: bool
    stands_out: bool


def looks(person: Person, *, to_themselves: bool = False) -> QuerySet[AuditEntry]:
    """All that was seen or changed, newest first, also of records that were put together with this one; not the own looks.

    ``to_themselves``: the person reads it, and so also who read what was told about them and they know of.
    """
    ids, more = {person.pk}, {person.pk}
    while more:  # a record may have taken in one that had taken in another
        more = set(Person.objects.filter(merged_into__in=more).values_list("pk", flat=True)) - ids
        ids |= more
    shown = Q(person__in=ids)
    for event, subjects in _ABOUT.items() if to_themselves else ():
        if found := list(subjects(ids)):
            shown |= Q(event=event, subject__in=found)
    lines = AuditEntry.objects.filter(shown).order_by("-seq")
    return lines.exclude(user=person.user_id) if person.user_id else lines


def looks_of(lines: Iterable[AuditEntry]) -> list[Look]:
    """In words. The names of professionals and places are looked up together."""
    lines = list(lines)
    names = dict(User.objects.filter(pk__in={e.user for e in lines if e.user}).values_list("pk", "name"))
    places = scopes.names_of({e.scope for e in lines})
    purposes = dict(Purpose.choices)
    return [
        Look(
            e.at,
            names.get(e.user, "EMPACT") if e.user else "EMPACT",
            ROLES[e.role].title if e.role in ROLES else "",
            places.get(e.scope, ""),
            _what(e),
            purposes.get(e.purpose, ""),
            e.reason,
            e.kind == AuditEntry.Kind.WRITE and e.event not in _ABOUT,
            bool(STAND_OUT & {e.part, e.event}),
        )
        for e in lines
    ]


def _what(entry: AuditEntry) -> Any:
    if entry.kind == AuditEntry.Kind.READ:
        return PARTS.get(entry.part, _("the record"))
    return CHANGES.get(entry.event, _("changed something"))


def speaks_for(who: Who, page: Page) -> bool:
    """May whoever asks decide for this person? A person of trust may not."""
    return any(row.by.user_id == who.user_id and row.kind in Representative.DECIDING for row in page.representatives)
