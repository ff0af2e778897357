"""What the region decides for itself."""

from __future__ import annotations

from django import forms
from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _

from .. import actions, region
from ..own_permissions import CHANGE_REGION
from ..pages import require_form
from ..purposes import Purpose
from ..request import Request
from ..rules import allow

__all__ = ["page"]


@allow(CHANGE_REGION, purpose=Purpose.ADMINISTRATION)
@require_form
def page(request: Request) -> HttpResponse:
    """All choices in one form; what is left as it was is not written."""
    form = _form(request)
    if request.method == "POST" and form.is_valid():
        for choice in region.choices():
            try:
                actions.choose(choice=choice.id, value=form.cleaned_data[choice.id], by=request.who, at=timezone.now())
            except ValidationError as error:
                form.add_error(choice.id, error)
        if not form.errors:
            messages.success(request, _("This is now how the region has it."))
            return redirect("kernel:region")
    return render(request, "kernel/region.html", {"form": form}, status=422 if form.errors else 200)


def _form(request: Request) -> forms.Form:
    form = forms.Form(request.POST or None)
    asked = region.choices()
    for choice, kept in zip(asked, region.read_many(*(choice.id for choice in asked)), strict=True):
        field = choice.field()
        field.label, field.help_text, field.initial = choice.title, choice.sentence, kept
        form.fields[choice.id] = field
    return form
