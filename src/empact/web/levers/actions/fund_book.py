"""Booking in the fund: an entry is written where the account it comes from holds enough, whoever else writes then."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ....ledger import Limits, Standing, standing
from ...governance.models import Decision
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_has_come, check_words
from ...kernel.purposes import Purpose
from ...kernel.rows import lock
from ...kernel.who import Who
from ..balance import account_of, held
from ..events import FundBooked
from ..models import Fund, FundAccount, FundEntry, Instalment, Return
from ..permissions import KEEP
from ..policies import check_amount

__all__ = ["Wanted", "book", "put_in", "take_back_entry"]

_S, _K = FundAccount.Side, FundEntry.Kind
_LIMITS = Limits(least=0)
"""Of every account but what lies outside, which says below zero what came in."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """An entry that is to be."""

    kind: str
    origin: FundAccount
    target: FundAccount
    cents: int
    on: date
    why: str
    proof: str = ""
    decision: Decision | None = None
    instalment: Instalment | None = None
    returned: Return | None = None
    reverses: FundEntry | None = None


@transaction.atomic
def book(*, wanted: Wanted, by: Who, at: datetime) -> FundEntry:
    """Raises :class:`NotNow` where an account would hold less than nothing. Who books on the same accounts waits."""
    check_amount(wanted.cents)
    origin = wanted.origin
    lock(FundAccount, (origin.pk, wanted.target.pk))
    after = held(origin) - wanted.cents
    if origin.side != _S.OUTSIDE and standing(after, _LIMITS) is Standing.BELOW:
        raise NotNow(_SHORT[origin.side]())
    entry = FundEntry(
        kind=wanted.kind, origin=origin, target=wanted.target, cents=wanted.cents, on=wanted.on, at=at,
        why=check_words(wanted.why)[:300], proof=wanted.proof[:120], decision=wanted.decision, instalment=wanted.instalment,
        returned=wanted.returned, reverses=wanted.reverses,
    )  # fmt: skip
    event = FundBooked(
        subject=f"levers.fundentry:{entry.pk}", kind=wanted.kind, origin=origin.pk, target=wanted.target.pk,
        cents=wanted.cents, reverses=wanted.reverses.pk if wanted.reverses else None,
    )  # fmt: skip
    entry.number = audit.record(event, by=by, at=at, purpose=Purpose.PROJECT).seq
    entry.save(force_insert=True)
    return entry


_SHORT = {
    _S.FREE.value: lambda: _("There is not so much free in the fund."),
    _S.PROMISED.value: lambda: _("There is not so much promised any more."),
    _S.PAID.value: lambda: _("There was not so much paid."),
}


@transaction.atomic
def put_in(*, fund: Fund, cents: int, on: date, why: str, proof: str, today: date, by: Who, at: datetime) -> FundEntry:
    """Somebody put money in: written down, with its proof. The software moves none."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_has_come(on, today)
    paper = check_words(proof, _("Name the paper that proves it."))
    outside, free = account_of(fund, _S.OUTSIDE), account_of(fund, _S.FREE)
    return book(wanted=Wanted(_K.PUT_IN, outside, free, cents, on, why, proof=paper), by=by, at=at)


@transaction.atomic
def take_back_entry(*, entry: FundEntry, why: str, today: date, by: Who, at: datetime) -> FundEntry:
    """Written down wrongly: a counter-entry of the same amount; both stay. What a body granted is decided anew instead."""
    check_may(by, KEEP, Purpose.PROJECT)
    FundEntry.objects.select_for_update().get(pk=entry.pk)
    entry = FundEntry.objects.select_related("origin", "target", "reversed_by", "instalment", "returned").get(pk=entry.pk)
    if entry.kind in (_K.GRANT, _K.RELEASE):
        raise NotNow(_("A body decided this: another decision changes it."))
    if entry.reverses_id is not None or hasattr(entry, "reversed_by"):
        raise NotNow(_("This was taken back already."), _("Write it down anew."))
    wanted = Wanted(
        entry.kind, entry.target, entry.origin, entry.cents, today, check_words(why), proof=entry.proof,
        instalment=entry.instalment, returned=entry.returned, reverses=entry,
    )  # fmt: skip
    return book(wanted=wanted, by=by, at=at)
