"""The golden thread, from an empty folder and an empty database to a report to the steering group, and on to the next list.

Segment, list, invitation, plan, indicator, action, decision, money and hours, report: nobody types a number twice. Of the care
programmes of feature X1 nothing is here: the house has none yet, so the row is not cited.
"""

from __future__ import annotations

import csv
import re
import shutil
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.utils import timezone

from empact.cli.main import main
from empact.definitions.frames import read_frames
from empact.gate.keys import make_keys
from empact.web.budgets import actions as budgets
from empact.web.care import actions as care
from empact.web.care import delivery
from empact.web.consent import actions as consent
from empact.web.governance import actions as governance
from empact.web.insight import actions as insight
from empact.web.insight.figures import in_force, waiting
from empact.web.insight.warnings import name_of_load, warned
from empact.web.kernel import jobs, outbox
from empact.web.kernel.amounts import euro
from empact.web.kernel.purposes import Purpose
from empact.web.kernel.who import SYSTEM
from empact.web.people import actions as people
from empact.web.people.models import Worklist
from empact.web.portfolio import actions as portfolio
from empact.web.portfolio.models import Item
from empact.web.territory.models import Organisation, Site, Team, Territory
from tests.web.people.conftest import number, relate

PEOPLE, PLACES, PROJECT, RULE = 3_000, 60, "popbox", "segment:popbox:P2"
START, RUN_ON = date(2020, 1, 1), date(2026, 3, 31)
AT = datetime(2026, 3, 3, 9, tzinfo=UTC)
TODAY = AT.date()
DONE = {"by": SYSTEM, "at": AT}
YEAR = 2026


