"""An application from its draft to what came back of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from ...governance import actions as governance
from ...governance.models import Body, Decision
from ...kernel import audit
from ...kernel.events import Event
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_has_come, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Organisation
from .. import policies
from ..balance import account_of, held, paid_parts
from ..events import ApplicationMoved, FundKept
from ..models import Application, Assessment, FundAccount, FundEntry, Instalment, Opportunity, Return, Score, Weight
from ..permissions import KEEP, check_may_apply, check_may_assess
from .fund_book import Wanted, book

__all__ = [
    "ASSESSORS", "ask_fund_decision", "assess", "change_application", "close_application", "follow_decision", "hand_in",
    "meet", "note_return", "pay", "plan_parts", "withdraw_application", "write_application",
]  # fmt: skip

ASSESSORS: Final = 2
_A, _S, _K = Application.State, FundAccount.Side, FundEntry.Kind


@transaction.atomic
def write_application(
    *, opportunity: Opportunity, organisation: Organisation, values: dict[str, Any], today: date, by: Who, at: datetime
) -> Application:
    """A draft. ``values``: title, plan, social, kind, asked_cents."""
    check_may_apply(by, organisation)
    policies.check_open(opportunity, values["asked_cents"], today)
    number = 1 + int(Application.objects.aggregate(last=Max("number"))["last"] or 0)
    made = Application(number=number, opportunity=opportunity, organisation=organisation)
    _say(made, values)
    return _move(made, _A.DRAFT, by, at)


@transaction.atomic
def change_application(*, application: Application, values: dict[str, Any], today: date, by: Who, at: datetime) -> Application:
    """As long as it was not handed in."""
    one = _locked(application)
    check_may_apply(by, one.organisation)
    if one.state != _A.DRAFT:
        raise NotNow(_("It was handed in: it stays as others read it."))
    policies.check_open(one.opportunity, values["asked_cents"], today)
    _say(one, values)
    return _move(one, _A.DRAFT, by, at)


@transaction.atomic
def hand_in(*, application: Application, today: date, by: Who, at: datetime) -> Application:
    """From now on it is weighed as it stands."""
    one = _locked(application)
    check_may_apply(by, one.organisation)
    policies.check_application_moves(one, _A.SUBMITTED)
    policies.check_open(one.opportunity, one.asked_cents, today)
    one.submitted = today
    return _move(one, _A.SUBMITTED, by, at)


@transaction.atomic
def withdraw_application(*, application: Application, by: Who, at: datetime) -> Application:
    """Not asked any more; it stays on record."""
    one = _locked(application)
    check_may_apply(by, one.organisation)
    policies.check_application_moves(one, _A.WITHDRAWN)
    return _move(one, _A.WITHDRAWN, by, at)


@transaction.atomic
def assess(
    *, application: Application, points: Mapping[Weight, int], advice: str, why: str, today: date, by: Who, at: datetime
) -> Assessment:
    """What one of two finds, each for themselves. The second one makes it weighed."""
    one = _locked(application)
    check_may_assess(by, one.organisation)
    if one.state != _A.SUBMITTED:
        raise NotNow(_("Only what was handed in and not weighed yet is weighed."))
    if one.assessments.filter(by=by.user_id).exists():
        raise NotNow(_("You weighed this already."), _("Somebody else is the second."))
    weights = list(one.opportunity.weights.all())
    if {w.pk for w in points} != {w.pk for w in weights} or any(not 0 <= n <= 4 for n in points.values()):
        raise NotNow(_("Give each criterion none to four points."))
    made = Assessment.objects.create(application=one, by_id=by.user_id, on=today, advice=advice, why=check_words(why))
    Score.objects.bulk_create(Score(assessment=made, weight=weight, points=points[weight]) for weight in weights)
    _kept("assessment", made.pk, by, at)
    if one.assessments.count() >= ASSESSORS:
        _move(one, _A.ASSESSED, by, at)
    return made


@transaction.atomic
def plan_parts(*, application: Application, parts: Sequence[tuple[int, str]], by: Who, at: datetime) -> list[Instalment]:
    """In which parts it is paid, each with its condition; together what was asked."""
    check_may(by, KEEP, Purpose.PROJECT)
    one = _locked(application)
    if one.state != _A.ASSESSED:
        raise NotNow(_("Parts are planned once it was weighed, and before a body is asked."))
    if any(cents <= 0 for cents, _condition in parts) or sum(cents for cents, _condition in parts) != one.asked_cents:
        raise NotNow(_("The parts add up to what is asked, and each is more than nothing."))
    one.instalments.all().delete()
    made = Instalment.objects.bulk_create(
        Instalment(application=one, number=number, cents=cents, condition=check_words(condition)[:300])
        for number, (cents, condition) in enumerate(parts, 1)
    )
    _kept("application", one.pk, by, at)
    return made


@transaction.atomic
def ask_fund_decision(
    *, application: Application, body: Body, values: dict[str, Any], today: date, by: Who, at: datetime
) -> Decision:
    """A body is asked; what it decides is followed by itself. ``values``: as for every decision."""
    check_may(by, KEEP, Purpose.PROJECT)
    one = _locked(application)
    policies.check_application_moves(one, _A.ASKED)
    if not one.instalments.exists():
        raise NotNow(_("Say first in which parts it is paid, and on what conditions."))
    if held(account_of(one.opportunity.fund, _S.FREE)) < one.asked_cents:
        raise NotNow(_("There is not so much free in the fund."), _("Wait until something comes back, or ask less."))
    values = {"cost": one.asked_cents // 100, **values}
    one.decision = governance.propose(body=body, values=values, today=today, by=by, at=at)
    _move(one, _A.ASKED, by, at)
    return one.decision


@transaction.atomic
def follow_decision(*, application: Application, today: date, by: Who, at: datetime) -> Application | None:
    """It goes where the decision takes it. ``None`` where it has gone on, or where the fund holds too little in the
    meantime: then people see that it was decided and nothing is promised yet."""
    check_may(by, KEEP, Purpose.PROJECT)
    one = _locked(application)
    decision = one.decision
    if one.state != _A.ASKED or decision is None:
        return None
    if decision.state == Decision.State.REFUSED:
        return _move(one, _A.REFUSED, by, at)
    fund = one.opportunity.fund
    if decision.state != Decision.State.TAKEN or held(_locked_account(account_of(fund, _S.FREE))) < one.asked_cents:
        return None
    for side in (_S.PROMISED, _S.PAID):
        FundAccount.objects.get_or_create(fund=fund, side=side, application=one)
    free, promised = account_of(fund, _S.FREE), account_of(fund, _S.PROMISED, one)
    wanted = Wanted(_K.GRANT, free, promised, one.asked_cents, today, one.title, decision=decision)
    book(wanted=wanted, by=by, at=at)
    return _move(one, _A.GRANTED, by, at)


@transaction.atomic
def meet(*, part: Instalment, how_known: str, today: date, by: Who, at: datetime) -> Instalment:
    """The condition of a part is met, and this is how one knows."""
    check_may(by, KEEP, Purpose.PROJECT)
    one = _locked(part.application)
    if one.state != _A.GRANTED:
        raise NotNow(_("Nothing was granted to this application."))
    part = Instalment.objects.select_for_update().get(pk=part.pk)
    if part.met is not None:
        raise NotNow(_("This condition was met already."))
    part.met, part.how_known = today, check_words(how_known)[:300]
    part.save(update_fields=("met", "how_known"))
    _kept("instalment", part.pk, by, at)
    return part


@transaction.atomic
def pay(*, part: Instalment, on: date, proof: str, today: date, by: Who, at: datetime) -> FundEntry:
    """It was paid elsewhere, on a day, with its proof; never before its condition is met, and once."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_has_come(on, today)
    one = _locked(part.application)
    part = Instalment.objects.select_for_update().get(pk=part.pk)
    if part.met is None:
        raise NotNow(_("The condition of this part is not met."), _("Say first how one knows that it is met."))
    if part.pk in paid_parts(one):
        raise NotNow(_("This part was paid already."))
    fund = one.opportunity.fund
    origin, target = account_of(fund, _S.PROMISED, one), account_of(fund, _S.PAID, one)
    paper = check_words(proof, _("Name the paper that proves it."))
    wanted = Wanted(_K.PAY, origin, target, part.cents, on, part.condition, proof=paper, instalment=part)
    return book(wanted=wanted, by=by, at=at)


