"""What of the round stands in 'who looked', in words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

__all__ = ["CHANGES", "PARTS"]

PARTS: Final[dict[str, Any]] = {
    "work_list": _("name and reason in a work list"),
    "summary": _("the summary of the care plan"),
    "help": _("your requests for help"),
    "help_unnamed": _("a request for help for you, without your name"),
}
CHANGES: Final[dict[str, Any]] = {
    "rounds.put_off": _("put you off in their work list"),
    "rounds.question_moved": _("asked or answered a question"),
    "rounds.appointment_moved": _("changed an appointment"),
    "rounds.stay_moved": _("told of a stay in hospital"),
    "rounds.followed_up": _("wrote down the call after going home"),
    "rounds.help_moved": _("asked for help for you, or said where that request stands"),
    "rounds.agenda_changed": _("put a case on the agenda of a meeting, closed it or took it off, without your name"),
    "rounds.agreement_moved": _("decided something about a case, without your name"),
    "rounds.taken_up_again": _("took you up again in their work list"),
}
