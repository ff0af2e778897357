"""Reads that span tables: who was asked, who said something, who is silent, and which groups of actors nobody reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet

from ..governance.models import Seat
from ..territory.models import Code, Organisation
from .models import Asked, Comment, Consultation, Document, Paragraph, Participant, Reply

__all__ = [
    "Involved", "Reached", "changes_of", "involvement", "is_asked", "later_paragraphs", "own_participations", "reached",
    "waiting_for",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reached:
    """Whom a round was sent to, who of them said something or had nothing to add, and who is silent: that says nothing.

    Of a working group only numbers: who takes part is not named.
    """

    asked: Asked
    said: list[Organisation]
    nothing: list[Organisation]
    silent: list[Organisation]
    people: int = 0
    spoke: int = 0

    @property
    def answered(self) -> int:
        return len(self.said) + len(self.nothing) + self.spoke


@dataclass(slots=True)
class Involved:
    """A category of actors: its partners, those that were asked, that answered, and people in working groups."""

    category: Code | None
    partners: int = 0
    asked: set[UUID] = field(default_factory=set)
    answered: set[UUID] = field(default_factory=set)
    people: int = 0

    @property
    def is_missing(self) -> bool:
        return not self.asked and not self.answered and not self.people


def _reach(rounds: Collection[Consultation]) -> dict[UUID, dict[UUID, set[UUID]]]:
    """Per round and row of it whom it reaches: the organisation, or those with a seat in the body when the round opened."""
    opened = {c.pk: c.opened for c in rounds}
    rows: list[Any] = list(
        Asked.objects.filter(consultation__in=opened).values_list("consultation", "pk", "organisation", "body")
    )
    seats = defaultdict(list)
    held = Seat.objects.filter(body__in={body for *_rest, body in rows}).exclude(organisation=None)
    for body, organisation, starts, ends in held.values_list("body", "organisation", "starts", "ends"):
        seats[body].append((organisation, starts, ends))
    found: dict[UUID, dict[UUID, set[UUID]]] = {pk: {} for pk in opened}
    for round_, pk, organisation, body in rows:
        day = opened[round_]
        there = {o for o, starts, ends in seats.get(body, ()) if starts <= day and (ends is None or day <= ends)}
        found[round_][pk] = {organisation} if organisation is not None else there
    return found


def is_asked(consultation: Consultation, organisation: Organisation | None, participant: Participant | None) -> bool:
    """Directly, by a seat in a body that is asked, or in a working group that is."""
    if participant is not None:
        return participant.ends is None and consultation.asked.filter(group=participant.group_id).exists()
    reach = _reach([consultation])[consultation.pk]
    return organisation is not None and any(organisation.pk in found for found in reach.values())


def reached(*rounds: Consultation) -> dict[UUID, list[Reached]]:
    """Per round one row for each that it was sent to."""
    reach = _reach(rounds)
    rows = Asked.objects.filter(consultation__in=reach).select_related("body", "organisation", "group")
    ids = {pk for of_round in reach.values() for found in of_round.values() for pk in found}
    known = {o.pk: o for o in Organisation.objects.filter(pk__in=ids)}
    said, nothing, spoke = defaultdict(set), defaultdict(set), defaultdict(set)
    for round_, organisation, participant in Comment.objects.filter(consultation__in=reach).values_list(*_BY):
        said[round_].add(organisation)
        spoke[round_].add(participant)
    for round_, organisation, participant in Reply.objects.filter(consultation__in=reach).values_list(*_BY):
        nothing[round_].add(organisation)
        spoke[round_].add(participant)
    in_group: dict[UUID, set[UUID]] = defaultdict(set)
    people = Participant.objects.filter(group__asked__consultation__in=reach).present()
    for group, one in people.values_list("group", "pk"):
        in_group[group].add(one)
    told: dict[UUID, list[Reached]] = {pk: [] for pk in reach}
    for row in rows:
        here = sorted((known[pk] for pk in reach[row.consultation_id][row.pk]), key=lambda o: o.search)
        by, quiet = said[row.consultation_id], nothing[row.consultation_id] - said[row.consultation_id]
        members = in_group[row.group_id] if row.group_id else set()
        told[row.consultation_id].append(
            Reached(
                row,
                [o for o in here if o.pk in by],
                [o for o in here if o.pk in quiet],
                [o for o in here if o.pk not in by | quiet],
                len(members),
                len(members & spoke[row.consultation_id]),
            )
        )
    return told


_BY = ("consultation", "organisation", "participant")


def waiting_for(organisation: UUID, day: date) -> QuerySet[Consultation]:
    """Open rounds that ask this organisation, in which it has said nothing, not even that it has nothing to add."""
    open_ = Consultation.objects.open_on(day).select_related("version__document")
    silent = open_.exclude(comments__organisation=organisation).exclude(replies__organisation=organisation)
    asks = [pk for pk, rows in _reach(silent).items() if any(organisation in found for found in rows.values())]
    return open_.filter(pk__in=asks)


def own_participations(user: UUID | None) -> QuerySet[Participant]:
    """What somebody takes part in, or was invited to."""
    return Participant.objects.filter(user=user).select_related("group") if user else Participant.objects.none()


def later_paragraphs(comment: Comment) -> QuerySet[Paragraph]:
    """Where a comment may have been taken up: the later versions of its document, the last one first."""
    version = comment.consultation.version
    later = Q(version__major__gt=version.major) | Q(version__major=version.major, version__minor__gt=version.minor)
    rows = Paragraph.objects.filter(later, version__document=version.document_id).select_related("version")
    return rows.order_by("-version__major", "-version__minor", "number")


def changes_of(document: Document) -> QuerySet[Comment]:
    """Comments of all its rounds, with what became of each."""
    related = ("consultation__version", "paragraph", "organisation", "participant__group", "change__version")
    return Comment.objects.filter(consultation__version__document=document).select_related(*related).order_by("at", "number")


def involvement(day: date) -> list[Involved]:
    """Each category of actors in its order, and last those without one."""
    found = {c.pk: Involved(c) for c in Code.objects.current(Code.List.CATEGORY, day)}
    nobody = Involved(None)
    of: dict[UUID, UUID | None] = dict(Organisation.objects.kept().values_list("pk", "category"))
    for category in of.values():
        (found.get(category, nobody) if category else nobody).partners += 1

    def at(organisation: UUID) -> Involved:
        category = of.get(organisation)
        return found.get(category, nobody) if category else nobody

    for rows in _reach(Consultation.objects.filter(opened__lte=day)).values():
        for organisation in set().union(*rows.values()):
            at(organisation).asked.add(organisation)
    spoken = set(Comment.objects.exclude(organisation=None).values_list("organisation", flat=True))
    spoken |= set(Reply.objects.exclude(organisation=None).values_list("organisation", flat=True))
    for organisation in spoken:
        if organisation is not None:
            at(organisation).answered.add(organisation)
    for category in Participant.objects.present().exclude(accepted=None).values_list("category", flat=True):
        found.get(category, nobody).people += 1
    return [*found.values(), nobody]
