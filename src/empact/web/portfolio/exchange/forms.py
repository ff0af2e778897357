"""Bringing a file."""

from __future__ import annotations

from django import forms
from django.utils.translation import gettext_lazy as _

__all__ = ["FileForm"]


class FileForm(forms.Form):
    """A file that came from here and was changed, or a board of another tool."""

    file = forms.FileField(
        label=_("file"), widget=forms.FileInput(attrs={"accept": ".xlsx,.zip,.csv,.ics,.json,text/csv,text/calendar"})
    )

    def clean_file(self) -> bytes:
        file = self.cleaned_data["file"]
        if file.size > 10 * 2**20:
            raise forms.ValidationError(_("This file is larger than 10 MB."))
        return bytes(file.read())
