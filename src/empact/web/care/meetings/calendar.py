"""A meeting as a calendar file (iCalendar, RFC 5545): when and how, never about whom."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from django.http import HttpResponse

__all__ = ["LASTS", "as_calendar", "calendar_file"]

LASTS: Final = timedelta(hours=1)
"""What is set aside in the calendar."""
_WIDE: Final = 74
"""Bytes in a line, so that with the space before a folded one it stays within 75 (RFC 5545, 3.1)."""


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
        f"DTSTAMP:{_instant(stamp)}",
        f"SEQUENCE:{int(stamp.timestamp())}",
        *_span(starts_at),
        f"SUMMARY:{_text(title)}",
        f"LOCATION:{_text(where)}",
        *([f"URL:{link}"] if link else []),
        *([f"DESCRIPTION:{_text(note)}"] if note else []),
        "CLASS:PRIVATE",
        f"STATUS:{'CANCELLED' if cancelled else 'CONFIRMED'}",
        "END:VEVENT",
        "END:VCALENDAR",
    ]
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def as_calendar(content: str) -> HttpResponse:
    """The file, to open in a calendar; its name says nothing."""
    headers = {"Content-Disposition": 'attachment; filename="meeting.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def _span(starts_at: date) -> list[str]:
    if isinstance(starts_at, datetime):
        return [f"DTSTART:{_instant(starts_at)}", f"DTEND:{_instant(starts_at + LASTS)}"]
    return [f"DTSTART;VALUE=DATE:{starts_at:%Y%m%d}"]  # a day without an end is that day (RFC 5545, 3.6.1)


def _instant(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def _text(text: str) -> str:
    for plain, escaped in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n")):
        text = text.replace(plain, escaped)
    return text


def _folded(line: str) -> str:
    """A long line goes on in the next, after a space; a letter of several bytes is never cut."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > _WIDE:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
