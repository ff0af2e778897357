"""A meeting as a calendar file (iCalendar, RFC 5545): when and how, never about whom."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from django.http import HttpResponse

from ...kernel import icalendar
from ...kernel.icalendar import escaped, instant

__all__ = ["LASTS", "as_calendar", "calendar_file"]

LASTS: Final = timedelta(hours=1)
"""What is set aside in the calendar."""


def calendar_file(
    uid: str,
    *,
    starts_at: date,
    stamp: datetime,
    title: str,
    where: str,
    link: str = "",
    note: str = "",
    cancelled: bool = False,
) -> str:
    """One event; of the whole day where ``starts_at`` is a day. ``stamp``: when it was last changed.

    Every line ends in CR LF, and none is longer than 75 bytes.
    """
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//EMPACT//meetings//EN",
        f"METHOD:{'CANCEL' if cancelled else 'PUBLISH'}",
        "BEGIN:VEVENT",
        f"UID:{uid}",
        f"DTSTAMP:{instant(stamp)}",
        f"SEQUENCE:{int(stamp.timestamp())}",
        *_span(starts_at),
        f"SUMMARY:{escaped(title)}",
        f"LOCATION:{escaped(where)}",
        *([f"URL:{link}"] if link else []),
        *([f"DESCRIPTION:{escaped(note)}"] if note else []),
        "CLASS:PRIVATE",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return icalendar.written(lines)


def as_calendar(content: str) -> HttpResponse:
    """The file, to open in a calendar; its name says nothing."""
    return icalendar.as_calendar(content, "meeting")


def _span(starts_at: date) -> list[str]:
    if isinstance(starts_at, datetime):
        return [f"DTSTART:{instant(starts_at)}", f"DTEND:{instant(starts_at + LASTS)}"]
    return [f"DTSTART;VALUE=DATE:{starts_at:%Y%m%d}"]  # a day without an end is that day (RFC 5545, 3.6.1)
