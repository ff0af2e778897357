"""What of consent stands in 'who looked', in words."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

__all__ = ["CHANGES", "PARTS", "STAND_OUT"]

PARTS: Final[dict[str, Any]] = {"consent": _("what is shared, and with whom"), "emergency": _("the plan, in an emergency")}
CHANGES: Final[dict[str, Any]] = {
    "consent.given": _("recorded a consent"),
    "consent.withdrawn": _("withdrew a consent"),
    "consent.professional_excluded": _("shut a professional out"),
    "consent.exclusion_lifted": _("let a professional in again"),
    "consent.emergency_opened": _("opened the plan in an emergency"),
    "consent.emergency_seen": _("read of a look in an emergency"),
    "consent.emergency_checked": _("checked a look in an emergency"),
}
STAND_OUT: Final = ("emergency", "consent.emergency_opened")
