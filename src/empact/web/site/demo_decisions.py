"""Who decides in the region of the demonstration, and two decisions: one that holds, one that the steering group talks of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from ..governance import actions as do
from ..governance.models import Body, Decision, Service
from ..governance.regions import told
from ..kernel.who import Who
from ..territory.models import Code, Organisation, Territory

__all__ = ["offer_services", "seat_partners", "tell"]

_SERVICES: Final = (  # of the table of core activities in the plan of Zorgzaam Leuven, one of each
    ("expertise", "Zorgprogramma's ontwikkelen", "Ontwikkeling en context gebonden implementatie van zorgprogramma's."),
    ("training", "Opleiding tot een rol", "Bv. buurtteamcoach, zorgcoach, brede educator, coördinerend apotheker in WZC."),
    ("support", "Cijfers en rapportering voor teams", "Bepalen van KPI's, meetinstrumenten impact, rapportering."),
    ("advocacy", "Knelpunten doorgeven", "Knelpunten doorgeven aan het beleid en stakeholders."),
    ("representation", "Vertegenwoordiging in de regio", "Contacten op regio-niveau, zorgen voor draagvlak."),
    ("network", "Netwerkbijeenkomsten", "Netwerkbijeenkomsten, MFO, website, nieuwsbrief, sociale media, inspiratiedag."),
)


def tell(*, hat: Callable[[str], Who], places: Mapping[str, tuple[str, str]], at: datetime) -> None:
    """``hat``: who somebody of the cast is, by name; ``places``: kind and id by the name of the place."""
    griet, luc, today = hat("Griet"), hat("Luc"), timezone.localdate(at)
    before, then = at - timedelta(days=120), today - timedelta(days=120)
    led: dict[str, Any] = {"by": griet, "at": before}
    for region in ("leuven", "empact"):  # the bodies that both plans name, in their own words
        do.take_up_bodies(told=told()[region], quorum=50, starts=then, **led)
    group, board = (Body.objects.get(name=name) for name in ("Stuurgroep", "Operationeel bestuur"))
    board = do.keep_body(body=board, values={"up_to": 5000}, **led)
    own, kinds = seat_partners(group, luc, places, starts=then, ends=today + timedelta(days=40), led=led)
    do.seat(body=board, group=kinds[0], organisation=own, role="voorzitter", share=10, starts=then, **led)
    said: dict[str, Any] = {
        "question": "Kopen we oefenmateriaal voor de valpreventie?", "proposal": "We kopen tien sets en lenen ze uit.",
        "reasons": "Zonder materiaal oefent niemand thuis verder.", "plan": "SO1", "aims": ["health"],
        "kind": "mandate", "cost": 1800, "hours": 12,
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
        "reasons": "De eerste zone haalt haar doel, en de vraag komt van de huisartsen.", "plan": "SO1",
        "aims": ["health", "equity"], "kind": "consent", "cost": 12000, "hours": 240,
        "alternatives": "Wachten tot de evaluatie; enkel materiaal uitlenen.",
    }  # fmt: skip
    wider = do.propose(body=group, values=said, today=today - timedelta(days=6), by=griet, at=at - timedelta(days=6))
    do.move_decision(decision=wider, to="open", today=today - timedelta(days=5), by=griet, at=at - timedelta(days=5))
    _prepared(hat, wider, group, own, at)
    _desk(hat, at)


def seat_partners(
    group: Body, luc: Who, places: Mapping[str, tuple[str, str]], *, starts: date, ends: date, led: Mapping[str, Any]
) -> tuple[Organisation, list[Code]]:
    """Four partners sit in the steering group, each for its category; the last one's term ends soon. The chair's own
    organisation, and the categories.
    """
    kinds = list(Code.objects.filter(codelist=Code.List.CATEGORY))
    partners = [Organisation.objects.get(pk=UUID(pk)) for kind, pk in places.values() if kind == "organisation"]
    own = Organisation.objects.get(pk=luc.scope_id)
    for n, partner in enumerate([own, *(p for p in partners if p != own)][:4]):
        said: dict[str, Any] = {"group": partner.category or kinds[n], "organisation": partner}
        do.seat(body=group, starts=starts, ends=ends if n == 3 else None, **said, **led)
    return own, kinds


def _prepared(hat: Callable[[str], Who], wider: Decision, group: Body, own: Organisation, at: datetime) -> None:
    """The year of evaluations, the handbook, who stands for the partnership, and two ways to go on by two criteria."""
    led: dict[str, Any] = {"by": hat("Griet"), "at": at}
    today = timezone.localdate(at)
    for year in (today.year, today.year + 1):
        do.plan_year(body=group, year=year, where="Stadhuis", **led)
    do.take_up_handbook(told=told()["leuven"], today=today, **led)
    region = Territory.objects.filter(kind=Territory.Kind.REGION).order_by("name").first()
    if region is not None:
        said = {"name": region.name, "entity": own, "controller": own, "mailbox": "gegevens@example.org"}
        do.name_partnership(territory=region, values=said, starts=today - timedelta(days=120), **led)
    do.keep_options(
        decision=wider, options=["Nu uitbreiden", "Wachten op de evaluatie"], criteria=["Wie valt er minder?", "Kost"], **led
    )
    for option, texts in zip(
        wider.options.all(),
        (("Een tweede zone, vanaf de lente.", "12 000 euro"), ("Niemand extra dit jaar.", "Niets")),
        strict=True,
    ):
        do.weigh(option=option, texts=dict(zip(wider.criteria.all(), texts, strict=True)), **led)


def _desk(hat: Callable[[str], Who], at: datetime) -> None:
    """A question that was answered and one that waits."""
    today = timezone.localdate(at)
    offer_services(hat, at)
    data, course = (Service.objects.get(activity=name) for name in ("support", "training"))
    asked = do.ask_desk(
        service=data, text="Welke cijfers passen bij ons actieplan?", today=today - timedelta(days=30), by=hat("Pieter"), at=at
    )
    do.answer_desk(
        asked=asked,
        answer="We kozen er samen drie op het teamoverleg.",
        today=today - timedelta(days=22),
        by=hat("Stijn"),
        at=at,
    )
    do.ask_desk(
        service=course,
        text="Twee plaatsen in de opleiding tot zorgcoach.",
        today=today - timedelta(days=9),
        by=hat("Omar"),
        at=at,
    )


def offer_services(hat: Callable[[str], Who], at: datetime) -> None:
    """A service for each core activity that the plan of Zorgzaam Leuven names."""
    since = timezone.localdate(at) - timedelta(days=120)
    for activity, title, about in _SERVICES:
        said = {"title": title, "activity": activity, "about": about, "source": "Zorgzaam Leuven"}
        do.offer_service(starts=since, by=hat("Griet"), at=at, **said)
