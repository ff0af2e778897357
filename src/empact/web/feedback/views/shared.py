"""What the pages of this app have in common: the group and its figures, a form and what becomes of it, taking back."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any, Final
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone

from ...insight import words
from ...insight.figures import Area, Figures, in_force
from ...kernel import pages
from ...kernel.pages import the
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from .. import queries
from ..groups import Group, places_of, the_group
from ..models import Publication
from ..permissions import CHAIR

__all__ = ["Sheet", "form_page", "offer_undo", "page", "sheet", "the"]

_UNDO: Final = "feedback.undo"
form_page: Final = partial(pages.form_page, template="feedback/form.html")


@dataclass(frozen=True, slots=True)
class Sheet:
    """A group with the figures that are open to it. ``place``: whose figures these are, chosen in the address."""

    group: Group
    figures: Figures | None
    publications: list[Publication]
    publication: Publication | None
    places: list[Area]
    place: Area | None

    def indicators(self) -> list[tuple[str, str]]:
        """All that can be on a card: (id, title)."""
        known = self.figures.indicators() if self.figures else {}
        return sorted(((i, words.title(d)) for i, d in known.items() if not d["waits_for"]), key=lambda one: one[1])

    def cards(self) -> list[queries.Card]:
        """The cards of the period that is open; none before there are figures to show."""
        if self.figures is None or self.place is None or self.publication is None:
            return []
        return queries.cards(self.group, self.figures, self.place, self.publication.period)

    def context(self, request: Request) -> dict[str, Any]:
        """What every page of a group needs."""
        return {
            "group": self.group,
            "publication": self.publication,
            "publications": self.publications,
            "places": self.places,
            "place": self.place,
            "may_chair": may(request.who, CHAIR, Purpose.POPULATION),
        }


def sheet(request: Request, pk: UUID, publication: Publication | None = None) -> Sheet:
    """The own group with this id; for any other, the page that says it does not exist."""
    today = timezone.localdate()
    group = the_group(request.who, today, pk)
    figures = in_force()
    held = {p.name for p in figures.periods()} if figures else set()
    open_ = [p for p in Publication.objects.open_to_teams() if p.period in held]
    asked = publication or next((p for p in open_ if p.period == request.GET.get("period")), None)
    places = places_of(group, today, figures) if figures else []
    place = next((a for a in places if a.node == request.GET.get("place")), places[0] if places else None)
    return Sheet(group, figures, open_, asked or (open_[0] if open_ else None), places, place)


def page(request: Request, template: str, context: Mapping[str, Any]) -> HttpResponse:
    """A page of this app; what was just done can be taken back on it, once."""
    undo, state = request.session.pop(_UNDO, ("", ""))
    return render(request, f"feedback/{template}", {"undo": undo, "undo_state": state, **context})


def offer_undo(request: Request, address: str, state: str) -> None:
    """The next page offers to send this address a POST that puts the thing back in ``state``."""
    request.session[_UNDO] = (address, state)
