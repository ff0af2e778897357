"""What is filled in about care. Short fields, a budget of few: what is known already is never asked."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..kernel.forms import DayInput
from ..people.models import Person
from ..territory.models import Team
from .limits import line, weekdays
from .links import address_field
from .models import CareGoal, CaseMandate, Intake, LevelDecision, LifeGoal, Member, Wish
from .policies import mandate_parts

__all__ = [
    "AnswerCaseForm", "AskForm", "CareGoalForm", "CaseForm", "ClarifyForm", "CloseCaseForm", "LengthenForm",
    "LevelForm", "LifeGoalForm", "LimitsForm", "MemberField", "MemberForm", "NearForm", "OfferForm", "OfficialForm",
    "OnDayForm", "OwnerForm", "ProfessionalForm", "ReviewForm", "TaskForm", "TextForm", "WishForm", "area",
]  # fmt: skip


def area(rows_shown: int = 4) -> forms.Textarea:
    return forms.Textarea(attrs={"rows": rows_shown})


class MemberField(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Members of a care team, by name and by what they are."""

    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.name}, {obj.title}"


def _with_limit(member: Member) -> str:
    told = f" ({line(member.limit)})" if member.limit is not None else ""
    return f"{member.name}, {member.title}{told}"


class OwnerForm(forms.Form):
    """``owner`` from ``members``, who are in the care team; ``care_goal`` from ``goals``, which are going on.

    ``told``: beside an informal carer stands what they can and cannot do.
    """

    def __init__(self, *args: Any, members: Any, goals: Any, told: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        owner, goal = self.fields["owner"], self.fields["care_goal"]
        owner.queryset, goal.queryset = members, goals  # type: ignore[attr-defined]
        goal.label_from_instance = lambda one: one.text  # type: ignore[attr-defined]
        if told:
            owner.label_from_instance = _with_limit  # type: ignore[attr-defined]


class TextForm(forms.Form):
    """One text of the plan; ``read`` is the version that was seen."""

    text = forms.CharField(label=_("in your own words"), widget=area(6), required=False, max_length=3000)
    read = forms.IntegerField(widget=forms.HiddenInput)


class LifeGoalForm(forms.Form):
    text = forms.CharField(label=_("what I want"), max_length=300, help_text=_("As the person says it."))
    domain = forms.ChoiceField(label=_("about"), choices=LifeGoal.Domain)


class CareGoalForm(forms.Form):
    text = forms.CharField(label=_("what we aim at"), max_length=300)
    measure = forms.CharField(label=_("how we will know"), max_length=200, required=False)
    review_on = forms.DateField(label=_("we look at it again on"), required=False, widget=DayInput())


class TaskForm(OwnerForm):
    what = forms.CharField(label=_("what"), max_length=300)
    owner = MemberField(label=_("who"), queryset=Member.objects.none())
    due = forms.DateField(label=_("by"), widget=DayInput())
    care_goal = forms.ModelChoiceField(
        label=_("for"), queryset=CareGoal.objects.none(), required=False, empty_label=_("no goal yet")
    )
    repeats = forms.CharField(label=_("how often"), max_length=80, required=False)


class ReviewForm(forms.Form):
    again = forms.DateField(label=_("we look at it again on"), widget=DayInput())
    done = forms.BooleanField(label=_("we looked at it today, with the person"), required=False)

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        kwargs["initial"] = {"again": today + timedelta(days=91)}
        super().__init__(*args, **kwargs)


class OnDayForm(forms.Form):
    """Stands in the address."""

    on = forms.DateField(label=_("as it was on"), required=False, widget=DayInput())


class ProfessionalForm(forms.Form):
    """``found``: professionals in the role they have at a place."""

    chosen = forms.ChoiceField(label=_("professional"))
    does = forms.CharField(label=_("what they do"), max_length=120, required=False)
    phone = forms.CharField(label=_("phone"), max_length=20, required=False)
    emergency = forms.CharField(
        label=_("why it cannot wait"), max_length=300, required=False,
        help_text=_("Only in an emergency. The person reads it."),
    )  # fmt: skip

    def __init__(self, *args: Any, found: Iterable[tuple[Any, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        hats = [hat for hat, _user in found]
        self.hats = {str(hat.pk): hat for hat in hats}
        choices = [(str(hat.pk), f"{hat.user.name}, {hat.label}") for hat in hats]
        self.fields["chosen"].choices = choices  # type: ignore[attr-defined]

    def said(self) -> dict[str, Any]:
        hat = self.hats[self.cleaned_data["chosen"]]
        more = {name: self.cleaned_data[name] for name in ("does", "phone", "emergency")}
        return {"user": hat.user, "role": hat.role, "kind": Member.Kind.PROFESSIONAL, **more}


class NearForm(forms.Form):
    near = forms.ModelChoiceField(label=_("who"), queryset=Person.objects.none())
    kind = forms.ChoiceField(label=_("as"), choices=[(k, k.label) for k in (Member.Kind.CARER, Member.Kind.NEIGHBOUR)])
    does = forms.CharField(label=_("what they do"), max_length=120, required=False)

    def __init__(self, *args: Any, helpers: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = self.fields["near"]
        near.queryset = helpers  # type: ignore[attr-defined]
        near.label_from_instance = lambda one: one.called  # type: ignore[attr-defined]


class MemberForm(forms.Form):
    """What a member of the care team does, and how to reach them."""

    does = forms.CharField(label=_("what they do"), max_length=120, required=False)
    phone = forms.CharField(label=_("phone"), max_length=20, required=False)
    reachable = forms.CharField(label=_("when to reach them"), max_length=80, required=False)
    contact_by = forms.CharField(
        label=_("contact by"), max_length=200, required=False,
        help_text=_("A phone number, an e-mail address, or the link of a messenger that the region agreed on."),
    )  # fmt: skip


class LimitsForm(forms.Form):
    """What an informal carer can and cannot do. ``mine``: they fill it in themselves."""

    words = forms.CharField(label=_("in your own words"), max_length=600, required=False, widget=area(3))
    hours = forms.IntegerField(label=_("hours a week, at most"), min_value=0, max_value=168, required=False)
    tasks = forms.IntegerField(label=_("tasks at the same time, at most"), min_value=0, max_value=99, required=False)
    days = forms.MultipleChoiceField(
        label=_("days on which you cannot"), required=False, choices=weekdays, widget=forms.CheckboxSelectMultiple
    )
    no_nights = forms.BooleanField(label=_("not at night"), required=False)
    on_paper = forms.BooleanField(label=_("may stand on the printed plan"), required=False)
    how = forms.CharField(label=_("how they said it"), max_length=200)

    def __init__(self, *args: Any, mine: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if mine:
            del self.fields["how"]


class OfferForm(forms.Form):
    member = MemberField(label=_("to"), queryset=Member.objects.none())
    note = forms.CharField(label=_("what the next coordinator should know"), max_length=500, required=False, widget=area(3))

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["member"].queryset = members  # type: ignore[attr-defined]


class WishForm(forms.Form):
    category = forms.ChoiceField(label=_("about"), choices=Wish.Category)
    code = forms.ChoiceField(label=_("wish"), choices=[("", "–"), *Wish.Code.choices], required=False)
    words = forms.CharField(label=_("in the person's own words"), max_length=1000, required=False, widget=area(3))
    kept = forms.CharField(label=_("where the declaration is kept"), max_length=200, required=False)


class OfficialForm(forms.Form):
    """``opens``: the region named an address below which the source opens. No field takes what the source says."""

    found = forms.ChoiceField(
        label=_("is it there?"), choices=[("yes", _("found")), ("no", _("not found"))], widget=forms.RadioSelect
    )
    updated_on = forms.DateField(label=_("updated there on"), required=False, widget=DayInput())
    address = address_field(
        label=_("where it opens for this person"), max_length=300,
        help_text=_("The address that the source itself gives, without a national number. Leave open where it gives none."),
    )  # fmt: skip

    def __init__(self, *args: Any, today: date, opens: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["updated_on"].widget.attrs["max"] = today.isoformat()
        if not opens:
            del self.fields["address"]

    def clean(self) -> dict[str, Any]:
        """``updated_on`` alone says whether it was found."""
        said: dict[str, Any] = super().clean() or {}
        found = said.pop("found", "")
        if found == "yes" and said.get("updated_on") is None and "updated_on" not in self.errors:
            self.add_error("updated_on", _("Say on which day it was updated there."))
        return said if found == "yes" else {"updated_on": None}


class AskForm(forms.Form):
    asked_by = forms.ChoiceField(label=_("asked by"), choices=Intake.AskedBy)
    request = forms.CharField(label=_("request"), max_length=1000, widget=area())


class ClarifyForm(forms.Form):
    question = forms.CharField(
        label=_("what is really asked"), max_length=1000, widget=area(), help_text=_("After the talk with the person.")
    )


class LevelForm(forms.Form):
    level = forms.ChoiceField(label=_("level"), choices=LevelDecision.Level, widget=forms.RadioSelect)
    how = forms.CharField(label=_("how the person decided along"), max_length=200)
    reason = forms.CharField(label=_("reason"), max_length=300)


class CaseForm(forms.Form):
    asked_of = forms.ModelChoiceField(label=_("asked of"), queryset=Team.objects.order_by("name"))
    very_complex = forms.BooleanField(label=_("the situation is very complex"), required=False)
    team_in_crisis = forms.BooleanField(label=_("the care team is in crisis"), required=False)
    refuses_care = forms.BooleanField(label=_("the person does not want care now"), required=False)
    urgency = forms.ChoiceField(label=_("how soon"), choices=CaseMandate.Urgency)
    reason = forms.CharField(label=_("reason"), max_length=500, widget=area(3))


class AnswerCaseForm(forms.Form):
    """``ends`` to take it up; ``answer`` to say why not."""

    yes = forms.TypedChoiceField(
        label=_("answer"), choices=[("1", _("I take it up")), ("0", _("not taken up"))], coerce=lambda v: v == "1"
    )
    ends = forms.DateField(label=_("last day"), required=False, widget=DayInput())
    parts = forms.MultipleChoiceField(label=_("which parts"), required=False, widget=forms.CheckboxSelectMultiple)
    answer = forms.CharField(label=_("why not"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = [(part.value, part.label) for part in mandate_parts()]
        self.fields["parts"].choices = named  # type: ignore[attr-defined]


class CloseCaseForm(forms.Form):
    report = forms.CharField(
        label=_("exit report"), max_length=4000, widget=area(8),
        help_text=_("What was done, and what the care team goes on with. It goes into the care plan."),
    )  # fmt: skip


class LengthenForm(forms.Form):
    ends = forms.DateField(label=_("last day"), widget=DayInput())
    why = forms.CharField(label=_("why longer"), max_length=300)
