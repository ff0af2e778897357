"""Who would be in another class: two results side by side, or results and a changed segment that is not yet in force."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from ...criteria.nodes import AllOf, AnyOf, AtLeast, ConditionCount, Has, Node, ScoreOf, SystemCount
from ...definitions.models import Library, Segment
from ...terms.errors import UserError
from ..release import ALL, Axis, Cell, hidden_cells
from ..run.results import Results
from .counted import EVERYBODY, THRESHOLD
from .listing import Listing

if TYPE_CHECKING:
    import numpy as np
    import pyarrow as pa
    from numpy.typing import NDArray

__all__ = ["compared", "previewed"]

_ELSEWHERE = "not observed"


def compared(before: Results, after: Results, segment: str, *, threshold: int = THRESHOLD, internal: bool = False) -> Listing:
    """People by class in two results of one register. Persons are matched by number, so the register must be the same."""
    if before.manifest["register"]["version"] != after.manifest["register"]["version"]:
        raise UserError(
            "These results are of different versions of the register, so persons cannot be matched.",
            hint="Run both definitions, or both dates, on the same register version.",
        )
    versions = tuple(r.definition("segment", segment)["version"] for r in (before, after))
    return _listing(
        segment,
        _pairs(_classes_of(before, segment), _classes_of(after, segment)),
        versions,
        threshold,
        internal,
        {"before": before.version, "after": after.version, "as_of": [before.manifest["as_of"], after.manifest["as_of"]]},
    )


def previewed(
    results: Results, library: Library, segment: str, *, threshold: int = THRESHOLD, internal: bool = False
) -> Listing:
    """People by class now, and by a segment that is not in force yet.

    Works without the register where every class asks only for what a profile holds: numbers of conditions and body
    systems, scores in a named weight set, determinants.
    """
    if segment not in library.segments:
        raise UserError(
            f"There is no segment '{segment}' in the library.", hint="Known: " + ", ".join(sorted(library.segments)) + "."
        )
    changed = library.segments[segment]
    now = results.definition("segment", segment)["version"]
    return _listing(
        segment,
        _pairs(_classes_of(results, segment), _placed(results, changed)),
        (now, changed.version),
        threshold,
        internal,
        {"before": results.version, "after": "preview", "as_of": [results.manifest["as_of"]] * 2},
    )


def _placed(results: Results, segment: Segment) -> list[str]:
    """The class of each person, from the stored profile alone."""
    import numpy as np

    profile = results.table("person_profile")
    observed = np.array([s == "observed" for s in profile["status"].to_pylist()])
    placed = np.full(len(observed), segment.classes[-1].key, object)
    undecided = np.ones(len(observed), bool)
    for c in segment.classes:
        here = undecided if c.when is None else undecided & _holds(profile, c.when)
        placed[here] = c.key
        undecided = undecided & ~here
    placed[~observed] = _ELSEWHERE
    return list(placed)


def _holds(profile: pa.Table, flag: Node) -> NDArray[np.bool_]:
    """A flag per person; a sentence where it asks for more than the profile knows."""
    import numpy as np

    if isinstance(flag, AllOf | AnyOf):
        return (np.logical_and if isinstance(flag, AllOf) else np.logical_or).reduce([_holds(profile, f) for f in flag.of])
    column = ""
    if isinstance(flag, AtLeast):
        number = flag.number
        if isinstance(number, ScoreOf) and number.weights:
            column = f"score_{number.score}_{number.weights}"
        column = {ConditionCount: "n_conditions", SystemCount: "n_systems"}.get(type(number), column)
    elif isinstance(flag, Has) and flag.kind == "determinant":
        column = f"determinant_{flag.id}"
    if column not in profile.column_names:
        raise UserError(
            "This segment asks for more than the stored profile knows, so the records have to be read to preview it.",
            hint="Run it apart and compare: empact run --register DIR --as-of DATE --results NEW --library LIBRARY; "
            "empact show popbox --results OLD --compare NEW",
        )
    values = profile[column].to_numpy()
    if isinstance(flag, AtLeast):
        return values > flag.threshold if flag.strict else values >= flag.threshold
    return values.astype(bool)


def _classes_of(results: Results, segment: str) -> list[str]:
    results.definition("segment", segment)
    table = results.table("person_profile", ["status", f"segment_{segment}"]).to_pydict()
    return [c if s == "observed" else _ELSEWHERE for s, c in zip(table["status"], table[f"segment_{segment}"], strict=True)]


def _pairs(before: list[str], after: list[str]) -> dict[tuple[str, str], int]:
    if len(before) != len(after):
        raise UserError("These results are not of the same people.", hint="Run both on the same register version.")
    counts: dict[tuple[str, str], int] = {}
    for pair in zip(before, after, strict=True):
        counts[pair] = counts.get(pair, 0) + 1
    return counts


def _listing(
    segment: str,
    pairs: Mapping[tuple[str, str], int],
    versions: tuple[int, int],
    threshold: int,
    internal: bool,
    facts: dict[str, Any],
) -> Listing:
    rows, columns = sorted({b for b, _ in pairs}), sorted({a for _, a in pairs})
    counts: dict[Cell, int] = {}
    for b in (*rows, EVERYBODY):
        for a in (*columns, EVERYBODY):
            counts[b, a, ALL] = sum(n for (x, y), n in pairs.items() if b in (x, EVERYBODY) and a in (y, EVERYBODY))
    up = Axis({b: (b, EVERYBODY) for b in rows}), Axis({a: (a, EVERYBODY) for a in columns})
    hidden = frozenset() if internal else hidden_cells(counts, *up, (), threshold)

    def shown(cell: Cell) -> int | None:
        return None if cell in hidden else counts[cell]

    moved = sum(n for (b, a), n in pairs.items() if a != b)
    off = {(b, a, ALL) for b, a in pairs if a != b}
    small = not internal and (bool(off & hidden) or 0 < moved < threshold)
    return Listing(
        "moved",
        f"People per class of {segment}, version {versions[0]} (rows) and version {versions[1]} (columns)",
        ("before", *columns, EVERYBODY),
        tuple((b, *(shown((b, a, ALL)) for a in (*columns, EVERYBODY))) for b in (*rows, EVERYBODY)),
        facts
        | {
            "segment": segment,
            "versions": list(versions),
            "moved": {"n": None if small else moved, "hidden": small},
            "threshold": threshold,
            "internal": internal,
        },
        (("Moved to another class: " + ("a small number" if small else f"{moved:,}")) + ".",),
    )
