"""What the kinds of things in a frame are called."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

__all__ = ["KIND_NAMES"]

KIND_NAMES: Final = {
    "objective": _("objectives"),
    "programme": _("programmes"),
    "aim": _("aims"),
    "value": _("values"),
    "component": _("components of integrated care"),
    "assignment": _("integration assignments"),
    "topic": _("topics"),
    "domain": _("domains"),
    "actor": _("categories of actors"),
    "level": _("levels"),
    "phase": _("phases"),
    "promise": _("what the name promises"),
    "policy": _("other policies that are touched"),
    "optimal": _("what optimal care is"),
    "tool": _("tools"),
    "lever": _("levers"),
}
