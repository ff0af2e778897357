"""Who meets a rule, of everybody alive and observed on the index date of a run; kept open between one question and the next.

A rule that was asked before is not asked again, so an edit costs the rule that changed and one pass over bits for the rest.
What the run decided (conditions, determinants, scores) is read from its files.
"""

from __future__ import annotations

import os
from collections import OrderedDict
from collections.abc import Callable
from contextlib import ExitStack
from functools import reduce
from typing import Final, Self

import numpy as np

from ...criteria.nodes import AllOf, AnyOf, AtLeastOf, Flag, Unless
from ...definitions.models import Library
from ..evaluator import Evaluator
from ..held import OBSERVED
from ..part import PartData
from ..records import Flags
from ..register import Register
from ..run.kept import KINDS, Kept
from ..run.results import Results
from ..session import Session
from ..store import Store
from ..workers import side_by_side
from ..worklists.scan import check_same

__all__ = ["Counter"]

_REMEMBERED: Final = 200  # rules; a byte a person each


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
        before = {(k, i): d["fingerprint"] for k, ds in results.manifest["definitions"].items() for i, d in ds.items()}
        now = {(kind, d.id): d.fingerprint for kind, d in library.definitions() if kind in KINDS}
        changed = {key for key in before.keys() | now.keys() if before.get(key) != now.get(key)}
        self._same = frozenset(now) - changed
        tables = ("person_condition", "person_profile", "person_segment")
        self._kept = []
        for i, part in enumerate(register.parts):
            files = {table: results.files(table)[i] for table in tables}
            self._kept.append(Kept.since(files, self._same, changed, part))
        self._stores: dict[int, Store] = {}
        self._known: OrderedDict[Flag, Flags] = OrderedDict()
        self.everybody = np.concatenate(self._each(lambda evaluator: evaluator.data.people.status == OBSERVED, []))

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
                found = np.concatenate(self._each(lambda evaluator: evaluator.flag(rule), [rule])) & self.everybody
        self._known[rule] = found
        if len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return found

    def _each(self, ask: Callable[[Evaluator], Flags], rules: list[Flag]) -> list[Flags]:
        """One answer per part, in order."""
        session, parts = self._session, self.register.parts
        needs = session.needs(rules, self._same)

        def one(number: int) -> tuple[int, Flags]:
            known = self._stores.setdefault(number, Store(session.as_of))
            # of the people everything is kept, of their records nothing: a rule that comes next wants others
            store = Store(session.as_of, born=known.born, lives=known.lives, held=known.held)
            db = self._dbs[number]
            data = PartData(db, self.register, parts[number], session.as_of, session.concepts, session.areas, needs, store)
            answer = ask(Evaluator(data, self.library, self._kept[number]))
            known.born, known.lives = store.born, store.lives
            return number, answer

        done = side_by_side(one, range(len(parts)), self._workers)
        return [flags for _, flags in sorted(done, key=lambda found: found[0])]

    def close(self) -> None:
        self._open.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exc: object) -> None:
        self.close()
