"""What the mill told beside a list, in the reader's language: the rule, people at each step, who is reached."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from ..models import Worklist

__all__ = ["LEFT", "STEPS", "about_of"]

STEPS: Final = {
    "meets": _("meet the rule"),
    "dead": _("of them, died"),
    "departed": _("moved away or no longer followed"),
    "in_programme": _("enrolled already"),
    "no_place": _("with no practice or area on record"),
    "opted_out": _("do not want their data used for this"),
    "refused": _("said no before"),
    "no_answer": _("not reached before"),
    "declined": _("not taken up before"),
    "taken_up": _("taken up already"),
    "done": _("done already"),
    "has_plan": _("have a plan already"),
    "has_coordinator": _("have a care coordinator already"),
    "in_review": _("are being looked at already"),
    "offered": _("on this list"),
    "held_out": _("not asked for now, by lot, to compare with"),
    "waiting": _("waiting for a place"),
}
LEFT: Final = {
    "dead": _("died"),
    "departed": _("moved away or no longer followed"),
    "taken_up": _("taken up"),
    "done": _("done"),
    "declined": _("not taken up"),
    "refused": _("said no"),
    "no_answer": _("not reached"),
    "opted_out": _("does not want data used for this"),
    "has_plan": _("has a plan now"),
    "has_coordinator": _("has a care coordinator now"),
    "in_review": _("is being looked at"),
    "in_programme": _("enrolled now"),
    "not_met": _("no longer meets the rule"),
    "elsewhere": _("belongs to another practice or area now"),
    "no_place": _("with no practice or area on record"),
    "waiting": _("fewer places; waits by lot"),
}
"""Why somebody who was on the list before is not on this one."""
QUESTIONS: Final = {
    "could": _("Who could be on the list, of all who meet the rule"),
    "offered": _("Who is on the list, of all who could be"),
    "taken_up": _("Who was taken up, of the list before"),
}
TRAITS: Final = {"increased_reimbursement": _("increased reimbursement"), "age": _("age"), "sex": _("sex")}
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
        "left": [(_SINCE[k], n) for k, n in said.get("left", {}).items() if k in _SINCE],
        "effect": said.get("effect", {}).get(spoken, ""),
        "behind": said["behind"].get(spoken, []),
        "equity": [(asked, rows) for of, asked in QUESTIONS.items() if (rows := _rows(said["equity"], of))],
    }


def _rows(equity: list[dict[str, Any]], of: str) -> list[tuple[Any, ...]]:
    """Of one question, without the areas: those that fall behind are named in a sentence."""
    return [
        (TRAITS[e["trait"]], GROUPS.get(e["group"], e["name"]), e["reached"], e["people"], *(100 * e[k] for k in _LIMITS))
        for e in equity
        if e.get("of", "could") == of and e["trait"] in TRAITS
    ]


_SINCE: Final = {"before": _("on the list before"), "stays": _("still on it")} | LEFT
_LIMITS: Final = ("proportion", "lower", "upper")
