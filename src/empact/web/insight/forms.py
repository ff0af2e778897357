"""One rule as a form: what it asks, in the closed vocabulary of the library, and within which bounds."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from django import forms
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from ..kernel import scopes
from . import editing, lists
from .models import LoadAnswer, LoadRelease

__all__ = ["AnswerForm", "ListForm", "RefusalForm", "RuleForm", "TitleForm"]

_CODED: Final = ("recorded", "dispensed", "performed", "observed", "measured")
_NAMED: Final = ("has", "determinant", "sex", "lives_in")
_COUNTED: Final = ("conditions_at_least", "systems_at_least")
SUBJECTS: Final = (
    ("recorded", _("a diagnosis was recorded")),
    ("dispensed", _("a medicine was dispensed")),
    ("performed", _("a procedure was done")),
    ("measured", _("something was measured")),
    ("observed", _("something was observed")),
    ("visited", _("a contact or stay")),
    ("paid", _("costs were paid")),
    ("has", _("has a condition")),
    ("determinant", _("has a determinant")),
    ("conditions_at_least", _("number of chronic conditions")),
    ("systems_at_least", _("number of body systems")),
    ("score", _("a score")),
    ("aged", _("age")),
    ("sex", _("sex")),
    ("insured", _("insurance status")),
    ("registered", _("has a fixed practice")),
    ("enrolled", _("is enrolled")),
    ("lives_in", _("lives in an area")),
)
THRESHOLDS: Final = (
    ("", "–"),
    ("at_least", _("at least so many times")),
    ("dates_at_least", _("on at least so many days")),
    ("ddd_at_least", _("at least so many daily doses")),
    ("codes_at_least", _("at least so many different groups")),
    ("spells_at_least", _("at least so many stays")),
    ("paid_at_least", _("at least so many euros")),
)
_OURS: Final = ("except", "within", "first_within", "level", "value", "unit", "latest", *(t for t, _title in THRESHOLDS if t))
"""Options of a record that the form shows; others stay as they are."""


class RuleForm(forms.Form):
    """``kept``: options of the rule that stand there and that the form does not show."""

    how = forms.ChoiceField(
        label=_("how it is added"),
        choices=(("and", _("it must hold too")), ("or", _("it will do as well")), ("except", _("who meets it is left out"))),
    )
    subject = forms.ChoiceField(label=_("what is asked"), choices=SUBJECTS)
    what = forms.CharField(
        label=_("which"),
        required=False,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_(
            "Codes, a system a line, as in 'atc: A10A, A10B'. Or the name of the condition, determinant, score or area."
        ),
    )
    without = forms.CharField(
        label=_("without these codes"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )
    least = forms.FloatField(label=_("from"), required=False, help_text=_("An age, a number of conditions, or a score."))
    most = forms.IntegerField(label=_("up to"), required=False, help_text=_("An age."))
    within = forms.CharField(
        label=_("how far back"), required=False, max_length=40, help_text=_("As in '365 days', '2 years' or 'ever'.")
    )
    first = forms.BooleanField(label=_("the first of all lies in that time"), required=False)
    threshold = forms.ChoiceField(label=_("how often"), required=False, choices=THRESHOLDS)
    number = forms.FloatField(label=_("number"), required=False)
    level = forms.IntegerField(label=_("level of the groups"), required=False, help_text=_("Of medicines: 1 to 5."))
    value = forms.CharField(label=_("result"), required=False, max_length=20, help_text=_("As in '>= 30'."))
    unit = forms.CharField(label=_("unit"), required=False, max_length=20)
    latest = forms.BooleanField(label=_("only the latest result"), required=False)

    def __init__(self, *args: Any, kept: Mapping[str, Any] | None = None, is_new: bool = True, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.kept = dict(kept or {})
        if not is_new:
            del self.fields["how"]

    def rule(self) -> dict[str, Any]:
        """The rule as the library writes it. Whether it can be asked so is for the mill to say."""
        said = self.cleaned_data
        subject, what = said["subject"], said["what"].strip()
        if subject in _COUNTED:
            return {subject: _whole(said["least"]) if said["least"] is not None else 1}
        if subject in _NAMED:
            return {subject: what}
        if subject == "aged":
            ends = {"from": _whole(said["least"]), "to": said["most"]}
            return {subject: {k: v for k, v in ends.items() if v is not None}}
        if subject == "score":
            end = "above" if "above" in self.kept.get("score", ()) else "at_least"
            return {subject: {**_of(self.kept, "score"), "id": what, end: _whole(said["least"])}}
        if subject == "registered":
            return {subject: {}}
        if subject == "insured":
            return {subject: dict.fromkeys(what.replace(",", " ").split(), True)}
        if subject == "enrolled":
            return {subject: {"programme": what, "within": said["within"]} if said["within"] else what}
        return {subject: self._records(subject, what)} | self._options(subject)

    def _records(self, subject: str, what: str) -> Any:
        if subject == "visited":
            kinds = what.replace(",", " ").split()
            return {**_of(self.kept, "visited"), "kind": kinds if len(kinds) > 1 else "".join(kinds) or "any"}
        if subject == "paid":
            return {"domain": what or "any"}
        return editing.codes_in(what)

    def _options(self, subject: str) -> dict[str, Any]:
        said = self.cleaned_data
        found: dict[str, Any] = {
            k: v for k, v in self.kept.items() if k not in (*_OURS, subject, "unless") and subject in self.kept
        }
        if said["without"].strip():
            found["except"] = editing.codes_in(said["without"])
        if said["within"]:
            found["first_within" if said["first"] else "within"] = said["within"]
        for other, _title in THRESHOLDS[1:]:
            if other in self.kept and other != said["threshold"] and other != _threshold(self.kept):
                found[other] = self.kept[other]
        if said["threshold"] and said["number"] is not None:
            found[said["threshold"]] = _whole(said["number"])
        for name in ("level", "value", "unit"):
            if said[name] not in (None, ""):
                found[name] = said[name]
        if said["latest"]:
            found["latest"] = True
        return found

    @classmethod
    def of(cls, rule: Mapping[str, Any]) -> dict[str, Any]:
        """What the form shows of a rule that stands there."""
        subject = next((s for s, _title in SUBJECTS if s in rule), "")
        asked: Any = rule.get(subject)
        threshold = _threshold(rule)
        found: dict[str, Any] = {
            "subject": subject,
            "threshold": threshold,
            "number": rule.get(threshold) if threshold else None,
        }
        found |= {name: rule.get(name) for name in ("level", "value", "unit", "latest")}
        found["without"] = editing.codes_text(rule.get("except", {}))
        found["within"] = rule.get("within") or rule.get("first_within") or ""
        found["first"] = "first_within" in rule
        if subject in _COUNTED:
            found["least"] = asked
        elif subject == "aged":
            found |= {"least": asked.get("from"), "most": asked.get("to")}
        elif subject == "score":
            found |= {"what": asked["id"], "least": asked.get("at_least", asked.get("above"))}
        elif subject in _CODED:
            found["what"] = editing.codes_text(asked)
        elif subject == "visited":
            kind = asked.get("kind", "any")
            found["what"] = ", ".join(kind) if isinstance(kind, list) else kind
        elif subject == "paid":
            found["what"] = asked.get("domain", "any")
        elif subject == "insured":
            found["what"] = ", ".join(asked)
        elif subject == "enrolled":
            found["what"] = asked if isinstance(asked, str) else asked["programme"]
            found["within"] = "" if isinstance(asked, str) else asked.get("within", "")
        elif subject in _NAMED:
            found["what"] = asked
        return found


class TitleForm(forms.Form):
    """What an own rule is called."""

    title = forms.CharField(label=_("title"), max_length=120)


class AnswerForm(forms.Form):
    """What was found out about a warning of a load; ``warning``: which one its writer saw."""

    warning = forms.CharField(max_length=300, required=False, widget=forms.HiddenInput)

    verdict = forms.ChoiceField(label=_("answer"), choices=LoadAnswer.Verdict.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=_("Name nobody: others read it.")
    )


class ReleaseForm(forms.Form):
    """What is decided of a load that waits; ``figures``: the file its writer saw."""

    figures = forms.CharField(max_length=80, widget=forms.HiddenInput)
    verdict = forms.ChoiceField(
        label=_("what is decided"), choices=LoadRelease.Verdict.choices, widget=forms.RadioSelect, initial="released"
    )
    note = forms.CharField(
        label=_("note"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It is printed with the figures. Name nobody: others read it."),
    )


class RefusalForm(forms.Form):
    reason = forms.CharField(label=_("reason"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2}))


def _threshold(rule: Mapping[str, Any]) -> str:
    return next((t for t, _title in THRESHOLDS if t and t in rule), "")


def _of(kept: Mapping[str, Any], subject: str) -> dict[str, Any]:
    """What stands there of the same subject."""
    found = kept.get(subject)
    return dict(found) if isinstance(found, dict) else {}


def _whole(number: float | None) -> float | int | None:
    return int(number) if number is not None and number == int(number) else number


class ListForm(forms.Form):
    """A proactive list: for whom, how long, on what ground."""

    title = forms.CharField(label=_("title"), max_length=120)
    recipient = forms.ChoiceField(label=_("for"))
    places = forms.IntegerField(
        label=_("places"), help_text=_("How many people can be helped now."), min_value=1, max_value=1000, initial=40
    )
    reserve = forms.IntegerField(
        label=_("held out by lot, in percent"),
        help_text=_("To know later what the list brought. Where there are fewer places than people."),
        min_value=0,
        max_value=50,
        initial=0,
    )
    waves = forms.TypedChoiceField(
        label=_("begin in"),
        choices=((0, _("all at once")), *((n, format_lazy(_("{number} waves"), number=n)) for n in range(2, 9))),
        coerce=int,
        required=False,
        help_text=_("For every practice of a place: which begins when is drawn by lot, a quarter after each other."),
    )
    project = forms.CharField(label=_("project of the pseudonyms"), max_length=60)
    ground = forms.CharField(label=_("legal ground"), max_length=200)
    purpose = forms.CharField(label=_("what it is for"), max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(f"{kind}:{i}", name) for kind, i, name in scopes.all_places() if kind in ("organisation", "team")]
        wide = [(f"territory:{i}", _("every practice of %(place)s") % {"place": name}) for i, name in lists.wide_places()]
        self.fields["recipient"].choices = [("", "–"), *wide, *places]  # type: ignore[attr-defined]
