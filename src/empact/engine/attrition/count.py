"""Who meets a rule, of everybody alive and observed on the index date of a run; kept open between one question and the next.

A rule that was asked before is not asked again, so an edit costs the rule that changed and one pass over bits for the rest.
A table that some rule looked at stays in memory with its postings, whole: another code, window or cut-off reads nothing. What
the run decided (conditions, determinants, scores) is read from its files.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable
from contextlib import ExitStack
from functools import reduce
from typing import Final, Self

import numpy as np

from ...criteria.nodes import AllOf, AnyOf, AtLeastOf, Flag, Paid, Unless, Visited
from ...definitions.models import Library
from ..evaluator import Evaluator
from ..held import KINDS as VISIT_KINDS
from ..held import OBSERVED
from ..needs import Need, Needs
from ..part import PartData
from ..records import Flags
from ..register import Register
from ..run.kept import Kept, changed_since
from ..run.results import Results
from ..session import Session
from ..store import Store
from ..workers import side_by_side
from ..worklists.scan import check_same

__all__ = ["Counter"]

_REMEMBERED: Final = 200  # rules; a byte a person each
_DAYS: Final = 8  # on which windows begin and end; a byte for each person and code
_LONG_AGO: Final = -(2**31) + 1
_CODED: Final = ("condition_occurrence", "drug_exposure", "procedure_occurrence", "measurement", "observation")


class Counter:
    """Close it after use. Raises :class:`RegisterError` where the run was over another version of the register."""

    def __init__(self, register: Register, results: Results, library: Library) -> None:
        from ..duckdb import connect

        check_same(register, results)
        self.register, self.results, self.library = register, results, library
        self._open = ExitStack()
        self._workers = min(os.cpu_count() or 1, len(register.parts))
        threads = 1 if self._workers > 1 else None
        self._dbs = [self._open.enter_context(connect(threads=threads, ordered=True)) for _ in register.parts]
        self._session = Session.open(self._dbs[0], register, library, results.as_of)
        now = {(kind, d.id): d.fingerprint for kind, d in library.about_people.definitions()}
        changed = changed_since(results.manifest["definitions"], now)
        same = frozenset(now) - changed
        tables = ("person_condition", "person_profile", "person_segment")
        self._kept = []
        for i, part in enumerate(register.parts):
            files = {table: results.files(table)[i] for table in tables}
            self._kept.append(Kept.since(files, same, changed, part))
        self._parts: dict[int, PartData] = {}
        self._needs = _everything(len(self._session.concepts))
        self._known: OrderedDict[Flag, Flags] = OrderedDict()
        self.everybody = np.concatenate(self._each(lambda evaluator: evaluator.data.people.status == OBSERVED))

    @property
    def size(self) -> int:
        """How many people are alive and observed."""
        return int(np.count_nonzero(self.everybody))

    def flags(self, rule: Flag) -> Flags:
        """One yes or no per person of the register; nobody who is dead, departed or not there yet. Not to be written to."""
        if rule in self._known:
            self._known.move_to_end(rule)
            return self._known[rule]
        match rule:
            case AllOf(of=parts):
                found = reduce(np.logical_and, [self.flags(p) for p in parts])
            case AnyOf(of=parts):
                found = reduce(np.logical_or, [self.flags(p) for p in parts])
            case AtLeastOf(n=wanted, of=parts):
                found = reduce(np.add, [self.flags(p).astype(np.int16) for p in parts]) >= wanted
            case Unless(flag=flag, exceptions=exceptions):
                found = self.flags(flag) & ~reduce(np.logical_or, [self.flags(e) for e in exceptions])
            case _:
                found = np.concatenate(self._each(lambda evaluator: evaluator.flag(rule))) & self.everybody
        self._known[rule] = found
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return found

    def read(self) -> None:
        """Read every table now, so that no question has to wait for it."""
        self._each(_read)

    def _each(self, ask: Callable[[Evaluator], Flags]) -> list[Flags]:
        """One answer per part, in order."""
        session, parts = self._session, self.register.parts

        def one(number: int) -> tuple[int, Flags]:
            if number not in self._parts:
                self._parts[number] = PartData(
                    self._dbs[number], self.register, parts[number], session.as_of, session.concepts, session.areas,
                    self._needs, Store(session.as_of),
                )  # fmt: skip
            data = self._parts[number]
            answer = ask(Evaluator(data, self.library, self._kept[number]))
            data.store.forget(_DAYS)
            return number, answer

        done = side_by_side(one, range(len(parts)), self._workers)
        return [flags for _, flags in sorted(done, key=lambda found: found[0])]

    def close(self) -> None:
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()


def _read(evaluator: Evaluator) -> Flags:
    data = evaluator.data
    for table in _CODED:
        data.facts(table)
    if "visit_occurrence" in data.register.tables:
        for kinds in ((), *((kind,) for kind in VISIT_KINDS)):
            data.dated(Visited(kinds))  # type: ignore[arg-type]
    if "cost" in data.register.tables:
        data.dated(Paid())
    return np.empty(0, bool)


def _everything(concepts: int) -> Needs:
    """All rows of every table, as far back as they go, with their results, positions and practices."""
    since = np.full(concepts + 1, _LONG_AGO, np.int32)
    coded = {
        table: Need(since, values=table in ("measurement", "observation"), positions=table == "condition_occurrence")
        for table in _CODED
    }
    return Needs(coded, {("any", ""): _LONG_AGO, ("any", "gp"): _LONG_AGO}, visit_sites=True, costs_since=_LONG_AGO)
