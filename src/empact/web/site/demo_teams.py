"""Who works for the teams in the region of the demonstration, and the agreements that the plan of Zorgzaam Leuven counts.

The plan counts agreements and names no team but by number: they have a number here too. People and sums are made up.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any, Final

from django.utils import timezone

from ..governance import actions as governance
from ..governance.models import Agreement
from ..governance.regions import Promised, told
from ..kernel.models import User
from ..kernel.who import SYSTEM, Who
from ..territory.actions import coordination, people, teams
from ..territory.models import Code, Organisation, Practitioner, Team

__all__ = ["tell"]

_WORK: Final = (  # name, function, share of the week, role in the team
    ("Pieter", "integrator", "0.50", "coach"), ("Stijn", "back-office", "0.40", ""), ("Inge", "back-office", "0.40", ""),
    ("Griet", "back-office", "0.50", ""), ("Lieve", "integrator", "0.10", "peer"), ("Fatma", "care-coach", "0.20", "member"),
)  # fmt: skip
_SIGNED: Final = 6
"""So many of the eight team agreements have their plan and budget of this year."""


def tell(*, hat: Callable[[str], Who], places: Mapping[str, tuple[str, str]], at: datetime) -> None:
    """``hat``: who somebody of the cast is, by name; ``places``: kind and id by the name of the place."""
    partners = [Organisation.objects.get(pk=pk) for kind, pk in places.values() if kind == "organisation"]
    team = Team.objects.get(pk=next(pk for kind, pk in places.values() if kind == "team"))
    _people(hat, team, partners, at)
    _notes(hat, team, at)
    _agreements(hat, partners, at)
    _medication(partners, at)


def _people(hat: Callable[[str], Who], team: Team, partners: list[Organisation], at: datetime) -> None:
    since = timezone.localdate(at) - timedelta(days=180)
    done: dict[str, Any] = {"by": SYSTEM, "at": at}
    codes = {code.code: code for code in Code.objects.filter(codelist=Code.List.FUNCTION)}
    for n, (name, function, share, role) in enumerate(_WORK):
        user = User.objects.get(pk=str(hat(name).user_id))
        who = Practitioner.objects.filter(user=user).first() or people.add_practitioner(name=name, **done)
        where: dict[str, Any] = {"organisation": partners[n % len(partners)], "fte_proportion": Decimal(share)}
        people.give_post(practitioner=who, function=codes[function], starts=since, **where, **done)
        if role and not who.teams.filter(team=team).exists():
            teams.add_member(team=team, practitioner=who, role=role, starts=since, **done)


def _notes(hat: Callable[[str], Who], team: Team, at: datetime) -> None:
    today = timezone.localdate(at)
    for days, kind, minutes, text in (
        (40, "team", 90, "Eerste overleg over het actieplan."), (26, "learning", 120, "Intervisie met de andere coaches."),
        (12, "team", 60, "Drie cijfers gekozen om te volgen."), (3, "alone", 45, "Verslag en uitnodiging."),
    ):  # fmt: skip
        teams.note(
            team=team,
            on=today - timedelta(days=days),
            kind=kind,
            minutes=minutes,
            text=text,
            today=today,
            by=hat("Pieter"),
            at=at,
        )


def _agreements(hat: Callable[[str], Who], partners: list[Organisation], at: datetime) -> None:
    """As many of each kind as the plan counts, signed; the newest of them still waits."""
    today = timezone.localdate(at)
    office: dict[str, Any] = {"by": hat("Griet"), "at": at}
    since = today - timedelta(days=300)
    for told_ in told()["leuven"].agreements:
        for n in range(told_.number):
            made = _agreement(told_, n, [partners[n % len(partners)], partners[(n + 1) % len(partners)]], since, office)
            for party in made.parties.all():
                if told_.kind != "team" or n < told_.number - 1:
                    governance.sign_agreement(party=party, signatory="Voorzitter", on=since, today=today, **office)
            if told_.kind == "team" and n < _SIGNED:
                annex = governance.add_annex(
                    agreement=made, year=today.year, plan="Proactief opvolgen, en bewegen in de buurt.", budget=4000, **office
                )
                if n < _SIGNED - 1:
                    governance.approve_annex(annex=annex, today=today, **office)


def _agreement(one: Promised, n: int, parties: list[Organisation], since: Any, office: dict[str, Any]) -> Agreement:
    subject = f"{one.subject} {n + 1}"
    return governance.make_agreement(
        kind=one.kind, subject=subject, promises=one.promises, parties=parties, starts=since, **office
    )


def _medication(partners: list[Organisation], at: datetime) -> None:
    """Doctors and pharmacists met half a year ago: what they agreed is looked at again."""
    today = timezone.localdate(at)
    done: dict[str, Any] = {"by": SYSTEM, "at": at}
    met = today - timedelta(days=178)
    network = coordination.start_coordination(
        name="Medisch-farmaceutisch overleg", kind="medication", organisations=partners[:2],
        starts=met - timedelta(days=30), **done,
    )  # fmt: skip
    meeting = coordination.plan_meeting(coordination=network, planned=met, theme="Slaapmiddelen afbouwen", **done)
    coordination.hold_meeting(
        meeting=meeting, held=met, decisions="Huisarts en apotheker bouwen samen af, met één schema.", today=today, **done
    )
