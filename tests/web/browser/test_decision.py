"""J9: a steering group decides to start an action: its sheet, an objection that is answered, and a decision that is found."""

from __future__ import annotations

from datetime import timedelta

from django.utils import timezone

from empact.web.governance.models import Decision
from empact.web.kernel import outbox
from empact.web.kernel.who import Who
from empact.web.portfolio import actions as portfolio
from empact.web.portfolio.models import Action

from .conftest import axe_findings
from .test_actions import Typist

TITLE = "Beweegcoach in de wijk"


def waits_for_a_decision(world) -> Action:
    """An action that needs means, of which everything is said that a decision needs."""
    office, at = Who.of(world.users["pmo"], world.users["pmo"].hats.first()), timezone.now()
    led = {"today": timezone.localdate(at), "by": office, "at": at}
    other = Action.objects.get(pk=world.ids["actions"])
    one = portfolio.propose_action(title=TITLE, programme=other.programme, puller=world.practice, **led)
    values = {
        "need": "Wie valt, beweegt te weinig.", "afterwards": "De zone neemt het over.", "objective": other.objective,
        "persona": "P3", "determinant": "lives_alone", "target": "wie viel", "needs_means": True,
    }  # fmt: skip
    portfolio.keep_action(action=one, values=values, **led)
    portfolio.place_action(action=one, territory=world.zone, role="start", starts=led["today"], by=office, at=at)
    portfolio.add_kpi(action=one, indicator="gp_contact", target=90, by=office, at=at)
    for minutes, stage in enumerate(("screening", "plan", "decision"), 1):
        moved = led | {"at": at + timedelta(minutes=minutes)}
        portfolio.move_action(action=one, after=stage, reason="seen", **moved)
    return one


def test_a_steering_group_decides_to_start_an_action_and_the_decision_is_found_within_a_minute(visit, world):
    action = waits_for_a_decision(world)
    office = visit(world.users["pmo"])
    office.goto(f"{office.start}/actions/{action.pk}/sheet/")
    said = office.locator("main").inner_text()
    for part in ("Wie valt, beweegt te weinig.", world.practice.name, world.zone.name):
        assert part in said
    office.get_by_role("link", name="Ask for a decision").click()
    office.select_option("select[name=body]", label="Stuurgroep")
    office.select_option("select[name=after]", value="running")
    office.fill("[name=proposal]", "De beweegcoach begint in maart.")
    office.locator("input[name=aims]").first.check()
    office.locator("main form button").last.click()
    assert "De beweegcoach begint in maart." in office.locator("main").inner_text()
    decision = office.url
    office.get_by_role("button", name="Open it").click()

    member = visit(world.users["steering"])
    member.goto(decision)
    member.get_by_role("link", name="Say what you think").first.click()
    member.locator("input[name=stance][value=objects]").check()
    member.fill("[name=reason]", "Wie betaalt de zaal?")
    member.locator("main form button").last.click()
    assert "Wie betaalt de zaal?" in member.locator("main").inner_text() and axe_findings(member) == []

    office = visit(world.users["pmo"])
    office.goto(decision)
    office.get_by_role("link", name="It is decided").click()
    office.get_by_role("button", name="It is decided").click()
    assert office.locator("[role=alert], .errors, .note.error").first.is_visible(), "an objection without an answer blocks"
    office.goto(decision)
    office.locator("main a", has_text="Answer").first.click()
    office.fill("[name=answer]", "De gemeente geeft de zaal.")
    office.locator("main form button").last.click()
    office.get_by_role("link", name="It is decided").click()
    office.fill("[name=conditions]", "Met een zaal van de gemeente.")
    office.get_by_role("button", name="It is decided").click()
    assert "Met een zaal van de gemeente." in office.locator("main").inner_text()
    outbox.deliver(at=timezone.now())
    action.refresh_from_db()
    assert action.stage == "running" and Decision.objects.get(question=TITLE).review_by

    reader = visit(world.users["policy"])
    reader.goto(f"{reader.start}/decisions/")
    keys = Typist(reader)
    keys.to("[name=q]")
    keys.type("beweegcoach zaal")
    keys.send()
    found = reader.get_by_role("link", name=TITLE)
    assert found.count() == 1
    keys.to(f"main a[href='{found.get_attribute('href')}']")
    keys.send()
    assert "Met een zaal van de gemeente." in reader.locator("main").inner_text() and keys.seconds < 60
