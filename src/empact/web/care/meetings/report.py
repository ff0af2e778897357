"""The report of a meeting, a care plan in three parts: about the meeting, the content, the remuneration sheet.

As titles with lines, so that the page and the PDF say the same.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from django.utils.formats import date_format, number_format
from django.utils.timezone import localtime
from django.utils.translation import gettext as _

from .. import paper
from ..models import Meeting, Seat
from ..queries import PlanPage
from .queries import Claim, MeetingPage

__all__ = ["claimed", "euros", "on_paper", "told"]

Section = dict[str, Any]


def told(page: MeetingPage, plan: PlanPage, language: str, on: date) -> list[Section]:
    """The first two parts; of the plan only what whoever reads may read."""
    return [_about(page, plan), *_content(page), *paper.told(plan, language, on)["sections"]]


def claimed(claim: Claim | None) -> list[Section]:
    """The third part: who is paid as what, and what speaks against it. It advises: the fund decides."""
    if claim is None:
        return [_section(_("Part 3: remuneration sheet"), [_("No rules are known for this day.")])]
    lines = [f"{seat.name}, {seat.title}: {seat.get_paid_display()}, {euros(cents)}" for seat, cents in claim.lines]
    found = [_section(_("Part 3: remuneration sheet"), [_("Total: %(amount)s") % {"amount": euros(claim.total)}], lines)]
    if claim.fails:
        found.append(_section(_("What speaks against it"), [], [one.reason for one in claim.fails]))
    since = date_format(claim.rules.valid_from, "SHORT_DATE_FORMAT")
    found.append(_section(_("Rules"), [_("Valid since %(day)s.") % {"day": since}, claim.rules.source_url]))
    return found


def on_paper(title: str, sections: list[Section], plan: PlanPage, language: str, on: date) -> bytes:
    """As a tagged PDF, with who coordinates on top."""
    return paper.paper({**paper.told(plan, language, on), "title": title, "heading": title, "sections": sections})


def euros(cents: int) -> str:
    return f"{number_format(Decimal(cents) / 100, 2)} euro"


def _about(page: MeetingPage, plan: PlanPage) -> Section:
    meeting, person = page.meeting, plan.person
    held = date_format(localtime(meeting.held_at), "DATETIME_FORMAT") if meeting.held_at else "–"
    lines = [
        f"{person.name}, {person.birth}" if person.birth else person.name,
        _("Held on %(when)s, %(how)s.") % {"when": held, "how": meeting.get_mode_display()},
        _("Asked %(why)s.") % {"why": meeting.get_reason_display()},
        meeting.question,
    ]
    for reason in (meeting.person_absent, meeting.doctor_absent):
        if reason:
            lines.append(reason)
    return _section(_("Part 1: the meeting"), lines, [_took(seat) for seat in page.seats])


def _content(page: MeetingPage) -> list[Section]:
    meeting = page.meeting
    tasks = [
        f"{one.text}: {one.owner.name}, {_('by')} {date_format(one.due, 'SHORT_DATE_FORMAT')}"
        for one in page.decisions
        if one.owner is not None and one.due is not None
    ]
    agreed = [one.text for one in page.decisions if one.owner is None]
    found = [_section(_("Part 2: what was decided"), [] if tasks or agreed else [_("Nothing was decided.")], tasks + agreed)]
    if meeting.state == Meeting.State.SIGNED:
        found[0]["text"] = [_("Read aloud. The person said yes: %(how)s") % {"how": meeting.agreed}]
    return found


def _took(seat: Seat) -> str:
    how = seat.get_way_display() if seat.way else "–"
    return f"{seat.name}, {seat.title}: {how}"


def _section(title: str, text: list[str], items: list[str] | None = None) -> Section:
    return {"title": title, "text": [line for line in text if line], "items": [[one] for one in items or []]}
