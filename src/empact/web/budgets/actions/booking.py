"""Binding, setting free, spending and moving what a budget gives; and taking back what was written down wrongly."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...governance.models import Decision
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_has_come, check_words
from ...kernel.purposes import Purpose
from ...kernel.rows import lock
from ...kernel.who import Who
from ...territory.models import Team
from .. import policies
from ..models import Account, Commitment, Entry, Line
from ..permissions import KEEP, check_may_spend
from ..queries import left_of
from .ledger import Wanted, book

__all__ = ["bind", "move", "release", "spend", "take_back"]

_S, _K = Account.Side, Entry.Kind


@transaction.atomic
def bind(*, line: Line, amount_minor: int, what: str, on: date, today: date, by: Who, at: datetime) -> Commitment:
    """An order or a contract: so much of a line is not free any more, and not spent yet."""
    check_may_spend(by, line.budget)
    policies.check_amount(amount_minor)
    check_has_come(on, today)
    sides = line.sides
    if not sides:
        raise NotNow(_("No version with this line was approved yet."))
    said = check_words(what)
    commitment = Commitment.objects.create(line=line, what=said, on=on)
    book(
        wanted=[Wanted(_K.BIND, sides[_S.FREE], sides[_S.BOUND], amount_minor, on, said, commitment=commitment)], by=by, at=at
    )
    return commitment


@transaction.atomic
def release(*, commitment: Commitment, today: date, by: Who, at: datetime) -> Entry:
    """What is left of it is free again: it cost less, or does not happen."""
    line = commitment.line
    check_may_spend(by, line.budget)
    sides = _locked(commitment)
    left = left_of(commitment)
    if left <= 0:
        raise NotNow(_("Nothing of it is bound any more."))
    why = _("What is left of %(what)s") % {"what": commitment.what}
    wanted = Wanted(_K.RELEASE, sides[_S.BOUND], sides[_S.FREE], left, today, why, commitment=commitment)
    return book(wanted=[wanted], by=by, at=at)[0]


@transaction.atomic
def spend(
    *,
    line: Line,
    amount_minor: int,
    on: date,
    why: str,
    proof: str,
    commitment: Commitment | None = None,
    team: Team | None = None,
    today: date,
    by: Who,
    at: datetime,
) -> Entry:
    """Paid, on a day, with the number of its proof: out of what was bound for it, or of what is free."""
    check_may_spend(by, line.budget)
    policies.check_amount(amount_minor)
    check_has_come(on, today)
    policies.check_team(line, team.pk if team else None)
    sides = line.sides
    if not sides:
        raise NotNow(_("No version with this line was approved yet."))
    if commitment is not None:
        if commitment.line_id != line.pk:
            raise NotNow(_("That was bound on another line."))
        _locked(commitment)
        if left_of(commitment) < amount_minor:
            raise NotNow(_("Less than that is bound."), _("Bind more first, or spend the rest from what is free."))
    origin = sides[_S.BOUND if commitment else _S.FREE]
    said, paper = check_words(why), check_words(proof, _("Name the invoice or other paper that proves it."))
    wanted = Wanted(_K.SPEND, origin, sides[_S.SPENT], amount_minor, on, said, proof=paper, commitment=commitment, team=team)
    return book(wanted=[wanted], by=by, at=at)[0]


@transaction.atomic
def move(
    *, line: Line, to: Line, amount_minor: int, why: str, decision: Decision | None, today: date, by: Who, at: datetime
) -> Entry:
    """From one line to another of the same source and year, by a decision that was taken and names it."""
    check_may(by, KEEP, Purpose.PROJECT)
    policies.check_amount(amount_minor)
    policies.check_taken(decision, today)
    policies.check_moves(line, to)
    before, after = line.sides, to.sides
    if not before or not after:
        raise NotNow(_("No version with this line was approved yet."))
    wanted = Wanted(_K.MOVE, before[_S.FREE], after[_S.FREE], amount_minor, today, check_words(why), decision=decision)
    return book(wanted=[wanted], by=by, at=at)[0]


@transaction.atomic
def take_back(*, entry: Entry, why: str, today: date, by: Who, at: datetime) -> Entry:
    """What was bound, set free or spent wrongly: a counter-entry of the same amount; both stay on record."""
    line = entry.origin.line or entry.target.line
    assert line is not None, "an entry that is not given has a line"
    check_may_spend(by, line.budget)
    Entry.objects.select_for_update().get(pk=entry.pk)
    entry = Entry.objects.select_related("origin", "target", "reversed_by", "commitment", "team").get(pk=entry.pk)
    policies.check_can_be_taken_back(entry)
    wanted = Wanted(
        entry.kind, entry.target, entry.origin, entry.amount_minor, today, check_words(why), proof=entry.proof,
        commitment=entry.commitment, team=entry.team, reverses=entry,
    )  # fmt: skip
    return book(wanted=[wanted], by=by, at=at)[0]


def _locked(commitment: Commitment) -> dict[str, Account]:
    """The accounts of its line, locked before what is left of it is counted."""
    sides = commitment.line.sides
    lock(Account, (account.pk for account in sides.values()))
    return sides
