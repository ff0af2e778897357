"""What the pages of participation have in common."""

from __future__ import annotations

from typing import Final

from ...kernel.pages import form_page, the
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...territory.models import Organisation
from ...territory.queries import own_organisation
from ..models import Consultation, Participant
from ..permissions import may_comment
from ..queries import is_asked

__all__ = ["PROJECT", "form_page", "speaker", "the"]

PROJECT: Final = Purpose.PROJECT


def speaker(request: Request, consultation: Consultation) -> tuple[Organisation | None, Participant | None]:
    """For whom this reader would speak in a round: as somebody of a working group that is asked, else for the organisation."""
    rows = Participant.objects.present().filter(user=request.who.user_id, group__asked__consultation=consultation)
    if (participant := rows.first()) is not None:
        return None, participant
    own = own_organisation(request.who)
    if own is None or not may_comment(request.who, own):
        return None, None
    return (own, None) if consultation.for_all or is_asked(consultation, own, None) else (None, None)
