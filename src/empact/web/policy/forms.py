"""What is typed in policy."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..governance.models import Decision
from ..kernel.forms import DayInput
from ..portfolio.models import Action
from ..territory.models import Organisation, Practitioner
from .models import Ask, Authority, Engagement, Level, PolicyGoal, Talk

__all__ = [
    "AnswerForm", "AskFilter", "AskForm", "AuthorityForm", "CardForm", "CheckForm", "CloseForm", "GoalForm",
    "RecipientsForm", "RepresentForm", "SendForm", "TakeUpForm", "TalkForm",
]  # fmt: skip


class AskFilter(forms.Form):
    """What stands in the address of the register."""

    q = forms.CharField(label=_("words or number"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("kind"), required=False, choices=(("", _("all")), *Ask.Kind.choices))
    level = forms.ChoiceField(label=_("who can change it"), required=False, choices=(("", _("all")), *Level.choices))
    state = forms.ChoiceField(label=_("state"), required=False, choices=(("", _("all")), *Ask.State.choices))


class AskForm(forms.Form):
    """What is asked. The four that are needed to write it down stand first."""

    kind = forms.ChoiceField(label=_("kind"), choices=Ask.Kind.choices)
    title = forms.CharField(label=_("in one sentence"), max_length=200)
    obstacle = forms.CharField(label=_("what it hinders"), widget=forms.Textarea)
    level = forms.ChoiceField(label=_("who can change it"), choices=Level.choices)
    rule = forms.CharField(label=_("the rule that stands in the way"), required=False, widget=forms.Textarea)
    law = forms.CharField(label=_("where it is written (law and article)"), required=False, max_length=300)
    evidence = forms.CharField(label=_("how we know"), required=False, widget=forms.Textarea)
    proposal = forms.CharField(label=_("what we propose"), required=False, widget=forms.Textarea)
    actions = forms.ModelMultipleChoiceField(Action.objects.all(), label=_("actions it is about"), required=False)
    addressee = forms.ModelChoiceField(
        Authority.objects.select_related("organisation"), label=_("asked of"), required=False, empty_label="–"
    )


class SendForm(forms.Form):
    """It went out."""

    on = forms.DateField(label=_("sent on"), widget=DayInput())
    text = forms.CharField(label=_("what the answer left open"), required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, again: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not again:
            del self.fields["text"]


class AnswerForm(forms.Form):
    """What the authority answered."""

    outcome = forms.ChoiceField(label=_("outcome"), choices=Ask.Outcome.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("answer"), widget=forms.Textarea)
    on = forms.DateField(label=_("answered on"), widget=DayInput())


class CloseForm(forms.Form):
    reason = forms.CharField(label=_("why"), widget=forms.Textarea)


class TakeUpForm(forms.Form):
    source = forms.ChoiceField(label=_("which one"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offered: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["source"].choices = offered  # type: ignore[attr-defined]


class CheckForm(forms.Form):
    """What was seen, and what proves it."""

    state = forms.ChoiceField(label=_("state"), choices=Engagement.State.choices, widget=forms.RadioSelect)
    proof = forms.CharField(label=_("proof"), widget=forms.Textarea)
    on = forms.DateField(label=_("on"), widget=DayInput())
    due = forms.DateField(label=_("agreed for"), required=False, widget=DayInput())


class GoalForm(forms.Form):
    """What policy wants, and what is done for it."""

    title = forms.CharField(label=_("what policy wants"), max_length=300)
    level = forms.ChoiceField(label=_("level"), choices=Level.choices, initial=Level.FEDERAL)
    source = forms.CharField(label=_("where it is written"), max_length=300)
    actions = forms.ModelMultipleChoiceField(Action.objects.all(), label=_("actions that do something for it"), required=False)


class CardForm(forms.Form):
    action = forms.ModelChoiceField(
        Action.objects.filter(stage__in=(Action.Stage.RUNNING, Action.Stage.EVALUATION, Action.Stage.EMBEDDED)),
        label=_("of which action"),
        empty_label=None,
    )


class RecipientsForm(forms.Form):
    authorities = forms.ModelMultipleChoiceField(
        Authority.objects.select_related("organisation"), label=_("for whom"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class AuthorityForm(forms.Form):
    """An organisation of the address book, and at which level it decides."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("organisation"), empty_label="–")
    level = forms.ChoiceField(label=_("level"), choices=Level.choices)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.kept()  # type: ignore[attr-defined]


class TalkForm(forms.Form):
    """A talk, with its notes."""

    kind = forms.ChoiceField(label=_("kind"), choices=Talk.Kind.choices)
    subject = forms.CharField(label=_("about what"), max_length=200)
    on = forms.DateField(label=_("on"), widget=DayInput())
    authorities = forms.ModelMultipleChoiceField(
        Authority.objects.select_related("organisation"), label=_("with"), required=False, widget=forms.CheckboxSelectMultiple
    )
    functions = forms.CharField(
        label=_("with whom, by function"), max_length=200, required=False, help_text=_("A function outlives whoever holds it.")
    )
    said = forms.CharField(label=_("what we brought"), required=False, widget=forms.Textarea)
    notes = forms.CharField(label=_("notes"), widget=forms.Textarea)
    goals = forms.ModelMultipleChoiceField(
        PolicyGoal.objects.all(), label=_("goals of policy it was about"), required=False,
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class RepresentForm(forms.Form):
    """Who speaks for the region in a forum."""

    forum = forms.CharField(label=_("forum"), max_length=200)
    level = forms.ChoiceField(label=_("level"), choices=Level.choices)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("organisation"), empty_label="–")
    holder = forms.ModelChoiceField(Practitioner.objects.all(), label=_("who"), required=False, empty_label="–")
    brings = forms.CharField(
        label=_("what is brought there, and how it is told at home"), required=False, widget=forms.Textarea
    )
    decision = forms.ModelChoiceField(
        Decision.objects.filter(state=Decision.State.TAKEN), label=_("by this decision"), required=False, empty_label="–"
    )
    starts = forms.DateField(label=_("from"), widget=DayInput())
    ends = forms.DateField(label=_("until and including"), required=False, widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = Organisation.objects.kept()  # type: ignore[attr-defined]
