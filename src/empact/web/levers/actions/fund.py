"""A fund, what it is open for, what its working group finds, and the dossier with the forms it may take."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from ...governance import actions as governance
from ...governance.models import Body, Decision
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_has_come, check_period, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..events import FundKept
from ..models import Fund, FundAccount, FundNote, Opportunity, Weight
from ..permissions import ASSESS, KEEP

__all__ = ["keep_fund", "note_found", "offer", "open_dossier"]


@transaction.atomic
def keep_fund(*, fund: Fund | None = None, values: dict[str, Any], by: Who, at: datetime) -> Fund:
    """A new fund, or what is known of one. ``values``: title, purpose, group, starts, ends."""
    check_may(by, KEEP, Purpose.PROJECT)
    kept = fund or Fund()
    for name, value in values.items():
        setattr(kept, name, value)
    kept.title, kept.purpose = check_words(kept.title), check_words(kept.purpose)
    check_period(kept.starts, kept.ends)
    if Fund.objects.filter(title=kept.title).exclude(pk=kept.pk).exists():
        raise NotNow(_("There is a fund of this name already."))
    kept.save()
    for side in (FundAccount.Side.OUTSIDE, FundAccount.Side.FREE):
        FundAccount.objects.get_or_create(fund=kept, side=side, application=None)
    _record("fund", kept.pk, by, at)
    return kept


@transaction.atomic
def offer(
    *,
    fund: Fund,
    title: str,
    text: str,
    opens: date,
    closes: date,
    most_cents: int | None,
    weights: Sequence[tuple[str, int]],
    by: Who,
    at: datetime,
) -> Opportunity:
    """What the fund is open for, with the criteria by which it is weighed: what was published does not change."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_period(opens, closes)
    if not weights:
        raise NotNow(_("Name at least one criterion with its weight."), _("Who asks wants to know by what it is weighed."))
    if len({name for name, _weight in weights}) < len(weights) or any(weight <= 0 for _name, weight in weights):
        raise NotNow(_("Each criterion has one name and a weight above zero."))
    made = Opportunity.objects.create(
        fund=fund, title=check_words(title)[:200], text=check_words(text), opens=opens, closes=closes, most_cents=most_cents
    )
    Weight.objects.bulk_create(
        Weight(opportunity=made, place=place, title=check_words(name)[:200], weight=weight)
        for place, (name, weight) in enumerate(weights)
    )
    _record("opportunity", made.pk, by, at)
    return made


@transaction.atomic
def note_found(*, fund: Fund, on: date, text: str, today: date, by: Who, at: datetime) -> FundNote:
    """What the working group looked at and found."""
    check_may(by, ASSESS, Purpose.PROJECT)
    check_has_come(on, today)
    note = FundNote.objects.create(fund=fund, on=on, text=check_words(text), written_by_id=by.user_id)
    _record("fundnote", note.pk, by, at)
    return note


@transaction.atomic
def open_dossier(
    *, fund: Fund, body: Body, values: dict[str, Any], options: Sequence[str], criteria: Sequence[str], today: date, by: Who,
    at: datetime,
) -> Decision:  # fmt: skip
    """The forms that it may take (a non-profit body, a fund next to it, and so on) by criteria, in one table of a decision.
    What is said of each is for people to find out: nothing is filled in."""
    check_may(by, KEEP, Purpose.PROJECT)
    fund = Fund.objects.select_for_update().get(pk=fund.pk)
    if fund.dossier_id is not None:
        raise NotNow(_("There is a dossier already."), _("Change its options there."))
    decision = governance.propose(body=body, values=values, today=today, by=by, at=at)
    governance.keep_options(decision=decision, options=options, criteria=criteria, by=by, at=at)
    fund.dossier = decision
    fund.save(update_fields=("dossier",))
    _record("fund", fund.pk, by, at)
    return decision


def _record(what: str, pk: Any, by: Who, at: datetime) -> None:
    audit.record(FundKept(subject=f"levers.{what}:{pk}"), by=by, at=at, purpose=Purpose.PROJECT)
