"""A plan as a file and back, in a browser: taken, brought with more in it, and shown before anything is added."""

from __future__ import annotations

import json
from datetime import date, timedelta

from empact.web.care.models import CareGoal, LifeGoal, Task

from .conftest import axe_findings, too_wide


def faults(page):
    found = axe_findings(page)
    page.set_viewport_size({"width": 320, "height": 640})
    found += axe_findings(page, only=("target-size", "scrollable-region-focusable", "meta-viewport"))
    found += [f"{much} px too wide" for much in [too_wide(page)] if much > 0]
    page.set_viewport_size({"width": 1200, "height": 900})
    return found


def test_a_plan_is_taken_as_a_file_and_what_another_system_adds_is_brought_in(visit, world):
    page = visit(world.users["coordinator"])
    page.goto(f"{page.start}/persons/{world.jozef.pk}/plan/")
    with page.expect_download() as taken:
        page.get_by_text("More", exact=True).click()
        page.get_by_role("link", name="As a file (FHIR)").click()
    said = json.loads(taken.value.path().read_text(encoding="utf-8"))
    kinds = [entry["resource"]["resourceType"] for entry in said["entry"]]
    assert kinds[:2] == ["CarePlan", "CareTeam"] and kinds.count("Goal") == 2 and kinds.count("Task") == 2

    person = said["entry"][0]["resource"]["subject"]
    fresh = {"status": "requested", "intent": "plan", "for": person, "description": "Ring each evening"}
    aim = {"lifecycleStatus": "active", "subject": person, "description": {"text": "Sleep through the night"}}
    said["entry"] += [
        {"fullUrl": "urn:x:1", "resource": {"resourceType": "Goal", **aim}},
        {"fullUrl": "urn:x:2", "resource": {"resourceType": "Task", **fresh}},
    ]
    page.get_by_role("link", name="Bring goals and tasks from a file").click()
    assert faults(page) == []
    file = {"name": "plan.json", "mimeType": "application/json", "buffer": json.dumps(said).encode()}
    page.set_input_files("input[type=file]", file)
    page.get_by_role("button", name="Show what would happen").click()
    main = page.inner_text("main")
    assert "Sleep through the night" in main and "It is in the plan already." in main
    assert faults(page) == []
    assert not CareGoal.objects.filter(text="Sleep through the night").exists()

    page.select_option("select[name=life_goal]", label=LifeGoal.objects.get().text)
    page.select_option("select[name=owner]", index=1)
    due = (date.today() + timedelta(days=30)).isoformat()
    page.fill("input[name=due]", due)
    page.get_by_role("button", name="Add to the plan").click()
    assert "2 goals and tasks were added." in page.inner_text("[role=status]")
    assert "Sleep through the night" in page.inner_text("main") and "Ring each evening" in page.inner_text("main")
    assert Task.objects.get(what="Ring each evening").due.isoformat() == due
    assert page.strayed == []
