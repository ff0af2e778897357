"""What is typed in the levers."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ...ledger import EURO, HOUR
from ...terms.errors import UserError
from ..governance.models import Body, Decision, Seat
from ..kernel.forms import DayInput
from ..portfolio.models import Action, Frame, Item
from ..territory.models import Code, Organisation, Post
from .models import Application, Assessment, Entry, Return, Weight

__all__ = [
    "AnswerForm", "ApplicationForm", "AskDecisionForm", "AssessForm", "DossierForm", "EntryFilter", "FundForm", "FundNoteForm",
    "HoursForm", "InKindForm", "MeetingHoursForm", "MetForm", "OpportunityForm", "PartsForm", "PayForm", "PromisedForm",
    "PutInForm", "QuestionForm", "RateEndForm", "RateForm", "ReturnForm", "SignForm", "WhyForm", "YearFilter",
]  # fmt: skip


class HoursField(forms.DecimalField):
    """Typed in hours, in quarters; given on in seconds."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=8, decimal_places=2, min_value=Decimal("0.25"), step_size=Decimal("0.25"), **kwargs)

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        return None if said is None else HOUR.read(said)


class EuroField(forms.DecimalField):
    """Typed in euro, given on in cents."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, min_value=Decimal("0.01"), **kwargs)

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        return None if said is None else EURO.read(said)


class ActivityField(forms.ChoiceField):
    """An action or a work package, or the collaboration as a whole; given on as what it is. ``first``: actions of one's own,
    which stand on top."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(label=_("what for"), required=False, **kwargs)
        self.first: Sequence[Any] = ()
        self.choices = self._offered

    def _offered(self) -> Iterable[Any]:
        packages = Item.objects.of(Frame.objects.in_force(), "programme").filter(parent=None)
        actions = list(Action.objects.exclude(stage=Action.Stage.STOPPED).only("number", "title"))
        own = set(self.first)
        offered = [(f"action:{a.pk}", f"{a.number} {a.title}", a.pk in own) for a in actions]
        groups: list[Any] = [("", _("the collaboration as a whole"))]
        if own:
            groups.append((_("actions you take part in"), [(v, t) for v, t, mine in offered if mine]))
        groups.append((_("actions"), [(v, t) for v, t, mine in offered if not mine]))
        groups.append((_("work packages"), [(f"package:{i.pk}", str(i)) for i in packages]))
        return groups

    def clean(self, value: Any) -> dict[str, Any]:
        kind, _colon, pk = super().clean(value).partition(":")
        of: dict[str, Any] = {"action": Action, "package": Item}
        return {name: model.objects.get(pk=pk) if name == kind else None for name, model in of.items()}


