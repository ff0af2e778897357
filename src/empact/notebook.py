"""The library in a notebook: open a register, run it, ask it something of your own.

>>> import empact                                                                    # doctest: +SKIP
>>> region = empact.open("register")                                                 # doctest: +SKIP
>>> frail_alone = empact.criterion("all_of: [{determinant: frail}, {determinant: lives_alone}]")  # doctest: +SKIP
>>> region.ask(frail_alone, as_of="2024-01-01")                                      # doctest: +SKIP
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from .criteria.nodes import Flag
from .definitions.models import Library
from .engine.register import Register, open_register
from .terms.errors import UserError
from .terms.progress import Progress

if TYPE_CHECKING:
    import pyarrow as pa

    from .engine.indicators import Measures
    from .engine.run import Results

__all__ = ["Region", "criterion", "load", "open", "released", "score", "synth"]


def open(register: Path | str, *, library: Sequence[Path | str] = ()) -> Region:
    """Open a register; ``library`` are folders of definitions laid over the shipped ones."""
    from .definitions.read import read_library

    return Region(open_register(register), read_library(*library))


def load(
    *paths: Path | str, form: str, register: Path | str, source: str | None = None, progress: Progress | None = None
) -> Region:
    """Load files of a form (``fhir``, ``omop``, ``csv``) into a register, and open it."""
    from .engine.ingest import load as load_files

    load_files(
        [Path(p) for p in paths], format=form, register=Path(register), source=source, now=datetime.now(), progress=progress
    )
    return open(register)


def synth(out: Path | str, *, people: int, seed: int, form: str = "omop", scenario: Path | str | None = None) -> Path:
    """Write a made-up region as ``fhir``, ``omop`` or ``csv`` files; the folder they are in.

    ``scenario``: a file of truths to plant, or ``"truths"`` for the shipped ones; they go to ``OUT.truth.json`` beside it.
    """
    from .synthetic import read_scenario, shipped_scenario, write_region

    asked = shipped_scenario() if scenario == "truths" else read_scenario(Path(scenario)) if scenario is not None else None
    write_region(people=people, seed=seed, out=Path(out), as_=form, scenario=asked)  # type: ignore[arg-type]
    return Path(out)


def score(table: Any, name: str, *, person: str, code: str, system: str, weights: str | None = None) -> pa.Table:
    """A published score on any plain table with one row per code; see :func:`empact.engine.scores.score_table`."""
    from .engine.scores import load_score, score_table

    return score_table(table, score=load_score(name), person=person, code=code, system=system, weights=weights)


def criterion(said: str | Mapping[str, Any]) -> Flag:
    """A criterion of your own, in the words of a definition's rule: YAML text, or the mapping it stands for.

    Raises ``DefinitionError`` with the place and a hint where it cannot be asked. docs/reference/definitions.md has the words.
    """
    from .definitions.grammar import Context, read_flag
    from .definitions.place import Place
    from .definitions.read import read_library
    from .definitions.yaml_files import parse_yaml

    given = parse_yaml(said, "criterion") if isinstance(said, str) else said
    return read_flag(Place("criterion"), given, Context(read_library().codelists))


def released(
    measures: Measures, indicator: str, *, by: str | None = None, period: str | None = None, stratum: str = ""
) -> pa.Table:
    """What may be shown of an indicator as an Arrow table: one row per area or practice; null where it is hidden."""
    import pyarrow as pa

    from .engine.release.released import Releases

    found = Releases(measures, measures.period(period)).release(indicator, by, stratum)
    return pa.Table.from_pylist([asdict(row) for row in found.rows])


@dataclass(frozen=True, slots=True)
class Region:
    """A register and the definitions to look at it with."""

    register: Register
    library: Library

    def run(
        self,
        *,
        as_of: date | str,
        results: Path | str,
        workers: int | None = 1,
        memory: str | None = None,
        progress: Progress | None = None,
    ) -> Results:
        """Decide who has what on a day; the results, as they are in that folder afterwards.

        ``workers`` take parts of the register side by side; the numbers do not depend on them.
        """
        from .engine.run import run

        return run(
            self.register,
            as_of=_day(as_of),
            results=Path(results),
            library=self.library,
            workers=workers,
            memory=memory,
            progress=progress,
        ).results

    def measure(
        self,
        period: str,
        *,
        results: Path | str,
        every: str = "whole",
        indicators: Sequence[str] = (),
        workers: int | None = 1,
        progress: Progress | None = None,
    ) -> Measures:
        """Measure indicators over ``period`` (``2023``, ``2022-01..2023-12``), cut up ``every`` month, quarter or year."""
        from .engine.indicators import measure
        from .terms.periods import parse_period

        return measure(
            self.register,
            periods=parse_period(period, every),
            results=Path(results),
            library=self.library,
            indicators=indicators,
            workers=workers,
            progress=progress,
        ).measures

    def ask(self, what: Flag | Mapping[str, Flag], *, as_of: date | str) -> pa.Table:
        """One row per person, a yes or no per criterion (named ``answer`` when there is one): an Arrow table.

        ``polars.from_arrow`` and ``.to_pandas()`` take it without a copy where their types allow.
        """
        from .engine.evaluate import evaluate

        flags = {"answer": what} if isinstance(what, Flag) else dict(what)
        return evaluate(self.register, flags, _day(as_of), self.library)

    def table(self, name: str, columns: Sequence[str] | None = None) -> pa.Table:
        """A table of the register in memory."""
        import pyarrow as pa
        import pyarrow.parquet as pq

        files = self.register.files(name)
        return pa.concat_tables([pq.read_table(f, columns=list(columns) if columns else None) for f in files])


def _day(said: date | str) -> date:
    if isinstance(said, date):
        return said
    try:
        return date.fromisoformat(said)
    except ValueError:
        raise UserError(f"'{said}' is not a date.", hint="Write it as 2024-01-31.") from None
