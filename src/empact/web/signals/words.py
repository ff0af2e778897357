"""What the reporter reads: where the report stands, and the steps it goes through."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from .models import Signal

__all__ = ["STANDS", "STEPS"]

_S: Final = Signal.State

STANDS: Final[dict[str, Any]] = {
    _S.RECEIVED: _("We have your report. Somebody reads it soon."),
    _S.TRIAGE: _("Somebody has read your report and works on it."),
    _S.PASSED: _("Your report goes to who can help best."),
    _S.CONTACT: _("Somebody has made contact."),
    _S.ACTION: _("Something was agreed. We follow it up."),
    _S.CLOSED: _("Your report is closed."),
    _S.JOINED: _("There was a report like yours. We follow them up together."),
}
STEPS: Final[tuple[tuple[Any, Any], ...]] = (
    (_("Received"), _("You get a code at once.")),
    (_("Looked at"), _("Somebody reads it, and calls you if we may.")),
    (_("Contact made"), _("Somebody calls or visits the person, if they can with someone who is known there.")),
    (_("Agreed"), _("The person says what help they want.")),
    (_("Feedback"), _("You hear what we did. We never tell you about the health of somebody else.")),
    (_("Closed"), _("Only when you have heard something.")),
)
