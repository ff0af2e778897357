"""Group activities as everybody reads them, and signing up: oneself, whom one helps, or by a name and a phone number."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...kernel import lists
from ...kernel.limits import address_of, check_often, hidden
from ...kernel.pages import form_page, require_form, the
from ...kernel.permissions import may
from ...kernel.purposes import Purpose
from ...kernel.request import Request
from ...kernel.rules import allow, public
from .. import actions, queries, together
from ..forms import GatheringFilter, JoinForm, SignUpForm
from ..models import Gathering, Person, SignUp
from ..permissions import JOIN

__all__ = ["ask", "join", "leave", "listing", "page"]

OWN = Purpose.OWN


@public("Everybody may read which group activities there are.")
@require_safe
def listing(request: Request) -> HttpResponse:
    """What is to come, the first day first."""
    form = GatheringFilter(request.GET)
    asked = form.cleaned_data if form.is_valid() else {}
    rows = Gathering.objects.to_come(timezone.localdate()).counted().select_related("municipality", "organisation", "team")
    rows = rows.filter(**{name: value for name, value in asked.items() if value})
    if lists.wants_csv(request):
        heading = ("day", "from", "until", "title", "for", "place", "municipality", "who leads it", "phone", "places left")
        cells = (
            (r.day, r.begins, r.ends, r.title, r.audience, r.where, r.municipality or "", r.leads, r.phone, _left(r))
            for r in rows
        )
        return lists.as_csv("group-activities", heading, cells)
    page = lists.page_of(request, rows)
    return render(
        request, "people/gatherings.html", {"page": page, "form": form, "shown": [(one, _left(one)) for one in page]}
    )


@public("Everybody may read what a group activity is, and how to sign up.")
@require_safe
def page(request: Request, pk: UUID) -> HttpResponse:
    """One of them; to who has an account, where they and whom they help stand."""
    gathering = _one(pk)
    persons = _near(request)
    mine = list(
        SignUp.objects.visible_to(request.who, OWN, timezone.localdate())
        .present()
        .filter(gathering=gathering, person__in=persons)
    )
    by_id = {one.pk: one for one in persons}
    left = [one for one in persons if one.pk not in {row.person_id for row in mine}]
    context = {
        "gathering": gathering, "left": _left(gathering),
        "mine": [(row, by_id[row.person_id]) for row in mine if row.person_id],
        "form": JoinForm(persons=left, initial={"person": left[0].pk}) if left else None,
        "open": together.is_open_to_all() and not persons,
    }  # fmt: skip
    return render(request, "people/gathering.html", context)


@allow(JOIN, purpose=OWN)
@require_POST
def join(request: Request, pk: UUID) -> HttpResponse:
    """Oneself, or whom one helps or speaks for."""
    gathering = _one(pk)
    form = JoinForm(request.POST, persons=_near(request))
    if form.is_valid():
        made = actions.join(gathering=gathering, person=form.cleaned_data["person"], by=request.who, at=timezone.now())
        messages.success(request, _said(made))
    return HttpResponseRedirect(reverse("people:gathering", args=(pk,)))


@allow(JOIN, purpose=OWN)
@require_POST
def leave(request: Request, pk: UUID) -> HttpResponse:
    """Sign off; on the page one can sign up again."""
    sign_up: SignUp = the(SignUp.objects.visible_to(request.who, OWN, timezone.localdate()), pk=pk)
    actions.leave(sign_up=sign_up, by=request.who, at=timezone.now())
    messages.success(request, _("Signed off. You can sign up again."))
    return HttpResponseRedirect(reverse("people:gathering", args=(sign_up.gathering_id,)))


@public("Somebody without an account signs up, where the region wants it.")
@require_form
def ask(request: Request, pk: UUID) -> HttpResponse:
    """A name and a phone number."""
    gathering = _one(pk)
    together.check_open()
    if request.method == "POST":
        check_often("sign-up", hidden(address_of(request)), allowed=10, at=timezone.now(), stretch=timedelta(minutes=10))
    return form_page(
        request,
        SignUpForm(request.POST or None),
        lambda said: messages.info(
            request, _said(actions.join_by_name(gathering=gathering, **said, by=request.who, at=timezone.now()))
        ),
        template="people/form.html",
        title=_("Sign up"),
        lead=gathering.title,
        button=_("Sign up"),
        back=reverse("people:gathering", args=(pk,)),
        done=_("Only who leads the activity sees your name and number. A month after the day they are wiped."),
    )


def _one(pk: UUID) -> Gathering:
    rows = Gathering.objects.filter(day__gte=timezone.localdate()).counted()
    found: Gathering = the(rows.select_related("municipality", "organisation", "team"), pk=pk)
    return found


def _near(request: Request) -> list[Person]:
    """Oneself, then whom one helps or speaks for; of them, one reads that."""
    if not may(request.who, JOIN, OWN):
        return []
    today = timezone.localdate()
    me = Person.objects.filter(user=request.who.user_id, merged_into=None)
    others = Person.objects.visible_to(request.who, OWN, today).exclude(user=request.who.user_id)[:20]
    return [*me, *queries.persons_seen(others, who=request.who, purpose=OWN, at=timezone.now())]


def _left(gathering: Gathering) -> int:
    return max(gathering.places - int(gathering.taken), 0)  # type: ignore[attr-defined]


def _said(sign_up: SignUp) -> str:
    if sign_up.state == SignUp.State.WAITING:
        return _("It is full. You stand on the waiting list, and hear when a place falls free.")
    return _("You have a place.")
