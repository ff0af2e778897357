"""What follows from what happened on the round: letters that say where to read, and nothing else."""

from __future__ import annotations

from datetime import datetime

from django.utils import timezone

from ..care.models import Coordination, Member, PlanVersion
from ..consent import access
from ..consent.matrix import Part
from ..kernel import letters
from ..kernel.models import Message
from ..kernel.who import SYSTEM, Who
from . import actions
from .models import HelpRequest, Question

__all__ = ["keep_origins", "tell_of_help", "tell_of_question", "tell_the_team"]


def tell_the_team(message: Message, at: datetime) -> None:
    """Everybody in the care team who has an account and may read what is agreed, but whoever wrote it."""
    wrote = message.entry.user
    team = Member.objects.in_force(timezone.localdate(at)).filter(person=message.person)
    for member in team.select_related("user", "near__user"):
        user = member.account
        if user is None or user.pk == wrote:
            continue
        near = member.near_id is not None
        role = member.role or ("person" if member.kind == Member.Kind.SELF else "carer")
        if message.person is not None and access.may_read(Who(user.pk, role), message.person, Part.TASKS, at):
            letters.send("changed", to=user, page="rounds:home_day" if near else "rounds:work", at=at)


def tell_of_question(message: Message, at: datetime) -> None:
    """Who coordinates reads that there is a question, who asked that there is an answer."""
    question = Question.objects.select_related("asker__near__user").get(pk=message.subject.rpartition(":")[2])
    if question.answered_at is None:
        now = Coordination.objects.filter(person=question.person_id, ended_at=None).select_related("member__user").first()
        if now is not None and now.member.user is not None:
            letters.send("changed", to=now.member.user, page="rounds:work", at=at)
    elif question.asker.near is not None and question.asker.near.user is not None:
        letters.send("changed", to=question.asker.near.user, page="rounds:home_day", at=at)


def tell_of_help(message: Message, at: datetime) -> None:
    """Who asked reads that their request moved, but where they moved it themselves."""
    request = HelpRequest.objects.select_related("asker__user").get(pk=message.subject.rpartition(":")[2])
    user = request.asker.user
    if user is not None and user.pk != message.entry.user:
        letters.send("changed", to=user, page="rounds:help", at=at)


def keep_origins(message: Message, at: datetime) -> None:
    """Each change of a plan tells where its fields come from."""
    versions = PlanVersion.objects.filter(plan__person=message.person, number=message.detail["version"])
    version = versions.select_related("plan__person").order_by("-at").first()
    if version is not None:
        actions.keep_origins(version=version, by=SYSTEM, at=at)
