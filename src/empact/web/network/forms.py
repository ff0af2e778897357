"""What is typed in the directory."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.dates import WEEKDAYS
from django.utils.translation import gettext_lazy as _

from ..kernel.forms import DayInput
from ..kernel.problems import Problem
from ..territory.models import Contact, Organisation, Site, Territory
from .kinds import LANGUAGES, codes, groups, within_group
from .models import Offer, Proposal
from .values import TEXTS, hours, values_of, written_hours

__all__ = [
    "AccessForm", "AnswerForm", "BringForm", "CoverFilter", "HoursForm", "NewOfferForm", "NotesForm", "OfferSearch",
    "ProposalForm", "WhereForm", "WhomForm", "WordingForm",
]  # fmt: skip

_TICKED = forms.CheckboxSelectMultiple


def _kinds(*, with_groups: bool) -> list[tuple[str, Any]]:
    """By group. For a search the group itself, too."""
    found: list[tuple[str, Any]] = []
    for code, group in groups().items():
        inside = [(one.code, str(one)) for one in within_group(code)]
        found.append((str(group), [(code, _("all: %(group)s") % {"group": group}), *inside] if with_groups else inside))
    return found


class _OneOf(forms.ChoiceField):
    """What was typed in the address is not said again: it may be anything."""

    default_error_messages = {"invalid_choice": _("Choose one of the list.")}


class OfferSearch(forms.Form):
    """What somebody looks for. Everything may be left open."""

    q = forms.CharField(label=_("what do you need help with?"), required=False, max_length=100)
    place = _OneOf(label=_("where do you live?"), required=False)
    kind = _OneOf(label=_("kind of help or care"), required=False)
    language = _OneOf(label=_("which language do you speak?"), required=False)

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        some = (Territory.Kind.ZONE, Territory.Kind.MUNICIPALITY, Territory.Kind.NEIGHBOURHOOD)
        places = Territory.objects.on(today).filter(kind__in=some).order_by("name").values_list("code", "name")
        self.fields["place"].choices = [("", _("everywhere")), *places]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [("", _("every kind")), *_kinds(with_groups=True)]  # type: ignore[attr-defined]
        self.fields["language"].choices = [("", _("every language")), *codes("language").items()]  # type: ignore[attr-defined]


class CoverFilter(forms.Form):
    """Of which place and which group of kinds the table is."""

    place = _OneOf(label=_("place"), required=False)
    kind = _OneOf(label=_("kind of help or care"), required=False)

    def __init__(self, *args: Any, today: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        some = (Territory.Kind.REGION, Territory.Kind.ZONE, Territory.Kind.MUNICIPALITY)
        places = Territory.objects.on(today).filter(kind__in=some).order_by("name").values_list("code", "name")
        self.fields["place"].choices = [("", _("everywhere")), *places]  # type: ignore[attr-defined]
        self.fields["kind"].choices = [(code, str(one)) for code, one in groups().items()]  # type: ignore[attr-defined]


class WordingForm(forms.Form):
    """An offer in one language."""

    name = forms.CharField(label=_("name"), required=False, max_length=200)
    description = forms.CharField(label=_("what it is"), required=False, max_length=4000, widget=forms.Textarea)
    eligibility = forms.CharField(label=_("for whom"), required=False, max_length=1000, widget=forms.Textarea)
    referral = forms.CharField(label=_("how to get there"), required=False, max_length=1000, widget=forms.Textarea)
    cost = forms.CharField(label=_("more about the cost"), required=False, max_length=500)

    def values(self, language: str) -> dict[str, Any]:
        return {f"{text}.{language}": self.cleaned_data[text] for text in TEXTS}


class NewOfferForm(forms.Form):
    """Enough to begin with; the rest is asked on its page."""

    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("organisation"))
    kind = forms.ChoiceField(label=_("kind of help or care"))
    language = forms.ChoiceField(label=_("language of the text"), choices=[(one, one) for one in LANGUAGES])
    name = forms.CharField(label=_("name"), max_length=200)
    description = forms.CharField(label=_("what it is"), widget=forms.Textarea, max_length=4000)

    def __init__(self, *args: Any, organisations: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["organisation"].queryset = organisations  # type: ignore[attr-defined]
        self.fields["kind"].choices = _kinds(with_groups=False)  # type: ignore[attr-defined]
        self.fields["language"].choices = [(one, codes("language")[one]) for one in LANGUAGES]  # type: ignore[attr-defined]
        if len(found := list(organisations[:2])) == 1:
            self.fields["organisation"].initial = found[0]

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {"kind": said["kind"], **{f"{name}.{said['language']}": said[name] for name in ("name", "description")}}


class WhomForm(forms.Form):
    """What kind it is, for whom, what it costs, and how long one waits."""

    kind = forms.ChoiceField(label=_("kind of help or care"))
    minimum_age = forms.IntegerField(label=_("from which age"), required=False, min_value=0, max_value=120)
    maximum_age = forms.IntegerField(label=_("up to which age"), required=False, min_value=0, max_value=120)
    cost = forms.ChoiceField(label=_("what it costs"), choices=Offer.Cost.choices, required=False)
    euro = forms.DecimalField(label=_("price in euro"), required=False, min_value=0, max_digits=8, decimal_places=2)
    convention = forms.ChoiceField(label=_("convention"), choices=Offer.Convention.choices, required=False)
    wait_days = forms.IntegerField(label=_("days of waiting"), required=False, min_value=0, max_value=2000)
    wait_on = forms.DateField(label=_("said on"), required=False, widget=DayInput())
    public = forms.BooleanField(label=_("everybody may read it"), required=False)

    def __init__(self, data: Any = None, *, offer: Offer) -> None:
        now = values_of(offer)
        now["euro"] = None if offer.amount_minor is None else f"{offer.amount_minor / 100:.2f}"
        super().__init__(data, initial=now)
        self.fields["kind"].choices = _kinds(with_groups=False)  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        said = dict(self.cleaned_data)
        euro, on = said.pop("euro"), said["wait_on"]
        amount = None if euro is None else int(euro * 100)
        return {**said, "amount_minor": amount, "wait_on": on.isoformat() if on else None}


class WhereForm(forms.Form):
    """Where it is and for who lives where: places of the address book alone."""

    sites = forms.ModelMultipleChoiceField(
        Site.objects.none(), label=_("where it is"), required=False, widget=_TICKED,
        help_text=_("A place that is missing is added on the page of the organisation."),
    )  # fmt: skip
    areas = forms.ModelMultipleChoiceField(
        Territory.objects.none(), label=_("for who lives in"), required=False,
        help_text=_("Leave it open and it is for the municipality in which it is."),
    )  # fmt: skip
    contact = forms.ModelChoiceField(
        Contact.objects.none(), label=_("whom to ask"), required=False, empty_label=_("the general contact")
    )
    url = forms.URLField(label=_("website"), required=False, assume_scheme="https")

    def __init__(self, data: Any = None, *, offer: Offer, today: Any) -> None:
        now = {"sites": offer.sites.all(), "areas": offer.areas.all(), "contact": offer.contact_id, "url": offer.url}
        super().__init__(data, initial=now)
        offered: dict[str, Any] = {
            "sites": offer.organisation.sites.on(today),
            "areas": Territory.objects.offered(today),
            "contact": offer.organisation.contacts.on(today).select_related("function"),
        }
        for name, rows in offered.items():
            self.fields[name].queryset = rows  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        said = self.cleaned_data
        return {
            "sites": " ".join(sorted(str(one.pk) for one in said["sites"])),
            "areas": " ".join(sorted(one.code for one in said["areas"])),
            "contact": str(said["contact"].pk) if said["contact"] else "",
            "url": said["url"],
        }


class AccessForm(forms.Form):
    """Which languages are spoken, and what makes it easy to use."""

    spoken = forms.MultipleChoiceField(label=_("languages"), required=False, widget=_TICKED)
    access = forms.MultipleChoiceField(label=_("accessibility"), required=False, widget=_TICKED)

    def __init__(self, data: Any = None, *, offer: Offer) -> None:
        super().__init__(data, initial={"spoken": offer.spoken.split(), "access": offer.access.split()})
        self.fields["spoken"].choices = list(codes("language").items())  # type: ignore[attr-defined]
        self.fields["access"].choices = list(codes("access").items())  # type: ignore[attr-defined]

    def values(self) -> dict[str, Any]:
        return {name: " ".join(sorted(self.cleaned_data[name])) for name in ("spoken", "access")}


class HoursForm(forms.Form):
    """Opening hours, a line for each day of the week."""

    monday, tuesday, wednesday, thursday, friday, saturday, sunday = (
        forms.CharField(label=WEEKDAYS[n], required=False, max_length=60) for n in range(7)
    )

    def __init__(self, data: Any = None, *, offer: Offer) -> None:
        now: dict[str, str] = {}
        days = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
        for one in offer.openings.all():
            name = days[one.weekday - 1]
            now[name] = f"{now.get(name, '')} {one.opens:%H:%M}-{one.closes:%H:%M}".strip()
        super().__init__(data, initial=now)
        self.fields["monday"].help_text = _("As 09:00-12:00 13:00-17:00. Leave a day open on which it is closed.")

    def clean(self) -> dict[str, Any]:
        self.found = []
        for n, name in enumerate(self.fields, 1):
            try:
                self.found += hours(self.cleaned_data.get(name, ""), n)
            except Problem as problem:
                self.add_error(name, f"{problem.message} {problem.hint}".strip())
        return self.cleaned_data

    def values(self) -> dict[str, Any]:
        return {"openings": written_hours(self.found)}


class NotesForm(forms.Form):
    notes = forms.CharField(
        label=_("notes for partners"), required=False, max_length=2000, widget=forms.Textarea,
        help_text=_("They leave with no file, and no file that comes in touches them. Name nobody who is cared for."),
    )  # fmt: skip


class ProposalForm(forms.Form):
    """What is wrong and how it should be. Nobody has to say who they are."""

    about = forms.ChoiceField(label=_("what is wrong"), choices=Proposal.About.choices, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("how it should be"), max_length=500, widget=forms.Textarea,
        help_text=_("Name no person, and say nothing about your health."),
    )  # fmt: skip


class AnswerForm(forms.Form):
    """What becomes of a correction."""

    state = forms.ChoiceField(
        label=_("what becomes of it"), choices=[c for c in Proposal.State.choices if c[0] != "asked"], widget=forms.RadioSelect
    )
    answer = forms.CharField(label=_("answer"), required=False, max_length=300)


class BringForm(forms.Form):
    """A file of offers, and whose it is."""

    file = forms.FileField(
        label=_("file"), help_text=_("An HSDS package (.zip), its services as JSON, or the CSV of this page.")
    )
    source = forms.CharField(label=_("which directory it is from"), max_length=200)
    language = forms.ChoiceField(label=_("language of its texts"), choices=[(one, one) for one in LANGUAGES])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["language"].choices = [(one, codes("language")[one]) for one in LANGUAGES]  # type: ignore[attr-defined]
