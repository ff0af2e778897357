"""What of scores stands in 'who looked', in words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

__all__ = ["CHANGES", "PARTS"]

PARTS: Final[dict[str, Any]] = {
    "scores": _("scores and measurements"),
    "scores_file": _("scores and measurements, as a file"),
    "scores_fhir": _("scores and measurements, as a file for another system"),
    "literacy": _("questions about health literacy"),
    "steps": _("what comes after a screener, in a list"),
}
CHANGES: Final[dict[str, Any]] = {
    "screening.score_recorded": _("wrote down or withdrew a score"),
    "screening.literacy_moved": _("asked about health literacy, or took that away"),
    "screening.step_moved": _("worked on what comes after a screener"),
}
