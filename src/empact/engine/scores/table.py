"""A score on any plain table, in one call."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from ...definitions.models import Score
from ...terms.codes import SYSTEMS
from ...terms.errors import UserError
from ..database import Database
from ..duckdb import connect
from .expand import WORD, groups_of_codes, masks
from .shelf import Overlays, known_systems, load_score, weights_named
from .source import read_columns, require_columns
from .sql import group_ids, quoted, score_sql

if TYPE_CHECKING:
    import pyarrow

__all__ = ["GROUP", "score_table"]

GROUP: Final = "group"
"""The system of a table that names the groups of the score themselves instead of codes."""


def score_table(
    table: pyarrow.Table | Path | str,
    *,
    score: str | Score,
    person: str,
    code: str,
    system: str,
    weights: str | None = None,
    library: Overlays = None,
) -> pyarrow.Table:
    """Score every person of a table with one row per diagnosis (or dispensing): an Arrow table, or a CSV or Parquet file.

    One row per person, sorted, also for those without any matching code: the person column as it came (text from CSV),
    one 0/1 column per group after the hierarchy, one column per weight set, its band where there is one, and ``count``.
    Every row counts whatever its date: cut the table to the window first. A row with an empty code tells only that the
    person exists. ``system`` is a code system the whole score has lists for, or ``group`` when the column holds the
    score's own group names. Raises :class:`UserError` for a missing column, another system or rows without a person.
    """
    definition = score if isinstance(score, Score) else load_score(score, library)
    _check_names(definition, person, weights)
    _check_system(definition, system)
    if isinstance(table, (str, Path)):
        table = read_columns(Path(table), (person, code))
    else:
        require_columns(table.column_names, (person, code))
        table = table.select([person, code])
    with connect() as db:
        db.register("diagnosis", table)
        _check_rows(db, person, code)
        spelled = db.fetch(f"SELECT DISTINCT CAST({quoted(code)} AS VARCHAR) AS code FROM diagnosis").column(0).to_pylist()
        db.register("code_group", _code_groups(definition, system, [s for s in spelled if s and s.strip()]))
        return _scored(db, definition, weights, person=person, code=code)


def _scored(db: Database, score: Score, weights: str | None, *, person: str, code: str) -> pyarrow.Table:
    """One pass over the rows makes a bit mask per person; few masks differ, so that each is scored once and joined back."""
    who, what = quoted(person), quoted(code)
    words = [f"word{w}" for w in range((len(score.groups) + WORD - 1) // WORD)]
    same = ", ".join(words)
    collected = ", ".join(f"coalesce(bit_or({w}), 0) AS {w}" for w in words)
    rows = f"diagnosis LEFT JOIN code_group ON {what} = code_group.spelled_code"
    db.run(f"CREATE TABLE people AS SELECT {who} AS who, {collected} FROM {rows} GROUP BY {who}")
    kinds = f"(SELECT DISTINCT {same} FROM people) AS kinds"
    db.run(f"CREATE TABLE kind AS SELECT row_number() OVER () - 1 AS kind, {same} FROM {kinds}")
    flags = ", ".join(
        f"CAST(({words[i // WORD]} >> {i % WORD}) & 1 AS TINYINT) AS {quoted(g)}" for i, g in enumerate(group_ids(score))
    )
    flagged = f"(SELECT kind, {flags} FROM kind) AS flagged"
    scored = db.fetch(f"{score_sql(score, weights, relation=flagged, person='kind')} ORDER BY kind")
    people = db.fetch(f"SELECT who, kind FROM people JOIN kind USING ({same}) ORDER BY who")
    shown = scored.drop_columns("kind").combine_chunks().take(people.column("kind").combine_chunks())
    return shown.add_column(0, person, people.column("who"))


def _code_groups(score: Score, system: str, spelled: list[str]) -> pyarrow.Table:
    """Each spelling in the table that belongs to a group, with its bit mask in words."""
    import pyarrow

    if system == GROUP:
        places = {group: 1 << i for i, group in enumerate(group_ids(score))}
        found = {s: places[s] for s in spelled if s in places}
        if strangers := len(spelled) - len(found):
            raise UserError(f"{strangers} values are not groups of the {score.id} score.", hint=f"Known: {', '.join(places)}.")
    else:
        of = SYSTEMS[system]
        normal = {s: of.normalise(s) for s in spelled}
        shaped = sum(of.is_valid(s) for s in normal.values())
        if 2 * shaped < len(spelled):
            raise UserError(
                f"{len(spelled) - shaped} of the {len(spelled)} different codes do not look like {of.title}.",
                hint="Is it another column, or another --system?",
            )
        groups = groups_of_codes(score, system, normal.values())
        found = {s: groups[n] for s, n in normal.items() if n in groups}
    columns = {"spelled_code": pyarrow.array(found, pyarrow.string())}
    for w, word in enumerate(masks(found, len(score.groups))):
        columns[f"word{w}"] = pyarrow.array(word, pyarrow.int64())
    return pyarrow.table(columns)


def _check_rows(db: Database, person: str, code: str) -> None:
    text, types = ("VARCHAR", "ENUM"), db.describe("diagnosis")
    if not types[code].startswith(text):
        raise UserError(f"The column '{code}' holds numbers, not text.", hint="Read codes as text: 042 is not 42.")
    who = quoted(person)
    empty = f" OR CAST({who} AS VARCHAR) = ''" if types[person].startswith(text) else ""
    count = db.fetch(f"SELECT count(*) FROM diagnosis WHERE {who} IS NULL{empty}").column(0)[0].as_py()
    if count:
        raise UserError(f"{count} rows have no person.", hint=f"Fill the column '{person}' or leave these rows out.")


def _check_names(score: Score, person: str, weights: str | None) -> None:
    made = {*group_ids(score), *weights_named(score, weights), "count", "kind"}
    if person in made:
        raise UserError(
            f"The person column '{person}' has the name of a column of the result.", hint="Rename it, to person for example."
        )


def _check_system(score: Score, system: str) -> None:
    systems = known_systems(score)
    known = (*systems, GROUP)
    if system in known:
        return
    if not systems:
        raise UserError(
            f"The {score.id} score rests on rules (values, medicines, conditions), not on codes alone.",
            hint="Run it on a register, or give its groups by name with the system 'group'.",
        )
    raise UserError(f"The {score.id} score has no code lists in '{system}'.", hint="Known: " + ", ".join(known) + ".")
