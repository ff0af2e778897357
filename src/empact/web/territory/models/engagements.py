"""What organisations agree to: declarations they sign and collaborations; and the door for newcomers."""

from __future__ import annotations

from typing import Self
from uuid import UUID

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from .codes import Code
from .dated import Dated, Known, Lasting, Shared, period_is_whole
from .organisations import Organisation

__all__ = ["Collaboration", "Declaration", "JoinRequest", "SignatureLine"]


class Declarations(Shared["Declaration"]):
    pass


class Declaration(Known):
    """A text to sign, in one version and one language. A published text never changes; a new version is a new row.

    ``text`` holds the statements, one per paragraph.
    """

    class Kind(models.TextChoices):
        ENGAGEMENT = "engagement", _("declaration of engagement")
        MANDATE = "mandate", _("mandate form")

    kind = models.CharField(_("kind"), max_length=10, choices=Kind)
    version = models.PositiveSmallIntegerField(_("version"))
    title = models.CharField(_("title"), max_length=200)
    text = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=2)
    published = models.DateField(_("in force from"))

    objects = Declarations.as_manager()

    class Meta:
        ordering = ("kind", "-version", "language")
        constraints = (models.UniqueConstraint(name="territory_declaration_once", fields=("kind", "version", "language")),)

    def __str__(self) -> str:
        return f"{self.title} ({self.version})"


class SignatureLines(Shared["SignatureLine"]):
    pass


class SignatureLine(Known):
    """One dated line: an organisation signed a text, or withdrew. Lines are added, never changed.

    The text stands here as it was signed, so that the printed copy is the same for ever.
    """

    class Move(models.TextChoices):
        SIGN = "sign", _("signed")
        WITHDRAW = "withdraw", _("withdrawn")

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="signatures")
    declaration = models.ForeignKey(Declaration, on_delete=models.PROTECT, related_name="signatures")
    move = models.CharField(max_length=8, choices=Move)
    on = models.DateField(_("on"))
    signatory = models.CharField(_("name of who signs"), max_length=120)
    function = models.CharField(_("in which function"), max_length=120)
    reference = models.CharField(_("file or reference of the electronic signature"), max_length=200, blank=True)
    title = models.CharField(max_length=200)
    text = models.TextField()
    at = models.DateTimeField()

    objects = SignatureLines.as_manager()

    class Meta:
        ordering = ("at", "pk")

    def __str__(self) -> str:
        return f"{self.organisation_id} {self.move} {self.on}"


class JoinRequests(Shared["JoinRequest"]):
    def held_with(self, key: UUID | str) -> Self:
        """For who asked and has no account: the random id in the address, or the code on the receipt, is the key."""
        return self.filter(receipt=key) if isinstance(key, str) else self.filter(pk=key)


class JoinRequest(Known):
    """An organisation that wants to take part, before somebody has looked at it. ``receipt``: the code to find it again."""

    class State(models.TextChoices):
        ASKED = "asked", _("asked")
        ACCEPTED = "accepted", _("accepted")
        REFUSED = "refused", _("refused")

    name = models.CharField(_("name of the organisation"), max_length=200)
    kbo = models.CharField(_("enterprise number"), max_length=10)
    category = models.ForeignKey(Code, verbose_name=_("category"), on_delete=models.PROTECT, related_name="+")
    postcode = models.CharField(_("postcode"), max_length=4)
    mailbox = models.EmailField(_("mailbox of the organisation"))
    phone = models.CharField(_("phone"), max_length=16, blank=True)
    motive = models.CharField(_("why you want to join"), max_length=500, blank=True)
    state = models.CharField(max_length=8, choices=State, default=State.ASKED)
    receipt = models.CharField(max_length=7, blank=True)
    asked_at = models.DateTimeField()
    decided_at = models.DateTimeField(null=True)
    answer = models.CharField(_("answer"), max_length=300, blank=True)
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="join_requests")

    objects = JoinRequests.as_manager()

    class Meta:
        ordering = ("asked_at", "pk")
        constraints = (
            models.UniqueConstraint(name="territory_join_once", fields=("kbo",), condition=Q(state="asked")),
            models.UniqueConstraint(name="territory_receipt_once", fields=("receipt",), condition=~Q(receipt="")),
        )

    def __str__(self) -> str:
        return self.name


class Collaborations(Lasting["Collaboration"]):
    pass


class Collaboration(Dated):
    """Two or more organisations that work together on a subject; ``owner`` is the one to ask about it."""

    subject = models.CharField(_("subject"), max_length=200)
    parties = models.ManyToManyField(Organisation, verbose_name=_("parties"), related_name="collaborations")
    owner = models.ForeignKey(
        Organisation, verbose_name=_("whom to ask"), on_delete=models.PROTECT, related_name="owned_collaborations"
    )
    agreement = models.CharField(_("agreement"), max_length=200, blank=True)

    objects = Collaborations.as_manager()

    class Meta:
        ordering = ("subject", "starts")
        constraints = (period_is_whole("territory_collaboration_period"),)

    def __str__(self) -> str:
        return self.subject
