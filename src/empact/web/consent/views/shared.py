"""What the pages about sharing have in common, whoever acts: the person, who decides for them, or who writes it down."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from ...kernel.pages import form_page
from ...kernel.request import Request
from ...people.models import Person
from .. import actions, queries
from ..forms import ExcludeForm, GiveForm, RecordExclusionForm, RecordForm
from ..models import Consent, Exclusion
from ..texts import VERSION

__all__ = ["CARE_SIDE", "OWN_SIDE", "Side"]


@dataclass(frozen=True, slots=True)
class Side:
    """``name``: ``own`` or ``care``: the beginning of the names of its addresses."""

    name: str
    give_form: type[GiveForm]
    exclude_form: type[ExcludeForm]

    def address(self, person: Person) -> str:
        return reverse("consent:near" if self.name == "own" else "consent:person", args=(person.pk,))

    def page(self, request: Request, person: Person) -> HttpResponse:
        """S24 and S32: what is agreed, who may not look, what there was before."""
        shown = queries.sharing_of(person, timezone.now())
        context = {"person": person, "shown": shown, "side": self.name, "sees": queries.sees()}
        return render(request, "consent/sharing.html", {**context, "unread": [e for e in shown.emergencies if not e.seen_at]})

    def give(self, request: Request, person: Person) -> HttpResponse:
        now = timezone.now()
        kind = {"kind": request.GET.get("kind", "")}
        form = self.give_form(request.POST or None, initial=kind, person=person, at=now)
        return form_page(
            request,
            form,
            lambda said: actions.give(person=person, text_version=VERSION, by=request.who, at=now, **said),
            template="consent/give.html",
            title=_("Agree to share"),
            back=self.address(person),
            done=_("Written down. It can be withdrawn at any time."),
        )

    def exclude(self, request: Request, person: Person) -> HttpResponse:
        now = timezone.now()
        form = self.exclude_form(request.POST or None, person=person, at=now)
        return form_page(
            request,
            form,
            lambda said: actions.exclude(person=person, by=request.who, at=now, **said),
            title=_("Shut a professional out"),
            lead=_("It works here at once. Other systems of care may need ten days, and are told by you."),
            back=self.address(person),
            done=_("This professional does not see anything of the plan any more."),
        )

    def withdraw(self, request: Request, consent: Consent) -> HttpResponse:
        actions.withdraw(consent=consent, by=request.who, at=timezone.now())
        messages.success(request, _("Withdrawn. From now on it is not shared any more."))
        return redirect(self.address(consent.person))

    def lift(self, request: Request, exclusion: Exclusion) -> HttpResponse:
        actions.lift(exclusion=exclusion, by=request.who, at=timezone.now())
        messages.success(request, _("This professional may look again."))
        return redirect(self.address(exclusion.person))


OWN_SIDE: Final = Side("own", GiveForm, ExcludeForm)
CARE_SIDE: Final = Side("care", RecordForm, RecordExclusionForm)
