"""Reads that span tables: who was asked, who said something, who is silent, and which groups of actors nobody reached."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
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


def _organisations(asked: Iterable[Asked], day: date) -> dict[UUID, set[UUID]]:
    """Per row whom it reaches: the organisation, or those with a seat in the body on that day."""
    rows = list(asked)
    seats = Seat.objects.on(day).filter(body__in=[a.body_id for a in rows if a.body_id]).exclude(organisation=None)
    by_body = defaultdict(set)
    for body, organisation in seats.values_list("body", "organisation"):
        by_body[body].add(organisation)
    return {
        a.pk: {a.organisation_id} if a.organisation_id else by_body.get(a.body_id, set()) if a.body_id else set() for a in rows
    }


def is_asked(consultation: Consultation, organisation: Organisation | None, participant: Participant | None) -> bool:
    """Directly, by a seat in a body that is asked, or in a working group that is."""
    rows = list(consultation.asked.all())
    if participant is not None:
        return participant.ends is None and any(a.group_id == participant.group_id for a in rows)
    reach = _organisations(rows, consultation.opened)
    return organisation is not None and any(organisation.pk in found for found in reach.values())


def reached(consultation: Consultation) -> list[Reached]:
    """One row for each that it was sent to."""
    rows = list(consultation.asked.select_related("body", "organisation", "group"))
    reach = _organisations(rows, consultation.opened)
    known = {o.pk: o for o in Organisation.objects.filter(pk__in=set().union(*reach.values()))}
    said = set(consultation.comments.values_list("organisation", flat=True))
    nothing = set(consultation.replies.values_list("organisation", flat=True)) - said
    people = Participant.objects.filter(group__in=[a.group_id for a in rows if a.group_id]).present()
    in_group: dict[UUID, set[UUID]] = defaultdict(set)
    for group, one in people.values_list("group", "pk"):
        in_group[group].add(one)
    spoke = set(consultation.comments.values_list("participant", flat=True))
    spoke |= set(consultation.replies.values_list("participant", flat=True))
    found = []
    for row in rows:
        here = sorted((known[pk] for pk in reach[row.pk]), key=lambda o: o.search)
        members = in_group[row.group_id] if row.group_id else set()
        found.append(
            Reached(
                row,
                [o for o in here if o.pk in said],
                [o for o in here if o.pk in nothing],
                [o for o in here if o.pk not in said | nothing],
                len(members),
                len(members & spoke),
            )
        )
    return found


def waiting_for(organisation: UUID, day: date) -> QuerySet[Consultation]:
    """Open rounds that ask this organisation, in which it has said nothing, not even that it has nothing to add."""
    open_ = Consultation.objects.open_on(day).select_related("version__document").prefetch_related("asked")
    silent = open_.exclude(comments__organisation=organisation).exclude(replies__organisation=organisation)
    asks = [c.pk for c in silent if any(organisation in f for f in _organisations(c.asked.all(), c.opened).values())]
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

    for one in Consultation.objects.filter(opened__lte=day).prefetch_related("asked"):
        for several in _organisations(one.asked.all(), one.opened).values():
            for organisation in several:
                at(organisation).asked.add(organisation)
    spoken = set(Comment.objects.exclude(organisation=None).values_list("organisation", flat=True))
    spoken |= set(Reply.objects.exclude(organisation=None).values_list("organisation", flat=True))
    for organisation in spoken:
        if organisation is not None:
            at(organisation).answered.add(organisation)
    for category in Participant.objects.present().exclude(accepted=None).values_list("category", flat=True):
        found.get(category, nobody).people += 1
    return [*found.values(), nobody]
