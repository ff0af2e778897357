"""The care team (S22, S35): who is in it, who waits for the person, who coordinates, and handing that over."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from ...consent.matrix import Part, rows
from ...consent.queries import sees
from ...kernel.forms import Search
from ...kernel.pages import form_page, require_form, the
from ...kernel.problems import Problem
from ...kernel.request import Request
from ...people.models import Person
from .. import actions, queries
from ..forms import MemberForm, NearForm, OfferForm, ProfessionalForm
from ..models import CoordinatorOffer, Member
from ..shared import speaks
from .sides import Side, must, opened

__all__ = ["add_near", "add_professional", "answer", "appoint", "approve", "change", "end", "offer", "page", "withdraw"]

TEAM = (Part.TEAM,)


@require_safe
def page(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """Each member with what they do, how to reach them and what they see."""
    person, sheet = opened(request, pk, TEAM, "team")
    now = timezone.now()
    shown = queries.team_page(person, now)
    if sheet.read[Part.TEAM].limit:  # a neighbour sees the own line
        mine = [m for m in shown.members if m.near is not None and m.near.user_id == request.who.user_id]
        shown = queries.TeamPage(mine, [], [], shown.coordination, None, None)
    context = {
        "person": person, "shown": shown, "sheet": sheet, "side": side.name, "decides": speaks(person, request.who, now),
        "said": queries.said_today(person, now), "sees": sees([row for row in rows() if row.id != "person"]),
        "asked": shown.offer if shown.offer is not None and shown.offer.member.is_of(request.who) else None,
        "offer_form": OfferForm(members=_offerable(person, shown)),
    }  # fmt: skip
    return render(request, "care/team.html", context)


@require_form
def add_professional(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """A professional of the region, in the role they have at a place. The person says yes first."""
    person, _sheet = opened(request, pk, TEAM, "team")
    now = timezone.now()
    wanted = request.GET.get("q", "")
    found = queries.professionals(wanted, person, now) if wanted.strip() else []
    form = ProfessionalForm(request.POST or None, found=found)
    if request.method == "GET" or not wanted.strip():
        context = {"person": person, "search": Search(request.GET), "form": form if found else None, "wanted": wanted}
        return render(request, "care/add_professional.html", {**context, "back": side.to("team", pk)})
    return form_page(
        request,
        form,
        lambda said: actions.propose(person=person, **form.said(), by=request.who, at=now),
        title=_("Add a professional"),
        back=side.to("team", pk),
        done=_("Added. Who is proposed sees nothing until the person says yes."),
    )


@require_form
def add_near(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """An informal carer or neighbour on record."""
    person, _sheet = opened(request, pk, TEAM, "team")
    now = timezone.now()
    return form_page(
        request,
        NearForm(request.POST or None, helpers=queries.helpers_of(person, now)),
        lambda said: actions.propose(person=person, **said, by=request.who, at=now),
        title=_("Add somebody who helps"),
        lead=_("People on record who help. What they read, the person says apart."),
        back=side.to("team", pk),
        done=_("Added. Who is proposed sees nothing until the person says yes."),
    )


@require_POST
def approve(request: Request, side: Side, pk: UUID, member: UUID) -> HttpResponse:
    """The person says yes or no, or somebody writes down how they said it."""
    person, _sheet = opened(request, pk, TEAM, "team")
    row = the(Member.objects.filter(person=person), pk=member)
    said = {"member": row, "approval": request.POST.get("approval", ""), "by": request.who, "at": timezone.now()}
    if request.POST.get("answer") == "no":
        actions.refuse(**said)
        messages.success(request, _("Not in the care team."))
    else:
        actions.approve(**said)
        messages.success(request, _("In the care team."))
    return redirect(side.to("team", pk))


@require_POST
def end(request: Request, side: Side, pk: UUID, member: UUID) -> HttpResponse:
    """Out of the care team, at once."""
    person, _sheet = opened(request, pk, TEAM, "team")
    row = the(Member.objects.filter(person=person).select_related("near"), pk=member)
    actions.end_member(member=row, by=request.who, at=timezone.now())
    messages.success(request, _("Out of the care team. They see nothing any more."))
    return redirect("kernel:day" if row.user_id == request.who.user_id else side.to("team", pk))


@require_form
def change(request: Request, side: Side, pk: UUID, member: UUID) -> HttpResponse:
    """How to reach one member: by the member, or whoever changes the team."""
    person, sheet = opened(request, pk, TEAM, "team")
    row = the(Member.objects.standing().filter(person=person).select_related("person", "user", "near"), pk=member)
    if not row.is_of(request.who):
        must(sheet, Part.TEAM, write=True)
    fields = ("does", "phone", "reachable", "contact_by")
    return form_page(
        request,
        MemberForm(request.POST or None, initial={name: getattr(row, name) for name in fields}),
        lambda said: actions.change_member(member=row, **said, by=request.who, at=timezone.now()),
        title=_("How to reach %(name)s") % {"name": row.name},
        back=side.to("team", pk),
    )


@require_POST
def appoint(request: Request, side: Side, pk: UUID, member: UUID) -> HttpResponse:
    """The first coordinator."""
    person, _sheet = opened(request, pk, TEAM, "team")
    row = the(Member.objects.filter(person=person).select_related("near"), pk=member)
    actions.appoint(person=person, member=row, by=request.who, at=timezone.now())
    messages.success(request, _("Coordinates from now on."))
    return redirect(side.to("team", pk))


@require_POST
def offer(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """Ask somebody of the care team to coordinate from now on."""
    person, _sheet = opened(request, pk, TEAM, "team")
    now = timezone.now()
    form = OfferForm(request.POST, members=_offerable(person, queries.team_page(person, now)))
    if not form.is_valid():
        raise Problem(_("Choose somebody of the care team."))
    actions.offer(person=person, **form.cleaned_data, by=request.who, at=now)
    messages.success(request, _("Asked. Until they accept, nothing changes."))
    return redirect(side.to("team", pk))


@require_POST
def answer(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """Accept or decline."""
    person, _sheet = opened(request, pk, TEAM, "team")
    row = the(_open_offers(person), state=CoordinatorOffer.State.OFFERED)
    if request.POST.get("answer") == "no":
        actions.decline(offer=row, by=request.who, at=timezone.now())
        messages.success(request, _("Declined. Who coordinated goes on."))
    else:
        actions.accept(offer=row, by=request.who, at=timezone.now())
        messages.success(request, _("You coordinate from now on."))
    return redirect(side.to("team", pk))


@require_POST
def withdraw(request: Request, side: Side, pk: UUID) -> HttpResponse:
    """Take the offer back."""
    person, _sheet = opened(request, pk, TEAM, "team")
    row = the(_open_offers(person), state=CoordinatorOffer.State.OFFERED)
    actions.withdraw_offer(offer=row, by=request.who, at=timezone.now())
    messages.success(request, _("Taken back."))
    return redirect(side.to("team", pk))


def _open_offers(person: Person) -> QuerySet[CoordinatorOffer]:
    return CoordinatorOffer.objects.filter(person=person).select_related("person", "member__near", "member__user")


def _offerable(person: Person, shown: queries.TeamPage) -> QuerySet[Member]:
    now = shown.coordination.member_id if shown.coordination is not None else None
    inside = [m.pk for m in shown.members if m.pk != now]
    return Member.objects.filter(person=person, pk__in=inside).select_related("user", "near")
