"""How soon help starts, by whole quarter and kind, without persons: what is small is not shown (``signals/figures``)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path
from statistics import median
from typing import Final

from django.utils import timezone

from ..kernel import region
from ..signals.entered import Line, write_lines
from ..signals.figures import begins, masked, share, whole_quarters
from . import helping
from .models import HelpRequest

__all__ = ["DAYS", "IN_TIME", "ALL", "Wait", "entered", "requests", "waits", "write_waits"]

ALL: Final = ""
DAYS, IN_TIME = "help_days_to_start", "help_started_in_time"
_SOURCE: Final = "Register of requests for help"


@dataclass(frozen=True, slots=True)
class Wait:
    """One quarter and kind (empty: all). ``None`` is too small to show, or too early to say.

    ``days``: median from request to start, of those that started; ``in_time``: per cent of all that were asked which started
    within the norm, those that were withdrawn or still wait among them.
    """

    quarter: str
    kind: str
    asked: int | None
    started: int | None
    days: float | None
    in_time: int | None


def requests(today: date) -> list[HelpRequest]:
    """Of the quarters that may be shown; without whom they are for."""
    first = timezone.localdate(begins(today))
    return list(HelpRequest.objects.filter(asked_on__gte=first).only("kind", "asked_on", "started_on").select_related("kind"))


def waits(found: Iterable[HelpRequest], today: date, least: int, norm: int | None) -> list[Wait]:
    """The newest quarter first; in each all of it, then kind by kind."""
    lines: list[Wait] = []
    for (year, quarter), rows in whole_quarters(found, _asked_at, today):
        name, last = f"{year}-Q{quarter}", date(year + quarter // 4, quarter % 4 * 3 + 1, 1) - timedelta(days=1)
        held = norm if norm is not None and last + timedelta(days=norm) < today else None  # before that it is too early
        if len(rows) < least:
            lines.append(Wait(name, ALL, None, None, None, None))
            continue
        kinds: defaultdict[str, list[HelpRequest]] = defaultdict(list)
        for row in rows:
            kinds[row.kind.code].append(row)
        counts = masked({code: len(of) for code, of in kinds.items()}, least)
        shown = {code: of for code, of in sorted(kinds.items()) if counts[code] is not None}
        rest = [row for code, of in kinds.items() if code not in shown for row in of]
        lines += _lines(name, {ALL: rows}, [], least, held)
        lines += _lines(name, shown, rest, least, held)
        lines += [Wait(name, code, None, None, None, None) for code in sorted(kinds) if code not in shown]
    return lines


def _lines(
    name: str, groups: Mapping[str, list[HelpRequest]], rest: list[HelpRequest], least: int, norm: int | None
) -> Iterator[Wait]:
    """Groups and ``rest`` add up to what is shown of the whole: no part is told where one of them is small."""

    def told(part: Callable[[HelpRequest], bool]) -> bool:
        return not any(0 < n < least for group in (*groups.values(), rest) for n in Counter(map(part, group)).values())

    def in_time(one: HelpRequest) -> bool:
        return norm is not None and one.days is not None and one.days <= norm

    started, timely = told(_has_started), told(in_time)
    for kind, rows in groups.items():
        days = [one.days for one in rows if one.days is not None]
        yield Wait(
            name, kind, len(rows), len(days) if started else None,
            float(median(days)) if len(days) >= least else None,
            share(sum(map(in_time, rows)), len(rows), least) if norm is not None and timely else None,
        )  # fmt: skip


def _has_started(one: HelpRequest) -> bool:
    return one.started_on is not None


def _asked_at(request: HelpRequest) -> datetime:
    return timezone.make_aware(datetime.combine(request.asked_on, time(12)))


def entered(found: Iterable[Wait], on: date) -> Iterator[Line]:
    """As values entered by hand: what may be shown of all kinds together; ``n`` is how many requests."""
    for one in found:
        if one.kind == ALL and one.asked is not None:
            if one.days is not None and one.started is not None:
                yield DAYS, one.quarter, one.days, "", "", one.started, _SOURCE, on
            if one.in_time is not None:
                yield IN_TIME, one.quarter, one.in_time / 100, "", "", one.asked, _SOURCE, on


def write_waits(target: Path, *, at: datetime) -> int:
    """The file whole, or not at all; how many lines."""
    today, least = timezone.localdate(at), int(region.read("region.small_number"))
    return write_lines(target, list(entered(waits(requests(today), today, least, helping.norm()), today)))
