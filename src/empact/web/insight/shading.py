"""Maps of figures: places in classes by value, each with a texture of its own, so that colour never stands alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import quantiles
from typing import Final

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from ..territory.maps import draw
from ..territory.models import Territory

__all__ = ["CLASSES", "Shaded", "classes_of", "picture", "swatch", "textures"]

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


def picture(places: Sequence[Shaded], territories: Mapping[str, Territory], title: str) -> SafeString | None:
    """The map, where at least two of the places have an outline or a position. Its links and words stand in the list too."""
    known = [p for p in places if p.node in territories]
    by_id = {territories[p.node].pk: p for p in known}
    drawn = draw(territories[p.node] for p in known)
    if drawn is None:
        return None
    groups: dict[int, list[str]] = {}
    for shape in drawn.shapes:
        place = by_id[shape.territory.pk]
        form = f'path d="{shape.path}"' if shape.path else f'circle cx="{shape.x}" cy="{shape.y}" r="9"'
        groups.setdefault(place.shade, []).append(
            f'<a href="{escape(place.address)}" tabindex="-1"><{form}><title>{escape(place.said)}</title>'
            f"</{form.split()[0]}></a>"
        )
    inside = "".join(f'<g fill="url(#shade{shade})">{"".join(forms)}</g>' for shade, forms in sorted(groups.items()))
    text = (
        f'<svg class="map shaded" viewBox="0 0 {drawn.width} {drawn.height}" role="img" aria-label="{escape(title)}">'
        f"{inside}</svg>"
    )
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
