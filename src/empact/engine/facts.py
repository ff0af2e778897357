"""One event table of one part, reduced once to what any definition can ask of it.

Rows arrive sorted by person, code and date. A *run* is all rows of one person with one code. Runs are then laid out by
code, so that each code has a *posting list* of people, as in a search engine: a criterion touches the postings of its own
codes and nothing else. Forty definitions cost the sum of their postings, not forty passes over the rows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..terms.errors import RegisterError

__all__ = ["Facts", "Span", "starts_of_runs"]

Ints = NDArray[np.int32]
NO_DAY = np.iinfo(np.int32).max
_BLOCK = 2**17
_NEAR = 31  # days between which there are so few rows that they are counted alone


@dataclass(frozen=True, slots=True)
class Span:
    """A window laid on the calendar: first and last day, both inclusive, as days since 1970-01-01."""

    first: int
    last: int


def starts_of_runs(*keys: NDArray[np.int32]) -> NDArray[np.intp]:
    """Where a new combination of ``keys`` begins in rows sorted by them."""
    if not len(keys[0]):
        return np.empty(0, np.intp)
    new = np.empty(len(keys[0]), dtype=bool)
    new[0] = True
    np.not_equal(keys[0][1:], keys[0][:-1], out=new[1:])
    for key in keys[1:]:
        new[1:] |= key[1:] != key[:-1]
    return np.flatnonzero(new)


def _check_sorted(person: Ints, concept: Ints, day: Ints) -> None:
    earlier = person[1:] < person[:-1]
    same = person[1:] == person[:-1]
    earlier |= same & (concept[1:] < concept[:-1])
    same &= concept[1:] == concept[:-1]
    earlier |= same & (day[1:] < day[:-1])
    if earlier.any():
        raise RegisterError(
            "The register is not sorted by person, code and date.", hint="Load the sources again with this program."
        )


def _between(day: Ints, since: int, until: int) -> NDArray[np.intp]:
    """Which rows lie from one day to before another; block by block, which then stays in the caches."""
    found = [np.empty(0, np.intp)]
    for start in range(0, len(day), _BLOCK):
        block = day[start : start + _BLOCK]
        found.append(np.flatnonzero((block >= since) & (block < until)) + start)
    return np.concatenate(found)


@dataclass(slots=True)
class Facts:
    """``day`` and the other row columns stay in row order; ``person`` is one per run, in code order.

    ``row_start`` is where each run begins, in row order; ``by_code`` puts runs into code order; the postings of concept
    number ``c`` are ``offset[c]`` to ``offset[c + 1]``.

    ``person`` numbers people of the part from 0. ``amount`` (DDD or cents) and ``value`` (results) are optional row columns;
    ``value`` is NaN where a row has no number; ``unit`` is an index into ``units``; ``position`` of a diagnosis as in
    ``tables.care_events.POSITIONS``.
    """

    day: Ints
    person: Ints
    row_start: Ints
    by_code: Ints
    offset: NDArray[np.intp]
    amount: NDArray[np.float64] | None = None
    value: NDArray[np.float64] | None = None
    unit: Ints | None = None
    units: Sequence[str] = ()
    position: Ints | None = None
    _counts: dict[Span, Ints] = field(default_factory=dict)
    _first_rows: dict[Span, Ints] = field(default_factory=dict)
    _totals: dict[Span, NDArray[np.float64]] = field(default_factory=dict)
    _asked: set[Span] = field(default_factory=set)
    _every: NDArray[np.float64] | None = None
    _days: tuple[int, int] | None = None
    _earlier: dict[int, NDArray[np.signedinteger[Any]]] = field(default_factory=dict)
    _run_of: Ints | None = None
    _starts: Ints | None = None
    _length: Ints | None = None
    _narrow: type[np.signedinteger[Any]] | None = None
    _runs: dict[int, tuple[Ints, list[slice]]] = field(default_factory=dict)

    @classmethod
    def reduce(
        cls,
        person: Ints,
        concept: Ints,
        day: Ints,
        *,
        concepts: int,
        amount: NDArray[np.float64] | None = None,
        value: NDArray[np.float64] | None = None,
        unit: Ints | None = None,
        units: Sequence[str] = (),
        position: Ints | None = None,
    ) -> Facts:
        """From rows sorted by (person, concept, day). ``concepts`` is the highest concept number there is.

        Raises RegisterError where they are not: runs would be torn, and counts of medicines silently too high.
        """
        _check_sorted(person, concept, day)
        start = starts_of_runs(person, concept).astype(np.int32)  # a part has far fewer than 2^31 rows
        code = concept[start]
        # numpy sorts 16-bit integers by radix: several times faster, and few registers have 65,536 codes.
        narrow = code.astype(np.uint16) if concepts < 2**16 else code
        by_code = np.argsort(narrow, kind="stable").astype(np.int32)
        offset = np.zeros(concepts + 2, dtype=np.intp)
        offset[1:] = np.cumsum(np.bincount(code, minlength=concepts + 1))
        return cls(
            day=day,
            person=person[start][by_code],
            row_start=start,
            by_code=by_code,
            offset=offset,
            amount=amount,
            value=value,
            unit=unit,
            units=units,
            position=position,
        )

    def forget(self, days: int | None = None) -> None:
        """Let go what was worked out for spans that were not asked for since the last time; the rows stay.

        ``days``: of the days on which windows begin and end, only so many are kept, the newest.
        """
        for known in (self._counts, self._first_rows, self._totals):
            for span in known.keys() - self._asked:
                del known[span]
        self._asked.clear()
        if days is not None:
            for day in list(self._earlier)[:-days]:
                del self._earlier[day]

    def lay_out(self) -> None:
        """Work out now what every span asks: where runs begin, how long they are, the run of each row, the sums of all."""
        self._begins(), self._lengths(), self._run_of_rows()
        if self.amount is not None:
            self._of_all_rows()

    def beside(self) -> Facts:
        """The same rows for another thread, which remembers for itself what it works out."""
        return replace(
            self,
            _counts=dict(self._counts),
            _first_rows=dict(self._first_rows),
            _totals=dict(self._totals),
            _asked=set(self._asked),
            _earlier=dict(self._earlier),
            _runs=dict(self._runs),
        )

    # ---- postings

    def runs(self, codes: Ints) -> list[slice]:
        """The stretches of runs of these concept numbers (ascending); neighbours are one stretch.

        Remembered by the identity of ``codes``: a code set is asked for many times, and expanded once.
        """
        known = self._runs.get(id(codes))
        if known is None or known[0] is not codes:
            known = self._runs[id(codes)] = (codes, self._stretches(codes))
        return known[1]

    def _stretches(self, codes: Ints) -> list[slice]:
        if not len(codes):
            return []
        breaks = np.flatnonzero(np.diff(codes) != 1)
        lows = codes[np.concatenate(([0], breaks + 1))]
        highs = codes[np.concatenate((breaks, [len(codes) - 1]))]
        found = (slice(self.offset[low], self.offset[high + 1]) for low, high in zip(lows, highs, strict=True))
        return [s for s in found if s.stop > s.start]

    def take(self, array: NDArray[Any], codes: Ints) -> NDArray[Any]:
        """The values of a per-run array for these codes. A view where the codes lie side by side."""
        stretches = self.runs(codes)
        if len(stretches) == 1:
            return array[stretches[0]]
        return np.concatenate([array[s] for s in stretches]) if stretches else array[:0]

    # ---- per run, within a span (in code order)

    def counts(self, span: Span) -> Ints:
        """Rows of each run inside the span."""
        self._asked.add(span)
        found = self._counts.get(span)
        if found is None:
            until, since = self._before(span.last + 1), self._before(span.first)
            if until is None:
                found = np.zeros(len(self.person), np.int32)
            else:
                found = until.astype(np.int32) if since is None else np.subtract(until, since, dtype=np.int32)
            self._counts[span] = found
        return found

    def totals(self, span: Span) -> NDArray[np.float64]:
        """Sum of ``amount`` of each run inside the span."""
        self._asked.add(span)
        found = self._totals.get(span)
        if found is None:
            count, found = self.counts(span), np.zeros(len(self.person))
            inside = np.flatnonzero(count > 0)
            few = count.take(inside)
            partly = np.flatnonzero(few < self._lengths().take(inside))
            total = self._of_all_rows().take(inside)
            if len(partly):
                total[partly] = self._summed(self.first_rows(span).take(inside.take(partly)), few.take(partly))
            found[inside] = total
            self._totals[span] = found
        return found

    def has_few(self, codes: Ints, span: Span) -> bool:
        """Are these codes so few of all that their rows are sooner added than the sums of all runs in the span?"""
        return span not in self._totals and len(self.take(self.person, codes)) * 8 < len(self.person)

    def _of_all_rows(self) -> NDArray[np.float64]:
        """Sum of ``amount`` of each run over all its rows."""
        assert self.amount is not None
        if self._every is None:
            found = np.add.reduceat(self.amount, self.row_start) if len(self.row_start) else np.empty(0)
            self._every = found[self.by_code]
        return self._every

    def _summed(self, first: Ints, count: Ints) -> NDArray[np.float64]:
        """Sum of ``amount`` over that many rows from each of these."""
        assert self.amount is not None
        begins = np.cumsum(count, dtype=np.int32) - count
        rows = np.arange(int(count.sum()), dtype=np.int32) + np.repeat(first - begins, count)
        return np.add.reduceat(self.amount[rows], begins)

    def first_rows(self, span: Span) -> Ints:
        """Row of each run's first day inside the span; meaningless where :meth:`counts` is 0."""
        self._asked.add(span)
        found = self._first_rows.get(span)
        if found is None:
            before = self._before(span.first)
            found = self._first_rows[span] = self._begins() if before is None else self._begins() + before
        return found

    def _begins(self) -> Ints:
        """First row of each run, in code order."""
        if self._starts is None:
            self._starts = self.row_start[self.by_code]
        return self._starts

    def _lengths(self) -> Ints:
        """Rows of each run, in code order."""
        if self._length is None:
            self._length = np.diff(self.row_start, append=np.int32(len(self.day)))[self.by_code]
        return self._length

    def _before(self, day: int) -> NDArray[np.signedinteger[Any]] | None:
        """How many rows of each run lie before a day; ``None`` where none does.

        Any window is the difference of two of these. They are kept, in as few bytes as the longest run allows: where one
        month ends the next begins, and its year begins where another month ended.
        """
        if self._days is None:
            self._days = (int(self.day.min()), int(self.day.max())) if len(self.day) else (0, 0)
        if day <= self._days[0] or not len(self.day):
            return None
        day = min(day, self._days[1] + 1)
        found = self._earlier.get(day)
        if found is None:
            near = min(self._earlier, key=lambda known: abs(known - day), default=NO_DAY)
            if day > self._days[1]:
                until = self._lengths()
            elif abs(near - day) <= _NEAR:
                run = self._run_of_rows().take(_between(self.day, min(near, day), max(near, day)))
                first = starts_of_runs(run)  # rows of a run lie side by side
                more = np.diff(first, append=len(run)).astype(self._narrow)
                until = self._earlier[near].copy()
                until[run.take(first)] += more if day > near else -more
            else:
                so_far = np.cumsum(self.day < day, dtype=np.int32)  # summing once is several times faster than run by run
                until = np.append(so_far[self.row_start[1:] - 1], so_far[-1])
                until[1:] -= until[:-1].copy()
                until = until[self.by_code]
            if self._narrow is None:
                self._narrow = next(t for t in (np.int8, np.int16, np.int32) if self._lengths().max() <= np.iinfo(t).max)
            found = self._earlier[day] = until.astype(self._narrow, copy=False)
        return found

    def _run_of_rows(self) -> Ints:
        """The run of each row, by its place in code order."""
        if self._run_of is None:
            place = np.empty(len(self.by_code), np.int32)
            place[self.by_code] = np.arange(len(place), dtype=np.int32)
            self._run_of = np.repeat(place, np.diff(self.row_start, append=np.int32(len(self.day))))
        return self._run_of

    # ---- per person

    def people(self, codes: Ints, span: Span) -> Ints:
        """People with a row of these codes inside the span; a person with several codes appears several times."""
        person = self.take(self.person, codes)
        inside = self.take(self.counts(span), codes) > 0
        return person if inside.all() else person[np.flatnonzero(inside)]

    def rows(self, codes: Ints, span: Span) -> tuple[Ints, NDArray[np.intp]]:
        """Person and row position of every row of these codes inside the span."""
        count = self.take(self.counts(span), codes)
        person = np.repeat(self.take(self.person, codes), count)
        first = np.repeat(self.take(self.first_rows(span), codes), count)
        within = np.arange(len(first)) - np.repeat(np.cumsum(count) - count, count)
        return person, first + within
