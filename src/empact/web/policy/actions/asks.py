"""An ask from the day it is written down until it is closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, Problem, check_has_come, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...portfolio.models import Action
from ...territory.search import fold
from .. import policies
from ..events import AskKept, AskMoved
from ..models import Ask, Move
from ..permissions import FOLLOW, KEEP, RAISE

__all__ = ["answer", "change", "close", "raise_ask", "reopen", "send"]


@transaction.atomic
def raise_ask(*, values: dict[str, Any], actions: Iterable[Action] = (), today: date, by: Who, at: datetime) -> Ask:
    """Written down by any partner. ``values``: kind, level, title, obstacle, and what is known of the rest."""
    check_may(by, RAISE, Purpose.PROJECT)
    number = 1 + int(Ask.objects.aggregate(last=Max("number"))["last"] or 0)
    ask = Ask(number=number, raised=today)
    _fill(ask, values, actions)
    Move.objects.create(ask=ask, after=ask.state, on=today, at=at)
    _record(AskKept(subject=f"policy.ask:{ask.pk}", how="raised"), by, at)
    return ask


@transaction.atomic
def change(*, ask: Ask, values: dict[str, Any], actions: Iterable[Action] | None = None, by: Who, at: datetime) -> Ask:
    """Until it is sent. ``actions`` left out: those stay."""
    check_may(by, KEEP, Purpose.PROJECT)
    policies.check_changeable(ask)
    _fill(ask, values, actions)
    _record(AskKept(subject=f"policy.ask:{ask.pk}", how="changed"), by, at)
    return ask


@transaction.atomic
def send(*, ask: Ask, on: date, text: str = "", today: date, by: Who, at: datetime) -> Ask:
    """To its addressee, once it says enough; or again, with what the answer left open."""
    check_may(by, KEEP, Purpose.PROJECT)
    policies.check_move(ask, Ask.State.SENT)
    policies.check_sendable(ask)
    check_has_come(on, today)
    if ask.state == Ask.State.ANSWERED:
        check_words(text, _("Say what the answer left open."))
    elif on < ask.raised:
        raise NotNow(_("It was written down after that day."))
    ask.sent, ask.outcome, ask.answer, ask.answered = on, "", "", None
    _move(ask, Ask.State.SENT, on, text, by, at)
    return ask


@transaction.atomic
def answer(*, ask: Ask, outcome: str, text: str, on: date, today: date, by: Who, at: datetime) -> Ask:
    """What the authority answered, on which day, in its words."""
    check_may(by, FOLLOW, Purpose.PROJECT)
    policies.check_move(ask, Ask.State.ANSWERED)
    check_has_come(on, today)
    if outcome not in Ask.Outcome.values:
        raise Problem(_("Say what the outcome is."))
    if ask.sent is not None and on < ask.sent:
        raise NotNow(_("It was sent after that day."))
    ask.outcome, ask.answer, ask.answered = outcome, check_words(text), on
    _move(ask, Ask.State.ANSWERED, on, ask.answer, by, at)
    return ask


@transaction.atomic
def close(*, ask: Ask, reason: str, today: date, by: Who, at: datetime) -> Ask:
    """Solved, followed, or not asked any more; why stays with it."""
    check_may(by, KEEP, Purpose.PROJECT)
    policies.check_move(ask, Ask.State.CLOSED)
    _move(ask, Ask.State.CLOSED, today, check_words(reason), by, at)
    return ask


@transaction.atomic
def reopen(*, ask: Ask, today: date, by: Who, at: datetime) -> Ask:
    """Back to what is written down; what was sent and answered stands with its moves."""
    check_may(by, KEEP, Purpose.PROJECT)
    policies.check_move(ask, Ask.State.NOTED)
    ask.sent, ask.outcome, ask.answer, ask.answered = None, "", "", None
    _move(ask, Ask.State.NOTED, today, "", by, at)
    return ask


def _fill(ask: Ask, values: dict[str, Any], actions: Iterable[Action] | None) -> None:
    for name, value in values.items():
        setattr(ask, name, value.strip() if isinstance(value, str) else value)
    check_words(ask.title)
    check_words(ask.obstacle, _("Say what it hinders."))
    ask.search = fold(str(ask.number), ask.title, ask.rule, ask.law, ask.obstacle, ask.proposal)
    ask.save()
    if actions is not None:
        ask.actions.set(actions)


def _move(ask: Ask, to: str, on: date, text: str, by: Who, at: datetime) -> None:
    event = AskMoved(subject=f"policy.ask:{ask.pk}", before=ask.state, after=to, outcome=ask.outcome)
    ask.state = to
    ask.save(update_fields=("state", "sent", "outcome", "answer", "answered"))
    Move.objects.create(ask=ask, after=to, on=on, at=at, text=text.strip())
    _record(event, by, at)


def _record(event: AskKept | AskMoved, by: Who, at: datetime) -> None:
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
