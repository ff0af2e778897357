"""What is filled in on the round. Short fields, a budget of few: what is known already is never asked."""

from __future__ import annotations

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...terms.errors import UserError
from ...terms.identifiers import check_insz
from ..care.models import Member
from ..kernel.forms import DayInput
from ..kernel.models import User
from ..kernel.roles import ROLES
from ..people.models import Person
from ..people.permissions import CARERS
from ..territory.models import Code, Organisation, Team
from .models import Route, TeamMeeting
from .notices import Notice, Reading, read_file

__all__ = [
    "AdviceForm", "AgreeForm", "AnswerForm", "AppointmentForm", "AskForm", "AskHelpForm", "AskedForm", "CaseForm",
    "HelpStepForm", "HomeForm", "LaterForm", "MinutesForm", "NoticeFileForm", "PlacesForm", "StayForm", "TalkForm",
    "TopicForm",
]  # fmt: skip


class LaterForm(forms.Form):
    """``persons``: who is ticked in the list."""

    persons = forms.TypedMultipleChoiceField(coerce=str, widget=forms.MultipleHiddenInput)
    until = forms.DateField(label=_("put off until"), widget=DayInput())
    why = forms.CharField(label=_("why"), max_length=200, required=False)

    def __init__(self, *args: Any, persons: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].choices = [(str(pk), "") for pk in persons]  # type: ignore[attr-defined]


class NoticeFileForm(forms.Form):
    """CSV with the columns of ``notices.COLUMNS``, FHIR Encounters, or ADT events as JSON."""

    file = forms.FileField(label=_("file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv,.json"}))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_file(self) -> Reading:
        file = self.cleaned_data["file"]
        if file.size > 5 * 2**20:
            raise forms.ValidationError(_("This file is larger than 5 MB."))
        try:
            return read_file(file.read().decode("utf-8-sig"), self.today)
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Save the sheet as CSV in UTF-8.")) from None


class StayForm(forms.Form):
    """A stay that is told on paper or by phone: the same as a line of a file."""

    number = forms.CharField(label=_("national number"), max_length=20)
    admitted_on = forms.DateField(label=_("since"), widget=DayInput())
    home_on = forms.DateField(label=_("goes home on"), required=False, widget=DayInput())

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        try:
            number = check_insz(said.get("number", ""), today=self.today)
        except UserError:
            self.add_error("number", _("This is no national number: check the digits."))
            return said
        since, home = said.get("admitted_on"), said.get("home_on")
        if since is not None and (since > self.today or (home is not None and home < since)):
            self.add_error("admitted_on", _("Somebody came in before today, and goes home after that."))
        elif since is not None:
            said["notice"] = Notice(number, f"typed {since} {number.digits}", since, "typed", home)
        return said


class HomeForm(forms.Form):
    home_on = forms.DateField(label=_("goes home on"), widget=DayInput())


def _area() -> forms.Textarea:
    return forms.Textarea(attrs={"rows": 4})


class AskForm(forms.Form):
    text = forms.CharField(label=_("question"), max_length=1000, widget=_area())


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("answer"), max_length=2000, widget=_area())


def _member(label: Any, **more: Any) -> forms.ModelChoiceField[Member]:
    field = forms.ModelChoiceField(label=label, queryset=Member.objects.none(), **more)
    field.label_from_instance = lambda obj: f"{obj.name}, {obj.title}"  # type: ignore[method-assign]
    return field


