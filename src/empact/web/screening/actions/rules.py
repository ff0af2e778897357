"""What the region decides on the limits: written down, looked at with what it changes, and then put in force (R4)."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...care.policies import check_move
from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import Problem
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies, rulebook
from ..events import RuleMoved, StepMoved
from ..models import FollowUp, RuleVersion
from ..permissions import KEEP_RULES
from ..queries import results_under
from ..states import RULE_MOVES

__all__ = ["drop_rule", "propose_rule", "put_in_force"]

_PURPOSE = Purpose.ADMINISTRATION


@transaction.atomic
def propose_rule(
    *, name: str, total: Decimal | None, activities: Decimal | None, valid_from: date, valid_to: date | None,
    decided_on: date, decision: str, source: str, by: Who, at: datetime,
) -> RuleVersion:  # fmt: skip
    """A new version, which changes nothing yet. It needs the number of a decision."""
    check_may(by, KEEP_RULES, _PURPOSE)
    today = timezone.localdate(at)
    if name not in RuleVersion.Name.values:
        raise Problem(_("Choose what the rule is on."))
    if not decision.strip() or not source.strip():
        raise Problem(_("Write the number of the decision, and where it can be read."))
    if valid_to is not None and valid_to < valid_from:
        raise Problem(_("The last day lies before the first."))
    policies.check_limits(total, activities)
    policies.check_newest(name, decided_on, today)
    last = RuleVersion.objects.filter(name=name).aggregate(last=Max("version"))["last"] or 0
    shipped = max(rule.version for rule in rulebook.versions(name, today))
    rule = RuleVersion.objects.create(
        name=name, version=max(last, shipped) + 1, total=total, activities=activities, valid_from=valid_from,
        valid_to=valid_to, decided_on=decided_on, decision=decision.strip(), source=source.strip(), moved_at=at,
        moved_by=by.user_id,
    )  # fmt: skip
    _record(rule, by, at)
    return rule


@transaction.atomic
def put_in_force(*, rule: RuleVersion, seen: str, by: Who, at: datetime) -> int:
    """``seen``: the stamp of the flips that were shown. Each of them becomes a step for who cares; no result is changed."""
    check_may(by, KEEP_RULES, _PURPOSE)
    rule = RuleVersion.objects.select_for_update().get(pk=rule.pk)
    check_move(RULE_MOVES, rule.state, RuleVersion.State.IN_FORCE)
    today = timezone.localdate(at)
    policies.check_newest(rule.name, rule.decided_on, today)
    flips = rulebook.flips_of(rule, results_under(rule), today)
    policies.check_previewed(seen, rulebook.stamp(flips))
    rule.state, rule.moved_at, rule.moved_by = RuleVersion.State.IN_FORCE, at, by.user_id
    rule.save(update_fields=("state", "moved_at", "moved_by"))
    persons = dict(results_under(rule).values_list("pk", "person"))
    moved_by = {"opened_at": at, "moved_at": at, "moved_by": by.user_id}
    steps = [FollowUp(result_id=UUID(f.person), name=rule.name, rule=rule, met=f.after, **moved_by) for f in flips]
    FollowUp.objects.bulk_create(steps, batch_size=500)
    for step in steps:
        moved = StepMoved(
            subject=f"screening.followup:{step.pk}", person=persons[step.result_id], rule=rule.name, state=step.state
        )
        audit.record(moved, by=by, at=at, purpose=_PURPOSE)
    _record(rule, by, at, len(flips))
    return len(flips)


@transaction.atomic
def drop_rule(*, rule: RuleVersion, by: Who, at: datetime) -> RuleVersion:
    """It does not come in force."""
    check_may(by, KEEP_RULES, _PURPOSE)
    check_move(RULE_MOVES, rule.state, RuleVersion.State.DROPPED)
    rule.state, rule.moved_at, rule.moved_by = RuleVersion.State.DROPPED, at, by.user_id
    rule.save(update_fields=("state", "moved_at", "moved_by"))
    _record(rule, by, at)
    return rule


def _record(rule: RuleVersion, by: Who, at: datetime, flips: int = 0) -> None:
    event = RuleMoved(
        subject=f"screening.ruleversion:{rule.pk}", rule=rule.name, version=rule.version, state=rule.state, flips=flips
    )
    audit.record(event, by=by, at=at, purpose=_PURPOSE)
