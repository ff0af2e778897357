"""What is filled in about sharing."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ...terms.identifiers import IdentifierError, Insz, check_insz
from ..kernel.forms import DayInput
from ..kernel.models import User
from ..people.models import Person, Representative
from ..territory.numbers import sentence_of
from . import policies, queries
from .matrix import Part
from .models import Consent

__all__ = ["EmergencyForm", "ExcludeForm", "GiveForm", "RecordForm", "RecordExclusionForm"]

_TOLD = [(how.value, how.label) for how in policies.NEEDS_PROOF]


class GiveForm(forms.Form):
    """By the person."""

    kind = forms.ChoiceField(label=_("what for"), choices=Consent.Kind, widget=forms.RadioSelect)
    parts = forms.MultipleChoiceField(
        label=_("which parts"),
        choices=Part,
        widget=forms.CheckboxSelectMultiple,
        required=False,
        help_text=_("Choose none for the usual parts of each role."),
    )
    party = forms.ModelChoiceField(
        label=_("only for"),
        queryset=Person.objects.none(),
        required=False,
        empty_label=_("all informal carers and neighbours"),
    )
    ends = forms.DateField(label=_("last day"), required=False, widget=DayInput(), help_text=_("Leave open for no end."))

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        party = self.fields["party"]
        party.queryset = queries.parties_of(person, at)  # type: ignore[attr-defined]
        party.label_from_instance = lambda one: one.called  # type: ignore[attr-defined]


class RecordForm(GiveForm):
    """By who cares, for the person."""

    how = forms.ChoiceField(label=_("how it was said"), choices=_TOLD)
    proof = forms.CharField(
        label=_("proof"), max_length=200, help_text=_("Where the paper lies, or who heard it said.")
    )  # fmt: skip
    representative = forms.ModelChoiceField(
        label=_("said by"), queryset=Representative.objects.none(), required=False, empty_label=_("the person")
    )

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, person=person, at=at, **kwargs)
        said_by = self.fields["representative"]
        said_by.queryset = queries.representatives_of(person, at)  # type: ignore[attr-defined]
        said_by.label_from_instance = lambda one: one.by.called  # type: ignore[attr-defined]


class ExcludeForm(forms.Form):
    professional = forms.ModelChoiceField(label=_("professional"), queryset=User.objects.none())

    def __init__(self, *args: Any, person: Person, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["professional"].queryset = queries.may_be_shut_out(person, at)  # type: ignore[attr-defined]


class RecordExclusionForm(ExcludeForm):
    how = forms.ChoiceField(label=_("how it was said"), choices=_TOLD)


class EmergencyForm(forms.Form):
    """Sent in the body of a request: a name or a number never stands in an address."""

    number = forms.CharField(label=_("national number"), max_length=20)
    family_name = forms.CharField(label=_("family name"), max_length=80)
    reason = forms.CharField(
        label=_("why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The person and the data-protection officer read this."),
    )

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.today = today

    def clean_number(self) -> Insz:
        try:
            return check_insz(self.cleaned_data["number"], today=self.today)
        except IdentifierError as error:
            raise ValidationError(sentence_of(error)[0]) from None