class _Registered(forms.Form):
    """For which organisation, where one may choose."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("organisation"), empty_label="–")

    def __init__(self, *args: Any, own: Organisation | None, first: Sequence[Any] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.own = own
        if own is not None:
            del self.fields["organisation"]
        else:
            self.fields["organisation"].queryset = Organisation.objects.kept()  # type: ignore[attr-defined]
        if "activity" in self.fields:
            self.fields["activity"].first = first  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if self.own is not None:
            said["organisation"] = self.own
        return said


class HoursForm(_Registered):
    """How long, what for: the rest is filled in or may stay open."""

    hours = HoursField(label=_("hours"), initial=Decimal("1.00"))
    activity = ActivityField()
    work = forms.ModelChoiceField(Code.objects.none(), label=_("kind of work"), required=False, empty_label="–")
    on = forms.DateField(label=_("on"), widget=DayInput())
    post = forms.ModelChoiceField(Post.objects.none(), label=_("who worked"), required=False, empty_label=_("nobody by name"))
    note = forms.CharField(label=_("note"), max_length=200, required=False)
    field_order = ("organisation", "hours", "activity", "work", "on", "post", "note")

    def __init__(self, *args: Any, works: Any, posts: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["work"].queryset = works  # type: ignore[attr-defined]
        if posts is None:
            del self.fields["post"]
        else:
            self.fields["post"].queryset = posts  # type: ignore[attr-defined]


class MeetingHoursForm(forms.Form):
    """A row of hours for each who was there, filled in with how long it took; nothing where somebody does not count."""

    activity = ActivityField()
    work = forms.ModelChoiceField(Code.objects.none(), label=_("kind of work"), required=False, empty_label="–")

    def __init__(self, *args: Any, there: Sequence[tuple[Seat, Post | None]], works: Any, hours: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.there = there
        self.fields["work"].queryset = works  # type: ignore[attr-defined]
        for seat, post in there:
            who = f"{seat.organisation}, {post.practitioner if post else seat.group}"
            self.fields[f"seat_{seat.pk}"] = HoursField(label=who, required=False, initial=hours)

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        rows = [(seat, post, said.get(f"seat_{seat.pk}")) for seat, post in self.there]
        given = [(seat, post, seconds) for seat, post, seconds in rows if seconds]
        if not given and not self.errors:
            raise forms.ValidationError(_("Write the hours of at least one who was there."))
        return {"activity": said.get("activity"), "work": said.get("work"), "rows": given}


class QuestionForm(forms.Form):
    question = forms.CharField(label=_("what is not clear"), max_length=300)


class AnswerForm(forms.Form):
    answer = forms.CharField(label=_("answer"), max_length=300)


class WhyForm(forms.Form):
    why = forms.CharField(label=_("why"), max_length=300)


class EntryFilter(forms.Form):
    """What stands in the address of the hours."""

    state = forms.ChoiceField(label=_("state"), required=False)
    since = forms.DateField(label=_("from"), required=False, widget=DayInput())
    until = forms.DateField(label=_("until and including"), required=False, widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [("", _("all")), *Entry.State.choices]  # type: ignore[attr-defined]


class YearFilter(forms.Form):
    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2100, required=False)


class InKindForm(_Registered):
    """What was brought that is neither hours nor money."""

    what = forms.CharField(label=_("what was brought"), max_length=200)
    how_much = forms.CharField(label=_("how much of it"), max_length=80)
    activity = ActivityField()
    on = forms.DateField(label=_("on"), widget=DayInput())
    cents = EuroField(label=_("what it counts for (euro)"), required=False)

    def __init__(self, *args: Any, valued: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not valued:
            del self.fields["cents"]


class PromisedForm(forms.Form):
    seconds = HoursField(label=_("hours promised"))


class RateForm(forms.Form):
    """What an hour of a function counts for."""

    function = forms.ModelChoiceField(
        Code.objects.none(), label=_("function"), required=False, empty_label=_("every other function")
    )
    cents = EuroField(label=_("what an hour counts for (euro)"))
    starts = forms.DateField(label=_("from"), widget=DayInput())

    def __init__(self, *args: Any, functions: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["function"].queryset = functions  # type: ignore[attr-defined]


class RateEndForm(forms.Form):
    last_day = forms.DateField(label=_("last day"), widget=DayInput(), required=False)


class SignForm(forms.Form):
    """Signed for what was read."""

    signer = forms.CharField(label=_("your function in the organisation"), max_length=120)
    read = forms.CharField(widget=forms.HiddenInput(), max_length=64)


# ---------------------------------------------------------------- the fund


class FundForm(forms.Form):
    """What the fund is for, and who prepares it."""

    title = forms.CharField(label=_("name"), max_length=120)
    purpose = forms.CharField(label=_("what it is for"), widget=forms.Textarea)
    group = forms.ModelChoiceField(Body.objects.all(), label=_("working group"), required=False, empty_label="–")
    starts = forms.DateField(label=_("from"), widget=DayInput())
    ends = forms.DateField(label=_("until and including"), required=False, widget=DayInput())


class PutInForm(forms.Form):
    """Money that somebody put in, as its paper says."""

    cents = EuroField(label=_("amount (euro)"))
    on = forms.DateField(label=_("on"), widget=DayInput())
    why = forms.CharField(label=_("from whom, and what for"), max_length=300)
    proof = forms.CharField(label=_("proof"), max_length=120)


class FundNoteForm(forms.Form):
    on = forms.DateField(label=_("on"), widget=DayInput())
    text = forms.CharField(label=_("notes"), widget=forms.Textarea)


def _two(line: str) -> tuple[str, str]:
    """A line with a semicolon, as its two halves; the last one divides."""
    left, _semicolon, right = line.rpartition(";")
    return left.strip(), right.strip()


class OpportunityForm(forms.Form):
    """For what, until when, and by what it is weighed."""

    title = forms.CharField(label=_("name"), max_length=200)
    text = forms.CharField(label=_("for what and for whom"), widget=forms.Textarea)
    opens = forms.DateField(label=_("from"), widget=DayInput())
    closes = forms.DateField(label=_("until and including"), widget=DayInput())
    most_cents = EuroField(label=_("at most (euro)"), required=False)
    weights = forms.CharField(
        label=_("criteria, one a line"),
        widget=forms.Textarea,
        help_text=_("Each with a semicolon and its weight: Reaches who is reached least; 3"),
    )

    def clean_weights(self) -> list[tuple[str, int]]:
        rows = [_two(line) for line in self.cleaned_data["weights"].splitlines() if line.strip()]
        if any(not name or not weight.isdecimal() for name, weight in rows):
            raise forms.ValidationError(_("Write each criterion on its own line, a semicolon, and a whole number."))
        return [(name, int(weight[:4])) for name, weight in rows]


class DossierForm(forms.Form):
    """Which forms it may take, and by what they are compared. What is said of each is filled in afterwards."""

    body = forms.ModelChoiceField(Body.objects.filter(ends=None), label=_("who decides"), empty_label="–")
    question = forms.CharField(label=_("question"), max_length=300)
    plan = forms.CharField(label=_("what of the plan it serves"), max_length=300)
    options = forms.CharField(label=_("possible choices, one a line"), widget=forms.Textarea)
    criteria = forms.CharField(label=_("criteria, one a line"), widget=forms.Textarea)

    def clean_options(self) -> list[str]:
        return list(self.cleaned_data["options"].splitlines())

    def clean_criteria(self) -> list[str]:
        return list(self.cleaned_data["criteria"].splitlines())


class ApplicationForm(_Registered):
    """What is asked, for what, and what it changes."""

    title = forms.CharField(label=_("name"), max_length=200)
    plan = forms.CharField(label=_("what you will do"), widget=forms.Textarea)
    social = forms.CharField(label=_("what it changes for people, and how one will know"), widget=forms.Textarea)
    kind = forms.ChoiceField(label=_("gift or loan"), choices=Application.Kind.choices, widget=forms.RadioSelect)
    asked_cents = EuroField(label=_("amount (euro)"))


class AssessForm(forms.Form):
    """Points for each criterion, an advice, and why."""

    advice = forms.ChoiceField(label=_("advice"), choices=Assessment.Advice.choices, widget=forms.RadioSelect)
    why = forms.CharField(label=_("why"), widget=forms.Textarea)

    def __init__(self, *args: Any, weights: Iterable[Weight], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.weights = list(weights)
        for one in self.weights:
            self.fields[f"weight_{one.pk}"] = forms.TypedChoiceField(
                label=one.title, choices=[(n, str(n)) for n in range(5)], coerce=int, widget=forms.RadioSelect
            )
        self.order_fields([f"weight_{one.pk}" for one in self.weights])

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        points = {one: said[f"weight_{one.pk}"] for one in self.weights if f"weight_{one.pk}" in said}
        return {"points": points, "advice": said.get("advice"), "why": said.get("why")}


class PartsForm(forms.Form):
    """In which parts it is paid."""

    parts = forms.CharField(
        label=_("parts, one a line"),
        widget=forms.Textarea,
        help_text=_("Each with its condition, a semicolon and the amount in euro: The contract is signed; 4000"),
    )

    def clean_parts(self) -> list[tuple[int, str]]:
        found = []
        for line in self.cleaned_data["parts"].splitlines():
            if line.strip():
                condition, amount = _two(line)
                if not condition:
                    raise forms.ValidationError(_("Write each part on its own line: the condition, a semicolon, the amount."))
                try:
                    found.append((EURO.read(amount.replace(",", ".")), condition))
                except UserError:
                    raise forms.ValidationError(
                        _("Write each part on its own line: the condition, a semicolon, the amount.")
                    ) from None
        return found


class AskDecisionForm(forms.Form):
    """Which body, and what of the plan it serves; the rest stands in the application."""

    body = forms.ModelChoiceField(Body.objects.filter(ends=None), label=_("who decides"), empty_label="–")
    plan = forms.CharField(label=_("what of the plan it serves"), max_length=300)
    aims = forms.MultipleChoiceField(
        label=_("aims it serves"), choices=Decision.Aim.choices, widget=forms.CheckboxSelectMultiple
    )


class MetForm(forms.Form):
    how_known = forms.CharField(label=_("how one knows that it is met"), max_length=300)


class PayForm(forms.Form):
    on = forms.DateField(label=_("on"), widget=DayInput())
    proof = forms.CharField(label=_("proof"), max_length=120)


class ReturnForm(forms.Form):
    """What came back."""

    kind = forms.ChoiceField(label=_("kind"), choices=Return.Kind.choices, widget=forms.RadioSelect)
    what = forms.CharField(label=_("what came back, and how one knows"), max_length=300)
    cents = EuroField(label=_("amount (euro)"), required=False)
    on = forms.DateField(label=_("on"), widget=DayInput())
