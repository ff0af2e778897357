"""Meetings of a team: planned, with topics and cases under pseudonyms, decisions, minutes, and the next one."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, time, timedelta

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from ...care import policies as care
from ...consent import access
from ...consent.matrix import Part
from ...consent.models import Consent
from ...kernel import audit
from ...kernel.models import User
from ...kernel.permissions import check_may
from ...kernel.problems import Denied, NotNow, Problem, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.models import Person
from ...people.policies import check_names_nobody
from ...territory.models import Team
from .. import policies
from ..events import AgendaChanged, AgreementMoved, TalkMoved
from ..models import AgendaItem, Agreement, TeamMeeting
from ..permissions import MEET
from ..states import AGREEMENT_MOVES, TALK_MOVES

__all__ = [
    "add_case", "add_topic", "agree", "close_case", "move_agreement", "move_talk", "plan_talk", "take_off", "write_minutes",
]  # fmt: skip

_S = TeamMeeting.State


@transaction.atomic
def plan_talk(
    *,
    team: Team,
    kind: str,
    on: date,
    begins: time | None = None,
    weeks: int = 0,
    asked: Iterable[Team] = (),
    by: Who,
    at: datetime,
) -> TeamMeeting:
    """A meeting of one's own team; with ``weeks``, the next one is planned when it is over."""
    check_may(by, MEET, Purpose.CARE)
    today = timezone.localdate(at)
    policies.check_own_team(team, by, today)
    care.check_day(on, today)
    if kind not in TeamMeeting.Kind.values or weeks not in TeamMeeting.Weeks.values:
        raise Problem(_("Choose from the list."))
    made = TeamMeeting.objects.create(
        team=team, kind=kind, on=on, begins=begins, weeks=weeks, made_at=at, made_by=by.user_id
    )  # fmt: skip
    made.asked.set([one for one in asked if one.pk != team.pk])
    policies.check_takes_part(made, by, today)  # a role that sees no persons plans no shared care
    return _moved(made, by, at)


@transaction.atomic
def add_topic(*, meeting: TeamMeeting, text: str, by: Who, at: datetime) -> AgendaItem:
    """Something to talk about that is about nobody in particular."""
    meeting = _open(meeting, by, at)
    text = _said(text, by, at)
    assert by.user_id is not None
    item = AgendaItem.objects.create(meeting=meeting, text=text, added_at=at, added_by_id=by.user_id)
    _on_agenda(item, "topic", by, at)
    return item


@transaction.atomic
def add_case(*, meeting: TeamMeeting, person: Person, text: str, by: Who, at: datetime) -> AgendaItem:
    """A person whose goals one may read, under a pseudonym. The person agreed to share care, and reads that this was done."""
    meeting = _open(meeting, by, at)
    if meeting.kind != TeamMeeting.Kind.SHARED_CARE:
        raise NotNow(_("Cases are talked about in shared care."), _("Put a topic on the agenda, about nobody in particular."))
    access.check_may_read(by, person, Part.GOALS, at)
    care.check_agreed(person, at)
    text = _said(text, by, at, about=person)
    assert by.user_id is not None
    try:
        with transaction.atomic():
            item = AgendaItem.objects.create(
                meeting=meeting, person=person, alias=_alias(meeting, person), text=text, added_at=at, added_by_id=by.user_id
            )
    except IntegrityError:
        raise NotNow(_("This case is on the agenda already.")) from None
    _on_agenda(item, "case", by, at)
    return item


@transaction.atomic
def close_case(*, item: AgendaItem, closed: bool = True, by: Who, at: datetime) -> AgendaItem:
    """It need not come back at the next meeting, or after all it must: by who put it there, or the team that keeps it."""
    meeting = _open(item.meeting, by, at)
    _check_keeps(item, meeting, by, at)
    item = AgendaItem.objects.select_for_update(of=("self",)).get(pk=item.pk)
    policies.check_case_moves(item, closed)
    item.closed_at = at if closed else None
    item.save(update_fields=("closed_at",))
    _on_agenda(item, "closed" if closed else "case", by, at)
    return item


@transaction.atomic
def take_off(*, item: AgendaItem, by: Who, at: datetime) -> None:
    """Put there by mistake: by who put it there, or the team whose meeting it is, while nothing is decided on it."""
    meeting = _open(item.meeting, by, at)
    _check_keeps(item, meeting, by, at)
    if item.agreements.exists():
        raise NotNow(_("Something is decided on it already."))
    AgendaItem.objects.filter(pk=item.pk).delete()
    _on_agenda(item, "off", by, at)


@transaction.atomic
def agree(
    *, item: AgendaItem, text: str, owner: User | None = None, due: date | None = None, by: Who, at: datetime
) -> Agreement:
    """A decision; with somebody who does it by a day, an action."""
    meeting = _open(item.meeting, by, at)
    text = _said(text, by, at, about=item.person)
    if (owner is None) != (due is None):
        raise Problem(_("An action has somebody who does it and a day."), _("Leave both open for a decision."))
    if owner is not None:
        today = timezone.localdate(at)
        care.check_day(due, today)
        if not meeting.people(today).filter(pk=owner.pk).exists():
            raise Denied(_("Whoever does it takes part in this meeting."))
    one = Agreement.objects.create(
        item=item, text=text, owner=owner, due=due, said_at=at, said_by=by.user_id, moved_at=at
    )  # fmt: skip
    return _agreed(one, by, at)


