"""Which numbers of findings may be seen: no count of rows or people from 1 to threshold - 1, and none that gives one away."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from .rules import Kind

__all__ = ["delicate", "is_hidden", "withheld"]

_OF_PEOPLE: Final = ("rows", "people")


def delicate(kind: Kind) -> bool:
    """Whether a count says something of people; months, practices and tables do not."""
    return kind.of in _OF_PEOPLE


def is_hidden(failed: int, of: int, threshold: int) -> bool:
    """One finding by itself: failures, what is in order, and the whole must each be nothing or enough."""
    return any(0 < n < threshold for n in (failed, of - failed, of))


def withheld(cells: Mapping[str, tuple[int, int]], threshold: int) -> frozenset[str]:
    """Keys of a breakdown that are not shown beside its total, which is: what is small, and enough others to hide it among."""
    hidden = {key for key, (failed, of) in cells.items() if is_hidden(failed, of, threshold)}
    failures = {key: failed for key, (failed, _) in cells.items()}
    whole = {key: of for key, (_, of) in cells.items()}
    in_order = {key: of - failed for key, (failed, of) in cells.items()}
    for there in (failures, in_order, whole):
        secret = [key for key in hidden if there[key]]
        rest = sorted((n, key) for key, n in there.items() if n and key not in hidden)
        while secret and rest and (len(secret) < 2 or sum(there[key] for key in secret) < threshold):
            _, key = rest.pop(0)
            secret.append(key)
            hidden.add(key)
    return frozenset(hidden)
