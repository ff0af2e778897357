"""Who is in the care team: proposed by whom cares, approved by the person, and gone at once when they leave."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from ...consent import access
from ...kernel import audit
from ...kernel.models import Hat, User
from ...kernel.problems import Denied, NotNow, Problem, check_words
from ...kernel.purposes import Purpose
from ...kernel.roles import CITIZENS, ROLES
from ...kernel.who import Who
from ...people.models import Person
from .. import policies, states
from ..events import MemberMoved
from ..models import Coordination, CoordinatorOffer, Member
from ..reach import checked
from ..shared import check_writes, purpose_of, speaks
from .plans import keep_version

__all__ = ["approve", "change_member", "end_member", "propose", "refuse"]


@transaction.atomic
def propose(
    *,
    person: Person,
    user: User | None = None,
    role: str = "",
    near: Person | None = None,
    kind: str = Member.Kind.PROFESSIONAL,
    does: str = "",
    phone: str = "",
    reachable: str = "",
    emergency: str = "",
    by: Who,
    at: datetime,
) -> Member:
    """Add a professional (``user`` in a ``role`` they have) or somebody near. It opens nothing until the person approves.

    What the person or who decides for them adds is approved by that. In an emergency a professional is let in at once:
    ``emergency`` says why, and the person reads it.
    """
    if user is not None and user.pk == by.user_id:  # whoever treats the person may propose themselves
        purpose = purpose_of(by)
        access.check_may_read(by, person, "team", at)
    else:
        purpose = check_writes(person, "team", by, at, agreed=not speaks(person, by, at))
    today = timezone.localdate(at)
    place: dict[str, str | None] = {}
    if kind == Member.Kind.PROFESSIONAL:
        if user is None or near is not None:
            raise Problem(_("Choose a professional."))
        place = _place_of(user, role, at)
        policies.check_not_case_manager(person, user.pk)
        twice = Member.objects.standing().filter(person=person, user=user)
    else:
        if (
            near is None
            or user is not None
            or kind not in Member.Kind.values
            or (kind == Member.Kind.SELF) != (near == person)
        ):
            raise Problem(_("Choose somebody who helps this person."))
        twice = Member.objects.standing().filter(person=person, near=near)
    if twice.exists():
        raise NotNow(_("They are in the care team already, or proposed for it."))
    if emergency and kind != Member.Kind.PROFESSIONAL:
        raise Denied(_("Only a professional is let in without waiting for the person."))
    at_once = speaks(person, by, at) or bool(emergency.strip())
    member = Member.objects.create(
        person=person, kind=kind, user=user, role=role if user else "", near=near, does=does.strip(), phone=phone.strip(),
        reachable=reachable.strip(), contact_by=_known(user, role), emergency=emergency.strip(), starts=today,
        state=Member.State.APPROVED if at_once else Member.State.PROPOSED, moved_at=at, moved_by=by.user_id, **place,
    )  # fmt: skip
    _moved(member, by, at, purpose, reason=emergency.strip())
    return member


@transaction.atomic
def approve(*, member: Member, approval: str = "", by: Who, at: datetime) -> Member:
    """The person wants them in the care team: from now on they see what their role sees.

    ``approval``: how and when the person said yes, written down by who may change the care team.
    """
    _check_answers(member, approval, by, at)
    return _move(member, Member.State.APPROVED, by, at, approval)


@transaction.atomic
def refuse(*, member: Member, approval: str = "", by: Who, at: datetime) -> Member:
    """The person does not want them in the care team."""
    _check_answers(member, approval, by, at)
    return _move(member, Member.State.REFUSED, by, at, approval)


@transaction.atomic
def end_member(*, member: Member, by: Who, at: datetime) -> Member:
    """Leave the care team: by the person, whoever changes the team, or the member; at once.

    Whoever coordinates hands over first; the person leaves their own care team never.
    """
    leaves_self = member.user_id == by.user_id or (member.near is not None and member.near.user_id == by.user_id)
    if not leaves_self:
        check_writes(member.person, "team", by, at, agreed=False)
    if member.kind == Member.Kind.SELF:
        raise NotNow(_("The person is always in the own care team."))
    if Coordination.objects.filter(member=member, ended_at=None).exists():
        raise NotNow(_("They coordinate now."), _("Hand the coordination over first."))
    offered = CoordinatorOffer.objects.filter(member=member, state=CoordinatorOffer.State.OFFERED)
    if offered.exists():
        raise NotNow(_("The coordination is offered to them."), _("Take the offer back first."))
    return _move(member, Member.State.ENDED, by, at)


@transaction.atomic
def change_member(
    *, member: Member, does: str, phone: str, reachable: str, contact_by: str = "", by: Who, at: datetime
) -> Member:
    """What they do, and how to reach them: by whoever changes the team, or the member."""
    if member.is_of(by):
        purpose = purpose_of(by)
        access.check_may_read(by, member.person, "team", at)
    else:
        purpose = check_writes(member.person, "team", by, at, agreed=False)
    if member.state not in (Member.State.PROPOSED, Member.State.APPROVED):
        raise NotNow(_("They are not in the care team any more."))
    member.does, member.phone, member.reachable = does.strip(), phone.strip(), reachable.strip()
    member.contact_by = checked(contact_by, timezone.localdate(at))
    member.save(update_fields=("does", "phone", "reachable", "contact_by"))
    _moved(member, by, at, purpose)
    return member


def _known(user: User | None, role: str) -> str:
    """How this professional is reached in another care team: nobody says it twice."""
    told = Member.objects.filter(user=user, role=role).exclude(contact_by="").order_by("-moved_at") if user else None
    return told.values_list("contact_by", flat=True).first() or "" if told is not None else ""


def _check_answers(member: Member, approval: str, by: Who, at: datetime) -> None:
    """The person, who decides for them, or somebody who writes down what they said; nobody lets themselves in."""
    if speaks(member.person, by, at):
        return
    check_writes(member.person, "team", by, at)
    check_words(approval, _("Write how and when the person said it."))
    if member.user_id == by.user_id:
        raise Denied(_("Nobody approves themselves."), _("Ask the person, or a colleague."))


def _move(member: Member, to: str, by: Who, at: datetime, approval: str = "") -> Member:
    member = Member.objects.select_for_update(of=("self",)).get(pk=member.pk)
    policies.check_move(states.MEMBER_MOVES, member.state, to)
    member.state, member.moved_at, member.moved_by = to, at, by.user_id
    member.approval = approval.strip() or member.approval
    if to == Member.State.APPROVED:
        member.starts = timezone.localdate(at)
        policies.check_not_case_manager(member.person, member.user_id)
    else:
        member.ends = max(member.starts, timezone.localdate(at))
    member.save(update_fields=("state", "moved_at", "moved_by", "starts", "ends", "approval"))
    _moved(member, by, at, Purpose.OWN if by.role in CITIZENS else Purpose.CARE)
    return member


def _moved(member: Member, by: Who, at: datetime, purpose: Purpose, reason: str = "") -> None:
    plan = policies.plan_of(member.person)
    if plan is not None:
        keep_version(plan, by, at)
    event = MemberMoved(
        subject=f"care.member:{member.pk}", person=member.person_id, state=member.state, kind=member.kind, role=member.role,
        emergency=bool(member.emergency),
    )  # fmt: skip
    audit.record(event, by=by, at=at, purpose=purpose, reason=reason)


def _place_of(user: User, role: str, at: datetime) -> dict[str, str | None]:
    """Where they have this role today. A role that gives no care is in no care team, nor is a case manager."""
    hats = Hat.objects.worn_on(timezone.localdate(at)).filter(user=user, role=role)
    hat = hats.filter(Q(scope_kind="organisation") | Q(scope_kind="team")).first()
    if hat is None or not ROLES[role].persons or role == "case_manager":
        raise NotNow(_("They do not work in this role now."), _("Choose somebody from the list."))
    return {f"{hat.scope_kind}_id": hat.scope_id}
