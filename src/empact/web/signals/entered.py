"""Figures of the red button and the intake desks as the mill takes values entered by hand: by whole quarter, without persons
or small numbers."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Final

from django.utils import timezone

from ...terms.errors import StorageError
from ..kernel import region
from . import queries
from .figures import Quarter, begins, quarters
from .unanswered import Asked, asked_by_quarter

__all__ = ["COLUMNS", "IN_TIME", "MINUTES", "UNANSWERED", "asked_in_vain", "entered", "write_entered", "write_lines"]

COLUMNS: Final = ("indicator", "period", "value", "lower", "upper", "n", "source", "date")
IN_TIME, MINUTES, UNANSWERED = "red_button_in_time", "red_button_minutes", "unanswered_questions"
Line = tuple[object, ...]


def entered(found: Iterable[Quarter], on: date) -> Iterator[Line]:
    """A line for each number that may be shown; ``n`` is how many reports there were."""
    for quarter in found:
        for indicator, value in (
            (IN_TIME, None if quarter.in_time is None else quarter.in_time / 100),
            (MINUTES, quarter.median_minutes),
        ):
            if value is not None and quarter.reports is not None:
                yield indicator, quarter.name, value, "", "", quarter.reports, "Register of the red button", on


def asked_in_vain(found: Iterable[Asked], on: date) -> Iterator[Line]:
    """A line for each quarter of which both numbers may be shown; ``n`` is how many questions there were."""
    for quarter in found:
        if quarter.asked and quarter.unanswered is not None:
            share = round(quarter.unanswered / quarter.asked, 4)
            yield UNANSWERED, quarter.name, share, "", "", quarter.asked, "Register of the intake desks", on


def write_entered(target: Path, *, at: datetime) -> int:
    """The file whole, or not at all; how many lines. Raises :class:`StorageError`."""
    today, least = timezone.localdate(at), int(region.read("region.small_number"))
    asked = asked_by_quarter(queries.questions_of_quarters(begins(today), at), today, least)
    reports = quarters(queries.of_quarters(begins(today), at), today, least)
    return write_lines(target, [*entered(reports, today), *asked_in_vain(asked, today)])


def write_lines(target: Path, lines: Sequence[Line]) -> int:
    """Values by quarter in the columns the mill reads: the file whole, or not at all. Raises :class:`StorageError`."""
    fresh = target.with_name(target.name + ".new")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with fresh.open("w", encoding="utf-8", newline="") as file:
            out = csv.writer(file, lineterminator="\n")
            out.writerow(COLUMNS)
            out.writerows(lines)
        os.replace(fresh, target)
    except OSError as error:
        raise StorageError(
            f"The file cannot be written ({type(error).__name__}).", hint="Check the folder's rights."
        ) from None
    return len(lines)
