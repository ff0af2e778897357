"""Reads the frame of a region's plan: its vision, the lists its actions point to, and the activities its source names.

Nothing is filled in: what a source counts and does not name is an empty place with the reason. The house of people reads
frames without any other definition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

from ..terms.errors import DefinitionError
from ..terms.head import Head
from .head import read_head, read_titles
from .place import Place, meant
from .yaml_files import library_files, load_yaml

__all__ = [
    "COLOURS",
    "FACTS",
    "ITEM",
    "KINDS",
    "OWN",
    "PATTERNS",
    "ROW",
    "Frame",
    "FrameActivity",
    "Item",
    "Key",
    "Matrix",
    "Vision",
    "frames_of",
    "read_frames",
]

Key = tuple[str, str]
"""Kind and code of an item; in a file ``aim.equity``."""

KINDS: Final = (
    "promise",
    "objective",
    "programme",
    "aim",
    "value",
    "component",
    "assignment",
    "topic",
    "domain",
    "actor",
    "level",
    "phase",
    "policy",
    "optimal",
    "tool",
    "lever",
)
COLOURS: Final = ("blue", "light_green", "dark_green", "orange")
PATTERNS: Final = ("dots", "stripes", "grid", "solid")
OWN: Final = ("vision", "reasons", "takes", "lists", "matrix", "activities")
ITEM: Final = ("code", "title", "about", "missing", "unsure", "colour", "pattern", "maps_to", "facts", "parts")
FACTS: Final = ("what", "for_whom", "with_whom", "timing", "adds", "means")
"""What the table of a plan says of a work package, in the order of its rows."""
ROW: Final = ("code", "title", "objective", "programme", "cells", "actors", "source")
_NOTHING: Final[Mapping[str, str]] = {}


@dataclass(frozen=True, slots=True)
class Vision:
    """The sentence a region steers by, in four languages, and the year by which; ``None`` where the source gives none."""

    text: Mapping[str, str]
    year: int | None


@dataclass(frozen=True, slots=True)
class Item:
    """One place in a list. ``missing``: why it is empty, and then it has no title; ``unsure``: why its words may be others.

    ``parent``: code of the item of the same kind it is a part of. ``scheme``: which of several lists of its kind it is in.
    ``about``: what the source adds to the title. ``maps_to``: the item that stands for it elsewhere.
    ``facts``: what the table of a plan says of it, in Dutch always, as activities are.
    ``colour`` and ``pattern`` are those of a phase: one is told from another without colour too.
    """

    kind: str
    code: str
    title: Mapping[str, str]
    parent: str = ""
    scheme: str = ""
    missing: Mapping[str, str] = field(default_factory=dict)
    pattern: str = ""
    colour: str = ""
    maps_to: Key | None = None
    about: Mapping[str, str] = field(default_factory=dict)
    unsure: Mapping[str, str] = field(default_factory=dict)
    facts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @property
    def key(self) -> Key:
        return self.kind, self.code


@dataclass(frozen=True, slots=True)
class Matrix:
    """What the cells of an activity stand for, in order; ``unsure``: why each cell, marked or not, is to be confirmed."""

    columns: tuple[Key, ...] = ()
    unsure: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class FrameActivity:
    """An activity as its source names it: in Dutch always, in the other languages where it was translated.

    ``programme``: the one it brings most to; ``line``: the action line of that programme it stands under. Empty where the
    source does not say. ``contributes``: the marked cells, each ``confirmed`` or ``to_confirm``. ``actors``: codes, in the
    order of the source.
    """

    objective: str
    programme: str
    code: str
    title: Mapping[str, str]
    contributes: Mapping[Key, str]
    actors: tuple[str, ...]
    source: str
    line: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """The frame of a plan. ``items`` are in the order of the file, parts after what they are parts of."""

    id: str
    version: int
    title: Mapping[str, str]
    head: Head
    vision: Vision
    items: Mapping[Key, Item]
    matrix: Matrix
    activities: tuple[FrameActivity, ...]

    def of(self, kind: str, *, scheme: str = "", parent: str = "") -> tuple[Item, ...]:
        """The items of a kind: those that are part of nothing, or the parts of ``parent``; with ``scheme`` of that list."""
        return tuple(
            i for i in self.items.values() if i.kind == kind and i.parent == parent and (not scheme or i.scheme == scheme)
        )

    def schemes(self, kind: str) -> tuple[str, ...]:
        """The lists of a kind, in order; none where it has one list without a name."""
        return tuple(dict.fromkeys(i.scheme for i in self.of(kind) if i.scheme))


def read_frames(*overlays: Path | str) -> dict[str, Frame]:
    """All frames by id, shipped and of a region. Raises :class:`DefinitionError` for the first that cannot be read."""
    frames, problems = _kept(library_files("frames", *overlays))
    if problems:
        raise DefinitionError(problems[0].message, hint=problems[0].hint)
    return dict(frames)


@lru_cache(maxsize=8)
def _kept(files: tuple[tuple[Path, int, int], ...]) -> tuple[dict[str, Frame], list[DefinitionError]]:
    """Kept until a file changes: pages ask for it at every request."""
    return frames_of({path.stem: path for path, _, _ in files})


def frames_of(files: Mapping[str, Path]) -> tuple[dict[str, Frame], list[DefinitionError]]:
    """The frames in these files, by id, and a sentence for each that cannot be read."""
    problems: list[DefinitionError] = []
    drafts: dict[str, _Draft] = {}
    frames: dict[str, Frame] = {}
    for name, path in files.items():
        try:
            drafts[name] = _Draft(path.name, load_yaml(path))
        except DefinitionError as error:
            problems.append(error)
    for name, draft in drafts.items():
        try:
            frames[name] = draft.frame(drafts)
        except DefinitionError as error:
            problems.append(error)
    return frames, problems


class _Draft:
    """A file with its own lists read; what it takes from another frame comes when all files are."""

    def __init__(self, file: str, value: Any) -> None:
        self.place, self.given, self.shared = read_head(file, value, "frame", OWN, ("vision", "lists"))
        at = self.place / "reasons"
        self.reasons = {key: read_titles(at / key, said) for key, said in at.mapping(self.given.get("reasons") or {}).items()}
        self.items: dict[Key, Item] = {}
        for kind, said in (self.place / "lists").mapping(self.given["lists"], KINDS).items():
            at = self.place / "lists" / kind
            for scheme, listed in at.mapping(said).items() if isinstance(said, dict) else [("", said)]:
                self._read_items(at / scheme if scheme else at, listed, kind, str(scheme))

    # ---------------------------------------------------------------- items

    def _read_items(self, place: Place, listed: Any, kind: str, scheme: str, parent: str = "") -> None:
        read = [self._item(place / i, one, kind, scheme, parent) for i, one in enumerate(place.list_of(listed))]
        patterns = [item.pattern for item in read if item.pattern]
        if len(set(patterns)) < len(patterns):
            raise place.error("two phases have the same pattern.", "In black and white one must be told from another.")

    def _item(self, place: Place, value: Any, kind: str, scheme: str, parent: str) -> Item:
        given = place.mapping(value, ITEM, ("code",))
        code = (place / "code").text(given["code"])
        if (kind, code) in self.items:
            raise (place / "code").error(f"there are two of kind '{kind}' with code '{code}'.", "Give each its own code.")
        if ("title" in given) == ("missing" in given):
            raise place.error("a place has a title, or says why it is empty.", "Give 'title', or 'missing' with a reason.")
        if kind == "phase":
            place.mapping(given, None, ("colour", "pattern"))
        item = self.items[kind, code] = Item(
            kind,
            code,
            read_titles(place / "title", given["title"]) if "title" in given else _NOTHING,
            parent,
            scheme,
            missing=self._reason(place / "missing", given.get("missing")),
            pattern=(place / "pattern").one_of(given["pattern"], PATTERNS) if "pattern" in given else "",
            colour=(place / "colour").one_of(given["colour"], COLOURS) if "colour" in given else "",
            maps_to=_key(place / "maps_to", given["maps_to"]) if "maps_to" in given else None,
            about=read_titles(place / "about", given["about"]) if "about" in given else _NOTHING,
            unsure=self._reason(place / "unsure", given.get("unsure")),
            facts=_facts(place / "facts", given["facts"]) if "facts" in given else {},
        )
        if "parts" in given:
            self._read_items(place / "parts", given["parts"], kind, scheme, code)
        return item

    def _reason(self, place: Place, value: Any) -> Mapping[str, str]:
        return self.reasons[place.one_of(value, self.reasons)] if value is not None else _NOTHING

    # ---------------------------------------------------------------- the whole

    def frame(self, drafts: Mapping[str, _Draft]) -> Frame:
        items = {**self.items, **self._taken(drafts)}
        for item in items.values():
            if item.maps_to is not None and item.maps_to not in items:
                _refuse(self.place / "lists" / item.kind / item.code / "maps_to", item.maps_to, items)
        at = self.place / "vision"
        vision = at.mapping(self.given["vision"], ("text", "year"), ("text", "year"))
        matrix = self._matrix(items)
        listed = (self.place / "activities").list_of(self.given["activities"]) if "activities" in self.given else []
        rows = [self._activity(self.place / "activities" / i, one, items, matrix) for i, one in enumerate(listed)]
        codes = [row.code for row in rows]
        twice = next((i for i, code in enumerate(codes) if code in codes[:i]), None)
        if twice is not None:
            at = self.place / "activities" / twice / "code"
            raise at.error(f"there are two activities with code '{codes[twice]}'.", "Give each its own code.")
        return Frame(
            **self.shared,
            vision=Vision(
                read_titles(at / "text", vision["text"]),
                (at / "year").whole(vision["year"], 1) if vision["year"] is not None else None,
            ),
            items=items,
            matrix=matrix,
            activities=tuple(rows),
        )

    def _taken(self, drafts: Mapping[str, _Draft]) -> dict[Key, Item]:
        """The lists of other frames that this one uses as they are."""
        taken: dict[Key, Item] = {}
        for name, kinds in (self.place / "takes").mapping(self.given.get("takes") or {}).items():
            at = self.place / "takes" / name
            if name not in drafts or drafts[name] is self:
                raise at.error(
                    f"there is no other frame '{name}'.", meant(str(name), [d for d in drafts if drafts[d] is not self])
                )
            for i, kind in enumerate(at.list_of(kinds)):
                (at / i).one_of(kind, KINDS)
                found = {key: item for key, item in drafts[name].items.items() if key[0] == kind}
                if not found:
                    raise (at / i).error(f"frame '{name}' has no list of its own of kind '{kind}'.")
                if any(key[0] == kind for key in (*self.items, *taken)):
                    raise (at / i).error(f"this frame has a list of kind '{kind}' already.", "Take it, or write it.")
                taken |= found
        return taken

    def _matrix(self, items: Mapping[Key, Item]) -> Matrix:
        if "matrix" not in self.given:
            return Matrix()
        place = self.place / "matrix"
        given = place.mapping(self.given["matrix"], ("columns", "unsure"), ("columns",))
        at = place / "columns"
        columns = tuple(_key(at / i, one) for i, one in enumerate(at.list_of(given["columns"])))
        for i, key in enumerate(columns):
            if key not in items:
                _refuse(at / i, key, items)
            if key in columns[:i]:
                raise (at / i).error(f"'{'.'.join(key)}' is a column twice.")
        return Matrix(columns, self._reason(place / "unsure", given.get("unsure")))

    def _activity(self, place: Place, value: Any, items: Mapping[Key, Item], matrix: Matrix) -> FrameActivity:
        given = place.mapping(value, ROW, ("code", "title"))
        said = {kind: (place / kind).text(given[kind]) for kind in ("objective", "programme") if kind in given}
        if not said:
            raise place.error("an activity names an objective or a programme of the frame.", "Add 'objective: ...'.")
        for key in said.items():
            if key not in items:
                _refuse(place / key[0], key, items)
        title = (place / "title").mapping(given["title"], ("nl", "fr", "de", "en"), ("nl",))
        programme = said.get("programme", "")
        above = items["programme", programme].parent if programme else ""
        return FrameActivity(
            objective=said.get("objective", ""),
            programme=above or programme,
            code=(place / "code").text(given["code"]),
            title={language: (place / "title" / language).text(text) for language, text in title.items()},
            contributes=_contributes(place / "cells", given["cells"], matrix) if "cells" in given else {},
            actors=_actors(place / "actors", given["actors"], items) if "actors" in given else (),
            source=(place / "source").text(given["source"]) if "source" in given else self.shared["head"].source[0],
            line=programme if above else "",
        )


def _facts(place: Place, value: Any) -> Mapping[str, Mapping[str, str]]:
    given = place.mapping(value, FACTS)
    said = {key: (place / key).mapping(text, ("nl", "fr", "de", "en"), ("nl",)) for key, text in given.items()}
    return {key: {lang: (place / key / lang).text(words) for lang, words in text.items()} for key, text in said.items()}


def _key(place: Place, value: Any) -> Key:
    """``kind.code``; a code may hold more points."""
    kind, point, code = place.text(value).partition(".")
    if not point or not code:
        raise place.error(f"'{value}' is no kind and code.", "Write them with a point between, as in aim.equity.")
    return place.one_of(kind, KINDS), code


def _refuse(place: Place, key: Key, items: Mapping[Key, Item]) -> None:
    kind, code = key
    raise place.error(f"'{code}' is no {kind} of this frame.", meant(code, [c for k, c in items if k == kind]))


def _contributes(place: Place, value: Any, matrix: Matrix) -> Mapping[Key, str]:
    """A row of ``x`` and ``.``, one for each column."""
    cells = place.text(value)
    if len(cells) != len(matrix.columns):
        raise place.error(f"it has {len(cells)} cells, and the matrix {len(matrix.columns)} columns.", "One for each column.")
    if set(cells) - {"x", "."}:
        raise place.error("a cell is x or a point.", "As in x.xx.")
    mark = "to_confirm" if matrix.unsure else "confirmed"
    return {key: mark for key, cell in zip(matrix.columns, cells, strict=True) if cell == "x"}


def _actors(place: Place, value: Any, items: Mapping[Key, Item]) -> tuple[str, ...]:
    """Codes with commas between, and from - to, as a plan writes them: ``1,4,5`` or ``1-11``."""
    known = [code for kind, code in items if kind == "actor"]
    found: list[str] = []
    for part in map(str.strip, place.text(value).split(",")):
        first, _, last = (part, "", "") if part in known else part.partition("-")
        for code in (first, last or first):
            if code not in known:
                _refuse(place, ("actor", code), items)
        stretch = known[known.index(first) : known.index(last or first) + 1]
        if not stretch:
            raise place.error(f"'{part}' runs backwards.", f"Write '{last}-{first}'.")
        found += stretch
    if len(set(found)) < len(found):
        raise place.error("an actor is named twice.")
    return tuple(found)
