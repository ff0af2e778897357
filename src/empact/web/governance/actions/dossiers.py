"""Options of a decision by criteria."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ..events import DossierKept
from ..models import Criterion, Decision, Option, Weighing
from ..permissions import PROPOSE

__all__ = ["keep_options", "weigh"]


@transaction.atomic
def keep_options(*, decision: Decision, options: Sequence[str], criteria: Sequence[str], by: Who, at: datetime) -> Decision:
    """What can be chosen and what it is looked at for, in this order. What was said of one that stays is kept."""
    _check(decision, by)
    for model, titles in ((Option, options), (Criterion, criteria)):
        wanted = list(dict.fromkeys(title.strip()[:200] for title in titles if title.strip()))
        if len(wanted) < (2 if model is Option else 1):
            raise NotNow(_("Name at least two options and one criterion."))
        gone = model._default_manager.filter(decision=decision).exclude(title__in=wanted)
        Weighing.objects.filter(**{f"{model._meta.model_name}__in": gone}).delete()
        gone.delete()
        for place, title in enumerate(wanted):
            model._default_manager.update_or_create(decision=decision, title=title, defaults={"place": place})
    _record(decision, by, at)
    return decision


@transaction.atomic
def weigh(*, option: Option, texts: Mapping[Criterion, str], by: Who, at: datetime) -> Option:
    """What is said of an option by each criterion; an empty text takes it back."""
    _check(option.decision, by)
    for criterion, text in texts.items():
        if criterion.decision_id != option.decision_id:
            raise NotNow(_("This criterion belongs to another decision."))
        if text.strip():
            Weighing.objects.update_or_create(option=option, criterion=criterion, defaults={"text": text.strip()})
        else:
            Weighing.objects.filter(option=option, criterion=criterion).delete()
    _record(option.decision, by, at)
    return option


def _check(decision: Decision, by: Who) -> None:
    check_may(by, PROPOSE, Purpose.PROJECT)
    if decision.state not in (Decision.State.DRAFT, Decision.State.OPEN):
        raise NotNow(_("It is decided: its options stay as they were."))


def _record(decision: Decision, by: Who, at: datetime) -> None:
    audit.record(DossierKept(subject=f"governance.decision:{decision.pk}"), by=by, at=at, purpose=Purpose.PROJECT)
