"""Taking in a board of another tool: what stands on it becomes ideas, which are looked at here like any other."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.search import fold
from ..exchange.outcome import Outcome
from ..models import Action
from ..permissions import KEEP_FRAME
from .cards import propose_action
from .tasks import add_task

__all__ = ["take_board"]


@transaction.atomic
def take_board(*, rows: list[list[str]], today: date, by: Who, at: datetime) -> Outcome:
    """Each card that is not put away, as an idea: a column of another tool is no decision of this region."""
    check_may(by, KEEP_FRAME, Purpose.PROJECT)
    outcome = Outcome()
    known = {fold(a.title): a.number for a in Action.objects.only("title", "number")}
    for number, row in enumerate(rows[1:], 2):
        said = dict(zip(rows[0], row, strict=True))
        try:
            with transaction.atomic():
                action = _card(said, known, today, by, at)
        except Problem as problem:
            outcome.refuse("board", number, said["title"], f"{problem.message} {problem.hint}".strip())
        else:
            known[fold(action.title)] = action.number
            outcome.new["board"] += 1
    return outcome


def _card(said: dict[str, str], known: dict[str, int], today: date, by: Who, at: datetime) -> Action:
    title = " ".join(said["title"].split())
    if said["closed"]:
        raise NotNow(_("It was put away there."))
    if not title:
        raise NotNow(_("The card has no name."))
    if len(title) > 300:
        raise NotNow(_("The name is longer than 300 letters."))
    if (number := known.get(fold(title))) is not None:
        raise NotNow(_("Action %(number)s has this name already.") % {"number": number})
    due = None
    if said["due"]:
        try:
            due = date.fromisoformat(said["due"])
        except ValueError:
            raise NotNow(_("The day '%(day)s' can be read in two ways.") % {"day": said["due"][:30]}) from None
    where = ": ".join(filter(None, (said["tool"], said["list"])))
    need = "\n\n".join(filter(None, (said["need"], f"({where})" if where else "")))
    action = propose_action(title=title, need=need, today=today, by=by, at=at)
    if due is not None:
        add_task(action=action, title=title[:200], due=due, by=by, at=at)
    return action
