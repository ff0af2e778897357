"""Calendar files (iCalendar, RFC 5545): lines as the standard asks, written and read again."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import Final

from django.http import HttpResponse

__all__ = ["as_calendar", "escaped", "events_in", "instant", "written"]

_WIDE: Final = 74
"""Bytes in a line, so that with the space before a folded one it stays within 75 (RFC 5545, 3.1)."""
_ESCAPES: Final = {"\\\\": "\\", "\\;": ";", "\\,": ",", "\\n": "\n", "\\N": "\n"}


def written(lines: Iterable[str]) -> str:
    """Every line ends in CR LF, and none is longer than 75 bytes."""
    return "".join(f"{_folded(line)}\r\n" for line in lines)


def as_calendar(content: str, name: str) -> HttpResponse:
    """The file, to open in a calendar. ``name`` says what is in it, without an extension, and never who."""
    headers = {"Content-Disposition": f'attachment; filename="{name}.ics"'}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)


def instant(at: datetime) -> str:
    """A moment, in UTC."""
    return at.astimezone(UTC).strftime("%Y%m%dT%H%M%SZ")


def escaped(text: str) -> str:
    """Free text as a value."""
    for plain, said in (("\\", "\\\\"), (";", "\\;"), (",", "\\,"), ("\r\n", "\\n"), ("\n", "\\n"), ("\r", "")):
        text = text.replace(plain, said)
    return text


def events_in(content: str) -> Iterator[dict[str, str]]:
    """Each event of a file: name of a property, without its parameters, to its text. What is in an alarm is left out."""
    found: dict[str, str] | None = None
    inside = 0
    for line in re.sub(r"\r?\n[ \t]", "", content).replace("\r\n", "\n").split("\n"):
        name, _, value = line.partition(":")
        key = name.partition(";")[0].upper()
        if (key, value.upper()) == ("BEGIN", "VEVENT"):
            found, inside = {}, 0
        elif (key, value.upper()) == ("END", "VEVENT") and found is not None:
            yield found
            found = None
        elif found is not None and key in ("BEGIN", "END"):
            inside += 1 if key == "BEGIN" else -1
        elif found is not None and not inside:
            found[key] = re.sub(r"\\[\\;,nN]", lambda m: _ESCAPES[m[0]], value)


def _folded(line: str) -> str:
    """A long line goes on in the next, after a space; a letter of several bytes is never cut."""
    parts, part = [], ""
    for letter in line:
        if len((part + letter).encode()) > _WIDE:
            parts.append(part)
            part = ""
        part += letter
    return "\r\n ".join([*parts, part])
