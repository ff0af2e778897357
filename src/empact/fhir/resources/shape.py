"""A typed value and its JSON are one and the same: each field names its element once, and both directions follow from that.

Nothing is lost on the way. ``rest`` of a part holds, as they came, the elements it has no field for and those its field cannot
hold (a word outside the list, a list with a gap); they go out again where they stood. Of an extension that has a field, its
bare address stays behind as a mark, so that each comes back in its place among the others.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache
from typing import Any, Final, TypeVar, cast

from ..elements import Json

__all__ = [
    "DECIMAL",
    "FLAG",
    "TEXT",
    "WHOLE",
    "Element",
    "Kind",
    "Part",
    "Said",
    "Unread",
    "changed",
    "choice",
    "element",
    "elements_of",
    "extension",
    "listed",
    "nested",
    "read_part",
    "words",
    "write_part",
]


class Unread(ValueError):
    """What stands there is not what this kind holds: it is carried along as it is."""


@dataclass(frozen=True, slots=True)
class Kind:
    """What an element holds: ``read`` raises :class:`Unread`, ``write`` raises ``ValueError``. ``part``: of which parts."""

    name: str
    read: Callable[[Any], Any]
    write: Callable[[Any], Any]
    words: tuple[str, ...] = ()
    part: Callable[[], type[Part]] | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """The value of an element that may be of several types: ``kind`` as FHIR spells it in the name, as in ``valueDecimal``."""

    kind: str
    value: Any


@dataclass(frozen=True, slots=True)
class Element:
    """Where a field stands in JSON: a name, the beginning of one (``choices``), or the address of an extension (``url``)."""

    name: str
    kind: Kind | None
    many: bool = False
    choices: Mapping[str, Kind] = field(default_factory=dict)
    url: str = ""


@dataclass(frozen=True, slots=True)
class Part:
    """What all typed values share. ``rest``: what has no field, as it came; what a field says goes before it."""

    rest: Json = field(default_factory=dict, kw_only=True, hash=False)


P = TypeVar("P", bound=Part)


# ---------------------------------------------------------------- what an element holds


def _text(said: Any) -> str:
    if not isinstance(said, str) or not said:
        raise Unread
    return said


def _flag(said: Any) -> bool:
    if not isinstance(said, bool):
        raise Unread
    return said


def _whole(said: Any) -> int:
    if not isinstance(said, int) or isinstance(said, bool):
        raise Unread
    return said


def _decimal(said: Any) -> Decimal:
    if not isinstance(said, int | float | Decimal) or isinstance(said, bool):
        raise Unread
    return Decimal(str(said))


def _number(value: Decimal) -> int | float:
    return int(value) if value.as_tuple().exponent == 0 else float(value)


TEXT: Final = Kind("text", _text, _text)
FLAG: Final = Kind("flag", _flag, _flag)
WHOLE: Final = Kind("whole", _whole, _whole)
DECIMAL: Final = Kind("decimal", _decimal, _number)


def words(*allowed: str) -> Kind:
    """One of a closed list."""

    def one(said: Any) -> str:
        if said not in allowed:
            raise Unread(f"{said!r} is none of {', '.join(allowed)}")
        return str(said)

    return Kind("words", one, one, words=allowed)


def nested(part: Callable[[], type[Part]]) -> Kind:
    """A part with elements of its own; named by a function, because a part may hold its like."""

    def read(said: Any) -> Part:
        if not isinstance(said, dict) or not said:
            raise Unread
        return read_part(part(), said)

    def write(value: Any) -> Json:
        said = write_part(value)
        if not said:
            raise ValueError(f"a {part().__name__} that says nothing")
        return said

    return Kind("part", read, write, part=part)


# ---------------------------------------------------------------- fields of a part


def element(name: str, kind: Kind) -> Any:
    """A field that holds one value, or nothing: an empty text, or ``None``."""
    return field(default="" if kind.name in ("text", "words") else None, metadata={"element": Element(name, kind)})


def listed(name: str, kind: Kind) -> Any:
    """A field that holds any number of values."""
    return field(default=(), metadata={"element": Element(name, kind, many=True)})


def choice(name: str, kinds: Mapping[str, Kind]) -> Any:
    """A field that holds one :class:`Said` of these types."""
    return field(default=None, metadata={"element": Element(name, None, choices=kinds)})


def extension(url: str, value: str, kind: Kind) -> Any:
    """A field that holds the values of all extensions with this address: ``value`` names the type, as in ``Reference``."""
    return field(default=(), metadata={"element": Element(f"value{value}", kind, many=True, url=url)})


def elements_of(part: type[Part]) -> Mapping[str, Element]:
    """The element of each field, in the order of the fields."""
    return _declared(cast("Any", part))


@cache
def _declared(part: Any) -> Mapping[str, Element]:
    return {one.name: one.metadata["element"] for one in dataclasses.fields(part) if "element" in one.metadata}


# ---------------------------------------------------------------- in and out


def read_part(part: type[P], said: Mapping[str, Any]) -> P:
    """The typed value of a JSON object. What it has no field for is in ``rest``."""
    left = dict(said)
    found: dict[str, Any] = {}
    addressed = {e.url: (name, e) for name, e in elements_of(part).items() if e.url}
    if addressed and isinstance(left.get("extension"), list):
        found |= _extensions(addressed, left)
    for name, one in elements_of(part).items():
        try:
            if one.choices:
                found[name] = _chosen(one, left)
            elif not one.url and one.name in left:
                found[name] = _value(one, left[one.name])
                del left[one.name]
        except Unread:
            continue
    return part(**{name: value for name, value in found.items() if value is not None}, rest=deepcopy(left))


def write_part(part: Part) -> Json:
    """The JSON object of a typed value, with what it carries along. Raises ``ValueError`` where FHIR has no such value."""
    said: Json = {}
    extensions: dict[str, list[Json]] = {e.url: [] for e in elements_of(type(part)).values() if e.url}
    chosen: set[str] = set()
    for name, one in elements_of(type(part)).items():
        value = getattr(part, name)
        if value in ("", (), None):
            continue
        if one.choices:
            chosen |= {one.name + kind for kind in one.choices}
            said[one.name + value.kind] = one.choices[value.kind].write(value.value)
        elif one.url:
            assert one.kind is not None
            extensions[one.url] = [{"url": one.url, one.name: one.kind.write(each)} for each in value]
        else:
            assert one.kind is not None
            said[one.name] = [one.kind.write(each) for each in value] if one.many else one.kind.write(value)
    said |= {key: deepcopy(value) for key, value in part.rest.items() if key not in said and key not in chosen}
    frame = part.rest.get("extension", [])
    if isinstance(frame, list) and (framed := list(_framed(frame, extensions))):
        said["extension"] = framed
    return said


def changed(part: P, **new: Any) -> P:
    """The same with other values; what was carried along beside an old one (its translation, why it is absent) is left out."""
    gone: set[str] = set()
    for name in new:
        one = elements_of(type(part))[name]
        gone |= {f"{mark}{one.name}{kind}" for kind in (one.choices or [""]) for mark in ("", "_")}
    return dataclasses.replace(part, **new, rest={key: value for key, value in part.rest.items() if key not in gone})


def _value(one: Element, said: Any) -> Any:
    assert one.kind is not None
    if not one.many:
        return one.kind.read(said)
    if not isinstance(said, list) or not said:
        raise Unread
    return tuple(one.kind.read(each) for each in said)


def _chosen(one: Element, left: Json) -> Said | None:
    there = [kind for kind in one.choices if one.name + kind in left]
    if len(there) != 1:
        return None
    (kind,) = there
    value = Said(kind, one.choices[kind].read(left[one.name + kind]))
    del left[one.name + kind]
    return value


def _extensions(addressed: Mapping[str, tuple[str, Element]], left: Json) -> dict[str, Any]:
    """Values of the extensions that have a field; in ``left`` stays the frame: the others, and a mark for each of these."""
    found: dict[str, list[Any]] = {}
    frame: list[Any] = []
    if not all(isinstance(entry, dict) for entry in left["extension"]):
        return {}
    for entry in left["extension"]:
        url = entry.get("url")
        name, one = addressed.get(url, ("", None)) if isinstance(url, str) else ("", None)
        if one is not None and one.kind is not None and entry.keys() == {"url", one.name}:
            try:
                found.setdefault(name, []).append(one.kind.read(entry[one.name]))
            except Unread:
                frame.append(entry)
            else:
                frame.append(one.url)
        else:
            frame.append(entry)
    if frame == [one.url for name, one in addressed.values() for _ in found.get(name, ())]:
        left.pop("extension")  # they would stand like that anyway
    else:
        left["extension"] = frame
    return {name: tuple(values) for name, values in found.items() if values}


def _framed(frame: list[Any], extensions: Mapping[str, list[Json]]) -> Iterator[Json]:
    """The extensions of the fields in their places among those carried along; more than there were come last."""
    waiting = {url: list(entries) for url, entries in extensions.items()}
    for entry in frame:
        if not isinstance(entry, str) or entry not in waiting:
            yield deepcopy(entry)
        elif waiting[entry]:
            yield waiting[entry].pop(0)
    for entries in waiting.values():
        yield from entries
