"""May this hat read or write this part of this person, now? Asked here, and nowhere else.

A relation, a consent in force, no exclusion, and a cell of the matrix: all four, or a sentence that says which one failed.
:func:`may_read` answers for one person, :func:`readable` is the same answer as a condition on persons, for lists, and
:func:`read_of` for several parts of persons who are known already, with one look at the facts.
A look in an emergency opens one person, and is never in a list.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cache
from typing import Any, Final
from uuid import UUID

from django.db.models import CharField, Q, QuerySet, Value
from django.http import Http404
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ..kernel import audit, region
from ..kernel.problems import Denied
from ..kernel.purposes import Purpose
from ..kernel.roles import CITIZENS
from ..kernel.who import Who
from ..people.models import Person
from . import matrix
from .matrix import Limit, Part, Row
from .models import Consent, Emergency, Exclusion
from .parts import parts_of
from .relations import Relation, Tie, ties

__all__ = [
    "Decision", "Facts", "Given", "Sheet", "check_may_read", "check_may_write", "decide", "decides", "facts_of", "may_read",
    "may_write", "opened", "read_of", "readable", "sheet_of", "shut_out", "writable",
]  # fmt: skip

OWN_ROWS: Final = frozenset({"person", "carer", "neighbour"})
"""Rows of who is here for themselves or for somebody near; all other rows are for care."""
_DECIDING: Final = (Relation.SELF, Relation.REPRESENTATIVE)
_NEVER: Final = Q(pk__in=())
_AT_ONCE: Final = 500
"""Persons in one question: a database takes only so many values."""


@dataclass(frozen=True, slots=True)
class Decision:
    """``limit``: within what, where it is allowed. ``sentence`` says why, to whoever asked."""

    allowed: bool
    sentence: Any
    limit: Limit = Limit.NONE

    def __bool__(self) -> bool:
        return self.allowed


@dataclass(frozen=True, slots=True)
class Given:
    """A consent that is in force and meant for this hat: its kind, and the parts it names (none: the usual ones)."""

    kind: str
    parts: frozenset[str] = frozenset()

    def covers(self, part: str, named: bool) -> bool:
        return part in self.parts if self.parts else not named


@dataclass(frozen=True, slots=True)
class Facts:
    """All that an answer hangs on. ``ties``: (relation, part): the part is empty where the relation is for all of them."""

    role: str
    ties: frozenset[tuple[Relation, str]] = frozenset()
    given: tuple[Given, ...] = ()
    excluded: bool = False
    closed: frozenset[tuple[str, str]] = frozenset()

    @property
    def relations(self) -> frozenset[Relation]:
        return frozenset(relation for relation, part in self.ties if not part)


_NO_ROLE: Final = Decision(False, _("In the role you work in now, you do not see care plans."))
_NO_RELATION: Final = Decision(False, _("You are not in the care team of this person, and you do not treat them."))
_EXCLUDED: Final = Decision(False, _("This person does not share this with you."))
_NO_PART: Final = Decision(False, _("Your role does not see this part."))
_NO_CONSENT: Final = Decision(False, _("This person has not agreed to share this."))
_YES: Final = _("You are in the care team or treat this person, and they agreed to share this.")
_OWN: Final = _("This is your own plan, or that of somebody you decide for.")
_URGENT: Final = _("You look in an emergency. The person and the data-protection officer read why.")


def decide(facts: Facts, part: str, *, write: bool = False) -> Decision:
    """The answer, from the facts alone. Where several rows fit, the one that opens most is taken."""
    relations = facts.relations
    rows = [row for row in matrix.rows() if row.fits(facts.role, relations)]
    own = any(row.id == "person" for row in rows)
    if facts.excluded and not own:
        return _EXCLUDED
    found: list[Decision] = []
    missed = _NO_PART
    for row in rows:
        cell = row.cells[part]
        if not (cell.write if write else cell.read) or (row.id, part) in facts.closed:
            continue
        if cell.limit == Limit.MANDATE and (Relation.MANDATE, part) not in facts.ties:
            continue
        named = cell.limit == Limit.ALLOWED
        if row.consent and not any(one.kind == row.consent and one.covers(part, named) for one in facts.given):
            missed = _NO_CONSENT
            continue
        kept = cell.limit if cell.limit in (Limit.OWN, Limit.PHONE, Limit.NOTES) else Limit.NONE
        found.append(Decision(True, _OWN if row.id == "person" else _YES, kept))
    if found:
        return min(found, key=lambda one: one.limit != Limit.NONE)
    if Relation.EMERGENCY in relations and not write and part in matrix.emergency_parts():
        if any(facts.role in row.roles and row.cells[part].read and row.id not in OWN_ROWS for row in matrix.rows()):
            return Decision(True, _URGENT)
    if rows:
        return missed
    return _NO_RELATION if any(facts.role in row.roles for row in matrix.rows()) else _NO_ROLE


def facts_of(who: Who, person: Person | UUID, at: datetime) -> Facts:
    """Five questions to the database, whatever is asked of the answer."""
    return _with_urgent(who, _pk(person), at, _urgent(who, _pk(person), at))


def decides(who: Who, person: Person | UUID, at: datetime) -> bool:
    """The person, or who may decide for them."""
    return bool(_met((tie for tie in ties(who, at) if tie.relation in _DECIDING), (_pk(person),)))


def may_read(who: Who, person: Person | UUID, part: str, at: datetime) -> Decision:
    """May the hat worn now read this part of this person? With the sentence that says why, or why not."""
    return decide(facts_of(who, person, at), part)


def may_write(who: Who, person: Person | UUID, part: str, at: datetime) -> Decision:
    """As :func:`may_read`, to add or change."""
    return decide(facts_of(who, person, at), part, write=True)


def check_may_read(who: Who, person: Person | UUID, part: str, at: datetime) -> Decision:
    """Raises :class:`Denied` with the sentence."""
    return _checked(may_read(who, person, part, at))


def check_may_write(who: Who, person: Person | UUID, part: str, at: datetime) -> Decision:
    """Raises :class:`Denied` with the sentence."""
    return _checked(may_write(who, person, part, at))


@dataclass(frozen=True, slots=True)
class Sheet:
    """Every answer about one person, from one look at the facts: what a page shows, and which buttons it has.

    ``listed``: the parts that are read in a list, too: not those that a look in an emergency opens.
    """

    read: Mapping[str, Decision]
    write: Mapping[str, Decision]
    relations: frozenset[Relation]
    listed: frozenset[str]

    @property
    def parts(self) -> tuple[str, ...]:
        """The parts that may be read, in the order of the matrix."""
        return tuple(part for part in Part.values if self.read[part])

    @property
    def whole(self) -> tuple[str, ...]:
        """The parts that are read without a limit: all there is of them."""
        return tuple(part for part in self.parts if self.read[part].limit == Limit.NONE)

    @property
    def hidden(self) -> tuple[str, ...]:
        return tuple(part for part in Part.values if not self.read[part])


def sheet_of(who: Who, person: Person | UUID, at: datetime) -> Sheet:
    return _sheet(facts_of(who, person, at))


def opened(
    pk: UUID,
    *,
    who: Who,
    at: datetime,
    parts: Iterable[str],
    shown: str,
    writes: str = "",
    whole: bool = False,
    reason: str = "",
) -> tuple[Person, Sheet]:
    """The person and what of it may be shown, with the line that says who looked at ``shown``.

    ``writes``: a part that must be writable, for a form; ``whole``: one of ``parts`` must be read without a limit.
    Nobody, and one of whom this is not so, give the same answer: it does not exist. Raises :class:`Http404`.
    Who cares for the person, and therefore knows them already, reads what is missing. Raises :class:`Denied`.
    """
    person = Person.objects.filter(pk=pk, merged_into=None).select_related("municipality").first()
    if person is None:
        raise Http404
    urgent, wanted = _urgent(who, pk, at), tuple(parts)
    sheet = _sheet(_with_urgent(who, pk, at, urgent))
    if not set(wanted) & set(sheet.whole if whole else sheet.parts):
        raise _missing(sheet.read[wanted[0]], who, pk, at)
    if writes and not sheet.write[writes]:
        raise _missing(sheet.write[writes], who, pk, at)
    purpose = Purpose.OWN if who.role in CITIZENS else Purpose.CARE
    why = reason or (urgent[0].reason if urgent else "")
    audit.seen((pk,), by=who, at=at, purpose=purpose, part=shown, reason=why)
    return person, sheet


def readable(who: Who, part: str, at: datetime) -> Q:
    """The persons of whom this part may be read: the condition that says the same as :func:`may_read`, for lists."""
    return _condition(who, part, at, write=False)


def read_of(who: Who, persons: Iterable[UUID], parts: Iterable[str], at: datetime) -> dict[str, set[UUID]]:
    """Of each part, those of ``persons`` of whom it may be read: the same as :func:`readable`, part by part.

    Four questions for each 500 persons, however many parts.
    """
    ids, answer = list(persons), cache(decide)  # many stand alike to whoever asks
    found: dict[str, set[UUID]] = {part: set() for part in parts}
    for first in range(0, len(ids), _AT_ONCE):
        for pk, facts in _facts(who, ids[first : first + _AT_ONCE], at).items():
            for part, those in found.items():
                if answer(facts, part):
                    those.add(pk)
    return found


def writable(who: Who, part: str, at: datetime) -> Q:
    """The persons of whom this part may be written."""
    return _condition(who, part, at, write=True)


def shut_out(who: Who, on: date) -> QuerySet[Any, Any]:
    """Ids of the persons who do not want whoever asks to look at all."""
    return Exclusion.objects.filter(professional=who.user_id, lifted_at=None).values("person")


def _condition(who: Who, part: str, at: datetime, *, write: bool) -> Q:
    held: defaultdict[tuple[Relation, str], Q] = defaultdict(lambda: _NEVER)
    for tie in ties(who, at):
        held[tie.relation, tie.part] |= Q(pk__in=tie.persons)
    if not held:
        return _NEVER
    shut = _closed()
    own, others = _NEVER, _NEVER
    for row in matrix.rows():
        cell = row.cells[part]
        if not (cell.write if write else cell.read) or (row.id, part) in shut:
            continue
        tied = _NEVER
        for relation in _of_row(row, who.role):
            tied |= held[relation, ""]
        if cell.limit == Limit.MANDATE:
            tied &= held[Relation.MANDATE, part]
        if row.consent:
            named = Q(scope__contains=f"|{part}|") | (Q(scope="") if cell.limit != Limit.ALLOWED else _NEVER)
            consents = Consent.objects.in_force(at).filter(_meant_for(who), named, kind=row.consent)
            tied &= Q(pk__in=consents.values("person"))
        if row.id == "person":
            own |= tied
        else:
            others |= tied
    excluded = Exclusion.objects.in_force(at).filter(professional=who.user_id).values("person")
    mine = _NEVER  # who decides for a person is not shut out in another relation to the same person
    for relation in _DECIDING:
        mine |= held[relation, ""]
    return own | (others & (mine | ~Q(pk__in=excluded)))


def _of_row(row: Row, role: str) -> Iterator[Relation]:
    if row.holder is not None:
        yield row.holder
    if role in row.roles:
        yield from row.relations


def _meant_for(who: Who) -> Q:
    """Consents for everybody of their kind, for the organisation of the hat, or for this very carer or neighbour."""
    here = Q(organisation=None)
    if who.scope_kind == "organisation" and who.scope_id:
        here |= Q(organisation=who.scope_id)
    return here & (Q(party=None) | Q(party__user=who.user_id))


def _facts(who: Who, ids: Collection[UUID], at: datetime) -> dict[UUID, Facts]:
    """Of each of these persons, apart from a look in an emergency. Four questions for all of them."""
    met = _met(ties(who, at), ids)
    given: defaultdict[UUID, list[Given]] = defaultdict(list)
    meant = Consent.objects.in_force(at).filter(_meant_for(who), person__in=ids).order_by()
    for pk, kind, scope in meant.values_list("person", "kind", "scope"):
        given[pk].append(Given(kind, parts_of(scope)))
    out = Exclusion.objects.in_force(at).filter(person__in=ids, professional=who.user_id).order_by()
    shut, closed = set(out.values_list("person", flat=True)), _closed()
    return {pk: Facts(who.role, frozenset(met.get(pk, ())), tuple(given[pk]), pk in shut, closed) for pk in ids}


def _urgent(who: Who, pk: UUID, at: datetime) -> list[Emergency]:
    """Looks of whoever asks that are open now, in whichever hat."""
    return list(Emergency.objects.open_at(at).filter(person=pk, professional=who.user_id)) if who.user_id else []


def _with_urgent(who: Who, pk: UUID, at: datetime, urgent: Iterable[Emergency]) -> Facts:
    facts = _facts(who, (pk,), at)[pk]
    if any(look.role == who.role for look in urgent):
        return replace(facts, ties=facts.ties | {(Relation.EMERGENCY, "")})
    return facts


def _sheet(facts: Facts) -> Sheet:
    usual = replace(facts, ties=facts.ties - {(Relation.EMERGENCY, "")})
    return Sheet(
        {part: decide(facts, part) for part in Part.values},
        {part: decide(facts, part, write=True) for part in Part.values},
        facts.relations,
        frozenset(part for part in Part.values if decide(usual, part)),
    )


def _met(held: Iterable[Tie], ids: Collection[UUID]) -> dict[UUID, set[tuple[Relation, str]]]:
    """Of these ties, those to each of these persons, with one question. Whom there is none to is not in it."""
    met = []
    for tie in held:
        column = _field(tie.persons)
        those = tie.persons.filter(**{f"{column}__in": ids}).order_by()
        said = {"_relation": Value(tie.relation.value, CharField()), "_part": Value(tie.part, CharField())}
        met.append(those.annotate(**said).values_list(column, *said))
    found: defaultdict[UUID, set[tuple[Relation, str]]] = defaultdict(set)
    for pk, relation, part in met[0].union(*met[1:]) if met else ():
        found[pk].add((Relation(relation), part))
    return found


def _pk(person: Person | UUID) -> UUID:
    return person.pk if isinstance(person, Person) else person


def _closed() -> frozenset[tuple[str, str]]:
    return matrix.closed(str(region.read("consent.closed")))


def _field(persons: QuerySet[Any, Any]) -> str:
    """The one column a set of persons is made of."""
    return "pk" if persons.model is Person else "person"


def _missing(decision: Decision, who: Who, pk: UUID, at: datetime) -> Exception:
    if not Person.objects.visible_to(who, Purpose.CARE, timezone.localdate(at)).filter(pk=pk).exists():
        return Http404()
    return Denied(decision.sentence, _("Talk with them, and write down what they say on the page about consent."))


def _checked(decision: Decision) -> Decision:
    if not decision:
        raise Denied(decision.sentence)
    return decision
