"""What the region of the demonstration has to spend and who works on it: budgets that a board approved, and the staff table.

The staff and workload tables are those of the plan of Zorgzaam Leuven; amounts are ours and stand in no document.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from ...definitions.frames import read_frames
from ..budgets import actions as do
from ..budgets.models import Budget, FundingSource, Line
from ..governance import actions as governance
from ..governance.models import Body, Decision
from ..levers import actions as levers
from ..portfolio import actions as portfolio
from ..portfolio.models import Action, Promise
from ..territory.models import Organisation, Team
from .demo_history import Hat

__all__ = ["tell"]

_PARTNER, _HOSPITAL, _TEAM = "Welzijnsschakel", "Algemeen Ziekenhuis", "Buurtteam Centrum"


def tell(*, hat: Hat, places: Mapping[str, tuple[str, str]], at: datetime) -> None:
    """``hat``: who somebody of the cast is, by name; ``places``: kind and id by the name of the place."""
    _Money(hat, places, at).tell()


class _Money:
    def __init__(self, hat: Hat, places: Mapping[str, tuple[str, str]], at: datetime) -> None:
        self.hat, self.at, self.today = hat, at, timezone.localdate(at)
        self.partner = Organisation.objects.get(pk=UUID(places[_PARTNER][1]))
        self.hospital = Organisation.objects.get(pk=UUID(places[_HOSPITAL][1]))
        self.team = Team.objects.get(pk=UUID(places[_TEAM][1]))

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def by(self, name: str = "Griet", days: int = 0) -> dict[str, Any]:
        return {"by": self.hat(name), "at": self.at - timedelta(days=days)}

    def action(self, title: str) -> Action:
        return Action.objects.get(title=title, origin=None)

    def tell(self) -> None:
        falls, carers = self.action("Zorgpad valpreventie"), self.action("Ondersteuning mantelzorg")
        subsidy, gain = self._sources()
        said: dict[str, Any] = {"source": subsidy, "percent": 20, "partner": self.partner}
        training, material = "Opleiding van oefenbegeleiders", "Oefenmateriaal"
        one = self._budget(falls, (training, 240_000, said), (material, 180_000, {"source": gain}))
        coaches = {"source": subsidy, "teams": [self.team]}
        two = self._budget(
            carers, ("Coaches van de buurtteams", 250_000, coaches), ("Proactieve zorgcoördinatie", 150_000, coaches)
        )
        self._spent(one, two)
        heart = do.make_budget(year=self.today.year, action=self.action("Zorgpad hartfalen"), **self.by())
        do.plan_line(
            version=heart.versions.get(), title="Verpleegkundige die opvolgt", source=subsidy, amount_minor=1_200_000,
            percent=20, **self.by(),
        )  # fmt: skip
        self._staff(falls, subsidy)
        self._funding(subsidy)
        self._brought(falls)
        portfolio.freeze_report(
            title="Verslag met geld en inzet", since=self.ago(91), figures=None, today=self.today, **self.by()
        )

    def _sources(self) -> tuple[FundingSource, FundingSource]:
        """The tables of a plan bring the names of its sources."""
        portfolio.take_up_frame(  # earlier than the region's own, which stays in force
            told=read_frames()["leuven"], activities=False, today=self.ago(600), **self.by(days=600)
        )
        do.take_up_tables(plan="leuven", **self.by(days=200))
        subsidy = FundingSource.objects.get(title="Budget implementatiecoaches buurtteams")
        values = {"title": "Efficiëntiewinst van vorig jaar", "kind": "gain", "starts": self.ago(400)}
        return subsidy, do.keep_source(values={**values, "terms": "Opnieuw te gebruiken in acties."}, **self.by(days=200))

    def _decided(self, question: str, cost: int, days: int) -> Decision:
        board = Body.objects.get(name="Operationeel bestuur")
        values = {
            "question": question, "proposal": "We keuren ze goed.", "reasons": "De middelen zijn er en de actie loopt.",
            "plan": "SO1", "aims": ["value"], "kind": "mandate", "cost": cost,
        }  # fmt: skip
        led, day = self.by(days=days), self.ago(days)
        one = governance.propose(body=board, values=values, today=day, **led)
        governance.move_decision(decision=one, to="open", today=day, **led)
        review = self.today + timedelta(days=200)
        return governance.take(decision=one, starts=day, review_by=review, today=day, **led)

    def _budget(self, action: Action, *lines: tuple[str, int, dict[str, Any]]) -> Budget:
        budget = do.make_budget(year=self.today.year, action=action, **self.by(days=100))
        version = budget.versions.get()
        for title, cents, more in lines:
            do.plan_line(version=version, title=title, amount_minor=cents, **more, **self.by(days=100))
        cost = sum(cents for _title, cents, _more in lines) // 100
        decision = self._decided(f"Keuren we de begroting goed: {action.title}?", cost, 95)
        do.approve(version=version, decision=decision, today=self.ago(95), **self.by(days=95))
        return budget

    def _spent(self, one: Budget, two: Budget) -> None:
        training, material = one.lines.all()
        coaches, coordination = two.lines.all()
        mine = {"today": self.today, **self.by("Hilde")}
        bound = do.bind(line=training, amount_minor=180_000, what="Lesgever, vier dagen", on=self.ago(60), **mine)
        self._paid(training, 90_000, "Twee lesdagen", "F-0117", 30, commitment=bound)
        self._paid(material, 174_050, "Tien sets", "F-0098", 70)
        wrong = self._paid(training, 8_500, "Zaal", "F-0121", 20)
        do.take_back(entry=wrong, why="De zaal was gratis", **mine)
        self._paid(coaches, 60_000, "Begeleiding van het team", "F-0131", 15, team=self.team)
        decision = self._decided("Verschuiven we middelen naar de zorgcoördinatie?", 300, 10)
        do.move(
            line=coaches, to=coordination, amount_minor=30_000, why="Er zijn meer vragen dan verwacht", decision=decision,
            today=self.today, **self.by(),
        )  # fmt: skip

    def _paid(self, line: Line, cents: int, why: str, proof: str, days: int, **more: Any) -> Any:
        said: dict[str, Any] = {"amount_minor": cents, "why": why, "proof": proof, "on": self.ago(days), "today": self.today}
        return do.spend(line=line, **said, **more, **self.by("Hilde"))

    def _staff(self, falls: Action, source: FundingSource) -> None:
        values: dict[str, Any] = {"source": source, "action": falls, "starts": self.ago(200)}
        trainer = {"function": "Oefenbegeleider", "form": "employed", "employer": self.partner, "percent": 15}
        do.keep_position(values={**values, **trainer}, **self.by(days=190))
        vacant = {"function": "Tweede oefenbegeleider", "form": "employed", "percent": 10, "is_vacant": True}
        do.keep_position(values={**values, **vacant}, **self.by(days=190))
        hourly = {"function": "Coach van Buurtteam Centrum", "form": "self_employed", "rate_minor": 6_000, "team": self.team}
        coach = do.keep_position(values={**values, **hourly, "action": None}, **self.by(days=190))
        month = self.today.replace(day=1)
        for back, seconds in ((1, 30_600), (2, 36_000)):
            month = (month - timedelta(days=1)).replace(day=1)
            noted = do.note_hours(position=coach, month=month, seconds=seconds, today=self.today, **self.by("Pieter"))
            if back == 2:
                do.approve_hours(hours=noted, today=self.today, **self.by())

    def _funding(self, source: FundingSource) -> None:
        call = {"title": "Oproep bewegen na een val", "funder": "Een stichting", "fit": "good", "why": "Onze actie loopt al."}
        do.keep_call(values={**call, "deadline": self.today + timedelta(days=40)}, **self.by())
        values = {
            "title": "Coaches van de buurtteams", "reference": "D-2041", "source": source, "starts": self.ago(200),
            "conditions": "Twee verslagen per jaar; alleen voor teams met een overeenkomst.", "papers": "Map Subsidies",
        }  # fmt: skip
        file = do.keep_subsidy(values=values, **self.by(days=190))
        sent = do.plan_report(subsidy=file, title="Eerste verslag", due=self.ago(60), **self.by(days=190))
        do.send_report(report=sent, sent=self.ago(64), proof="Mail van die dag", today=self.today, **self.by())
        do.plan_report(subsidy=file, title="Tweede verslag", due=self.today + timedelta(days=80), **self.by(days=190))
        known = {}
        for name, scope in (
            ("GGZ-netwerk", "Mensen met een langdurige psychische aandoening."),
            ("P3-samenwerkingsverband", "Te bevestigen."),
            ("Conventie eerstelijnspsychologen", "Lichte tot matige psychische klachten."),
        ):
            said = {"title": name, "field": name.split("-")[0].split(" ")[0], "scope": scope, "starts": self.ago(400)}
            known[name] = do.keep_convention(values=said, **self.by(days=190))
        do.note_overlap(
            one=known["GGZ-netwerk"], other=known["Conventie eerstelijnspsychologen"],
            same="Een eerste gesprek dicht bij huis.", together="Eén aanmelding in de buurt.", **self.by(),
        )  # fmt: skip

    def _brought(self, falls: Action) -> None:
        promise = Promise.objects.get(action=falls, organisation=self.hospital, contribution="time")
        levers.promise_hours(promise=promise, seconds=144_000, **self.by("Luc"))
