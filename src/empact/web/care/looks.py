"""What of care stands in 'who looked', in words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

__all__ = ["CHANGES", "PARTS"]

PARTS: Final[dict[str, Any]] = {
    "plan": _("the care plan"),
    "plan_print": _("the care plan, to print"),
    "plan_versions": _("the care plan as it was"),
    "plan_fhir": _("the care plan, as a file for another system"),
    "team": _("the care team"),
    "limits": _("what an informal carer can and cannot do"),
    "intake": _("the request for care"),
    "case": _("the request for a case manager"),
    "tasks": _("tasks"),
    "meeting": _("a meeting about care"),
    "meeting_report": _("the report of a meeting"),
    "wishes": _("advance care planning"),
    "guide": _("what was said in a talk about what matters"),
    "official": _("what official sources hold"),
}
CHANGES: Final[dict[str, Any]] = {
    "care.intake_moved": _("worked on the request for care"),
    "care.level_decided": _("decided on the level of care with the person"),
    "care.level_taken_back": _("took the level of care back"),
    "care.member_moved": _("changed the care team"),
    "care.limits_said": _("said what an informal carer can and cannot do"),
    "care.coordination_moved": _("changed who coordinates"),
    "care.offer_moved": _("offered or answered who coordinates"),
    "care.case_moved": _("worked on the request for a case manager"),
    "care.plan_moved": _("began or closed the care plan"),
    "care.plan_changed": _("changed the care plan"),
    "care.task_moved": _("changed a task"),
    "care.meeting_moved": _("asked for, planned, held or signed off a meeting"),
    "care.meeting_changed": _("changed a meeting"),
    "care.wish_recorded": _("wrote down advance care planning"),
    "care.official_seen": _("wrote down what an official source holds"),
}
