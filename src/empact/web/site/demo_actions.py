"""What the region of the demonstration does: the actions of EMPACT's own plan, a dozen of them on their way.

Days are counted back from today, so that something is always late, asked and promised. By the project office and by who pulls.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final
from uuid import UUID

from django.utils import timezone, translation

from ...definitions.frames import read_frames
from ..portfolio import actions as do
from ..portfolio.models import Action, Frame, Item
from ..territory.models import Organisation, Territory
from .demo_history import Hat

__all__ = ["tell"]

_WAY: Final = (("screening", 300), ("plan", 240), ("decision", 200), ("running", 150))
"""Stages, and how many days ago they were reached."""
_LONG_AGO: Final = 500


@dataclass(frozen=True, slots=True)
class _Told:
    """``cell``: persona and determinant of the Pop-Box. ``kpi``: an indicator of the figures, or what is counted by hand, with
    its direction and target. ``adds``: aim and assignment, confirmed. ``expected``: who is to bring what besides."""

    title: str
    puller: str
    stage: str
    objective: str
    need: str
    cell: tuple[str, str]
    target: str
    kpi: tuple[str, str, float | None]
    adds: tuple[str, str]
    expected: tuple[tuple[str, str], ...] = ()
    public: str = ""


_PHARMACY, _NURSING, _PRACTICE = "Apotheek Het Anker", "Thuisverpleging Morgenzon", "Groepspraktijk De Linde"
_WELFARE, _HOSPITAL, _PARTNER = "Sociaal Huis", "Algemeen Ziekenhuis", "Welzijnsschakel"
_FALLS, _CARERS, _REVIEW = "Zorgpad valpreventie", "Ondersteuning mantelzorg", "Medicatiereview bij polymedicatie patiënten"
_HEART, _SCREENER = "Zorgpad hartfalen", "BelRAI-screener"
_FURTHER: Final = (
    _Told(
        _FALLS, _PARTNER, "running", "SO1", "Wie één keer viel, valt vaak opnieuw.", ("P2", "age_75_84"),
        "wie thuis woont en dit jaar viel", ("emerg_adm", "down", 8), ("health", "4"),
        ((_NURSING, "time"), (_PRACTICE, "lead"), (_HOSPITAL, "time")),
        "Samen zorgen we dat wie één keer viel, niet opnieuw valt.",
    ),
    _Told(
        _CARERS, _PARTNER, "running", "SO2", "Wie zorgt voor een ander, houdt het niet altijd vol.", ("P3", "lives_alone"),
        "mantelzorgers van mensen met veel zorg", ("mantelzorgers die ondersteuning kregen", "up", 60), ("experience", "6"),
        ((_WELFARE, "space"),), "Wie voor iemand zorgt, krijgt zelf ook steun.",
    ),
    _Told(
        _REVIEW, _PHARMACY, "running", "SO4", "Veel mensen nemen meer dan tien middelen.", ("P3", "polypharmacy_ima10"),
        "wie tien of meer middelen neemt", ("polypharm10", "down", 15), ("value", "4"), ((_PRACTICE, "time"),),
    ),
    _Told(
        _HEART, _HOSPITAL, "evaluation", "SO4", "Velen zijn binnen een maand terug na een opname.", ("P3", "repeat_admission"),
        "wie met hartfalen uit het ziekenhuis komt", ("readm30", "down", 10), ("health", "4"), ((_NURSING, "time"),),
    ),
    _Told(
        _SCREENER, _NURSING, "running", "SO3", "Iedereen vraagt hetzelfde nog eens.", ("P3", "frail"),
        "wie thuisverpleging krijgt", ("screeners van deze maand", "up", 40), ("experience", "8"), ((_WELFARE, "data"),),
    ),
    _Told(
        "Casemanagement", _WELFARE, "running", "SO1", "Bij de moeilijkste situaties weet niemand wie beslist.",
        ("P3", "frail_severe"), "wie veel hulpverleners heeft en geen afspraken", ("ed_visits", "down", None),
        ("experience", "4"), ((_HOSPITAL, "money"),),
    ),
    _Told(
        "Geïndividualiseerd zorgplan", _PRACTICE, "decision", "SO1", "Plannen gaan over ziekten, niet over wat telt.",
        ("P3", "chronic_status"), "wie een zorgteam heeft", ("gp_contact", "up", 95), ("experience", "5"),
    ),
    _Told(
        "MDO (multidisciplinair overleg) bij opname, met videoconferentie", _HOSPITAL, "decision", "SO1",
        "De huisarts hoort te laat wat er beslist is.", ("P3", "unplanned_admission"), "wie onverwacht opgenomen wordt",
        ("readm30", "down", 10), ("workforce", "2"),
    ),
    _Told(
        "Zorgcoördinator", _PRACTICE, "plan", "SO1", "Vijf hulpverleners, en niemand met het overzicht.",
        ("P3", "complex_multimorbidity"), "wie door velen geholpen wordt", ("gp_fidelity", "up", 80), ("experience", "4"),
    ),
    _Told(
        "Rode knop procedure", _PARTNER, "plan", "SO1", "Wie bezorgd is, weet niet wie te bellen.", ("P1", "lives_alone"),
        "wie alleen woont", ("ed_visits", "down", None), ("equity", "7"),
    ),
    _Told(
        "Buurtgerichte zorg", _WELFARE, "screening", "SO2", "Mensen kennen elkaar en de hulp in hun buurt niet.",
        ("P1", "low_income"), "iedereen in de buurt", ("buurten met een ontmoetingsplek", "up", 4), ("equity", "1"),
    ),
    _Told(
        "Therapietrouw en goed gebruik van geneesmiddelen", _PHARMACY, "stopped", "SO2", "Pillen blijven in de kast.",
        ("P2", "polypharmacy_ima5"), "wie vijf of meer middelen neemt", ("polypharm5", "down", None), ("value", "5"),
    ),
)  # fmt: skip
_COUNTED: Final = {_CARERS: 34, _SCREENER: 27}
"""What is counted by hand, with its last number."""


def tell(*, hat: Hat, places: Mapping[str, tuple[str, str]], at: datetime) -> None:
    """``hat``: who somebody of the cast is, by name; ``places``: kind and id by the name of the place."""
    here = [Territory.objects.get(pk=places["zone"][1])]
    here += Territory.objects.filter(kind=Territory.Kind.ZONE).exclude(pk=here[0].pk).order_by("name")
    with translation.override("nl"):
        _Region(hat, {name: UUID(pk) for name, (_kind, pk) in places.items()}, here, at).tell()


class _Region:
    def __init__(self, hat: Hat, ids: Mapping[str, UUID], zones: list[Territory], at: datetime) -> None:
        self.hat, self.ids, self.zones, self.at, self.today = hat, ids, zones, at, timezone.localdate(at)
        self.office = hat("Griet")

    def ago(self, days: int) -> date:
        return self.today - timedelta(days=days)

    def by(self, name: str, days: int = 0) -> dict[str, Any]:
        return {"by": self.hat(name), "at": self.at - timedelta(days=days)}

    def partner(self, name: str) -> Organisation:
        return Organisation.objects.get(pk=self.ids[name])

    def tell(self) -> None:
        frame = do.take_up_frame(
            told=read_frames()["empact"], activities=True, today=self.ago(_LONG_AGO), **self.by("Griet", _LONG_AGO)
        )
        items = {(i.kind, i.code): i for i in Item.objects.filter(frame=frame)}
        known = {one.title: self._further(told, frame, items) for told in _FURTHER for one in [_titled(told.title)]}
        self._milestones(known)
        self._promises(known)
        self._elsewhere(known)
        self._news(known)
        self._registers(known, items)
        do.freeze_report(
            title="Verslag aan de stuurgroep", since=self.ago(91), figures=None, today=self.today, **self.by("Griet")
        )

    def _further(self, told: _Told, frame: Frame, items: Mapping[tuple[str, str], Item]) -> Action:
        """An activity of the document, filled in and taken to its stage."""
        one = _titled(told.title)
        said: dict[str, Any] = {
            "need": told.need, "afterwards": "De zone neemt het over na een goede evaluatie.", "target": told.target,
            "objective": items["objective", told.objective], "puller": self.partner(told.puller),
            "persona": told.cell[0], "determinant": told.cell[1], "public_sentence": told.public, "needs_means": False,
        }  # fmt: skip
        do.keep_action(action=one, values=said, today=self.ago(320), **self.by("Griet", 320))
        do.place_action(action=one, territory=self.zones[0], role="start", starts=self.ago(240), **self.by("Griet", 240))
        what, direction, target = told.kpi
        by_hand = " " in what
        kpi = do.add_kpi(
            action=one, indicator="" if by_hand else what, title=what if by_hand else "", direction=direction, target=target,
            **self.by("Griet", 240),
        )  # fmt: skip
        if told.title in _COUNTED:
            where = "telling van de diensten zelf"
            number = float(_COUNTED[told.title])
            do.read_kpi(kpi=kpi, on=self.ago(20), value=number, source=where, today=self.today, **self.by("Griet"))
        for kind, code in zip(("aim", "assignment"), told.adds, strict=True):
            do.contribute(action=one, item=items[kind, code], strength=2, today=self.ago(240), **self.by("Griet", 240))
        do.argue(action=one, value=items["value", "comfort"], text="De persoon zegt zelf wat telt.", **self.by("Griet", 240))
        for halves, phase in enumerate(("development", "pilot", "implementation", "embedding"), -2):
            starts = _half_year(self.today, halves)
            do.plan_phase(action=one, phase=items["phase", phase], starts=starts, today=self.today, **self.by("Griet", 240))
        self._stages(one, told.stage)
        return one

    def _stages(self, one: Action, stage: str) -> None:
        for after, days in (*_WAY, ("evaluation", 30)):
            if stage == "stopped" and after == "plan":
                said = "Een gelijkaardige actie loopt al elders."
                do.move_action(action=one, after=stage, reason=said, today=self.ago(days), **self.by("Griet", days))
                return
            do.move_action(action=one, after=after, today=self.ago(days), **self.by("Griet", days))
            if after == stage:
                return

    def _milestones(self, known: Mapping[str, Action]) -> None:
        """One is late, one waits for it, one is there."""
        mine = {"action": known[_FALLS], **self.by("Hilde", 150)}
        trained = do.add_task(title="Oefenbegeleiders opgeleid", due=self.ago(12), **mine)
        begun = do.add_task(title="Eerste oefengroep gestart", due=self.today + timedelta(days=40), **mine)
        do.follow(before=trained, after=begun, **self.by("Hilde", 150))
        agreed = do.add_task(title="Afspraken met de spoedafdeling", due=self.ago(60), **mine)
        do.keep_task(task=agreed, due=agreed.due, done=self.ago(64), **self.by("Hilde", 64))
        do.add_task(
            title="Elke val melden aan de huisarts", starts=self.ago(30), due=self.today + timedelta(days=60),
            organisation=self.partner(_NURSING), function="hoofdverpleegkundige", **mine,
        )  # fmt: skip
        for title, what, days in ((_REVIEW, "Honderd gesprekken gevoerd", 75), (_HEART, "Evaluatie besproken", 50)):
            due = self.today + timedelta(days=days)
            do.add_task(action=known[title], title=what, due=due, **self.by("Griet", 100))
        do.take_baseline(title="Zoals gepland", today=self.ago(90), **self.by("Griet", 90))
        do.keep_task(task=begun, due=begun.due + timedelta(days=21), done=None, **self.by("Hilde", 10))

    def _promises(self, known: Mapping[str, Action]) -> None:
        """Who pulls promises; of others it is expected; one promise was never asked about again."""
        for told in _FURTHER:
            for name, contribution in told.expected:
                day, said = self.ago(140), self.by("Griet", 140)
                do.promise(
                    action=known[told.title], organisation=self.partner(name), contribution=contribution,
                    due=self.today + timedelta(days=30), today=day, **said,
                )  # fmt: skip
        own = self.partner(_PARTNER)
        do.promise(
            action=known[_CARERS], organisation=own, contribution="time", what="een halve dag per week",
            today=self.ago(_LONG_AGO), **self.by("Omar", _LONG_AGO),
        )  # fmt: skip
        led = do.promise(
            action=known[_FALLS], organisation=own, contribution="lead", today=self.ago(140), **self.by("Hilde", 140)
        )
        do.deliver_promise(promise=led, on=self.ago(120), **self.by("Hilde", 120))
        asked = known[_FALLS].promises.get(organisation=self.partner(_HOSPITAL))
        do.confirm_promise(promise=asked, today=self.ago(100), **self.by("Luc", 100))

    def _elsewhere(self, known: Mapping[str, Action]) -> None:
        """The same action in another zone, and an effect that is measured in one zone and compared with another."""
        if len(self.zones) > 1:
            there = self.zones[1]
            do.copy_action(
                action=known[_REVIEW], start=there, puller=self.partner(_PHARMACY), today=self.ago(25), **self.by("Griet", 25)
            )
            for zone, role in ((self.zones[0], "test"), (there, "comparison")):
                do.place_action(action=known[_HEART], territory=zone, role=role, starts=self.ago(150), **self.by("Griet", 150))

    def _registers(self, known: Mapping[str, Action], items: Mapping[tuple[str, str], Item]) -> None:
        """Goals that follow, points of two raters, what stands in the way, and the plan as it was."""
        office = self.by("Griet", 80)
        falls, review, heart = (known[title] for title in (_FALLS, _REVIEW, _HEART))
        steps = falls.tasks.filter(starts=None)
        do.keep_goal(action=falls, title="Niemand valt twee keer", milestones=steps, kpis=falls.kpis.all(), **office)
        do.add_obstacle(action=falls, what="Geen zaal op dinsdagavond", today=self.ago(40), **self.by("Hilde", 40))
        wall = do.add_obstacle(action=falls, what="Verwijsbrief op papier", today=self.ago(90), **self.by("Hilde", 90))
        told = "De huisarts verwijst in het gedeeld dossier"
        do.close_obstacle(obstacle=wall, solution=told, today=self.ago(30), **self.by("Hilde", 30))
        do.keep_action(
            action=falls, values={"supply": "Geen oefengroep voor wie één keer viel"}, today=self.ago(80),
            marks=[items["promise", "P"], items["policy", "housing"], items["optimal", "near"]], **office,
        )  # fmt: skip
        for action, impact, effort in ((falls, 5, 2), (review, 4, 1), (heart, 4, 4)):
            points = {"impact": impact, "urgency": 4, "effort": effort, "readiness": 3}
            do.rate(action=action, scores=points, today=self.ago(80), **office)
        points = {"impact": 3, "urgency": 4, "effort": 2, "readiness": 4}
        do.rate(action=falls, scores=points, note="Weinig deelnemers.", today=self.ago(79), **self.by("Hilde", 79))
        do.agree_rating(
            action=falls, scores=points | {"impact": 4}, note="Samen naar de cijfers gekeken.", today=self.ago(78),
            **self.by("Griet", 78),
        )  # fmt: skip
        for code, score in (("2023.1", 2), ("2023.5", 3), ("2023.8", 1)):
            do.score_component(
                item=items["component", code], year=self.ago(80).year, score=score, today=self.ago(80), **office
            )
        network = self.partner(_HOSPITAL)
        do.note_contact(
            organisation=network, on=self.ago(50), about="Ontslag en valrisico", result="Zij melden elke val.",
            today=self.ago(50), **self.by("Griet", 50),
        )  # fmt: skip
        do.keep_version(title="Plan van het voorjaar", today=self.ago(80), **office)

    def _news(self, known: Mapping[str, Action]) -> None:
        do.give_update(
            action=known[_REVIEW], light="green", changed="62 gesprekken gevoerd.", next="De huisartsen krijgen cijfers.",
            today=self.ago(15), **self.by("Griet", 15),
        )  # fmt: skip
        do.give_update(
            action=known[_FALLS], light="red", changed="De opleiding ging niet door.", next="Een andere lesgever zoeken.",
            asked="Wie betaalt de opleiding van de oefenbegeleiders?", today=self.ago(6), **self.by("Hilde", 6),
        )  # fmt: skip


def _titled(title: str) -> Action:
    return Action.objects.get(title=title, origin=None)


def _half_year(day: date, later: int) -> date:
    """The first day of the half-year of a day, or of one so many later."""
    count = day.year * 2 + (day.month > 6) + later
    return date(count // 2, 1 + 6 * (count % 2), 1)
