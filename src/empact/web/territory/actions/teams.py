"""Teams and who is in them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.utils.translation import gettext as _

from ....terms.identifiers import check_phone
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import Denied, NotNow, check_has_come, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import CoachNoted, TeamKept
from ..models import CoachNote, Code, Practitioner, Team, TeamMember, Territory
from ..numbers import number_of
from ..permissions import COACH, KEEP_TEAMS, START_TEAMS, check_may_keep_team

__all__ = ["add_member", "add_team", "correct_team", "end_member", "note", "start_team", "stop_team"]

FIELDS: Final = ("name", "kind", "themes", "meets", "agreement", "mailbox", "phone", "ends")
FLUID: Final = (Team.Kind.PROJECT, Team.Kind.EXPERT)
"""Teams that come and go with what they do."""


@transaction.atomic
def add_team(
    *,
    values: dict[str, Any],
    territories: Iterable[Territory] = (),
    supports: Iterable[Team] = (),
    starts: date,
    by: Who,
    at: datetime,
) -> Team:
    """A team that works from ``starts`` on."""
    check_may(by, KEEP_TEAMS, Purpose.ADMINISTRATION)
    if by.role == "team_coach":
        raise Denied(_("A coach keeps a team, but does not start one."), _("Ask the staff of your zone."))
    return _store(Team(starts=starts), values, territories, supports, by, at)


@transaction.atomic
def start_team(*, name: str, kind: str, starts: date, by: Who, at: datetime) -> Team:
    """A team for as long as something lasts: a name is enough, and whoever leads or coaches starts one. A neighbourhood or
    transmural team is :func:`add_team`."""
    check_may(by, START_TEAMS, Purpose.PROJECT)
    if kind not in FLUID:
        raise NotNow(_("Only a project or expert team starts like this."), _("Ask the staff of your zone."))
    team = Team.objects.create(name=check_words(name), kind=kind, starts=starts)
    audit.record(TeamKept(subject=f"territory.team:{team.pk}"), by=by, at=at, purpose=Purpose.PROJECT)
    return team


@transaction.atomic
def stop_team(*, team: Team, last_day: date | None, by: Who, at: datetime) -> Team:
    """Its last day; ``None`` lets it go on. Its members and what they did stay on record."""
    check_may(by, START_TEAMS, Purpose.PROJECT)
    if team.kind not in FLUID:
        raise NotNow(_("Only a project or expert team stops like this."), _("Ask the staff of your zone."))
    policies.check_period(team.starts, last_day)
    team.ends = last_day
    team.save(update_fields=("ends",))
    event = TeamKept(subject=f"territory.team:{team.pk}", ends=last_day)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return team


@transaction.atomic
def note(*, team: Team, on: date, kind: str, minutes: int, text: str = "", today: date, by: Who, at: datetime) -> CoachNote:
    """By who coaches the team: what was done, and how long it took."""
    check_may(by, COACH, Purpose.PROJECT)
    if not Team.objects.coached_by(by, today).filter(pk=team.pk).exists():
        raise Denied(_("You coach another team."), _("Ask the coach of this team."))
    check_has_come(on, today)
    made = CoachNote.objects.create(team=team, on=on, kind=kind, minutes=minutes, text=text.strip(), by_user=by.user_id)
    event = CoachNoted(subject=f"territory.team:{team.pk}", on=on, minutes=minutes)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return made


@transaction.atomic
def correct_team(
    *, team: Team, values: dict[str, Any], territories: Iterable[Territory], supports: Iterable[Team], by: Who, at: datetime
) -> Team:
    """Name, place, when it meets; or its last day."""
    check_may_keep_team(by, team)
    return _store(team, values, territories, supports, by, at)


def _store(
    team: Team, values: dict[str, Any], territories: Iterable[Territory], supports: Iterable[Team], by: Who, at: datetime
) -> Team:
    for name in FIELDS:
        if name in values:
            setattr(team, name, values[name])
    team.phone = number_of(check_phone, team.phone)
    policies.check_period(team.starts, team.ends)
    team.save()
    team.territories.set(territories)
    team.supports.set(s for s in supports if s.pk != team.pk)
    audit.record(TeamKept(subject=f"territory.team:{team.pk}", ends=team.ends), by=by, at=at)
    return team


@transaction.atomic
def add_member(
    *, team: Team, practitioner: Practitioner, role: str, discipline: Code | None = None, starts: date, by: Who, at: datetime
) -> TeamMember:
    """A professional joins a team; the discipline is the professional's own unless another is given."""
    check_may_keep_team(by, team)
    if TeamMember.objects.on(starts).filter(team=team, practitioner=practitioner).exists():
        raise NotNow(_("This professional is in the team already."))
    member = TeamMember.objects.create(
        team=team, practitioner=practitioner, role=role, discipline=discipline or practitioner.discipline, starts=starts
    )
    audit.record(TeamKept(subject=f"territory.team:{team.pk}", member=practitioner.pk), by=by, at=at)
    return member


@transaction.atomic
def end_member(*, member: TeamMember, last_day: date | None, by: Who, at: datetime) -> TeamMember:
    """The last day in the team; ``None`` takes that back."""
    check_may_keep_team(by, member.team)
    policies.check_period(member.starts, last_day)
    member.ends = last_day
    member.save(update_fields=("ends",))
    event = TeamKept(subject=f"territory.team:{member.team_id}", member=member.practitioner_id, ends=last_day)
    audit.record(event, by=by, at=at)
    return member
