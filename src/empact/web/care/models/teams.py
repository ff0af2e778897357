"""The care team of a person, across organisations, with informal carers and neighbours; and the one who coordinates."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any, Self
from uuid import UUID

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from ...kernel.models import User
from ...kernel.roles import ROLES
from ...kernel.who import Who
from ...people.models import Channel, Person
from ...territory.models.dated import Known
from ..reach import Way, way_by
from .seen import OfPart

if TYPE_CHECKING:
    from .limits import CarerLimit

__all__ = ["Coordination", "CoordinatorOffer", "Member", "of_hat"]


def of_hat(who: Who, member: str = "member") -> Q:
    """Rows whose ``member`` is whoever wears this hat, as :meth:`Member.is_of` says it of one."""
    as_professional = {f"{member}__user": who.user_id, f"{member}__role": who.role}
    return Q(**as_professional) | Q(**{f"{member}__near__user": who.user_id})


class Members(OfPart["Member"]):
    part = "team"

    def in_force(self, on: date) -> Self:
        """Approved, begun and not ended on this day."""
        return self.filter(Q(ends=None) | Q(ends__gte=on), state=Member.State.APPROVED, starts__lte=on)

    def standing(self) -> Self:
        """In the team or proposed for it."""
        return self.filter(state__in=(Member.State.PROPOSED, Member.State.APPROVED))


class Member(Known):
    """A professional has ``user`` and the ``role`` they are in the team with, at a place; anybody else is a person (``near``).

    The person is a member, too (``self``), and can coordinate. ``approval``: how the person said yes, where somebody wrote it
    down for them; ``emergency``: why it was not waited for.
    """

    class Kind(models.TextChoices):
        SELF = "self", _("the person")
        PROFESSIONAL = "professional", _("professional")
        CARER = "carer", _("informal carer")
        NEIGHBOUR = "neighbour", _("neighbour or volunteer")

    class State(models.TextChoices):
        PROPOSED = "proposed", _("waits for the person")
        APPROVED = "approved", _("in the care team")
        REFUSED = "refused", _("not wanted")
        ENDED = "ended", _("left the care team")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="care_team")
    kind = models.CharField(_("kind"), max_length=12, choices=Kind)
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="care_teams")
    role = models.CharField(_("role"), max_length=30, blank=True)
    organisation = models.ForeignKey("territory.Organisation", on_delete=models.PROTECT, null=True, related_name="+")
    team = models.ForeignKey("territory.Team", on_delete=models.PROTECT, null=True, related_name="+")
    near = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, related_name="in_care_teams")
    does = models.CharField(_("what they do"), max_length=120, blank=True)
    phone = models.CharField(_("phone"), max_length=20, blank=True)
    reachable = models.CharField(_("when to reach them"), max_length=80, blank=True)
    contact_by = models.CharField(_("contact by"), max_length=200, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.PROPOSED)
    starts = models.DateField(_("since"))
    ends = models.DateField(_("until and including"), null=True, blank=True)
    approval = models.CharField(_("how the person said yes"), max_length=200, blank=True)
    emergency = models.CharField(_("why it could not wait"), max_length=300, blank=True)
    moved_at = models.DateTimeField()
    moved_by = models.UUIDField(null=True)

    objects = Members.as_manager()

    class Meta:
        ordering = ("kind", "starts", "id")
        indexes = (models.Index(fields=("user", "state"), name="care_member_user"),)
        constraints = (
            models.CheckConstraint(name="care_member_period", condition=Q(ends=None) | Q(ends__gte=F("starts"))),
            models.CheckConstraint(
                name="care_member_is_one",
                condition=Q(kind="professional", user__isnull=False, near=None)
                | (~Q(kind="professional") & Q(user=None, near__isnull=False)),
            ),
            models.CheckConstraint(
                name="care_member_self_is_the_person",
                condition=(Q(kind="self") & Q(near=F("person"))) | (~Q(kind="self") & (Q(near=None) | ~Q(near=F("person")))),
            ),
            models.UniqueConstraint(
                name="care_member_user_once", fields=("person", "user"), condition=Q(state__in=("proposed", "approved"))
            ),
            models.UniqueConstraint(
                name="care_member_near_once", fields=("person", "near"), condition=Q(state__in=("proposed", "approved"))
            ),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"member {self.pk}"

    @property
    def name(self) -> str:
        """How they are called."""
        if self.user is not None:
            return self.user.name
        return self.near.called if self.near is not None else ""

    @property
    def title(self) -> Any:
        """What they are, in plain words."""
        return ROLES[self.role].title if self.role in ROLES else self.get_kind_display()

    @property
    def account(self) -> User | None:
        """Where they sign in, if they do."""
        return self.user or (self.near.user if self.near is not None else None)

    @property
    def account_id(self) -> UUID | None:
        return self.user_id or (self.near.user_id if self.near is not None else None)

    def is_in_force(self, on: date) -> bool:
        """As :meth:`Members.in_force` says it of many."""
        return self.state == self.State.APPROVED and self.starts <= on and (self.ends is None or self.ends >= on)

    def is_of(self, who: Who) -> bool:
        """Whoever wears this hat: a professional in the role they are in the team with, anybody else as a person."""
        in_role = self.user_id is None or self.role == who.role
        return in_role and who.user_id is not None and self.account_id == who.user_id

    @property
    def call(self) -> str:
        """The number to call them."""
        return self.phone or (self.near.phone if self.near is not None else "")

    @property
    def limit(self) -> CarerLimit | None:
        """What an informal carer says they can and cannot do; ask for ``limits`` with the members, and no query more."""
        return next((one for one in self.limits.all() if one.ended_at is None), None)

    @property
    def way(self) -> Way | None:
        """The channel they want: what the team was told, else what somebody near has on record, else the number to call."""
        mail = self.near.email if self.near is not None and self.near.channel == Channel.MAIL else ""
        return way_by(self.contact_by or mail or self.call)


class Coordinations(OfPart["Coordination"]):
    part = "team"


class Coordination(Known):
    """Who coordinates from when until when. The database keeps it to one at a time; a hand-over leaves no gap."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="coordinations")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="coordinations")
    starts_at = models.DateTimeField()
    ended_at = models.DateTimeField(null=True)

    objects = Coordinations.as_manager()

    class Meta:
        ordering = ("-starts_at", "id")
        constraints = (
            models.UniqueConstraint(name="care_one_coordinator", fields=("person",), condition=Q(ended_at=None)),
            models.CheckConstraint(
                name="care_coordination_period", condition=Q(ended_at=None) | Q(ended_at__gte=F("starts_at"))
            ),
        )

    def __str__(self) -> str:
        return f"coordination {self.pk}"


class CoordinatorOffers(OfPart["CoordinatorOffer"]):
    part = "team"


class CoordinatorOffer(Known):
    """Coordination is offered to a member of the care team, who accepts or declines; until then nothing changes."""

    class State(models.TextChoices):
        OFFERED = "offered", _("offered")
        ACCEPTED = "accepted", _("accepted")
        DECLINED = "declined", _("declined")
        WITHDRAWN = "withdrawn", _("taken back")

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="coordinator_offers")
    member = models.ForeignKey(Member, on_delete=models.PROTECT, related_name="coordinator_offers")
    state = models.CharField(max_length=9, choices=State, default=State.OFFERED)
    offered_at = models.DateTimeField()
    offered_by = models.UUIDField(null=True)
    answered_at = models.DateTimeField(null=True)
    note = models.CharField(_("what the next coordinator should know"), max_length=500, blank=True)

    objects = CoordinatorOffers.as_manager()

    class Meta:
        ordering = ("-offered_at", "id")
        constraints = (
            models.UniqueConstraint(name="care_one_offer", fields=("person",), condition=Q(state="offered")),
        )  # fmt: skip

    def __str__(self) -> str:
        return f"offer {self.pk}"
