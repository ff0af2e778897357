"""May this happen now? ``check_x`` raises a sentence, ``x`` answers yes or no."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils.translation import gettext_lazy as _

from ..care.models import Member
from ..kernel.problems import Denied, NotNow, Problem
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..people.models import Person
from ..territory.models import Code, Organisation
from .models import Advice, AgendaItem, Agreement, HelpRequest, Later, Question, Stay, TeamMeeting
from .models.talks import own_teams
from .states import ADVICE_MOVES, HELP_MOVES, HELP_WHY

__all__ = [
    "LONGEST_LATER", "check_advice_move", "check_answers", "check_at_home", "check_case_moves", "check_giver",
    "check_going_home", "check_has_part", "check_help_move", "check_hospital", "check_in_care_team", "check_kind",
    "check_later", "check_leads", "check_member", "check_not_asked_twice", "check_own", "check_own_hospital",
    "check_own_team", "check_place", "check_planned", "check_takes_part", "check_unanswered", "help_moves", "leads",
    "may_be_taken_by_asked", "may_move", "named", "needs_why",
]  # fmt: skip

LONGEST_LATER: Final = timedelta(days=183)


def check_later(until: date | None, today: date) -> None:
    """From tomorrow on, within half a year: nobody is put off for good."""
    if until is None or not today < until <= today + LONGEST_LATER:
        raise Problem(_("Choose a day from tomorrow on, within half a year."))


def check_own(later: Later, by: Who) -> None:
    if later.user_id != by.user_id or later.role != by.role:
        raise Denied(_("This is the work list of somebody else."))


def check_place(by: Who) -> UUID:
    """The organisation of the hat."""
    if by.scope_kind != "organisation" or not by.scope_id:
        raise Denied(_("You work for no organisation in this role."), _("Ask your administrator for a role at a place."))
    return UUID(by.scope_id)


def check_hospital(by: Who) -> UUID:
    """The organisation of the hat."""
    if by.scope_kind != "organisation" or not by.scope_id:
        raise Denied(_("You work for no hospital in this role."), _("Ask your administrator for a role at a place."))
    return UUID(by.scope_id)


def check_own_hospital(stay: Stay, by: Who) -> None:
    if not by.at("organisation", stay.organisation_id):
        raise Denied(_("This is a stay in another hospital."))


def check_going_home(stay: Stay, home_on: date) -> None:
    """While somebody is there, and not before they came."""
    if stay.state != Stay.State.IN:
        raise NotNow(_("This person is not in hospital any more."))
    if home_on < stay.admitted_on:
        raise Problem(_("The day of going home is before the day of coming in."))


def check_at_home(stay: Stay) -> None:
    if stay.state != Stay.State.HOME:
        raise NotNow(_("This person is not at home again."))


def check_member(person: Person, by: Who, on: date) -> Member:
    """Whoever asks is in the care team of this person."""
    found = Member.objects.in_force(on).filter(person=person, near__user=by.user_id).first()
    if found is None:
        raise Denied(_("You are not in the care team of this person."), _("Ask who coordinates."))
    return found


def check_unanswered(question: Question) -> None:
    if question.answered_at is not None:
        raise NotNow(_("This question was answered already."))


def check_answers(advice: Advice, by: Who) -> None:
    if advice.field != by.role:
        raise Denied(_("This question is for another field."))
    if advice.asked_by_id == by.user_id:
        raise Denied(_("You asked this yourself: a colleague answers."))


def check_has_part(advice: Advice, by: Who) -> None:
    if by.user_id not in (advice.asked_by_id, advice.answered_by_id):
        raise Denied(_("Only who asked or answered can do this."))


def check_advice_move(advice: Advice, to: str) -> None:
    if (advice.state, to) not in ADVICE_MOVES or (to == Advice.State.ANSWERED and advice.state == to):
        raise NotNow(_("This cannot follow what was said before."), _("Open the page again and look where it stands."))


def leads(meeting: TeamMeeting, by: Who, on: date) -> bool:
    """Whoever is of the team whose meeting it is: they plan it and keep its minutes. Who is asked takes part."""
    return own_teams(by, on).filter(pk=meeting.team_id).exists()


def check_leads(meeting: TeamMeeting, by: Who, on: date) -> None:
    if not leads(meeting, by, on):
        raise Denied(_("The team whose meeting this is keeps it."), _("Ask them, or put it on the agenda."))


def check_own_team(team: Any, by: Who, on: date) -> None:
    if not own_teams(by, on).filter(pk=team.pk).exists():
        raise Denied(_("You are not in this team."))


def check_takes_part(meeting: TeamMeeting, by: Who, on: date) -> None:
    """As somebody who can see it. Raises :class:`Denied`."""
    if not TeamMeeting.objects.visible_to(by, Purpose.CARE, on).filter(pk=meeting.pk).exists():
        raise Denied(_("You do not take part in this meeting."))


def check_planned(meeting: TeamMeeting) -> None:
    """Once it is closed, its agenda and minutes stay."""
    if meeting.state != TeamMeeting.State.PLANNED:
        raise NotNow(_("This meeting is over."), _("Open it again, or use the next one."))


def check_case_moves(item: AgendaItem, closed: bool) -> None:
    """A case is closed once, and open again once."""
    if item.person_id is None or (item.closed_at is not None) is closed:
        raise NotNow(_("This cannot follow what was said before."), _("Open the page again and look where it stands."))


def may_move(agreement: Agreement, by: Who, on: date) -> bool:
    """Whoever took it on, or keeps the meeting."""
    return agreement.owner_id == by.user_id or leads(agreement.item.meeting, by, on)


def check_kind(kind: Code, on: date) -> None:
    """A kind of help that is in use. A region adds kinds to the registers, and takes them out of use there."""
    if not Code.objects.current(Code.List.HELP, on).filter(pk=kind.pk).exists():
        raise Problem(_("This kind of help is not in use."), _("Choose another one."))


def check_in_care_team(person: Person, by: Who, on: date) -> Member:
    """Whoever asks for help is in the care team with the hat worn now: who is asked knows whom to call."""
    found = Member.objects.in_force(on).filter(person=person, user=by.user_id, role=by.role).first()
    if found is None:
        raise Denied(_("You are not in the care team of this person."), _("Ask who coordinates."))
    return found


def check_not_asked_twice(person: Person, kind: Code) -> None:
    if HelpRequest.objects.waiting().filter(person=person, kind=kind).exists():
        raise NotNow(_("This help is asked for already, and has not started yet."), _("Look where that request stands."))


def help_moves(request: HelpRequest, *, team: bool, asked: bool) -> list[str]:
    """The steps that may be taken now: by who writes for the care team, or by whom it is asked of."""
    found = [str(to) for (state, to), _own in HELP_MOVES.items() if state == request.state]
    found = [to for to in found if to != HelpRequest.State.REFUSED or request.asked_of_id]
    return found if team else [to for to in found if asked and may_be_taken_by_asked(request, to)]


def may_be_taken_by_asked(request: HelpRequest, to: str) -> bool:
    return HELP_MOVES.get((HelpRequest.State(request.state), HelpRequest.State(to)), False)


def check_help_move(request: HelpRequest, to: str, on: date, why: str) -> None:
    """In the table, not before the step before it, and with a reason where one is needed."""
    if to not in help_moves(request, team=True, asked=False):
        raise NotNow(_("This cannot follow what was said before."), _("Open the page again and look where it stands."))
    if on < request.since:
        raise Problem(_("That is before the last step of this request."))
    if needs_why(request, to) and not why.strip():
        raise Problem(_("Say why in a few words."))


def needs_why(request: HelpRequest, to: str) -> bool:
    taken_back = request.state == HelpRequest.State.OFFERED and to == HelpRequest.State.ASKED
    return to in HELP_WHY or taken_back


def check_giver(request: HelpRequest, organisation: Organisation | None, *, asked: bool) -> None:
    """Somebody offers: whom it is asked of, or who is named where it is asked of anybody."""
    if not asked and request.asked_of_id is None and organisation is None:
        raise Problem(_("Say which organisation offers it."))


def named(organisation: Organisation | None) -> UUID | None:
    return None if organisation is None else organisation.pk
