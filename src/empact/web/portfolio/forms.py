"""What is typed about an action. Few fields: a running project is kept up to date with seven at most."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from django import forms
from django.forms.models import fields_for_model, model_to_dict
from django.utils.translation import gettext_lazy as _

from ..governance.models import Agreement, Body, Decision
from ..kernel.forms import DayInput
from ..territory.models import Organisation, Territory
from .models import Action, Argument, Contribution, Frame, Item, Kpi, Place, Promise, Reading, Task, Update
from .words import KIND_NAMES

__all__ = [
    "AgreementForm", "AnswerForm", "ArgueForm", "AskForm", "BaselineForm", "BriefForm", "CellForm", "CopyForm",
    "DeliveredForm", "EvidenceForm", "Filter", "FrameForm", "IdeaForm", "KpiForm", "MarksForm", "MilestoneForm",
    "MoveForm", "PhaseForm", "PlaceForm", "PlanForm", "PromiseForm", "PublicForm", "ReadingForm", "ReportForm",
    "TargetForm", "TaskKeptForm", "UpdateForm", "WaitForm",
]  # fmt: skip


def _items(frame: Frame | None, *kinds: str, required: bool = False, label: Any = None) -> forms.ModelChoiceField[Item]:
    rows = Item.objects.of(frame, *kinds)
    return forms.ModelChoiceField(rows, label=label, required=required, empty_label="–")


def _territories(today: date, **more: Any) -> forms.ModelChoiceField[Territory]:
    return forms.ModelChoiceField(Territory.objects.offered(today), label=_("territory"), **more)


class Filter(forms.Form):
    """What stands in the address of the list."""

    q = forms.CharField(label=_("words or number"), required=False, max_length=100)
    stage = forms.ChoiceField(label=_("stage"), required=False, choices=(("", _("all")), *Action.Stage.choices))
    programme = forms.ModelChoiceField(Item.objects.none(), label=_("programme"), required=False, to_field_name="code")
    objective = forms.ModelChoiceField(Item.objects.none(), label=_("objective"), required=False, to_field_name="code")
    connection = forms.ModelChoiceField(Item.objects.none(), label=_("counts on"), required=False, to_field_name="code")
    territory = forms.ModelChoiceField(Territory.objects.none(), label=_("in"), required=False, to_field_name="code")
    kind = forms.ChoiceField(label=_("kind"), required=False, choices=(("", _("all")), *Action.Kind.choices))
    organisation = forms.ModelChoiceField(Organisation.objects.none(), required=False, widget=forms.HiddenInput)
    mark = forms.ModelChoiceField(Item.objects.none(), required=False, widget=forms.HiddenInput)
    evidence = forms.BooleanField(required=False, widget=forms.HiddenInput)
    tag = forms.ChoiceField(required=False, widget=forms.HiddenInput, choices=(("", ""), *Argument.Tag.choices))

    def __init__(self, *args: Any, frame: Frame | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = {
            "programme": Item.objects.of(frame, "programme"),
            "objective": Item.objects.of(frame, "objective"),
            "connection": Item.objects.of(frame, "actor"),
            "territory": Territory.objects.offered(today),
            "organisation": Organisation.objects.kept(),
        }
        for name, rows in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset, field.empty_label = rows, _("all")
        self.fields["mark"].queryset = Item.objects.of(frame, "promise", "policy", "optimal")  # type: ignore[attr-defined]


class IdeaForm(forms.Form):
    """One sentence is enough."""

    title = forms.CharField(label=_("what would you do?"), max_length=300)
    need = forms.CharField(label=_("which need it answers"), required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, frame: Frame | None, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["programme"] = _items(frame, "programme", label=_("programme"))
        self.fields["start"] = _territories(today, required=False)
        self.fields["start"].label = _("where would it start?")


class _Fields(forms.Form):
    """Some fields of an action, as they are now."""

    names: tuple[str, ...] = ()

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        kwargs["initial"] = model_to_dict(action, self.names)
        super().__init__(*args, **kwargs)
        drawn = fields_for_model(Action, self.names)
        for name, field in drawn.items():
            if name in ("objective", "programme", "domain"):
                drawn[name] = _items(action.frame, name, label=field.label)
            elif isinstance(field, forms.ModelChoiceField):
                field.queryset, field.empty_label = Organisation.objects.kept(), "–"
        self.fields = {**drawn, **self.fields}


class BriefForm(_Fields):
    """The brief on one page: what, why, who pulls, what comes after."""

    names = ("title", "need", "programme", "objective", "puller", "afterwards")


class PlanForm(_Fields):
    """What places an action among the others."""

    names = ("kind", "domain", "needs_means")

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, action=action, **kwargs)
        for name, kind, label in (("also", "programme", _("also adds to")), ("connections", "actor", _("connections with"))):
            self.fields[name] = forms.ModelMultipleChoiceField(
                Item.objects.of(action.frame, kind),
                label=label,
                required=False,
                widget=forms.CheckboxSelectMultiple,
                initial=[i.pk for i in getattr(action, name).all()],
            )
        self.fields["agreements"] = forms.ModelMultipleChoiceField(
            Agreement.objects.filter(renewed_by=None),
            label=_("rests on these agreements"),
            required=False,
            initial=[a.pk for a in action.agreements.all()],
        )


class MarksForm(forms.Form):
    """What of the name it promises, which other policy it touches, what makes its care optimal."""

    def __init__(self, *args: Any, action: Action, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        held = [i.pk for i in action.marks.all()]
        for kind in ("promise", "policy", "optimal"):
            rows = Item.objects.of(action.frame, kind)
            self.fields[kind] = forms.ModelMultipleChoiceField(
                rows, label=KIND_NAMES[kind], required=False, widget=forms.CheckboxSelectMultiple, initial=held
            )


class EvidenceForm(_Fields):
    """What the action rests on besides the persons: what is missing in the offer, and how care runs now."""

    names = ("evidence", "supply", "supply_search", "process_map")

    def clean_supply_search(self) -> str:
        """The filter of the directory, from an address that was copied or as it stands."""
        return str(self.cleaned_data["supply_search"]).rpartition("?")[2].strip()


class TargetForm(forms.Form):
    """For whom: a cell of the Pop-Box, and in words."""

    target = forms.CharField(label=_("for whom, in words"), max_length=300, required=False)
    persona = forms.ChoiceField(label=_("persona"), required=False)
    determinant = forms.ChoiceField(label=_("determinant"), required=False)

    def __init__(
        self, *args: Any, action: Action, personas: Mapping[str, str], determinants: Mapping[str, str], **kwargs: Any
    ) -> None:
        kwargs["initial"] = model_to_dict(action, ("target", "persona", "determinant"))
        super().__init__(*args, **kwargs)
        for name, offered in (("persona", personas), ("determinant", determinants)):
            held = getattr(action, name)
            kept = {held: held} if held and held not in offered else {}
            self.fields[name].choices = [("", _("everybody")), *(kept | dict(offered)).items()]  # type: ignore[attr-defined]


class PublicForm(_Fields):
    """What everybody may read."""

    names = ("public_sentence",)


class MoveForm(forms.Form):
    after = forms.ChoiceField(label=_("new stage"), choices=Action.Stage.choices)
    reason = forms.CharField(label=_("reason"), required=False, max_length=300)

    def __init__(self, *args: Any, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = [(s, Action.Stage(s).label) for s in offered]  # type: ignore[attr-defined]


class PlaceForm(forms.Form):
    role = forms.ChoiceField(label=_("what happens there"), choices=Place.Role.choices)
    starts = forms.DateField(label=_("from"), widget=DayInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **{"initial": {"starts": today}, **kwargs})
        self.fields = {"territory": _territories(today), **self.fields}


class CopyForm(forms.Form):
    """The same action somewhere else."""

    puller = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("who pulls it there"), required=False, empty_label="–"
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields = {"start": _territories(today), **self.fields}
        self.fields["puller"].queryset = Organisation.objects.kept()  # type: ignore[attr-defined]


class PhaseForm(forms.Form):
    """From which half-year on in which phase."""

    starts = forms.TypedChoiceField(label=_("from"), coerce=date.fromisoformat)

    def __init__(self, *args: Any, frame: Frame, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        phase = _items(frame, "phase", required=True, label=_("phase"))
        self.fields = {"phase": phase, **self.fields}
        halves = [date(year, month, 1) for year in range(today.year - 1, today.year + 5) for month in (1, 7)]
        self.fields["starts"].choices = [  # type: ignore[attr-defined]
            (h.isoformat(), f"{h.year} {'Q1-Q2' if h.month == 1 else 'Q3-Q4'}") for h in halves
        ]


class MilestoneForm(forms.Form):
    """Something that is there on a day."""

    title = forms.CharField(label=_("what is there then"), max_length=200)
    due = forms.DateField(label=_("ready by"), widget=DayInput())


class AgreementForm(forms.Form):
    """Who does what by when. Without who or when it is no agreement."""

    title = forms.CharField(label=_("what is done"), max_length=200)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("who does it"), empty_label="–")
    function = forms.CharField(label=_("in which function"), max_length=120, required=False)
    starts = forms.DateField(label=_("begins on"), required=False, widget=DayInput())
    due = forms.DateField(label=_("ready by"), widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.kept()  # type: ignore[attr-defined]


class _TaskField(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Task) -> str:
        return f"{obj.action.number} {obj.title} ({obj.due.isoformat()})"


class WaitForm(forms.Form):
    """What must be there before."""

    before = _TaskField(Task.objects.none(), label=_("it waits for"), empty_label="–")

    def __init__(self, *args: Any, task: Task, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Task.objects.exclude(pk=task.pk).filter(done=None).select_related("action")
        field = self.fields["before"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows.order_by("action__number", "due")


class BaselineForm(forms.Form):
    """How everything is planned now, under a name."""

    title = forms.CharField(label=_("name"), max_length=120)


class TaskKeptForm(forms.Form):
    due = forms.DateField(label=_("ready by"), widget=DayInput())
    done = forms.DateField(label=_("done on"), required=False, widget=DayInput())


class KpiForm(forms.Form):
    """An indicator that is measured, or something counted by hand."""

    indicator = forms.ChoiceField(label=_("indicator"), required=False)
    title = forms.CharField(label=_("or what is counted by hand"), max_length=200, required=False)
    direction = forms.ChoiceField(label=_("direction"), choices=Kpi.Direction.choices)
    target = forms.FloatField(label=_("target"), required=False)
    until = forms.DateField(label=_("to be reached by"), required=False, widget=DayInput())

    def __init__(self, *args: Any, indicators: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["indicator"].choices = [("", "–"), *indicators]  # type: ignore[attr-defined]


class ReadingForm(forms.Form):
    on = forms.DateField(label=_("on"), widget=DayInput())
    value = forms.FloatField(label=_("value"))
    source = forms.CharField(label=Reading._meta.get_field("source").verbose_name, max_length=200)


class PromiseForm(forms.Form):
    """What an organisation brings. ``organisation`` is asked of who writes for several."""

    contribution = forms.ChoiceField(label=_("contribution"), choices=Promise.Contribution.choices)
    what = forms.CharField(label=_("what exactly"), max_length=200, required=False)
    due = forms.DateField(label=_("ready by"), required=False, widget=DayInput())

    def __init__(self, *args: Any, own: Organisation | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if own is None:
            asked = forms.ModelChoiceField(Organisation.objects.kept(), label=_("organisation"), empty_label="–")
            self.fields = {"organisation": asked, **self.fields}


class DeliveredForm(forms.Form):
    on = forms.DateField(label=_("there since"), required=False, widget=DayInput())


class ArgueForm(forms.Form):
    """Why the action fits a value, or has a tag. Without words it does not."""

    about = forms.ChoiceField(label=_("value or tag"))
    text = forms.CharField(label=_("why"), max_length=300, required=False)

    def __init__(self, *args: Any, frame: Frame, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        values = [(str(i.pk), i.name) for i in Item.objects.of(frame, "value")]
        self.fields["about"].choices = [*values, *Argument.Tag.choices]  # type: ignore[attr-defined]


class CellForm(forms.Form):
    """One cell of the matrix."""

    strength = forms.TypedChoiceField(
        label=_("how much"), coerce=int, choices=[(0, _("nothing")), *Contribution.Strength.choices]
    )
    evidence = forms.CharField(label=_("how we know"), max_length=300, required=False)


class UpdateForm(forms.Form):
    """Four fields, three minutes; a fifth only where the dates say otherwise."""

    light = forms.ChoiceField(label=_("how it goes"), choices=Update.Light.choices, widget=forms.RadioSelect)
    changed = forms.CharField(label=_("what changed"), max_length=500, widget=forms.Textarea)
    next = forms.CharField(label=_("next step"), max_length=300)
    asked = forms.CharField(label=_("help asked"), max_length=300, required=False)

    def __init__(self, *args: Any, late: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if late:
            self.fields["why"] = forms.CharField(
                label=Update._meta.get_field("why").verbose_name, max_length=300, required=False
            )


class AskForm(forms.Form):
    """What a body is asked about an action."""

    after = forms.ChoiceField(label=_("new stage"))
    body = forms.ModelChoiceField(Body.objects.none(), label=_("who decides"), empty_label=None)
    question = forms.CharField(label=_("question"), max_length=300)
    proposal = forms.CharField(label=_("proposal"), widget=forms.Textarea)
    reasons = forms.CharField(label=_("why"), widget=forms.Textarea)
    plan = forms.CharField(label=_("what of the plan it serves"), max_length=300)
    aims = forms.MultipleChoiceField(
        label=_("aims it serves"), choices=Decision.Aim.choices, widget=forms.CheckboxSelectMultiple
    )
    cost = forms.IntegerField(label=_("cost (euro)"), min_value=0, initial=0)
    hours = forms.IntegerField(label=_("hours a year"), min_value=0, initial=0)

    def __init__(self, *args: Any, today: date, offered: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["after"].choices = [(s, Action.Stage(s).label) for s in offered]  # type: ignore[attr-defined]
        self.fields["body"].queryset = Body.objects.on(today)  # type: ignore[attr-defined]


class ReportForm(forms.Form):
    """A report under a name, of what happened since a day."""

    title = forms.CharField(label=_("name"), max_length=120)
    since = forms.DateField(label=_("what happened since"), widget=DayInput())


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("answer"), max_length=300)


class FrameForm(forms.Form):
    """Which frame of the library, and whether the activities that it names come along."""

    frame = forms.ChoiceField(label=_("frame"))
    activities = forms.BooleanField(label=_("with the activities that its document names, as ideas"), required=False)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["frame"].choices = offered  # type: ignore[attr-defined]
