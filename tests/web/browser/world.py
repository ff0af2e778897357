"""A small region in full working order: an address book, a cast with every role, people with those who help them, figures.

Nobody in it exists. National numbers have no date in them, so they can be nobody's. Names begin with Zz where a test looks
for them on pages that may not have them.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from decimal import Decimal
from importlib.resources import files
from math import cos, pi, radians, sin
from pathlib import Path
from typing import Any
from uuid import UUID

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import get_resolver
from django.utils import timezone

from empact.definitions.frames import read_frames
from empact.definitions.government import read_engagements
from empact.definitions.tracks import read_tracks
from empact.web.budgets import actions as budgets
from empact.web.care import actions as care
from empact.web.consent import actions as consent
from empact.web.feedback.groups import Group
from empact.web.governance import actions as governance
from empact.web.governance.models import Body, Decision
from empact.web.governance.regions import told as plans
from empact.web.insight.bring import WAITING, bring, put_in_force
from empact.web.insight.editing import new_rule
from empact.web.insight.figures import Area, Figures, in_force
from empact.web.insight.models import Draft, Edition
from empact.web.kernel.models import RegionChoice, User
from empact.web.kernel.permissions import all_permissions, permission
from empact.web.kernel.roles import ROLES
from empact.web.kernel.rules import Rule, endpoints, rule_of
from empact.web.kernel.who import NOBODY, SYSTEM, Who
from empact.web.levers import actions as levers
from empact.web.network import actions as network
from empact.web.network.hsds.read import Read
from empact.web.network.models import Offer
from empact.web.participation import actions as participation
from empact.web.people import actions as people
from empact.web.people.models import InformalCarer, Person, Representative
from empact.web.policy import actions as policy
from empact.web.portfolio import actions as portfolio
from empact.web.portfolio.models import Action, Item, Report
from empact.web.rounds import actions as rounds
from empact.web.rounds.notices import Notice
from empact.web.screening import actions as screening
from empact.web.signals import actions as signals
from empact.web.territory.actions import coordination, engagements, joining, organisations, teams, territories
from empact.web.territory.actions import people as functions
from empact.web.territory.imports import TerritoryRow
from empact.web.territory.models import Code, Organisation, Practitioner, Site, Team, Territory
from empact.web.territory.search import fold
from tests.web.conftest import Cast
from tests.web.feedback.talk import talk
from tests.web.people.conftest import number
from tests.web.territory.conftest import number as enterprise

__all__ = ["LANGUAGES", "NUMBERS", "WORDS", "Page", "World", "alike", "build", "pages", "release"]

START = date(2026, 1, 1)
LANGUAGES = ("nl", "fr", "de", "en")
INDICATORS = tuple(f"--indicator={name}" for name in ("gp_contact", "emerg_adm", "cost_per_insured", "mortality"))
_GIVEN = ("Maria", "Jan", "Godelieve", "Roger", "Simonne", "Etienne", "Marie-Antoinette", "Marcel", "Denise", "Albert")
WORDS = {"Zzpeeters", "Zzjefke", "Zzmaes", "Zzdaughter", "Zzguardian", "+3216123456", "zz@example.org"}
"""What is known of people, and stands on no page of somebody who may not know it."""
NUMBERS = {str(number(s)) for s in (1, 2)} | {number(s).digits for s in (1, 2)}


def release(home: Path) -> Path:
    """Figures of 3,000 people, measured by quarter over two years, and their Pop-Box: the folder the house brings in.

    Beside it lies the mill that made them, with the draft of a rule.
    """
    from empact.cli.main import main

    records, register, measured = home / "records", home / "register", home / "measured"
    for command in (
        ["synth", "--people", "3000", "--seed", "11", "--workers", "1", "--out", records],
        ["load", records, "--from", "omop", "--register", register],
        ["measure", "--register", register, "--period", "2022-01..2023-12", "--every", "quarter", "--results", measured,
         "--workers", "1", *INDICATORS],
        ["run", "--register", register, "--as-of", "2024-01-01", "--results", home / "results", "--workers", "1"],
        ["release", "--results", measured, "--run", home / "results", "--register", register, "--out", home / "released"],
    ):  # fmt: skip
        assert main([str(part) for part in command]) == 0, command
    draft = home / "drafts" / "fewer-conditions" / "segments"
    draft.mkdir(parents=True)
    box = (files("empact.library") / "segments" / "popbox.yaml").read_text(encoding="utf-8").partition("\nexamples:")[0]
    new = box.replace("{conditions_at_least: 4}", "{conditions_at_least: 3}").replace("\nversion: 1\n", "\nversion: 2\n")
    assert new.count("3}") > box.count("3}") and "version: 2" in new
    (draft / "popbox.yaml").write_text(new + "\n", encoding="utf-8")
    return home / "released"


@dataclass
class World:
    """Who and what a test may need by name.

    ``ids``: where an address begins, the id that makes it a page; after a question mark, the words it cannot do without.
    """

    region: Territory
    zone: Territory
    practice: Organisation
    partner: Organisation
    team: Team
    figures: Figures
    users: dict[str, User] = field(default_factory=dict)
    jozef: Person = field(init=False)
    maria: Person = field(init=False)
    an: Person = field(init=False)
    ids: dict[str, Any] = field(default_factory=dict)

    def hat(self, role: str) -> tuple[str, str, Any] | str:
        """The role at its place here."""
        place = {"organisation": self.practice, "team": self.team, "territory": self.zone}.get(ROLES[role].scope)
        return (role, ROLES[role].scope, place.pk) if place else role


def build(package: Path, pseudonym_of: Callable[[int], str]) -> World:
    """Fill an empty workspace. What can be done by an action is; today is the day of the test."""
    now = timezone.now().astimezone(UTC)
    done: dict[str, Any] = {"by": SYSTEM, "at": now}
    name = bring(package, settings.WORKSPACE.results)
    put_in_force(settings.WORKSPACE.results, name)
    (settings.WORKSPACE.results / WAITING).write_text(name, encoding="ascii")  # so that the page on which it is released opens
    figures = in_force()
    assert figures is not None
    region, zone = _region(figures, done)
    world = _address_book(region, zone, figures, done)
    cast = Cast()
    for role in ROLES:
        world.users[role] = cast.user(f"Sam {role}", world.hat(role))
    _people(world, now, done, pseudonym_of)
    _care(world, now)
    _rounds(world, now)
    _signals(world, now, done)
    _scores(world, now)
    _actions(world, now)
    _governance(world, now)
    _participation(world, now)
    _budgets(world, now)
    _policy(world, now)
    _levers(world, now)
    _directory(world, now, done)
    lines = f"name,kbo,line\nOne more,{enterprise(800)},first\nAgain,{world.practice.kbo},first\n"
    file = SimpleUploadedFile("partners.csv", lines.encode(), "text/csv")
    answer = cast.client(world.users["administrator"]).post("/organisations/import/", {"file": file})
    world.ids["organisations/import/<uuid:pk>"] = answer.headers["Location"].rstrip("/").rpartition("/")[2]
    gp = world.users["gp"]
    Practitioner.objects.filter(name="Lieve Exempel").update(user=gp)  # so that she is in the team, too
    world.ids |= talk(Group(organisation=world.practice), Who.of(gp, gp.hats.first()), figures, now)
    return world


def _region(figures: Figures, done: dict[str, Any]) -> tuple[Territory, Territory]:
    """The places of the figures, drawn on a spiral: where they really lie is no matter here."""
    areas = {a.node: a for a in figures.areas()}
    rows, outlines = [], {}
    for n, area in enumerate(a for a in areas.values() if a.level == "municipality"):
        code = area.node.partition(":")[2]
        above = [areas[p] for p in _above(area, areas) if areas[p].level in Territory.Kind.values]
        whole = {a.level: (a.node.partition(":")[2], a.name) for a in above}
        turn, far = n * 2.4, 0.045 * n**0.5
        north, east = 50.9 + far * sin(turn), 4.3 + far * cos(turn) / cos(radians(50.9))
        people = None if n == 5 else 8000 + 731 * n
        rows.append(
            TerritoryRow(
                code, area.name, "municipality", whole, people, people and date(2021, 1, 1), "Statbel",
                postcodes=(f"{1500 + n}",), latitude=north, longitude=east,
            )
        )  # fmt: skip
        ring = [(east + 0.033 * cos(k * pi / 3), north + 0.021 * sin(k * pi / 3)) for k in range(7)]
        outlines[code] = {"type": "Polygon", "coordinates": [ring]}
    territories.import_territories(rows=rows, starts=START, version="boundaries of 2021", source="Statbel", **done)
    territories.draw_outlines(outlines=outlines, **done)
    region = Territory.objects.get(kind="region")
    zone = Territory.objects.filter(kind="zone").order_by("name").first()
    assert zone is not None
    territories.record_population(territory=zone, on=date(2021, 1, 1), number=98_765, source="Statbel", **done)
    return region, zone


def _above(area: Area, areas: Mapping[str, Area]) -> Iterator[str]:
    for parent in area.parents:
        if parent in areas:
            yield parent
            yield from _above(areas[parent], areas)


def _address_book(region: Territory, zone: Territory, figures: Figures, done: dict[str, Any]) -> World:
    def code(codelist: str, wanted: str = "") -> Code:
        found = Code.objects.filter(codelist=codelist, **({"code": wanted} if wanted else {})).first()
        assert found is not None, (codelist, wanted)
        return found

    def organisation(name: str, stem: int, **more: Any) -> Organisation:
        values = {"name": name, "kbo": enterprise(stem), "category": code("category"), "line": "first", "postcode": "1503"}
        values |= {"street": "Markt 1", "checked": START, **more}
        return organisations.add_organisation(values=values, works_in=[zone], starts=START, **done)

    practice = organisation("Groepspraktijk De Linde", 1, website="https://example.org", actor_type=code("type"))
    partner = organisation("Welzijnsschakel voor wie ver van alles woont en niemand kent", 2, line="")
    hospital = organisation("Algemeen Ziekenhuis", 3, line="second")
    Organisation.objects.bulk_create(  # more than one page of them
        Organisation(name=f"Partner {n:02d}", search=fold(f"Partner {n:02d}"), starts=START) for n in range(50)
    )
    places = [a for a in figures.areas(level="practice") if a.node != "practice/"]
    values = {"organisation": practice, "kind": "practice", "name": "Praktijk", "care_site": places[0].node, "starts": START}
    site = Site.objects.create(**values)
    contact, coordinator = code("function", "contact"), code("function", "coordinator")
    for one in (practice, partner):
        organisations.add_contact(
            organisation=one, function=contact, mailbox="home@example.org", phone="+3216000000", starts=START, **done
        )
    organisations.add_contact(territory=zone, function=contact, mailbox="zone@example.org", starts=START, **done)
    team = teams.add_team(
        values={"name": "Buurtteam Centrum", "kind": "neighbourhood", "meets": "dinsdag", "mailbox": "team@example.org"},
        territories=[zone], starts=START, **done,
    )  # fmt: skip
    for n, name in enumerate(("Fatma Example", "Bram Voorbeeld", "Lieve Exempel")):
        person = functions.add_practitioner(name=name, discipline=code("discipline"), **done)
        teams.add_member(team=team, practitioner=person, role="coach" if n == 0 else "member", starts=START, **done)
        functions.give_post(
            practitioner=person, function=coordinator, organisation=practice, territory=zone, starts=START, **done
        )
    engagements.start_collaboration(owner=practice, parties=[partner, hospital], subject="Going home", starts=START, **done)
    text = {"kind": "mandate", "language": "en", "title": "Mandate of the partners", "text": "We agree.\n\nWith the plan."}
    form = engagements.publish_declaration(**text, version=1, published=START, **done)
    today = timezone.localdate()
    line = engagements.sign(
        organisation=practice, declaration=form, signatory="Lieve Exempel", function="chair", on=today, **done
    )
    for n in range(2):
        joining.ask_to_join(
            name=f"Newcomer {n}", kbo=enterprise(900 + n), category=code("category"), postcode="1504",
            mailbox="new@example.org", motive="We want to help.", **done,
        )  # fmt: skip
    network = coordination.start_coordination(name="Care homes", starts=START, organisations=[practice, partner], **done)
    meeting = coordination.plan_meeting(coordination=network, planned=today, agenda="Who does what", **done)
    world = World(region, zone, practice, partner, team, figures)
    world.ids |= {
        "organisations/<uuid:pk>/sign": practice.pk,
        "organisations": practice.pk,
        "teams": team.pk,
        "teams/<uuid:pk>/stop": teams.start_team(name="Valpreventie", kind="project", starts=START, **done).pk,
        "territories": zone.pk,
        "agreements/signed": line.pk,
        "agreements": form.pk,
        "registers/codes": contact.pk,
        "join/requests": joining.JoinRequest.objects.order_by("name")[0].pk,
        "join/asked": joining.JoinRequest.objects.order_by("name")[0].pk,
        "places": site.pk,
        "networks/meetings": meeting.pk,
        "networks": network.pk,
        "<uuid:declaration>": form.pk,
        "<slug:kind>": "mandate",
        "<slug:codelist>": "function",
        "<slug:indicator>": "gp_contact",
        "<slug:family>": "indicator",
        "<slug:rule>": "gp_contact",
        "<int:version>": 1,
        "?environment/place/": f"?area=zone:{zone.code}",
        "?environment/document/": f"?area=zone:{zone.code}",
        "?figures/list/": "?rule=indicator:gp_contact",
        "?rules/drafts/<uuid:pk>/change/": "?at=rule.all_of.0",
        "?rules/drafts/<uuid:pk>/add/": "?at=rule",
        "?figures/report/place/": "?place=all",
    }
    return world


def _directory(world: World, now: datetime, done: dict[str, Any]) -> None:
    """What the practice offers, with all there is to say; a file says one thing otherwise, and somebody says it is wrong."""
    today = timezone.localdate(now)
    values: dict[str, Any] = {
        "kind": "home-nursing", "name.nl": "Thuisverpleging", "description.nl": "Wondzorg en inspuitingen aan huis.",
        "name.fr": "Soins à domicile", "eligibility.nl": "Wie thuis zorg nodig heeft", "referral.nl": "Bel ons",
        "cost": "insured",
        "amount_minor": 250, "convention": "full", "openings": "1 09:00-12:00; 1 13:00-17:00", "areas": world.zone.code,
        "spoken": "nl fr", "access": "at-home lift", "wait_days": 7, "wait_on": today.isoformat(), "minimum_age": 18,
    }  # fmt: skip
    made = network.keep_offer(organisation=world.practice, values=values, source="Sociale Kaart", today=today, **done)
    network.assure_offer(offer=made, today=today, **done)
    old = {"kind": "meals", "name.nl": "Warme maaltijden van een dienst met een lange naam die nergens goed op past"}
    network.keep_offer(organisation=world.practice, values=old, today=today, **done)
    organisation = (str(world.practice.pk), "", world.practice.name)
    other = Read(str(made.pk), organisation, {"kind": "home-nursing", "description.nl": "Alleen wondzorg."})
    network.import_offers(reads=[other], source="Andere kaart", today=today, **done)
    proposal = network.propose_correction(offer=made, about="hours", text="Ook op zaterdag open", by=NOBODY, at=now)
    told = Offer.objects.get(pk=made.pk).told.get()
    world.ids |= {
        "directory": made.pk, "directory/corrections": proposal.pk, "directory/told": told.pk, "<str:name>": "description.nl",
        "<slug:kind>.zip": "json.zip",
    }  # fmt: skip


def _people(world: World, now: datetime, done: dict[str, Any], pseudonym_of: Callable[[int], str]) -> None:
    gp, coordinator = (Who.of(u, u.hats.first()) for u in (world.users["gp"], world.users["coordinator"]))
    analyst = world.users["analyst"]
    draft = Draft.objects.create(rule="check", title="Call for a check", author=analyst, begun=now)
    Edition.objects.create(draft=draft, number=1, document=new_rule(draft.title), author=analyst, at=now)
    world.ids["rules/drafts"] = draft.pk

    def person(family_name: str, sequence: int = 0, who: Who = gp, **said: Any) -> Person:
        kind = "registered" if who is gp else "coordination"
        said = {"family_name": family_name, "given_names": "Test", **said}
        drawn = number(sequence) if sequence else None
        return people.add_and_take_up(said=said, number=drawn, kind=kind, ground="asked", by=who, at=now)

    contact = {"called_name": "Zzjefke", "phone": "+3216123456", "email": "zz@example.org", "street": "Kerkstraat 1"}
    world.jozef = person("Zzpeeters", 1, birth_year=1948, birth_month=3, **contact)
    people.begin_care_relation(
        person=world.jozef, kind="coordination", ground="asked", starts=timezone.localdate(), by=coordinator, at=now
    )
    world.maria = person("Zzmaes", 2, birth_year=1939)
    for n in range(12):
        person(
            f"Voorbeeld-{_GIVEN[n % 10]}",
            given_names=_GIVEN[n * 7 % 10],
            birth_year=1932 + n,
            who=gp if n % 3 else coordinator,
        )
    starts = START
    near = {"by": gp, "at": now}
    carer = people.add_carer(
        person=world.jozef, who={"family_name": "Zzdaughter", "given_names": "An"}, relation="dochter", starts=starts, **near
    )
    carer.may_look = True
    InformalCarer.save(carer, update_fields=("may_look",))
    world.an = carer.carer
    speaks = Representative.objects.create(person=world.maria, by=world.an, kind="legal", starts=starts)
    for one, role in ((world.jozef, "person"), (world.an, "carer")):
        one.user = world.users[role]
        Person.save(one, update_fields=("user",))
    twin = person("Zzpeeters", birth_year=1948)
    merge = people.merge(kept=world.jozef, gone=person("Zzpeters", birth_year=1948), **done)
    relation = world.jozef.care_relations.first()
    lines = "".join(
        f"{pseudonym_of(s)},popbox,care relation,call for a check,practice,no check for 24 months\n" for s in (1, 2)
    )
    content = f"pseudonym,project,ground,purpose,recipient,reason\n{lines}"
    lists = people.bring_worklist(title="Eye check", content=content.encode(), organisation=world.practice.pk, **done)
    helps = Who.of(world.users["social_worker"], world.users["social_worker"].hats.first())
    said = {"title": "Koffie", "day": timezone.localdate() + timedelta(days=9), "begins": time(14), "ends": None, "places": 1}
    said |= {"where": "Buurthuis", "leads": "Els", "phone": "+3216111111"}
    chosen = {"people.open_sign_up": True, "screening.literacy": "interrai_cps"}
    RegionChoice.objects.bulk_create(RegionChoice(id=name, value=value) for name, value in chosen.items())
    coffee = people.plan_gathering(said=said, by=helps, at=now)
    signed = people.write_down(gathering=coffee, name="Zzcaller", phone="+3216222222", by=helps, at=now)
    buddy = people.link_buddy(
        person=world.jozef, who={"family_name": "Zzbuddy"}, both_agreed=True, starts=timezone.localdate(now), **near
    )
    world.ids |= {
        "groups": coffee.pk,
        "groups/sign-ups": signed.pk,
        "groups/led/sign-ups": signed.pk,
        "buddies": buddy.pk,
        "my/buddies": buddy.pk,
        "<uuid:gone>": twin.pk,
        "register/persons": world.jozef.pk,
        "register/merges": merge.pk,
        "persons": world.jozef.pk,
        "my/people": world.jozef.pk,
        "my/people/<uuid:pk>/looks": world.maria.pk,
        "my/carers": carer.pk,
        "carers": carer.pk,
        "representatives": speaks.pk,
        "care-relations": relation and relation.pk,
        "lists": lists.pk,
        "accounts": world.users["gp"].pk,
        "roles": world.users["gp"].hats.first().pk,
    }


def _care(world: World, now: datetime) -> None:
    """Jozef shares a care plan with a small care team; the case manager was asked for help with Maria."""
    gp, coordinator, me = (Who.of(world.users[r], world.users[r].hats.first()) for r in ("gp", "coordinator", "person"))
    mine = {"person": world.jozef, "by": me, "at": now}
    given = consent.give(kind="participation", text_version="1", **mine)
    consent.give(kind="informal", parts=("goals", "team", "tasks", "crisis"), text_version="1", **mine)
    out = consent.exclude(professional=world.users["pharmacist"], **mine)
    care.start_plan(**mine)
    care.write_text(field="matters", text="Thuis blijven, met de tuin.", read=1, **mine)
    team = [
        care.propose(user=world.users["coordinator"], role="coordinator", phone="+3216111111", **mine),
        care.propose(near=world.an, kind="carer", does="boodschappen", **mine),
    ]
    waiting = care.propose(user=world.users["nurse"], role="nurse", person=world.jozef, by=coordinator, at=now)
    care.appoint(member=team[0], person=world.jozef, by=coordinator, at=now)
    care.offer(member=team[1], **mine)
    life = care.add_life_goal(text="In de tuin werken", domain="hobbies", **mine)
    aim = care.add_care_goal(person=world.jozef, life_goal=life, text="Elke dag tot aan de poort", by=gp, at=now)
    due = timezone.localdate(now) + timedelta(days=5)
    task = care.add_task(person=world.jozef, what="Samen wandelen", owner=team[0], due=due, care_goal=aim, by=gp, at=now)
    care.add_task(person=world.jozef, what="Boodschappen doen", owner=team[1], due=due, by=gp, at=now)
    wish = care.record_wish(category="resuscitation", code="dnr1", kept="in de map thuis", **mine)
    intake = care.ask(person=world.maria, request="Alleen na een val", asked_by="carer", by=gp, at=now)
    care.clarify(intake=intake, question="Veilig thuis blijven", by=gp, at=now)
    level = care.decide_level(person=world.maria, level="complex", how="in een gesprek", reason="velen helpen", by=gp, at=now)
    asked = {"very_complex": True, "team_in_crisis": False, "refuses_care": False, "urgency": "week", "reason": "Velen helpen"}
    case = care.ask_case(person=world.maria, asked_of=world.team, **asked, by=gp, at=now)
    look = consent.break_glass(
        number=number(2), family_name="Zzmaes", reason="viel op straat, alleen", by=coordinator, at=now
    )  # fmt: skip
    wanted = {"person": world.jozef, "reason": "alignment", "question": "Wie komt wanneer", "by": coordinator, "at": now}
    for mode in ("phone", "home"):  # the first is signed off, the second planned
        meeting = care.ask_meeting(moments=[now + timedelta(days=20)], **wanted)
        chosen = meeting.moments.get()
        meeting = care.plan_meeting(meeting=meeting, moment=chosen, mode=mode, by=coordinator, at=now)
        if mode == "phone":
            there = dict.fromkeys(meeting.seats.all(), care.Took("phone"))
            held = care.attend(meeting=meeting, seats=there, by=coordinator, at=now)
            decided = care.decide(meeting=held, text="Elke maandag samen", by=coordinator, at=now)
            care.sign_meeting(meeting=held, agreed="zei ja", by=coordinator, at=now)
    world.ids |= {
        "my/sharing": world.jozef.pk, "my/consents": given.pk, "consents": given.pk, "my/exclusions": out.pk,
        "exclusions": out.pk, "emergencies": look.pk, "my/plans": world.jozef.pk, "cases": case.pk,
        "<uuid:goal>": life.pk, "<uuid:task>": task.pk, "<uuid:member>": waiting.pk, "<uuid:carer>": team[1].pk,
        "<uuid:wish>": wish.pk,
        "<uuid:level>": level.pk, "<slug:field>": "matters", "<slug:source>": "scheme", "<slug:language>": "nl",
        "<uuid:meeting>": held.pk, "<uuid:decision>": decided.pk,
        "<uuid:seat>": meeting.seats.all()[0].pk, "invited": meeting.seats.all()[0].pk,
    }  # fmt: skip


def _signals(world: World, now: datetime, done: dict[str, Any]) -> None:
    """The practice gets what comes from the zone, the team all else, day and night; neighbours reported, one thing twice."""
    route = signals.make_route(
        values={"territory": world.zone, "organisation": world.practice, "backup_team": world.team}, **done
    )
    signals.make_route(values={"regional": True, "team": world.team}, **done)
    here = world.zone.holds.first()
    told = {"municipality": here and here.part, "theme": "lonely", "urgency": "day", "name": "Zzmaes", "discretion": "team"}
    told |= {"reporter": "+3216123456", "by": NOBODY}
    gp = Who.of(world.users["gp"], world.users["gp"].hats.first())
    other = signals.report(key=UUID(int=1), words="Niemand komt nog buiten.", **told, at=now - timedelta(minutes=50))
    signal = signals.report(key=UUID(int=2), words="De gordijnen zijn al drie dagen dicht.", **told, at=now)
    signals.take_up(signal=signal, by=gp, at=now)
    signals.note(signal=signal, kind="call", text="belde terug", by=gp, at=now)
    desk = Who.of(world.users["coordinator"], world.users["coordinator"].hats.first())
    question = signals.ask(topic="transport", text="Wie rijdt er naar de markt?", by=desk, at=now)
    world.ids |= {
        "intake": question.pk, "signals": signal.pk,
        "signals/routes": route.pk, "<uuid:ticket>": other.ticket, "<slug:name>": "note",
    }  # fmt: skip


def _scores(world: World, now: datetime) -> None:
    """Two official results of Jozef, the second above the limit, a measurement, and a rule that is proposed."""
    coordinator, keeper = (Who.of(world.users[r], world.users[r].hats.first()) for r in ("coordinator", "administrator"))
    today, mine = timezone.localdate(now), {"person": world.jozef, "by": coordinator, "at": now}
    said = {"scale_version": "2024-1", "assessor": "Test Assessor", "certified_since": START}
    for days, iadl in ((90, "3"), (2, "4.5")):
        scores = {"iadl": iadl, "adl": "2", "cognition": "1", "psychological": "0", "behaviour": "0.5"}
        modules = {name: Decimal(score) for name, score in scores.items()}
        row = screening.record_result(assessed_on=today - timedelta(days=days), modules=modules, **said, **mine)
    for days, pain in ((60, 4), (0, 3)):
        levels = {"mobility": 2, "self_care": 1, "usual_activities": 2, "pain": pain, "anxiety": 1}
        measured = {"measured_on": today - timedelta(days=days), "origins": dict.fromkeys(levels, "typed")}
        screening.record_measurement(instrument="eq5d5l", answers=levels, **measured, **mine)
    rule = screening.propose_rule(
        name="full_assessment", total=Decimal(5), activities=None, valid_from=date(2021, 6, 1), valid_to=None,
        decided_on=today, decision="2026/7", source="verslag van de regio", by=keeper, at=now,
    )  # fmt: skip
    world.ids |= {
        "screening/rules": rule.pk, "screening/proposed": rule.pk, "my/scores": world.jozef.pk, "<uuid:row>": row.pk,
        "<uuid:step>": row.follow_ups.get().pk, "<slug:table>": "result", "<slug:code>": "score2",
    }  # fmt: skip


def _actions(world: World, now: datetime) -> None:
    """An action of the practice that runs, a milestone of it late, without news for more than a quarter; and its copy."""
    office, manager = (Who.of(world.users[r], world.users[r].hats.first()) for r in ("pmo", "project_manager"))
    then, ago = timezone.localdate(now) - timedelta(days=100), now - timedelta(days=100)
    led: dict[str, Any] = {"by": office, "at": ago}
    day: dict[str, Any] = {"today": then, **led}
    frame = portfolio.take_up_frame(told=read_frames()["empact"], activities=False, **day)
    items = {(i.kind, i.code): i for i in Item.objects.filter(frame=frame)}
    one = portfolio.propose_action(
        title="Valpreventie thuis", programme=items["programme", "AP3.3"], puller=world.practice, **day
    )
    said = {"need": "Velen vallen opnieuw.", "afterwards": "De zone neemt het over.", "objective": items["objective", "SO1"]}
    said |= {"persona": "P3", "determinant": "lives_alone", "target": "wie viel", "public_sentence": "Samen minder vallen."}
    said["needs_means"] = False
    portfolio.keep_action(action=one, values=said, connections=[items["actor", "5"]], also=[items["programme", "AP2"]], **day)
    domain = Item.objects.create(frame=frame, kind="domain", code="1", number=1, title={"nl": "Vallen"})
    portfolio.keep_action(action=one, values={"domain": domain}, **day)
    mine: dict[str, Any] = {"action": one, **led}
    portfolio.place_action(territory=world.zone, role="start", starts=then, **mine)
    place = portfolio.place_action(territory=world.zone, role="test", starts=then, **mine)
    other = Territory.objects.filter(kind="zone").exclude(pk=world.zone.pk).order_by("name").first()
    if other:
        portfolio.place_action(territory=other, role="comparison", starts=then, **mine)
    portfolio.add_kpi(indicator="gp_contact", target=90, **mine)
    counted = portfolio.add_kpi(title="Oefengroepen", target=4, **mine)
    portfolio.read_kpi(kpi=counted, on=then, value=2, source="lijst van de praktijk", **day)
    for n, stage in enumerate(("screening", "plan", "decision", "running")):
        portfolio.move_action(action=one, after=stage, today=then, by=office, at=ago + timedelta(minutes=n))
    for phase, months in (("development", 0), ("pilot", 6)):
        starts = date(then.year, 1, 1) + timedelta(days=182 * (months // 6))
        portfolio.plan_phase(action=one, phase=items["phase", phase], starts=starts.replace(day=1), **day)
    late = portfolio.add_task(title="Begeleiders opgeleid", due=then + timedelta(days=90), **mine)
    next_ = portfolio.add_task(title="Eerste groep", due=then + timedelta(days=130), **mine)
    agreed = {"organisation": world.partner, "function": "hoofd", "starts": then, "due": then + timedelta(days=150)}
    portfolio.add_task(title="Elke val melden", **agreed, **mine)
    waits = portfolio.follow(before=late, after=next_, **led)
    portfolio.argue(value=items["value", "comfort"], text="De persoon kiest de oefeningen.", **mine)
    for kind, code, strength in (("aim", "health", 3), ("assignment", "5", 2), ("component", "2023.5", 1)):
        portfolio.contribute(item=items[kind, code], strength=strength, today=then, **mine)
    portfolio.promise(organisation=world.partner, contribution="space", due=then, today=then, **mine)
    own = portfolio.promise(action=one, organisation=world.practice, contribution="lead", today=then, by=manager, at=ago)
    baseline = portfolio.take_baseline(title="Zoals gepland", **day)
    portfolio.keep_task(task=next_, due=next_.due + timedelta(days=14), done=None, **led)
    asked = {
        "light": "amber",
        "changed": "De opleiding schuift op.",
        "next": "Een lesgever zoeken.",
        "asked": "Wie betaalt dat?",
    }
    news = portfolio.give_update(**asked, **mine, today=then)
    report = portfolio.freeze_report(title="Kwartaal", since=then, figures=None, **(day | {"today": timezone.localdate(now)}))
    portfolio.comment_report(
        report=report, text="Duidelijk.", organisation=world.partner, today=timezone.localdate(now), by=office, at=now
    )
    goal = portfolio.keep_goal(title="Niemand valt twee keer", milestones=[late, next_], kpis=[counted], **mine)
    wall = portfolio.add_obstacle(what="Geen zaal op dinsdag", today=then, **mine)
    points = {"impact": 5, "urgency": 4, "effort": 2, "readiness": 3}
    portfolio.rate(scores=points, today=then, **mine)
    portfolio.rate(action=one, scores=points | {"impact": 3}, today=then, by=manager, at=ago)
    portfolio.agree_rating(scores=points | {"impact": 4}, note="Samen bekeken.", today=then, **mine)
    component = items["component", "2023.5"]
    portfolio.score_component(item=component, year=then.year, score=2, **day)
    portfolio.note_contact(organisation=world.partner, on=then, about="Ontslag uit het ziekenhuis", **day)
    portfolio.add_strength(what="Vier zones vallen binnen de regio", holder="De zones", **led)
    ground = portfolio.add_groundwork(kind="need", text="Mensen wachten.", said_by="De zones", **led)
    coordinator = Who.of(world.users["coordinator"], world.users["coordinator"].hats.first())
    small = portfolio.begin_small(
        team=Team.objects.get(pk=coordinator.scope_id), title="Samen wandelen", need="Weinigen bewegen.",
        known_by="wie meegaat",
        cost_minor=10_000, hours=8, today=timezone.localdate(now), by=coordinator, at=now,
    )  # fmt: skip
    version = portfolio.keep_version(title="Lente", **day)
    rows = [["number", "title"], ["", "Samen koken"], ["999", ""]]
    file = portfolio.keep_file(kind="portfolio", sheets={"actions": rows, "nothing": rows}, **led)
    portfolio.copy_action(action=one, start=other or world.region, puller=None, **day)
    world.ids |= {
        "actions": one.pk, "<slug:domain>": domain.code, "public/actions": one.pk, "actions/frame": said["objective"].pk,
        "<uuid:item>": items["aim", "health"].pk,
        "actions/promises": world.practice.pk, "actions/given": own.pk, "actions/places": place.pk, "actions/tasks": next_.pk,
        "actions/waits": waits.pk, "actions/reports": report.pk, "actions/files": file.pk, "actions/goals": goal.pk,
        "actions/obstacles": wall.pk, "actions/start": ground.pk, "<slug:chapter>": "need",
        "actions/<uuid:pk>/small": small.pk,
        "actions/versions": version.pk, "actions/components": component.pk, "<int:year>": then.year,
        "actions/timeline": baseline.pk,
        "actions/indicators": counted.pk, "actions/updates": news.pk, "?actions/compare/": "?n=1&n=2",
    }  # fmt: skip


def _governance(world: World, now: datetime) -> None:
    """A steering group with three seats, one of them with a mandate; a decision that was taken, one open with an objection."""
    office, member = (Who.of(world.users[r], world.users[r].hats.first()) for r in ("pmo", "steering"))
    today, led = timezone.localdate(now), {"by": office, "at": now}
    body = governance.make_body(name="Stuurgroep", purpose="Navigeert.", quorum=50, up_to=5000, starts=today, **led)
    groups = list(Code.objects.filter(codelist="category"))
    homes = (Organisation.objects.get(pk=member.scope_id), world.partner, None)
    seats = [
        governance.seat(body=body, group=group, organisation=home, starts=today, ends=today + timedelta(days=50 + n), **led)
        for n, (group, home) in enumerate(zip(groups, homes, strict=False))
    ]
    governance.give_mandate(giver=seats[0], holder=seats[1], starts=today, ends=today, by=member, at=now)
    said = {"question": "Start valpreventie?", "proposal": "Ze start.", "reasons": "Velen vallen.", "plan": "SO1", "cost": 400}
    said["aims"] = ["health"]
    taken = governance.propose(body=body, values={**said, "kind": "mandate"}, today=today, **led)
    governance.move_decision(decision=taken, to="open", today=today, **led)
    governance.take(
        decision=taken, conditions="Met een zaal.", starts=today, review_by=today + timedelta(days=9), today=today, **led
    )
    one = governance.propose(body=body, values=said, follows=taken, today=today, **led)
    governance.move_decision(decision=one, to="open", today=today, **led)
    meeting = governance.plan_meeting(body=body, on=today, where="Stadhuis", **led)
    governance.hold_meeting(
        meeting=meeting, minutes="We spraken over de zaal.", present=seats[:1], guests=2, today=today, **led
    )
    spoken = {"stance": "objects", "reason": "Wie betaalt de zaal?", "today": today, "by": member, "at": now}
    voice = governance.speak(decision=one, seat=seats[0], **spoken)
    agreement = governance.make_agreement(
        kind="team", subject="Buurtteam", promises="We komen samen.", parties=[world.practice, world.partner],
        starts=today, ends=today + timedelta(days=30), **led,
    )  # fmt: skip
    waits = agreement.parties.get(organisation=world.practice)
    governance.sign_agreement(
        party=agreement.parties.get(organisation=world.partner), signatory="Voorzitter", on=today, today=today, **led
    )
    annex = governance.add_annex(agreement=agreement, year=today.year, plan="Tien bezoeken", budget=900, **led)
    governance.plan_year(body=body, year=today.year + 1, **led)
    point = governance.add_point(meeting=meeting, topic="accounting", title="De rekening", today=today, **led)
    governance.keep_options(decision=one, options=["Zelf doen", "Samen doen"], criteria=["Geld"], **led)
    option = one.options.first()
    governance.weigh(option=option, texts={one.criteria.get(): "Goedkoper"}, **led)
    governance.attach_advice(
        decision=one, source="Ergotherapeuten", text="Begin klein.", on=today, today=today, by=member, at=now
    )
    controller = {"name": "Samen", "entity": world.practice, "controller": world.partner, "mailbox": "data@example.org"}
    partnership = governance.name_partnership(territory=world.region, values=controller, starts=today, **led)
    passage = governance.take_up_handbook(told=plans()["leuven"], today=today, **led)[0]
    service = governance.offer_service(title="Opleiding", activity="training", starts=today, **led)
    asked = governance.ask_desk(service=service, text="Twee plaatsen", today=today, **led)
    world.ids |= {
        "<slug:role>": "domain_coach", "bodies/points": point.pk, "decisions/options": option.pk, "desk": asked.pk,
        "desk/services": service.pk, "partnerships": partnership.pk, "<slug:passage>": passage.code,
        "decisions": one.pk, "decisions/voices": voice.pk, "bodies": body.pk, "bodies/meetings": meeting.pk,
        "seats": seats[0].pk, "<uuid:seat>": seats[0].pk,
        "signed-agreements": agreement.pk, "signed-agreements/parties": waits.pk, "signed-agreements/years": annex.pk,
    }  # fmt: skip


def _participation(world: World, now: datetime) -> None:
    """A plan of which a draft was answered and the next one goes round; a group in which a person takes part."""
    office, me = (Who.of(world.users[r], world.users[r].hats.first()) for r in ("pmo", "person"))
    today = timezone.localdate(now)
    led: dict[str, Any] = {"today": today, "by": office, "at": now}
    participation.take_up_track(track=read_tracks()["track_leuven"], **led)
    aim = Item.objects.get(pk=world.ids["actions/frame"])
    group = participation.make_group(
        name="Co-creatie", kind="co_creation", purpose="Wat helpt?", items=[aim], starts=today, by=office, at=now
    )
    actors = list(Code.objects.filter(codelist="category"))
    own = participation.invite(group=group, user=world.users["person"], category=actors[9], **led)
    participation.accept(participant=own, wishes=["online"], today=today, by=me, at=now)
    participation.invite(group=group, called="Jef", category=actors[9], **led)
    participation.invite(group=group, user=world.users["carer"], category=actors[9], organisation=world.partner, **led)
    met = participation.plan_session(group=group, on=today, where="Zaal", access=["online"], by=office, at=now)
    participation.hold(session=met, notes="We praatten.", present=[own], **led)
    participation.thank(participant=own, kind="travel", cents=640, on=today, **led)
    output = participation.bring(group=group, title="Eén nummer", items=[aim], on=today, **led)
    act = Action.objects.filter(pk=world.ids["actions"])
    participation.answer_output(output=output, answer="Het is een actie.", actions=act, **led)
    participation.bring(group=group, title="Een dag rust", items=[aim], on=today, **led)
    plan = participation.make_document(title="Plan", about="Voor de zone", text="Een.\n\nTwee.\n\nDrie.", **led)
    first = plan.versions.get()
    whom = {"bodies": [Body.objects.get(pk=world.ids["bodies"])], "organisations": [world.practice], "groups": [group]}
    asked = {"version": first, "question": "Klopt dit?", "closes": today + timedelta(days=9)}
    round_ = participation.ask(decision=Decision.objects.get(pk=world.ids["decisions"]), **asked, **whom, **led)
    parts = list(first.paragraphs.all())
    said = participation.comment(
        consultation=round_, paragraph=parts[0], text="Nee.", participant=own, today=today, by=me, at=now
    )
    later = participation.next_version(document=plan, text="Een.\n\nTwee!", **led)
    change = later.paragraphs.first()
    participation.answer(comment=said, outcome="accepted", reason="Ja.", change=change, **led)
    waits = participation.comment(consultation=round_, text="Waarom?", organisation=world.practice, **led)
    participation.add_nothing(consultation=round_, organisation=world.partner, **led)
    words = {"subject": "Waarom", "nl": "Samen.", "fr": "Ensemble.", "de": "Gemeinsam."}
    message = participation.write_message(owner=world.partner, **words, **led)
    participation.approve(message=participation.write_message(owner=world.practice, **words, **led), **led)
    world.ids |= {
        "consultations": round_.pk, "consultations/comments": waits.pk, "consultations/documents": plan.pk,
        "consultations/documents/versions": later.pk,
        "consultations/groups": group.pk, "consultations/groups/sessions": met.pk,
        "consultations/groups/outputs": output.pk, "consultations/groups/participants": own.pk,
        "consultations/messages": message.pk,
    }  # fmt: skip


def _budgets(world: World, now: datetime) -> None:
    """A budget of the action, with something bound, spent and moved; an amendment in draft; hours that wait for approval."""
    office, manager = (Who.of(world.users[r], world.users[r].hats.first()) for r in ("pmo", "project_manager"))
    today, led = timezone.localdate(now), {"by": office, "at": now}
    decision = Decision.objects.filter(state="taken", followed_by=None).first()
    if decision is None:
        body = Body.objects.exclude(up_to=None).first()
        said = {
            "question": "De begroting?",
            "proposal": "Ja.",
            "reasons": "Nodig.",
            "plan": "SO1",
            "aims": ["value"],
            "kind": "mandate",
        }
        said["aims"] = ["value"]
        decision = governance.propose(body=body, values=said, today=today, **led)
        governance.move_decision(decision=decision, to="open", today=today, **led)
        governance.take(decision=decision, starts=today, review_by=today + timedelta(days=300), today=today, **led)
    source = budgets.keep_source(values={"title": "Subsidie", "starts": START, "payer": world.partner}, **led)
    action = Action.objects.get(pk=world.ids["actions"])
    budget = budgets.make_budget(year=today.year, action=action, **led)
    version = budget.versions.get()
    teams = {"teams": [world.team], "partner": world.practice, "percent": 20}
    for title, more in (("Opleiding", {}), ("Coaches van de buurtteams", teams)):
        budgets.plan_line(version=version, title=title, source=source, amount_minor=1_250_000, **more, **led)
    budgets.approve(version=version, decision=decision, today=today, **led)
    one, two = budget.lines.all()
    mine = {"on": today, "today": today, "by": manager, "at": now}
    bound = budgets.bind(line=one, amount_minor=200_000, what="Lesgever", **mine)
    entry = budgets.spend(line=one, amount_minor=50_000, why="Zaal", proof="F-2026-1", commitment=bound, **mine)
    budgets.spend(line=two, amount_minor=12_000, why="Uren", proof="F-2026-2", team=world.team, **mine)
    budgets.move(line=one, to=two, amount_minor=1_000, why="Meer uren", decision=decision, today=today, **led)
    draft = budgets.amend(budget=budget, why="De zaal is duurder", **led)
    values = {"function": "Buurtteamcoach", "form": "self_employed", "rate_minor": 6_000, "team": world.team, "source": source}
    position = budgets.keep_position(values={**values, "starts": START, "employer": world.practice}, **led)
    budgets.keep_position(values={"function": "Coördinator", "form": "employed", "percent": 60, "starts": START}, **led)
    hours = budgets.note_hours(position=position, month=today, seconds=27_000, today=today, by=manager, at=now)
    call = {"title": "Oproep preventie", "funder": "Een stichting", "deadline": today + timedelta(days=20), "fit": "good"}
    call = budgets.keep_call(values={**call, "link": "https://example.org"}, **led)
    file = budgets.keep_subsidy(values={"title": "Coaches", "source": source, "starts": START}, **led)
    report = budgets.plan_report(subsidy=file, title="Jaarverslag", due=today - timedelta(days=2), **led)
    pair = [
        budgets.keep_convention(values={"title": t, "field": t, "scope": "Volwassenen", "starts": START}, **led)
        for t in ("GGZ", "ELP")
    ]
    budgets.note_overlap(one=pair[0], other=pair[1], same="Een eerste gesprek", together="Eén onthaal", **led)
    promised, money = (
        portfolio.promise(action=action, organisation=world.practice, contribution=c, today=today, by=manager, at=now)
        for c in ("time", "money")
    )
    budgets.count_brought(promise=money, promised=50_000, brought=20_000, by=manager, at=now)
    levers.promise_hours(promise=promised, seconds=36_000, by=manager, at=now)
    estimate = budgets.keep_estimate(function="Coördinator", percent=80, full_time_minor=7_000_000, overhead_percent=15, **led)
    world.ids |= {
        "budgets": budget.pk, "budgets/versions": draft.pk, "budgets/planned": draft.planned.first().pk,
        "budgets/lines": one.pk, "budgets/bound": bound.pk, "budgets/entries": entry.pk,
        "funding/sources": source.pk, "staff": position.pk, "staff/costs": estimate.pk,
        "staff/hours": hours.pk, "funding/calls": call.pk, "funding/files": file.pk, "funding/files/reports": report.pk,
        "funding/conventions": pair[0].pk, "staff/brought": money.pk,
        "time/promised": promised.pk,
    }  # fmt: skip


def _levers(world: World, now: datetime) -> None:
    """Hours that wait, are asked about and were confirmed; means in kind; a fund that granted one application."""
    hats = {
        r: Who.of(world.users[r], world.users[r].hats.first()) for r in ("pmo", "project_manager", "domain_coach", "contact")
    }
    office, manager = hats["pmo"], hats["project_manager"]
    today = timezone.localdate(now)
    led: dict[str, Any] = {"today": today, "by": office, "at": now}
    mine = {**led, "by": manager}
    RegionChoice.objects.create(id="levers.value_hours", value=True)
    rate = levers.keep_rate(function=None, cents=4_500, starts=START, by=office, at=now)
    act = Action.objects.get(pk=world.ids["actions"])
    hours = {"organisation": world.practice, "on": today, "work": Code.objects.filter(codelist="work").first()}
    levers.confirm(entries=[levers.register(**hours, seconds=5_400, action=act, **mine)], **led)
    levers.register(**hours, seconds=3_600, **mine)
    entry = levers.register(**hours, seconds=3_600, **mine)
    means = {"organisation": world.practice, "on": today, "what": "Een zaal", "how_much": "twee dagen", "cents": 20_000}
    one = levers.note_in_kind(**means, action=act, **mine)
    values = {"title": "Fonds", "purpose": "Sociaal ondernemerschap.", "starts": START}
    body = Body.objects.exclude(up_to=None).first()
    fund = levers.keep_fund(values={**values, "group": body}, by=office, at=now)
    put = levers.put_in(fund=fund, cents=1_000_000, on=today, why="Partners", proof="B-1", **led)
    levers.note_found(fund=fund, on=today, text="We keken naar drie fondsen.", **led)
    offered = levers.offer(
        fund=fund, title="Werk", text="Voor wie werk zoekt.", opens=today, closes=today + timedelta(days=30),
        most_cents=500_000, weights=[("Bereik", 3), ("Blijft bestaan", 1)], by=office, at=now,
    )  # fmt: skip
    said = {"title": "Bakkerij", "plan": "We bakken.", "social": "Tien banen.", "kind": "loan", "asked_cents": 300_000}
    asked = [
        levers.hand_in(
            application=levers.write_application(opportunity=offered, organisation=world.practice, values=said, **mine), **mine
        )
        for _n in range(2)
    ]  # fmt: skip
    levers.write_application(opportunity=offered, organisation=world.practice, values=said, **mine)
    points = dict.fromkeys(offered.weights.all(), 3)
    for who in (office, hats["domain_coach"]):
        levers.assess(application=asked[0], points=points, advice="yes", why="Goed.", **{**led, "by": who})
    parts = levers.plan_parts(application=asked[0], parts=[(200_000, "Contract"), (100_000, "Open")], by=office, at=now)
    about = {
        "question": "Steunen?",
        "proposal": "Ja.",
        "reasons": "Nodig.",
        "plan": "SO1",
        "aims": ["value"],
        "kind": "mandate",
    }
    decision = levers.ask_fund_decision(application=asked[0], body=body, values=about, **led)
    governance.move_decision(decision=decision, to="open", **led)
    governance.take(decision=decision, starts=today, review_by=today + timedelta(days=300), **led)
    levers.follow_decision(application=asked[0], **led)
    levers.meet(part=parts[0], how_known="Getekend", **led)
    levers.pay(part=parts[0], on=today, proof="F-1", **led)
    levers.note_return(application=asked[0], kind="social", what="Vier banen", on=today, **led)
    world.ids |= {
        "time": entry.pk, "time/meetings": world.ids["bodies/meetings"], "time/means": one.pk,
        "time/statements": world.practice.pk, "time/rates": rate.pk, "fund": fund.pk, "fund/entries": put.pk,
        "fund/opportunities": offered.pk, "fund/applications": asked[0].pk, "fund/parts": parts[1].pk,
    }  # fmt: skip


def _policy(world: World, now: datetime) -> None:
    """A rule that stands in the way was answered, a bottleneck waits; engagements, a card and a report with recipients."""
    office = Who.of(world.users["pmo"], world.users["pmo"].hats.first())
    today = timezone.localdate(now)
    kept: dict[str, Any] = {"by": office, "at": now}
    led = {"today": today, **kept}
    authority = policy.make_authority(organisation=world.partner, level="federal", **kept)
    policy.make_authority(organisation=world.practice, level="community", **kept)
    act = Action.objects.get(pk=world.ids["actions"])
    told = {
        "kind": "relief", "level": "federal", "title": "Review thuis", "rule": "Alleen in de apotheek", "law": "Art. 3",
        "obstacle": "Niemand gaat langs.", "evidence": "19 gesprekken", "proposal": "Vergoed het.", "addressee": authority,
    }  # fmt: skip
    asked = policy.raise_ask(values=told, actions=[act], **led)
    policy.send(ask=asked, on=today, **led)
    policy.answer(ask=asked, outcome="partly", text="Deels.", on=today, **led)
    own = {"kind": "bottleneck", "level": "own", "title": "Twee lijsten", "obstacle": "Alles twee keer."}
    policy.raise_ask(values=own, **led)
    engagement = policy.take_up_engagements(told=read_engagements()["engagements_empact"], **kept)[3]
    policy.check_engagement(engagement=engagement, state="partly", proof="Eén ziekenhuis.", on=today, **led)
    goal = policy.make_goal(title="Eén dossier", level="federal", source="Plan", actions=[act], **led)
    policy.make_goal(title="Minder vallen", level="community", source="Plan", **led)
    card = policy.make_card(action=act, figures=None, **led)
    (to,) = policy.address(card=card, authorities=[authority], **kept)
    policy.mark_sent(recipient=to, **led)
    policy.address(report=Report.objects.get(pk=world.ids["actions/reports"]), authorities=[authority], **kept)
    talk = policy.keep_talk(
        kind="interview", subject="Ruimte", said="Ons voorstel", notes="Ze kijken.", functions="adviseur",
        authorities=[authority], goals=[goal], on=today, **led,
    )  # fmt: skip
    place = policy.represent(forum="Overleg", level="federal", organisation=world.partner, starts=today, **kept)
    world.ids |= {
        "policy": asked.pk, "policy/engagements": engagement.pk, "policy/goals": goal.pk, "policy/cards": card.pk,
        "policy/reports": world.ids["actions/reports"], "policy/recipients": to.pk, "policy/authorities": authority.pk,
        "policy/talks": talk.pk, "policy/forums": place.pk,
    }  # fmt: skip


def _rounds(world: World, now: datetime) -> None:
    """Jozef is in hospital, has an appointment and a question; a colleague is asked for advice about nobody."""
    users = world.users
    gp, liaison, an = (Who.of(users[role], users[role].hats.first()) for role in ("gp", "liaison", "carer"))
    me = Who.of(users["person"], users["person"].hats.first())
    today = timezone.localdate(now)
    care.propose(user=users["liaison"], role="liaison", person=world.jozef, by=me, at=now)
    notice = Notice(number(1), "1", today, "csv", today + timedelta(days=3))
    rounds.take_notices(notices=[notice], by=liaison, at=now)
    question = rounds.ask_question(person=world.jozef, text="Wie komt er maandag?", by=an, at=now)
    one = rounds.add_appointment(person=world.jozef, on=today, what="Tandarts", by=an, at=now)
    advice = rounds.ask_advice(field="pharmacist", text="Wat eerst afbouwen?", within=3, by=gp, at=now)
    coordinator = Who.of(users["coordinator"], users["coordinator"].hats.first())
    team = Team.objects.get(pk=coordinator.scope_id)
    talk = rounds.plan_talk(team=team, kind="shared_care", on=today, weeks=4, by=coordinator, at=now)
    case = rounds.add_case(meeting=talk, person=world.jozef, text="Wordt 's nachts benauwd.", by=coordinator, at=now)
    decided = rounds.agree(item=case, text="Wegen op maandag", owner=users["coordinator"], due=today, by=coordinator, at=now)
    kind = Code.objects.get(codelist="help", code="care-at-home")
    rounds.say_places(kind=kind, places=2, starts=today, by=gp, at=now)
    asked = rounds.ask_help(person=world.jozef, kind=kind, asked_on=today, by=coordinator, at=now)
    world.ids |= {
        "help": asked.pk, "team-meetings": talk.pk, "agenda": case.pk, "<uuid:agreement>": decided.pk,
        "stays": world.jozef.stays.get().pk, "questions": question.pk, "my/appointments": one.pk, "advice": advice.pk,
        "my/today": world.jozef.pk,
    }  # fmt: skip


@dataclass(frozen=True, slots=True)
class Page:
    """``name``: the address without ids, as a test says it. ``area``: the app, or ``account`` for signing in."""

    name: str
    address: str
    area: str
    rule: Rule


def pages(world: World, role: str) -> Iterator[Page]:
    """Everything this role may open (an empty role: nobody signed in), from the site's own list, with ids that are there."""
    for route, pattern in endpoints(get_resolver().url_patterns):
        rule = rule_of(pattern.callback)
        if rule is None or "(?P" in route or route.startswith(("account/logout", "account/oidc")) or not _opens(rule, role):
            continue
        module = pattern.callback.__module__.split(".")
        area = module[2] if module[0] == "empact" else "account"
        name = "/" + re.sub(r"<\w+:(\w+)>", r"{\1}", route)
        yield Page(name, "/" + _filled(route, world.ids) + world.ids.get(f"?{route}", ""), area, rule)


def alike(role: str, area: str) -> frozenset[str]:
    """What a role may do in an app: two roles that may do the same see the same there, each of their own place."""
    return frozenset(p.id for p in all_permissions() if p.id.startswith(f"{area}.") and role in p.roles)


def _opens(rule: Rule, role: str) -> bool:
    return rule.kind == "public" or (bool(role) and (rule.kind != "permission" or role in permission(rule.permission).roles))


def _filled(route: str, ids: Mapping[str, Any]) -> str:
    beginning = max((k for k in ids if f"{route}/".startswith(f"{k}/")), key=len, default="")

    def fill(part: str) -> str:
        return str(ids.get(part) or ids.get(beginning) or UUID(int=0)) if part.startswith("<") else part

    return "/".join(map(fill, route.split("/")))
