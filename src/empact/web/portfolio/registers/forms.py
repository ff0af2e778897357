"""What is typed in goals, points and short registers."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ...kernel.forms import DayInput
from ...territory.models import Organisation
from ..choices import CRITERIA
from ..models import Action, Growth, Item, Report

__all__ = [
    "AgreeForm", "CommentForm", "ContactForm", "GoalForm", "GroundworkForm", "GrowthForm", "NameForm", "ObstacleForm",
    "RateForm", "ScoreForm", "ShiftForm", "SmallForm", "SmallKeptForm", "SolutionForm", "StrengthForm", "VisionForm",
    "WeightsForm", "YearForm",
]  # fmt: skip

_ONE_TO_FIVE = [(n, str(n)) for n in range(1, 6)]


class _Named(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    said: Mapping[Any, str] = {}

    def label_from_instance(self, obj: Any) -> str:
        return self.said.get(obj.pk) or str(obj)


class GoalForm(forms.Form):
    """A goal, and what of this action it follows."""

    title = forms.CharField(label=_("what is reached then"), max_length=300)

    def __init__(self, *args: Any, action: Action, titles: Mapping[Any, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: tuple[tuple[str, Any, Any, Mapping[Any, str]], ...] = (
            ("milestones", _("milestones"), action.tasks.all(), {}),
            ("kpis", _("indicators"), action.kpis.all(), titles),
        )
        for name, label, rows, said in offered:
            field = _Named(rows, label=label, required=False, widget=forms.CheckboxSelectMultiple)
            field.said = said
            self.fields[name] = field


class _Points(forms.Form):
    """1 to 5 points for each criterion."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        points = {
            name: forms.TypedChoiceField(label=label, coerce=int, choices=_ONE_TO_FIVE) for name, label in CRITERIA.items()
        }
        self.fields = {**points, **self.fields}


class RateForm(_Points):
    """The points of one rater."""

    note = forms.CharField(label=_("what was said about it"), max_length=500, required=False)


class AgreeForm(_Points):
    """The points that were agreed, with what was said."""

    note = forms.CharField(label=_("what was said about it"), max_length=500)


class WeightsForm(forms.Form):
    """Other weights, for looking at what they would do."""

    def __init__(self, *args: Any, weights: Mapping[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, label in CRITERIA.items():
            self.fields[name] = forms.IntegerField(
                label=label, min_value=0, max_value=100, required=False, initial=weights[name]
            )


class ScoreForm(forms.Form):
    """How far the region is with a component."""

    score = forms.TypedChoiceField(label=_("score, 0 to 4"), coerce=int, choices=[(n, str(n)) for n in range(5)])
    reason = forms.CharField(label=_("why it is another score"), max_length=300, required=False)


class ObstacleForm(forms.Form):
    what = forms.CharField(label=_("what stands in the way"), max_length=300)


class SolutionForm(forms.Form):
    """What solved it."""

    solution = forms.CharField(label=_("what solved it"), max_length=300)


class ContactForm(forms.Form):
    """A talk with another network."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("network"), empty_label="–")
    on = forms.DateField(label=_("on"), widget=DayInput())
    about = forms.CharField(label=_("about what"), max_length=300)
    result = forms.CharField(label=_("with which result"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.kept()  # type: ignore[attr-defined]


class StrengthForm(forms.Form):
    what = forms.CharField(label=_("strength"), max_length=400)
    holder = forms.CharField(label=_("who holds it"), max_length=200, required=False)
    evidence = forms.CharField(label=_("how we know"), max_length=300, required=False)


class GroundworkForm(forms.Form):
    """A line of the start-up note."""

    text = forms.CharField(label=_("in one or two sentences"), max_length=400, widget=forms.Textarea)
    said_by = forms.CharField(label=_("which partner or group says so"), max_length=200, required=False)


class SmallKeptForm(forms.Form):
    """What a small action of a team takes; typed in euro, given on in cents."""

    cost_minor = forms.DecimalField(label=_("what it costs (euro)"), max_digits=9, decimal_places=2, min_value=0)
    hours = forms.IntegerField(label=_("hours it takes"), min_value=0, max_value=100_000)

    def clean_cost_minor(self) -> int:
        return int(self.cleaned_data["cost_minor"] * 100)


class SmallForm(SmallKeptForm):
    """What, why, by what the team will know, and what it takes."""

    title = forms.CharField(label=_("what is done"), max_length=300)
    need = forms.CharField(label=_("which need it answers"), widget=forms.Textarea)
    known_by = forms.CharField(label=_("what you count, to know whether it helps"), max_length=200)

    field_order = ("title", "need", "known_by", "cost_minor", "hours")


class GrowthForm(forms.Form):
    """What taking part did for an organisation; ``organisation`` is asked of who writes for several."""

    year = forms.TypedChoiceField(label=_("year"), coerce=int)
    answer = forms.ChoiceField(
        label=_("what taking part did for your organisation"), choices=Growth.Answer.choices, widget=forms.RadioSelect
    )
    why = forms.CharField(label=_("why"), max_length=300, required=False)

    def __init__(self, *args: Any, own: Organisation | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own is None:
            asked = forms.ModelChoiceField(Organisation.objects.kept(), label=_("organisation"), empty_label="–")
            self.fields = {"organisation": asked, **self.fields}
        years = (today.year, today.year - 1)
        self.fields["year"].choices = [(y, str(y)) for y in years]  # type: ignore[attr-defined]


class CommentForm(forms.Form):
    text = forms.CharField(label=_("what you say of this report"), max_length=2000, widget=forms.Textarea)


class _Frozen(forms.ModelMultipleChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        since, until = (date_format(day, "SHORT_DATE_FORMAT") for day in (obj.since, obj.on))
        return f"{obj.title}, {since} – {until}"


class YearForm(forms.Form):
    """A name, and the four quarters."""

    title = forms.CharField(label=_("name"), max_length=120)
    reports = _Frozen(
        Report.objects.filter(quarters__isnull=True), label=_("the four quarter reports"), widget=forms.CheckboxSelectMultiple
    )


class VisionForm(forms.Form):
    text = forms.CharField(label=_("what the region wants to reach"), max_length=400)
    year = forms.IntegerField(label=_("by which year"), min_value=2000, max_value=2100, required=False)


class NameForm(forms.Form):
    """A name for what has none."""

    name = forms.CharField(label=_("name"), max_length=200)


class ShiftForm(forms.Form):
    """Several actions under something else."""

    actions = forms.ModelMultipleChoiceField(Action.objects.none())
    item = forms.ModelChoiceField(Item.objects.none())

    def __init__(self, *args: Any, rows: Any, items: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["actions"].queryset = rows  # type: ignore[attr-defined]
        self.fields["item"].queryset = items  # type: ignore[attr-defined]
