"""Time that partners of the demonstration gave, and a fund with one application that went through all steps."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from ..governance import actions as governance
from ..governance.models import Body
from ..kernel.who import SYSTEM
from ..levers import actions as do
from ..levers.models import Application
from ..portfolio.models import Action
from ..territory.models import Code, Organisation
from .demo_history import Hat

__all__ = ["tell"]

_PARTNER, _HOSPITAL = "Welzijnsschakel", "Algemeen Ziekenhuis"


def tell(*, hat: Hat, places: Mapping[str, tuple[str, str]], at: datetime) -> None:
    """``hat``: who somebody of the cast is, by name; ``places``: kind and id by the name of the place."""
    _Levers(hat, places, at).tell()


class _Levers:
    def __init__(self, hat: Hat, places: Mapping[str, tuple[str, str]], at: datetime) -> None:
        self.hat, self.at, self.today = hat, at, timezone.localdate(at)
        self.partner = Organisation.objects.get(pk=UUID(places[_PARTNER][1]))
        self.hospital = Organisation.objects.get(pk=UUID(places[_HOSPITAL][1]))

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def on(self, days: int, by: str = "Griet") -> dict[str, Any]:
        return {"today": self.ago(days), "by": self.hat(by), "at": self.at - timedelta(days=days)}

    def tell(self) -> None:
        self._hours()
        granted = self._fund()
        self._paid(granted)

    def _hours(self) -> None:
        """The hospital gives time to an action that Welzijnsschakel pulls: confirmed, corrected, and some that waits."""
        falls = Action.objects.get(title="Zorgpad valpreventie", origin=None)
        work = {one.code: one for one in Code.objects.filter(codelist="work")}

        def give(days: int, quarters: int, kind: str, note: str = "", *, by: str = "Luc") -> Any:
            who = self.hospital if by == "Luc" else self.partner
            said: dict[str, Any] = {
                "organisation": who,
                "on": self.ago(days),
                "seconds": quarters * 900,
                "work": work[kind],
                "note": note,
            }
            return do.register(**said, action=falls, **self.on(days, by))

        first = give(60, 20, "meeting", "Start van het zorgpad")
        second = give(45, 20, "training", "Opleiding van oefenbegeleiders")
        third = give(30, 12, "testing", "Proef met de valrisicotest")
        do.confirm(entries=[first, second, third], **self.on(28, "Hilde"))
        do.reverse(entry=third, why="Het waren twee uur, geen drie", **self.on(20, "Luc"))
        again = give(20, 8, "testing", "Proef met de valrisicotest")
        do.confirm(entries=[again], **self.on(18, "Hilde"))
        own = give(25, 10, "coordination", by="Omar")
        do.confirm(entries=[own], **self.on(15))
        give(6, 6, "meeting", "Tussentijds overleg")
        give(3, 4, "advice")
        room: dict[str, Any] = {
            "organisation": self.hospital,
            "on": self.ago(45),
            "what": "Oefenzaal",
            "how_much": "vier dagdelen",
        }
        one = do.note_in_kind(**room, action=falls, **self.on(45, "Luc"))
        do.confirm_in_kind(one=one, today=self.ago(28), by=self.hat("Hilde"), at=self.at - timedelta(days=28))

    def _fund(self) -> Application:
        """Amounts are ours and stand in no document."""
        board = Body.objects.get(name="Operationeel bestuur")
        kept = {name: value for name, value in self.on(150).items() if name != "today"}
        values: dict[str, Any] = {
            "title": "Fonds voor sociaal ondernemerschap", "purpose": "Sociaal ondernemerschap in de zorg een start geven.",
            "group": board, "starts": self.ago(150),
        }  # fmt: skip
        fund = do.keep_fund(values=values, **kept)
        do.put_in(
            fund=fund, cents=2_500_000, on=self.ago(140), why="Inleg van partners (voorbeeld)", proof="B-0001", **self.on(140)
        )
        do.note_found(
            fund=fund, on=self.ago(145), text="We bekijken of er naast een vzw een fonds kan komen. Alles is nog uit "
            "te zoeken.", **self.on(145),
        )  # fmt: skip
        asks: dict[str, Any] = {
            "question": "In welke vorm bestaat het fonds?", "proposal": "Voor te stellen zodra de opties vergeleken zijn.",
            "reasons": fund.purpose, "plan": "SO1", "aims": ["value"],
        }  # fmt: skip
        do.open_dossier(
            fund=fund, body=board, values=asks, options=["Alleen een vzw", "Een vzw met een investeringsfonds ernaast"],
            criteria=["Wat de wet toelaat", "Wie beslist, en wie aansprakelijk is"], **self.on(145),
        )  # fmt: skip
        offered = do.offer(
            fund=fund, title="Werk dicht bij huis", text="Voor wie een sociale onderneming start in de buurt.",
            opens=self.ago(130), closes=self.today + timedelta(days=60), most_cents=1_000_000,
            weights=[("Bereikt wie het minst bereikt wordt", 3), ("Kan op eigen benen staan", 2), ("Past in de buurt", 1)],
            **{name: value for name, value in self.on(130).items() if name != "today"},
        )  # fmt: skip
        said: dict[str, Any] = {
            "title": "Buurtkeuken", "plan": "Koken met en voor buren die alleen eten.", "kind": "loan", "asked_cents": 420_000,
            "social": "Zes mensen krijgen werk, veertig eten niet meer alleen. We tellen het elk kwartaal.",
        }  # fmt: skip
        one = do.write_application(opportunity=offered, organisation=self.partner, values=said, **self.on(120, "Omar"))
        one = do.hand_in(application=one, **self.on(118, "Omar"))
        for name, points in (("Wim", (4, 2, 3)), ("Inge", (3, 3, 4))):
            given = dict(zip(offered.weights.all(), points, strict=True))
            do.assess(application=one, points=given, advice="yes", why="Ze beginnen klein.", **self.on(110, name))
        parts = [(280_000, "Het contract is ondertekend"), (140_000, "De keuken is een half jaar open")]
        do.plan_parts(application=one, parts=parts, by=self.hat("Griet"), at=self.at - timedelta(days=105))
        about: dict[str, Any] = {
            "question": "Steunen we de buurtkeuken?", "proposal": "Ze krijgt een lening van 4200 euro in twee schijven.",
            "reasons": said["social"], "plan": "SO1", "aims": ["equity"], "kind": "mandate",
        }  # fmt: skip
        decision = do.ask_fund_decision(application=one, body=board, values=about, **self.on(100))
        governance.move_decision(decision=decision, to="open", **self.on(100))
        governance.take(
            decision=decision, starts=self.ago(90), review_by=self.today + timedelta(days=200), **self.on(90)
        )  # fmt: skip
        do.follow_decision(application=one, today=self.ago(90), by=SYSTEM, at=self.at - timedelta(days=90))
        self._second(offered)
        return one

    def _second(self, offered: Any) -> None:
        """Handed in, and still to be weighed."""
        said: dict[str, Any] = {
            "title": "Klusdienst", "plan": "Kleine klussen aan huis.", "kind": "gift", "asked_cents": 250_000,
            "social": "Drie mensen leren een vak. We vragen na elke klus hoe het ging.",
        }  # fmt: skip
        one = do.write_application(opportunity=offered, organisation=self.partner, values=said, **self.on(9, "Omar"))
        do.hand_in(application=one, **self.on(8, "Omar"))

    def _paid(self, one: Application) -> None:
        first, _second = one.instalments.all()
        do.meet(part=first, how_known="Contract van de eerste van de maand", **self.on(80))
        do.pay(part=first, on=self.ago(78), proof="F-0201", **self.on(78))
        back: dict[str, Any] = {"kind": "financial", "what": "Eerste terugbetaling", "cents": 50_000, "on": self.ago(20)}
        do.note_return(application=one, **back, **self.on(20))
        social: dict[str, Any] = {"kind": "social", "what": "Vier mensen kregen werk (kwartaalverslag)", "on": self.ago(15)}
        do.note_return(application=one, **social, **self.on(15))
