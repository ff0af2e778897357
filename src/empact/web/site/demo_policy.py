"""What the region of the demonstration asks of government: room in a rule, bottlenecks, engagements, a card, a report."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final

from django.utils import timezone

from ...definitions.government import read_engagements
from ..policy import actions as do
from ..portfolio.models import Action, Report
from ..territory.actions import organisations
from ..territory.models import Organisation
from .demo_history import Hat

__all__ = ["tell"]

_AUTHORITIES: Final = (("Federale overheid (voorbeeld)", "federal"), ("Vlaamse overheid (voorbeeld)", "community"))
"""Made up for the demonstration: no real administration was asked anything."""


def tell(*, hat: Hat, places: Mapping[str, tuple[str, str]], at: datetime) -> None:
    """``hat``: who somebody of the cast is, by name; ``places``: kind and id by the name of the place."""

    def on(days: int, by: str = "Griet") -> dict[str, Any]:
        then = at - timedelta(days=days)
        return {"today": timezone.localdate(then), "by": hat(by), "at": then}

    def led(days: int) -> dict[str, Any]:
        return {"by": hat("Griet"), "at": at - timedelta(days=days)}

    known = {}
    for name, level in _AUTHORITIES:
        made = organisations.add_organisation(
            values={"name": name}, works_in=[], starts=on(300)["today"], by=hat("Ada"), at=at - timedelta(days=300)
        )
        known[level] = do.make_authority(organisation=made, level=level, **led(300))
    action = {a.title: a for a in Action.objects.filter(origin=None)}
    review, falls = action["Medicatiereview bij polymedicatie patiënten"], action["Zorgpad valpreventie"]
    told: dict[str, Any] = {
        "kind": "relief", "level": "federal", "title": "Medicatiereview bij de persoon thuis",
        "rule": "Een medicatiereview wordt alleen vergoed in de apotheek.",
        "obstacle": "Wie niet buiten komt, krijgt geen review.",
        "evidence": "Van 62 gesprekken waren er 19 thuis, onbetaald.", "proposal": "Twee reviews per jaar thuis vergoeden.",
        "law": "Te bevestigen met de apothekers: het artikel van de overeenkomst.", "addressee": known["federal"],
    }  # fmt: skip
    asked = do.raise_ask(values=told, actions=[review], **on(210))
    do.send(ask=asked, on=on(200)["today"], **on(200))
    late: dict[str, Any] = {
        "kind": "bottleneck", "level": "community", "title": "Oefenbegeleiders mogen geen huisbezoek doen",
        "obstacle": "De oefeningen thuis starten niet.", "evidence": "Vijf diensten melden hetzelfde.",
        "proposal": "Huisbezoek toelaten na een opleiding.", "addressee": known["community"],
    }  # fmt: skip
    answered = do.raise_ask(values=late, actions=[falls], **on(160))
    do.send(ask=answered, on=on(150)["today"], **on(150))
    do.answer(
        ask=answered,
        outcome="partly",
        text="Het mag in de proefzones, tot de evaluatie.",
        on=on(70)["today"],
        **on(70, "Karim"),
    )
    do.raise_ask(
        values={
            "kind": "bottleneck", "level": "zone", "title": "Twee lijsten met dezelfde vragen",
            "obstacle": "Thuisverpleging en sociaal huis vragen alles twee keer.",
        },
        **on(45, "Fatma"),
    )  # fmt: skip
    do.raise_ask(
        values={
            "kind": "recommendation", "level": "federal", "title": "Een integratieteam per regio, voor vijf jaar",
            "obstacle": "Elk jaar vertrekken mensen omdat hun contract stopt.", "proposal": "Vijf jaar zekerheid.",
            "addressee": known["federal"],
        },
        **on(20),
    )  # fmt: skip
    do.take_up_engagements(told=read_engagements()["engagements_empact"], **led(250))
    source = "Voorbeeld van een beleidsplan (verzonnen)"
    do.make_goal(title="Minder mensen vallen", level="community", source=source, actions=[falls], **on(120))
    do.make_goal(title="Medicatie veilig thuis", level="federal", source=source, actions=[review], **on(120))
    do.make_goal(title="Eén dossier voor iedereen", level="federal", source=source, **on(120))
    carers = action["Ondersteuning mantelzorg"]
    card = do.make_card(action=carers, figures=None, **on(10))
    do.address(card=card, authorities=[known["community"]], **led(10))
    report = Report.objects.first()
    to = do.address(report=report, authorities=known.values(), **led(0))
    do.mark_sent(recipient=to[0], **on(0))
    do.keep_talk(
        kind="consultation", subject="Rol van het integratiemanagement", functions="adviseur chronische zorg",
        said="Wat een integratieteam doet, met cijfers.", notes="Ze nemen de omschrijving mee naar de werkgroep.",
        authorities=[known["federal"]], on=on(30)["today"], **on(29),
    )  # fmt: skip
    partner = Organisation.objects.get(pk=hat("Luc").scope_id)
    do.represent(
        forum="Overleg van de regio's", level="community", organisation=partner, starts=on(200)["today"],
        ends=on(0)["today"] + timedelta(days=50), brings="Knelpunten; verslag op de stuurgroep.", **led(200),
    )  # fmt: skip
