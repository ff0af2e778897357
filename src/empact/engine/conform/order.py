"""Rows put in order: a radix sort, sixteen bits at a time.

People of a part, codes of a register and days since a first day are small whole numbers. Numpy sorts numbers of sixteen bits
by counting, so one pass per key, last key first, costs a fraction of comparing wide rows.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

__all__ = ["in_order", "whole_numbers"]


def in_order(keys: Sequence[Any], ties: Sequence[NDArray[Any]]) -> NDArray[np.uint32]:
    """The places of rows in ascending order of ``keys`` (Arrow arrays; nulls first), and of ``ties`` where all keys are
    equal. A text key is a dictionary whose values ascend."""
    order: NDArray[np.uint32] = np.zeros(len(keys[0]), np.uint32)
    digits = [digit for key in reversed(keys) for digit in _digits(key)]
    for n, digit in enumerate(digits):
        if n == 0:
            order = np.argsort(digit, kind="stable").astype(np.uint32)
        else:
            order = order[np.argsort(digit[order], kind="stable")]
    if len(order) < 2:
        return order
    same = np.ones(len(order) - 1, bool)
    for digit in digits:
        lying = digit[order]
        same &= lying[1:] == lying[:-1]
    if same.any():
        _settle(order, same, ties)
    return order


def _settle(order: NDArray[np.uint32], same: NDArray[np.bool_], ties: Sequence[NDArray[Any]]) -> None:
    """Order the rows within each stretch of equal keys; ``same`` says that a row has the keys of the one before."""
    inside = np.zeros(len(order), bool)
    inside[1:] |= same
    inside[:-1] |= same
    where = np.flatnonzero(inside)
    starts = np.ones(len(order), bool)
    starts[1:] = ~same
    stretch = np.cumsum(starts)[where]
    rows = order[where]
    order[where] = rows[np.lexsort((*(tie[rows] for tie in reversed(ties)), stretch))]


def _digits(key: Any) -> Iterator[NDArray[np.uint16]]:
    """What sixteen bits each say of a key, the last bits first; a null is less than everything."""
    values, there = whole_numbers(key)
    if len(values) == 0:
        yield np.zeros(0, np.uint16)
        return
    known = values if there is None else values[there]
    low, high = (int(known.min()), int(known.max())) if len(known) else (0, 0)
    # One is added so that zero is free for nulls. Differences of 64-bit numbers wrap around, as they should.
    above = values.astype(np.uint64) - np.uint64(low % 2**64) + np.uint64(1)
    if there is not None:
        above[~there] = 0
    for shift in range(0, max(1, (high - low + 1).bit_length()), 16):
        yield (above >> np.uint64(shift)).astype(np.uint16)


def whole_numbers(column: Any) -> tuple[NDArray[Any], NDArray[np.bool_] | None]:
    """An Arrow array of whole numbers, days or dictionary places as numpy, and which of them are there (None: all)."""
    import pyarrow as pa

    if pa.types.is_dictionary(column.type):
        column = column.indices
    if pa.types.is_date32(column.type):
        column = column.view(pa.int32())
    if not column.null_count:
        return column.to_numpy(zero_copy_only=False), None
    return column.fill_null(0).to_numpy(zero_copy_only=False), column.is_valid().to_numpy(zero_copy_only=False)
