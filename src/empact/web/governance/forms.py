"""What is typed in governance."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ..kernel.forms import DayInput
from ..territory.models import Code, Organisation, Practitioner, Territory
from .models import Agreement, Body, Decision, Point, Seat, Voice
from .models.desk import Activity

__all__ = [
    "AdviceForm", "AgreementFilter", "AgreementForm", "AnnexForm", "AnswerForm", "AskDeskForm", "BodyForm",
    "DecisionFilter", "DeskAnswerForm", "HeldForm", "MandateForm", "MeetingForm", "OptionsForm", "PartnershipForm",
    "PassageForm", "PointForm", "ProposalForm", "SeatForm", "ServiceForm", "SignForm", "TakeForm", "VoiceForm",
    "WeighForm",
]  # fmt: skip


class DecisionFilter(forms.Form):
    """What stands in the address of the register."""

    q = forms.CharField(label=_("words or number"), required=False, max_length=100)
    body = forms.ModelChoiceField(Body.objects.all(), label=_("who decides"), required=False, empty_label=_("all"))
    state = forms.ChoiceField(label=_("state"), required=False, choices=(("", _("all")), *Decision.State.choices))


class BodyForm(forms.Form):
    """A body that decides."""

    TEXTS: Final = ("tasks", "composition", "rules", "meets", "closed")

    name = forms.CharField(label=_("name"), max_length=120)
    purpose = forms.CharField(label=_("what it is for"), widget=forms.Textarea)
    quorum = forms.IntegerField(label=_("seats of a hundred that must speak"), min_value=1, max_value=100, initial=50)
    up_to = forms.IntegerField(label=_("decides by itself up to (euro)"), required=False, min_value=0)
    stakes_vote = forms.BooleanField(label=_("who has a stake votes, too"), required=False)
    tasks = forms.CharField(label=_("tasks, one a line"), required=False, widget=forms.Textarea)
    composition = forms.CharField(label=_("whom it represents, one a line"), required=False, widget=forms.Textarea)
    rules = forms.CharField(label=_("further rules, one a line"), required=False, widget=forms.Textarea)
    meets = forms.CharField(label=_("how often it meets"), required=False, max_length=200)
    closed = forms.BooleanField(label=_("only its members read its own points and advice"), required=False)
    starts = forms.DateField(label=_("from"), widget=DayInput())


class SeatForm(forms.Form):
    """A place in a body, and who holds it."""

    group = forms.ModelChoiceField(Code.objects.none(), label=_("speaks for"), empty_label="–")
    organisation = forms.ModelChoiceField(
        Organisation.objects.none(), label=_("organisation"), required=False, empty_label="–"
    )
    holder = forms.ModelChoiceField(Practitioner.objects.none(), label=_("who"), required=False, empty_label="–")
    role = forms.CharField(label=_("role"), max_length=120, required=False)
    duties = forms.CharField(label=_("responsible for"), required=False, widget=forms.Textarea)
    share = forms.IntegerField(label=_("percent of the week"), min_value=0, max_value=100, initial=0)
    starts = forms.DateField(label=_("from"), widget=DayInput())
    ends = forms.DateField(label=_("until and including"), required=False, widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = {
            "group": Code.objects.filter(codelist=Code.List.CATEGORY, retired=None),
            "organisation": Organisation.objects.kept(),
            "holder": Practitioner.objects.all(),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class ProposalForm(forms.Form):
    """What is to be decided. The four that are asked of every decision stand first."""

    body = forms.ModelChoiceField(Body.objects.none(), label=_("who decides"), empty_label=None)
    question = forms.CharField(label=_("question"), max_length=300)
    proposal = forms.CharField(label=_("proposal"), widget=forms.Textarea)
    reasons = forms.CharField(label=_("why"), widget=forms.Textarea)
    plan = forms.CharField(label=_("what of the plan it serves"), max_length=300)
    aims = forms.MultipleChoiceField(
        label=_("aims it serves"), choices=Decision.Aim.choices, widget=forms.CheckboxSelectMultiple
    )
    kind = forms.ChoiceField(label=_("how"), choices=Decision.Kind.choices)
    alternatives = forms.CharField(label=_("what else was looked at"), required=False, widget=forms.Textarea)
    cost = forms.IntegerField(label=_("cost (euro)"), min_value=0, initial=0)
    hours = forms.IntegerField(label=_("hours a year"), min_value=0, initial=0)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["body"].queryset = Body.objects.on(today)  # type: ignore[attr-defined]


class VoiceForm(forms.Form):
    """What a seat says."""

    stance = forms.ChoiceField(label=_("what you say"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("why"), required=False, widget=forms.Textarea)
    stake = forms.CharField(label=_("which stake you have in it"), max_length=200, required=False)

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        advice = kind == Decision.Kind.ADVICE
        offered = [
            c for c in Voice.Stance.choices if (c[0] == Voice.Stance.ADVISES) == advice or c[0] == Voice.Stance.ABSTAINS
        ]
        self.fields["stance"].choices = offered  # type: ignore[attr-defined]


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("how it was taken up"), widget=forms.Textarea)


class TakeForm(forms.Form):
    """It is decided: the words that hold, from when, and when it is looked at again."""

    proposal = forms.CharField(label=_("proposal"), widget=forms.Textarea)
    conditions = forms.CharField(label=_("conditions"), required=False, widget=forms.Textarea)
    starts = forms.DateField(label=_("holds from"), widget=DayInput())
    review_by = forms.DateField(label=_("looked at again by"), widget=DayInput())


class AgreementFilter(forms.Form):
    """What stands in the address of the register of agreements."""

    kind = forms.ChoiceField(label=_("kind"), required=False, choices=(("", _("all")), *Agreement.Kind.choices))
    ending = forms.BooleanField(label=_("only what ends within 90 days"), required=False)


class AgreementForm(forms.Form):
    """What some organisations promise one another."""

    kind = forms.ChoiceField(label=_("kind"), choices=Agreement.Kind.choices)
    subject = forms.CharField(label=_("about what"), max_length=200)
    promises = forms.CharField(label=_("what the parties promise one another"), widget=forms.Textarea)
    parties = forms.ModelMultipleChoiceField(Organisation.objects.none(), label=_("parties"))
    starts = forms.DateField(label=_("from"), widget=DayInput())
    ends = forms.DateField(label=_("until and including"), required=False, widget=DayInput())
    later = forms.ModelMultipleChoiceField(Organisation.objects.none(), label=_("who joins later"), required=False)
    joins = forms.DateField(label=_("joins later, from"), required=False, widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in ("parties", "later"):
            self.fields[name].queryset = Organisation.objects.kept()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if said.get("later") and not said.get("joins"):
            self.add_error("joins", _("Say from when they join."))
        return said


class SignForm(forms.Form):
    signatory = forms.CharField(label=_("who signs, in which function"), max_length=200)
    on = forms.DateField(label=_("signed on"), widget=DayInput())


class AnnexForm(forms.Form):
    """Plan and budget of a year."""

    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2100)
    plan = forms.CharField(label=_("plan of the year"), widget=forms.Textarea)
    budget = forms.IntegerField(label=_("budget (euro)"), min_value=0)


class MeetingForm(forms.Form):
    """When a body meets, and where."""

    on = forms.DateField(label=_("on"), widget=DayInput())
    where = forms.CharField(label=_("where, or the link"), max_length=200, required=False)


class HeldForm(forms.Form):
    """Who was there, and the minutes."""

    present = forms.ModelMultipleChoiceField(
        Seat.objects.none(), label=_("who was there"), required=False, widget=forms.CheckboxSelectMultiple
    )
    guests = forms.IntegerField(label=_("guests who listened"), min_value=0, initial=0)
    minutes_long = forms.IntegerField(
        label=_("how long it took, in minutes"), min_value=15, max_value=720, step_size=15, required=False
    )
    minutes = forms.CharField(label=_("minutes"), widget=forms.Textarea)

    def __init__(self, *args: Any, seats: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["present"]
        assert isinstance(field, forms.ModelMultipleChoiceField)
        field.queryset = seats
        field.label_from_instance = lambda one: f"{one.organisation}, {one.group}"  # type: ignore[method-assign, assignment]


class MandateForm(forms.Form):
    """Who speaks for you, for a time."""

    holder = forms.ModelChoiceField(Seat.objects.none(), label=_("who speaks for you"), empty_label=None)
    starts = forms.DateField(label=_("from"), widget=DayInput())
    ends = forms.DateField(label=_("until and including"), widget=DayInput())

    def __init__(self, *args: Any, giver: Seat, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Seat.objects.on(today).filter(body_id=giver.body_id).exclude(pk=giver.pk).exclude(organisation=None)
        field = self.fields["holder"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = rows.select_related("organisation")
        field.label_from_instance = lambda one: str(one.organisation)  # type: ignore[method-assign, assignment]


class PointForm(forms.Form):
    """A point of a body's own, and what was said."""

    topic = forms.ChoiceField(label=_("about"), choices=Point.Topic.choices)
    title = forms.CharField(label=_("title"), max_length=200)
    minutes = forms.CharField(label=_("what was said"), required=False, widget=forms.Textarea)


