"""What a task may ask, what a page may weigh, and what stands on every page of a citizen."""

from __future__ import annotations

import gzip
import re
from datetime import timedelta
from pathlib import Path
from urllib.parse import unquote

import pytest
from django.contrib.staticfiles import finders
from django.utils import timezone

from empact.web.care import actions as care
from empact.web.care.models import Decision, Meeting, Member
from empact.web.kernel.models import RegionChoice
from empact.web.kernel.roles import CITIZENS
from empact.web.kernel.who import Who
from empact.web.people.models import Person
from empact.web.territory.models import JoinRequest, Organisation
from tests.web.conftest import Cast
from tests.web.territory.conftest import number as enterprise

from . import world as worlds

BUDGETS = Path(__file__).parents[3] / "docs" / "reference" / "field-budgets.md"
PLAIN, WITH_CHARTS = 200_000, 600_000
"""Bytes of a first load, compressed: page, style, script and pictures."""

LISTEN = """document.addEventListener("input", e => {
  if (e.target.matches("input:not([type=checkbox], [type=radio]), textarea"))
    window.typedIn(location.pathname + " " + e.target.name)
}, true)"""


def corrects(page, world):
    page.goto(page.start + "/organisations/")
    page.fill("input[name=q]", "linde")
    page.click("main form[role=search] button")
    page.get_by_role("link", name="Groepspraktijk De Linde").click()
    page.get_by_role("link", name="Correct this entry").click()
    page.fill("input[name=street]", "Nieuwstraat 7")
    page.click("main form button")
    assert Organisation.objects.get(pk=world.practice.pk).street == "Nieuwstraat 7"


def asks_to_join(page, world):
    page.goto(page.start + "/join/")
    said = {"name": "Zorghuis", "kbo": enterprise(950), "postcode": "1504", "mailbox": "a@example.org", "phone": "016123456"}
    for name, value in {**said, "motive": "We live here."}.items():
        page.fill(f"[name={name}]", value)
    page.select_option("[name=category]", index=1)
    page.click("main form button")
    assert JoinRequest.objects.filter(name="Zorghuis").exists()


def shares_with_a_team_of_four(page, world):
    """What the person said on paper is written down once, and says yes to each of the four as well."""
    person = Person.objects.filter(family_name__startswith="Voorbeeld", care_relations__kind="coordination").first()
    plan = f"{page.start}/persons/{person.pk}/plan/"
    page.goto(f"{page.start}/persons/{person.pk}/consent/give/?kind=participation")
    page.fill("[name=proof]", "map 3")
    page.click("main form button")
    page.goto(plan)
    page.get_by_role("button", name="Begin a care plan").click()
    for role in ("gp", "nurse", "pharmacist", "social_worker"):
        page.goto(f"{plan}team/add/")
        page.fill("input[name=q]", f"Sam {role}")
        page.click("main form[role=search] button")
        page.click("main form[method=post] button")
    for _ in range(4):
        page.get_by_role("button", name="Said yes").first.click()
    assert Member.objects.filter(person=person, state="approved", kind="professional").count() == 4


def reports_a_worry(page, world):
    page.goto(page.start + "/red-button/")
    page.select_option("[name=municipality]", index=1)
    page.check("[name=theme][value=lonely]")
    page.fill("[name=name]", "Maria")
    page.fill("[name=words]", "Nobody comes any more.")
    page.check("[name=urgency][value=week]")
    page.fill("[name=reporter]", "An, 016 12 34 56")
    page.locator("form[data-keep] button:last-of-type").click()
    page.wait_for_url("**/red-button/receipts/**")


def coming(world):
    """The meeting that is planned, and who leads it."""
    coordinator = world.users["coordinator"]
    meeting = Meeting.objects.get(person=world.jozef, state="planned")
    return {"meeting": meeting, "by": Who.of(coordinator, coordinator.hats.first()), "at": timezone.now()}


def asks_for_a_meeting(page, world):
    care.call_off(why="not needed", **coming(world))
    page.goto(f"{page.start}/my/plans/{world.jozef.pk}/meetings/ask/")
    soon = timezone.localtime() + timedelta(days=2)
    page.select_option("[name=reason]", "crisis")
    page.fill("[name=question]", "I cannot go on like this")
    page.fill("[name=first]", soon.strftime("%Y-%m-%dT10:00"))
    page.fill("[name=second]", soon.strftime("%Y-%m-%dT14:00"))
    page.click("main form button")
    assert Meeting.objects.get(state="asked").moments.count() == 2


