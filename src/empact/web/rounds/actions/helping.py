"""Help for one person: asked, offered, started, ended; and the places an organisation says it has."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from ...care.shared import check_writes
from ...consent.matrix import Part
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import check_has_come
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from ...territory.models import Code, Organisation
from .. import policies
from ..events import HelpMoved, PlacesSaid
from ..models import FreePlaces, HelpRequest, HelpStep
from ..permissions import SAY_PLACES, WORK

__all__ = ["ask_help", "move_help", "say_places"]


@transaction.atomic
def ask_help(
    *, person: Person, kind: Code, asked_on: date, organisation: Organisation | None = None, by: Who, at: datetime
) -> HelpRequest:
    """By somebody of the care team. ``organisation``: nobody, where it is asked of anybody who has room."""
    check_may(by, WORK, Purpose.CARE)
    check_writes(person, Part.TASKS, by, at)
    today = timezone.localdate(at)
    check_has_come(asked_on, today)
    policies.check_kind(kind, today)
    asker = policies.check_in_care_team(person, by, today)
    Person.objects.select_for_update(of=("self",)).get(pk=person.pk)  # two who ask at once take turns
    policies.check_not_asked_twice(person, kind)
    request = HelpRequest.objects.create(
        person=person, kind=kind, asked_of=organisation, asker=asker, asked_on=asked_on, since=asked_on
    )
    _step(request, "", by, at)
    return request


@transaction.atomic
def move_help(
    *, request: HelpRequest, to: str, on: date, why: str = "", organisation: Organisation | None = None, by: Who, at: datetime
) -> HelpRequest:
    """By the care team, or by whom it is asked of. ``organisation``: who offers, or of whom it is asked again."""
    check_may(by, WORK, Purpose.CARE)
    request = HelpRequest.objects.select_for_update(of=("self",)).select_related("person").get(pk=request.pk)
    check_has_come(on, timezone.localdate(at))
    policies.check_help_move(request, to, on, why)
    asked = HelpRequest.objects.put_to(by, Purpose.CARE, at).filter(pk=request.pk).exists()
    if not (asked and policies.may_be_taken_by_asked(request, to)):
        check_writes(request.person, Part.TASKS, by, at)
        asked = False
    before = HelpRequest.State(request.state)
    state = HelpRequest.State
    if to == state.OFFERED and before == state.ASKED:
        policies.check_giver(request, organisation, asked=asked)
        request.giver_id = UUID(by.scope_id) if asked else (request.asked_of_id or policies.named(organisation))
    elif to == state.ASKED:
        request.giver = None
        if before == state.REFUSED:
            request.asked_of = organisation
    if to == state.STARTED:
        request.started_on = request.started_on or on
    elif to == state.OFFERED:
        request.started_on = None
    request.state, request.since = to, on
    request.save(update_fields=("asked_of", "giver", "started_on", "state", "since"))
    _step(request, why, by, at)
    return request


@transaction.atomic
def say_places(*, kind: Code, places: int, starts: date, by: Who, at: datetime) -> FreePlaces:
    """Of the organisation of the hat; what is said last holds."""
    check_may(by, SAY_PLACES, Purpose.PROJECT)
    place, today = policies.check_place(by), timezone.localdate(at)
    policies.check_kind(kind, today)
    said = {"places": places, "starts": starts, "said_on": today}
    row, _made = FreePlaces.objects.update_or_create(organisation_id=place, kind=kind, defaults=said)
    event = PlacesSaid(subject=f"territory.organisation:{place}", kind=kind.code, places=places, starts=starts)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return row


def _step(request: HelpRequest, why: str, by: Who, at: datetime) -> None:
    HelpStep.objects.create(
        request=request, state=request.state, organisation_id=request.giver_id or request.asked_of_id, on=request.since,
        why=why.strip(), said_at=at, said_by=by.user_id,
    )  # fmt: skip
    event = HelpMoved(
        subject=f"rounds.helprequest:{request.pk}", person=request.person_id, state=request.state, on=request.since
    )
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
