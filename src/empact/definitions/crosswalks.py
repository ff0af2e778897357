"""Which ATC code an RxNorm code stands for."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from pathlib import Path

from ..terms.codes import Code, system
from .place import Place

__all__ = ["read_crosswalk"]


def read_crosswalk(path: Path) -> Mapping[Code, Code]:
    """A CSV with the columns ``rxnorm`` and ``atc`` (others are for people). One RxNorm code stands for one ATC code."""
    state = path.stat()
    return _read(path, state.st_mtime_ns, state.st_size)


@functools.lru_cache(maxsize=16)
def _read(path: Path, _changed: int, _size: int) -> Mapping[Code, Code]:
    place = Place(path.name)
    out: dict[Code, Code] = {}
    with path.open(encoding="utf-8", newline="") as lines:
        rows = csv.DictReader(line for line in lines if not line.startswith("#"))
        if not {"rxnorm", "atc"} <= set(rows.fieldnames or ()):
            raise place.error("the columns 'rxnorm' and 'atc' are needed.")
        for number, row in enumerate(rows, start=2):
            at = place / f"row {number}"
            source, target = Code.of("rxnorm", row["rxnorm"] or ""), Code.of("atc", row["atc"] or "")
            if not (system("rxnorm").is_valid(source.value) and system("atc").is_valid(target.value)):
                raise at.error("one of the two is not a code.")
            if out.setdefault(source, target) != target:
                raise at.error(f"RxNorm {source.value} has two ATC codes.", "Keep the most specific one.")
    return dict(sorted(out.items()))
