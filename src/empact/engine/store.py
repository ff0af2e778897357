"""What was read of a part, kept in memory for all index dates and, for a series that goes on, in a file.

Whoever adds a month to a series asks of the same records what was asked before. They lie in the file as they lie in memory,
in fewer bytes.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from .facts import Facts
from .held import Costs, Dated, Held, Lives, Visits
from .needs import Need, Needs

__all__ = ["Store", "load", "save"]

_KINDS: Final = {"facts": Facts, "held": Held, "dated": Dated, "lasting": Held}
_ONES: Final = {"lives": Lives, "stays": Visits}


@dataclass(slots=True)
class Store:
    """What was read of a part up to ``until``: shared by all index dates on which the part is looked at.

    ``facts`` by table; ``held`` by table, what it tells and which rows; ``dated`` and ``lasting`` by the events asked for.
    """

    until: date
    facts: dict[str, Facts] = field(default_factory=dict)
    visits: Visits | None = None
    costs: Costs | None = None
    lives: Lives | None = None
    born: tuple[NDArray[np.int32], NDArray[np.int32]] | None = None
    held: dict[str, Held] = field(default_factory=dict)
    dated: dict[str, Dated] = field(default_factory=dict)
    lasting: dict[str, Held] = field(default_factory=dict)
    stays: Visits | None = None

    def beside(self) -> Store:
        """The same records for another thread; a table that either reads later is the other's too, facts apart."""
        return replace(self, facts={table: facts.beside() for table, facts in self.facts.items()})

    def forget(self, days: int | None = None) -> None:
        """Let go what was worked out for one index date and will not be asked on another; see :meth:`Facts.forget`."""
        for facts in self.facts.values():
            facts.forget(days)


def save(store: Store, needs: Needs, path: Path) -> None:
    """Write what was read for these needs, without the visits and costs from which the rest was taken."""
    import pyarrow as pa

    things: dict[str, Any] = {f"{kind}/{key}": thing for kind in _KINDS for key, thing in sorted(getattr(store, kind).items())}
    things |= {f"{one}/": getattr(store, one) for one in _ONES if getattr(store, one) is not None}
    arrays = {"born/birth": store.born[0], "born/gender": store.born[1]} if store.born else {}
    said: list[tuple[str, dict[str, list[str]]]] = []
    for name, thing in things.items():
        words = {}
        for f in fields(thing):
            value = getattr(thing, f.name)
            if f.name.startswith("_") or value is None:
                continue
            if isinstance(value, np.ndarray):
                arrays[f"{len(said)}/{f.name}"] = value
            else:
                words[f.name] = list(value)
        said.append((name, words))
    for table, need in needs.coded.items():
        arrays[f"since/{table}"] = need.since
    head = {"until": store.until.isoformat(), "needs": _plain(needs), "things": said}
    rows, types = [], []
    for array in arrays.values():
        narrow, least = _narrowed(array)
        rows.append(pa.ListArray.from_arrays(pa.array([0, len(narrow)], pa.int32()), pa.array(narrow)))
        types.append((array.dtype.str, least))
    batch = pa.record_batch(rows, list(arrays)).replace_schema_metadata({"store": json.dumps(head | {"types": types})})
    with pa.OSFile(str(path), "wb") as file, pa.ipc.new_file(file, batch.schema) as writer:
        writer.write_batch(batch)


def load(path: Path, needs: Needs) -> Store | None:
    """What was read before; ``None`` where it is not there, or holds less than the needs name."""
    import pyarrow as pa

    if not path.exists():
        return None
    batch = pa.ipc.open_file(pa.memory_map(str(path))).get_batch(0)
    head = json.loads(batch.schema.metadata[b"store"])
    found: dict[str, dict[str, NDArray[Any]]] = {}
    for name, column, (kind, least) in zip(batch.schema.names, batch.columns, head["types"], strict=True):
        thing, _, of = name.partition("/")
        array = column.values.to_numpy().astype(kind, copy=False)
        found.setdefault(thing, {})[of] = array + array.dtype.type(least) if least else array
    if not _covers(head["needs"], found.get("since", {}), needs):
        return None
    store = Store(date.fromisoformat(head["until"]))
    if "born" in found:
        store.born = found["born"]["birth"], found["born"]["gender"]
    for n, (name, words) in enumerate(head["things"]):
        kind, _, key = name.partition("/")
        if kind in _KINDS:
            getattr(store, kind)[key] = _KINDS[kind](**found[str(n)], **words)
        else:
            setattr(store, kind, _ONES[kind](**found[str(n)], **words))
    return store


def _narrowed(array: NDArray[Any]) -> tuple[NDArray[Any], int]:
    """The same numbers in fewer bytes, less their least where that is told too."""
    if not len(array) or array.dtype == bool:
        return array.astype(np.uint8), 0
    if array.dtype.kind == "f":
        with np.errstate(invalid="ignore", over="ignore"):
            for kind in (np.uint16, np.float32):
                narrow = array.astype(kind)
                if np.array_equal(narrow, array, equal_nan=True):
                    return narrow, 0
        return array, 0
    least, most = int(array.min()), int(array.max())
    wide = next((t for t in (np.uint8, np.uint16) if most - least <= np.iinfo(t).max), None)
    return (array, 0) if wide is None else ((array - array.dtype.type(least)).astype(wide), least)


def _plain(needs: Needs) -> dict[str, Any]:
    """The needs without the arrays."""
    return {
        "coded": {table: [need.values, need.positions] for table, need in sorted(needs.coded.items())},
        "visits_since": [[*of, day] for of, day in needs.visits_since.items()],
        "visit_sites": needs.visit_sites,
        "costs_since": needs.costs_since,
    }


def _covers(said: Mapping[str, Any], since: Mapping[str, NDArray[np.int32]], needs: Needs) -> bool:
    """Do the needs ask for nothing more than was read?"""
    read = Needs(
        {table: Need(since[table], *said["coded"][table]) for table in said["coded"]},
        {(kind, role): day for kind, role, day in said["visits_since"]},
        said["visit_sites"],
        said["costs_since"],
    )
    both = read | needs
    return _plain(both) == _plain(read) and all((both.coded[t].since == since[t]).all() for t in since)
