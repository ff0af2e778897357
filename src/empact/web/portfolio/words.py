"""What the kinds of things in a frame are called."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

__all__ = ["FACT_NAMES", "KIND_NAMES"]

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
FACT_NAMES: Final = {
    "what": _("what it is"),
    "for_whom": _("region and target group"),
    "with_whom": _("with whom: existing and expected engagements"),
    "timing": _("timing"),
    "adds": _("what it adds to the assignments"),
    "means": _("means and workload"),
}
"""What the table of a plan says of a work package, in the order of its rows."""
