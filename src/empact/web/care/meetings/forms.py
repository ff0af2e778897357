"""What is filled in about a meeting: three fields to ask for one, four for a decision."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from ...kernel.forms import DayInput
from ..actions import Took
from ..forms import MemberField, OwnerForm, area
from ..models import CareGoal, Meeting, Member, Moment, Seat

__all__ = [
    "AskMeetingForm",
    "AttendForm",
    "CallOffForm",
    "DecideForm",
    "GuestForm",
    "MomentForm",
    "PlanMeetingForm",
    "SignForm",
]


class MomentInput(forms.DateTimeInput):
    """A day and an hour, typed or picked."""

    input_type = "datetime-local"

    def __init__(self) -> None:
        super().__init__(format="%Y-%m-%dT%H:%M")


class AskMeetingForm(forms.Form):
    reason = forms.ChoiceField(label=_("why"), choices=Meeting.Reason)
    question = forms.CharField(label=_("what should be talked about"), max_length=500, widget=area(3))
    first = forms.DateTimeField(label=_("a moment that fits"), widget=MomentInput())
    second = forms.DateTimeField(label=_("another moment"), required=False, widget=MomentInput())
    mode = forms.ChoiceField(label=_("where"), choices=Meeting.Mode)

    def said(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        moments = [one for one in (said.pop("first"), said.pop("second")) if one is not None]
        return {**said, "moments": moments}


class MomentForm(forms.Form):
    starts_at = forms.DateTimeField(label=_("moment"), widget=MomentInput())


class PlanMeetingForm(forms.Form):
    """``moments``: those of the poll that are still to come."""

    moment = forms.ModelChoiceField(
        label=_("moment"), queryset=Moment.objects.none(), widget=forms.RadioSelect, empty_label=None
    )  # fmt: skip
    mode = forms.ChoiceField(label=_("where"), choices=Meeting.Mode)
    place = forms.CharField(label=_("address"), max_length=200, required=False)
    needs = forms.CharField(
        label=_("what somebody needs to take part"), max_length=200, required=False,
        help_text=_("For example: an interpreter, no stairs. It stands on the invitation: write no name."),
    )  # fmt: skip
    stays = forms.ChoiceField(
        label=_("where the person lives now"), required=False, choices=[("", _("not known yet")), *Meeting.Stay.choices]
    )
    discharge_on = forms.DateField(label=_("planned day of going home"), required=False, widget=DayInput())

    def __init__(self, *args: Any, moments: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        moment: Any = self.fields["moment"]
        moment.queryset = moments
        moment.label_from_instance = lambda one: date_format(localtime(one.starts_at), "DATETIME_FORMAT")


class GuestForm(forms.Form):
    name = forms.CharField(label=_("name"), max_length=120)
    discipline = forms.ChoiceField(label=_("discipline"), choices=Seat.Discipline)
    approval = forms.CharField(label=_("how the person said yes"), max_length=200)


class CallOffForm(forms.Form):
    why = forms.CharField(label=_("why called off"), max_length=300)


class AttendForm(forms.Form):
    """Two choices for each seat; and why the person or a doctor is not there."""

    person_absent = forms.CharField(
        label=_("why the person does not take part"), max_length=300, required=False,
        help_text=_("Only where they do not: those who care declare that it is better so."),
    )  # fmt: skip
    doctor_absent = forms.CharField(
        label=_("why no general practitioner takes part"), max_length=300, required=False,
        help_text=_("Only where something nobody could help came between."),
    )  # fmt: skip

    def __init__(self, *args: Any, seats: list[Seat], meeting: Meeting, **kwargs: Any) -> None:
        kwargs["initial"] = {"person_absent": meeting.person_absent, "doctor_absent": meeting.doctor_absent}
        super().__init__(*args, **kwargs)
        self.seats = seats
        usual = {Meeting.Mode.VIDEO: Seat.Way.VIDEO, Meeting.Mode.PHONE: Seat.Way.PHONE}
        first = usual.get(Meeting.Mode(meeting.mode), Seat.Way.PRESENT)
        rows: dict[str, forms.Field] = {}
        for seat in seats:
            rows[f"way_{seat.pk}"] = forms.ChoiceField(
                label=f"{seat.name}, {seat.title}", choices=Seat.Way, initial=seat.way or first
            )
            near = seat.member is not None and seat.member.kind != Member.Kind.PROFESSIONAL
            paid = [(p, p.label) for p in Seat.Paid if not near or p in (Seat.Paid.NO, Seat.Paid.MEDIATOR)]
            rows[f"paid_{seat.pk}"] = forms.ChoiceField(
                label=_("%(name)s, paid as") % {"name": seat.name}, choices=paid, initial=seat.paid, required=False
            )
        self.fields = rows | self.fields

    def said(self) -> dict[str, Any]:
        said = self.cleaned_data
        took = {seat: Took(said[f"way_{seat.pk}"], said[f"paid_{seat.pk}"]) for seat in self.seats}
        return {"seats": took, "person_absent": said["person_absent"], "doctor_absent": said["doctor_absent"]}


class DecideForm(OwnerForm):
    text = forms.CharField(label=_("what was decided"), max_length=300)
    owner = MemberField(
        label=_("who does it"), queryset=Member.objects.none(), required=False, empty_label=_("nobody: an agreement")
    )
    due = forms.DateField(label=_("by"), required=False, widget=DayInput())
    care_goal = forms.ModelChoiceField(
        label=_("for"), queryset=CareGoal.objects.none(), required=False, empty_label=_("no goal yet")
    )


class SignForm(forms.Form):
    agreed = forms.CharField(
        label=_("how the person said yes"), max_length=200,
        help_text=_("Read all decisions aloud first. Where the person was not there: how they were told."),
    )  # fmt: skip
    claimed = forms.BooleanField(label=_("ask for payment"), required=False)
