"""Who decides in the region of the demonstration, and two decisions: one that holds, one that the steering group talks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from ..governance import actions as do
from ..governance.models import Body
from ..governance.regions import told
from ..kernel.who import Who
from ..territory.models import Code, Organisation

__all__ = ["tell"]


def tell(*, hat: Callable[[str], Who], places: Mapping[str, tuple[str, str]], at: datetime) -> None:
    """``hat``: who somebody of the cast is, by name; ``places``: kind and id by the name of the place."""
    griet, luc, today = hat("Griet"), hat("Luc"), timezone.localdate(at)
    before, then = at - timedelta(days=120), today - timedelta(days=120)
    led: dict[str, Any] = {"by": griet, "at": before}
    for region in ("leuven", "empact"):  # the bodies that both plans name, in their own words
        do.take_up_bodies(told=told()[region], quorum=50, starts=then, **led)
    group, board = (Body.objects.get(name=name) for name in ("Stuurgroep", "Operationeel bestuur"))
    board = do.keep_body(body=board, values={"up_to": 5000}, **led)
    kinds = {code.code: code for code in Code.objects.filter(codelist=Code.List.CATEGORY)}
    partners = [Organisation.objects.get(pk=UUID(pk)) for kind, pk in places.values() if kind == "organisation"]
    own = Organisation.objects.get(pk=luc.scope_id)
    for n, partner in enumerate([own, *(p for p in partners if p != own)][:4]):
        code = partner.category or list(kinds.values())[n]
        ends = today + timedelta(days=40) if n == 3 else None
        do.seat(body=group, group=code, organisation=partner, starts=then, ends=ends, **led)
    do.seat(body=board, group=list(kinds.values())[0], organisation=own, role="voorzitter", share=10, starts=then, **led)
    said: dict[str, Any] = {
        "question": "Kopen we oefenmateriaal voor de valpreventie?", "proposal": "We kopen tien sets en lenen ze uit.",
        "reasons": "Zonder materiaal oefent niemand thuis verder.", "plan": "SO1", "kind": "mandate", "cost": 1800,
        "hours": 12,
    }  # fmt: skip
    bought = do.propose(body=board, values=said, today=then, **led)
    do.move_decision(decision=bought, to="open", today=then, **led)
    do.take(
        decision=bought, conditions="Elke set wordt minstens tien keer uitgeleend.", starts=then,
        review_by=today + timedelta(days=10), today=then, **led,
    )  # fmt: skip
    past = do.plan_meeting(body=group, on=today - timedelta(days=45), where="Stadhuis", **led)
    do.hold_meeting(
        meeting=past, minutes="De eerste zone ligt op schema. We bekijken in het voorjaar een tweede.",
        present=group.seats.on(past.on)[:3], guests=2, today=today, by=griet, at=at - timedelta(days=45),
    )  # fmt: skip
    do.plan_meeting(body=group, on=today + timedelta(days=20), where="https://vergadering.example/stuurgroep", **led)
    said = {
        "question": "Breiden we de valpreventie uit naar een tweede zone?",
        "proposal": "Ze breidt uit zodra tien begeleiders opgeleid zijn.",
        "reasons": "De eerste zone haalt haar doel, en de vraag komt van de huisartsen.", "plan": "SO1", "kind": "consent",
        "cost": 12000, "hours": 240, "alternatives": "Wachten tot de evaluatie; enkel materiaal uitlenen.",
    }  # fmt: skip
    wider = do.propose(body=group, values=said, today=today - timedelta(days=6), by=griet, at=at - timedelta(days=6))
    do.move_decision(decision=wider, to="open", today=today - timedelta(days=5), by=griet, at=at - timedelta(days=5))
