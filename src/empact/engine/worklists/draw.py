"""Who is offered a place, who is held out to compare with, who waits: as long as there are places, and by lot."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

__all__ = ["ARMS", "HELD_OUT", "OFFERED", "WAITING", "draw", "lots"]

ARMS: Final = ("offered", "held_out", "waiting")
OFFERED, HELD_OUT, WAITING = range(3)


def lots(pseudonyms: Sequence[str], seed: str, purpose: str) -> NDArray[np.uint64]:
    """A lot for each person, from the seed and the pseudonym alone: neither order nor the number of parts plays a role."""
    head = hashlib.blake2b(f"{seed}|{purpose}".encode(), digest_size=8)
    found = bytearray()
    for pseudonym in pseudonyms:
        own = head.copy()
        own.update(b"|" + pseudonym.encode())
        found += own.digest()
    return np.frombuffer(bytes(found), "<u8").astype(np.uint64)


def draw(
    pseudonyms: Sequence[str],
    stratum: NDArray[np.int64],
    *,
    places: int | None,
    reserve: float,
    seed: str,
    urgency: NDArray[np.float64] | None = None,
    before: NDArray[np.int8] | None = None,
) -> NDArray[np.int8]:
    """An arm per person, as an index into :data:`ARMS`.

    The candidates are as many as make ``places`` offers once the share ``reserve`` of them is held out; with ``urgency``
    those who have most of it, else by lot; equal urgency by lot. ``places`` is ``None`` where everybody can be offered one.
    Who is held out is drawn over the strata in proportion: candidates lie in order of stratum, within it by lot, and from a
    start drawn by lot every k-th is held out. So each candidate has the same chance, and no stratum differs from its share
    by one person or more. Who is no candidate waits; that group is not comparable with the others where there is an urgency.

    ``before``: the arm in an earlier draw, -1 where there was none. Who was held out still is, and who was offered a place
    keeps it while there are places: a comparison that was begun goes on. The rest is drawn for the places that are left.
    """
    arm = np.full(len(pseudonyms), WAITING, np.int8)
    first = lots(pseudonyms, seed, "candidate")
    rank = np.lexsort((first,) if urgency is None else (first, -urgency))
    if before is not None:
        arm[before == HELD_OUT] = HELD_OUT
        kept = rank[before[rank] == OFFERED][:places]
        arm[kept] = OFFERED
        rank = rank[(before[rank] != OFFERED) & (before[rank] != HELD_OUT)]
        places = None if places is None else places - len(kept)
    if places is not None:
        rank = rank[: places + round(places * reserve / (1 - reserve))]
    n = len(rank)
    held = round(n * reserve)
    if places is not None:
        held = max(held, n - places)
    arm[rank] = OFFERED
    if held:
        second = lots([pseudonyms[i] for i in rank], seed, "reserve")
        order = rank[np.lexsort((second, stratum[rank]))]
        start = float(lots(["start"], seed, "reserve")[0]) / 2.0**64
        arm[order[np.minimum(((np.arange(held) + start) * n / held).astype(np.int64), n - 1)]] = HELD_OUT
    return arm
