"""Milestones, agreements and meetings as a calendar file, and what a file that comes back says of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime, timedelta

from ...governance.models import Meeting
from ...kernel import icalendar
from ..models import Task
from .archive import Rows

__all__ = ["HEAD", "calendar_of", "rows_in"]

HEAD = ("id", "title", "starts", "due", "done", "action")
"""What a calendar says of a task."""
_ACTION, _DONE, _MEETING = "X-EMPACT-ACTION", "X-EMPACT-DONE", "X-EMPACT-MEETING"


def calendar_of(tasks: Iterable[Task], meetings: Iterable[Meeting], *, stamp: datetime) -> str:
    """A day for each milestone, the days for each agreement, a day for each meeting. Of tasks with their action, of meetings
    with their body. ``stamp``: when this was asked."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//EMPACT//portfolio//EN", "METHOD:PUBLISH"]
    for task in tasks:
        lines += _event(f"{task.pk}@empact", task.title, stamp, [*_days(task), *_more(task)])
    for meeting in meetings:
        where = [f"LOCATION:{icalendar.escaped(meeting.where)}"] if meeting.where else []
        days = [f"DTSTART;VALUE=DATE:{meeting.on:%Y%m%d}", *where, f"{_MEETING}:yes"]
        lines += _event(f"{meeting.pk}@empact", meeting.body.name, stamp, days)
    return icalendar.written([*lines, "END:VCALENDAR"])


def _event(uid: str, title: str, stamp: datetime, more: list[str]) -> list[str]:
    summary = f"SUMMARY:{icalendar.escaped(title)}"
    return ["BEGIN:VEVENT", f"UID:{uid}", f"DTSTAMP:{icalendar.instant(stamp)}", summary, *more, "END:VEVENT"]


def _days(task: Task) -> list[str]:
    """A milestone is a day without an end, and so it comes back as one."""
    if task.starts is None:
        return [f"DTSTART;VALUE=DATE:{task.due:%Y%m%d}"]
    end = task.due + timedelta(days=1)  # the day after its last (RFC 5545, 3.6.1)
    return [f"DTSTART;VALUE=DATE:{task.starts:%Y%m%d}", f"DTEND;VALUE=DATE:{end:%Y%m%d}"]


def _more(task: Task) -> list[str]:
    done = [f"{_DONE}:{task.done:%Y%m%d}"] if task.done else []
    about = icalendar.escaped(f"{task.action.number} {task.action.title}")
    return [f"DESCRIPTION:{about}", f"{_ACTION}:{task.action.number}", *done]


def rows_in(content: str) -> Rows:
    """A row per event, under :data:`HEAD`; meetings are planned with their body and left out."""
    return [list(HEAD), *_rows(content)]


def _rows(content: str) -> Iterator[list[str]]:
    for event in icalendar.events_in(content):
        if _MEETING in event:
            continue
        first, end = _day(event.get("DTSTART", "")), _day(event.get("DTEND", ""))
        last = end - timedelta(days=1) if end and "T" not in event.get("DTEND", "") else end
        uid = event.get("UID", "").removesuffix("@empact")
        days = [first.isoformat() if first and last else "", (last or first or "") and f"{last or first}"]
        done = _day(event.get(_DONE, ""))
        yield [uid, event.get("SUMMARY", "").strip(), *days, done.isoformat() if done else "", event.get(_ACTION, "")]


def _day(text: str) -> date | None:
    found = re.match(r"([0-9]{4})([0-9]{2})([0-9]{2})", text.strip())
    try:
        return date(int(found[1]), int(found[2]), int(found[3])) if found else None
    except ValueError:
        return None
