"""S75 and S76: hours are registered in a minute, after a meeting for all who were there; who asked for them confirms."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from ....ledger import HOUR
from ...governance.models import Meeting
from ...kernel.pages import require_form
from ...kernel.permissions import may
from ...kernel.request import Request
from ...kernel.rules import allow
from ...territory.models import Post
from ...territory.queries import own_organisation
from .. import actions as do
from .. import queries
from ..forms import AnswerForm, EntryFilter, HoursForm, MeetingHoursForm, QuestionForm, WhyForm
from ..models import Entry
from ..permissions import CONFIRM, REGISTER, SEE, may_confirm, may_register
from .shared import PROJECT, Cell, Column, Table, day, form_page, hours, listed, own_actions, sections, the, works

__all__ = ["answer", "ask", "confirm", "entries", "meeting", "new", "reverse_entry", "withdraw"]

_RELATED = (
    "giver__organisation", "giver__post__practitioner", "activity__action__puller", "activity__package", "work",
    "meeting__body", "reversed_by",
)  # fmt: skip
_E = Entry.State


@allow(SEE, purpose=PROJECT)
@require_safe
def entries(request: Request) -> HttpResponse:
    """TIM-01: hours of the own organisation, those given to what it pulls, or all for the office."""
    form = EntryFilter(request.GET)
    rows = Entry.objects.visible_to(request.who, PROJECT)
    if form.is_valid():
        said = form.cleaned_data
        asked = {"state": said["state"], "on__gte": said["since"], "on__lte": said["until"]}
        rows = rows.filter(**{name: value for name, value in asked.items() if value})
    doors = []
    if may(request.who, REGISTER, PROJECT):
        doors.append((_("Register hours"), reverse("levers:new")))
    columns = (
        Column("organisation", _("organisation")), Column("on", _("on")), Column("hours", _("hours"), True),
        Column("activity", _("what for")), Column("work", _("kind of work")), Column("who", _("who worked")),
        Column("state", _("state")), Column("note", _("note")),
    )  # fmt: skip
    return listed(
        request, name="hours", title=_("Time bank"), form=form, columns=columns,
        rows=queries.marked(rows).select_related(*_RELATED), row=lambda one: _row(request, one), doors=doors,
        empty=_("No hours yet"),
        lead=_("Time that organisations give. What was confirmed is only taken back by a counter-entry."),
    )  # fmt: skip


def _row(request: Request, one: Entry) -> list[Cell]:
    organisation, taken = one.giver.organisation, hasattr(one, "reversed_by")
    assert organisation is not None, "gifts have a giver"
    links, post = [], None
    if may_register(request.who, organisation):
        if one.state == _E.ASKED:
            links.append((_("Answer"), reverse("levers:answer", args=[one.pk])))
        if one.state in (_E.WAITING, _E.ASKED):
            post = (_("Withdraw"), reverse("levers:withdraw", args=[one.pk]))
    if one.state == _E.CONFIRMED and one.reverses_id is None and not taken and may(request.who, CONFIRM, PROJECT):
        if may_register(request.who, organisation) or may_confirm(request.who, one):
            links.append((_("Take back"), reverse("levers:reverse", args=[one.pk])))
    return [
        Cell(organisation.name, links=tuple(links), post=post), day(one.on), hours(one.signed), _activity(one),
        Cell(one.work or "–", one.work or ""), _who(one), Cell(one.get_state_display(), one.state, tags=_tags(one, taken)),
        Cell(one.why or one.note or one.question or "–", one.why or one.note),
    ]  # fmt: skip


def _activity(one: Entry) -> Cell:
    action = one.activity.action
    address = reverse("portfolio:action", args=[action.pk]) if action else ""
    return Cell(one.activity.about_said, one.activity.about_name, address=address)


def _who(one: Entry) -> Cell:
    return Cell(one.giver.post.practitioner.name if one.giver.post else "–", "")


def _tags(one: Any, taken: bool) -> tuple[Any, ...]:
    tags: list[Any] = []
    if one.is_twin and one.state in (_E.WAITING, _E.ASKED):
        tags.append(_("looks like a duplicate"))
    if taken:
        tags.append(_("taken back later"))
    if one.reverses_id is not None:
        tags.append(_("counter-entry"))
    return tuple(tags)


@allow(REGISTER, purpose=PROJECT)
@require_form
def new(request: Request) -> HttpResponse:
    """S75: how long and what for; the rest is filled in, or may stay open."""
    own, today = own_organisation(request.who), timezone.localdate()
    last = Entry.objects.gifts().filter(noted_by=request.who.user_id, giver__organisation=own, reverses=None).first()
    initial: dict[str, Any] = {"on": today}
    if own is not None and last is not None:  # mostly one goes on with what one did
        account = last.activity
        initial["work"] = last.work_id
        if account.action_id or account.package_id:
            initial["activity"] = f"action:{account.action_id}" if account.action_id else f"package:{account.package_id}"
    posts = None
    if own is not None:
        posts = Post.objects.on(today).filter(organisation=own).select_related("practitioner", "function")
    form = HoursForm(
        request.POST or None, initial=initial, own=own, works=works(), posts=posts if posts else None, first=own_actions(own)
    )

    def act(said: dict[str, Any]) -> Entry:
        return do.register(
            organisation=said["organisation"], on=said["on"], seconds=said["hours"], post=said.get("post"), work=said["work"],
            note=said["note"], today=today, by=request.who, at=timezone.now(), **said["activity"],
        )  # fmt: skip

    return form_page(
        request, form, act, title=_("Register hours"), back=reverse("levers:hours"),
        done=_("Registered. It waits for somebody else to confirm it."),
    )  # fmt: skip


@allow(REGISTER, purpose=PROJECT)
@require_form
def meeting(request: Request, pk: UUID) -> HttpResponse:
    """J6: after a meeting, everybody who was there, each as long as it took; changed where somebody came later."""
    one: Meeting = the(Meeting.objects.visible_to(request.who, PROJECT).select_related("body").filter(held=True), pk=pk)
    own, today = own_organisation(request.who), timezone.localdate()
    office = request.who.role == "pmo"
    there = queries.attended(one, own) if own is not None or office else []
    length = HOUR.say(one.minutes_long * 60) if one.minutes_long else None
    form = MeetingHoursForm(request.POST or None, there=there, works=works(), hours=length)

    def act(said: dict[str, Any]) -> Any:
        rows = [(seat.organisation, post, seconds) for seat, post, seconds in said["rows"]]
        return do.register_meeting(
            meeting=one, rows=rows, work=said["work"], today=today, by=request.who, at=timezone.now(), **said["activity"]
        )

    return form_page(
        request, form, act, title=_("Register hours"), lead=f"{one.body.name}, {day(one.on).said}",
        back=reverse("governance:meeting", args=[pk]), done=_("Registered. It waits for somebody else to confirm it."),
    )  # fmt: skip


@allow(CONFIRM, purpose=PROJECT)
@require_form
def confirm(request: Request) -> HttpResponse:
    """S76: everything that waits for this hat, confirmed in one tap; a question where something is not clear."""
    waiting = queries.to_confirm(request.who)
    if request.method == "POST":
        chosen = list(waiting.filter(pk__in=_ids(request)))
        done = do.confirm(entries=chosen, today=timezone.localdate(), by=request.who, at=timezone.now())
        told = ngettext("%(number)s entry confirmed.", "%(number)s entries confirmed.", len(done)) % {"number": len(done)}
        messages.success(request, told)
        return HttpResponseRedirect(reverse("levers:confirm"))
    rows = [(one, hours(one.signed).said) for one in queries.marked(waiting).select_related(*_RELATED)[:100]]
    in_kind = queries.to_confirm_in_kind(request.who).select_related("organisation", "action", "package")
    columns = (
        Column("what", _("what was brought")), Column("organisation", _("organisation")), Column("on", _("on")),
        Column("for", _("what for")),
    )  # fmt: skip
    means = [
        [
            Cell(one.what, tags=(one.how_much,), post=(_("Confirm"), reverse("levers:confirm-in-kind", args=[one.pk]))),
            Cell(one.organisation.name), day(one.on), Cell(one.about_said),
        ]
        for one in in_kind
    ]  # fmt: skip
    context = {
        "rows": rows, "sections": sections(request), "chapter": _("Time bank"),
        "table": Table(_("Means in kind"), columns, means),
    }  # fmt: skip
    return render(request, "levers/confirm.html", context)


def _ids(request: Request) -> list[UUID]:
    found = []
    for said in request.POST.getlist("entry"):
        try:
            found.append(UUID(said))
        except ValueError:
            continue
    return found


def _the(request: Request, pk: UUID) -> Entry:
    found: Entry = the(Entry.objects.visible_to(request.who, PROJECT).select_related(*_RELATED), pk=pk)
    return found


def _told(one: Entry) -> str:
    assert one.giver.organisation is not None, "gifts have a giver"
    return f"{one.giver.organisation.name}, {day(one.on).said}: {hours(one.signed).said}, {one.activity.about_said}"


@allow(CONFIRM, purpose=PROJECT)
@require_form
def ask(request: Request, pk: UUID) -> HttpResponse:
    """Something is not clear."""
    one = _the(request, pk)
    return form_page(
        request,
        QuestionForm(request.POST or None),
        lambda said: do.ask_about(entry=one, by=request.who, at=timezone.now(), **said),
        title=_("Ask about these hours"),
        lead=_told(one),
        back=reverse("levers:confirm"),
        button=_("Ask"),
    )


@allow(REGISTER, purpose=PROJECT)
@require_form
def answer(request: Request, pk: UUID) -> HttpResponse:
    """What the giver says to it."""
    one = _the(request, pk)
    return form_page(
        request,
        AnswerForm(request.POST or None),
        lambda said: do.answer_question(entry=one, by=request.who, at=timezone.now(), **said),
        title=one.question or _("Answer"),
        lead=_told(one),
        back=reverse("levers:hours"),
    )


@allow(REGISTER, purpose=PROJECT)
@require_POST
def withdraw(request: Request, pk: UUID) -> HttpResponse:
    """Registered by mistake, and not confirmed."""
    do.withdraw(entry=_the(request, pk), by=request.who, at=timezone.now())
    messages.success(request, _("Withdrawn. It stays on record and counts nowhere."))
    return HttpResponseRedirect(reverse("levers:hours"))


@allow(CONFIRM, purpose=PROJECT)
@require_form
def reverse_entry(request: Request, pk: UUID) -> HttpResponse:
    """Confirmed and wrong: a counter-entry."""
    one = _the(request, pk)
    return form_page(
        request,
        WhyForm(request.POST or None),
        lambda said: do.reverse(entry=one, today=timezone.localdate(), by=request.who, at=timezone.now(), **said),
        title=_("Take these hours back"),
        lead=_told(one),
        back=reverse("levers:hours"),
        button=_("Take back"),
    )
