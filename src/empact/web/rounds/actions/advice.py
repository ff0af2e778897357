"""Advice among colleagues: asked and answered without anybody's identity, and shared once nobody can be recognised."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...people.policies import check_names_nobody
from .. import policies
from ..events import AdviceMoved
from ..models import Advice
from ..permissions import ADVISE

__all__ = ["answer_advice", "ask_advice", "move_advice"]


@transaction.atomic
def ask_advice(*, field: str, text: str, within: int, by: Who, at: datetime) -> Advice:
    """``field``: the role that is asked; ``within``: days in which an answer helps."""
    check_may(by, ADVISE, Purpose.CARE)
    assert by.user_id is not None
    text = check_words(text, _("Write what you want to know."))
    check_names_nobody(text, by, timezone.localdate(at))
    due = timezone.localdate(at) + timedelta(days=within)
    one = Advice.objects.create(field=field, text=text, asked_by_id=by.user_id, asked_at=at, due=due)
    _moved(one, by, at)
    return one


@transaction.atomic
def answer_advice(*, advice: Advice, answer: str, by: Who, at: datetime) -> Advice:
    """By a colleague of the field that is asked, and not by who asks."""
    check_may(by, ADVISE, Purpose.CARE)
    advice = Advice.objects.select_for_update(of=("self",)).get(pk=advice.pk)
    policies.check_answers(advice, by)
    policies.check_advice_move(advice, Advice.State.ANSWERED)
    answer = check_words(answer, _("Write the answer in plain words."))
    check_names_nobody(answer, by, timezone.localdate(at))
    advice.state, advice.answer, advice.answered_by_id, advice.answered_at = Advice.State.ANSWERED, answer, by.user_id, at
    advice.save(update_fields=("state", "answer", "answered_by", "answered_at"))
    _moved(advice, by, at)
    return advice


@transaction.atomic
def move_advice(*, advice: Advice, to: str, by: Who, at: datetime) -> Advice:
    """Who asked takes a question back, or puts the answer into the library; who answered may take it out again."""
    check_may(by, ADVISE, Purpose.CARE)
    advice = Advice.objects.select_for_update(of=("self",)).get(pk=advice.pk)
    policies.check_has_part(advice, by)
    policies.check_advice_move(advice, to)
    advice.state = to
    advice.save(update_fields=("state",))
    _moved(advice, by, at)
    return advice


def _moved(advice: Advice, by: Who, at: datetime) -> None:
    audit.record(AdviceMoved(subject=f"rounds.advice:{advice.pk}", state=advice.state), by=by, at=at, purpose=Purpose.CARE)
