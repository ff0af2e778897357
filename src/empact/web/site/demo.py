"""A cast for the demonstration: an address book with a few partners, and somebody to sign in as for each role.

Everything is done by the same actions as in life, so that each of it is on record. Nobody in it exists; nobody has a
national number, because a number that is made up may be somebody's.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils import timezone, translation

from ...terms.progress import Progress, Silent
from ..feedback.actions.publications import move_publication, plan_publication
from ..feedback.models import Publication
from ..insight.figures import in_force
from ..kernel import actions as accounts
from ..kernel import digest
from ..kernel.models import Hat, User
from ..kernel.roles import ROLES
from ..kernel.who import SYSTEM, Who
from ..people.actions import persons
from ..people.models import Person
from ..territory.actions import organisations, teams, territories
from ..territory.imports import read_territories
from ..territory.models import Code, Territory
from . import (
    demo_actions,
    demo_budgets,
    demo_decisions,
    demo_directory,
    demo_history,
    demo_leuven,
    demo_levers,
    demo_participation,
    demo_policy,
    demo_teams,
)
from .demo_map import tiles

__all__ = ["PASSWORD", "PLANS", "Seat", "fill", "open_figures", "write_letters"]

PASSWORD: Final = "a walk through the region"  # noqa: S105 - it is shown to whoever starts the demonstration
"""Of the whole cast. A demonstration answers to the machine it runs on and to no other."""
STARTS: Final = date(2026, 1, 1)


@dataclass(frozen=True, slots=True)
class Seat:
    """``place`` names an organisation, team or territory below; empty: the whole region."""

    name: str
    role: str
    place: str = ""

    @property
    def email(self) -> str:
        return f"{self.name.lower()}@example.org"

    @property
    def title(self) -> str:
        """The role, in English like all that commands say."""
        with translation.override("en"):
            return str(ROLES[self.role].title)


_PRACTICE, _PHARMACY, _NURSING = "Groepspraktijk De Linde", "Apotheek Het Anker", "Thuisverpleging Morgenzon"
_WELFARE, _HOSPITAL, _PARTNER = "Sociaal Huis", "Algemeen Ziekenhuis", "Welzijnsschakel"
_TEAM, _ZONE = "Buurtteam Centrum", "zone"
_ORGANISATIONS: Final = (  # name, line, category and type of actor
    (_PRACTICE, "first", "", "care-provider"), (_PHARMACY, "first", "", "care-provider"),
    (_NURSING, "first", "", "care-provider"), (_WELFARE, "first", "local-governments", "welfare-provider"),
    (_HOSPITAL, "second", "hospitals", "care-provider"), (_PARTNER, "", "welfare", "welfare-provider"),
)  # fmt: skip
CAST: Final = (
    Seat("Lieve", "gp", _PRACTICE), Seat("Bram", "pharmacist", _PHARMACY), Seat("Fatma", "nurse", _NURSING),
    Seat("Katrien", "coordinator", _TEAM), Seat("Pieter", "team_coach", _TEAM), Seat("Samira", "social_worker", _WELFARE),
    Seat("Els", "liaison", _HOSPITAL), Seat("Karel", "case_manager", _TEAM), Seat("Jozef", "person"), Seat("An", "carer"),
    Seat("Vera", "volunteer", _PARTNER), Seat("Tom", "zone_staff", _ZONE), Seat("Griet", "pmo"), Seat("Wim", "domain_coach"),
    Seat("Inge", "network_coordinator"), Seat("Joke", "project_member", _PARTNER), Seat("Stijn", "implementer"),
    Seat("Hilde", "project_manager", _PARTNER), Seat("Luc", "steering", _HOSPITAL), Seat("Nele", "analyst"),
    Seat("Karim", "policy"), Seat("Marleen", "transition_coach", _ZONE), Seat("Omar", "contact", _PARTNER),
    Seat("Bea", "reward_partner", _PARTNER), Seat("Ruben", "researcher"), Seat("Dora", "dpo"), Seat("Ada", "administrator"),
)  # fmt: skip
"""The personas the screens are drawn for, and one of each further role."""
PLANS: Final = {
    "empact": (
        demo_actions,
        demo_decisions,
        demo_teams,
        demo_participation,
        demo_levers,
        demo_budgets,
        demo_policy,
        demo_directory,
    ),
    "leuven": (demo_leuven,),
}
"""What each plan's region tells of itself, one story after the other: EMPACT's is on its way, that of Leuven is as written."""

_BUSY: Final = ("Lieve", "Bram", "Fatma", "Katrien", "Pieter", "Karel", "Jozef", "An", "Tom", "Omar", "Ada")
"""Who finds work on Mijn dag; the others are asked whether they still need their role."""

_FAMILY: Final = ("Peeters", "Maes", "Willems", "Claes", "Goossens", "Wouters", "De Smet", "Dubois", "Lambert", "Hermans")
_GIVEN: Final = ("Maria", "Jan", "Godelieve", "Roger", "Simonne", "Etienne", "Yvonne", "Marcel", "Denise", "Albert")


def fill(
    regions: str, *, plan: str = "empact", practice: str = "", at: datetime, progress: Progress | None = None
) -> tuple[Seat, ...]:
    """Put the cast on stage, once: a second call changes nothing.

    ``regions``: territories as a CSV text; ``plan``: of ``PLANS``; ``practice``: what figures call the practice of the cast.
    """
    if User.objects.exists():
        return CAST
    bar = progress or Silent()
    bar.step("Filling the workspace", len(CAST) + 2)
    with transaction.atomic():
        rows = read_territories(regions)
        territories.import_territories(
            rows=rows, starts=STARTS, version="demonstration", source="Statbel, 1 January 2021", by=SYSTEM, at=at
        )
        territories.draw_outlines(outlines=tiles(rows), by=SYSTEM, at=at)
        places = dict(_address_book(at, practice))
        bar.advance()
        secret = make_password(PASSWORD)  # slow on purpose, so once
        for seat in CAST:
            user = accounts.open_account(email=seat.email, name=seat.name, language="nl", by=SYSTEM, at=at)
            user.password = secret
            user.save(update_fields=("password",))
            kind, identifier = places[seat.place] if seat.place else ("", "")
            since = timezone.localdate(at) - timedelta(days=200)
            accounts.give_hat(user=user, role=seat.role, scope_kind=kind, scope_id=identifier, starts=since, by=SYSTEM, at=at)
            bar.advance()
        _people(places, at)

        def hat(name: str) -> Who:
            seat = next(s for s in CAST if s.name == name)
            return Who(User.objects.get(email=seat.email).pk, seat.role, *places.get(seat.place, ("", "")))

        demo_history.tell(hat=hat, places=places, team=_TEAM, partner=_PARTNER, hospital=_HOSPITAL, at=at)
        for story in PLANS[plan]:
            story.tell(hat=hat, places=places, at=at)
        for name in _BUSY:
            who = hat(name)
            accounts.answer_for_hat(hat=Hat.objects.get(user=who.user_id), needed=True, by=who, at=at)
        bar.advance()
    return CAST


def open_figures(*, at: datetime) -> None:
    """Open the latest figures to teams, as the project office would, so that there is something to talk about."""
    figures = in_force()
    if figures is None or Publication.objects.exists():
        return
    today = timezone.localdate(at)
    planned = plan_publication(
        period=figures.periods()[-1].name, team_from=today, policy_from=today + timedelta(days=14), by=SYSTEM, at=at
    )
    move_publication(publication=planned, state=Publication.State.TEAM, figures=figures, by=SYSTEM, at=at)


def write_letters(*, at: datetime) -> int:
    """The letters of this week to the whole cast, once, as files in the workspace; how many were written."""
    today = timezone.localdate(at)
    return sum(digest.write(user, today=today, at=at) for user in list(digest.due(today)))


def _address_book(at: datetime, practice: str) -> Iterator[tuple[str, tuple[str, str]]]:
    """Name of each place, with the kind and id a hat is worn at."""
    zone = Territory.objects.filter(kind=Territory.Kind.ZONE).order_by("name").first()
    assert zone is not None, "a region has zones"
    yield _ZONE, ("territory", str(zone.pk))
    codes = {code.code: code for code in Code.objects.filter(codelist__in=("category", "type"))}
    for name, line, category, actor in _ORGANISATIONS:
        said = {"category": codes.get(category), "actor_type": codes[actor]}
        values = {"name": name, "line": line, "checked": timezone.localdate(at), **said}
        made = organisations.add_organisation(values=values, works_in=[zone], starts=STARTS, by=SYSTEM, at=at)
        if name == _PRACTICE:
            organisations.add_site(
                organisation=made, kind="practice", name=name, care_site=practice, starts=STARTS, by=SYSTEM, at=at
            )
        yield name, ("organisation", str(made.pk))
    values = {"name": _TEAM, "kind": "neighbourhood"}
    team = teams.add_team(values=values, territories=[zone], starts=STARTS, by=SYSTEM, at=at)
    yield _TEAM, ("team", str(team.pk))


def _people(places: dict[str, tuple[str, str]], at: datetime) -> None:
    """People the practice and the team care for; Jozef and An sign in themselves."""
    by_role = {seat.role: seat for seat in CAST}
    cared = [("Jozef", "Verhaeghe", 1948), ("An", "Verhaeghe", 1976)]
    cared += [(_GIVEN[n % 10], _FAMILY[(n * 3 + n // 10) % 10], 1932 + (n * 7) % 60) for n in range(40)]
    for number, (given, family, year) in enumerate(cared):
        seat = by_role["gp" if number % 2 else "coordinator"]
        user = User.objects.get(email=seat.email)
        who = Who(user.pk, seat.role, *places[seat.place])
        said = {"given_names": given, "family_name": family, "birth_year": year, "birth_month": number % 12 + 1}
        kind = "registered" if seat.role == "gp" else "coordination"
        person = persons.add_and_take_up(said=said, number=None, kind=kind, ground="asked", by=who, at=at)
        if number < 2:
            person.user = User.objects.get(email=f"{given.lower()}@example.org")
            Person.save(person, update_fields=("user",))
