"""What is filled in about scores. What the record of the person says already is never asked."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from ...instruments.instrument import Instrument, Item
from ...instruments.screener import Modules
from ..kernel.forms import DayInput
from . import rulebook, words
from .models import MODULES, RuleVersion

__all__ = ["EstimateForm", "FileForm", "GoalsForm", "MeasureForm", "ReasonForm", "ResultForm", "RuleForm", "StepForm"]

LARGEST: Final = 200_000
KNOWN: Final = ("age", "sex", "region")
"""Items that are not asked: two stand in the record of the person, and Belgium is a region of low risk (heartscore.org)."""
_YES_NO: Final = [("1", _("yes")), ("0", _("no"))]


class Decimals(forms.DecimalField):
    """A number typed with a point or a comma, in each language: an official result uses either."""

    def __init__(self, **options: Any) -> None:
        super().__init__(widget=forms.TextInput(attrs={"inputmode": "decimal"}), **options)

    def to_python(self, value: Any) -> Any:
        return super().to_python(value.replace(",", ".") if isinstance(value, str) else value)


def _score() -> Decimals:
    return Decimals(min_value=Decimal(0), max_value=Decimal(6), max_digits=2, decimal_places=1)


class ResultForm(forms.Form):
    """One official result; the same form reads what is typed and a row of a file."""

    assessed_on = forms.DateField(label=_("taken on"), widget=DayInput())
    iadl = _score()
    adl = _score()
    cognition = _score()
    psychological = _score()
    behaviour = _score()
    total = Decimals(
        label=_("total score"), required=False, max_digits=3, decimal_places=1,
        help_text=_("As it stands on the official result. Leave open to let it be added up."),
    )  # fmt: skip
    scale_version = forms.CharField(label=_("version of the scale"), max_length=40)
    assessor = forms.CharField(label=_("taken by"), max_length=120)
    certified_since = forms.DateField(
        label=_("certified since"), required=False, widget=DayInput(), help_text=_("Training is mandatory to take a screener.")
    )
    certified_until = forms.DateField(label=_("certified until"), required=False, widget=DayInput())
    reference = forms.CharField(label=_("reference"), max_length=60, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in MODULES:
            self.fields[name].label = words.module_title(name)

    def said(self) -> dict[str, Any]:
        """As the action takes it."""
        given = {name: value for name, value in self.cleaned_data.items() if name not in MODULES}
        return given | {"modules": {name: self.cleaned_data[name] for name in MODULES}}


class FileForm(forms.Form):
    file = forms.FileField(
        label=_("file of results"), widget=forms.FileInput(attrs={"accept": ".csv,.json,text/csv,application/json"}),
        help_text=_("CSV or JSON of the BelRAI application."),
    )  # fmt: skip

    def clean_file(self) -> str:
        """The text of the file."""
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is too large for the results of one person."))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Save the file as CSV or JSON in UTF-8.")) from None


class ReasonForm(forms.Form):
    why = forms.CharField(label=_("why it is withdrawn"), max_length=200)


class StepForm(forms.Form):
    to = forms.ChoiceField(
        label=_("what happened"), choices=[("done", _("done")), ("dropped", _("not done"))], widget=forms.RadioSelect
    )
    note = forms.CharField(label=_("what was done, or why not"), max_length=200, required=False)


class RuleForm(forms.Form):
    name = forms.ChoiceField(label=_("rule on"), choices=RuleVersion.Name)
    total = Decimals(
        label=_("total from"), required=False, max_digits=3, decimal_places=1,
        help_text=_("Of 30. The rule is met when either limit is reached."),
    )  # fmt: skip
    activities = Decimals(label=_("IADL and ADL together from"), required=False, max_digits=3, decimal_places=1)
    valid_from = forms.DateField(label=_("for assessments from"), widget=DayInput())
    valid_to = forms.DateField(label=_("for assessments until"), required=False, widget=DayInput())
    decided_on = forms.DateField(label=_("decided on"), widget=DayInput())
    decision = forms.CharField(label=_("number of the decision"), max_length=60)
    source = forms.CharField(label=_("source"), max_length=200)


class EstimateForm(forms.Form):
    """The items of the modules that can be scored here; a module may be left out whole."""

    assessed_on = forms.DateField(label=_("taken on"), widget=DayInput())

    def __init__(self, *args: Any, on: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        screener = rulebook.screener(on)
        assert isinstance(screener.method, Modules)
        self.asked: dict[str, tuple[str, str, str]] = {}
        self.unpublished: list[str] = []
        for module in MODULES:
            title = words.module_title(module)
            scales = screener.method.scales.get(module, {})
            if module in screener.method.by:
                used = rulebook.shelf().named(screener.method.by[module], on=on)
                for key, item in used.items.items():
                    self._ask((module, "", key), f"{title}: {_title(item)}", _field(item, needed=False))
            elif scales and all(scale.bands for scale in scales.values()):
                for name, scale in scales.items():
                    for n in range(scale.items):
                        choices = [("", "–"), *((str(code), str(code)) for code in scale.codes)]
                        field = forms.ChoiceField(choices=choices, required=False)
                        self._ask((module, name, str(n + 1)), f"{title}: {name} {n + 1}", field)
            else:
                self.unpublished.append(title)

    def _ask(self, place: tuple[str, str, str], label: str, field: forms.Field) -> None:
        name = "-".join(filter(None, place))
        field.label = label
        self.fields[name] = field
        self.asked[name] = place

    def answers(self) -> dict[str, dict[str, Any]]:
        """By module, and by scale where there are several; what was left open is left out."""
        found: dict[str, dict[str, Any]] = {}
        for name, (module, scale, key) in self.asked.items():
            if (value := self.cleaned_data.get(name)) not in (None, ""):
                of_module = found.setdefault(module, {})
                (of_module.setdefault(scale, {}) if scale else of_module)[key] = value
        return found


class MeasureForm(forms.Form):
    """The items of one instrument, less those that are known."""

    measured_on = forms.DateField(label=_("measured on"), widget=DayInput())

    def __init__(self, *args: Any, instrument: Instrument, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = {key: item for key, item in instrument.items.items() if key not in KNOWN}
        for key, item in self.items.items():
            self.fields[key] = _field(item, needed=item.needed)

    def answers(self) -> dict[str, Any]:
        """What was typed."""
        return {key: self.cleaned_data[key] for key in self.items if self.cleaned_data.get(key) not in (None, "")}


class GoalsForm(forms.Form):
    """How far a person came, on the goals of the plan. ``goals``: id and text of each; ``weights``: those of last time."""

    LEVELS: Final = ("", *map(str, range(-2, 3)))
    WEIGHTS: Final = ((1, _("counts once")), (2, _("counts twice")), (3, _("counts three times")))
    measured_on = forms.DateField(label=_("measured on"), widget=DayInput())

    def __init__(self, *args: Any, goals: Iterable[tuple[Any, str]], weights: Mapping[str, Decimal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.goals = [str(pk) for pk, _text in goals]
        levels = [(level, words.level(int(level)) if level else "–") for level in self.LEVELS]
        for pk, text in goals:
            self.fields[str(pk)] = forms.ChoiceField(label=text, choices=levels, required=False)
            self.fields[f"{pk}-weight"] = forms.ChoiceField(
                label=_("%(goal)s: how much it counts") % {"goal": text}, choices=self.WEIGHTS, required=False,
                initial=int(weights.get(str(pk), 1)),
            )  # fmt: skip

    def answers(self) -> dict[str, Any]:
        """The goals that have a level."""
        said = self.cleaned_data
        given = [pk for pk in self.goals if said.get(pk)]
        return {"goals": [{"name": pk, "level": int(said[pk]), "weight": int(said[f"{pk}-weight"] or 1)} for pk in given]}

    def origins(self) -> Mapping[str, str]:
        return {pk: "typed" for pk in self.goals if self.cleaned_data.get(pk)}


def _title(item: Item) -> str:
    return item.title.get(get_language() or "en", item.title["en"])


def _field(item: Item, *, needed: bool) -> forms.Field:
    label = f"{_title(item)} ({item.unit})" if item.unit else _title(item)
    if item.kind == "number":
        return Decimals(label=label, min_value=item.least, max_value=item.most, required=needed)
    if item.kind == "yes_no":
        return forms.ChoiceField(label=label, choices=[("", "–"), *_YES_NO], required=needed)
    choices = [str(one) for one in (item.codes or item.words)]
    return forms.ChoiceField(label=label, choices=[("", "–"), *((one, one) for one in choices)], required=needed)
