"""What the mill told beside a list, in the reader's language: the rule, people at each step, who is reached."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ..models import Worklist

__all__ = ["STEPS", "about_of"]

STEPS: Final = {
    "meets": _("meet the rule"),
    "dead": _("of them, died"),
    "departed": _("moved away or no longer followed"),
    "in_programme": _("enrolled already"),
    "no_place": _("with no practice or area on record"),
    "opted_out": _("do not want their data used for this"),
    "refused": _("said no before"),
    "no_answer": _("not reached before"),
    "has_plan": _("have a plan already"),
    "has_coordinator": _("have a care coordinator already"),
    "in_review": _("are being looked at already"),
    "offered": _("on this list"),
    "held_out": _("not asked for now, by lot, to compare with"),
    "waiting": _("waiting for a place"),
}
TRAITS: Final = {
    "neighbourhood": _("neighbourhood"),
    "municipality": _("municipality"),
    "increased_reimbursement": _("increased reimbursement"),
    "age": _("age"),
    "sex": _("sex"),
}
GROUPS: Final = {
    "increased": _("with increased reimbursement"),
    "ordinary": _("without increased reimbursement"),
    "female": _("women"),
    "male": _("men"),
    "other": _("other or not known"),
    "unknown": _("not known"),
}


def about_of(worklist: Worklist, language: str) -> dict[str, Any] | None:
    """``None`` where it was not brought. A number that is hidden is ``None``; a step of which nobody is, is left out."""
    said = worklist.about
    if not said:
        return None
    spoken = language if language in said["text"] else "en"
    return {
        "title": said["title"][spoken],
        "text": said["text"][spoken],
        "version": said["version"],
        "fingerprint": said["fingerprint"][:12],
        "as_of": said["as_of"],
        "period": said["period"],
        "places": said["places"],
        "steps": [(STEPS[step], n) for step, n in said["steps"].items() if step in STEPS and n != 0],
        "behind": said["behind"].get(spoken, []),
        "equity": [
            (TRAITS[e["trait"]], GROUPS.get(e["group"], e["name"]), e["reached"], e["people"], *(100 * e[k] for k in _LIMITS))
            for e in said["equity"]
            if e["trait"] in TRAITS and e["trait"] not in ("neighbourhood", "municipality")
        ],
    }


_LIMITS: Final = ("proportion", "lower", "upper")
