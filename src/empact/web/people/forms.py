"""What people fill in about persons. Numbers and dates are taken as they are written: dots, blanks, dd/mm/yyyy."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from ...terms.identifiers import IdentifierError, Insz, check_insz, check_phone, check_postcode
from ..kernel import scopes
from ..kernel.forms import DayInput
from ..kernel.models import User
from ..territory.models import Territory
from ..territory.numbers import sentence_of
from .models import CareRelation, Channel, Gathering, Handover, Person, Representative, Sex

__all__ = [
    "AccountForm",
    "AddForm",
    "BringForm",
    "BuddyForm",
    "CarerForm",
    "EndForm",
    "GatheringFilter",
    "GatheringForm",
    "HandoverForm",
    "JoinForm",
    "KindFilter",
    "OwnForm",
    "PersonForm",
    "ReasonForm",
    "RepresentativeForm",
    "Search",
    "SignUpForm",
    "TryForm",
]


class Search(forms.Form):
    """Sent in the body of a request: a name or a number never stands in an address."""

    q = forms.CharField(label=_("name or national number"), max_length=80)


class OwnForm(forms.Form):
    """What somebody corrects about themselves."""

    called_name = forms.CharField(label=_("called"), max_length=80, required=False)
    language = forms.ChoiceField(label=_("language"), choices=settings.LANGUAGES)
    channel = forms.ChoiceField(label=_("wants to be reached by"), choices=Channel)
    phone = forms.CharField(label=_("phone"), max_length=20, required=False)
    email = forms.EmailField(label=_("e-mail address"), required=False)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_phone(self) -> str:
        return _checked(self.cleaned_data["phone"], check_phone)

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        needs = {Channel.PHONE: "phone", Channel.MAIL: "email"}.get(said.get("channel", ""))
        if needs and not said.get(needs) and needs not in self.errors:
            self.add_error(needs, gettext("Fill this in, or choose another way to be reached."))
        return said

    def said(self) -> dict[str, Any]:
        """Values for :func:`..actions.correct_person`."""
        return {k: v for k, v in self.cleaned_data.items() if k != "version"}


class PersonForm(OwnForm):
    """A whole record."""

    family_name = forms.CharField(label=_("family name"), max_length=80)
    given_names = forms.CharField(label=_("first names"), max_length=120, required=False)
    birth = forms.CharField(
        label=_("birth date"), help_text=_("As far as known: 17/03/1948, 03/1948 or 1948."), max_length=10, required=False
    )
    number = forms.CharField(label=_("national number"), max_length=20, required=False)
    sex = forms.ChoiceField(label=_("sex in the administration"), choices=Sex, initial=Sex.UNKNOWN)
    street = forms.CharField(label=_("street and number"), max_length=120, required=False)
    postcode = forms.CharField(label=_("postcode"), max_length=8, required=False)
    municipality = forms.ModelChoiceField(label=_("municipality"), queryset=Territory.objects.none(), required=False)
    death_date = forms.DateField(label=_("date of death"), required=False)
    field_order: tuple[str, ...] = (
        "number", "family_name", "given_names", "called_name", "birth", "sex", "language", "channel", "phone", "email",
        "street", "postcode", "municipality", "death_date", "version",
    )  # fmt: skip

    def __init__(
        self, *args: Any, today: date, person: Person | None = None, keeps_register: bool = False, **kwargs: Any
    ) -> None:
        if person is not None:
            kwargs["initial"] = {name: getattr(person, name) for name in (*self.base_fields, "birth") if hasattr(person, name)}
        super().__init__(*args, **kwargs)
        self.today = today
        places = self.fields["municipality"]
        places.queryset = Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY)  # type: ignore[attr-defined]
        if person is None:
            del self.fields["death_date"]
        elif person.insz_index and not keeps_register:
            del self.fields["number"]
        elif person.insz_index:
            self.fields["number"].help_text = _("Only to correct it: empty leaves it as it is.")

    def clean_number(self) -> Insz | None:
        text = self.cleaned_data["number"]
        try:
            return check_insz(text, today=self.today) if text else None
        except IdentifierError as error:
            raise ValidationError(sentence_of(error)[0]) from None

    def clean_birth(self) -> tuple[int | None, int | None, int | None]:
        text = re.sub(r"[\s.\-]+", "/", self.cleaned_data["birth"].strip())
        if not text:
            return None, None, None
        parts = [int(p) for p in text.split("/")] if re.fullmatch(r"(\d{1,2}/){0,2}\d{4}", text) else []
        if not parts:
            raise ValidationError(gettext("Write the date as 17/03/1948, 03/1948 or 1948."))
        year, month, day = ([*reversed(parts), None, None])[:3]
        try:
            first = date(year or 0, month or 1, day or 1)
        except ValueError:
            raise ValidationError(gettext("This date does not exist.")) from None
        if first > self.today or first.year < self.today.year - 130:
            raise ValidationError(gettext("Check the year."))
        return year, month, day

    def clean_postcode(self) -> str:
        return _checked(self.cleaned_data["postcode"], check_postcode)

    def clean_death_date(self) -> date | None:
        day: date | None = self.cleaned_data["death_date"]
        if day is not None and day > self.today:
            raise ValidationError(gettext("This date is still to come."))
        return day

    def said(self) -> dict[str, Any]:
        said = super().said()
        said.pop("number", None)
        said["birth_year"], said["birth_month"], said["birth_day"] = said.pop("birth")
        return said


class AddForm(PersonForm):
    """A person, and why they are cared for here. With a number that is on record, number and family name are enough."""

    kind = forms.ChoiceField(label=_("kind of care"), choices=CareRelation.Kind)
    ground = forms.ChoiceField(label=_("ground"), choices=CareRelation.Ground)
    only_me = forms.BooleanField(label=_("only I may see this person here, not my colleagues"), required=False)
    suggested = forms.CharField(widget=forms.HiddenInput, required=False)
    field_order = (*PersonForm.field_order, "kind", "ground", "only_me", "suggested")

    def said(self) -> dict[str, Any]:
        return {k: v for k, v in super().said().items() if k not in ("kind", "ground", "only_me", "suggested")}


class _Near(forms.Form):
    family_name = forms.CharField(label=_("family name"), max_length=80)
    given_names = forms.CharField(label=_("first names"), max_length=120, required=False)
    phone = forms.CharField(label=_("phone"), max_length=20, required=False)

    def clean_phone(self) -> str:
        return _checked(self.cleaned_data["phone"], check_phone)

    def who(self) -> dict[str, str]:
        return {name: self.cleaned_data[name] for name in ("family_name", "given_names", "phone")}


class CarerForm(_Near):
    relation = forms.CharField(label=_("relation"), help_text=_("As the person says: daughter, neighbour."), max_length=40)


class RepresentativeForm(_Near):
    kind = forms.ChoiceField(label=_("role"), choices=Representative.Kind)
    ground = forms.CharField(
        label=_("document"), help_text=_("Judgment or mandate, with its date."), max_length=120, required=False
    )


class BuddyForm(_Near):
    both_agreed = forms.BooleanField(label=_("both of them said yes"))


class GatheringFilter(forms.Form):
    """Stands in the address."""

    municipality = forms.ModelChoiceField(label=_("municipality"), queryset=Territory.objects.none(), required=False)
    audience = forms.ChoiceField(label=_("for"), choices=[("", _("all")), *Gathering.Audience.choices], required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = _municipalities()  # type: ignore[attr-defined]


class GatheringForm(forms.Form):
    title = forms.CharField(label=_("title"), max_length=80)
    about = forms.CharField(
        label=_("what you do there"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 3})
    )
    audience = forms.ChoiceField(label=_("for"), choices=Gathering.Audience)
    day = forms.DateField(label=_("day"), widget=DayInput())
    begins = forms.TimeField(label=_("from (hour)"), widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"}))
    ends = forms.TimeField(
        label=_("until (hour)"), required=False, widget=forms.TimeInput(format="%H:%M", attrs={"type": "time"})
    )
    where = forms.CharField(label=_("place"), max_length=120)
    municipality = forms.ModelChoiceField(label=_("municipality"), queryset=Territory.objects.none(), required=False)
    leads = forms.CharField(label=_("who leads it"), max_length=80)
    phone = forms.CharField(label=_("phone to sign up"), max_length=20)
    places = forms.IntegerField(label=_("how many can come"), min_value=1, max_value=1000)

    def __init__(self, *args: Any, gathering: Gathering | None = None, **kwargs: Any) -> None:
        if gathering is not None:
            kwargs["initial"] = {name: getattr(gathering, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.fields["municipality"].queryset = _municipalities()  # type: ignore[attr-defined]

    def clean_phone(self) -> str:
        return _checked(self.cleaned_data["phone"], check_phone)


class JoinForm(forms.Form):
    """``persons``: oneself, and whom one helps or speaks for."""

    person = forms.ChoiceField(label=_("who comes"))

    def __init__(self, *args: Any, persons: Iterable[Person], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.persons = {str(one.pk): one for one in persons}
        self.fields["person"].choices = [(pk, one.called) for pk, one in self.persons.items()]  # type: ignore[attr-defined]

    def clean_person(self) -> Person:
        return self.persons[self.cleaned_data["person"]]


class SignUpForm(forms.Form):
    """Nothing else is asked, and nothing of it is put in the register of persons."""

    name = forms.CharField(label=_("name"), max_length=80)
    phone = forms.CharField(label=_("phone"), help_text=_("To tell you if something changes."), max_length=20)

    def clean_phone(self) -> str:
        return _checked(self.cleaned_data["phone"], check_phone)


class EndForm(forms.Form):
    last_day = forms.DateField(label=_("last day"))


class ReasonForm(forms.Form):
    reason = forms.CharField(label=_("why"), help_text=_("The person can read this."), max_length=300)


class AccountForm(forms.Form):
    email = forms.EmailField(label=_("e-mail address of the account"))


class KindFilter(forms.Form):
    """Stands in the address."""

    kind = forms.ChoiceField(label=_("kind of care"), choices=[("", _("all")), *CareRelation.Kind.choices], required=False)


class BringForm(forms.Form):
    """``place()`` is the one recipient."""

    title = forms.CharField(label=_("title"), max_length=120)
    recipient = forms.ChoiceField(label=_("for"))
    file = forms.FileField(label=_("list of pseudonyms (CSV or subject list)"))
    record = forms.FileField(
        label=_("record of the list"),
        help_text=_("The .json written beside it: rule, numbers, who is reached."),
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        places = [(f"{kind}:{i}", name) for kind, i, name in scopes.all_places() if kind in ("organisation", "team")]
        self.fields["recipient"].choices = [("", "–"), *places]  # type: ignore[attr-defined]

    def place(self) -> dict[str, UUID]:
        kind, _sep, identifier = self.cleaned_data["recipient"].partition(":")
        return {kind: UUID(identifier)}


class HandoverForm(forms.Form):
    """``people``: who may take somebody up; ``asked``: somebody was, and may give the person back. What an answer needs, the
    action says."""

    state = forms.ChoiceField(
        label=_("answer"),
        choices=[
            (s, s.label)
            for s in (Handover.State.ACCEPTED, Handover.State.POSTPONED, Handover.State.DECLINED, Handover.State.REFUSED)
        ],
    )
    assigned_to = forms.ChoiceField(
        label=_("who takes it up"), help_text=_("A colleague is asked, and then takes it up or gives it back."), required=False
    )
    next_step = forms.DateField(label=_("next step on"), widget=DayInput(), required=False)
    reason = forms.ChoiceField(
        label=_("if nobody takes it up: why"), choices=[("", "–"), *Handover.Reason.choices], required=False
    )

    def __init__(self, *args: Any, people: Iterable[User], asked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if asked:
            state = self.fields["state"]
            state.choices = [*state.choices, (Handover.State.OPEN, _("given back to the list"))]  # type: ignore[attr-defined]
        self.fields["assigned_to"].choices = [("", "–"), *((str(u.pk), u.name) for u in people)]  # type: ignore[attr-defined]

    def clean_assigned_to(self) -> UUID | None:
        chosen = self.cleaned_data["assigned_to"]
        return UUID(chosen) if chosen else None


class TryForm(forms.Form):
    next_step = forms.DateField(label=_("next try on"), widget=DayInput(), required=False)


def _municipalities() -> QuerySet[Territory]:
    return Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY).order_by("name")


def _checked(text: str, check: Callable[[str], str]) -> str:
    try:
        return check(text) if text.strip() else ""
    except IdentifierError as error:
        raise ValidationError(sentence_of(error)[0]) from None
