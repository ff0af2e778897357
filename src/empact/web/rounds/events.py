"""What happens in the round, in ids and codes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar

from ..kernel.events import Event

__all__ = [
    "AdviceMoved", "AgendaChanged", "AgreementMoved", "AppointmentMoved", "FollowedUp", "HelpMoved", "PlacesSaid",
    "PutOff", "QuestionMoved", "StayMoved", "TakenUpAgain", "TalkMoved",
]  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class PutOff(Event):
    name: ClassVar[str] = "rounds.put_off"
    until: date


@dataclass(frozen=True, kw_only=True)
class TakenUpAgain(Event):
    name: ClassVar[str] = "rounds.taken_up_again"


@dataclass(frozen=True, kw_only=True)
class StayMoved(Event):
    """``state``: in hospital, at home again, or taken back."""

    name: ClassVar[str] = "rounds.stay_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class FollowedUp(Event):
    name: ClassVar[str] = "rounds.followed_up"


@dataclass(frozen=True, kw_only=True)
class QuestionMoved(Event):
    """``state``: asked or answered."""

    name: ClassVar[str] = "rounds.question_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class AppointmentMoved(Event):
    """``state``: made or ended."""

    name: ClassVar[str] = "rounds.appointment_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class AdviceMoved(Event):
    """Of nobody: an event about advice has no person."""

    name: ClassVar[str] = "rounds.advice_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class TalkMoved(Event):
    """A meeting of a team; ``state``: planned, closed, called off, or that its minutes were written."""

    name: ClassVar[str] = "rounds.talk_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class AgendaChanged(Event):
    """With a person where it is a case: they read that they were talked about, without their name."""

    name: ClassVar[str] = "rounds.agenda_changed"
    state: str


@dataclass(frozen=True, kw_only=True)
class AgreementMoved(Event):
    name: ClassVar[str] = "rounds.agreement_moved"
    state: str


@dataclass(frozen=True, kw_only=True)
class HelpMoved(Event):
    """``state``: where a request for help stands now; ``on``: since which day."""

    name: ClassVar[str] = "rounds.help_moved"
    state: str
    on: date


@dataclass(frozen=True, kw_only=True)
class PlacesSaid(Event):
    """Of no person. ``kind``: the code of the help."""

    name: ClassVar[str] = "rounds.places_said"
    kind: str
    places: int
    starts: date
