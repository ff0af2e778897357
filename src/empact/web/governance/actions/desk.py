"""The services of the back office and the questions to its desk."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow, check_period, check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from ...territory.models import Team
from ...territory.queries import own_organisation
from ..events import DeskAnswered, DeskAsked, ServiceKept
from ..models import Asked, Service
from ..permissions import ASK, HELP

__all__ = ["answer_desk", "ask_desk", "end_service", "offer_service"]


@transaction.atomic
def offer_service(
    *, title: str, activity: str, about: str = "", source: str = "", starts: date, by: Who, at: datetime
) -> Service:
    """One more service in the catalogue."""
    check_may(by, HELP, Purpose.PROJECT)
    made = Service.objects.create(
        title=check_words(title), activity=activity, about=about.strip(), source=source.strip(), starts=starts
    )
    audit.record(ServiceKept(subject=f"governance.service:{made.pk}"), by=by, at=at, purpose=Purpose.PROJECT)
    return made


@transaction.atomic
def end_service(*, service: Service, last_day: date | None, by: Who, at: datetime) -> Service:
    """From the next day on nobody asks for it; ``None`` brings it back."""
    check_may(by, HELP, Purpose.PROJECT)
    check_period(service.starts, last_day)
    service.ends = last_day
    service.save(update_fields=("ends",))
    event = ServiceKept(subject=f"governance.service:{service.pk}", ends=last_day)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return service


@transaction.atomic
def ask_desk(*, service: Service, text: str, today: date, by: Who, at: datetime) -> Asked:
    """In the name of the organisation or the team of the role worn now."""
    check_may(by, ASK, Purpose.PROJECT)
    if not service.is_on(today):
        raise NotNow(_("This service is not offered on that day."))
    asked = Asked.objects.create(
        service=service,
        organisation=own_organisation(by),
        team=Team.objects.get(pk=by.scope_id) if by.scope_kind == "team" else None,
        by_user=by.user_id,
        text=check_words(text),
        on=today,
    )
    event = DeskAsked(subject=f"governance.asked:{asked.pk}", service=service.pk)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return asked


@transaction.atomic
def answer_desk(*, asked: Asked, answer: str, today: date, by: Who, at: datetime) -> Asked:
    """Once."""
    check_may(by, HELP, Purpose.PROJECT)
    if asked.answered is not None:
        raise NotNow(_("This question has its answer."))
    asked.answer, asked.answered = check_words(answer), today
    asked.save(update_fields=("answer", "answered"))
    event = DeskAnswered(subject=f"governance.asked:{asked.pk}", days=asked.age(today))
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return asked
