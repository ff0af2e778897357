"""Reading the whole chain again: every edit, deletion, insertion or cut tail is found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from ..models import AuditEntry
from .chain import GENESIS, seal_of
from .head import Head, read_head

__all__ = ["Fault", "verify"]


@dataclass(frozen=True, slots=True)
class Fault:
    """``seq`` is the first line that cannot be trusted."""

    seq: int
    kind: Literal["changed", "missing", "cut"]


def verify(head: Head | None = None, progress: Callable[[int], None] = lambda seq: None) -> tuple[int, list[Fault]]:
    """Number of lines read, and what is wrong with them. ``head``: the newest line known to have been written.

    Reading goes on after a fault with the seals as stored, so that a second one is found too.
    """
    head = head or read_head()
    faults: list[Fault] = []
    before, expected, read = GENESIS, 1, 0
    for entry in AuditEntry.objects.order_by("seq").iterator(chunk_size=5000):
        read += 1
        if entry.seq != expected:
            faults.append(Fault(expected, "missing"))
        elif seal_of(before, entry) != bytes(entry.seal):
            faults.append(Fault(entry.seq, "changed"))
        elif head is not None and entry.seq == head.seq and bytes(entry.seal).hex() != head.seal:
            faults.append(Fault(entry.seq, "changed"))
        before, expected = bytes(entry.seal), entry.seq + 1
        if read % 5000 == 0:
            progress(entry.seq)
    if head is not None and expected <= head.seq:
        faults.append(Fault(expected, "cut"))
    return read, faults
