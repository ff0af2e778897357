"""What happened before the demonstration opens: care around Jozef, a network that forgot to meet.

So that whoever signs in finds something true to do. All by the actions of the apps, by whom it would be in life.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone

from ..care import actions as care
from ..consent import actions as consent
from ..consent.models import Consent
from ..kernel.models import User
from ..kernel.purposes import Purpose
from ..kernel.who import NOBODY, SYSTEM, Who
from ..people.actions import relations
from ..people.models import Person
from ..rounds import actions as rounds
from ..signals import actions as signals
from ..territory.actions import coordination, joining
from ..territory.models import Code, Organisation, Team, Territory

__all__ = ["tell"]

Hat = Callable[[str], Who]


def tell(*, hat: Hat, places: Mapping[str, tuple[str, str]], team: str, partner: str, hospital: str, at: datetime) -> None:
    """``hat``: who somebody of the cast is, by name; ``places``: kind and id by the name of the place."""
    ids = {name: UUID(identifier) for name, (_kind, identifier) in places.items()}
    _care(hat, Team.objects.get(pk=ids[team]), at)
    first, second = (Organisation.objects.get(pk=ids[name]) for name in (partner, hospital))
    _partners(first, second, Territory.objects.get(pk=ids["zone"]), at)
    _worry(Team.objects.get(pk=ids[team]), at)
    _talks(hat, Team.objects.get(pk=ids[team]), at)
    _help(hat, at)
    _desk(hat("Samira"), at)


def _care(hat: Hat, team: Team, at: datetime) -> None:
    """A care plan and team for Jozef; one person asks to join it, and a case manager is asked for."""
    today = timezone.localdate(at)
    katrien, jozef = hat("Katrien"), Person.objects.get(user=hat("Jozef").user_id)
    an = Person.objects.get(user=hat("An").user_id)
    for name, kind in (
        ("Lieve", "registered"), ("Bram", "treatment"), ("Fatma", "treatment"), ("Samira", "support"), ("Els", "stay")
    ):  # fmt: skip
        relations.begin_care_relation(person=jozef, kind=kind, ground="asked", starts=today, by=hat(name), at=at)
    own: dict[str, Any] = {"person": jozef, "by": hat("Jozef"), "at": at}
    consent.give(kind=Consent.Kind.PARTICIPATION, text_version="1", **own)
    consent.give(kind=Consent.Kind.INFORMAL, parts=("goals", "team", "tasks", "crisis"), text_version="1", **own)
    consent.give(kind=Consent.Kind.SECONDARY, text_version="1", **own)
    plan: dict[str, Any] = {"person": jozef, "by": katrien, "at": at}
    begun = care.start_plan(**plan).version
    asked = {
        name: care.propose(
            user=User.objects.get(pk=str(hat(name).user_id)), role=hat(name).role, does=does, phone=phone, **own
        )
        for name, does, phone in (
            ("Katrien", "coördineert", "016 00 00 01"),
            ("Lieve", "huisarts", "016 00 00 02"),
            ("Bram", "medicatie", ""),
            ("Fatma", "elke ochtend", "016 00 00 03"),
        )  # fmt: skip
    }
    asked["An"] = care.propose(near=an, kind="carer", does="boodschappen", **own)
    care.say_limits(
        member=asked["An"], words="Ik werk tot zes uur.", hours=6, tasks=2, days=("2",), no_nights=True, on_paper=True,
        by=hat("An"), at=at,
    )  # fmt: skip
    care.appoint(person=jozef, member=asked["Katrien"], by=katrien, at=at)
    care.write_text(field="matters", read=begun, text="Thuis blijven wonen, en mijn kaartvrienden zien.", **own)
    care.write_text(field="myself", read=begun, text="Elke dag een wandeling tot de brievenbus.", **own)
    care.write_text(field="crisis", read=begun, text="Bel eerst Katrien. Als zij er niet is, bel An.", **plan)
    care.record_wish(
        category="hospitalisation", code="hos2", words="Liever thuis, zolang het gaat.", kept="in de blauwe map thuis", **own
    )
    care.note_official(source="scheme", updated_on=today - timedelta(days=23), **plan)
    care.note_official(source="summary", updated_on=None, **plan)
    reached = {"does": "medicatie", "phone": "", "reachable": "na 17 uur", "contact_by": "apotheek@example.org"}
    care.change_member(member=asked["Bram"], **reached, by=hat("Bram"), at=at)
    goal = care.add_life_goal(text="Weer naar de kaartclub gaan.", domain="hobbies", **own)
    step = care.add_care_goal(life_goal=goal, text="Veilig buiten stappen.", measure="10 minuten", **plan)
    for days, (name, what) in enumerate((
        ("Fatma", "Samen tot de hoek stappen"), ("Lieve", "Duizeligheid nakijken"), ("Bram", "Slaapmedicatie overlopen"),
        ("An", "De kaartclub bellen"), ("Katrien", "Rollator aanvragen"),
    )):  # fmt: skip
        care.add_task(what=what, owner=asked[name], due=today + timedelta(days=days), care_goal=step, **plan)
    care.propose(user=User.objects.get(pk=str(hat("Samira").user_id)), role="social_worker", does="rechten nakijken", **plan)
    other = Person.objects.visible_to(katrien, Purpose.CARE, today).exclude(pk=jozef.pk).order_by("pk").first()
    assert other is not None, "the team cares for several people"
    care.ask_case(
        person=other, asked_of=team, very_complex=True, team_in_crisis=False, refuses_care=False, urgency="week",
        reason="Veel hulpverleners en geen afspraken.", by=katrien, at=at,
    )  # fmt: skip


def _partners(partner: Organisation, hospital: Organisation, zone: Territory, at: datetime) -> None:
    """A meeting that nobody wrote down, and somebody at the door."""
    today = timezone.localdate(at)
    long_ago = max(date(2019, 1, 1), today - timedelta(days=500))
    said: dict[str, Any] = {"by": SYSTEM, "at": at}
    network = coordination.start_coordination(
        name="Overleg ontslag uit het ziekenhuis", starts=long_ago, organisations=(partner, hospital), territory=zone, **said
    )
    coordination.plan_meeting(
        coordination=network, planned=today - timedelta(days=20), agenda="Ontslag in het weekend", **said
    )
    joining.ask_to_join(
        name="Dagcentrum De Linde", kbo="0000095020", category=Code.objects.get(codelist="category", code="welfare"),
        postcode="8800", mailbox="dagcentrum@example.org", motive="Wij wonen hier ook.", by=NOBODY, at=at,
    )  # fmt: skip


def _worry(team: Team, at: datetime) -> None:
    """The team has duty for the red button, and a neighbour pressed it."""
    signals.make_route(values={"regional": True, "team": team}, by=SYSTEM, at=at)
    signals.report(
        key=uuid4(), municipality=Territory.objects.filter(kind=Territory.Kind.MUNICIPALITY).order_by("name").first(),
        theme="neglect", urgency="day", words="De rolluiken zijn al drie dagen dicht en de post blijft liggen.", age="older",
        reporter="buur, 016 00 00 00", discretion="team", by=NOBODY, at=at,
    )  # fmt: skip


def _talks(hat: Hat, team: Team, at: datetime) -> None:
    """Shared care of today with a case under a pseudonym, and the meeting of the team itself."""
    today, katrien = timezone.localdate(at), hat("Katrien")
    said: dict[str, Any] = {"by": katrien, "at": at}
    shared = rounds.plan_talk(team=team, kind="shared_care", on=today, begins=time(12, 30), weeks=4, **said)
    jozef = Person.objects.get(user=hat("Jozef").user_id)
    case = rounds.add_case(
        meeting=shared, person=jozef, text="Duizelig sinds de nieuwe slaappil. Wie past de medicatie aan?", **said
    )
    karel = User.objects.get(pk=str(hat("Karel").user_id))
    rounds.agree(item=case, text="Met de huisarts overleggen.", owner=karel, due=today + timedelta(days=7), **said)
    own = rounds.plan_talk(team=team, kind="team", on=today + timedelta(days=9), begins=time(9), weeks=2, **said)
    rounds.add_topic(meeting=own, text="Hoe verdelen we de oproepen in het weekend?", **said)


def _help(hat: Hat, at: datetime) -> None:
    """Help for Jozef: what was asked of the nurses began after six days; what was asked of the welfare house waits."""
    today, jozef = timezone.localdate(at), Person.objects.get(user=hat("Jozef").user_id)
    kinds = {code.code: code for code in Code.objects.filter(codelist="help")}
    for name, kind, places in (("Fatma", "care-at-home", 3), ("Samira", "help-at-home", 0), ("Els", "intermediate-care", 2)):
        rounds.say_places(kind=kinds[kind], places=places, starts=today, by=hat(name), at=at - timedelta(days=4))
    nurses, welfare = (Organisation.objects.get(pk=hat(name).scope_id) for name in ("Fatma", "Samira"))
    said: dict[str, Any] = {"person": jozef, "by": hat("Katrien"), "at": at}
    day = today - timedelta(days=20)
    begun = rounds.ask_help(kind=kinds["care-at-home"], organisation=nurses, asked_on=day, **said)
    for state, days in (("offered", 2), ("started", 6)):
        rounds.move_help(request=begun, to=state, on=day + timedelta(days=days), by=hat("Fatma"), at=at)
    rounds.ask_help(kind=kinds["help-at-home"], organisation=welfare, asked_on=today - timedelta(days=5), **said)


def _desk(samira: Who, at: datetime) -> None:
    """Two questions at the intake desk: one waits, and of one nobody knew an answer."""
    said: dict[str, Any] = {"by": samira, "at": at}
    signals.ask(topic="carer", text="Wie neemt het over als ik een weekend weg ben?", **said)
    asked = signals.ask(topic="transport", text="Hoe raak ik 's avonds thuis van de dagopvang?", channel="phone", **said)
    again = timezone.localdate(at) + timedelta(days=14)
    signals.answer(enquiry=asked, state="unanswered", why="none", follow_up=again, **said)
