"""Forms: one way to draw a field (label, hint, error, control) and to say what is wrong on top."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from . import day, drawn, scopes
from .roles import ROLES

__all__ = ["AccountForm", "AuditFilter", "DayInput", "DigestForm", "EndForm", "HatForm", "Renderer", "Search"]


class Renderer(TemplatesSetting):
    """Draws every form with the kernel's components."""

    form_template_name = "kernel/parts/form.html"
    field_template_name = "kernel/parts/field.html"

    def render(self, template_name: str, context: dict[str, Any], request: HttpRequest | None = None) -> str:
        if template_name == drawn.SELECT:
            return drawn.select(context["widget"])
        return super().render(template_name, context, request)


class DayInput(forms.DateInput):
    """A day, typed or picked: browsers ask for it in the reader's own order."""

    input_type = "date"

    def __init__(self, **options: Any) -> None:
        super().__init__(format="%Y-%m-%d", **options)


class Search(forms.Form):
    """One box to find by words."""

    q = forms.CharField(label=_("Search"), required=False, max_length=100)


class AccountForm(forms.Form):
    """Whose account it is."""

    name = forms.CharField(label=_("name"), max_length=120)
    email = forms.EmailField(label=_("e-mail address"))
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)


class HatForm(forms.Form):
    """A role, where, from when, until when. Where is searched by name; who means one of several chooses."""

    role = forms.ChoiceField(label=_("role"), choices=lambda: [(r.id, r.title) for r in ROLES.values()])
    where = forms.CharField(
        label=_("where"),
        required=False,
        max_length=100,
        help_text=_("Part of the name of the organisation, team or territory. Leave open for the whole region."),
    )
    scope = forms.ChoiceField(label=_("which one"), required=False, widget=forms.RadioSelect)
    starts = forms.DateField(label=_("first day"), widget=DayInput())
    AT_MOST = 20
    ends = forms.DateField(label=_("last day"), required=False, widget=DayInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        role, where = self.data.get("role", ""), self.data.get("where", "").strip()
        self.kind = ROLES[role].scope if where and role in ROLES else ""
        self.found = scopes.find(self.kind, where) if self.kind else {}
        if 1 < len(self.found) <= self.AT_MOST:
            self.fields["scope"].choices = list(self.found.items())  # type: ignore[attr-defined]
        else:
            del self.fields["scope"]

    def clean(self) -> dict[str, Any]:
        said = self.cleaned_data
        if not said.get("where"):
            return said
        if not self.kind:
            self.add_error("where", _("This role is given for the whole region: leave this open."))
        elif not self.found:
            self.add_error("where", _("Nothing of the right kind has that in its name."))
        elif len(self.found) > self.AT_MOST:
            self.add_error("where", _("Many places have that in their name. Type more of it."))
        elif len(self.found) > 1 and not said.get("scope"):
            self.add_error("scope" if "scope" not in self.errors else None, _("Choose one of these."))
        return said

    def place(self) -> tuple[str, str]:
        """Kind and id; empty for the whole region."""
        if not self.cleaned_data["where"]:
            return "", ""
        return self.kind, self.cleaned_data.get("scope") or next(iter(self.found))


class EndForm(forms.Form):
    last_day = forms.DateField(label=_("last day"), widget=DayInput())
    reason = forms.CharField(label=_("reason"), required=False, max_length=300)


class DigestForm(forms.Form):
    """When the letter comes, and of what it reminds. It cannot be turned off: what is promised must reach who promised it."""

    weekday = forms.TypedChoiceField(label=_("day of the week"), choices=list(WEEKDAYS.items())[:5], coerce=int)
    duties_only = forms.BooleanField(
        label=_("only when there is something to do"),
        required=False,
        help_text=_("Without this, you also get a letter when something changed."),
    )
    weeks = forms.TypedChoiceField(
        label=_("how often"),
        choices=(
            (0, _("as is usual for your role")), (1, _("every week")), (2, _("every two weeks")), (4, _("every four weeks")),
        ),
        coerce=int,
        required=False,
        empty_value="0",
        help_text=_("When somebody waits for you, it comes in the same week."),
    )  # fmt: skip
    silent = forms.MultipleChoiceField(
        label=_("do not remind me of"),
        choices=lambda: [(k.id, k.title) for k in day.KINDS.values() if not k.duty],
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("It still stands on My day."),
    )


class AuditFilter(forms.Form):
    """What of the audit to show. ``before`` is the number of the line to go on below."""

    event = forms.CharField(label=_("what"), required=False, max_length=60)
    user = forms.UUIDField(label=_("account number"), required=False)
    person = forms.UUIDField(label=_("person number"), required=False)
    before = forms.IntegerField(required=False, widget=forms.HiddenInput())
