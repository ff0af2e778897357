"""Declarations and mandate forms, collaborations."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ...kernel import audit
from ...kernel.permissions import check_may
from ...kernel.problems import NotNow
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import CollaborationKept, DeclarationPublished, DeclarationSigned, DeclarationWithdrawn
from ..models import Collaboration, Declaration, Organisation, SignatureLine
from ..permissions import PUBLISH_DECLARATIONS, check_may_correct, check_may_engage

__all__ = ["end_collaboration", "publish_declaration", "sign", "start_collaboration", "withdraw"]


@transaction.atomic
def publish_declaration(
    *, kind: str, version: int, language: str, title: str, text: str, published: date, by: Who, at: datetime
) -> Declaration:
    """A text to sign; from now on it never changes."""
    check_may(by, PUBLISH_DECLARATIONS, Purpose.ADMINISTRATION)
    if Declaration.objects.filter(kind=kind, version=version, language=language).exists():
        raise NotNow(_("This version exists already in this language."), _("Give the text the next version number."))
    declaration = Declaration.objects.create(
        kind=kind, version=version, language=language, title=title, text=text, published=published
    )
    event = DeclarationPublished(subject=f"territory.declaration:{declaration.pk}", kind=kind, version=version)
    audit.record(event, by=by, at=at)
    return declaration


@transaction.atomic
def sign(
    *,
    organisation: Organisation,
    declaration: Declaration,
    signatory: str,
    function: str,
    on: date,
    reference: str = "",
    by: Who,
    at: datetime,
) -> SignatureLine:
    """A dated line; the text is kept with it as it was read."""
    return _line(organisation, declaration, SignatureLine.Move.SIGN, signatory, function, on, reference, by, at)


@transaction.atomic
def withdraw(
    *, organisation: Organisation, declaration: Declaration, signatory: str, function: str, on: date, by: Who, at: datetime
) -> SignatureLine:
    """A dated line; the line of signing stays."""
    return _line(organisation, declaration, SignatureLine.Move.WITHDRAW, signatory, function, on, "", by, at)


def _line(
    organisation: Organisation,
    declaration: Declaration,
    move: SignatureLine.Move,
    signatory: str,
    function: str,
    on: date,
    reference: str,
    by: Who,
    at: datetime,
) -> SignatureLine:
    check_may_engage(by, organisation)
    policies.check_signature_moves(organisation, declaration, move, on)
    line = SignatureLine.objects.create(
        organisation=organisation,
        declaration=declaration,
        move=move,
        on=on,
        signatory=signatory,
        function=function,
        reference=reference,
        title=declaration.title,
        text=declaration.text,
        at=at,
    )
    happened = DeclarationSigned if move == SignatureLine.Move.SIGN else DeclarationWithdrawn
    audit.record(happened(subject=f"territory.signatureline:{line.pk}", organisation=organisation.pk, on=on), by=by, at=at)
    return line


@transaction.atomic
def start_collaboration(
    *,
    owner: Organisation,
    parties: Iterable[Organisation],
    subject: str,
    starts: date,
    agreement: str = "",
    by: Who,
    at: datetime,
) -> Collaboration:
    """Two or more organisations work together; the owner is one of them."""
    check_may_correct(by, owner)
    together = {owner, *parties}
    if len(together) < 2:
        raise NotNow(_("A collaboration has at least two parties."), _("Choose another organisation."))
    collaboration = Collaboration.objects.create(owner=owner, subject=subject, agreement=agreement, starts=starts)
    collaboration.parties.set(together)
    audit.record(CollaborationKept(subject=f"territory.collaboration:{collaboration.pk}"), by=by, at=at)
    return collaboration


@transaction.atomic
def end_collaboration(*, collaboration: Collaboration, last_day: date | None, by: Who, at: datetime) -> Collaboration:
    """The last day; ``None`` takes that back."""
    check_may_correct(by, collaboration.owner)
    policies.check_period(collaboration.starts, last_day)
    collaboration.ends = last_day
    collaboration.save(update_fields=("ends",))
    audit.record(CollaborationKept(subject=f"territory.collaboration:{collaboration.pk}", ends=last_day), by=by, at=at)
    return collaboration