class AdviceForm(forms.Form):
    """Who advises what."""

    source = forms.CharField(label=_("who advises"), max_length=200)
    text = forms.CharField(label=_("advice"), widget=forms.Textarea)
    on = forms.DateField(label=_("on"), widget=DayInput())


class PartnershipForm(forms.Form):
    """Who stands for a partnership, and who answers for data."""

    name = forms.CharField(label=_("name"), max_length=200)
    territory = forms.ModelChoiceField(Territory.objects.none(), label=_("region"), empty_label=None)
    entity = forms.ModelChoiceField(Organisation.objects.none(), label=_("legal entity that signs"), empty_label="–")
    controller = forms.ModelChoiceField(Organisation.objects.none(), label=_("who answers for personal data"), empty_label="–")
    mailbox = forms.EmailField(label=_("mailbox for questions about data"), required=False)
    account = forms.CharField(label=_("bank account"), required=False, max_length=34)
    starts = forms.DateField(label=_("from"), widget=DayInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = {
            "territory": Territory.objects.on(today).exclude(kind__in=("sector", "neighbourhood", "municipality")),
            "entity": Organisation.objects.kept(),
            "controller": Organisation.objects.kept(),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class OptionsForm(forms.Form):
    """Options and criteria, one a line."""

    options = forms.CharField(label=_("options, one a line"), widget=forms.Textarea)
    criteria = forms.CharField(label=_("criteria, one a line"), widget=forms.Textarea)


class WeighForm(forms.Form):
    """A text for each criterion of the decision."""

    def __init__(self, *args: Any, criteria: Mapping[str, Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, criterion in criteria.items():
            self.fields[key] = forms.CharField(label=str(criterion), required=False, widget=forms.Textarea)


class PassageForm(forms.Form):
    title = forms.CharField(label=_("title"), max_length=200)
    lines = forms.CharField(label=_("text, one line for each point"), widget=forms.Textarea)


class ServiceForm(forms.Form):
    """Something that can be asked for."""

    title = forms.CharField(label=_("service"), max_length=200)
    activity = forms.ChoiceField(label=_("core activity"), choices=Activity.choices)
    about = forms.CharField(label=_("what you get"), required=False, widget=forms.Textarea)
    starts = forms.DateField(label=_("from"), widget=DayInput())


class AskDeskForm(forms.Form):
    text = forms.CharField(label=_("what you need"), widget=forms.Textarea)


class DeskAnswerForm(forms.Form):
    answer = forms.CharField(label=_("answer"), widget=forms.Textarea)