@transaction.atomic
def note_return(
    *, application: Application, kind: str, what: str, cents: int = 0, on: date, today: date, by: Who, at: datetime
) -> Return:
    """What came back: money, with its amount in the books, or what changed for people."""
    check_may(by, KEEP, Purpose.PROJECT)
    check_has_come(on, today)
    one = _locked(application)
    if one.state not in (_A.GRANTED, _A.CLOSED):
        raise NotNow(_("Nothing was granted to this application."))
    if (kind == Return.Kind.FINANCIAL) != (cents > 0):
        raise NotNow(_("Money that came back has an amount; what changed for people has none."))
    made = Return.objects.create(application=one, on=on, kind=kind, what=check_words(what)[:300])
    if cents:
        fund = one.opportunity.fund
        outside, free = account_of(fund, _S.OUTSIDE), account_of(fund, _S.FREE)
        book(wanted=Wanted(_K.RETURN, outside, free, cents, on, made.what, returned=made), by=by, at=at)
    _kept("return", made.pk, by, at)
    return made


@transaction.atomic
def close_application(*, application: Application, today: date, by: Who, at: datetime) -> Application:
    """Nothing more is paid: what is still promised is free again."""
    check_may(by, KEEP, Purpose.PROJECT)
    one = _locked(application)
    policies.check_application_moves(one, _A.CLOSED)
    fund = one.opportunity.fund
    promised = _locked_account(account_of(fund, _S.PROMISED, one))
    if left := held(promised):
        book(wanted=Wanted(_K.RELEASE, promised, account_of(fund, _S.FREE), left, today, one.title), by=by, at=at)
    return _move(one, _A.CLOSED, by, at)


def _say(one: Application, values: dict[str, Any]) -> None:
    for name, value in values.items():
        setattr(one, name, check_words(value) if name in ("title", "plan", "social") else value)


def _locked(application: Application) -> Application:
    Application.objects.select_for_update().get(pk=application.pk)
    return Application.objects.select_related("opportunity__fund", "organisation", "decision").get(pk=application.pk)


def _locked_account(account: FundAccount) -> FundAccount:
    return FundAccount.objects.select_for_update().get(pk=account.pk)


def _move(one: Application, state: str, by: Who, at: datetime) -> Application:
    one.state = state
    one.save()
    _record(ApplicationMoved(subject=f"levers.application:{one.pk}", state=one.state, decision=one.decision_id), by, at)
    return one


def _kept(what: str, pk: Any, by: Who, at: datetime) -> None:
    _record(FundKept(subject=f"levers.{what}:{pk}"), by, at)


def _record(event: Event, by: Who, at: datetime) -> None:
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
