"""What is typed in budgets."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django import forms
from django.utils.formats import date_format
from django.utils.translation import gettext_lazy as _

from ...ledger import EURO, HOUR
from ..governance.models import Body, Decision
from ..kernel.forms import DayInput
from ..portfolio.models import Action, Frame, Item
from ..territory.models import Organisation, Practitioner, Team
from .documents import PLANS
from .models import Call, Commitment, Convention, Entry, FundingSource, Line, Position
from .queries import ABOUT, PARTNER, SOURCE

__all__ = [
    "ApproveForm", "BindForm", "BudgetForm", "CallForm", "CallStateForm", "ConventionForm", "CostForm", "CountForm",
    "EndForm", "EntryFilter", "EstimateForm", "HoursForm", "LineForm", "MoveForm", "OverlapForm", "PlannedForm",
    "PositionForm", "ReportDueForm", "SentForm", "SourceForm", "SpendForm", "SubsidyForm", "TablesForm", "TotalFilter",
    "WhyForm", "YearFilter",
]  # fmt: skip


class AmountField(forms.DecimalField):
    """Typed in euro, given on in cents."""

    def __init__(self, *, least: str = "0.01", **kwargs: Any) -> None:
        super().__init__(max_digits=12, decimal_places=2, min_value=Decimal(least), **kwargs)

    def clean(self, value: Any) -> Any:
        said = super().clean(value)
        return None if said is None else EURO.read(said)


class AboutField(forms.ChoiceField):
    """An action, a work package or a body; given on as the one of the three that it is."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs)
        self.choices = self._offered

    def _offered(self) -> Iterable[Any]:
        packages = Item.objects.of(Frame.objects.in_force(), "programme").filter(parent=None)
        actions = Action.objects.exclude(stage=Action.Stage.STOPPED).only("number", "title")
        return [
            ("", "–"),
            (_("actions"), [(f"action:{a.pk}", f"{a.number} {a.title}") for a in actions]),
            (_("work packages"), [(f"package:{i.pk}", str(i)) for i in packages]),
            (_("bodies"), [(f"body:{b.pk}", b.name) for b in Body.objects.filter(ends=None)]),
        ]

    def clean(self, value: Any) -> dict[str, Any]:
        kind, _colon, pk = super().clean(value).partition(":")
        of: dict[str, Any] = {"action": Action, "package": Item, "body": Body}
        return {name: model.objects.get(pk=pk) if name == kind else None for name, model in of.items()}


class DecisionField(forms.IntegerField):
    """People know a decision by its number; given on as the decision."""

    def clean(self, value: Any) -> Any:
        number = super().clean(value)
        found = Decision.objects.filter(number=number).select_related("followed_by").first()
        if number is not None and found is None:
            raise forms.ValidationError(_("There is no decision with this number."))
        return found


class SourceForm(forms.Form):
    """Who pays, for what, from when until when."""

    title = forms.CharField(label=_("name"), max_length=120)
    kind = forms.ChoiceField(label=_("kind"), choices=FundingSource.Kind.choices)
    payer = forms.ModelChoiceField(Organisation.objects.none(), label=_("who pays"), required=False, empty_label="–")
    terms = forms.CharField(label=_("what it may be used for"), required=False, widget=forms.Textarea)
    starts = forms.DateField(label=_("from"), widget=DayInput())
    ends = forms.DateField(label=_("until and including"), required=False, widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["payer"].queryset = Organisation.objects.kept()  # type: ignore[attr-defined]


class BudgetForm(forms.Form):
    about = AboutField(label=_("for what"))
    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2100)


