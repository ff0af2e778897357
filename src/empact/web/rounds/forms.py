"""What is filled in on the round. Short fields, a budget of few: what is known already is never asked."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ..kernel.forms import DayInput

__all__ = ["LaterForm"]


class LaterForm(forms.Form):
    """``persons``: who is ticked in the list."""

    persons = forms.TypedMultipleChoiceField(coerce=str, widget=forms.MultipleHiddenInput)
    until = forms.DateField(label=_("put off until"), widget=DayInput())
    why = forms.CharField(label=_("why"), max_length=200, required=False)

    def __init__(self, *args: Any, persons: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["persons"].choices = [(str(pk), "") for pk in persons]  # type: ignore[attr-defined]