@transaction.atomic
def move_agreement(*, agreement: Agreement, to: str, by: Who, at: datetime) -> Agreement:
    """Done, not needed any more, or open again: by who does it, or by the team whose meeting it was."""
    check_may(by, MEET, Purpose.CARE)
    rows = Agreement.objects.select_for_update(of=("self",)).select_related("item__meeting")
    agreement = rows.get(pk=agreement.pk)
    today = timezone.localdate(at)
    policies.check_takes_part(agreement.item.meeting, by, today)
    if not policies.may_move(agreement, by, today):
        raise Denied(_("Whoever took it on says so, or the team whose meeting it was."))
    care.check_move(AGREEMENT_MOVES, agreement.state, to)
    agreement.state, agreement.moved_at = to, at
    agreement.save(update_fields=("state", "moved_at"))
    return _agreed(agreement, by, at)


@transaction.atomic
def write_minutes(*, meeting: TeamMeeting, minutes: str, by: Who, at: datetime) -> TeamMeeting:
    """By the team whose meeting it is, until it is closed; nobody who is cared for is named in them."""
    meeting = _open(meeting, by, at)
    policies.check_leads(meeting, by, timezone.localdate(at))
    meeting.minutes = _said(minutes, by, at)
    meeting.save(update_fields=("minutes",))
    return _moved(meeting, by, at, "minutes")


@transaction.atomic
def move_talk(*, meeting: TeamMeeting, to: str, by: Who, at: datetime) -> TeamMeeting:
    """Close it, call it off, or open it again. One that comes again leaves the next one behind, with the cases not closed."""
    check_may(by, MEET, Purpose.CARE)
    meeting = TeamMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    policies.check_leads(meeting, by, timezone.localdate(at))
    policies.check_takes_part(meeting, by, timezone.localdate(at))
    care.check_move(TALK_MOVES, meeting.state, to)
    meeting.state = to
    meeting.save(update_fields=("state",))
    if (
        to != _S.PLANNED
        and meeting.weeks
        and not TeamMeeting.objects.filter(series=meeting.series, on__gt=meeting.on).exists()
    ):
        following = TeamMeeting.objects.create(
            team_id=meeting.team_id, kind=meeting.kind, on=meeting.on + timedelta(weeks=meeting.weeks), begins=meeting.begins,
            weeks=meeting.weeks, series=meeting.series, made_at=at, made_by=by.user_id,
        )  # fmt: skip
        following.asked.set(meeting.asked.all())
        _moved(following, by, at)
    if to != _S.PLANNED:
        _carry(meeting, by, at)
    return _moved(meeting, by, at)


def _carry(meeting: TeamMeeting, by: Who, at: datetime) -> None:
    """Cases that are not closed go on to the next meeting of the series, of who still agrees to share care. Once each."""
    ahead = TeamMeeting.objects.filter(series=meeting.series, on__gt=meeting.on, state=_S.PLANNED)
    following = ahead.order_by("on").first()
    if following is None:
        return
    there = following.items.exclude(person=None).values("person")
    agreed = Consent.objects.in_force(at).filter(kind=Consent.Kind.PARTICIPATION).values("person")
    for item in meeting.items.filter(closed_at=None, person__in=agreed).exclude(person__in=there):
        made = AgendaItem.objects.create(
            meeting=following, person_id=item.person_id, alias=item.alias, text=item.text, added_at=item.added_at,
            added_by_id=item.added_by_id,
        )  # fmt: skip
        _on_agenda(made, "case", by, at)


def _check_keeps(item: AgendaItem, meeting: TeamMeeting, by: Who, at: datetime) -> None:
    if item.added_by_id != by.user_id:
        policies.check_leads(meeting, by, timezone.localdate(at))


def _on_agenda(item: AgendaItem, state: str, by: Who, at: datetime) -> None:
    event = AgendaChanged(subject=f"rounds.agendaitem:{item.pk}", person=item.person_id, state=state)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)


def _open(meeting: TeamMeeting, by: Who, at: datetime) -> TeamMeeting:
    """As it is now, for who takes part, while it is planned: two who write at once take turns."""
    check_may(by, MEET, Purpose.CARE)
    meeting = TeamMeeting.objects.select_for_update(of=("self",)).get(pk=meeting.pk)
    policies.check_takes_part(meeting, by, timezone.localdate(at))
    policies.check_planned(meeting)
    return meeting


def _said(text: str, by: Who, at: datetime, about: Person | None = None) -> str:
    text = check_words(text, _("Write it so that nobody can be recognised."))
    check_names_nobody(text, by, timezone.localdate(at), about)
    return text


def _alias(meeting: TeamMeeting, person: Person) -> str:
    """The same for a person in each meeting of a series, another one elsewhere; nobody works back from it without our key."""
    made = salted_hmac("rounds.case", f"{meeting.series}:{person.pk}", algorithm="sha256").hexdigest()[:8].upper()
    return f"{made[:4]}-{made[4:]}"


def _moved(meeting: TeamMeeting, by: Who, at: datetime, what: str = "") -> TeamMeeting:
    event = TalkMoved(subject=f"rounds.teammeeting:{meeting.pk}", state=what or meeting.state)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return meeting


def _agreed(one: Agreement, by: Who, at: datetime) -> Agreement:
    event = AgreementMoved(subject=f"rounds.agreement:{one.pk}", person=one.item.person_id, state=one.state)
    audit.record(event, by=by, at=at, purpose=Purpose.CARE)
    return one
