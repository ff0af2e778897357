"""What the pages of the portfolio have in common."""

from __future__ import annotations

from typing import Final
from uuid import UUID

from django.urls import reverse

from ...insight.figures import Figures, in_force
from ...kernel.pages import form_page, the
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...territory.models import Organisation, Territory
from ..models import Action, Place
from ..models.actions import Actions
from ..permissions import check_may_keep

__all__ = ["PROJECT", "READ", "figures", "form_page", "home", "kept", "own_organisation", "seen", "start_of"]

PROJECT: Final = Purpose.PROJECT
READ: Final = ["GET", "HEAD", "POST"]


def seen(request: Request) -> Actions:
    """The actions this reader sees."""
    found: Actions = Action.objects.visible_to(request.who, PROJECT)
    return found


def kept(request: Request, pk: UUID) -> Action:
    """The action of an address that this hat keeps."""
    rows = seen(request).select_related("frame", "objective", "programme", "domain", "puller")
    found: Action = the(rows, pk=pk)
    check_may_keep(request.who, found)
    return found


def home(action: Action | UUID, part: str = "") -> str:
    """The page of an action, or a part of it."""
    pk = action.pk if isinstance(action, Action) else action
    return reverse("portfolio:action", args=[pk]) + (f"#{part}" if part else "")


def start_of(action: Action) -> Territory | None:
    """Where it starts."""
    found = action.places.filter(role=Place.Role.START).select_related("territory").first()
    return found.territory if found else None


def own_organisation(request: Request) -> Organisation | None:
    """That of the hat worn now."""
    if request.who.scope_kind != "organisation":
        return None
    return Organisation.objects.filter(pk=request.who.scope_id).first()


def figures() -> Figures | None:
    """The released results, where there are any that may be shown."""
    try:
        return in_force()
    except NotNow:
        return None
