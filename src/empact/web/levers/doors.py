"""What the time bank offers elsewhere: hours of who was at a meeting."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from ..governance.models import Meeting
from ..kernel.permissions import may
from ..kernel.purposes import Purpose
from ..kernel.who import Who
from ..territory.queries import own_organisation
from .permissions import REGISTER
from .queries import attended

__all__ = ["hours_of_meeting"]


def hours_of_meeting(meeting: Meeting, who: Who) -> Iterator[tuple[Any, str]]:
    """To who may register for somebody who was there, as long as nobody has."""
    if not meeting.held or not who.role or not may(who, REGISTER, Purpose.PROJECT):
        return
    own = own_organisation(who)
    if (own is not None or who.role == "pmo") and attended(meeting, own):
        yield _("Register hours"), reverse("levers:meeting-hours", args=[meeting.pk])
