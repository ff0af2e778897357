"""Persons with care plans for ``benchmarks.care``, laid down in bulk: the same rows as the actions would have written.

The database checks its constraints on each of them, and the consents, care teams and relations are real: what a page may show
is decided as always. Nobody in it exists. All but the ids follows from the number of the person and the seed.
"""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from django.db.models import Model

    from empact.web.kernel.models import User

__all__ = ["CASELOAD", "STARTS", "fill"]

CASELOAD: Final = 80
"""Persons of whom one coordinator keeps the plan."""
STARTS: Final = date(2025, 1, 1)
_BATCH: Final = 400
_OF_PRACTICE: Final = 125
_ROLES: Final = ("gp", "nurse", "pharmacist", "social_worker", "liaison")
"""Professionals at an organisation; a team has its coordinator."""
_WISHES: Final = (
    "I want to stay in my own house as long as I can, with my garden and the cat.",
    "I want to see my grandchildren each week, and to cook for them.",
    "I do not want to go back to hospital. I want to sleep at night.",
)
_GOALS: Final = ("To walk to the shop by myself", "To eat with others twice a week", "To manage my own medication")
_AIMS: Final = ("walks 200 m with a walking frame", "visits the meeting place on Tuesday and Friday", "takes it from the box")
_TASKS: Final = ("train walking", "call the meeting place", "fill the box for the week", "look at the feet", "order the bed")


@dataclass(frozen=True, slots=True)
class _Places:
    """``staff``: of each role who works at which place, in the order of the places."""

    teams: list[Any]
    organisations: list[Any]
    staff: dict[str, list[User]]


def fill(persons: int, *, seed: int, at: datetime) -> int:
    """So many persons, each with a plan, on an empty workspace; how many rows were written."""
    from django.db import connection

    places = _address_book(persons)
    chance = random.Random(seed)
    rows = 0
    lists = _lists(places, at)
    for first in range(0, persons, _BATCH):
        batch: defaultdict[type[Model], list[Any]] = defaultdict(list)
        for n in range(first, min(first + _BATCH, persons)):
            _one(n, batch, places, lists, chance, at)
        for model in list(batch):
            rows += len(model._default_manager.bulk_create(batch[model], batch_size=500))
    rows += _looks(persons, places, at)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")  # as each night
    return rows


