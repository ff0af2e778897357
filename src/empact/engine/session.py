"""A register, a library and an index date, opened together; parts are then read one by one."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from ..criteria.nodes import Node
from ..definitions.models import Library
from ..terms.codes import Code
from .areas import Areas
from .concepts import Concepts
from .database import Database
from .needs import Needs, needs_of
from .part import PartData
from .register import Part, Register
from .store import Store

__all__ = ["Session"]


@dataclass(slots=True)
class Session:
    """``db`` stays the caller's to close."""

    db: Database
    register: Register
    library: Library
    as_of: date
    concepts: Concepts
    areas: Areas

    @classmethod
    def open(cls, db: Database, register: Register, library: Library, as_of: date) -> Session:
        db.register("concept", register.files("concept"))
        rows = db.fetch("SELECT vocabulary_id AS system, concept_code AS code FROM concept ORDER BY concept_id").to_pydict()
        concepts = Concepts([Code(s, c) for s, c in zip(rows["system"], rows["code"], strict=True)], library.crosswalk)
        areas: list[dict[str, object]] = []
        if "area" in register.tables:
            db.register("area", register.files("area"))
            areas = db.fetch("SELECT * FROM area").to_pylist()
        return cls(db, register, library, as_of, concepts, Areas.on(areas, as_of))

    def needs(self, flags: Iterable[Node], known: Collection[tuple[str, str]] = ()) -> Needs:
        """What these criteria want read; see :func:`empact.engine.needs.needs_of`."""
        return needs_of(flags, self.library, self.concepts, self.as_of, known=known)

    def part(self, part: Part, needs: Needs, store: Store | None = None) -> PartData:
        """``store``: where records were read before, or are to be read further than the index date."""
        store = store or Store(self.as_of)
        return PartData(self.db, self.register, part, self.as_of, self.concepts, self.areas, needs, store)

    def parts(self, needs: Needs) -> Iterator[PartData]:
        """Each part in turn; let one go before taking the next, and memory stays flat."""
        for part in self.register.parts:
            yield self.part(part, needs)
