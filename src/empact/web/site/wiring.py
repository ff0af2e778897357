"""Who hears which event: the whole of it, on one page."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

__all__ = ["WIRING"]

WIRING: Final[Mapping[str, Sequence[str]]] = {
    "kernel.second_factor_reset": ("empact.web.kernel.notices.second_factor_reset",),
    "governance.decision_moved": (
        "empact.web.portfolio.listeners.move_by_decision",
        "empact.web.levers.listeners.move_by_decision",
    ),
    "territory.organisation_corrected": ("empact.web.portfolio.listeners.follow_names",),
    "territory.organisations_merged": ("empact.web.portfolio.listeners.follow_names",),
    "territory.merge_undone": ("empact.web.portfolio.listeners.follow_names",),
    "care.meeting_moved": ("empact.web.care.listeners.tell_of_meeting",),
    "signals.turn_began": ("empact.web.signals.listeners.tell_receivers",),
    "consent.emergency_opened": ("empact.web.consent.listeners.tell_of_emergency",),
    "rounds.stay_moved": ("empact.web.rounds.listeners.tell_the_team",),
    "rounds.help_moved": ("empact.web.rounds.listeners.tell_of_help",),
    "rounds.question_moved": ("empact.web.rounds.listeners.tell_of_question",),
    "care.plan_changed": ("empact.web.rounds.listeners.keep_origins",),
    "care.task_moved": ("empact.web.rounds.listeners.keep_origins",),
}