class AskedForm(forms.Form):
    """For somebody else: who asks, and how it was said."""

    asker = _member(_("who asks"))
    route = forms.ChoiceField(label=_("how it was said"), choices=Route.choices[1:])
    text = forms.CharField(label=_("question"), max_length=1000, widget=_area())

    def __init__(self, *args: Any, members: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        near = Member.objects.filter(pk__in=[m.pk for m in members]).exclude(near=None).select_related("near")
        self.fields["asker"].queryset = near  # type: ignore[attr-defined]


class AppointmentForm(forms.Form):
    on = forms.DateField(label=_("day"), widget=DayInput())
    clock = forms.CharField(label=_("at what time"), max_length=40, required=False)
    what = forms.CharField(label=_("what"), max_length=200)
    member = _member(_("who comes"), required=False, empty_label="–")
    route = forms.ChoiceField(label=_("how it was said"), choices=Route.choices[1:])

    def __init__(self, *args: Any, members: Any, routes: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        team = Member.objects.filter(pk__in=[m.pk for m in members]).select_related("user", "near")
        self.fields["member"].queryset = team  # type: ignore[attr-defined]
        if not routes:
            del self.fields["route"]


class AdviceForm(forms.Form):
    field = forms.ChoiceField(label=_("asked of"), choices=[(role, ROLES[role].title) for role in CARERS])
    text = forms.CharField(label=_("question"), max_length=1500, widget=_area())
    within = forms.TypedChoiceField(
        label=_("an answer helps"), coerce=int, initial=7,
        choices=[(1, _("today or tomorrow")), (3, _("within three days")), (7, _("within a week"))],
    )  # fmt: skip


class TalkForm(forms.Form):
    """``teams``: the own ones; ``others`` can be asked to take part. ``persons``: does this role see persons?"""

    team = forms.ModelChoiceField(label=_("of the team"), queryset=Team.objects.none(), empty_label=None)
    kind = forms.ChoiceField(label=_("kind"), choices=TeamMeeting.Kind)
    on = forms.DateField(label=_("day"), widget=DayInput())
    begins = forms.TimeField(label=_("begins at"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    weeks = forms.TypedChoiceField(label=_("comes again"), choices=TeamMeeting.Weeks.choices, coerce=int)
    asked = forms.ModelMultipleChoiceField(
        label=_("with the teams"), queryset=Team.objects.none(), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, teams: Any, others: Any, persons: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = teams  # type: ignore[attr-defined]
        self.fields["asked"].queryset = others  # type: ignore[attr-defined]
        if not persons:
            self.fields["kind"].choices = [(k, k.label) for k in (TeamMeeting.Kind.TEAM,)]  # type: ignore[attr-defined]


class TopicForm(forms.Form):
    text = forms.CharField(label=_("what should be talked about"), max_length=1500, widget=_area())


class CaseForm(forms.Form):
    """``persons``: those whose care whoever asks takes part in."""

    person = forms.ModelChoiceField(
        label=_("who, for yourself: the agenda shows a pseudonym"), queryset=Person.objects.none(), empty_label=None
    )
    text = forms.CharField(label=_("what should be talked about"), max_length=1500, widget=_area())

    def __init__(self, *args: Any, persons: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["person"]
        field.queryset = persons
        field.label_from_instance = lambda obj: obj.called


class AgreeForm(forms.Form):
    text = forms.CharField(label=_("what was decided"), max_length=300)
    owner = forms.ModelChoiceField(
        label=_("who does it"), queryset=User.objects.none(), required=False, empty_label=_("nobody: a decision")
    )
    due = forms.DateField(label=_("by"), required=False, widget=DayInput())

    def __init__(self, *args: Any, people: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["owner"]
        field.queryset = people
        field.label_from_instance = lambda obj: obj.name


class MinutesForm(forms.Form):
    minutes = forms.CharField(label=_("minutes"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 12}))


class _HelpForm(forms.Form):
    """``today``: which kinds and organisations there are to choose from."""

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "kind" in self.fields:
            self.fields["kind"].queryset = Code.objects.current(Code.List.HELP, today)  # type: ignore[attr-defined]
        if "organisation" in self.fields:
            field: Any = self.fields["organisation"]
            field.queryset = Organisation.objects.kept().on(today)


def _organisation(label: Any, empty: Any) -> forms.ModelChoiceField[Organisation]:
    return forms.ModelChoiceField(label=label, queryset=Organisation.objects.none(), required=False, empty_label=empty)


class AskHelpForm(_HelpForm):
    kind = forms.ModelChoiceField(label=_("kind of help"), queryset=Code.objects.none(), empty_label=None)
    organisation = _organisation(_("asked of"), _("anybody who has room"))
    asked_on = forms.DateField(label=_("asked on"), widget=DayInput())


class HelpStepForm(_HelpForm):
    """``names``: is an organisation to be named with this step? ``why``: must, or can, a reason be given?"""

    on = forms.DateField(label=_("on which day"), widget=DayInput())
    organisation = _organisation(_("which organisation"), _("anybody who has room"))
    why = forms.CharField(label=_("why"), max_length=200, required=False)

    def __init__(self, *args: Any, names: bool, why: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not names:
            del self.fields["organisation"]
        if not why:
            del self.fields["why"]


class PlacesForm(_HelpForm):
    kind = forms.ModelChoiceField(label=_("kind of help"), queryset=Code.objects.none(), empty_label=None)
    places = forms.IntegerField(label=_("free places"), min_value=0, max_value=999)
    starts = forms.DateField(label=_("from"), widget=DayInput())
