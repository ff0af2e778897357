"""What is typed, checked before an action sees it. A form never changes a row."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ..kernel.forms import DayInput
from ..territory.models import Code, Practitioner
from .models import CardChoice, Remark
from .policies import MOST_CARDS

__all__ = [
    "AgreeForm",
    "AttendanceForm",
    "ChoiceForm",
    "CloseForm",
    "DropForm",
    "MeetingForm",
    "PublicationForm",
    "RemarkForm",
]

Choices = Sequence[tuple[str, Any]]
_SENTENCE: Final = 300


class PublicationForm(forms.Form):
    """A period and its two days."""

    period = forms.ChoiceField(label=_("period"))
    team_from = forms.DateField(label=_("opens to teams on"), widget=DayInput())
    policy_from = forms.DateField(
        label=_("opens to policy on"), widget=DayInput(), help_text=_("At least 14 days after the teams.")
    )

    def __init__(self, *args: Any, periods: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = list(periods)  # type: ignore[attr-defined]


class ChoiceForm(forms.Form):
    """Five places for an indicator, each with a target and the period it starts from."""

    def __init__(self, *args: Any, indicators: Choices, periods: Choices, own: Sequence[CardChoice], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        before = {c.place: c for c in own}
        nothing = [("", _("no card"))]
        for n in range(1, MOST_CARDS + 1):
            now = before.get(n)
            self.fields[f"indicator{n}"] = forms.ChoiceField(
                label=_("card %(number)s") % {"number": n},
                choices=[*nothing, *indicators],
                required=False,
                initial=now.indicator if now else "",
            )
            self.fields[f"target{n}"] = forms.DecimalField(
                label=_("own target"),
                required=False,
                max_digits=12,
                decimal_places=2,
                localize=True,
                initial=now and now.target,
            )
            self.fields[f"baseline{n}"] = forms.ChoiceField(
                label=_("baseline"), choices=[("", "–"), *periods], required=False, initial=now.baseline if now else ""
            )


class RemarkForm(forms.Form):
    indicator = forms.ChoiceField(label=_("about"), required=False)
    kind = forms.ChoiceField(label=_("what kind of remark"), choices=Remark.Kind.choices)
    text = forms.CharField(
        label=_("remark"),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Write nothing about one person. Policy sees how many remarks of this kind there are, not the text."),
    )

    def __init__(self, *args: Any, indicators: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", _("all figures")), *indicators]  # type: ignore[attr-defined]


class MeetingForm(forms.Form):
    theme = forms.CharField(label=_("theme"), max_length=120)
    on = forms.DateField(label=_("date"), widget=DayInput())
    figures = forms.BooleanField(label=_("about the newest figures"), required=False)


class AttendanceForm(forms.Form):
    discipline = forms.ModelChoiceField(label=_("discipline"), queryset=Code.objects.none())
    number = forms.IntegerField(label=_("how many"), min_value=0, max_value=99)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["discipline"].queryset = Code.objects.current("discipline", today)  # type: ignore[attr-defined]


class AgreeForm(forms.Form):
    """Plan: the question, the change and how it will be seen; who, and by when."""

    indicator = forms.ChoiceField(label=_("figure"))
    question = forms.CharField(label=_("what do you want to know or reach"), max_length=_SENTENCE)
    change = forms.CharField(label=_("what you will do"), max_length=_SENTENCE)
    effect = forms.CharField(label=_("what you expect"), max_length=_SENTENCE)
    measure = forms.CharField(label=_("how you will see it"), max_length=_SENTENCE)
    owner = forms.ModelChoiceField(label=_("who takes it on"), queryset=Practitioner.objects.none())
    due = forms.DateField(label=_("ready by"), widget=DayInput())

    def __init__(self, *args: Any, indicators: Choices, people: Sequence[Practitioner], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = list(indicators)  # type: ignore[attr-defined]
        self.fields["owner"].queryset = Practitioner.objects.filter(pk__in=[p.pk for p in people])  # type: ignore[attr-defined]


class CloseForm(forms.Form):
    period = forms.ChoiceField(label=_("measured again in"))
    result = forms.CharField(label=_("what you learned"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, periods: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["period"].choices = list(periods)  # type: ignore[attr-defined]


class DropForm(forms.Form):
    reason = forms.CharField(label=_("why"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
