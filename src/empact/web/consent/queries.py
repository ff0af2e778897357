"""What stands on the pages about sharing."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..kernel.models import AuditEntry, Hat, User
from ..kernel.purposes import Purpose
from ..kernel.roles import ROLES
from ..people.models import CareRelation, InformalCarer, Person, Representative
from . import matrix
from .matrix import Limit, Part
from .models import Consent, Emergency, Exclusion
from .texts import SENTENCES

__all__ = ["Sharing", "may_be_shut_out", "parties_of", "representatives_of", "sees", "sharing_of", "who_agreed_to_figures"]


@dataclass(frozen=True, slots=True)
class Sharing:
    """``kinds``: of each kind its name, its sentence and what is in force. ``history``: all there ever was, with its state."""

    kinds: list[tuple[str, Any, Any, list[Consent]]]
    exclusions: list[Exclusion]
    history: list[tuple[Consent, Any]]
    emergencies: list[Emergency]


def sharing_of(person: Person, at: datetime) -> Sharing:
    """Three queries, however much there is."""
    every = list(
        Consent.objects.filter(person=person).select_related("organisation", "party", "representative__by")
    )  # fmt: skip
    now = [one for one in every if one.is_in_force(at)]
    return Sharing(
        [(kind.value, kind.label, SENTENCES[kind], [one for one in now if one.kind == kind]) for kind in Consent.Kind],
        list(Exclusion.objects.in_force(at).filter(person=person).select_related("professional")),
        [(one, one.state_at(at)) for one in every],
        list(Emergency.objects.filter(person=person).select_related("professional")),
    )


def who_agreed_to_figures(at: datetime) -> QuerySet[Person]:
    """Persons who agree to use for research and figures; a consent for a single organisation is none for the region."""
    given = Consent.objects.in_force(at).filter(kind=Consent.Kind.SECONDARY, organisation=None, party=None).order_by()
    return Person.objects.filter(pk__in=given.values("person"), merged_into=None)


def parties_of(person: Person, at: datetime) -> QuerySet[Person]:
    """The informal carers on record, each of whom a consent may name."""
    helping = InformalCarer.objects.on(timezone.localdate(at)).filter(person=person)
    return Person.objects.filter(pk__in=helping.values("carer"))


def representatives_of(person: Person, at: datetime) -> QuerySet[Representative]:
    """Who may decide for this person today."""
    return Representative.objects.deciding(timezone.localdate(at)).filter(person=person).select_related("by")


def may_be_shut_out(person: Person, at: datetime) -> QuerySet[User]:
    """Professionals at the places that care for the person, and all who looked; not who is shut out already."""
    on = timezone.localdate(at)
    places = CareRelation.objects.on(on).filter(person=person).values_list("organisation", "team")
    here = Q(pk__in=())
    for organisation, team in places:
        here |= Q(scope_kind="organisation", scope_id=str(organisation)) | Q(scope_kind="team", scope_id=str(team))
    roles = [role.id for role in ROLES.values() if role.persons and role.scope]
    wearing = Hat.objects.worn_on(on).filter(here, role__in=roles).values("user")
    looked = AuditEntry.objects.filter(person=person.pk, purpose=Purpose.CARE).exclude(user=None).values("user")
    out = Exclusion.objects.filter(person=person, lifted_at=None).values("professional")
    found = User.objects.filter(Q(pk__in=wearing) | Q(pk__in=looked), is_active=True)
    return found.exclude(pk__in=out).exclude(as_person=person).order_by("name", "pk")


_LIMITS = {
    Limit.NONE: "",
    Limit.ALLOWED: _("if you name it"),
    Limit.OWN: _("only their own"),
    Limit.PHONE: _("only whom to call"),
    Limit.MANDATE: _("if their mandate names it"),
    Limit.NOTES: _("may add a note"),
}


def sees(rows: Iterable[matrix.Row] | None = None) -> list[tuple[Any, list[tuple[Any, Any, Any]]]]:
    """The matrix in words: each row, and of each part whether it is read or written, and within what."""
    titles = {r.id: r.title for r in ROLES.values()} | {"person": _("you"), "neighbour": _("neighbour or volunteer")}
    return [
        (
            titles[row.id],
            [
                (part.label, _WHAT[cell.read, cell.write], _LIMITS[cell.limit])
                for part in Part
                for cell in (row.cells[part.value],)
            ],
        )
        for row in (matrix.rows() if rows is None else rows)
    ]


_WHAT = {(False, False): "–", (True, False): _("reads"), (True, True): _("reads and writes"), (False, True): _("writes")}