class LineForm(forms.Form):
    """What is planned, from which source."""

    title = forms.CharField(label=_("what for"), max_length=200)
    source = forms.ModelChoiceField(FundingSource.objects.none(), label=_("funding source"), empty_label="–")
    amount_minor = AmountField(label=_("amount (euro)"), least="0")
    percent = forms.IntegerField(label=_("work, in percent of a full week"), min_value=0, max_value=2000, initial=0)
    partner = forms.ModelChoiceField(Organisation.objects.none(), label=_("who uses it"), required=False, empty_label="–")
    teams = forms.ModelMultipleChoiceField(Team.objects.none(), label=_("only for these teams"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = {
            "source": FundingSource.objects.all(), "partner": Organisation.objects.kept(),
            "teams": Team.objects.filter(ends=None),
        }  # fmt: skip
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class PlannedForm(forms.Form):
    amount_minor = AmountField(label=_("amount (euro)"), least="0")
    percent = forms.IntegerField(label=_("work, in percent of a full week"), min_value=0, max_value=2000)


class WhyForm(forms.Form):
    why = forms.CharField(label=_("why"), max_length=300)


class ApproveForm(forms.Form):
    decision = DecisionField(label=_("number of the decision"), min_value=1)


class BindForm(forms.Form):
    """What is ordered or promised in writing."""

    amount_minor = AmountField(label=_("amount (euro)"))
    what = forms.CharField(
        label=_("what is bound, and to whom"), max_length=200, help_text=_("An organisation, no name of a person.")
    )
    on = forms.DateField(label=_("on"), widget=DayInput())


class SpendForm(forms.Form):
    """What was paid, and what proves it."""

    amount_minor = AmountField(label=_("amount (euro)"))
    on = forms.DateField(label=_("paid on"), widget=DayInput())
    why = forms.CharField(label=_("what for"), max_length=300, help_text=_("No name of a person."))
    proof = forms.CharField(label=_("number of the invoice or other proof"), max_length=120)
    commitment = forms.ModelChoiceField(
        Commitment.objects.none(), label=_("out of what was bound"), required=False, empty_label=_("out of what is free")
    )
    team = forms.ModelChoiceField(Team.objects.none(), label=_("for which team"), required=False, empty_label="–")

    def __init__(self, *args: Any, line: Line, open_: Iterable[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        teams = line.teams.all()
        self.fields["commitment"].queryset = line.commitments.filter(pk__in=open_)  # type: ignore[attr-defined]
        if teams:
            self.fields["team"].queryset = teams  # type: ignore[attr-defined]
            self.fields["team"].required = True
        else:
            del self.fields["team"]


class MoveForm(forms.Form):
    """From one line to another, by a decision."""

    to = forms.ModelChoiceField(Line.objects.none(), label=_("to which line"), empty_label="–")
    amount_minor = AmountField(label=_("amount (euro)"))
    decision = DecisionField(label=_("number of the decision"), min_value=1)
    why = forms.CharField(label=_("why"), max_length=300)

    def __init__(self, *args: Any, line: Line, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = Line.objects.filter(source=line.source_id, budget__year=line.budget.year).exclude(pk=line.pk)
        field = self.fields["to"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = others.select_related("budget__action", "budget__package", "budget__body")
        field.label_from_instance = lambda one: f"{one.budget.about_said}: {one.title}"  # type: ignore[method-assign, assignment]


class YearFilter(forms.Form):
    year = forms.IntegerField(label=_("year"), min_value=2000, max_value=2100, required=False)


class TotalFilter(YearFilter):
    """What stands in the address of the totals."""

    by = forms.ChoiceField(
        label=_("added up by"),
        required=False,
        choices=((ABOUT, _("what it is for")), (PARTNER, _("who uses it")), (SOURCE, _("funding source"))),
    )


class EntryFilter(forms.Form):
    """What stands in the address of the entries."""

    q = forms.CharField(label=_("words or number"), required=False, max_length=100)
    kind = forms.ChoiceField(label=_("what"), required=False, choices=(("", _("all")), *Entry.Kind.choices))
    source = forms.ModelChoiceField(
        FundingSource.objects.all(), label=_("funding source"), required=False, empty_label=_("all")
    )
    since = forms.DateField(label=_("from"), required=False, widget=DayInput())
    until = forms.DateField(label=_("until and including"), required=False, widget=DayInput())
    line = forms.UUIDField(required=False, widget=forms.HiddenInput())


class PositionForm(forms.Form):
    """A function that is paid for."""

    function = forms.CharField(label=_("function"), max_length=120)
    form = forms.ChoiceField(label=_("employed or self-employed"), choices=Position.Form.choices)
    percent = forms.IntegerField(
        label=_("percent of a full week"),
        min_value=1,
        max_value=100,
        required=False,
        help_text=_("Leave open for who is paid by the hour."),
    )
    rate_minor = AmountField(label=_("per hour (euro)"), required=False)
    is_vacant = forms.BooleanField(label=_("vacant"), required=False)
    holder = forms.ModelChoiceField(Practitioner.objects.none(), label=_("who"), required=False, empty_label="–")
    employer = forms.ModelChoiceField(Organisation.objects.none(), label=_("employer"), required=False, empty_label="–")
    source = forms.ModelChoiceField(FundingSource.objects.none(), label=_("funding source"), required=False, empty_label="–")
    about = AboutField(label=_("for what"), required=False)
    team = forms.ModelChoiceField(Team.objects.none(), label=_("for which team"), required=False, empty_label="–")
    starts = forms.DateField(label=_("from"), widget=DayInput())
    ends = forms.DateField(label=_("until and including"), required=False, widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, Any] = {
            "holder": Practitioner.objects.all(), "employer": Organisation.objects.kept(),
            "source": FundingSource.objects.all(), "team": Team.objects.filter(ends=None),
        }  # fmt: skip
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]


class EndForm(forms.Form):
    last_day = forms.DateField(label=_("last day"), widget=DayInput(), required=False)


class HoursForm(forms.Form):
    """What was worked in one of the last twelve months."""

    month = forms.TypedChoiceField(label=_("month"), coerce=date.fromisoformat)
    hours = forms.DecimalField(
        label=_("hours"), max_digits=6, decimal_places=2, min_value=Decimal("0.25"), step_size=Decimal("0.25")
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        month, months = today.replace(day=1), []
        for _n in range(12):
            months.append((month.isoformat(), date_format(month, "YEAR_MONTH_FORMAT")))
            month = (month - timedelta(days=1)).replace(day=1)
        self.fields["month"].choices = months  # type: ignore[attr-defined]

    def clean_hours(self) -> int:
        return HOUR.read(self.cleaned_data["hours"])


class CostForm(forms.Form):
    """A share of a full-time year."""

    percent = forms.IntegerField(label=_("work, in percent of a full week"), min_value=1, max_value=2000)
    full_time = AmountField(label=_("a full-time year, overhead inside (euro)"))
    overhead = forms.IntegerField(label=_("overhead, in percent of wages"), min_value=0, max_value=100)


class EstimateForm(CostForm):
    """The same for a function, to be kept."""

    function = forms.CharField(label=_("function"), max_length=120)

    field_order = ("function", "percent", "full_time", "overhead")


class TablesForm(forms.Form):
    plan = forms.ChoiceField(label=_("which plan"), choices=list(PLANS.items()))


class CallForm(forms.Form):
    """Who calls, until when, and how it fits."""

    title = forms.CharField(label=_("name"), max_length=200)
    funder = forms.CharField(label=_("who calls"), max_length=120)
    deadline = forms.DateField(label=_("deadline"), widget=DayInput())
    fit = forms.ChoiceField(label=_("how it fits"), choices=Call.Fit.choices, widget=forms.RadioSelect)
    why = forms.CharField(label=_("why it fits"), max_length=300, required=False)
    topics = forms.ModelMultipleChoiceField(Item.objects.none(), label=_("for which topics"), required=False)
    amount_minor = AmountField(label=_("at most (euro)"), required=False)
    link = forms.URLField(label=_("where to read more"), required=False, assume_scheme="https")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = Item.objects.of(Frame.objects.in_force(), "topic", "objective")
        self.fields["topics"].queryset = rows  # type: ignore[attr-defined]


class CallStateForm(forms.Form):
    state = forms.ChoiceField(label=_("how it went"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, offered: Iterable[Call.State], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["state"].choices = [(one.value, one.label) for one in offered]  # type: ignore[attr-defined]


class SubsidyForm(forms.Form):
    """What was granted, and under which conditions."""

    title = forms.CharField(label=_("name"), max_length=200)
    call = forms.ModelChoiceField(Call.objects.all(), label=_("came of this call"), required=False, empty_label="–")
    reference = forms.CharField(label=_("reference of who pays"), max_length=120, required=False)
    source = forms.ModelChoiceField(FundingSource.objects.all(), label=_("funding source"), required=False, empty_label="–")
    conditions = forms.CharField(label=_("conditions"), required=False, widget=forms.Textarea)
    papers = forms.CharField(label=_("where the papers are kept"), max_length=200, required=False)
    starts = forms.DateField(label=_("from"), widget=DayInput())
    ends = forms.DateField(label=_("until and including"), required=False, widget=DayInput())


class ReportDueForm(forms.Form):
    title = forms.CharField(label=_("which report"), max_length=200)
    due = forms.DateField(label=_("by"), widget=DayInput())


class SentForm(forms.Form):
    sent = forms.DateField(label=_("sent on"), widget=DayInput())
    proof = forms.CharField(label=_("how one knows that it was sent"), max_length=200)


class ConventionForm(forms.Form):
    """For what others are paid in the region."""

    title = forms.CharField(label=_("name"), max_length=200)
    field = forms.CharField(label=_("field"), max_length=60)
    scope = forms.CharField(label=_("for what and for whom"), widget=forms.Textarea)
    starts = forms.DateField(label=_("from"), widget=DayInput())
    ends = forms.DateField(label=_("until and including"), required=False, widget=DayInput())


class OverlapForm(forms.Form):
    """Where two conventions pay for the same."""

    other = forms.ModelChoiceField(Convention.objects.none(), label=_("with which other"), empty_label="–")
    same = forms.CharField(label=_("what both pay for"), widget=forms.Textarea)
    together = forms.CharField(label=_("what could be done together"), required=False, widget=forms.Textarea)

    def __init__(self, *args: Any, one: Convention, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].queryset = Convention.objects.exclude(pk=one.pk)  # type: ignore[attr-defined]


class CountForm(forms.Form):
    """What was promised and what was brought."""

    promised = AmountField(label=_("promised (euro)"))
    brought = AmountField(label=_("brought (euro)"), least="0")
