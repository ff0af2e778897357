"""Working groups: inviting, meeting, what they bring, and telling everybody what was done with it."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.events import Event
from ...kernel.models import User
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, Problem, check_has_come, check_period, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...portfolio.models import Action, Item
from ...territory.models import Code, Organisation
from .. import policies
from ..events import GroupKept, OutputKept, ParticipantKept
from ..models import Group, Output, Participant, Recognition, Session
from ..permissions import KEEP, check_may_take_part

__all__ = [
    "accept", "answer_output", "bring", "end_group", "hold", "invite", "leave", "make_group", "plan_session", "say_wishes",
    "tell", "thank",
]  # fmt: skip


@transaction.atomic
def make_group(
    *, name: str, kind: str, purpose: str, items: Iterable[Item] = (), starts: date, ends: date | None = None, by: Who,
    at: datetime,
) -> Group:  # fmt: skip
    """One more, for objectives of the frame."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_period(starts, ends)
    group = Group.objects.create(name=check_words(name), kind=kind, purpose=check_words(purpose), starts=starts, ends=ends)
    group.items.set(items)
    _group(group, "made", by, at)
    return group


@transaction.atomic
def end_group(*, group: Group, last_day: date | None, by: Who, at: datetime) -> Group:
    """The last day of a group, once everybody in it was told what was done with what it brought; ``None`` brings it back."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_period(group.starts, last_day)
    if last_day is not None and group.participants.present().exclude(accepted=None).filter(told=None).exists():
        raise NotNow(_("Not everybody in this group was told what was done with what it brought."), _("Tell them first."))
    group.ends = last_day
    group.save(update_fields=("ends",))
    _group(group, "ended", by, at)
    return group


@transaction.atomic
def invite(
    *, group: Group, category: Code, user: User | None = None, called: str = "", organisation: Organisation | None = None,
    today: date, by: Who, at: datetime,
) -> Participant:  # fmt: skip
    """Somebody with an account, or called as they wish; for an organisation or for themselves."""
    check_may(by, KEEP, Purpose.PROJECT)
    if (user is None) == (not called.strip()):
        raise Problem(_("Choose an account, or say how this person wants to be called."))
    if user is not None and group.participants.present().filter(user=user).exists():
        raise NotNow(_("This person was invited already."))
    one = Participant.objects.create(
        group=group, user=user, called=called.strip(), category=category, organisation=organisation, starts=today
    )
    _participant(one, "invited", by, at)
    return one


@transaction.atomic
def accept(*, participant: Participant, wishes: Iterable[str] = (), today: date, by: Who, at: datetime) -> Participant:
    """By whoever was invited; for somebody without an account by who keeps the group."""
    check_may_take_part(by, participant)
    if participant.ends is not None:
        raise NotNow(_("This person left the group."))
    participant.accepted, participant.wishes = participant.accepted or today, sorted(set(wishes))
    participant.save(update_fields=("accepted", "wishes"))
    _participant(participant, "accepted", by, at)
    return participant


@transaction.atomic
def say_wishes(*, participant: Participant, wishes: Iterable[str], by: Who, at: datetime) -> Participant:
    """What makes it possible to come."""
    check_may_take_part(by, participant)
    participant.wishes = sorted(set(wishes))
    participant.save(update_fields=("wishes",))
    _participant(participant, "wishes", by, at)
    return participant


@transaction.atomic
def leave(*, participant: Participant, today: date, by: Who, at: datetime) -> Participant:
    """Out of the group, or not into it; nobody has to say why."""
    check_may_take_part(by, participant)
    participant.ends = max(today, participant.starts)
    participant.wishes = []
    participant.save(update_fields=("ends", "wishes"))
    _participant(participant, "gone", by, at)
    return participant


@transaction.atomic
def plan_session(*, group: Group, on: date, where: str = "", access: Iterable[str] = (), by: Who, at: datetime) -> Session:
    """One a day; ``access``: what is seen to, so that everybody can come."""
    check_may(by, KEEP, Purpose.PROJECT)
    if not group.is_on(on):
        raise NotNow(_("This group does not exist on that day."))
    if group.sessions.filter(on=on).exists():
        raise NotNow(_("This group meets on that day already."))
    session = Session.objects.create(group=group, on=on, where=where.strip(), access=sorted(set(access)))
    _group(group, "planned", by, at)
    return session


@transaction.atomic
def hold(*, session: Session, notes: str, present: Iterable[Participant], today: date, by: Who, at: datetime) -> Session:
    """Who was there, and the notes."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_has_come(session.on, today)
    there = list(present)
    if any(p.group_id != session.group_id for p in there):
        raise NotNow(_("Only who takes part in this group is present."))
    session.notes, session.held = check_words(notes), True
    session.save(update_fields=("notes", "held"))
    session.present.set(there)
    _group(session.group, "held", by, at)
    return session


@transaction.atomic
def bring(
    *, group: Group, title: str, text: str = "", items: Iterable[Item], on: date, today: date, by: Who, at: datetime
) -> Output:
    """What the group brings, for at least one objective."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_has_come(on, today)
    aims = list(items)
    if not aims:
        raise Problem(_("Say for which objective it is."))
    output = Output.objects.create(group=group, title=check_words(title), text=text.strip(), on=on)
    output.items.set(aims)
    _record(OutputKept(subject=f"participation.output:{output.pk}", how="brought"), by, at)
    return output


@transaction.atomic
def answer_output(
    *, output: Output, answer: str, actions: Iterable[Action] = (), today: date, by: Who, at: datetime
) -> Output:
    """What was done with it; who takes part reads it from now on."""
    check_may(by, KEEP, Purpose.PROJECT)
    output.answer, output.answered = check_words(answer), today
    output.save(update_fields=("answer", "answered"))
    output.actions.set(actions)
    _record(OutputKept(subject=f"participation.output:{output.pk}", how="answered"), by, at)
    return output


@transaction.atomic
def tell(*, group: Group, others: Iterable[Participant] = (), today: date, by: Who, at: datetime) -> list[Participant]:
    """Everybody with an account finds it on My day; ``others``: who has none, and was told by letter, call or visit.

    Returns those who were told.
    """
    check_may(by, KEEP, Purpose.PROJECT)
    policies.check_told(group)
    by_hand = {p.pk for p in others}
    told = [p for p in group.participants.present().exclude(accepted=None) if p.user_id or p.pk in by_hand]
    for one in told:
        one.told = today
        one.save(update_fields=("told",))
        _participant(one, "told", by, at)
    return told


@transaction.atomic
def thank(*, participant: Participant, kind: str, cents: int = 0, on: date, today: date, by: Who, at: datetime) -> Recognition:
    """What somebody got for taking part."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_has_come(on, today)
    made = Recognition.objects.create(participant=participant, kind=kind, cents=cents, on=on)
    _participant(participant, "thanked", by, at)
    return made


def _group(group: Group, how: str, by: Who, at: datetime) -> None:
    _record(GroupKept(subject=f"participation.group:{group.pk}", how=how), by, at)


def _participant(one: Participant, how: str, by: Who, at: datetime) -> None:
    _record(ParticipantKept(subject=f"participation.participant:{one.pk}", how=how), by, at)


def _record(event: Event, by: Who, at: datetime) -> Any:
    return audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
