"""Booking: an entry is written where the account it comes from holds enough, whoever else writes at the same moment."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from django.db import transaction
from django.db.models import Sum
from django.utils.translation import gettext as _

from ....ledger import Limits, Standing, standing
from ...governance.models import Decision
from ...kernel import audit
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.rows import lock
from ...kernel.who import Who
from ...territory.models import Team
from ..events import Entered
from ..models import Account, Commitment, Entry

__all__ = ["Wanted", "book"]

_S = Account.Side
_LIMITS = Limits(least=0)
"""Of every account of a line: nothing is spent that is not there. That of a source goes below zero: it says what it gave."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry that is to be."""

    kind: str
    origin: Account
    target: Account
    amount_minor: int
    on: date
    why: str
    proof: str = ""
    decision: Decision | None = None
    commitment: Commitment | None = None
    team: Team | None = None
    reverses: Entry | None = None


@transaction.atomic
def book(*, wanted: Sequence[Wanted], by: Who, at: datetime) -> list[Entry]:
    """All of them or none. Raises :class:`NotNow` where a line would hold less than nothing.

    Who books on the same accounts waits.
    """
    lock(Account, (account.pk for one in wanted for account in (one.origin, one.target)))
    _check(wanted)
    ids = [uuid4() for _one in wanted]
    events = [
        Entered(
            subject=f"budgets.entry:{pk}", kind=one.kind, origin=one.origin.pk, target=one.target.pk,
            amount_minor=one.amount_minor, reverses=one.reverses.pk if one.reverses else None,
        )
        for pk, one in zip(ids, wanted, strict=True)
    ]  # fmt: skip
    lines = audit.record_all(events, by=by, at=at, purpose=Purpose.PROJECT)
    return Entry.objects.bulk_create(
        Entry(
            pk=pk, number=line.seq, kind=one.kind, origin=one.origin, target=one.target, amount_minor=one.amount_minor,
            on=one.on, at=at, why=one.why[:300], proof=one.proof, decision=one.decision, commitment=one.commitment,
            team=one.team, reverses=one.reverses,
        )
        for pk, line, one in zip(ids, lines, wanted, strict=True)
    )  # fmt: skip


def _check(wanted: Sequence[Wanted]) -> None:
    """After all of them each account of a line holds nothing or more."""
    change: dict[UUID, int] = {}
    known: dict[UUID, Account] = {}
    for one in wanted:
        for account, amount in ((one.origin, -one.amount_minor), (one.target, one.amount_minor)):
            known[account.pk] = account
            change[account.pk] = change.get(account.pk, 0) + amount
    poorer = [pk for pk, amount in change.items() if amount < 0 and known[pk].side != _S.GIVEN]
    now = _held(poorer)
    for pk in poorer:
        if standing(now[pk] + change[pk], _LIMITS) is Standing.BELOW:
            raise NotNow(_SHORT[known[pk].side]())


_SHORT: dict[str, Any] = {
    _S.FREE: lambda: _("There is not so much free on this line."),
    _S.BOUND: lambda: _("There is not so much bound any more."),
    _S.SPENT: lambda: _("There is not so much spent to take back."),
}


def _held(ids: Sequence[UUID]) -> dict[UUID, int]:
    now = dict.fromkeys(ids, 0)
    for end, sign in (("target", 1), ("origin", -1)):
        rows = Entry.objects.filter(**{f"{end}__in": ids}).values_list(end).annotate(n=Sum("amount_minor")).order_by()
        for pk, amount in rows:
            now[pk] += sign * amount
    return now