def _address_book(persons: int) -> _Places:
    from empact.web.kernel.models import Hat, User
    from empact.web.territory.models import Organisation, Team
    from empact.web.territory.search import fold

    many = -(-persons // _OF_PRACTICE)
    names = [f"Organisation {n:03d}" for n in range(many)]
    organisations = Organisation.objects.bulk_create(Organisation(name=n, search=fold(n), starts=STARTS) for n in names)
    teams = Team.objects.bulk_create(
        Team(name=f"Team {n:03d}", kind="neighbourhood", starts=STARTS) for n in range(-(-persons // CASELOAD))
    )
    staff: dict[str, list[User]] = {}
    for role in ("coordinator", *_ROLES):
        here = teams if role == "coordinator" else organisations
        kind = "team" if role == "coordinator" else "organisation"
        staff[role] = User.objects.bulk_create(
            User(email=f"{role}{n}@example.org", name=f"{role.capitalize()} {n}", language="en") for n in range(len(here))
        )
        Hat.objects.bulk_create(
            Hat(user=user, role=role, scope_kind=kind, scope_id=str(place.pk), starts=STARTS)
            for user, place in zip(staff[role], here, strict=True)
        )
    return _Places(teams, organisations, staff)


def _lists(places: _Places, at: datetime) -> list[Any]:
    """A proactive list of each team, approved."""
    from empact.web.people.models import Worklist

    return Worklist.objects.bulk_create(
        Worklist(
            title="Lives alone, and was in hospital twice", project="popbox", ground="agreement", purpose="proactive care",
            recipient=team.name, team=team, brought_at=at - timedelta(days=40), size=8, own=8, named_at=at, series="alone",
            state=Worklist.State.APPROVED, moved_at=at - timedelta(days=39),
        )
        for team in places.teams
    )  # fmt: skip


def _one(
    n: int, batch: dict[type[Model], list[Any]], places: _Places, lists: list[Any], chance: random.Random, at: datetime
) -> None:
    """Everything of person ``n``, in the order in which rows need each other."""
    from empact.web.consent.models import Consent, Exclusion
    from empact.web.people.models import CareRelation, Handover, InformalCarer, Person
    from empact.web.territory.search import fold

    def keep(row: Any) -> Any:
        batch[type(row)].append(row)
        return row

    today, begun = at.date(), at - timedelta(days=chance.randrange(60, 300))
    family = f"Family{n * 7919 % 9973}"
    person, carer = (
        keep(
            Person(
                family_name=family, given_names=given, search=fold(f"{given} {family}"), birth_year=born,
                phone=f"+3216{n:06d}", postcode=f"{3000 + n % 90}", street=f"Street {n % 200}", language="nl",
            )
        )
        for given, born in ((f"Given{n % 499}", 1930 + n % 40), (f"Near{n % 499}", 1960 + n % 30))
    )  # fmt: skip
    practice, team = places.organisations[n // _OF_PRACTICE], places.teams[n // CASELOAD]
    who = {role: users[n // (CASELOAD if role == "coordinator" else _OF_PRACTICE)] for role, users in places.staff.items()}
    by = who["coordinator"].pk
    for kind, place in (("registered", {"organisation": practice}), ("coordination", {"team": team})):
        keep(CareRelation(person=person, kind=kind, ground="asked", starts=begun.date(), **place))
    keep(InformalCarer(person=person, carer=carer, relation="daughter", may_look=True, starts=begun.date()))
    for kind, scope in (("national", ""), ("participation", ""), ("informal", "|goals|team|tasks|")):
        keep(
            Consent(
                person=person, kind=kind, scope=scope, how="paper", proof="form in the file", language="nl", text_version="1",
                starts=begun.date(), given_at=begun, recorded_by=by,
            )
        )  # fmt: skip
    if n % 50 == 7:
        keep(Exclusion(person=person, professional=who["pharmacist"], how="oral", said_at=begun, recorded_by=by))
    if n % 10 == 0:
        keep(
            Handover(
                worklist=lists[n // CASELOAD], person=person, state=Handover.State.ACCEPTED, assigned_to=who["coordinator"],
                next_step=today + timedelta(days=n % 9), moved_at=at - timedelta(days=20),
            )
        )  # fmt: skip
    members = _care_team(person, carer, practice, team, who, keep, begun, n)
    _plan(person, members, who, keep, chance, begun, at)
    _round(person, members, who, practice, keep, chance, at, n)
    _scores(person, who["nurse"], keep, chance, at)


def _care_team(
    person: Any, carer: Any, practice: Any, team: Any, who: dict[str, User], keep: Any, begun: datetime, n: int
) -> dict[str, Any]:
    """The person, the coordinator, three professionals and a daughter; one in ten has somebody proposed."""
    from empact.web.care.models import CaseMandate, Coordination, Intake, LevelDecision, Member

    on, moved = begun.date(), {"moved_at": begun, "moved_by": who["coordinator"].pk}
    works: dict[str, Any] = {"person": person, "kind": "professional"}
    yes = {"starts": on, "state": Member.State.APPROVED, "approval": "said at home", **moved}
    members = {"self": keep(Member(person=person, kind="self", near=person, **yes))}
    members["coordinator"] = keep(
        Member(user=who["coordinator"], role="coordinator", team=team, phone="+3216000001", **works, **yes)
    )
    for role, does in (("gp", "treats"), ("nurse", "washes each morning"), ("pharmacist", "fills the box")):
        members[role] = keep(Member(user=who[role], role=role, organisation=practice, does=does, **works, **yes))
    members["near"] = keep(Member(person=person, kind="carer", near=carer, does="shops", **yes))
    if n % 10 == 3:
        asked = yes | {"state": Member.State.PROPOSED, "approval": ""}
        members["proposed"] = keep(
            Member(user=who["social_worker"], role="social_worker", organisation=practice, **works, **asked)
        )
    intake = keep(
        Intake(
            person=person, state=Intake.State.DECIDED, asked_by="professional", asked_on=on, request="Help at home",
            question="How to stay at home safely", clarified_on=on, begun_by=who["coordinator"].pk,
        )
    )  # fmt: skip
    keep(
        LevelDecision(
            person=person, intake=intake, level="complex" if n % 3 else "limited", how="at the table", reason="several needs",
            decided_at=begun, decided_by=who["coordinator"].pk,
        )
    )  # fmt: skip
    keep(Coordination(person=person, member=members["coordinator"], starts_at=begun))
    if n % 50 == 11:
        keep(
            CaseMandate(
                person=person, asked_of=team, team_in_crisis=True, urgency="week", reason="too much at once", asked_at=begun
            )
        )
    return members


def _plan(
    person: Any, members: dict[str, Any], who: dict[str, User], keep: Any, chance: random.Random, begun: datetime, at: datetime
) -> None:
    """Two or three life goals, each with its care goal and tasks, one task without a goal, and six versions."""
    from empact.web.care.models import CareGoal, LifeGoal, Plan, PlanVersion, Task, Wish
    from empact.web.care.versions import PART_OF_TEXT, content_from

    by, today = who["coordinator"].pk, at.date()
    review = (None, today - timedelta(days=3), *(today + timedelta(days=d) for d in (10, 30, 60, 90)))
    plan = keep(
        Plan(
            person=person, matters=chance.choice(_WISHES), myself="I water the plants and I call my sister.",
            agreements="We write in the notebook at home.", crisis="Call the nurse first, then the doctor.",
            crisis_phone="+3216000009", review_on=chance.choice(review), started_at=begun, started_by=by, version=6,
        )
    )  # fmt: skip
    said = {"said_at": begun, "said_by": by}
    lives, aims, tasks = [], [], []
    for text, aim in chance.sample(list(zip(_GOALS, _AIMS, strict=True)), chance.choice((2, 3))):
        lives.append(keep(LifeGoal(plan=plan, text=text, domain="autonomy", **said)))
        aims.append(keep(CareGoal(plan=plan, life_goal=lives[-1], text=aim, measure="told each month", **said)))
    owners = [members[name] for name in ("coordinator", "gp", "nurse", "near", "pharmacist")]
    for number, (goal, what) in enumerate(zip([*aims, *aims, None], [*_TASKS, *_TASKS], strict=False)):
        done = number % 3 == 2
        state = Task.State.DONE if done else Task.State.OPEN
        due = today + timedelta(days=chance.randrange(-5, 40))
        owner = chance.choice(owners)
        tasks.append(keep(Task(plan=plan, care_goal=goal, owner=owner, what=what, due=due, state=state, **said)))
    for code in ("dnr2", "nodialysis")[: chance.randrange(3)]:
        keep(Wish(person=person, category="resuscitation" if code == "dnr2" else "patientwill", code=code, recorded_at=begun))
    whole = content_from(plan, lives, aims, sorted(tasks, key=lambda t: t.due), members.values())
    content: dict[str, Any] = {"texts": dict.fromkeys(PART_OF_TEXT, ""), **dict.fromkeys(whole.keys() - {"texts"}, {})}
    for number, name in enumerate(("team", "texts", "life_goals", "care_goals", "tasks", ""), 1):
        content = content | ({name: whole[name]} if name else {})
        shown = content if number != 5 else content | {"tasks": dict(list(whole["tasks"].items())[:-1])}
        moment = begun + (at - begun) * number / 7
        keep(PlanVersion(plan=plan, number=number, at=moment, by=by, role="coordinator", content=shown))


def _round(
    person: Any,
    members: dict[str, Any],
    who: dict[str, User],
    practice: Any,
    keep: Any,
    chance: random.Random,
    at: datetime,
    n: int,
) -> None:
    """What stands in the days of a person: appointments, a question, a stay, a meeting."""
    from empact.web.care.models import Decision, Meeting, Moment, Seat
    from empact.web.rounds.models import Appointment, Later, Question, Stay

    today, by = at.date(), who["coordinator"].pk
    invited = [member for name, member in members.items() if name != "proposed"]
    for days in (0, chance.randrange(1, 20)):
        on = today + timedelta(days=days)
        keep(Appointment(person=person, on=on, clock="half past nine", what="wash", member=members["nurse"], said_at=at))
    if n % 8 == 1:
        asked = {"asked_at": at - timedelta(days=1), "due": today + timedelta(days=2)}
        keep(Question(person=person, asker=members["near"], text="Who comes on Sunday?", **asked))
    if n % 20 == 4:
        since, home = today - timedelta(days=6), n % 40 == 4
        left = {"state": "home", "left_on": today - timedelta(days=1)} if home else {"home_on": today + timedelta(days=4)}
        keep(Stay(person=person, organisation=practice, admitted_on=since, told_at=at, changed_at=at, **left))
    if n % 15 == 2:
        keep(Later(person=person, user=who["coordinator"], role="coordinator", until=today + timedelta(days=9), said_at=at))
    if n % 3 == 0:
        held = at - timedelta(days=30)
        signed = keep(
            Meeting(
                person=person, reason="alignment", question="Who does what", state=Meeting.State.SIGNED, starts_at=held,
                asked_at=held - timedelta(days=9), asked_by=by, asked_role="coordinator", planned_by=by, held_at=held,
                agreed="read aloud", signed_at=held, signed_by=by, stays="home",
            )
        )  # fmt: skip
        for member in invited:
            keep(Seat(meeting=signed, member=member, way="present", invited_at=held - timedelta(days=9)))
        keep(Decision(meeting=signed, text="The nurse comes at eight", said_at=held, said_by=by))
    if n % 5 == 0:
        starts = at + timedelta(days=n % 14 + 1)
        planned = keep(
            Meeting(
                person=person, reason="cooperation", question="What is next", state=Meeting.State.PLANNED, starts_at=starts,
                asked_at=at - timedelta(days=3), asked_by=by, asked_role="coordinator", planned_by=by,
            )
        )  # fmt: skip
        keep(Moment(meeting=planned, starts_at=starts))
        for member in invited:
            keep(Seat(meeting=planned, member=member, invited_at=at - timedelta(days=3)))


def _scores(person: Any, nurse: User, keep: Any, chance: random.Random, at: datetime) -> None:
    """Two official results with the step that the rule of the day asks, and two measurements."""
    from empact.instruments.scoring import score
    from empact.instruments.screener_rules import meets
    from empact.web.screening import rulebook
    from empact.web.screening.models import MODULES, FollowUp, Measurement, RuleVersion, ScreenerResult

    today, name = at.date(), RuleVersion.Name.FULL_ASSESSMENT
    written = {"recorded_by": nurse.pk, "recorder_role": "nurse"}
    for days in (200, 20):
        on = today - timedelta(days=days)
        modules = {module: Decimal(chance.randrange(9)) / 2 for module in MODULES}
        row = keep(
            ScreenerResult(
                person=person, assessed_on=on, **modules, total=sum(modules.values()), scale_version="1", assessor="Nurse",
                certified_since=STARTS, source="typed", origins=dict.fromkeys((*MODULES, "total"), "typed"),
                recorded_at=at - timedelta(days=days), **written,
            )
        )  # fmt: skip
        rule = rulebook.in_force(_rules(today), on, today)
        if rule is not None and meets(rulebook.as_official(row), rule):
            state = FollowUp.State.OPEN if days == 20 else FollowUp.State.DONE
            keep(FollowUp(result=row, name=name, met=True, state=state, opened_at=row.recorded_at, moved_at=row.recorded_at))
        used = rulebook.shelf().named("interrai_adl_hierarchy", on=on)
        answers = {item: chance.randrange(7) for item in used.items}
        scored = score(used, answers)
        keep(
            Measurement(
                person=person, instrument=used.code, instrument_version=scored.version, measured_on=on, answers=answers,
                value=scored.value, unit=scored.unit, label=scored.label, recorded_at=row.recorded_at,
                origins=dict.fromkeys(answers, "typed") | {"value": "derived"}, **written,
            )
        )  # fmt: skip


_KNOWN: Final[dict[date, Any]] = {}


def _rules(today: date) -> Any:
    """Asked once, and not for each of ten thousand results."""
    from empact.web.screening import rulebook
    from empact.web.screening.models import RuleVersion

    if today not in _KNOWN:
        _KNOWN[today] = rulebook.versions(RuleVersion.Name.FULL_ASSESSMENT, today)
    return _KNOWN[today]


def _looks(persons: int, places: _Places, at: datetime) -> int:
    """Each was read by their coordinator and their doctor before the last change of the plan, through the audit as always."""
    from django.db import transaction

    from empact.web.kernel import audit
    from empact.web.kernel.purposes import Purpose
    from empact.web.kernel.who import Who
    from empact.web.people.models import CareRelation

    found: defaultdict[tuple[str, Any], list[Any]] = defaultdict(list)
    for person, organisation, team in CareRelation.objects.values_list("person", "organisation", "team"):
        found["organisation" if organisation else "team", organisation or team].append(person)
    told = 0
    with transaction.atomic():
        for role, kind, where, part in _who_looked(places):
            for user, place in zip(places.staff[role], where, strict=True):
                who, here = Who(user.pk, role, kind, str(place.pk)), found[kind, place.pk]
                audit.seen(here, by=who, at=at - timedelta(days=1), purpose=Purpose.CARE, part=part)
                told += len(here)
    return told


def _who_looked(places: _Places) -> Iterator[tuple[str, str, list[Any], str]]:
    for part in ("plan", "work_list"):
        yield "coordinator", "team", places.teams, part
    yield "gp", "organisation", places.organisations, "plan"
