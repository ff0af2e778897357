"""The actions that an address asks for: the same under the same filter in every view, the list, the board, the map ..."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from ...kernel.request import Request
from ...territory.queries import within
from ...territory.search import fold
from .. import queries
from ..forms import Filter
from ..models import Frame
from ..models.actions import Actions
from .shared import seen

__all__ = ["Asked", "asked"]

_VIEWS: Final = (
    ("actions", _("list")), ("board", _("board")), ("timeline", _("timeline")), ("matrix", _("matrix")), ("map", _("map")),
    ("tree", _("tree")),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Asked:
    """``query``: the filter as it stands in the address. A filter that cannot be read gives nothing, not everything."""

    form: Filter
    frame: Frame | None
    rows: Actions
    query: str
    view: str

    @property
    def context(self) -> dict[str, Any]:
        """What every view shows: the filter, how many, the other views under the same filter, and the file."""
        mark = f"?{self.query}" if self.query else ""
        return {
            "form": self.form,
            "frame": self.frame,
            "number": self.rows.count(),
            "views": [(name, reverse(f"portfolio:{key}") + mark, key == self.view) for key, name in _VIEWS],
            "csv": f"?{self.query}&format=csv" if self.query else "?format=csv",
            "here": reverse(f"portfolio:{self.view}"),
        }


def asked(request: Request, view: str, today: date) -> Asked:
    """By what stands in the address. ``view``: the name of the page."""
    frame = Frame.objects.in_force()
    form = Filter(request.GET, frame=frame, today=today)
    rows = seen(request)
    if form.is_valid():
        said = form.cleaned_data
        inside = within([said["territory"]], today) if said["territory"] else None
        for word in fold(said["q"]).split():
            rows = rows.filter(search__contains=word)
        rows = queries.filtered(rows, said, inside, today)
    else:
        rows = queries.filtered(rows.none(), {}, None, today)
    kept = request.GET.copy()
    for name in ("page", "format", "order"):
        kept.pop(name, None)
    return Asked(form, frame, rows, kept.urlencode(), view)