def insz(person: int):
    """The national number of a made-up person; an order number of 000 does not exist."""
    return number(person // 900 * 1000 + person % 900 + 1)


def empact(*words: object) -> None:
    assert main([str(word) for word in words]) == 0, words


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Where the mill and the gate keep their files; the house is beside it."""
    monkeypatch.setattr(settings, "GATE_KEYS", tmp_path / "gate-keys.json")
    monkeypatch.setattr(settings, "MILL", tmp_path)
    make_keys(settings.GATE_KEYS, today=START)
    yield tmp_path
    shutil.rmtree(settings.WORKSPACE.results, ignore_errors=True)


def deliver(home: Path) -> dict[str, list[int]]:
    """Records of a region under its national numbers, through the gate; by practice, who is registered there."""
    made, safe = home / "made", home / "pseudonymised"
    empact("synth", "--people", PEOPLE, "--seed", 5, "--out", made, "--as", "csv", "--end", "2026-04-01")
    safe.mkdir()
    registered: dict[str, list[int]] = {}
    for file in sorted(made.glob("*.csv")):
        rows = list(csv.DictReader(file.read_text(encoding="utf-8").splitlines()))
        if not rows or "person" not in rows[0]:
            shutil.copy(file, safe)
            continue
        if file.name.startswith(
            "residences"
        ):  # of 3,000 people, neighbourhoods are so small that nothing of them may be shown
            rows = [row | {"area": re.sub(r"^neighbourhood:(\d{5}).*", r"municipality:\1", row["area"])} for row in rows]
        if file.name.startswith("registrations"):
            for row in rows:
                registered.setdefault(row["practice"], []).append(int(row["person"]))
        named = home / "named.csv"
        with named.open("w", encoding="utf-8", newline="") as out:
            writer = csv.DictWriter(out, rows[0])
            writer.writeheader()
            writer.writerows(row | {"person": insz(int(row["person"])).digits} for row in rows)
        empact("gate", "pseudonymise", named, safe / file.name, "--keys", settings.GATE_KEYS, "--project", PROJECT,
               "--column", "person")  # fmt: skip
        named.unlink()
    empact("load", safe, "--from", "csv", "--source", "insurers", "--namespace", PROJECT, "--register", home / "register")
    return registered


def calculate(home: Path) -> None:
    """Personas, indicators of two quarters, and what of it may be shown; brought into the house."""
    register, results, measured, out = (home / name for name in ("register", "results", "measured", "released"))
    empact("run", "--register", register, "--as-of", RUN_ON, "--results", results, "--workers", 1)
    empact("measure", "--register", register, "--period", "2025-10..2026-03", "--every", "quarter", "--results", measured,
           "--workers", 1, "--indicator", "plan_coverage", "--indicator", "emerg_adm")  # fmt: skip
    empact("release", "--results", measured, "--run", results, "--register", register, "--out", out)
    empact("import-results", out)


def make_practice(node: str, registered: list[int]) -> Organisation:
    """A practice of the figures, with everybody who is registered there on record under their national numbers."""
    name = f"House of {node}"
    made = Organisation.objects.create(name=name, search=name.lower(), starts=START)
    Site.objects.create(organisation=made, name=name, care_site=node, starts=START)
    for n in registered:
        said = {"family_name": f"Zz{n}", "given_names": "Test", "birth_year": 1950}
        relate(people.add_person(said=said, number=insz(n), purpose=Purpose.ADMINISTRATION, **DONE), made, starts=START)
    return made


def release_load(analyst, at: datetime) -> None:
    """Each warning is explained, then the load released: before that nobody sees a figure of it."""
    figures = waiting()
    load = name_of_load(figures.told("loads"))
    for name in warned(figures, analyst, in_force()):
        insight.answer_warning(load=load, warning=name, verdict="explained", note="Made up.", by=analyst, at=at)
    insight.decide_load(figures=figures.path.name, verdict="released", note="Made up people.", by=analyst, at=at)


def make_list(client, practice: Organisation, at: datetime) -> Worklist:
    said = {
        "title": "Talk about what matters", "recipient": f"organisation:{practice.pk}", "places": PLACES, "reserve": 0,
        "project": PROJECT, "ground": "care relation", "purpose": "call for a talk",
    }  # fmt: skip
    before = set(Worklist.objects.values_list("pk", flat=True))
    assert client.post(f"/figures/list/?rule={RULE}", said).status_code == 302
    kind, running = jobs.claim("test", lambda: at)
    kind.run(running)
    return Worklist.objects.exclude(pk__in=before).get()


@pytest.mark.django_db(transaction=True)
def test_from_an_empty_folder_to_a_report_to_the_steering_group_and_to_the_next_list(cast, home, monkeypatch):
    monkeypatch.setenv("EMPACT_WORKSPACE", str(settings.WORKSPACE.folder))
    # SEGMENT: records through the gate, loaded, counted, released
    registered = deliver(home)
    analyst = cast.user("Anna", "analyst")
    calculate(home)
    assert in_force() is None
    release_load(cast.who(analyst), AT)
    first = in_force()
    quarter = "2026-Q1"
    assert first.whole("plan_coverage", quarter) is None, "without a plan it is not measured"
    assert first.whole("emerg_adm", quarter).value is not None
    reader = cast.client(analyst)
    box = reader.get("/popbox/").content.decode()
    assert f"/figures/list/?rule={RULE}" in box

    # the address book: three practices that know their own people, and a team
    zone = Territory.objects.create(code="north", name="Zone North", kind="zone", starts=START)
    team = Team.objects.create(name="Team North", kind="neighbourhood", starts=START)
    coordinator = cast.who(cast.user("Carla", ("coordinator", "team", team.pk)))
    nodes = {a.name: a.node for a in first.areas(level="practice")}
    work_at, invited, lists_before = AT.replace(year=2100), [], []
    for number_, people_here in sorted(registered.items(), key=lambda one: -len(one[1]))[:3]:
        node = next(n for name, n in nodes.items() if name.startswith(f"Practice {int(number_[-4:])} "))
        practice = make_practice(node, people_here)

        # LIST: made by the mill for the practice, approved and named there
        worklist = make_list(reader, practice, work_at)
        assert 0 < worklist.size <= PLACES and all(line.reason for line in worklist.lines.all())
        doctor = cast.who(cast.user(f"Doctor {number_}", ("gp", "organisation", practice.pk)))
        people.move_worklist(worklist=worklist, to="approved", by=doctor, at=work_at)
        named = people.name_worklist(worklist=worklist, by=doctor, at=work_at)
        listed = [person for person, _why in named.rows]
        assert len(listed) == worklist.size and not named.others, "each pseudonym is somebody whom the practice cares for"

        # INVITATION and PLAN: who says yes has a plan with what matters; one in four is not reached yet
        for person in listed[: 3 * len(listed) // 4]:
            next_step = timezone.localdate(work_at) + timedelta(days=7)
            taken = {"state": "accepted", "assigned_to": doctor.user_id, "next_step": next_step}
            people.say_of(worklist=worklist, person=person, by=doctor, at=work_at, **taken)
            relate(person, team, starts=START)
            for kind in ("participation", "secondary"):
                consent.give(person=person, kind=kind, how="paper", proof="binder", text_version="1", by=coordinator, at=AT)
            care.start_plan(person=person, by=coordinator, at=AT)
            care.add_life_goal(person=person, text="keep my garden", domain="living", by=coordinator, at=AT)
            invited.append(person)
        lists_before.append((practice, worklist))

    # INDICATOR: what care wrote down is told to the mill, and nobody filled in a form
    care.write_facts(told=delivery.gather(PROJECT, AT), folder=home / "told", by=SYSTEM, at=AT)
    empact("load", home / "told", "--from", "csv", "--source", "workspace", "--namespace", PROJECT, "--register",
           home / "register")  # fmt: skip
    calculate(home)
    assert in_force() == first, "a new load waits"
    release_load(cast.who(analyst), AT)
    figure = in_force().whole("plan_coverage", quarter)
    assert figure.numerator == len(invited) and figure.value == pytest.approx(len(invited) / figure.denominator)

    # ACTION: for a persona, with that indicator
    office = cast.who(cast.user("Olga", "pmo"))
    led = {"today": TODAY, "by": office, "at": AT}
    frame = portfolio.take_up_frame(told=read_frames()["empact"], activities=False, **led)
    item = {(i.kind, i.code): i for i in Item.objects.filter(frame=frame)}
    action = portfolio.propose_action(title="A plan for who needs one", puller=practice, **led)
    values = {
        "need": "Few have a plan", "afterwards": "The practices go on", "objective": item["objective", "SO1"],
        "programme": item["programme", "AP1"], "persona": "P2", "target": "two or three conditions", "needs_means": True,
    }  # fmt: skip
    portfolio.keep_action(action=action, values=values, **led)
    portfolio.place_action(action=action, territory=zone, role="start", starts=TODAY, by=office, at=AT)
    portfolio.add_kpi(action=action, indicator="plan_coverage", direction="up", target=1, by=office, at=AT)
    for minutes, stage in enumerate(("screening", "plan", "decision")):
        moved = {"today": TODAY, "by": office, "at": AT + timedelta(minutes=minutes)}
        portfolio.move_action(action=action, after=stage, reason="seen", **moved)

    # DECISION: it runs by a decision and by nothing else
    body = governance.make_body(name="Steering", purpose="Steers", quorum=50, up_to=10**6, starts=START, by=office, at=AT)
    asked = {"question": "Does it start?", "proposal": "It starts.", "reasons": "Few have one", "plan": "SO1"}
    asked |= {"kind": "mandate", "cost": 5_000, "aims": ["health"]}
    decision = portfolio.ask_decision(action=action, after="running", body=body, values=asked, **led)
    governance.move_decision(decision=decision, to="open", **led)
    governance.take(decision=decision, starts=TODAY, review_by=TODAY + timedelta(days=365), **led)
    outbox.deliver(at=timezone.now())
    action.refresh_from_db()
    assert action.stage == "running"

    # MONEY AND HOURS: approved by that decision, spent, worked
    source = budgets.keep_source(values={"title": "Ministry", "starts": START}, by=office, at=AT)
    version = budgets.make_budget(year=YEAR, action=action, by=office, at=AT).versions.get()
    budgets.plan_line(version=version, title="Talks", source=source, amount_minor=500_000, by=office, at=AT)
    budgets.approve(version=version, decision=decision, **led)
    line = version.budget.lines.get()
    budgets.spend(line=line, amount_minor=120_050, on=TODAY, why="Ten talks", proof="F-1", **led)
    position = {"function": "Coach", "source": source, "action": action, "starts": START, "percent": None}
    hours = budgets.note_hours(
        position=budgets.keep_position(values=position, by=office, at=AT), month=date(2026, 2, 1), seconds=36_000, **led
    )
    budgets.approve_hours(hours=hours, today=TODAY, by=cast.who(cast.user("Otto", "pmo")), at=AT)

    # REPORT: each number is that of the figures and of the ledger, with a way to its list
    report = portfolio.freeze_report(title="Q1", since=START, figures=in_force(), **led)
    (told,) = report.content["actions"]
    (kpi,) = told["indicators"]
    assert kpi["period"] == quarter and kpi["met"] is (100 * figure.value >= 1)
    assert report.content["decisions"] == [] and told["stage"] == "running"
    assert portfolio.freeze_report(title="Q1", since=START, figures=in_force(), **led).digest == report.digest
    steering = cast.client(cast.user("Stan", "steering"))
    page = steering.get(f"/actions/reports/{report.pk}/").content.decode()
    assert kpi["value"] in page and action.title in page
    money = next(row for row in report.content["added"]["money"] if action.title in row["title"])
    assert (money["given_minor"], money["spent_minor"], money["free_minor"]) == (500_000, 120_050, 379_950)
    assert euro(120_050) in page and euro(379_950) in page
    assert {steering.get(address).status_code for address in (told["address"], money["address"])} == {200}
    assert steering.get(f"/actions/reports/{report.pk}/?format=pdf").content.startswith(b"%PDF")

    # NEXT SEGMENT: whoever has been taken up leaves the list, with the reason
    practice, worklist = lists_before[0]
    again = make_list(reader, practice, work_at + timedelta(days=1))
    left = Counter(again.lines.exclude(left="").values_list("left", flat=True))
    assert left == {"taken_up": worklist.handovers.count()} and left["taken_up"] > 5
