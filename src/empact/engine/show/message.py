"""What a Pop-Box says in one sentence, as the title of its picture."""

from __future__ import annotations

from typing import Final

from .views import View
from .words import LANGUAGES, percentage

__all__ = ["fraction_of", "message_of"]

_SAID: Final = {
    # one in ..., several in ..., with 'about'
    "nl": ("1 op {b} mensen heeft", "{a} op {b} mensen hebben", "Ongeveer {x}", "2 of meer chronische aandoeningen"),
    "fr": ("1 personne sur {b} a", "{a} personnes sur {b} ont", "Environ {x}", "2 maladies chroniques ou plus"),
    "de": ("1 von {b} Menschen hat", "{a} von {b} Menschen haben", "Etwa {x}", "2 oder mehr chronische Erkrankungen"),
    "en": ("1 in {b} people has", "{a} in {b} people have", "About {x}", "2 or more chronic conditions"),
}
_SIMPLE: Final = (*((1, b) for b in range(2, 21)), (2, 3), (3, 4), (2, 5), (3, 5), (4, 5), (3, 10), (7, 10), (9, 10))


def fraction_of(share: float) -> tuple[int, int, bool]:
    """The nearest fraction people say aloud, and whether it is within a fiftieth of the share."""
    a, b = min(_SIMPLE, key=lambda f: abs(f[0] / f[1] - share))
    return a, b, abs(a / b - share) <= share / 50


def message_of(view: View) -> str:
    """How many people have two or more conditions; without that, how many are in the largest class shown."""
    counted = view.counted
    several, everybody = counted.shown(trait="determinant/multimorbidity"), counted.shown()
    known = "multimorbidity" in counted.results.manifest["definitions"].get("determinant", {})
    if counted.segment == "popbox" and known and several.n and everybody.n and several.n / everybody.n >= 0.045:
        a, b, close = fraction_of(several.n / everybody.n)
        one, many, about, what = _SAID[view.language if view.language in LANGUAGES else "en"]
        said = (one if a == 1 else many).format(a=a, b=b)
        return f"{said if close else about.format(x=said)} {what}"
    shown = [c for c in view.groups[0].cells if c.class_ in view.classes and c.area == "all" and c.share is not None]
    if not shown:
        return view.title
    largest = max(shown, key=lambda c: c.share or 0)
    return f"{percentage(largest.share or 0, view.language, 0)}: {view.class_titles[largest.class_]}"
