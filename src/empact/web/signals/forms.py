"""The forms of the red button. The public one asks six questions and no more."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from ...terms.identifiers import IdentifierError, check_receipt
from ..territory.models import Organisation, Team, Territory
from .models import Age, Channel, Enquiry, Note, Route, Signal, Theme, Topic, Unmet, Urgency
from .queries import municipalities

__all__ = [
    "AboutForm", "CloseForm", "CodeForm", "DeskFilter", "DeskReportForm", "EnquiryFilter", "EnquiryForm", "FeedbackForm",
    "JoinForm", "NoteForm", "OutcomeForm", "PassForm", "ReportForm", "RouteForm", "TellForm", "WhyForm", "WordsForm",
]  # fmt: skip


class ReportForm(forms.Form):
    """Six questions. ``key`` belongs to this form: when it is sent twice, it is still one report."""

    key = forms.UUIDField(widget=forms.HiddenInput, required=False)
    municipality = forms.ModelChoiceField(
        label=_("1. Where is the person?"),
        queryset=Territory.objects.none(),
        required=False,
        empty_label=_("I do not know, or elsewhere"),
    )
    age = forms.ChoiceField(
        label=_("2. About whom is it?"), choices=[*Age.choices[1:], Age.choices[0]], widget=forms.RadioSelect, required=False
    )
    name = forms.CharField(label=_("Name, if you know it and want to say it"), max_length=120, required=False)
    theme = forms.ChoiceField(label=_("3. What worries you most?"), choices=Theme.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words"),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 5}),
        help_text=_("What did you see or hear?"),
    )
    urgency = forms.ChoiceField(label=_("4. How soon must somebody look?"), choices=Urgency.choices, widget=forms.RadioSelect)
    reporter = forms.CharField(
        label=_("5. May we call you back?"),
        max_length=200,
        required=False,
        help_text=_("Then write your name and number. Leave it open if not."),
    )
    discretion = forms.ChoiceField(
        label=_("6. May we say who reported?"),
        choices=Signal.Discretion.choices,
        widget=forms.RadioSelect,
        initial=Signal.Discretion.DESK,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "municipality" in self.fields:
            self.fields["municipality"].queryset = municipalities(timezone.localdate())  # type: ignore[attr-defined]
        self.initial.setdefault("key", uuid4())

    def clean_key(self) -> Any:
        """A form that was drawn without one (an old copy) is a report of its own."""
        return self.cleaned_data["key"] or uuid4()


class AboutForm(ReportForm):
    """For somebody whose record one came from: where and who is known."""

    municipality = None  # type: ignore[assignment]
    age = None  # type: ignore[assignment]
    name = None  # type: ignore[assignment]


class DeskReportForm(ReportForm):
    """What somebody told by phone, on paper or at a desk: the same questions, and how it came in."""

    channel = forms.ChoiceField(label=_("how it came in"), choices=Channel.choices[1:], widget=forms.RadioSelect)
    field_order = ("key", "channel")


class CodeForm(forms.Form):
    """The code of a receipt."""

    receipt = forms.CharField(
        label=_("Code on the receipt"), max_length=20, help_text=_("Six letters and numbers, as 7K4-29M.")
    )

    def clean_receipt(self) -> str:
        try:
            return check_receipt(self.cleaned_data["receipt"])
        except IdentifierError:
            raise ValidationError(_("This is not a code of ours. Look at the six letters and numbers again.")) from None


class DeskFilter(forms.Form):
    """Which reports."""

    state = forms.ChoiceField(
        label=_("state"), choices=[("", _("all that is open")), *Signal.State.choices], required=False
    )  # fmt: skip
    urgency = forms.ChoiceField(label=_("how soon"), choices=[("", _("all")), *Urgency.choices], required=False)
    late = forms.BooleanField(label=_("only what is late"), required=False)


class NoteForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("kind"), choices=[(k.value, k.label) for k in (Note.Kind.CALL, Note.Kind.FACT)], widget=forms.RadioSelect
    )
    text = forms.CharField(
        label=_("what was said or seen"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Facts, no labels. The person may read it one day."),
    )  # fmt: skip


class WordsForm(forms.Form):
    text = forms.CharField(
        label=_("what happened"), max_length=2000, widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Facts, no labels. The person may read it one day."),
    )  # fmt: skip


class WhyForm(forms.Form):
    why = forms.CharField(label=_("why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class PassForm(forms.Form):
    """To whom: one of three."""

    coordinator = forms.BooleanField(
        label=_("who coordinates the care of this person"), required=False,
        help_text=_("Only where name and municipality say for sure who it is."),
    )  # fmt: skip
    organisation = forms.ModelChoiceField(label=_("organisation"), queryset=Organisation.objects.none(), required=False)
    team = forms.ModelChoiceField(label=_("a team"), queryset=Team.objects.none(), required=False)
    why = forms.CharField(label=_("what they should know"), max_length=500, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        routes = Route.objects.in_force()
        ids = {
            "organisation": {
                *routes.values_list("organisation", flat=True),
                *routes.values_list("backup_organisation", flat=True),
            },
            "team": {*routes.values_list("team", flat=True), *routes.values_list("backup_team", flat=True)},
        }
        for name, model in (("organisation", Organisation), ("team", Team)):
            self.fields[name].queryset = model.objects.filter(pk__in=ids[name] - {None}).order_by("name")  # type: ignore[attr-defined]


class JoinForm(forms.Form):
    """``to``: the reports that look alike."""

    to = forms.ModelChoiceField(
        label=_("the other report"), queryset=Signal.objects.none(), widget=forms.RadioSelect, empty_label=None
    )

    def __init__(self, *args: Any, others: list[Signal], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["to"]
        field.queryset = Signal.objects.filter(pk__in=[one.pk for one in others]).select_related("municipality")
        field.label_from_instance = _said


def _said(signal: Signal) -> str:
    where = str(signal.municipality or "–")
    return f"{timezone.localtime(signal.reported_at):%d/%m/%Y %H:%M}, {where}, {signal.get_state_display()}"


class FeedbackForm(forms.Form):
    code = forms.ChoiceField(
        label=_("what the reporter reads"), choices=Signal.Feedback.choices, widget=forms.RadioSelect,
        help_text=_("Nothing about health. Everybody can read it with the code, also who did not say a name."),
    )  # fmt: skip
    how = forms.CharField(label=_("how else you told it"), max_length=200, required=False)


class TellForm(forms.Form):
    told = forms.ChoiceField(
        label=_("does the person know of the report"), choices=Signal.Told.choices[1:], widget=forms.RadioSelect
    )
    why = forms.CharField(
        label=_("how, or why not"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Where telling is not safe, a colleague has to look at it, too."),
    )  # fmt: skip


class CloseForm(forms.Form):
    outcome = forms.ChoiceField(label=_("result"), choices=Signal.Outcome.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("more about it"), max_length=1000, required=False, widget=forms.Textarea(attrs={"rows": 3}))


class RouteForm(forms.Form):
    """A line of the table of receivers; the action checks what a line needs."""

    territory = forms.ModelChoiceField(
        label=_("where"), queryset=Territory.objects.none(), required=False, help_text=_("Leave open for everywhere.")
    )
    theme = forms.ChoiceField(label=_("what worries"), choices=[("", _("all")), *Theme.choices], required=False)
    age = forms.ChoiceField(label=_("about whom"), choices=[("", _("all")), *Age.choices[1:]], required=False)
    weekdays = forms.MultipleChoiceField(
        label=_("on these days"), choices=list(WEEKDAYS.items()), widget=forms.CheckboxSelectMultiple, initial=list(WEEKDAYS)
    )
    opens = forms.TimeField(
        label=_("from (hour)"), required=False, widget=forms.TimeInput(attrs={"type": "time"}),
        help_text=_("Leave both hours open for day and night."),
    )  # fmt: skip
    closes = forms.TimeField(label=_("until (hour)"), required=False, widget=forms.TimeInput(attrs={"type": "time"}))
    regional = forms.BooleanField(
        label=_("duty service of the region"), required=False,
        help_text=_("Comes last, after all others. The region needs one that is open day and night."),
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        label=_("receiver: an organisation"), queryset=Organisation.objects.none(), required=False
    )
    team = forms.ModelChoiceField(label=_("or a team"), queryset=Team.objects.none(), required=False)
    backup_organisation = forms.ModelChoiceField(
        label=_("backup: an organisation"), queryset=Organisation.objects.none(), required=False
    )
    backup_team = forms.ModelChoiceField(label=_("or a team"), queryset=Team.objects.none(), required=False)
    now_minutes = forms.IntegerField(label=_("minutes, when it cannot wait"), min_value=1, max_value=20160, initial=30)
    day_minutes = forms.IntegerField(label=_("minutes, when it can wait a day"), min_value=1, max_value=20160, initial=240)
    week_minutes = forms.IntegerField(label=_("minutes, when it can wait a week"), min_value=1, max_value=20160, initial=1440)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        today = timezone.localdate()
        fields: Any = self.fields
        fields["territory"].queryset = Territory.objects.offered(today)
        for name in ("organisation", "backup_organisation"):
            fields[name].queryset = Organisation.objects.on(today).order_by("search")
        for name in ("team", "backup_team"):
            fields[name].queryset = Team.objects.on(today).order_by("name")

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        said["days"] = "".join(sorted(said.pop("weekdays", ())))
        return said


class EnquiryForm(forms.Form):
    """A question that reached the desk; nothing asks who it came from."""

    topic = forms.ChoiceField(label=_("what it is about"), choices=Topic.choices)
    text = forms.CharField(
        label=_("question"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("In one or two sentences, without a name, number or address."),
    )  # fmt: skip
    channel = forms.ChoiceField(label=_("how it came in"), choices=Channel.choices, initial=Channel.DESK)
    municipality = forms.ModelChoiceField(label=_("where"), queryset=Territory.objects.none(), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = municipalities(timezone.localdate())  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    """What became of a question."""

    state = forms.ChoiceField(
        label=_("what became of it"), choices=Enquiry.State.choices[1:], widget=forms.RadioSelect
    )  # fmt: skip
    organisation = forms.ModelChoiceField(
        label=_("passed on to"), queryset=Organisation.objects.none(), required=False
    )  # fmt: skip
    why = forms.ChoiceField(label=_("if not answered: why not"), choices=[("", "–"), *Unmet.choices], required=False)
    follow_up = forms.DateField(
        label=_("look again on"), required=False, widget=forms.DateInput(attrs={"type": "date"}),
        help_text=_("Leave open for two weeks after it was passed on."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        found = Organisation.objects.on(timezone.localdate()).order_by("search")
        self.fields["organisation"].queryset = found  # type: ignore[attr-defined]


class EnquiryFilter(forms.Form):
    """Which questions."""

    state = forms.ChoiceField(label=_("state"), choices=[("", _("all")), *Enquiry.State.choices], required=False)
    topic = forms.ChoiceField(label=_("what it is about"), choices=[("", _("all")), *Topic.choices], required=False)
    waits = forms.BooleanField(label=_("only what waits"), required=False)
