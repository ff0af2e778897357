"""What anybody proposes, and what who keeps the offer answers."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from ...kernel import audit
from ...kernel.problems import check_words
from ...kernel.purposes import Purpose
from ...kernel.who import Who
from .. import policies
from ..events import CorrectionAnswered, CorrectionProposed
from ..models import Offer, Proposal
from ..permissions import check_may_keep

__all__ = ["answer_correction", "propose_correction"]


@transaction.atomic
def propose_correction(*, offer: Offer, about: str, text: str, by: Who, at: datetime) -> Proposal:
    """Anybody, without an account; nothing changes before somebody who keeps the offer has looked."""
    made = Proposal.objects.create(offer=offer, about=about, text=check_words(text), asked_at=at)
    event = CorrectionProposed(subject=f"network.proposal:{made.pk}", offer=offer.pk, about=about)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return made


@transaction.atomic
def answer_correction(*, proposal: Proposal, state: str, answer: str = "", by: Who, at: datetime) -> Proposal:
    """Corrected, or not and why. Raises :class:`NotNow` when nothing was corrected."""
    check_may_keep(by, proposal.offer.organisation)
    policies.check_answer(proposal, state)
    proposal.answer = check_words(answer) if state == Proposal.State.REFUSED else answer.strip()
    proposal.state, proposal.decided_at = state, at
    proposal.save(update_fields=("state", "answer", "decided_at"))
    event = CorrectionAnswered(subject=f"network.proposal:{proposal.pk}", offer=proposal.offer_id, state=state)
    audit.record(event, by=by, at=at, purpose=Purpose.PROJECT)
    return proposal
