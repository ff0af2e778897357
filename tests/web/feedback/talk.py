"""A practice or team in the middle of its talk: figures of two periods, a meeting, remarks, agreed actions."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone

from empact.web.feedback.actions.cards import remark
from empact.web.feedback.actions.cycles import agree, move_cycle
from empact.web.feedback.actions.meetings import count_attendance, move_meeting, start_meeting
from empact.web.feedback.actions.publications import move_publication, plan_publication
from empact.web.feedback.groups import Group, people_of, places_of
from empact.web.insight.figures import Figures
from empact.web.kernel.who import SYSTEM, Who
from empact.web.territory.models import Code

__all__ = ["talk"]


def talk(group: Group, chair: Who, figures: Figures, at: datetime) -> dict[str, Any]:
    """Make it; the ids by the beginning of their addresses."""
    today = timezone.localdate(at)
    earlier, newest = (p.name for p in figures.periods()[-2:])
    opened = []
    for period, ago in ((earlier, timedelta(days=30)), (newest, timedelta(0))):
        first, then = today - ago, at - ago
        one = plan_publication(period=period, team_from=first, policy_from=first + timedelta(days=14), by=SYSTEM, at=then)
        opened.append(move_publication(publication=one, state="team", figures=figures, by=SYSTEM, at=then))
    move_publication(publication=opened[0], state="policy", figures=figures, by=SYSTEM, at=at)
    place = places_of(group, today, figures)[0]
    meetings, cycles = [], []
    for publication, closed in zip(opened, (True, False), strict=True):
        (before,) = figures.figures("gp_contact", place.level, period=publication.period, node=place.node)
        said = {"kind": "missing", "text": "Our new practice is missing.", "indicator": "gp_contact"}
        remark(group=group, publication=publication, by=chair, at=at, **said)
        one = start_meeting(group=group, theme="our figures", on=today, publication=publication, by=chair, at=at)
        count_attendance(meeting=one, discipline=Code.objects.current("discipline", today)[0], number=3, by=chair, at=at)
        values = {
            "question": "Do more people come when we phone them?", "change": "Phone who was not seen for a year",
            "effect": "5 % more", "measure": "the same figure, next quarter", "indicator": "gp_contact",
            "owner": people_of(group, today)[0], "due": today + timedelta(days=7),
        }  # fmt: skip
        cycles.append(agree(meeting=one, place=place, before=before, values=values, by=chair, at=at))
        meetings.append(one)
        if closed:
            move_meeting(meeting=one, state="closed", by=chair, at=at)
    move_cycle(cycle=cycles[0], state="done", by=chair, at=at)
    return {
        "feedback": group.pk,
        "feedback/publications": opened[1].pk,
        "feedback/meetings": meetings[1].pk,
        "feedback/actions": cycles[0].pk,
    }
