"""Bringing a file: which one, and then only what the file does not say."""

from __future__ import annotations

from datetime import date
from typing import Any, Final

from django import forms
from django.utils.translation import gettext_lazy as _

from ...kernel.forms import DayInput
from ..models import LifeGoal, Member
from .incoming import Received

__all__ = ["BundleForm", "TakeForm"]

LARGEST: Final = 500_000


class BundleForm(forms.Form):
    """``content()`` is the text of the file."""

    file = forms.FileField(
        label=_("FHIR bundle"), widget=forms.FileInput(attrs={"accept": ".json,application/json,application/fhir+json"})
    )

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > LARGEST:
            raise forms.ValidationError(_("This file is larger than half a megabyte."))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Save the file as JSON in UTF-8.")) from None


class _Named(forms.ModelChoiceField):  # type: ignore[type-arg]
    """Rows by what they are called."""

    def label_from_instance(self, obj: Any) -> str:
        return str(obj.name if isinstance(obj, Member) else obj.text)


class TakeForm(forms.Form):
    """The file again, and what it left open."""

    content = forms.CharField(widget=forms.HiddenInput, max_length=LARGEST)
    life_goal = _Named(
        LifeGoal.objects.none(), label=_("life goal of the goals that name none"), required=False,
        empty_label=_("leave these goals out"),
    )  # fmt: skip
    owner = _Named(
        Member.objects.none(), label=_("who does the tasks that name nobody of the care team"), required=False,
        empty_label=_("leave these tasks out"),
    )  # fmt: skip
    due = forms.DateField(
        label=_("by when the tasks without a day to come"), required=False, widget=DayInput(),
        help_text=_("Leave open to leave these tasks out."),
    )  # fmt: skip

    def __init__(self, *args: Any, found: Received, goals: Any, members: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed = {"life_goal": found.needs_life_goal, "owner": found.needs_owner, "due": found.needs_day}
        for name, wanted in needed.items():
            if not wanted:
                del self.fields[name]
        for name, rows in (("life_goal", goals), ("owner", members)):
            if isinstance(one := self.fields.get(name), forms.ModelChoiceField):
                one.queryset = rows
