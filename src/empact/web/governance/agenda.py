"""What is due at a meeting: apps say what, governance puts it in order. Nobody types an agenda."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _

from .models import Body, Decision, Evaluation, Party

__all__ = ["Due", "add_due", "agenda", "decisions_due", "followers_due"]


@dataclass(frozen=True, slots=True)
class Due:
    """``why`` it is due, in a sentence that is true in the data; ``since``: the oldest stands first."""

    title: str
    why: str
    address: str
    since: date

    def plain(self) -> dict[str, Any]:
        """As it is kept with the minutes."""
        return {"title": self.title, "why": self.why, "address": self.address, "since": self.since.isoformat()}


Source = Callable[[Body, date], Iterable[Due]]
_SOURCES: Final[list[Source]] = []


def add_due(source: Source) -> None:
    """An app's answer to: what is due at a meeting of this body on that day?"""
    _SOURCES.append(source)


def agenda(body: Body, day: date) -> list[Due]:
    """Everything that is due, decisions first, then by how long it waits."""
    own = sorted((*decisions_due(body, day), *followers_due(body, day)), key=lambda one: one.since)
    others = [one for source in _SOURCES for one in source(body, day)]
    return own + sorted(others, key=lambda one: (one.since, one.title))


def followers_due(body: Body, day: date) -> Iterable[Due]:
    """At the evaluation of a quarter: partners that said they would join later are invited."""
    if not Evaluation.objects.filter(meeting__body=body, meeting__on=day).exists():
        return
    for one in Party.objects.to_follow(day).select_related("agreement", "organisation"):
        assert one.joins is not None
        title = _("%(partner)s is invited to join: %(subject)s") % {
            "partner": one.organisation.name, "subject": one.agreement.subject,
        }  # fmt: skip
        yield Due(title, _("It follows later."), reverse("governance:agreement", args=[one.agreement_id]), one.joins)


def decisions_due(body: Body, day: date) -> Iterable[Due]:
    """Its open decisions, and those that are to be looked at again by that day."""
    for one in body.decisions.filter(state=Decision.State.OPEN):
        yield Due(one.question, _("It is open."), reverse("governance:decision", args=[one.pk]), one.opened or one.proposed)
    for one in body.decisions.filter(state=Decision.State.TAKEN, followed_by=None, review_by__lte=day):
        assert one.review_by is not None
        why = one.conditions or _("It is to be looked at again.")
        yield Due(one.question, why, reverse("governance:decision", args=[one.pk]), one.review_by)
