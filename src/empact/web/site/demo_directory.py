"""The directory of the demonstration: what the cast's organisations and a few others offer, and what is missing somewhere.

Nothing of it exists. Warm meals are brought to every municipality but one, so that the table of places has a gap to find.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone

from ..kernel.who import NOBODY, SYSTEM
from ..network import actions as do
from ..territory.actions import organisations
from ..territory.models import Code, Organisation, Territory
from .demo_history import Hat

__all__ = ["GAP", "tell"]

GAP: Final = "meals"
"""The kind that nobody offers in the last municipality of the alphabet."""
_MORE: Final = ("CAW De Brug", "Familiehulp Avondrood", "Centrum geestelijke gezondheidszorg Het Veer", "Kinepraktijk De Stap")
_PLACES: Final = {
    "gp": "Groepspraktijk De Linde", "pharmacy": "Apotheek Het Anker", "nursing": "Thuisverpleging Morgenzon",
    "town": "Sociaal Huis", "hospital": "Algemeen Ziekenhuis", "link": "Welzijnsschakel", "caw": _MORE[0],
    "home": _MORE[1], "mind": _MORE[2], "kine": _MORE[3],
}  # fmt: skip
_OFFERS: Final = (  # who, kind, name, what it is, days since it was assured, opening hours
    ("gp", "gp", "Huisartsen De Linde", "Raadpleging op afspraak, huisbezoek als je niet kan komen.", 30, "1 08:00-18:00"),
    ("gp", "dietitian", "Diëtist in De Linde", "Samen zoeken naar wat je kan en wil eten.", 60, "2 13:00-17:00"),
    ("gp", "smoking", "Stoppen met roken", "Een tabakoloog helpt je volhouden.", 200, "4 17:00-20:00"),
    ("gp", "diabetes", "Leren leven met diabetes", "Uitleg over suiker, voeding en insuline.", 90, "3 09:00-12:00"),
    ("pharmacy", "pharmacy", "Apotheek Het Anker", "Ook uitleg bij je medicatieschema.", 20, "1 09:00-12:30; 1 13:30-18:30"),
    ("pharmacy", "aids", "Uitleendienst Het Anker", "Krukken, rolstoelen en looprekken te leen.", 45, "6 09:00-12:00"),
    ("nursing", "home-nursing", "Thuisverpleging Morgenzon", "Wondzorg, inspuitingen, hulp bij het wassen.", 15, ""),
    ("nursing", "palliative", "Zorg tot het einde", "Thuis blijven, ook in de laatste weken.", 120, ""),
    ("nursing", "falls", "Minder vallen", "Oefenen met je evenwicht, en je huis veiliger maken.", 75, "2 10:00-11:30"),
    ("town", "ocmw", "Sociale dienst", "Recht op steun, een leefloon, een gesprek.", 25, "1 09:00-12:00; 4 13:30-19:00"),
    ("town", "debts", "Budget op orde", "Schulden in kaart brengen, en afspraken maken.", 40, "2 09:00-12:00"),
    ("town", "transport", "Mindermobielencentrale", "Vrijwilligers brengen je waar je moet zijn.", 55, "1 09:00-16:00"),
    ("town", "odd-jobs", "Klusjesdienst", "Kleine herstellingen en de tuin.", 80, "1 08:00-12:00"),
    ("town", "housing", "Woonloket", "Een woning zoeken, een premie vragen.", 65, "3 13:30-17:00"),
    ("town", "local-centre", "Lokaal dienstencentrum De Linde", "Een maaltijd, een babbel, een cursus.", 35, "1 09:00-17:00"),
    ("town", "food-aid", "Sociale kruidenier", "Eten en drinken aan een kleine prijs.", 50, "5 13:00-16:00"),
    ("hospital", "short-stay", "Herstelverblijf", "Aansterken na een opname.", 110, ""),
    ("hospital", "day-care", "Dagcentrum De Brem", "Overdag samen, 's avonds thuis.", 85, "1 09:00-16:30"),
    ("hospital", "screening", "Mammografie", "Onderzoek naar borstkanker, om de twee jaar.", 100, "1 08:00-16:00"),
    ("hospital", "out-of-hours", "Huisartsenwachtpost", "Een dokter in het weekend.", 10, "6 08:00-23:59; 7 00:00-23:59"),
    ("link", "buddy", "Buddy's aan huis", "Iemand die langskomt, elke week.", 400, ""),
    ("link", "neighbourhood-work", "Buurtwerk Centrum", "Samen koken, samen klagen, samen doen.", 150, "3 14:00-17:00"),
    ("link", "informal-carers", "Mantelzorgcafé", "Praten met wie ook zorgt.", 95, "4 19:30-22:00"),
    ("caw", "welfare-work", "Onthaal", "Een gesprek over wat moeilijk gaat.", 30, "1 09:00-12:00; 3 13:00-17:00"),
    ("caw", "shelter", "Nachtopvang", "Een bed voor vannacht.", 12, "1 20:00-23:59"),
    ("home", "family-care", "Gezinszorg Avondrood", "Een verzorgende helpt wassen, koken en regelen.", 22, ""),
    ("home", "cleaning", "Poetshulp Avondrood", "Poetsen voor wie het niet meer kan.", 22, ""),
    ("home", "sitting", "Oppas aan huis", "Iemand blijft, jij gaat even weg.", 130, ""),
    ("home", "alarm", "Personenalarm Avondrood", "Een knop om je hals, dag en nacht.", 70, ""),
    ("mind", "psychologist", "Eerstelijnspsycholoog", "Acht gesprekken, dicht bij huis.", 28, "2 09:00-20:00"),
    ("mind", "mental-health-centre", "Centrum Het Veer", "Voor wie langer hulp nodig heeft.", 33, "1 09:00-17:00"),
    ("mind", "addiction", "Eerst een gesprek over drank", "Zonder verwijt, met een plan.", 140, "4 13:00-19:00"),
    ("kine", "physiotherapy", "Kine De Stap", "Aan huis of in de praktijk.", 18, "1 08:00-19:00"),
    ("kine", "exercise", "Bewegen op verwijzing", "Een beweegcoach zoekt mee wat bij je past.", 44, "2 18:00-20:00"),
)  # fmt: skip


def tell(*, hat: Hat, places: Mapping[str, tuple[str, str]], at: datetime) -> None:
    """``hat``: who somebody of the cast is, by name; ``places``: kind and id by the name of the place."""
    zone = Territory.objects.filter(kind=Territory.Kind.ZONE).order_by("name").first()
    assert zone is not None, "a region has zones"
    known = _organisations(places, zone, at)

    def add(who: str, kind: str, title: str, what: str, ago: int, hours: str, **said: Any) -> None:
        then = at - timedelta(days=ago)
        day: dict[str, Any] = {"today": timezone.localdate(then), "by": SYSTEM, "at": then}
        values = {
            "kind": kind, "name.nl": title, "description.nl": what, "openings": hours, "areas": zone.code, "spoken": "nl",
            "access": "by-phone", **said,
        }  # fmt: skip
        made = do.keep_offer(organisation=known[who], values=values, **day)
        do.assure_offer(offer=made, **day)
        if kind == "buddy":
            by: dict[str, Any] = {"by": NOBODY, "at": at - timedelta(days=2)}
            do.propose_correction(offer=made, about="hours", text="Nu ook op zaterdag, zegt mijn buur.", **by)

    for one in _OFFERS:
        add(*one)
    *all_but_one, _last = Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY).order_by("name")
    areas = " ".join(sorted(one.code for one in all_but_one))
    add("town", GAP, "Warme maaltijden", "Elke middag een warme maaltijd aan huis.", 38, "", areas=areas, cost="income")


def _organisations(places: Mapping[str, tuple[str, str]], zone: Territory, at: datetime) -> dict[str, Organisation]:
    """Those of the cast, and a few more, each with how to reach it."""
    contact = Code.objects.get(codelist="function", code="contact")
    found = {}
    day = timezone.localdate(at) - timedelta(days=500)
    for number, (short, name) in enumerate(_PLACES.items()):
        if name in places:
            found[short] = Organisation.objects.get(pk=UUID(places[name][1]))
        else:
            values: dict[str, Any] = {"name": name, "line": ""}
            found[short] = organisations.add_organisation(values=values, works_in=[zone], starts=day, by=SYSTEM, at=at)
        if not found[short].contacts.filter(function=contact).exists():
            phone = f"+3251{number:02d}0000"
            organisations.add_contact(
                organisation=found[short], function=contact, mailbox=f"{short}@example.org", phone=phone, starts=day,
                by=SYSTEM, at=at,
            )  # fmt: skip
    return found