def writes_a_decision(page, world):
    led = coming(world)
    meeting = led["meeting"]
    care.attend(seats=dict.fromkeys(meeting.seats.all(), care.Took("phone")), **led)
    page.goto(f"{page.start}/persons/{world.jozef.pk}/plan/meetings/{meeting.pk}/")
    page.fill("[name=text]", "a night nurse on Friday")
    page.select_option("[name=owner]", index=1)
    page.fill("[name=due]", (timezone.localdate() + timedelta(days=3)).isoformat())
    page.get_by_role("button", name="Add the decision").click()
    assert Decision.objects.filter(meeting=meeting).count() == 1


TASKS = {
    "correct an organisation": ("contact", corrects),
    "a new partner asks to join": ("", asks_to_join),
    "a worry by the red button": ("", reports_a_worry),
    "a consent and a care team of four": ("coordinator", shares_with_a_team_of_four),
    "a meeting is asked for": ("carer", asks_for_a_meeting),
    "a decision of a meeting": ("coordinator", writes_a_decision),
}


def published() -> dict[str, int]:
    """Task to the number of fields it may ask to type in, from the page that promises it."""
    return {task: int(most) for task, most in re.findall(r"^\| ([^|]+?) \| (\d+) \|$", BUDGETS.read_text("utf-8"), re.M)}


def test_every_task_with_a_budget_is_counted():
    assert published().keys() == TASKS.keys()


@pytest.mark.parametrize("task", TASKS)
def test_a_task_asks_no_more_fields_than_was_promised(visit, world, task):
    role, do = TASKS[task]
    page = visit(world.users.get(role))
    typed: set[str] = set()
    page.expose_function("typedIn", lambda field: typed.add(field))
    page.add_init_script(LISTEN)
    do(page, world)
    assert 0 < len(typed) <= published()[task], sorted(typed)


@pytest.mark.shows("XCT-04")
def test_every_page_of_a_citizen_says_whom_to_call_has_the_red_button_and_a_quick_way_out(world):
    RegionChoice.objects.create(id="region.emergency", value="1733 doctor on duty")
    met = 0
    for role in sorted(CITIZENS):
        client = Cast().client(world.users[role])
        for page in worlds.pages(world, role):
            answer = client.get(page.address)
            if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
                html = answer.content.decode()
                assert "Call 112" in html and "data-leave" in html, page.name
                assert 'href="tel:1733"' in html and html.index('href="/red-button/"') < html.index("<main"), page.name
                met += 1
    assert met > 30


def test_whoever_cares_leaves_the_page_of_a_person_as_quickly_and_figures_have_no_such_way(world):
    client = Cast().client(world.users["gp"])
    assert "data-leave" in client.get(f"/persons/{world.jozef.pk}/").content.decode()
    assert "data-leave" not in client.get("/figures/").content.decode()


def first_load(client, address) -> tuple[int, bool]:
    """Bytes of page and all it asks for, and whether a chart or map is drawn on it."""
    answer = client.get(address, headers={"accept-encoding": "gzip"})
    html = (gzip.decompress(answer.content) if answer.headers.get("Content-Encoding") == "gzip" else answer.content).decode()
    asked = set(re.findall(r'(?:src|href)="/static/([^"?]+)', html))
    files = [Path(str(finders.find(unquote(one)))) for one in asked]
    assert len(files) >= 3, address
    return len(answer.content) + sum(len(gzip.compress(file.read_bytes())) for file in files), "<svg" in html


@pytest.mark.parametrize("role", ["", "administrator", "gp", "person", "policy", "zone_staff"])
def test_a_page_is_light_on_a_slow_line(world, role):
    client = Cast().client(world.users.get(role))
    heavy = {}
    for page in worlds.pages(world, role):
        answer = client.get(page.address)
        if answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html"):
            size, drawn = first_load(client, page.address)
            if size >= (WITH_CHARTS if drawn else PLAIN):
                heavy[page.name] = size
    assert heavy == {}


def test_the_style_sheet_is_small_and_names_no_other_place():
    css = Path(str(finders.find("kernel/empact.css"))).read_text("utf-8")
    assert len(css.encode()) < 20_000
    assert not re.search(r"url\((?!#)|@import", css)
