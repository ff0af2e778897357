"""Maps of figures: places in classes by value, each with a texture of its own, so that colour never stands alone."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from hashlib import sha256
from statistics import quantiles
from typing import Final

from django.db.models import TextField
from django.db.models.functions import Cast
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ..territory.maps import draw
from ..territory.models import Territory
from .levels import node_of

__all__ = ["CLASSES", "Outlines", "Shaded", "classes_of", "outlines_of", "picture", "swatch", "textures"]

CLASSES: Final = 5
UNKNOWN: Final = CLASSES  # its own texture: what may not be shown is not low
_TEXTURES: Final = (
    "",
    '<circle class="ink" cx="2" cy="2" r="0.9"/>',
    '<path class="stroke" d="M0 8L8 0"/>',
    '<path class="light" d="M0 4H8"/>',
    '<path class="light" d="M0 8L8 0M0 0L8 8"/>',
    '<path class="stroke" d="M0 0L8 8M-2 6L2 10M6 -2L10 2"/>',
)


@dataclass(frozen=True, slots=True)
class Shaded:
    """A place as it is drawn and listed. ``shade``: 0 to 4, or 5 without a value; ``said`` is all that is said of it."""

    node: str
    name: str
    value: float | None
    said: str
    shade: int
    address: str


def classes_of(values: Mapping[str, float | None]) -> dict[str, int]:
    """The fifth of the places that each lies in, by value; equal values lie in one class. No value: the class of its own."""
    known = sorted(v for v in values.values() if v is not None)
    cuts = quantiles(known, n=CLASSES, method="inclusive") if len(known) > 1 else []
    return {node: UNKNOWN if v is None else sum(v > cut for cut in cuts) for node, v in values.items()}


@dataclass(frozen=True, slots=True)
class Outlines:
    """Where places lie: of each its node, outline as JSON text (or nothing), longitude and latitude. Equal by ``digest``."""

    digest: str
    rows: tuple[tuple[str, str | None, float | None, float | None], ...] = field(compare=False, repr=False)


def outlines_of(kind: str, nodes: Collection[str], today: date) -> Outlines:
    """Of the territories of a kind in force today. Read as text: most often they are drawn already."""
    of_kind = Territory.objects.on(today).filter(kind=kind)
    named = {code: node_of(kind, code) for code in of_kind.values_list("code", flat=True)}
    codes = [code for code, node in named.items() if node in nodes]
    known = of_kind.filter(code__in=codes).order_by("code").annotate(text=Cast("outline", TextField()))
    rows = tuple((named[c], *rest) for c, *rest in known.values_list("code", "text", "longitude", "latitude"))
    return Outlines(sha256(repr(rows).encode()).hexdigest(), rows)


@lru_cache(maxsize=4)
def _drawn(outlines: Outlines) -> tuple[int, int, dict[str, str]] | None:
    """Width, height and the form of each place. A map of a region takes half a second to draw, and hardly ever changes."""
    made = {
        node: Territory(code=node, outline=json.loads(text) if text else None, longitude=x, latitude=y)
        for node, text, x, y in outlines.rows
    }
    found = draw(made.values())
    if found is None:
        return None
    forms = {s.territory.code: f'path d="{s.path}"' if s.path else f'circle cx="{s.x}" cy="{s.y}" r="9"' for s in found.shapes}
    return found.width, found.height, forms


def picture(places: Sequence[Shaded], outlines: Outlines, title: str) -> SafeString | None:
    """The map, where at least two of the places have an outline or a position. Its links and words stand in the list too."""
    drawn = _drawn(outlines)
    if drawn is None:
        return None
    width, height, forms = drawn
    groups: dict[int, list[str]] = {}
    for place in places:
        form = forms.get(place.node)
        if form is None:
            continue
        groups.setdefault(place.shade, []).append(
            f'<a href="{escape(place.address)}" tabindex="-1"><{form}><title>{escape(place.said)}</title>'
            f"</{form.split()[0]}></a>"
        )
    body = "".join(f'<g fill="url(#shade{shade})">{"".join(inside)}</g>' for shade, inside in sorted(groups.items()))
    text = f'<svg class="map shaded" viewBox="0 0 {width} {height}" role="img" aria-label="{escape(title)}">{body}</svg>'
    return mark_safe(text)  # noqa: S308 - every word in it is escaped above


def textures() -> SafeString:
    """The textures themselves; they stand once on the page, for the map and its legend."""
    made = "".join(
        f'<pattern id="shade{i}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect class="shade{i}" width="8" height="8"/>{texture}</pattern>'
        for i, texture in enumerate(_TEXTURES)
    )
    return mark_safe(f'<svg class="unseen" aria-hidden="true" width="0" height="0"><defs>{made}</defs></svg>')  # noqa: S308


def swatch(shade: int) -> SafeString:
    """One class as it stands in the legend."""
    form = f'<rect width="24" height="14" fill="url(#shade{shade:d})"/>'
    return mark_safe(f'<svg class="swatch shaded" viewBox="0 0 24 14" aria-hidden="true">{form}</svg>')  # noqa: S308
