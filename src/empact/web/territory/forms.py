"""What is typed, checked before an action sees it. A form never changes a row."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any, ClassVar, Final

from django import forms
from django.db import models
from django.db.models import Q
from django.forms.models import fields_for_model, model_to_dict
from django.utils.translation import gettext_lazy as _

from ...terms.identifiers import check_establishment, check_kbo, check_phone, check_postcode, check_receipt, check_riziv
from ..kernel.forms import DayInput
from .models import (
    CoachNote,
    Code,
    Collaboration,
    Contact,
    Coordination,
    CoordinationMeeting,
    Declaration,
    JoinRequest,
    Organisation,
    Population,
    Post,
    Practitioner,
    SignatureLine,
    Site,
    Team,
    TeamMember,
    Territory,
)
from .numbers import WrongNumber, number_of

__all__ = [
    "BoundariesForm",
    "CodeForm",
    "CollaborationForm",
    "ContactForm",
    "CoordinationForm",
    "DeclarationForm",
    "Fields",
    "FileForm",
    "HeldForm",
    "JoinForm",
    "MeetingForm",
    "MemberForm",
    "MergeForm",
    "MoveForm",
    "NewTerritoryForm",
    "NoteForm",
    "OrganisationFilter",
    "OrganisationForm",
    "PopulationForm",
    "PostForm",
    "PractitionerForm",
    "ReceiptForm",
    "RefuseForm",
    "ReviewForm",
    "SignatureForm",
    "SiteForm",
    "StartTeamForm",
    "TeamForm",
    "TerritoryForm",
]

_CHECKS: Final[dict[str, Callable[[str], Any]]] = {
    "kbo": check_kbo,
    "riziv": check_riziv,
    "postcode": check_postcode,
    "phone": check_phone,
    "number": check_establishment,
}
_LISTS: Final = {
    "category": "category",
    "actor_type": "type",
    "sector": "sector",
    "discipline": "discipline",
    "function": "function",
}


class Fields(forms.Form):
    """The fields of a table. Numbers are taken however they are typed; lists offer what is in use, and what the row has."""

    model: ClassVar[type[models.Model]]
    names: ClassVar[tuple[str, ...]]

    def __init__(self, *args: Any, today: date, row: models.Model | None = None, **kwargs: Any) -> None:
        if row is not None:
            kwargs["initial"] = {**model_to_dict(row, self.names), **kwargs.get("initial", {})}
        super().__init__(*args, **kwargs)
        own = self.fields
        self.fields = {**fields_for_model(self.model, self.names, formfield_callback=_drawn), **own}
        for name, field in self.fields.items():
            if name in _CHECKS and name not in self.base_fields:
                self.fields[name] = forms.CharField(label=field.label, required=field.required, max_length=40)
            elif isinstance(field, forms.ModelChoiceField):
                self._offer(name, field, row, today)
            elif isinstance(field, forms.DateField):
                field.widget = DayInput()
        if "number_reason" in self.fields:
            self.fields["number_reason"].help_text = _("Only for a number that is right although its check digits do not fit.")

    def _offer(self, name: str, field: forms.ModelChoiceField[Any], row: models.Model | None, today: date) -> None:
        if field.queryset is None:
            return
        if field.empty_label is not None:
            field.empty_label = "–"
        if field.queryset.model is Code:
            has = getattr(row, f"{name}_id", None) if row is not None else None
            fits = Q(retired=None) | Q(retired__gt=today) | Q(pk=has)
            field.queryset = Code.objects.filter(fits, codelist=_LISTS[name])
        elif field.queryset.model is Organisation:
            field.queryset = Organisation.objects.kept()
        elif field.queryset.model is Territory:
            field.queryset = Territory.objects.offered(today)
            _say_kind(field)

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or self.cleaned_data
        for name in (set(_CHECKS) - set(self.base_fields)) & set(cleaned):
            try:
                cleaned[name] = number_of(_CHECKS[name], cleaned[name], reason=cleaned.get("number_reason", ""))
            except WrongNumber as wrong:
                keep = _("If it is right all the same, say why.") if wrong.may_keep and "number_reason" in self.fields else ""
                self.add_error(name, f"{wrong.message} {wrong.hint} {keep}".strip())
        return cleaned


def _say_kind(field: forms.ModelChoiceField[Any]) -> None:
    """A zone, a care region and a municipality may have one name."""
    kinds = {kind.value: str(kind.label) for kind in Territory.Kind}
    field.label_from_instance = lambda obj: f"{obj.name}, {kinds[obj.kind]}"  # type: ignore[method-assign]


def _drawn(field: models.Field[Any, Any], **kwargs: Any) -> forms.Field | None:
    if isinstance(field, models.URLField):
        kwargs["assume_scheme"] = "https"
    return field.formfield(**kwargs)


class OrganisationForm(Fields):
    model = Organisation
    names = (
        "name", "short_name", "kbo", "riziv", "number_reason", "category", "actor_type", "sector", "line", "street",
        "postcode", "works_in", "website",
    )  # fmt: skip


class SiteForm(Fields):
    model = Site
    names = ("kind", "name", "number", "care_site", "street", "postcode", "starts")
    number_reason = forms.CharField(label=_("why this number is right"), required=False, max_length=200)


class ContactForm(Fields):
    model = Contact
    names = ("function", "mailbox", "phone", "starts")


class PractitionerForm(Fields):
    model = Practitioner
    names = ("name", "riziv", "number_reason", "discipline")


class PostForm(Fields):
    model = Post
    names = ("practitioner", "function", "territory", "fte_proportion", "starts", "ends")


class TeamForm(Fields):
    model = Team
    names = ("name", "kind", "territories", "themes", "supports", "meets", "agreement", "mailbox", "phone", "starts")


class StartTeamForm(Fields):
    """A name is enough."""

    model = Team
    names = ("name", "kind")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [choice for choice in Team.Kind.choices if choice[0] in (Team.Kind.PROJECT, Team.Kind.EXPERT)]
        self.fields["kind"].choices = offered  # type: ignore[attr-defined]


class NoteForm(Fields):
    model = CoachNote
    names = ("on", "kind", "minutes", "text")


class ReviewForm(forms.Form):
    outcome = forms.CharField(label=_("what came of it"), max_length=4000, widget=forms.Textarea)


class MemberForm(Fields):
    model = TeamMember
    names = ("practitioner", "role", "discipline", "starts")


class TerritoryForm(Fields):
    model = Territory
    names = ("name", "ends", "latitude", "longitude")


class NewTerritoryForm(Fields):
    model = Territory
    names = ("code", "name", "kind", "starts")


class PopulationForm(Fields):
    model = Population
    names = ("on", "number", "source")
    number = forms.IntegerField(label=_("inhabitants"), min_value=0)


class MoveForm(forms.Form):
    """From which day a territory lies in another one."""

    whole = forms.ModelChoiceField(Territory.objects.none(), label=_("lies from then on in"))
    starts = forms.DateField(label=_("from"), widget=DayInput())
    version = forms.CharField(label=_("name of the boundaries from that day on"), max_length=80)
    source = forms.CharField(label=_("source"), max_length=300, required=False)

    def __init__(self, *args: Any, part: Territory, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["whole"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Territory.objects.on(today).exclude(pk=part.pk).exclude(kind__in=("sector", "neighbourhood"))
        _say_kind(field)


class DeclarationForm(Fields):
    model = Declaration
    names = ("kind", "version", "language", "title", "text", "published")


class SignatureForm(Fields):
    model = SignatureLine
    names = ("signatory", "function", "on", "reference")
    function = forms.CharField(label=_("in which function"), max_length=120)


class CollaborationForm(Fields):
    model = Collaboration
    names = ("subject", "parties", "agreement", "starts")


class CoordinationForm(Fields):
    model = Coordination
    names = ("name", "kind", "organisations", "territory", "per_year", "starts")


class MeetingForm(Fields):
    model = CoordinationMeeting
    names = ("planned", "agenda", "theme", "figures")


class HeldForm(Fields):
    model = CoordinationMeeting
    names = ("held", "decisions")
    held = forms.DateField(label=_("held on"), widget=DayInput())


class JoinForm(Fields):
    """Seven fields, ten minutes."""

    model = JoinRequest
    names = ("name", "kbo", "category", "postcode", "mailbox", "phone", "motive")


class ReceiptForm(forms.Form):
    receipt = forms.CharField(label=_("code on the receipt"), max_length=20)

    def clean_receipt(self) -> str:
        try:
            return number_of(check_receipt, self.cleaned_data["receipt"])
        except WrongNumber as wrong:
            raise forms.ValidationError(f"{wrong.message} {wrong.hint}".strip()) from None


class RefuseForm(Fields):
    model = JoinRequest
    names = ("answer",)


class CodeForm(Fields):
    model = Code
    names = ("code", "number", "nl", "fr", "de", "en")
    number = forms.IntegerField(label=_("number"), required=False, min_value=1)


class FileForm(forms.Form):
    """A CSV file, or one with outlines."""

    file = forms.FileField(label=_("file"), widget=forms.FileInput(attrs={"accept": ".csv,text/csv,.json,.geojson"}))

    def clean_file(self) -> str:
        file = self.cleaned_data["file"]
        if file.size > 5 * 2**20:
            raise forms.ValidationError(_("This file is larger than 5 MB."))
        try:
            return str(file.read().decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise forms.ValidationError(_("Save the sheet as CSV in UTF-8.")) from None


class BoundariesForm(forms.Form):
    """From which day what a file says holds, and what its boundaries are called."""

    starts = forms.DateField(label=_("from"), widget=DayInput())
    version = forms.CharField(label=_("name of the boundaries from that day on"), max_length=80)
    source = forms.CharField(label=_("source"), max_length=300, required=False)


class MergeForm(forms.Form):
    gone = forms.ModelChoiceField(Organisation.objects.none(), label=_("which entry is the same organisation?"))

    def __init__(self, *args: Any, kept: Organisation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["gone"]
        assert isinstance(field, forms.ModelChoiceField)
        field.queryset = Organisation.objects.kept().exclude(pk=kept.pk)


class OrganisationFilter(forms.Form):
    """What stands in the address of the list."""

    q = forms.CharField(label=_("name or place"), required=False)
    territory = forms.ModelChoiceField(Territory.objects.none(), label=_("in"), required=False, to_field_name="code")
    outside = forms.ModelChoiceField(Territory.objects.none(), label=_("not in"), required=False, to_field_name="code")
    category = forms.ModelChoiceField(Code.objects.none(), label=_("category"), required=False, to_field_name="code")
    type = forms.ModelChoiceField(Code.objects.none(), label=_("type of actor"), required=False, to_field_name="code")
    line = forms.ChoiceField(label=_("line"), required=False, choices=(("", _("all")), *Organisation.Line.choices[1:]))

    def __init__(self, *args: Any, today: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered: dict[str, models.QuerySet[Any]] = {
            "territory": Territory.objects.offered(today),
            "category": Code.objects.filter(codelist=Code.List.CATEGORY),
            "type": Code.objects.filter(codelist=Code.List.TYPE),
        }
        offered["outside"] = offered["territory"]
        for name, rows in offered.items():
            field = self.fields[name]
            assert isinstance(field, forms.ModelChoiceField)
            field.queryset, field.empty_label = rows, _("all")
            if rows.model is Territory:
                _say_kind(field)
